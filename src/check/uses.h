/* uses.h - who uses what in a book: phrases, forms, intents, and the names of values.
 *
 * Found once for all checks; lives in the arena given. */
#ifndef XIAOER_CHECK_USES_H
#define XIAOER_CHECK_USES_H

#include "base/arena.h"
#include "book/book.h"
#include "book/load_internal.h"
#include "check/check.h"

/* A value by its name: a slot, a fact, a named group. */
struct named {
	struct str name;
	const struct slot_name *slot; /* declared; NULL: no */
	const struct fact *fact;
	const struct pattern *caught; /* the first pattern with such a group; NULL: none */
	const struct field *asked;    /* the first question for it; NULL: none */
	bool brought;                 /* a look-up brings it */
	bool needed;                  /* a look-up needs it */
	bool maybe_brought;   /* used where a look-up answers, and nobody knows what that brings */
	bool own;             /* the program fills it */
	bool used;            /* in a text, a condition, a fact that is used */
	bool bare;            /* in a text, without a fall-back */
	struct place used_at; /* the first use */
};

struct uses {
	const struct book *book;
	struct named *named;
	size_t named_n;
	struct ids names;   /* of named */
	bool *phrase_said;  /* by index: by the program, an intent, a form, a case */
	bool *form_opened;  /* by index */
	bool *intent_given; /* by index: by a pattern, or by the program */
	bool looks_up;      /* an intent or a case asks a look-up */
};

const struct uses *uses_find(
    const struct book *book, const struct check_shop *shop, struct arena *arena);
struct named *uses_named(const struct uses *u, struct str name); /* NULL: nobody speaks of it */
/* Can anything fill it: the program, a pattern, a form, a look-up, what a fact needs? */
bool uses_is_filled(const struct uses *u, struct str name);
/* Is the name in the list, which ends with NULL? */
bool uses_is_listed(const char *const *list, struct str name);

#endif
