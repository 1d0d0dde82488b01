/* check.c - see check.h. */
#include "check/check.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "book/load_internal.h"
#include "book/match.h"
#include "check/check_internal.h"

static void missing_situations(const struct book *book, struct diag_list *diags)
{
	for (size_t i = 0; book_situations[i]; i++)
		if (!book_phrase(book, str_of(book_situations[i])))
			diag_warning(diags, (struct place){.file = book->name.p},
			    "no phrase '%s': in that situation the desk stays silent",
			    book_situations[i]);
}

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

/* Marks the lists whose <name> stands in the pattern; a class or an escape may only seem to be one. */
static void mark_used(const struct ids *names, struct str s, bool *used)
{
	const char *open = NULL;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<') {
			open = s.p + i + 1;
		} else if (s.p[i] == '>' && open) {
			long name = ids_find(names, str_make(open, (size_t)(s.p + i - open)));

			if (name >= 0)
				used[name] = true;
			open = NULL;
		}
	}
}

static void unused_words(const struct book *book, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct ids names = {0};
	bool *used = ARENA_ARRAY(arena, bool, book->words_n);

	for (size_t i = 0; i < book->words_n; i++)
		ids_add(&names, arena, book->words[i].name, book->words[i].at);
	for (size_t i = 0; i < book->patterns_n; i++)
		mark_used(&names, book->patterns[i].source, used);
	for (size_t i = 0; i < book->words_n; i++)
		if (!used[i])
			diag_advice(diags, book->words[i].at,
			    "no pattern uses the word list '%.*s'", STR_ARG(book->words[i].name));
	arena_free(&arena);
}

void check_book(const struct book *book, struct diag_list *diags)
{
	missing_situations(book, diags);
	check_signs(book, diags);
	for (size_t i = 0; i < book->intents_n; i++)
		doubtful_patterns(book, &book->intents[i], diags);
	unused_words(book, diags);
}
