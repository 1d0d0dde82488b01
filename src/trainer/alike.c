/* alike.c - groups by an index from what founders are made of to the founders.
 *
 * A text is compared only with founders it shares something with that is not in every other text: a
 * key that more than COMMON of them have finds nobody, but counts once somebody is found.  Who has
 * nothing else, such as 怎么办, is compared by all of it.  100,000 texts take 6 s. */
#include "trainer/alike.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "book/pairs.h"

enum { KEYS_MAX = 256, COMMON = 400 };

static const float ALONE = 0.5f;

/* A text as the set of its keys. */
struct made_of {
	uint32_t *keys; /* numbers in keys.list, ascending, each once */
	uint32_t n;
	float weight; /* of all of them */
	float centre; /* how common what it is made of is among the texts */
};

struct key {
	uint64_t key;
	uint32_t texts; /* that have it */
	float weight;
	uint32_t *founders;
	uint32_t founders_n, room;
};

struct alike {
	const struct alike_options *options;
	struct alike_text *texts;
	size_t n;
	struct made_of *sets;
	uint32_t *numbers; /* where sets' keys live */
	struct key *keys;
	size_t keys_n;
	uint32_t *slots; /* number + 1 by hash; 0: free */
	size_t slots_n;  /* a power of two */
	uint32_t *order;
	/* of the text that is compared */
	uint32_t *marks; /* by text: 1 + the last one it was compared with */
	uint32_t *near;
	size_t near_n;
};

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static void *make(size_t n, size_t size)
{
	return must(calloc(n + 1, size));
}

/* ---- texts as sets ---- */

static uint32_t number_of(struct alike *a, uint64_t key)
{
	size_t i = (key ^ key >> 29) * 0x9e3779b97f4a7c15u >> 20 & (a->slots_n - 1);

	for (; a->slots[i]; i = (i + 1) & (a->slots_n - 1))
		if (a->keys[a->slots[i] - 1].key == key)
			return a->slots[i] - 1;
	a->keys[a->keys_n].key = key;
	a->slots[i] = (uint32_t)++a->keys_n;
	return (uint32_t)a->keys_n - 1;
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return (a > b) - (a < b);
}

static void take_apart(struct alike *a, size_t text, const uint64_t *keys, size_t n)
{
	struct made_of *set = &a->sets[text];

	for (size_t i = 0; i < n; i++)
		set->keys[i] = number_of(a, keys[i]);
	if (n)
		qsort(set->keys, n, sizeof *set->keys, by_number);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || set->keys[i] != set->keys[set->n - 1])
			set->keys[set->n++] = set->keys[i];
	for (uint32_t i = 0; i < set->n; i++)
		a->keys[set->keys[i]].texts++;
}

/* What only one text has brings nobody together; it keeps that one from the others, but less than
 * what two could share.  Where somebody else knows what tells, rareness counts but up to twice: in a
 * few texts that all ask for one thing, its name is not rare. */
static float weight_of(const struct alike *a, const struct key *key)
{
	const struct alike_options *o = a->options;
	float weight = logf((1.0f + (float)a->n) / (float)key->texts);

	if (o->telling)
		weight = (float)o->telling(o->ctx, key->key) *
			 (1 + weight / logf(1.0f + (float)a->n));
	return key->texts == 1 ? weight * ALONE : weight;
}

static void weigh(const struct alike *a, struct made_of *set)
{
	for (uint32_t k = 0; k < set->n; k++) {
		const struct key *key = &a->keys[set->keys[k]];

		set->weight += key->weight;
		set->centre += key->weight * logf((float)key->texts);
	}
	if (set->weight > 0)
		set->centre /= set->weight;
}

static void take_all_apart(struct alike *a)
{
	uint64_t keys[KEYS_MAX];
	size_t total = 0;

	for (size_t i = 0; i < a->n; i++)
		total += pairs_of(a->texts[i].text, keys, KEYS_MAX);
	a->numbers = make(total, sizeof *a->numbers);
	a->keys = make(total, sizeof *a->keys);
	for (a->slots_n = 16; a->slots_n < 2 * total; a->slots_n *= 2)
		;
	a->slots = make(a->slots_n, sizeof *a->slots);
	total = 0;
	for (size_t i = 0; i < a->n; i++) {
		size_t n = pairs_of(a->texts[i].text, keys, KEYS_MAX);

		a->sets[i].keys = a->numbers + total;
		take_apart(a, i, keys, n);
		total += n;
	}
	for (size_t k = 0; k < a->keys_n; k++)
		a->keys[k].weight = weight_of(a, &a->keys[k]);
	for (size_t i = 0; i < a->n; i++)
		weigh(a, &a->sets[i]);
}

/* ---- who is alike ---- */

static double likeness(const struct alike *a, const struct made_of *x, const struct made_of *y)
{
	double shared = 0;

	for (uint32_t i = 0, k = 0; i < x->n && k < y->n;) {
		if (x->keys[i] == y->keys[k]) {
			shared += a->keys[x->keys[i]].weight;
			i++, k++;
		} else if (x->keys[i] < y->keys[k]) {
			i++;
		} else {
			k++;
		}
	}
	return x->weight + y->weight > 0 ? 2 * shared / (x->weight + y->weight) : 0;
}

static void note_founders(struct alike *a, uint32_t text, const struct key *key)
{
	for (uint32_t i = 0; i < key->founders_n; i++) {
		uint32_t f = key->founders[i];

		if (a->marks[f] == text + 1)
			continue;
		a->marks[f] = text + 1;
		a->near[a->near_n++] = f;
	}
}

static void find_near(struct alike *a, uint32_t text)
{
	const struct made_of *set = &a->sets[text];

	a->near_n = 0;
	for (uint32_t i = 0; i < set->n; i++)
		if (a->keys[set->keys[i]].founders_n <= COMMON)
			note_founders(a, text, &a->keys[set->keys[i]]);
	for (uint32_t i = 0; i < set->n && a->near_n == 0; i++)
		note_founders(a, text, &a->keys[set->keys[i]]);
}

static void found_group(struct alike *a, uint32_t text)
{
	const struct made_of *set = &a->sets[text];

	for (uint32_t i = 0; i < set->n; i++) {
		struct key *key = &a->keys[set->keys[i]];

		if (key->texts == 1) /* nobody else will ask */
			continue;
		if (key->founders_n == key->room) {
			key->room = key->room ? 2 * key->room : 4;
			key->founders =
			    must(realloc(key->founders, key->room * sizeof *key->founders));
		}
		key->founders[key->founders_n++] = text;
	}
}

/* The commonest first; of those the one that is made of what is common; of those the earliest. */
static int by_rank(const void *x, const void *y, void *ctx)
{
	const struct alike *all = ctx;
	uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
	const struct alike_text *a = &all->texts[i], *b = &all->texts[k];

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (all->sets[i].centre != all->sets[k].centre)
		return all->sets[i].centre > all->sets[k].centre ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return str_compare(a->text, b->text);
}

/* Of two as alike the one that ranks first, so that the order of `near` is no matter. */
static bool is_better(const struct alike *a, const struct alike_text *t, uint32_t text,
    uint32_t founder, double likeness)
{
	if (likeness != t->likeness || t->founder == text)
		return likeness > t->likeness;
	return by_rank(&founder, &t->founder, (void *)a) < 0;
}

static void place(struct alike *a, uint32_t text, double least)
{
	struct alike_text *t = &a->texts[text];

	t->founder = text;
	t->likeness = 0;
	find_near(a, text);
	for (size_t i = 0; i < a->near_n; i++) {
		double d = likeness(a, &a->sets[text], &a->sets[a->near[i]]);

		if (d < least || !is_better(a, t, text, a->near[i], d))
			continue;
		t->founder = a->near[i];
		t->likeness = d;
	}
	if (t->founder == text) {
		t->likeness = 1;
		found_group(a, text);
	}
}

static void end(struct alike *a)
{
	for (size_t k = 0; k < a->keys_n; k++)
		free(a->keys[k].founders);
	free(a->keys);
	free(a->slots);
	free(a->numbers);
	free(a->sets);
	free(a->order);
	free(a->marks);
	free(a->near);
}

void alike_group(struct alike_text *texts, size_t n, const struct alike_options *o)
{
	struct alike a = {.options = o, .texts = texts, .n = n};

	a.sets = make(n, sizeof *a.sets);
	a.order = make(n, sizeof *a.order);
	a.marks = make(n, sizeof *a.marks);
	a.near = make(n, sizeof *a.near);
	take_all_apart(&a);
	for (uint32_t i = 0; i < n; i++)
		a.order[i] = i;
	if (n)
		qsort_r(a.order, n, sizeof *a.order, by_rank, &a);
	for (size_t i = 0; i < n; i++) {
		progress_tell(o->progress, i, n);
		place(&a, a.order[i], o->least);
	}
	end(&a);
}
