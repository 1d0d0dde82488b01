/* never.c - patterns, and parts of them, that no message has: what was asked for is not there once
 * messages are tidied up, or stands in the wrong place. */
#include "base/intl.h"
#include "base/utf8.h"
#include "check/patterns.h"
#include "check/place.h"

/* Why nothing gets through.  Of the whole pattern, and of a part of it. */
struct reason {
	unsigned rule; /* without it something would; 0: a character that no message has */
	const char *whole, *part, *proposal;
};

static const struct reason reasons[] = {
    {0, N_("this pattern finds nothing: messages are tidied up first, and none has this sign then"),
	N_("this part finds nothing: messages are tidied up first, and none has this sign then"),
	N_("write the sign itself in its plain form, without a backslash, a number or a range")},
    {RULE_BLANK,
	N_("this pattern finds nothing: messages have no blanks between Chinese characters, at "
	   "their ends, or beside another blank"),
	N_("this part finds nothing: messages have no blanks between Chinese characters, at their "
	   "ends, or beside another blank"),
	N_("leave the blank out")},
    {RULE_SIGN,
	N_("this pattern finds nothing: of the same sign several times in a row messages keep one"),
	N_("this part finds nothing: of the same sign several times in a row messages keep one"),
	N_("write the sign once: ! finds !!! too")},
    {RULE_START,
	N_("this pattern finds nothing: ^ is the beginning of the message, and something is asked "
	   "for in front of it"),
	N_("this part finds nothing: ^ is the beginning of the message, and something is asked for "
	   "in front of it"),
	N_("leave the ^ out, or put it at the beginning of the pattern; the sign itself is \\^")},
    {RULE_END,
	N_("this pattern finds nothing: $ is the end of the message, and something is asked for "
	   "behind it"),
	N_("this part finds nothing: $ is the end of the message, and something is asked for "
	   "behind it"),
	N_("leave the $ out, or put it at the end of the pattern; the sign itself is \\$")},
    {RULE_BOUNDARY,
	N_("this pattern finds nothing: \\b is where a word begins or ends, and Chinese "
	   "characters, letters and digits side by side are one word"),
	N_("this part finds nothing: \\b is where a word begins or ends, and Chinese characters, "
	   "letters and digits side by side are one word"),
	N_("leave the \\b out")},
};

enum { REASONS = sizeof reasons / sizeof *reasons };

/* By number of the node: does a text pass it? */
static const bool *find_passed(const struct examined *e, struct arena *arena)
{
	bool *passed = ARENA_ARRAY(arena, bool, e->tree->size);

	for (uint32_t s = 0; s < e->machine->n; s++)
		if (e->machine->states[s].type == STATE_LETTER && walk_passes(e->walk, s))
			passed[e->machine->states[s].node->number] = true;
	return passed;
}

/* The first letter of the pattern that nothing passes; NULL: none.  *optional: it alone may be left
 * out, so that nothing is lost but itself. */
static const struct node *first_dead(
    const struct node *n, const bool *passed, bool optional, bool *is_optional)
{
	const struct node *dead = NULL;

	if (n->type == NODE_SET) {
		*is_optional = optional;
		return passed[n->number] ? NULL : n;
	}
	if (n->type == NODE_LOOK || n->type == NODE_OTHER ||
	    (n->type == NODE_REPEAT && n->max == 0))
		return NULL;
	if (n->type == NODE_REPEAT)
		optional = n->min == 0;
	else if (n->type != NODE_GROUP)
		optional = false;
	for (uint32_t i = 0; i < n->n && !dead; i++)
		dead = first_dead(n->kids[i], passed, optional, is_optional);
	return dead;
}

static bool is_empty(const struct alphabet *a, const uint64_t *set)
{
	for (uint32_t i = 0; i < a->words; i++)
		if (set[i])
			return false;
	return true;
}

/* A letter that no text has, in a part that nothing passes. */
static const struct node *impossible_letter(const struct examined *e)
{
	for (uint32_t s = e->machine->n; s-- > 0;) {
		const struct state *state = &e->machine->states[s];

		if (state->type == STATE_LETTER && is_empty(e->alphabet, state->set))
			return state->node;
	}
	return NULL;
}

static bool passes_without(const struct examined *e, const struct node *dead, unsigned rule)
{
	struct walk *w = walk_new(e->machine, RULES & ~rule);

	for (uint32_t s = 0; w && s < e->machine->n; s++)
		if (e->machine->states[s].node == dead &&
		    e->machine->states[s].type == STATE_LETTER && walk_passes(w, s))
			return true;
	return false;
}

/* NULL: more than one thing is wrong. */
static const struct reason *reason_of(const struct examined *e, const struct node *dead)
{
	for (size_t i = 1; i < REASONS; i++)
		if (passes_without(e, dead, reasons[i].rule))
			return &reasons[i];
	return NULL;
}

struct leaves {
	const struct node *found;
	uint32_t before; /* the code of the last letter */
};

/* A blank, and nothing else. */
static bool is_blank(const struct node *n)
{
	static const char *const escapes[] = {"\\s", "\\h"};

	if (node_letter(n) == ' ' || node_letter(n) == 0x3000)
		return true;
	for (size_t i = 0; n->items_n == 1 && !n->negated && i < 2; i++)
		if (str_is(n->items->escape, escapes[i]))
			return true;
	return false;
}

/* Where the finger points: the mark, the blank, or the second of two signs. */
static void find_culprit(
    const struct normaliser *normaliser, const struct node *n, unsigned rule, struct leaves *l)
{
	uint32_t code = node_letter(n);
	bool boundary = n->mark == MARK_BOUNDARY || n->mark == MARK_INSIDE;

	if (n->type == NODE_MARK && ((rule == RULE_START && n->mark == MARK_START) ||
					(rule == RULE_END && n->mark == MARK_END && !l->found) ||
					(rule == RULE_BOUNDARY && boundary && !l->found)))
		l->found = n;
	if (n->type == NODE_SET) {
		if (rule == RULE_SIGN && code && code == l->before && !l->found &&
		    normalise_kind(normaliser, code) == NORMAL_SIGN)
			l->found = n;
		if (rule == RULE_BLANK && is_blank(n) && !l->found)
			l->found = n;
		l->before = code;
	}
	if (n->type != NODE_LOOK)
		for (uint32_t i = 0; i < n->n; i++)
			find_culprit(normaliser, n->kids[i], rule, l);
}

static void tell(struct examiner *x, const struct examined *e, const struct node *at, bool whole,
    bool optional, const struct reason *r)
{
	const struct pattern *p = e->pattern;
	struct str id = x->book->intents[p->intent].id;
	struct leaves l = {0};
	struct place place;

	if (r->rule)
		find_culprit(x->book->normaliser, e->tree->root, r->rule, &l);
	place = place_of_text(x->book, p, l.found ? l.found->from : at->from);
	if (whole)
		diag_find(x->diags, DIAG_WARNING, "pattern.never", id, place, "%s", intl(r->whole));
	else if (optional)
		diag_find(x->diags, DIAG_ADVICE, "pattern.blank", id, place, "%s", intl(r->part));
	else
		diag_find(x->diags, DIAG_WARNING, "pattern.part", id, place, "%s", intl(r->part));
	diag_propose(x->diags, "%s", intl(r->proposal));
}

void never_tell(struct examiner *x, const struct examined *e)
{
	static const struct reason unknown = {0,
	    N_("this pattern finds nothing: no message can have all that it asks for"),
	    N_("this part finds nothing: no message can have all that is asked for here"),
	    N_("try the pattern with a message of your own, and take it apart")};
	const struct reason *r = &reasons[0];
	const struct node *dead, *letter;
	bool whole, optional = false;

	if (e->machine->vague)
		return;
	dead = first_dead(e->tree->root, find_passed(e, x->arena), false, &optional);
	whole = !walk_arrives(e->walk);
	if (!dead && !whole)
		return;
	letter = impossible_letter(e);
	if (!dead)
		dead = e->tree->root;
	if (letter)
		dead = letter;
	else if (!(r = reason_of(e, dead)))
		r = &unknown;
	tell(x, e, dead, whole, optional && !whole, r);
	x->broken[e->pattern - x->book->patterns] = true;
}
