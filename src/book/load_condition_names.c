/* load_condition_names.c - the names that stand in expressions, and the values that some of them can
 * have. */
#include "base/intl.h"
#include "book/load_condition_internal.h"

/* Names of the desk, and the values that some of them have. */
static const struct desk_name {
	const char *name;
	enum expression_type type;
	const char *values[5];
} desk_names[] = {
    {"mode", TYPE_TEXT, {"bot", "queued", "human", "closed"}},
    {"hours", TYPE_TEXT, {"open", "lunch", "closed"}},
    {"urgency", TYPE_NUMBER, {NULL}},
    {"vip", TYPE_YES, {NULL}},
    {"today", TYPE_DATE, {NULL}},
};

enum { DESK_NAMES = sizeof desk_names / sizeof *desk_names };

static const struct desk_name *desk_name(struct str name)
{
	for (size_t i = 0; i < DESK_NAMES; i++)
		if (str_is(name, desk_names[i].name))
			return &desk_names[i];
	return NULL;
}

bool load_is_desk_name(struct str name)
{
	return desk_name(name) != NULL;
}

bool load_is_name(const struct load *l, struct str name)
{
	return desk_name(name) || ids_find(&l->facts, name) >= 0 ||
	    ids_find(&l->slots, name) >= 0 || ids_find(&l->groups, name) >= 0;
}

struct place checker_place(const struct checker *c, const struct expression *e)
{
	return yaml_place(c->node, e->at);
}

enum expression_type checker_wrong(
    struct checker *c, const struct expression *e, const char *what)
{
	diag_error(c->l->diags, checker_place(c, e), "%s", intl(what));
	return TYPE_WRONG;
}

static enum expression_type type_of_kind(int kind)
{
	switch (kind) {
	case SLOT_DATE:
		return TYPE_DATE;
	case SLOT_AMOUNT:
		return TYPE_AMOUNT;
	case SLOT_NUMBER:
		return TYPE_NUMBER;
	case LOAD_KIND_WRONG:
		return TYPE_WRONG;
	default:
		return TYPE_TEXT;
	}
}

static bool found(struct expression *e, enum expression_op op, enum expression_type type)
{
	e->op = op;
	e->type = type;
	return true;
}

bool checker_find(struct checker *c, struct expression *e)
{
	struct load *l = c->l;
	const struct desk_name *desk = desk_name(e->text);
	long i;

	if (desk)
		return found(e, desk->type == TYPE_DATE ? OP_TODAY : OP_SLOT, desk->type);
	i = ids_find(&l->facts, e->text);
	if (i >= 0 && (size_t)i < c->facts) {
		e->fact = &l->book->facts[i];
		e->steps = e->fact->value ? e->fact->value->steps : 0;
		return found(e, OP_FACT, e->fact->value ? e->fact->value->type : TYPE_WRONG);
	}
	if (i >= 0) {
		diag_error(l->diags, checker_place(c, e),
		    "the fact '%.*s' stands here or below: a fact uses only those above it",
		    STR_ARG(e->text));
		return found(e, OP_FACT, TYPE_WRONG);
	}
	i = ids_find(&l->slots, e->text);
	if (i >= 0)
		return found(e, OP_SLOT, type_of_kind(l->slot_kinds[i]));
	return ids_find(&l->groups, e->text) >= 0 && found(e, OP_SLOT, TYPE_TEXT);
}

static const char *hint(struct checker *c, struct str name)
{
	struct load *l = c->l;
	const struct ids *all[] = {&l->slots, &l->groups, &l->facts};
	size_t n = DESK_NAMES, at = 0;
	const char **names;

	names = ARENA_ARRAY(l->scratch, const char *, n + l->slots.n + l->groups.n + l->facts.n);
	for (; at < DESK_NAMES; at++)
		names[at] = desk_names[at].name;
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < (all[k] == &l->facts ? c->facts : all[k]->n); i++)
			names[at++] = all[k]->names[i];
	return names_hint(l, names, at, name);
}

enum expression_type checker_unknown(struct checker *c, const struct expression *e)
{
	bool digit = e->text.p[0] >= '0' && e->text.p[0] <= '9';

	if (load_may_be_lost(c->l, e->text))
		return TYPE_WRONG;
	if (digit)
		diag_error(c->l->diags, checker_place(c, e),
		    "'%.*s' is no number and no span of time (7d, 12h)", STR_ARG(e->text));
	else
		diag_error(c->l->diags, checker_place(c, e),
		    "unknown name '%.*s'%s (names are slots, facts, groups of patterns, and mode, "
		    "hours, urgency, vip, today)",
		    STR_ARG(e->text), hint(c, e->text));
	return TYPE_WRONG;
}

/* mode == bto, urgency > 9: can never hold. */
static bool check_desk_value(struct checker *c, const struct expression *name,
    const struct expression *value)
{
	const struct desk_name *desk = name->op == OP_SLOT ? desk_name(name->text) : NULL;
	size_t n = 0;

	if (!desk || value->op != OP_LITERAL)
		return true;
	if (desk->type == TYPE_NUMBER && (value->number < NUMBER_ONE || value->number > 4 * NUMBER_ONE))
		return checker_wrong(c, value, N_("urgency is 1 (at once) to 4; without one: not urgency"));
	for (; desk->values[n]; n++)
		if (str_is(value->text, desk->values[n]))
			return true;
	if (n)
		diag_error(c->l->diags, checker_place(c, value), "unknown %s '%.*s'%s (%s is %s)",
		    desk->name, STR_ARG(value->text), names_hint(c->l, desk->values, n, value->text),
		    desk->name, load_join(c->l, desk->values, n));
	return !n;
}

/* The choices that forms offer for a slot; 0 when none does. */
static size_t choices_of(struct load *l, struct str slot, const char ***out)
{
	const struct book *b = l->book;
	size_t n = 0, room = 0;

	*out = NULL;
	for (size_t i = 0; i < b->forms_n; i++)
		for (size_t k = 0; k < b->forms[i].fields_n; k++) {
			const struct field *f = &b->forms[i].fields[k];

			if (!str_eq(f->slot, slot) || !f->choices_n)
				continue;
			*out = arena_grow(l->scratch, *out, room * sizeof **out,
			    (room + f->choices_n) * sizeof **out);
			room += f->choices_n;
			for (size_t j = 0; j < f->choices_n; j++)
				(*out)[n++] = f->choices[j].value.p;
		}
	return n;
}

/* Can nothing of the book fill it but a choice? */
static bool only_chosen(const struct load *l, struct str slot)
{
	const struct book *b = l->book;

	if (ids_find(&l->groups, slot) >= 0)
		return false;
	for (size_t i = 0; i < b->forms_n; i++)
		for (size_t k = 0; k < b->forms[i].fields_n; k++)
			if (str_eq(b->forms[i].fields[k].slot, slot) &&
			    !b->forms[i].fields[k].choices_n)
				return false;
	return true;
}

/* reason == 质量问提: no form offers it.  Of a slot of any text it is doubtful only: a look-up or a
 * profile may bring others. */
static bool check_choice(struct checker *c, const struct expression *name,
    const struct expression *value)
{
	struct load *l = c->l;
	long slot = name->op == OP_SLOT ? ids_find(&l->slots, name->text) : IDS_NONE;
	const char **names;
	size_t n;

	if (slot < 0 || value->op != OP_LITERAL)
		return true;
	bool doubtful = l->slot_kinds[slot] == SLOT_TEXT && only_chosen(l, name->text);
	if (l->slot_kinds[slot] != SLOT_CHOICE && !doubtful)
		return true;
	n = choices_of(l, name->text, &names);
	for (size_t i = 0; i < n; i++)
		if (str_is(value->text, names[i]))
			return true;
	if (n && doubtful)
		diag_find(l->diags, DIAG_WARNING, "choice.unknown", name->text,
		    checker_place(c, value), "no form offers the choice '%.*s' for %.*s%s", STR_ARG(value->text),
		    STR_ARG(name->text), names_hint(l, names, n, value->text));
	else if (n)
		diag_error(l->diags, checker_place(c, value), "no form offers the choice '%.*s' for %.*s%s",
		    STR_ARG(value->text), STR_ARG(name->text), names_hint(l, names, n, value->text));
	return !n || doubtful;
}

bool checker_can_be(
    struct checker *c, const struct expression *name, const struct expression *value)
{
	return check_desk_value(c, name, value) && check_choice(c, name, value);
}
