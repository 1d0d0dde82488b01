/* groups.c - see groups.h.
 *
 * Of each group the examples that come first are kept: no consequences before consequences, then in
 * the order of the past, the same words once.  The least of that order are the same whichever way
 * the messages come, so threads need not agree on anything. */
#include "replay/groups.h"

#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { TEXT_MOST = 4096, SLOTS_FIRST = 64 };

struct kept {
	bool consequence;
	size_t talk, turn;
	struct replay_example e;
};

struct group {
	enum replay_change change;
	struct str old, fresh;
	uint64_t hash;
	size_t n, consequences;
	struct kept *examples; /* in no order */
	size_t examples_n;
};

/* The lines of a group. */
struct line {
	size_t group;
	struct replay_lines l; /* n 0: a free slot */
};

struct groups {
	struct arena *arena;
	size_t examples_most, lines_most;
	size_t messages, missed_old, missed_fresh;
	size_t changes[REPLAY_CHANGES], consequences[REPLAY_CHANGES];
	struct group *list;
	size_t n, room;
	uint32_t *slots; /* number + 1; 0: free */
	size_t slots_mask;
	struct line *lines;
	size_t lines_n, lines_mask;
};

static void *cleared(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		abort(); /* as the arena does */
	return p;
}

struct groups *groups_new(size_t examples, size_t lines)
{
	struct groups *g = cleared(1, sizeof *g);

	g->arena = arena_new(1 << 14);
	g->examples_most = examples;
	g->lines_most = lines;
	g->slots_mask = g->lines_mask = SLOTS_FIRST - 1;
	g->slots = cleared(SLOTS_FIRST, sizeof *g->slots);
	g->lines = cleared(SLOTS_FIRST, sizeof *g->lines);
	return g;
}

void groups_free(struct groups **gp)
{
	struct groups *g = *gp;

	if (!g)
		return;
	arena_free(&g->arena);
	free(g->list);
	free(g->slots);
	free(g->lines);
	free(g);
	*gp = NULL;
}

/* ---- groups ---- */

static uint32_t *slot_of(const struct groups *g, uint64_t hash, enum replay_change change,
    struct str old, struct str fresh)
{
	size_t i = hash & g->slots_mask;

	for (; g->slots[i]; i = (i + 1) & g->slots_mask) {
		const struct group *x = &g->list[g->slots[i] - 1];

		if (x->hash == hash && x->change == change && str_eq(x->old, old) &&
		    str_eq(x->fresh, fresh))
			break;
	}
	return &g->slots[i];
}

static void widen(struct groups *g)
{
	free(g->slots);
	g->slots_mask = g->slots_mask * 2 + 1;
	g->slots = cleared(g->slots_mask + 1, sizeof *g->slots);
	for (size_t i = 0; i < g->n; i++) {
		const struct group *x = &g->list[i];

		*slot_of(g, x->hash, x->change, x->old, x->fresh) = (uint32_t)i + 1;
	}
}

/* Found or new; it moves when the next is added. */
static struct group *group_of(
    struct groups *g, enum replay_change change, struct str old, struct str fresh)
{
	uint64_t hash = str_hash(fresh, str_hash(old, change));
	uint32_t *slot = slot_of(g, hash, change, old, fresh);

	if (*slot)
		return &g->list[*slot - 1];
	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : SLOTS_FIRST;
		g->list = reallocarray(g->list, g->room, sizeof *g->list);
		if (!g->list)
			abort();
	}
	g->list[g->n] = (struct group){.change = change,
	    .hash = hash,
	    .old = arena_str(g->arena, old),
	    .fresh = arena_str(g->arena, fresh)};
	g->list[g->n].examples =
	    ARENA_ARRAY(g->arena, struct kept, change == REPLAY_UNCHANGED ? 0 : g->examples_most);
	*slot = (uint32_t)++g->n;
	if (g->n > g->slots_mask / 2)
		widen(g);
	return &g->list[g->n - 1];
}

/* ---- lines ---- */

static bool same_cause(const struct replay_cause *a, const struct replay_cause *b)
{
	return a->by == b->by && a->at.line == b->at.line && a->at.file == b->at.file;
}

/* Files of a book have one address each. */
static struct line *line_slot(const struct groups *g, size_t group, const struct replay_cause *old,
    const struct replay_cause *fresh)
{
	uint64_t h = group * 31 + old->by * 7 + fresh->by;
	size_t i;

	h = h * 0x9e3779b97f4a7c15u + old->at.line + (uintptr_t)old->at.file;
	h = h * 0x9e3779b97f4a7c15u + fresh->at.line + (uintptr_t)fresh->at.file;
	i = (h ^ h >> 29) & g->lines_mask;
	while (g->lines[i].l.n &&
	       (g->lines[i].group != group || !same_cause(&g->lines[i].l.old, old) ||
		   !same_cause(&g->lines[i].l.fresh, fresh)))
		i = (i + 1) & g->lines_mask;
	return &g->lines[i];
}

static void widen_lines(struct groups *g)
{
	struct line *was = g->lines;
	size_t n = g->lines_mask + 1;

	g->lines_mask = g->lines_mask * 2 + 1;
	g->lines = cleared(g->lines_mask + 1, sizeof *g->lines);
	for (size_t i = 0; i < n; i++)
		if (was[i].l.n)
			*line_slot(g, was[i].group, &was[i].l.old, &was[i].l.fresh) = was[i];
	free(was);
}

static void count_lines(struct groups *g, size_t group, const struct replay_cause *old,
    const struct replay_cause *fresh, size_t n)
{
	struct line *l = line_slot(g, group, old, fresh);

	if (!l->l.n) {
		*l = (struct line){group, {*old, *fresh, 0}};
		g->lines_n++;
	}
	l->l.n += n;
	if (g->lines_n > g->lines_mask / 2)
		widen_lines(g);
}

/* ---- examples ---- */

/* Does a come before b? */
static bool before(const struct kept *a, const struct kept *b)
{
	if (a->consequence != b->consequence)
		return !a->consequence;
	if (a->talk != b->talk)
		return a->talk < b->talk;
	return a->turn < b->turn;
}

/* Where it would stand: over the one with the same words when it comes before that, else at the
 * end, else over the last in order.  NULL: nowhere. */
static struct kept *kept_place(
    const struct groups *g, struct group *of, const struct kept *x, struct str text)
{
	struct kept *last = NULL;

	for (size_t i = 0; i < of->examples_n; i++) {
		struct kept *e = &of->examples[i];

		if (str_eq(e->e.text, text))
			return before(x, e) ? e : NULL;
		if (!last || before(last, e))
			last = e;
	}
	if (of->examples_n < g->examples_most)
		return &of->examples[of->examples_n++];
	return last && before(x, last) ? last : NULL;
}

/* Most messages of a full group: nothing is to be done for them. */
static bool comes_too_late(const struct groups *g, const struct group *of, const struct kept *x)
{
	if (of->examples_n < g->examples_most)
		return false;
	for (size_t i = 0; i < of->examples_n; i++)
		if (before(x, &of->examples[i]))
			return false;
	return true;
}

static struct str head(struct str s)
{
	if (s.n <= TEXT_MOST)
		return s;
	s.n = TEXT_MOST;
	while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

static void fill_side(struct replay_side *s, const struct answer *a, struct replay_cause cause,
    struct arena *arena, struct arena *short_lived)
{
	*s = (struct replay_side){.missed = a->missed,
	    .cause = cause,
	    .intent = arena_str(arena, answer_intent(a, short_lived)),
	    .phrases = arena_str(arena, answer_phrases(a, short_lived)),
	    .text = arena_str(arena, head(answer_text(a, short_lived))),
	    .acts = arena_str(arena, answer_acts(a, short_lived))};
}

static void add_example(struct groups *g, struct group *of, const struct compared *c,
    const struct replay_cause *old, const struct replay_cause *fresh, struct arena *arena)
{
	struct kept x = {.consequence = c->consequence, .talk = c->talk, .turn = c->turn};
	struct str text = head(c->event->text);
	struct kept *to;

	if (!g->examples_most || comes_too_late(g, of, &x))
		return;
	to = kept_place(g, of, &x, text);
	if (!to)
		return;
	x.e = (struct replay_example){.shop = c->of->shop,
	    .channel = c->of->channel,
	    .conversation = c->of->name,
	    .turn = c->turn,
	    .line = c->event->line,
	    .at = c->event->at,
	    .text = arena_str(g->arena, text),
	    .consequence = c->consequence};
	fill_side(&x.e.old, c->old, *old, g->arena, arena);
	fill_side(&x.e.fresh, c->fresh, *fresh, g->arena, arena);
	*to = x;
}

/* ---- adding ---- */

static void count(struct groups *g, const struct compared *c)
{
	g->messages++;
	g->missed_old += c->old->missed;
	g->missed_fresh += c->fresh->missed;
	g->changes[c->change]++;
	g->consequences[c->change] += c->consequence;
}

void groups_add(
    struct groups *g, const struct compared *c, struct match_scratch *scratch, struct arena *arena)
{
	struct replay_cause old, fresh;
	struct group *of;

	count(g, c);
	if (c->change == REPLAY_UNCHANGED) { /* most of them: as quick as may be */
		struct str intent = answer_first_intent(c->old, arena);

		group_of(g, c->change, intent, intent)->n++;
		return;
	}
	of = group_of(g, c->change, answer_intent(c->old, arena), answer_intent(c->fresh, arena));
	of->n++;
	of->consequences += c->consequence;
	answer_causes(c->old, c->fresh, scratch, arena, &old, &fresh);
	count_lines(g, (size_t)(of - g->list), &old, &fresh, 1);
	add_example(g, of, c, &old, &fresh, arena);
}

/* ---- merging ---- */

static void merge_examples(struct groups *g, struct group *to, const struct group *from)
{
	for (size_t i = 0; i < from->examples_n; i++) {
		const struct kept *x = &from->examples[i];
		struct kept *place = kept_place(g, to, x, x->e.text);

		if (place)
			*place = *x;
	}
}

void groups_merge(struct groups *to, const struct groups *from)
{
	size_t *numbers = cleared(from->n + 1, sizeof *numbers);

	to->messages += from->messages;
	to->missed_old += from->missed_old;
	to->missed_fresh += from->missed_fresh;
	for (int c = 0; c < REPLAY_CHANGES; c++) {
		to->changes[c] += from->changes[c];
		to->consequences[c] += from->consequences[c];
	}
	for (size_t i = 0; i < from->n; i++) {
		const struct group *x = &from->list[i];
		struct group *of = group_of(to, x->change, x->old, x->fresh);

		of->n += x->n;
		of->consequences += x->consequences;
		merge_examples(to, of, x);
		numbers[i] = (size_t)(of - to->list);
	}
	for (size_t i = 0; i <= from->lines_mask; i++) {
		const struct line *l = &from->lines[i];

		if (l->l.n)
			count_lines(to, numbers[l->group], &l->l.old, &l->l.fresh, l->l.n);
	}
	free(numbers);
}

/* ---- the result ---- */

static int compare_causes(const struct replay_cause *a, const struct replay_cause *b)
{
	int rc = str_compare(str_of(a->at.file), str_of(b->at.file));

	if (rc)
		return rc;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	return a->by < b->by ? -1 : a->by > b->by;
}

static int by_frequency(const void *va, const void *vb)
{
	const struct replay_lines *a = va, *b = vb;
	int rc;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	rc = compare_causes(&a->old, &b->old);
	return rc ? rc : compare_causes(&a->fresh, &b->fresh);
}

static int by_order(const void *va, const void *vb)
{
	const struct kept *a = va, *b = vb;

	return before(a, b) ? -1 : before(b, a) ? 1 : 0;
}

static int worst_first(const void *va, const void *vb)
{
	const struct replay_group *a = va, *b = vb;
	int rc;

	if (a->change != b->change)
		return a->change < b->change ? -1 : 1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	rc = str_compare(a->old, b->old);
	return rc ? rc : str_compare(a->fresh, b->fresh);
}

static void copy_side(struct arena *arena, struct replay_side *s)
{
	s->intent = arena_str(arena, s->intent);
	s->phrases = arena_str(arena, s->phrases);
	s->text = arena_str(arena, s->text);
	s->acts = arena_str(arena, s->acts);
}

static void finish_examples(struct arena *arena, const struct group *from, struct replay_group *to)
{
	struct kept *sorted = cleared(from->examples_n + 1, sizeof *sorted);

	memcpy(sorted, from->examples, from->examples_n * sizeof *sorted);
	qsort(sorted, from->examples_n, sizeof *sorted, by_order);
	to->examples = ARENA_ARRAY(arena, struct replay_example, from->examples_n);
	to->examples_n = from->examples_n;
	for (size_t i = 0; i < from->examples_n; i++) {
		struct replay_example *e = &to->examples[i];

		*e = sorted[i].e;
		e->text = arena_str(arena, e->text);
		copy_side(arena, &e->old);
		copy_side(arena, &e->fresh);
	}
	free(sorted);
}

/* Lines of all groups, those of a group behind each other. */
static int by_group(const void *va, const void *vb)
{
	const struct line *a = va, *b = vb;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return by_frequency(&a->l, &b->l);
}

static struct line *sorted_lines(const struct groups *g)
{
	struct line *sorted = cleared(g->lines_n + 1, sizeof *sorted);
	size_t n = 0;

	for (size_t i = 0; i <= g->lines_mask; i++)
		if (g->lines[i].l.n)
			sorted[n++] = g->lines[i];
	assert(n == g->lines_n);
	qsort(sorted, n, sizeof *sorted, by_group);
	sorted[n].group = SIZE_MAX;
	return sorted;
}

static void finish_lines(
    const struct groups *g, struct arena *arena, const struct line *from, struct replay_group *to)
{
	size_t group = from->group;

	while (from[to->lines_all].group == group)
		to->lines_all++;
	to->lines_n = to->lines_all < g->lines_most ? to->lines_all : g->lines_most;
	to->lines = ARENA_ARRAY(arena, struct replay_lines, to->lines_n);
	for (size_t i = 0; i < to->lines_n; i++)
		to->lines[i] = from[i].l;
}

static void finish_groups(const struct groups *g, struct replay_result *to)
{
	struct line *lines = sorted_lines(g);
	const struct line *l = lines;

	to->groups = ARENA_ARRAY(to->arena, struct replay_group, g->n);
	to->same = ARENA_ARRAY(to->arena, struct replay_group, g->n);
	for (size_t i = 0; i < g->n; i++) {
		const struct group *x = &g->list[i];
		bool same = x->change == REPLAY_UNCHANGED;
		struct replay_group *out =
		    same ? &to->same[to->same_n++] : &to->groups[to->groups_n++];

		*out = (struct replay_group){.change = x->change,
		    .old = arena_str(to->arena, x->old),
		    .fresh = arena_str(to->arena, x->fresh),
		    .n = x->n,
		    .consequences = x->consequences};
		finish_examples(to->arena, x, out);
		if (l->group == i) {
			finish_lines(g, to->arena, l, out);
			l += out->lines_all;
		}
	}
	free(lines);
	qsort(to->groups, to->groups_n, sizeof *to->groups, worst_first);
	qsort(to->same, to->same_n, sizeof *to->same, worst_first);
}

void groups_finish(const struct groups *g, struct replay_result *to)
{
	to->messages = g->messages;
	to->missed_old = g->missed_old;
	to->missed_fresh = g->missed_fresh;
	memcpy(to->changes, g->changes, sizeof to->changes);
	memcpy(to->consequences, g->consequences, sizeof to->consequences);
	finish_groups(g, to);
}
