/* doubts.c - see doubts.h. */
#include "book/doubts.h"

#include "book/match.h"

static void missing_situations(const struct book *book, struct diag_list *diags)
{
	for (size_t i = 0; book_situations[i]; i++)
		if (!book_phrase(book, str_of(book_situations[i])))
			diag_warning(diags, (struct place){.file = book->name.p},
			    "no phrase '%s': in that situation the desk stays silent",
			    book_situations[i]);
}

static void slow_patterns(const struct book *book, struct diag_list *diags)
{
	for (size_t i = 0; i < book->patterns_n; i++)
		if (!prefilter_has_literal(book->prefilter, i))
			diag_advice(diags, book->patterns[i].at,
			    "no word must stand in a message for this pattern, so every message is tried against it");
}

void book_doubts(const struct book *book, struct diag_list *diags)
{
	missing_situations(book, diags);
	slow_patterns(book, diags);
}
