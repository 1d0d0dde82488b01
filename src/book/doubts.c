/* doubts.c - see doubts.h. */
#include "book/doubts.h"

#include "base/utf8.h"
#include "book/match.h"

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

/* The pattern in front of t->patterns[i] that says the same; NULL: none. */
static const struct pattern *same_before(const struct intent *t, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (t->patterns[k]->veto == t->patterns[i]->veto &&
		    str_eq(t->patterns[k]->text, t->patterns[i]->text))
			return t->patterns[k];
	return NULL;
}

static void doubtful_patterns(
    const struct book *book, const struct intent *t, struct diag_list *diags)
{
	for (size_t i = 0; i < t->patterns_n; i++) {
		const struct pattern *p = t->patterns[i], *same = same_before(t, i);

		if (has_lost_blank(p->text))
			diag_warning(diags, p->at,
			    "this pattern finds nothing: messages have no blanks between Chinese "
			    "characters");
		if (same)
			diag_advice(
			    diags, p->at, "this pattern stands already in line %u", same->at.line);
		if (!prefilter_has_literal(book->prefilter, (size_t)(p - book->patterns)))
			diag_advice(diags, p->at,
			    "this pattern has no fixed word, so it has to be tried on every "
			    "message");
	}
}

/* Looks for <name>, which a class or an escape may only seem to be: then the list is called
 * used. */
static bool is_used(const struct book *book, const struct word_list *list)
{
	for (size_t i = 0; i < book->patterns_n; i++) {
		struct str s = book->patterns[i].source;

		for (size_t k = 0; k + list->name.n + 1 < s.n; k++)
			if (s.p[k] == '<' && s.p[k + 1 + list->name.n] == '>' &&
			    memcmp(s.p + k + 1, list->name.p, list->name.n) == 0)
				return true;
	}
	return false;
}

void book_doubts(const struct book *book, struct diag_list *diags)
{
	missing_situations(book, diags);
	for (size_t i = 0; i < book->intents_n; i++)
		doubtful_patterns(book, &book->intents[i], diags);
	for (size_t i = 0; i < book->words_n; i++)
		if (!is_used(book, &book->words[i]))
			diag_advice(diags, book->words[i].at,
			    "no pattern uses the word list '%.*s'", STR_ARG(book->words[i].name));
}
