/* test_cases.c - see test_cases.h. */
#include "command/test_cases.h"

#include <stdlib.h>
#include <string.h>

#include "book/load.h"

const char *test_kind_name(enum test_kind k)
{
	static const char *const names[] = {"example", "dialogue", "file"};

	return names[k];
}

struct test_case *test_cases_add(struct test_cases *c, enum test_kind kind, struct place at,
    struct str name, struct str group, bool passed)
{
	if (c->n == c->room) {
		size_t room = c->room ? 2 * c->room : 256;

		c->list = arena_grow(
		    c->arena, c->list, c->room * sizeof *c->list, room * sizeof *c->list);
		c->room = room;
	}
	at.file = at.file ? arena_strdup(c->arena, at.file) : NULL;
	c->list[c->n] = (struct test_case){.kind = kind,
	    .at = at,
	    .name = arena_str(c->arena, name),
	    .group = arena_str(c->arena, group),
	    .passed = passed};
	c->passed += passed;
	c->failed += !passed;
	return &c->list[c->n++];
}

/* The errors of a list by place, for finding those of an example. */
struct errors {
	const struct diag_list *diags;
	uint32_t *order;
	bool *taken;
	size_t n;
};

static int compare_places(const struct place *a, const struct place *b)
{
	int by = strcmp(a->file ? a->file : "", b->file ? b->file : "");

	if (!by)
		by = (a->line > b->line) - (a->line < b->line);
	return by ? by : (a->col > b->col) - (a->col < b->col);
}

static int by_place(const void *x, const void *y, void *ctx)
{
	const struct diag_list *diags = ctx;

	return compare_places(&diag_at(diags, *(const uint32_t *)x)->at,
	    &diag_at(diags, *(const uint32_t *)y)->at);
}

static struct errors errors_of(const struct diag_list *diags, struct arena *arena)
{
	struct errors e = {.diags = diags,
	    .order = ARENA_ARRAY(arena, uint32_t, diag_size(diags) + 1),
	    .taken = ARENA_ARRAY(arena, bool, diag_size(diags) + 1)};

	for (size_t i = 0; i < diag_size(diags); i++)
		if (diag_at(diags, i)->level == DIAG_ERROR)
			e.order[e.n++] = (uint32_t)i;
	if (e.n)
		qsort_r(e.order, e.n, sizeof *e.order, by_place, (void *)diags);
	return e;
}

/* An error at this very place; -1: none. */
static long error_at(struct errors *e, const struct place *at)
{
	size_t low = 0, high = e->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (compare_places(&diag_at(e->diags, e->order[middle])->at, at) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == e->n || compare_places(&diag_at(e->diags, e->order[low])->at, at) != 0)
		return -1;
	e->taken[e->order[low]] = true;
	return (long)e->order[low];
}

static void add_examples(struct test_cases *c, const struct intent *t, struct errors *e)
{
	for (size_t i = 0; i < t->examples_n; i++) {
		const struct example *x = &t->examples[i];
		long error = error_at(e, &x->at);
		struct test_case *added =
		    test_cases_add(c, TEST_EXAMPLE, x->at, x->text, t->id, error < 0);

		if (error >= 0) {
			added->finding = (size_t)error;
			added->findings_n = 1;
		}
	}
}

void test_cases_of_book(
    struct test_cases *c, const struct book *book, const struct diag_list *diags)
{
	struct errors e = errors_of(diags, c->arena);

	for (size_t i = 0; book && i < book->intents_n; i++)
		add_examples(c, &book->intents[i], &e);
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);
		struct test_case *added;

		if (d->level != DIAG_ERROR || e.taken[i])
			continue;
		added = test_cases_add(c, TEST_FILE, d->at, str_of(d->text), STR(""), false);
		added->finding = i;
		added->findings_n = 1;
	}
}
