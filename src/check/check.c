/* check.c - see check.h. */
#include "check/check.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "book/match.h"
#include "check/check_internal.h"

enum { JOINED_MAX = 700 };

static bool is_han(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf);
}

/* A blank between two Chinese characters: messages are compared without it. */
static bool has_lost_blank(struct str text)
{
	uint32_t before = 0, last = 0;

	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);

		if (is_han(before) && last == ' ' && is_han(c))
			return true;
		before = last;
		last = c;
	}
	return false;
}

/* By text; equal ones in order of the book. */
static int by_text(const void *a, const void *b)
{
	const struct pattern *x = *(const struct pattern *const *)a;
	const struct pattern *y = *(const struct pattern *const *)b;
	int order = str_compare(x->text, y->text);

	if (!order)
		order = x->veto - y->veto;
	return order ? order : (x > y) - (x < y);
}

static void same_patterns(const struct intent *t, struct diag_list *diags)
{
	const struct pattern **sorted = calloc(t->patterns_n + 1, sizeof *sorted), *first = NULL;

	if (!sorted)
		abort();
	for (size_t i = 0; i < t->patterns_n; i++)
		sorted[i] = t->patterns[i];
	qsort(sorted, t->patterns_n, sizeof *sorted, by_text);
	for (size_t i = 0; i < t->patterns_n; i++) {
		const struct pattern *p = sorted[i];

		if (first && p->veto == first->veto && str_eq(p->text, first->text))
			diag_advice(diags, p->at, "this pattern stands already in line %u",
			    first->at.line);
		else
			first = p;
	}
	free(sorted);
}

static void doubtful_patterns(
    const struct book *book, const struct intent *t, struct diag_list *diags)
{
	same_patterns(t, diags);
	for (size_t i = 0; i < t->patterns_n; i++) {
		const struct pattern *p = t->patterns[i];

		if (has_lost_blank(p->text))
			diag_warning(diags, p->at,
			    "this pattern finds nothing: messages have no blanks between Chinese "
			    "characters");
		if (!prefilter_has_literal(book->prefilter, (size_t)(p - book->patterns)))
			diag_advice(diags, p->at,
			    "this pattern has no fixed word, so it has to be tried on every "
			    "message");
	}
}

const char *check_join(struct arena *arena, const struct str *names, size_t n)
{
	struct str all = STR("");

	for (size_t i = 0; i < n; i++) {
		if (all.n + names[i].n > JOINED_MAX)
			return arena_printf(arena, "%.*s, ...", STR_ARG(all)).p;
		all = arena_printf(
		    arena, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(names[i]));
	}
	return all.p;
}

/* Each part tells of one thing; the progress counts them. */
static void (*const parts[])(struct check *c) = {
    check_situations,
    check_unused,
    check_conditions,
    check_wordings,
    check_gaps,
    check_banned,
    check_channels,
};

enum { PARTS = sizeof parts / sizeof *parts };

void check_book_for(
    const struct book *book, const struct check_options *options, struct diag_list *diags)
{
	struct check c = {.book = book, .shop = options->shop, .diags = diags,
	    .arena = arena_new(1 << 16)};

	c.uses = uses_find(book, c.shop, c.arena);
	c.states = states_new(c.uses, c.arena);
	for (size_t i = 0; i < PARTS; i++) {
		parts[i](&c);
		progress_tell(options->progress, i + 1, PARTS);
	}
	arena_free(&c.arena);
	check_signs(book, diags);
	for (size_t i = 0; i < book->intents_n; i++)
		doubtful_patterns(book, &book->intents[i], diags);
}

void check_book(const struct book *book, struct diag_list *diags)
{
	check_book_for(book, &(struct check_options){0}, diags);
}
