/* script_expect.c - what a dialogue test may expect: one table of keys, each with its check. */
#include "base/buf.h"
#include "base/intl.h"
#include "dialogue/facts.h"
#include "dialogue/script_internal.h"

enum { TOLD_MAX = 4096, MESSAGES_MAX = 1000 };

static const struct shape messages_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .max = MESSAGES_MAX};

static struct str of_phrase(const struct decision *d)
{
	return d->phrase.n ? d->phrase : str_of(_("(a human's words)"));
}

/* The text in which a decision of a kind is compared. */
static struct str told(const struct decision *d)
{
	switch (d->kind) {
	case DECIDE_SAY:
		return of_phrase(d);
	case DECIDE_TICKET:
		return d->number;
	case DECIDE_MISS:
		return d->intent;
	case DECIDE_GAP:
		return d->phrase;
	case DECIDE_UNSENT:
	case DECIDE_LOOKUP:
		return d->phrase;
	case DECIDE_ESCALATE:
	case DECIDE_CLOSED:
	case DECIDE_TICKET_NEWS:
	case DECIDE_BREACH:
	case DECIDE_RECORD:
		break;
	}
	return d->reason;
}

/* "opening, shipping.where"; empty: none of them. */
static struct str list_of(
    struct play *p, enum decision_kind kind, struct str (*name)(const struct decision *d))
{
	struct buf b;
	buf_init(&b, TOLD_MAX);
	for (size_t i = 0; i < p->seen_n; i++) {
		if (p->seen[i].kind != kind)
			continue;
		if (b.n)
			buf_addz(&b, _(", "));
		struct str s = name(&p->seen[i]);
		buf_adds(&b, s.n ? s : str_of(_("(none)")));
	}
	struct str out = b.n ? arena_str(p->arena, buf_str(&b)) : STR("");
	buf_free(&b);
	return out;
}

/* The same in a message. */
static struct str shown(struct str list)
{
	return list.n ? list : str_of(_("nothing"));
}

static bool fits(struct str wanted, struct str got)
{
	if (wanted.n > 3 && memcmp(wanted.p + wanted.n - 3, "...", 3) == 0)
		return str_starts(got, str_make(wanted.p, wanted.n - 3));
	return str_eq(wanted, got);
}

/* Is it an id that no phrase of the book has?  Then it is told so: most likely a slip. */
static bool unknown_phrase(struct play *p, const struct yaml *v, struct str id)
{
	const struct book *b = p->env.book;
	const char **names = ARENA_ARRAY(p->arena, const char *, b->phrases_n + 1), *near;
	if (!id.n || *id.p == '(' || (id.n > 3 && str_is(str_make(id.p + id.n - 3, 3), "...")) ||
	    book_phrase(b, id))
		return false;
	for (size_t i = 0; i < b->phrases_n; i++)
		names[i] = arena_str(p->arena, b->phrases[i].id).p;
	near = diag_nearest(id, names, b->phrases_n);
	diag_error(p->diags, v->at, "the book has no phrase '%.*s'%s", STR_ARG(id),
	    diag_hint(near, p->arena));
	return true;
}

static int expect_phrase(struct play *p, const struct yaml *v)
{
	struct str wanted;
	if (yaml_text(v, "phrase", p->diags, &wanted) != 0)
		return -1;
	for (size_t i = 0; i < p->seen_n; i++)
		if (p->seen[i].kind == DECIDE_SAY && fits(wanted, p->seen[i].phrase))
			return 0;
	if (unknown_phrase(p, v, wanted))
		return -1;
	return diag_error(p->diags, v->at, "expected the phrase %.*s, but what was said is: %.*s",
	    STR_ARG(wanted), STR_ARG(shown(list_of(p, DECIDE_SAY, of_phrase))));
}

static int phrases_differ(struct play *p, const struct yaml *v)
{
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml *one = v->members[i].value;
		if (one->type == YAML_SCALAR && unknown_phrase(p, one, one->text))
			return -1;
	}
	return diag_error(p->diags, v->at,
	    "expected these phrases in this order, but what was said is: %.*s",
	    STR_ARG(shown(list_of(p, DECIDE_SAY, of_phrase))));
}

static int expect_phrases(struct play *p, const struct yaml *v)
{
	size_t n = 0;
	if (v->type != YAML_LIST)
		return diag_error(p->diags, v->at, "phrases must be a list");
	for (size_t i = 0; i < p->seen_n; i++) {
		struct str wanted;
		if (p->seen[i].kind != DECIDE_SAY)
			continue;
		if (n == v->size)
			return phrases_differ(p, v);
		if (yaml_text(v->members[n++].value, _("a phrase"), p->diags, &wanted) != 0)
			return -1;
		if (!fits(wanted, p->seen[i].phrase))
			return phrases_differ(p, v);
	}
	return n == v->size ? 0 : phrases_differ(p, v);
}

static int expect_said(struct play *p, const struct yaml *v)
{
	struct str wanted;
	if (yaml_text(v, "said", p->diags, &wanted) != 0)
		return -1;
	if (!str_is(wanted, "nothing"))
		return diag_error(p->diags, v->at, "said can only be: nothing");
	struct str said = list_of(p, DECIDE_SAY, of_phrase);
	if (!said.n)
		return 0;
	return diag_error(
	    p->diags, v->at, "expected silence, but what was said is: %.*s", STR_ARG(said));
}

static struct str of_intent(const struct decision *d)
{
	return d->intent;
}

static int expect_intent(struct play *p, const struct yaml *v)
{
	struct str wanted;
	if (yaml_text(v, "intent", p->diags, &wanted) != 0)
		return -1;
	for (size_t i = 0; i < p->seen_n; i++)
		if (p->seen[i].kind == DECIDE_SAY && fits(wanted, p->seen[i].intent))
			return 0;
	return diag_error(p->diags, v->at,
	    "expected an answer to %.*s, but the intents answered are: %.*s", STR_ARG(wanted),
	    STR_ARG(shown(list_of(p, DECIDE_SAY, of_intent))));
}

static struct str of_text(const struct decision *d)
{
	return d->text;
}

static bool said_text(const struct play *p, struct str piece)
{
	for (size_t i = 0; i < p->seen_n; i++)
		if (p->seen[i].kind == DECIDE_SAY && p->seen[i].text.n &&
		    memmem(p->seen[i].text.p, p->seen[i].text.n, piece.p, piece.n))
			return true;
	return false;
}

static int expect_text(struct play *p, const struct yaml *v)
{
	struct str wanted;
	if (yaml_text(v, "text", p->diags, &wanted) != 0)
		return -1;
	if (said_text(p, wanted))
		return 0;
	return diag_error(p->diags, v->at,
	    "expected the words \"%.*s\", but what was said is: %.*s", STR_ARG(wanted),
	    STR_ARG(shown(list_of(p, DECIDE_SAY, of_text))));
}

static int expect_not_text(struct play *p, const struct yaml *v)
{
	struct str wanted;
	if (yaml_text(v, "not_text", p->diags, &wanted) != 0)
		return -1;
	if (!said_text(p, wanted))
		return 0;
	return diag_error(p->diags, v->at,
	    "did not expect the words \"%.*s\", but what was said is: %.*s", STR_ARG(wanted),
	    STR_ARG(shown(list_of(p, DECIDE_SAY, of_text))));
}

/* How many texts the customer got. */
static int expect_messages(struct play *p, const struct yaml *v)
{
	int64_t wanted, got = 0;
	if (shape_int(&messages_shape, v, "messages", p->diags, &wanted) != 0)
		return -1;
	for (size_t i = 0; i < p->seen_n; i++)
		got += p->seen[i].kind == DECIDE_SAY && p->seen[i].text.n > 0;
	if (got == wanted)
		return 0;
	return diag_error(p->diags, v->at, "expected %d messages, but there were %d: %.*s",
	    (int)wanted, (int)got, STR_ARG(shown(list_of(p, DECIDE_SAY, of_phrase))));
}

static int expect_mode(struct play *p, const struct yaml *v)
{
	struct str wanted;
	enum mode m;
	if (yaml_text(v, "mode", p->diags, &wanted) != 0)
		return -1;
	if (mode_parse(wanted, &m) != 0)
		return diag_error(p->diags, v->at, "mode can be bot, queued, human or closed");
	if (m == p->c.mode)
		return 0;
	return diag_error(p->diags, v->at, "expected the mode %s, but it is %s", mode_name(m),
	    mode_name(p->c.mode));
}

/* true: there was one; false: there was none; else one that is told so. */
static int expect_kind(
    struct play *p, const struct yaml *v, enum decision_kind kind, const char *what)
{
	struct str wanted, got = list_of(p, kind, told);
	bool any = got.n != 0;
	if (yaml_text(v, what, p->diags, &wanted) != 0)
		return -1;
	if (str_is(wanted, "false") ? !any : str_is(wanted, "true") && any)
		return 0;
	for (size_t i = 0; i < p->seen_n; i++)
		if (p->seen[i].kind == kind && fits(wanted, told(&p->seen[i])))
			return 0;
	return diag_error(p->diags, v->at, "expected %s: %.*s, but there was: %.*s", what,
	    STR_ARG(wanted), STR_ARG(shown(got)));
}

static int expect_escalated(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_ESCALATE, "escalated");
}

static int expect_ticket(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_TICKET, "ticket");
}

static int expect_breach(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_BREACH, "breach");
}

static int expect_ticket_news(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_TICKET_NEWS, "ticket_news");
}

static int expect_closed(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_CLOSED, "closed");
}

static int expect_lookup(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_LOOKUP, "lookup");
}

static int expect_miss(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_MISS, "miss");
}

static int expect_unsent(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_UNSENT, "unsent");
}

static int expect_gap(struct play *p, const struct yaml *v)
{
	return expect_kind(p, v, DECIDE_GAP, "gap");
}

static int expect_slots(struct play *p, const struct yaml *v)
{
	int result = 0;
	struct facts facts;
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "slots must be names with values");
	facts_init(&facts, p->env.book, &p->c, p->now);
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml *value = v->members[i].value;
		struct str wanted, got = facts_value(&facts, v->members[i].key, p->arena);
		if (yaml_is_nothing(value))
			wanted = STR("");
		else if (yaml_text(value, _("the value"), p->diags, &wanted) != 0)
			return -1;
		if (!str_eq(wanted, got))
			result = diag_error(p->diags, value->at,
			    "expected %.*s to be \"%.*s\", but it is \"%.*s\"",
			    STR_ARG(v->members[i].key), STR_ARG(wanted), STR_ARG(got));
	}
	return result;
}

/* `name: value` of the state; "nothing" when it is empty. */
static int expect_state(struct play *p, const struct yaml *v, const char *what, struct str got)
{
	struct str wanted;
	if (yaml_text(v, what, p->diags, &wanted) != 0)
		return -1;
	if (str_eq(wanted, got.n ? got : STR("nothing")))
		return 0;
	return diag_error(p->diags, v->at, "expected %s: %.*s, but it is: %.*s", what,
	    STR_ARG(wanted), STR_ARG(got.n ? got : STR("nothing")));
}

static int expect_form(struct play *p, const struct yaml *v)
{
	return expect_state(p, v, "form", p->c.form.form);
}

/* The slot that is asked for; `confirm` when all is known. */
static int expect_asked(struct play *p, const struct yaml *v)
{
	const struct form_state *f = &p->c.form;
	return expect_state(
	    p, v, "asked", f->form.n && !f->slot.n ? STR("confirm") : f->slot);
}

/* ---- the table ---- */

static const char *const silence[] = {"nothing", NULL};

static const struct shape said_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(silence)};
static const struct shape mode_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(mode_names)};
static const struct shape phrases_shape = {
    .title = N_("a list of phrases"), .takes = SHAPE_LIST, .each = &shape_text};
static const struct shape value_shape = {
    .title = N_("a text, or nothing"), .takes = SHAPE_SCALAR | SHAPE_NOTHING};
static const struct shape slots_shape = {
    .title = N_("names with values"), .takes = SHAPE_MAP, .value = &value_shape};

static const struct expect_key {
	struct shape_key key;
	int (*check)(struct play *p, const struct yaml *v);
} expect_keys[] = {
    {{"phrase", &shape_text,
	 N_("this phrase was among what was said; confirm... with dots: any that begins so")},
	expect_phrase},
    {{"phrases", &phrases_shape, N_("these were said, in this order, and nothing else")},
	expect_phrases},
    {{"said", &said_shape, N_("nothing was said")}, expect_said},
    {{"intent", &shape_text, N_("an answer to this intent was said")}, expect_intent},
    {{"text", &shape_text, N_("these words stand in what was said")}, expect_text},
    {{"not_text", &shape_text, N_("these words do not stand in what was said")}, expect_not_text},
    {{"mode", &mode_shape, N_("who is in charge now")}, expect_mode},
    {{"escalated", &shape_text, N_("a hand-over for this reason; true: any, false: none")},
	expect_escalated},
    {{"ticket", &shape_text, N_("a ticket with this number; true: any, false: none")},
	expect_ticket},
    {{"breach", &shape_text, N_("a limit passed: first_reply or due")}, expect_breach},
    {{"ticket_news", &shape_text, N_("news of a ticket went to the colleague in charge")},
	expect_ticket_news},
    {{"closed", &shape_text, N_("an end for this reason; true: any, false: none")}, expect_closed},
    {{"lookup", &shape_text, N_("this was asked for; true: anything, false: nothing")},
	expect_lookup},
    {{"miss", &shape_text, N_("nothing fitted: true or false")}, expect_miss},
    {{"gap", &shape_text, N_("this phrase could not be said for want of a value")}, expect_gap},
    {{"unsent", &shape_text, N_("this phrase was left out, as the channel takes no more")},
	expect_unsent},
    {{"skill", &shape_text, N_("of the last hand-over or ticket")}, script_expect_skill},
    {{"urgency", &script_urgency_shape, N_("of the last hand-over or ticket")}, script_expect_urgency},
    {{"responsible", &shape_text,
	 N_("whose fault the last hand-over or ticket says it is: shop, both, customer, nobody")},
	script_expect_responsible},
    {{"also", &shape_text,
	 N_("the last ticket is for this second matter too; nothing: for one alone")},
	script_expect_also},
    {{"messages", &messages_shape, N_("so many texts were sent")}, expect_messages},
    {{"slots", &slots_shape, N_("what is known now: slots and facts, nothing for one that is not")},
	expect_slots},
    {{"form", &shape_text, N_("this form is open; nothing: none")}, expect_form},
    {{"asked", &shape_text, N_("this slot is asked for; confirm: the last question")},
	expect_asked},
};

const struct shape script_expect_shape = {.name = "expect",
    .title = N_("what is expected"),
    .takes = SHAPE_MAP,
    .least = 1,
    SHAPE_KEYS(expect_keys)};

static int unknown_key(struct play *p, const struct yaml_member *m)
{
	const char *names[SHAPE_KEYS_MAX];
	const char *near =
	    diag_nearest(m->key, names, shape_names(&script_expect_shape, names));
	return diag_error(p->diags, m->key_at, "nothing called %.*s can be expected%s",
	    STR_ARG(m->key), near ? arena_printf(p->arena, _(" (did you mean %s?)"), near).p : "");
}

static int expect_one(struct play *p, const struct yaml_member *m)
{
	const struct expect_key *k = (const void *)shape_find(&script_expect_shape, m->key);
	return k ? k->check(p, m->value) : unknown_key(p, m);
}

int script_expect(struct play *p, const struct yaml *expect)
{
	int result = 0;
	if (expect->type != YAML_MAP || expect->size == 0)
		return diag_error(
		    p->diags, expect->at, "expect needs keys and values, as in {phrase: opening}");
	for (size_t i = 0; i < expect->size; i++)
		if (expect_one(p, &expect->members[i]) != 0)
			result = -1;
	p->seen_n = 0;
	return result;
}
