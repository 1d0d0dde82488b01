/* book.c - counting a book's readers, and finding by id. */
#include "book/book.h"

#include <stdatomic.h>

#include "book/banned.h"
#include "book/match.h"
#include "book/nearest.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"

struct book *book_acquire(struct book *b)
{
	atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
	return b;
}

static void free_list(struct rx_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct rx *rx = (struct rx *)list->rx[i];

		rx_free(&rx);
	}
}

static void free_form(struct form *f)
{
	free_list(&f->abandon);
	for (size_t i = 0; i < f->fields_n; i++)
		free_list(&f->fields[i].patterns);
}

void book_release(struct book **b)
{
	struct book *book = b ? *b : NULL;
	struct arena *arena;

	if (!book)
		return;
	*b = NULL;
	if (atomic_fetch_sub_explicit(&book->refs, 1, memory_order_acq_rel) != 1)
		return;
	prefilter_free(&book->prefilter);
	nearest_free(&book->nearest);
	for (size_t i = 0; i < book->patterns_n; i++) {
		struct rx *rx = (struct rx *)book->patterns[i].rx;

		rx_free(&rx);
	}
	for (size_t i = 0; i < book->forms_n; i++)
		free_form(&book->forms[i]);
	for (int i = 0; i < ANSWER_SENSES; i++)
		free_list(&book->answers[i]);
	banned_free(&book->banned);
	settings_close(&book->settings);
	arena = book->arena; /* the book itself lies in it */
	arena_free(&arena);
}

const struct intent *book_intent(const struct book *b, struct str id)
{
	size_t low = 0, high = b->intents_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct intent *intent = &b->intents[b->intents_by_id[middle]];
		int order = str_compare(id, intent->id);

		if (order == 0)
			return intent;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct phrase *book_phrase(const struct book *b, struct str id)
{
	size_t low = 0, high = b->phrases_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct phrase *phrase = &b->phrases[b->phrases_by_id[middle]];
		int order = str_compare(id, phrase->id);

		if (order == 0)
			return phrase;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct form *book_form(const struct book *b, struct str id)
{
	for (size_t i = 0; i < b->forms_n; i++)
		if (str_eq(b->forms[i].id, id))
			return &b->forms[i];
	return NULL;
}

const struct fact *book_fact(const struct book *b, struct str name)
{
	for (size_t i = 0; i < b->facts_n; i++)
		if (str_eq(b->facts[i].name, name))
			return &b->facts[i];
	return NULL;
}

enum slot_kind book_slot_kind(const struct book *b, struct str name)
{
	for (size_t i = 0; i < b->slots_n; i++)
		if (str_eq(b->slots[i].name, name))
			return b->slots[i].kind;
	return SLOT_TEXT;
}
