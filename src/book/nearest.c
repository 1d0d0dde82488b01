/* nearest.c - likeness by shared pairs (pairs.h).
 *
 * Each business intent is the set of the pairs in its title, its examples and the plain text of its
 * patterns, which hold words no example has (without them a fifth fewer of the right intents were
 * found, on real chat lines). A pair weighs log((1 + N) / df), df of the N intents having it: 的话
 * tells nothing, 运费 a lot; one that no intent knows weighs as much as the rarest. The score of an
 * intent is the weight of the text's pairs it shares, over the weight of all pairs of the text: how
 * much of what was written is familiar to it. An index from pair to intents makes the cost that of
 * the pairs of one text. */
#include "book/nearest.h"

#include <math.h>
#include <stdlib.h>

#include "book/pairs.h"
#include "pattern/normalise.h"

enum { TEXT_PAIRS_MAX = 1024, INTENTS_ON_STACK = 256 };

struct pair {
	uint64_t key;
	uint32_t intent;
};

/* One distinct pair: its intents are owners[first ... first + n - 1]. */
struct entry {
	uint64_t key;
	uint32_t first, n;
	float weight;
};

struct nearest {
	struct entry *slots;      /* open addressing; n == 0: free */
	size_t slots_n;           /* a power of two */
	uint32_t *owners;         /* indices in titled */
	const struct intent **titled;
	size_t titled_n;
	float unknown;            /* weight of a pair that no intent has */
};

struct pairs {
	struct pair *p;
	size_t n, room;
};

static void add_text(struct pairs *all, const struct book *book, struct arena *arena,
    struct str text, uint32_t intent)
{
	uint64_t keys[TEXT_PAIRS_MAX];
	struct normal normal;
	size_t n;

	if (normalise(book->normaliser, arena, text, &normal))
		return;
	n = pairs_of(normal.text, keys, TEXT_PAIRS_MAX);
	if (all->n + n > all->room) {
		size_t room = (all->n + n) * 2;

		all->p =
		    arena_grow(arena, all->p, all->room * sizeof *all->p, room * sizeof *all->p);
		all->room = room;
	}
	for (size_t i = 0; i < n; i++)
		all->p[all->n++] = (struct pair){keys[i], intent};
}

static int by_key(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->intent < y->intent ? -1 : x->intent > y->intent;
}

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static struct entry *find(const struct nearest *n, uint64_t key)
{
	uint64_t i = (key ^ key >> 29) * 0x9e3779b97f4a7c15u >> 20;

	while (n->slots[i & (n->slots_n - 1)].n && n->slots[i & (n->slots_n - 1)].key != key)
		i++;
	return &n->slots[i & (n->slots_n - 1)];
}

/* Sorted pairs become entries. */
static void fill(struct nearest *n, const struct pair *p, size_t count)
{
	uint32_t owners = 0;

	for (size_t i = 0; i < count;) {
		struct entry *e = find(n, p[i].key);
		size_t k = i;

		*e = (struct entry){.key = p[i].key, .first = owners};
		for (; k < count && p[k].key == p[i].key; k++)
			if (k == i || p[k].intent != p[k - 1].intent)
				n->owners[owners++] = p[k].intent;
		e->n = owners - e->first;
		e->weight = logf((1.0f + (float)n->titled_n) / (float)e->n);
		i = k;
	}
}

static void gather(
    struct nearest *n, const struct book *book, struct pairs *all, struct arena *arena)
{
	for (size_t i = 0; i < book->intents_n; i++) {
		const struct intent *t = &book->intents[i];
		uint32_t index = (uint32_t)n->titled_n;

		if (t->kind != INTENT_BUSINESS || !t->title.n)
			continue;
		n->titled[n->titled_n++] = t;
		add_text(all, book, arena, t->title, index);
		for (size_t k = 0; k < t->examples_n; k++)
			if (!t->examples[k].counter)
				add_text(all, book, arena, t->examples[k].text, index);
		for (size_t k = 0; k < t->patterns_n; k++)
			if (!t->patterns[k]->veto)
				add_text(all, book, arena, t->patterns[k]->text, index);
	}
}

struct nearest *nearest_new(const struct book *book)
{
	struct nearest *n = must(calloc(1, sizeof *n));
	struct arena *arena = arena_new(1 << 16);
	struct pairs all = {0};

	n->titled = must(calloc(book->intents_n + 1, sizeof *n->titled));
	gather(n, book, &all, arena);
	if (all.n)
		qsort(all.p, all.n, sizeof *all.p, by_key);
	n->slots_n = 16;
	while (n->slots_n < all.n * 2)
		n->slots_n *= 2;
	n->slots = must(calloc(n->slots_n, sizeof *n->slots));
	n->owners = must(calloc(all.n + 1, sizeof *n->owners));
	fill(n, all.p, all.n);
	n->unknown = logf(1.0f + (float)n->titled_n);
	arena_free(&arena);
	return n;
}

void nearest_free(struct nearest **n)
{
	if (!n || !*n)
		return;
	free((*n)->slots);
	free((*n)->owners);
	free((*n)->titled);
	free(*n);
	*n = NULL;
}

/* The weight of all pairs of the text; shared[i] that of those intent i has. */
static float weigh(const struct nearest *n, struct str text, float *shared)
{
	uint64_t keys[TEXT_PAIRS_MAX];
	size_t count = pairs_of(text, keys, TEXT_PAIRS_MAX);
	float all = 0;

	for (size_t i = 0; i < count; i++) {
		const struct entry *e = find(n, keys[i]);

		all += e->n ? e->weight : n->unknown;
		for (uint32_t k = 0; k < e->n; k++)
			shared[n->owners[e->first + k]] += e->weight;
	}
	return all;
}

double nearest_tells(const struct nearest *n, uint64_t key)
{
	const struct entry *e = find(n, key);

	return e->n && n->unknown > 0 ? e->weight / n->unknown : 1;
}

static void insert(struct nearest_hit *out, size_t *n, size_t max, struct nearest_hit hit)
{
	size_t i = *n < max ? (*n)++ : max;

	for (; i > 0 && out[i - 1].score < hit.score; i--)
		if (i < max)
			out[i] = out[i - 1];
	if (i < max)
		out[i] = hit;
}

size_t nearest_rank(
    const struct nearest *n, struct str normalised, struct nearest_hit *out, size_t max)
{
	float on_stack[INTENTS_ON_STACK] = {0}, *shared = on_stack, all;
	size_t found = 0;

	if (n->titled_n > INTENTS_ON_STACK)
		shared = calloc(n->titled_n, sizeof *shared);
	if (!shared || !max)
		return 0;
	all = weigh(n, normalised, shared);
	for (size_t i = 0; all > 0 && i < n->titled_n; i++)
		if (shared[i] > 0)
			insert(
			    out, &found, max, (struct nearest_hit){n->titled[i], shared[i] / all});
	if (shared != on_stack)
		free(shared);
	return found;
}

const struct intent *nearest_find(const struct nearest *n, struct str normalised, double *score)
{
	struct nearest_hit best;

	*score = 0;
	if (nearest_rank(n, normalised, &best, 1) == 0)
		return NULL;
	*score = best.score;
	return best.intent;
}
