/* check.c - see check.h. */
#include "base/intl.h"
#include "check/check.h"

#include "check/check_internal.h"

enum { JOINED_MAX = 700 };

const char *check_join(struct arena *arena, const struct str *names, size_t n)
{
	struct str all = STR("");

	for (size_t i = 0; i < n; i++) {
		if (all.n + names[i].n > JOINED_MAX)
			return arena_printf(arena, "%.*s, ...", STR_ARG(all)).p;
		all = arena_printf(
		    arena, "%.*s%s%.*s", STR_ARG(all), i ? _(", ") : "", STR_ARG(names[i]));
	}
	return all.p;
}

/* Each part tells of one thing. */
static void (*const parts[])(struct check *c) = {
    check_situations,
    check_unused,
    check_conditions,
    check_wordings,
    check_gaps,
    check_banned,
    check_channels,
};

/* A part takes about as long as two looks at so many patterns do. */
enum { PARTS = sizeof parts / sizeof *parts, PATTERNS_A_PART = 20 };

void check_book_for(
    const struct book *book, const struct check_options *options, struct diag_list *diags)
{
	struct check c = {.book = book, .shop = options->shop, .diags = diags,
	    .arena = arena_new(1 << 16)};
	size_t part = book->patterns_n / PATTERNS_A_PART + 1, all = PARTS * part + 2 * book->patterns_n;

	c.uses = uses_find(book, c.shop, c.arena);
	c.states = states_new(c.uses, c.arena);
	for (size_t i = 0; i < PARTS && !progress_stopped(options->progress); i++) {
		parts[i](&c);
		progress_tell(options->progress, (i + 1) * part, all);
	}
	arena_free(&c.arena);
	if (progress_stopped(options->progress))
		return;
	check_signs(book, diags);
	check_patterns(book, options->progress, PARTS * part, diags);
}

void check_book(const struct book *book, struct diag_list *diags)
{
	check_book_for(book, &(struct check_options){0}, diags);
}
