/* language.c - the book of a conversation: see language.h. */
#include "dialogue/language.h"

enum { WORDS_ENOUGH = 3 };

/* The episode that a message of now belongs to. */
static unsigned episode_of(const struct conversation *c)
{
	return c->mode == MODE_CLOSED || c->episode == 0 ? c->episode + 1 : c->episode;
}

static bool has_business(const struct match_result *r)
{
	return r->n && r->hits[0].intent->kind == INTENT_BUSINESS;
}

static bool says_enough(
    const struct book *book, const struct writing_found *found, const struct match_result *r)
{
	if (has_business(r))
		return true;
	for (size_t i = 0; i < found->n; i++)
		if (found->order[i] == book->settings.script)
			return found->order[i] != WRITING_LATIN || found->words >= WORDS_ENOUGH;
	return false;
}

const struct book *language_choose(const struct conversation *c, const struct shelf *shelf,
    const struct book *matched, struct str text, const struct match_result *r)
{
	const struct book *own = c->book.n ? shelf_by_language(shelf, c->book) : NULL;
	struct writing_found found;

	if (shelf->n < 2 || !own || str_eq(c->book, matched->settings.language))
		return matched;
	if (c->book_episode == episode_of(c))
		return own;
	writing_of_text(text, &found);
	return shelf_by_writing(shelf, &found) && says_enough(matched, &found, r) ? matched : own;
}

void language_keep(struct conversation *c, const struct shelf *shelf, const struct book *book,
    struct str text, const struct match_result *r)
{
	struct str language = book->settings.language;
	struct writing_found found;

	if (shelf->n < 2 || (str_eq(c->book, language) && c->book_episode == episode_of(c)))
		return;
	writing_of_text(text, &found);
	if (!shelf_by_writing(shelf, &found) && !has_business(r))
		return; /* no letters: nothing is decided */
	if (!str_eq(c->book, language))
		c->book = arena_str(c->arena, language);
	c->book_episode = says_enough(book, &found, r) ? episode_of(c) : 0;
}

const struct book *language_book(const struct conversation *c, const struct shelf *shelf)
{
	const struct book *own = c->book.n ? shelf_by_language(shelf, c->book) : NULL;

	return own ? own : shelf->books[0];
}
