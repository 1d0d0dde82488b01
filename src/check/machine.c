/* machine.c - see machine.h.  Built from the end to the beginning: each part is given the state
 * behind it and returns the one in front. */
#include "check/machine.h"

/* Copies of what is wanted at least so many times; more of them are taken for endless. */
enum { COPIES_MAX = 40, PARTS_A_STATE = 20 };

struct builder {
	struct machine *m;
	enum machine_looks looks;
	uint32_t most, counted;
	uint32_t built; /* parts: copies of nothing make no states */
	bool exact, too_big;
};

static uint32_t build(struct builder *b, const struct node *n, uint32_t next);

static uint32_t new_state(struct builder *b, struct state s)
{
	struct machine *m = b->m;

	if (m->n == b->most) {
		b->too_big = true;
		return 0;
	}
	if (m->n == m->room) {
		uint32_t room = m->room ? 2 * m->room : 64;

		m->states = arena_grow(m->arena, m->states, m->room * sizeof s, room * sizeof s);
		m->room = room;
	}
	m->states[m->n] = s;
	return m->n++;
}

/* n ways, to be filled in. */
static uint32_t new_ways(struct builder *b, uint32_t n)
{
	struct machine *m = b->m;
	uint32_t first = m->ways_n;

	if (m->ways_n + n > m->ways_room) {
		uint32_t room = 2 * (m->ways_n + n);

		m->ways = arena_grow(
		    m->arena, m->ways, m->ways_room * sizeof *m->ways, room * sizeof *m->ways);
		m->ways_room = room;
	}
	m->ways_n += n;
	return first;
}

static uint32_t fork(struct builder *b, uint32_t one, uint32_t other)
{
	uint32_t first = new_ways(b, 2);

	b->m->ways[first] = one;
	b->m->ways[first + 1] = other;
	return new_state(b, (struct state){.type = STATE_FORK, .first = first, .n = 2});
}

static uint32_t build_letter(struct builder *b, const struct node *n, uint32_t next)
{
	const struct alphabet *a = b->m->alphabet;
	uint64_t *set = ARENA_ARRAY(b->m->arena, uint64_t, a->words);
	bool open;

	alphabet_set(a, b->m->tree, n, set, &open);
	if (open)
		b->m->vague = true;
	return new_state(
	    b, (struct state){.type = STATE_LETTER, .out = next, .node = n, .set = set});
}

static uint32_t build_choice(struct builder *b, const struct node *n, uint32_t next)
{
	uint32_t first = new_ways(b, n->n);

	for (uint32_t i = n->n; i-- > 0 && !b->too_big;) { /* like all else: the last one first */
		uint32_t to = build(b, n->kids[i], next);

		b->m->ways[first + i] = to;
	}
	return new_state(b, (struct state){.type = STATE_FORK, .first = first, .n = n->n});
}

/* Any number of times. */
static uint32_t build_loop(struct builder *b, const struct node *kid, uint32_t next)
{
	uint32_t loop = fork(b, next, next), body;

	if (b->too_big)
		return 0;
	body = build(b, kid, loop);
	b->m->ways[b->m->states[loop].first] = body;
	return loop;
}

static uint32_t build_repeat(struct builder *b, const struct node *n, uint32_t next)
{
	const struct node *kid = n->kids[0];
	unsigned least = n->min < COPIES_MAX ? n->min : COPIES_MAX, most = n->max;
	uint32_t at = next;

	if (most == 0)
		return next;
	if (b->exact && most != REPEAT_ENDLESS && most > b->counted) {
		b->m->vague = true;
		most = REPEAT_ENDLESS;
	}
	if (n->min > least || (!b->exact && most > least && most > 1))
		most = REPEAT_ENDLESS;
	if (most == REPEAT_ENDLESS) {
		at = build_loop(b, kid, next);
	} else {
		for (unsigned i = least; i < most && !b->too_big; i++)
			at = fork(b, build(b, kid, at), next);
	}
	for (unsigned i = 0; i < least && !b->too_big; i++)
		at = build(b, kid, at);
	return at;
}

static uint32_t build_look(struct builder *b, const struct node *n, uint32_t next)
{
	if (n->absent || b->looks == LOOKS_LEFT_OUT ||
	    (b->looks == LOOKS_BEHIND_READ && !n->behind))
		return next;
	return build(b, n->kids[0], next);
}

/* The state in front of n. */
static uint32_t build(struct builder *b, const struct node *n, uint32_t next)
{
	if (b->too_big || ++b->built > PARTS_A_STATE * b->most) {
		b->too_big = true;
		return 0;
	}
	switch (n->type) {
	case NODE_SET:
		return build_letter(b, n, next);
	case NODE_MARK:
		return new_state(
		    b, (struct state){.type = STATE_MARK, .mark = n->mark, .out = next, .node = n});
	case NODE_SEQUENCE:
		for (uint32_t i = n->n; i-- > 0;)
			next = build(b, n->kids[i], next);
		return next;
	case NODE_CHOICE:
		return build_choice(b, n, next);
	case NODE_REPEAT:
		return build_repeat(b, n, next);
	case NODE_GROUP:
		return build(b, n->kids[0], next);
	case NODE_LOOK:
		return build_look(b, n, next);
	case NODE_EMPTY:
		return next;
	default:
		b->m->vague = true;
		return next;
	}
}

static struct machine *make(
    struct builder *b, const struct syntax_tree *t, const struct alphabet *a, struct arena *arena)
{
	struct machine *m = ARENA_NEW(arena, struct machine);

	*m = (struct machine){.tree = t, .alphabet = a, .arena = arena, .vague = t->vague};
	b->m = m;
	m->start = build(b, t->root, new_state(b, (struct state){.type = STATE_END}));
	return b->too_big ? NULL : m;
}

struct machine *machine_short(const struct syntax_tree *t, const struct alphabet *a,
    enum machine_looks looks, uint32_t most, struct arena *arena)
{
	struct builder b = {.looks = looks, .most = most};

	return make(&b, t, a, arena);
}

struct machine *machine_exact(const struct syntax_tree *t, const struct alphabet *a,
    uint32_t counted, uint32_t most, struct arena *arena)
{
	struct builder b = {.most = most, .counted = counted, .exact = true};

	return make(&b, t, a, arena);
}
