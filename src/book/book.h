/* book.h - a loaded book: phrases, intents, words, settings and the machinery that matches.
 *
 * A book never changes once loaded: threads share it.  It is counted: book_acquire() and book_release(); it goes
 * with its last reader.  Everything in it lives in its arena.  A book_slot holds the book that is in force and is
 * swapped by a reload (slot.h). */
#ifndef XIAOER_BOOK_BOOK_H
#define XIAOER_BOOK_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"
#include "book/settings.h"

struct rx;
struct prefilter; /* match.c */
struct nearest;   /* nearest.c */

/* A wording cut into pieces: text, or a placeholder with an optional fall-back. */
struct piece {
	struct str text;      /* literal text, or the fall-back */
	struct str slot;      /* name of the placeholder; empty for literal text */
	bool has_fallback;
};

struct wording {
	struct piece *pieces;
	size_t n;
	struct place at;
};

/* A standard reply.  An intent's own `say` is a phrase too, under the intent's id. */
struct phrase {
	struct str id, title;
	struct place at;
	struct wording *say;   /* the first time */
	size_t say_n;
	struct wording *again; /* the second, third, ... time; the last serves for all later ones */
	size_t again_n;
	size_t index;          /* in book->phrases */
};

struct pattern {
	const struct rx *rx;
	struct str source;     /* as written */
	struct str text;       /* as compiled: words put in, literal characters normalised */
	struct place at;
	uint32_t intent;       /* index in book->intents */
	bool veto;             /* stands under `unless` */
};

enum intent_kind { INTENT_BUSINESS, INTENT_COURTESY, INTENT_DATA };
enum intent_then { THEN_NOTHING, THEN_TRANSFER, THEN_TICKET, THEN_CLOSE, THEN_CHECK };

struct intent {
	struct str id, title;
	struct place at;
	enum intent_kind kind;
	enum intent_then then;
	int priority;          /* -100..100 */
	int urgency;           /* 1..4; 0: not said */
	struct str skill;      /* empty: not said */
	const struct phrase *answer; /* its own say, or the phrase of `reply`; NULL: no reply of its own */
	const struct pattern *const *patterns; /* match, then unless */
	size_t patterns_n;
	struct example *examples; /* examples, then counterexamples */
	size_t examples_n;
	uint32_t index;        /* order in the book */
};

struct example {
	struct str text;
	struct place at;
	bool counter;
};

struct word_list {
	struct str name;
	struct str *words;
	size_t n;
	struct place at;
};

struct slot_name {
	struct str name, title;
	struct place at;
};

struct book {
	struct arena *arena;
	struct str name;             /* where it came from: the folder as given */
	struct str version;          /* 12 hex digits of SHA-256 over its files */
	struct settings settings;    /* the book's, with the overrides given at load */
	struct intent *intents;
	size_t intents_n;
	struct phrase *phrases;      /* of `phrases:` and of intents */
	size_t phrases_n;
	struct word_list *words;
	size_t words_n;
	struct slot_name *slots;     /* declared under `slots:` */
	size_t slots_n;
	struct pattern *patterns;    /* all, match and unless */
	size_t patterns_n;
	struct prefilter *prefilter;
	struct nearest *nearest;
	const struct normaliser *normaliser; /* borrowed */
	uint32_t *intents_by_id, *phrases_by_id; /* indices, in byte order of the ids */
	_Atomic unsigned refs;
};

const struct intent *book_intent(const struct book *b, struct str id); /* NULL: none */
const struct phrase *book_phrase(const struct book *b, struct str id); /* NULL: none */

struct book *book_acquire(struct book *b);
void book_release(struct book **b);

/* The phrases that the dialogue says by itself, and the placeholders it fills; each a table in names.c. */
extern const char *const book_situations[];     /* ends with NULL */
extern const char *const book_builtin_slots[];  /* ends with NULL */
extern const char *const book_skills[];         /* ends with NULL */

#endif
