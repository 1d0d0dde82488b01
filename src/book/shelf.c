/* shelf.c - the books of one shop: see shelf.h. */
#include "book/shelf.h"

struct book *shelf_by_writing(const struct shelf *s, const struct writing_found *found)
{
	for (size_t w = 0; w < found->n; w++)
		for (size_t i = 0; i < s->n; i++)
			if (s->books[i]->settings.script == found->order[w])
				return s->books[i];
	return NULL;
}

struct book *shelf_by_text(const struct shelf *s, struct str text)
{
	struct writing_found found;

	writing_of_text(text, &found);
	return shelf_by_writing(s, &found);
}

struct book *shelf_by_language(const struct shelf *s, struct str language)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->books[i]->settings.language, language))
			return s->books[i];
	return NULL;
}

void shelf_acquire(struct shelf *s)
{
	for (size_t i = 0; i < s->n; i++)
		book_acquire(s->books[i]);
}

void shelf_release(struct shelf *s)
{
	while (s->n)
		book_release(&s->books[--s->n]);
}

static int check_two(const struct book *a, const struct book *b, struct diag_list *diags)
{
	struct place at = {.file = b->name.p};

	if (str_eq(a->settings.language, b->settings.language))
		return diag_error(diags, at,
		    "is in the same language as %.*s (%.*s): a shop has one book a language; "
		    "settings.language says which",
		    STR_ARG(a->name), STR_ARG(a->settings.language));
	if (a->settings.script == b->settings.script)
		diag_find(diags, DIAG_WARNING, "book.unchosen", a->name, at,
		    "is written in the same script as %.*s (%s), which stands before it: it is "
		    "never chosen",
		    STR_ARG(a->name), writing_name(a->settings.script));
	return 0;
}

int shelf_check(const struct shelf *s, struct diag_list *diags)
{
	int rc = 0;

	for (size_t i = 1; i < s->n; i++)
		for (size_t k = 0; k < i; k++)
			rc |= check_two(s->books[k], s->books[i], diags);
	return rc;
}
