/* script_expect_case.c - what a dialogue test expects of a hand-over or ticket. */
#include "dialogue/script_internal.h"

const struct shape script_urgency_shape = {.takes = SHAPE_SCALAR,
    .scalar = SHAPE_INT,
    .min = URGENCY_MOST,
    .max = URGENCY_LEAST};

/* The last hand-over or ticket decided; NULL: there was none. */
static const struct decision *last_case(const struct play *p)
{
	for (size_t i = p->seen_n; i-- > 0;)
		if (p->seen[i].kind == DECIDE_ESCALATE || p->seen[i].kind == DECIDE_TICKET)
			return &p->seen[i];
	return NULL;
}

static const struct decision *wanted_case(struct play *p, const struct yaml *v)
{
	const struct decision *d = last_case(p);

	if (!d)
		diag_error(p->diags, v->at, "expected a hand-over or ticket, but there was none");
	return d;
}

int script_expect_skill(struct play *p, const struct yaml *v)
{
	const struct decision *d;
	struct str wanted;
	if (yaml_text(v, "skill", p->diags, &wanted) != 0)
		return -1;
	if (!(d = wanted_case(p, v)))
		return -1;
	if (str_eq(d->skill, wanted))
		return 0;
	return diag_error(p->diags, v->at, "expected the skill %.*s, but it is %.*s",
	    STR_ARG(wanted), STR_ARG(d->skill));
}

int script_expect_urgency(struct play *p, const struct yaml *v)
{
	const struct decision *d;
	int64_t wanted;
	if (shape_int(&script_urgency_shape, v, "urgency", p->diags, &wanted) != 0)
		return -1;
	if (!(d = wanted_case(p, v)))
		return -1;
	if (d->urgency == wanted)
		return 0;
	return diag_error(
	    p->diags, v->at, "expected the urgency %d, but it is %d", (int)wanted, d->urgency);
}

int script_expect_responsible(struct play *p, const struct yaml *v)
{
	const struct decision *d;
	struct str wanted;
	if (yaml_text(v, "responsible", p->diags, &wanted) != 0)
		return -1;
	if (!(d = wanted_case(p, v)))
		return -1;
	const char *got = d->responsible ? book_responsible[d->responsible] : "nobody";
	if (str_is(wanted, got))
		return 0;
	return diag_error(p->diags, v->at, "expected it to be the fault of: %.*s, but it is: %s",
	    STR_ARG(wanted), got);
}

int script_expect_also(struct play *p, const struct yaml *v)
{
	const struct decision *d = last_case(p);
	struct str wanted;
	if (yaml_text(v, "also", p->diags, &wanted) != 0)
		return -1;
	struct str got = d && d->also.n ? d->also : STR("nothing");
	if (str_eq(got, wanted))
		return 0;
	return diag_error(p->diags, v->at, "expected a ticket that is also for %.*s, but it is for: %.*s",
	    STR_ARG(wanted), STR_ARG(got));
}
