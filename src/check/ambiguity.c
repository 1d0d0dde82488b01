/* ambiguity.c - see ambiguity.h.
 *
 * The states are those that read a letter, the ways between them go over forks and marks; two ways
 * that differ in forks alone count as two, as a search tries both.  Looked for are ways through
 * the machine taken three times side by side over the same letters.  The work is bounded; what is
 * not found within it stays unknown. */
#include "check/ambiguity.h"

#include "base/buf.h"
#include "base/utf8.h"

enum {
	READERS_MAX = 150, /* states that read a letter */
	ROUTES_MAX = 6000,
	FORKS_BUDGET = 4000, /* visits on the ways behind one state */
	SEARCH_BUDGET = 400000,
	TRIPLES_MAX = 100000,
	STARTS_MAX = 24,
	VISITS = 2 /* of one fork on one way: (a*)* leaves its inner loop and enters it again */
};
enum { NONE = UINT32_MAX };

/* From reader to reader; many: in more than one way. */
struct route {
	uint32_t to;
	bool many;
};

struct graph {
	const struct machine *m;
	struct arena *arena;
	uint32_t *readers, n; /* states that read letters; readers[n] is the start */
	uint32_t *number;     /* by state: which reader */
	struct route *routes;
	uint32_t routes_n;
	uint32_t *first; /* by reader, and of the start: where its routes begin */
	uint8_t *visits; /* by state */
	uint32_t budget;
	uint64_t work;
	bool too_big;
};

/* --- the graph --- */

/* A letter that all three read; NONE: there is none. */
static uint32_t common_letter(const struct graph *g, uint32_t a, uint32_t b, uint32_t c)
{
	const struct state *s = g->m->states;
	const uint64_t *x = s[g->readers[a]].set, *y = s[g->readers[b]].set,
		       *z = s[g->readers[c]].set;

	for (uint32_t w = 0; w < g->m->alphabet->words; w++) {
		uint64_t bits = x[w] & y[w] & z[w];

		if (bits)
			return 64 * w + (uint32_t)__builtin_ctzll(bits);
	}
	return NONE;
}

static bool reads_nothing(const struct graph *g, uint32_t reader)
{
	return common_letter(g, reader, reader, reader) == NONE;
}

/* No way leads to one that no letter gets past. */
static void note_route(struct graph *g, uint32_t from, uint32_t to)
{
	if (reads_nothing(g, to))
		return;
	for (uint32_t i = g->first[from]; i < g->routes_n; i++)
		if (g->routes[i].to == to) {
			g->routes[i].many = true;
			return;
		}
	if (g->routes_n == ROUTES_MAX) {
		g->too_big = true;
		return;
	}
	g->routes[g->routes_n++] = (struct route){to, false};
}

static void find_routes(struct graph *g, uint32_t from, uint32_t state)
{
	const struct state *s = &g->m->states[state];

	if (g->too_big || !g->budget)
		return;
	g->budget--;
	if (s->type == STATE_LETTER) {
		note_route(g, from, g->number[state]);
		return;
	}
	if (s->type == STATE_END || g->visits[state] == VISITS)
		return;
	g->visits[state]++;
	if (s->type == STATE_MARK)
		find_routes(g, from, s->out);
	for (uint32_t i = 0; s->type == STATE_FORK && i < s->n; i++)
		find_routes(g, from, g->m->ways[s->first + i]);
	g->visits[state]--;
}

static struct graph *graph_of(const struct machine *m)
{
	struct graph *g = ARENA_NEW(m->arena, struct graph);

	g->m = m;
	g->arena = m->arena;
	g->number = ARENA_ARRAY(g->arena, uint32_t, m->n);
	g->readers = ARENA_ARRAY(g->arena, uint32_t, m->n + 1);
	g->visits = ARENA_ARRAY(g->arena, uint8_t, m->n);
	g->routes = ARENA_ARRAY(g->arena, struct route, ROUTES_MAX);
	for (uint32_t s = 0; s < m->n; s++)
		if (m->states[s].type == STATE_LETTER) {
			g->number[s] = g->n;
			g->readers[g->n++] = s;
		}
	if (g->n > READERS_MAX)
		return NULL;
	g->first = ARENA_ARRAY(g->arena, uint32_t, g->n + 2);
	for (uint32_t i = 0; i <= g->n && !g->too_big; i++) {
		g->first[i] = g->routes_n;
		g->budget = FORKS_BUDGET;
		find_routes(g, i, i == g->n ? m->start : m->states[g->readers[i]].out);
	}
	g->first[g->n + 1] = g->routes_n;
	return g->too_big ? NULL : g;
}

/* --- words --- */

static struct str spell(const struct graph *g, const uint32_t *letters, uint32_t n)
{
	char *p = arena_alloc(g->arena, 4 * (size_t)n + 1);
	size_t length = 0;

	for (uint32_t i = 0; i < n; i++)
		length += utf8_put(g->m->alphabet->v[letters[i]].code, p + length);
	return str_make(p, length);
}

/* The shortest word from the start up to and without the letter that `to` reads. */
static struct str word_before(const struct graph *g, uint32_t to)
{
	uint32_t *from = ARENA_ARRAY(g->arena, uint32_t, g->n + 1),
		 *queue = ARENA_ARRAY(g->arena, uint32_t, g->n + 1), *letters, n = 0, length = 0;

	for (uint32_t i = 0; i < g->n; i++)
		from[i] = NONE;
	for (uint32_t at = g->n, i = 0;; at = queue[i++]) {
		for (uint32_t r = g->first[at]; r < g->first[at + 1]; r++)
			if (from[g->routes[r].to] == NONE) {
				from[g->routes[r].to] = at;
				queue[n++] = g->routes[r].to;
			}
		if (i == n)
			break;
	}
	if (from[to] == NONE)
		return STR("");
	letters = ARENA_ARRAY(g->arena, uint32_t, g->n + 1);
	for (uint32_t at = from[to]; at != g->n; at = from[at])
		letters[length++] = at;
	for (uint32_t i = 0; i < length / 2; i++) {
		uint32_t swap = letters[i];

		letters[i] = letters[length - 1 - i];
		letters[length - 1 - i] = swap;
	}
	for (uint32_t i = 0; i < length; i++)
		letters[i] = common_letter(g, letters[i], letters[i], letters[i]);
	return spell(g, letters, length);
}

/* --- three ways side by side --- */

/* Which readers have just read; split: the first two have not always been together. */
struct triple {
	uint32_t a, b, c;
	bool split;
};

struct search {
	struct graph *g;
	bool three;              /* else c goes with b */
	uint32_t *from, *letter; /* by number of the triple: where it came from */
	uint32_t *queue, n;
	uint32_t *seen, generation;
};

static uint32_t number_of(const struct search *s, struct triple t)
{
	uint32_t n = s->g->n;

	return s->three ? (t.a * n + t.b) * n + t.c : 2 * (t.a * n + t.b) + t.split;
}

static struct triple triple_of(const struct search *s, uint32_t number)
{
	uint32_t n = s->g->n;

	if (s->three)
		return (struct triple){number / n / n, number / n % n, number % n, false};
	return (struct triple){number / 2 / n, number / 2 % n, number / 2 % n, number % 2 != 0};
}

/* true: the target is reached. */
static bool visit(struct search *s, uint32_t from, struct triple to, uint32_t target)
{
	uint32_t number = number_of(s, to), letter;

	if (s->seen[number] == s->generation)
		return false;
	letter = common_letter(s->g, to.a, to.b, to.c);
	if (letter == NONE)
		return false;
	s->seen[number] = s->generation;
	s->from[number] = from;
	s->letter[number] = letter;
	s->queue[s->n++] = number;
	return number == target;
}

static bool step_two(struct search *s, uint32_t from, struct triple t, uint32_t target)
{
	const struct graph *g = s->g;

	for (uint32_t i = g->first[t.a]; i < g->first[t.a + 1]; i++)
		for (uint32_t k = g->first[t.b]; k < g->first[t.b + 1]; k++) {
			struct triple to = {g->routes[i].to, g->routes[k].to, g->routes[k].to,
			    t.split || g->routes[i].to != g->routes[k].to ||
				(t.a == t.b && i == k && g->routes[i].many)};

			s->g->work++;
			if (visit(s, from, to, target))
				return true;
		}
	return false;
}

static bool step_three(struct search *s, uint32_t from, struct triple t, uint32_t target)
{
	const struct graph *g = s->g;

	for (uint32_t i = g->first[t.a]; i < g->first[t.a + 1]; i++)
		for (uint32_t k = g->first[t.b]; k < g->first[t.b + 1]; k++)
			for (uint32_t l = g->first[t.c]; l < g->first[t.c + 1]; l++) {
				struct triple to = {
				    g->routes[i].to, g->routes[k].to, g->routes[l].to, false};

				s->g->work++;
				if (visit(s, from, to, target))
					return true;
			}
	return false;
}

/* The word over which `source` becomes `target`; empty: none is found. */
static struct str word_between(struct search *s, struct triple source, struct triple target)
{
	uint32_t begin = number_of(s, source), end = number_of(s, target), i = 0, at = begin, n = 0;
	uint32_t *letters;
	bool found = false;

	s->n = 0;
	s->generation++;
	while (!found && s->g->work < SEARCH_BUDGET) {
		struct triple t = triple_of(s, at);

		found = s->three ? step_three(s, at, t, end) : step_two(s, at, t, end);
		if (i == s->n)
			break;
		at = s->queue[i++];
	}
	if (!found)
		return STR("");
	letters = ARENA_ARRAY(s->g->arena, uint32_t, s->n + 1);
	at = end;
	do {
		letters[s->n - ++n] = s->letter[at];
		at = s->from[at];
	} while (at != begin && n < s->n);
	return spell(s->g, letters + s->n - n, n);
}

static bool search_begin(struct search *s, struct graph *g, bool three)
{
	uint64_t size = three ? (uint64_t)g->n * g->n * g->n : 2 * (uint64_t)g->n * g->n;

	if (size > TRIPLES_MAX)
		return false;
	*s = (struct search){.g = g, .three = three};
	s->from = ARENA_ARRAY(g->arena, uint32_t, size + 1);
	s->letter = ARENA_ARRAY(g->arena, uint32_t, size + 1);
	s->queue = ARENA_ARRAY(g->arena, uint32_t, size + 1);
	s->seen = ARENA_ARRAY(g->arena, uint32_t, size + 1);
	g->work = 0;
	return true;
}

/* Which readers can be come back to; false: none. */
static bool mark_loops(const struct graph *g, uint8_t *loops)
{
	bool any = false;
	uint8_t *seen = ARENA_ARRAY(g->arena, uint8_t, g->n + 1);
	uint32_t *stack = ARENA_ARRAY(g->arena, uint32_t, g->n + 1);

	for (uint32_t i = 0; i < g->n; i++) {
		uint32_t n = 0;

		memset(seen, 0, g->n);
		stack[n++] = i;
		while (n) {
			uint32_t at = stack[--n];

			for (uint32_t r = g->first[at]; r < g->first[at + 1]; r++)
				if (!seen[g->routes[r].to]) {
					seen[g->routes[r].to] = 1;
					stack[n++] = g->routes[r].to;
				}
		}
		loops[i] = seen[i];
		any = any || seen[i];
	}
	return any;
}

static size_t add_pump(const struct graph *g, uint32_t reader, struct str word, struct pump *p)
{
	if (!word.n)
		return 0;
	*p = (struct pump){word_before(g, reader), word};
	/* the reader has read: its own letter comes first */
	uint32_t own = common_letter(g, reader, reader, reader);

	if (own != NONE)
		p->before = arena_printf(
		    g->arena, "%.*s%.*s", STR_ARG(p->before), STR_ARG(spell(g, &own, 1)));
	return 1;
}

static size_t exponential(struct graph *g, const uint8_t *loops, struct pump *pumps, size_t most)
{
	struct search s;
	size_t n = 0, tried = 0;

	if (!search_begin(&s, g, false))
		return 0;
	for (uint32_t q = g->n; q-- > 0 && n < most && tried < STARTS_MAX;) {
		if (!loops[q])
			continue;
		tried++;
		n += add_pump(g, q,
		    word_between(
			&s, (struct triple){q, q, q, false}, (struct triple){q, q, q, true}),
		    &pumps[n]);
	}
	return n;
}

static size_t polynomial(struct graph *g, const uint8_t *loops, struct pump *pumps, size_t most)
{
	struct search s;
	size_t n = 0, tried = 0;

	if (!search_begin(&s, g, true))
		return 0;
	for (uint32_t p = g->n; p-- > 0;) /* those far apart first: over more of them goes more */
		for (uint32_t q = 0; q < p; q++) {
			if (!loops[p] || !loops[q] || n == most || ++tried > STARTS_MAX)
				continue;
			n += add_pump(g, p,
			    word_between(&s, (struct triple){p, p, q, false},
				(struct triple){p, q, q, false}),
			    &pumps[n]);
		}
	return n;
}

size_t ambiguity_pumps(const struct machine *m, struct pump pumps[PUMPS_MAX])
{
	struct graph *g = graph_of(m);
	uint8_t *loops;
	size_t n;

	if (!g || !g->n)
		return 0;
	loops = ARENA_ARRAY(g->arena, uint8_t, g->n + 1);
	if (!mark_loops(g, loops))
		return 0;
	n = exponential(g, loops, pumps, 2);
	return n + polynomial(g, loops, pumps + n, 2);
}
