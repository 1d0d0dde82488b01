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
struct banned;    /* banned.h */
struct condition; /* condition.h */
struct expression;

/* A wording cut into pieces: text, or a placeholder with an optional fall-back. */
struct piece {
	struct str text;      /* literal text, or the fall-back */
	struct str slot;      /* name of the placeholder; empty for literal text */
	bool has_fallback;
	struct place at;      /* of a placeholder: its name */
};

struct wording {
	struct piece *pieces;
	size_t n;
	const struct condition *when; /* NULL: always; it is said before those without one */
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
	bool listed;           /* stands under `phrases:`, not with an intent or a form */
};

struct pattern {
	const struct rx *rx;
	struct str source;     /* as written */
	struct str text;       /* as compiled: words put in, literal characters normalised */
	struct place at;
	uint32_t intent;       /* index in book->intents */
	bool veto;             /* stands under `unless` */
	bool has_names;        /* has groups with names */
};

enum intent_kind { INTENT_BUSINESS, INTENT_COURTESY, INTENT_DATA };
enum intent_then { THEN_NOTHING, THEN_TRANSFER, THEN_TICKET, THEN_CLOSE, THEN_CHECK, THEN_UNDERSTOOD };

/* Whose fault it is decides what may be offered; the assistant names it to the human. */
enum responsible { RESPONSIBLE_UNKNOWN, RESPONSIBLE_SHOP, RESPONSIBLE_BOTH, RESPONSIBLE_CUSTOMER };

/* What a value is, and how it is written in a slot. */
enum slot_kind {
	SLOT_TEXT,
	SLOT_ORDER_NO,   /* letters and digits */
	SLOT_PHONE,      /* digits, with + before a country's */
	SLOT_EMAIL,
	SLOT_DATE,       /* 2026-11-23 */
	SLOT_AMOUNT,     /* 12.50 */
	SLOT_NUMBER,     /* 3 */
	SLOT_CHOICE,     /* one of a form's choices, as the book writes it */
	SLOT_ATTACHMENT, /* the URL of a picture, or its type */
	SLOT_KIND_COUNT
};

/* What is done and said, in one case: the first of a list whose condition holds applies, and what it
 * does not say stays as the intent or form has it. */
struct outcome {
	const struct condition *when; /* never NULL */
	bool has_then, has_form, has_lookup; /* written, be it as `nothing` */
	enum intent_then then;
	const struct phrase *answer; /* "ID.case1", or of `reply`; NULL: not said */
	const struct form *form;
	struct str lookup;
	struct str skill;
	int urgency;
	enum responsible responsible;
	struct place at;
};

struct intent {
	struct str id, title;
	struct place at;
	enum intent_kind kind;
	enum intent_then then;
	int priority;          /* -100..100 */
	int urgency;           /* 1..4; 0: not said */
	struct str skill;      /* empty: not said */
	const struct phrase *answer; /* its own say, or the phrase of `reply`; NULL: no reply of its own */
	const struct form *form;     /* questions asked first; NULL: none */
	struct str lookup;           /* fetched before the answer; empty: nothing */
	enum responsible responsible;
	struct outcome *cases;       /* tried in order */
	size_t cases_n;
	const struct pattern *const *patterns; /* match, then unless */
	size_t patterns_n;
	struct example *examples; /* examples, then counterexamples */
	size_t examples_n;
	uint32_t index;        /* order in the book */
	/* Of all that is written of it but how it is recognised and the words it says: where two
	 * books have the same, it does the same. */
	uint64_t manner;
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
	bool used;             /* by a pattern of the book */
};

struct slot_name {
	struct str name, title;
	enum slot_kind kind;
	struct place at;
};

/* A slot worked out from others whenever it is asked for: last_return_day: signed_on + 7d. */
struct fact {
	struct str name;
	const struct expression *value; /* condition.h */
	enum slot_kind kind;
	struct place at;
};

struct rx_list {
	const struct rx **rx;
	size_t n;
};

/* Short answers that mean the same in every form: `answers:`.  WAIT: he is looking for it.  A
 * QUESTION is one of the customer's own, and no answer to ours. */
enum answer_sense { ANSWER_ABANDON, ANSWER_SKIP, ANSWER_WAIT, ANSWER_QUESTION, ANSWER_SENSES };

struct choice {
	struct str value;       /* what the slot gets, what {slot} shows */
	struct str *words;      /* other words for it */
	size_t words_n;
	struct str *normal;     /* the value and its words as messages are compared with them */
};

/* One question of a form. */
struct field {
	struct str slot;
	enum slot_kind kind;
	const struct phrase *ask;   /* "form.FORM.SLOT" */
	const struct phrase *wrong; /* "form.FORM.SLOT.wrong"; NULL: the desk's form.wrong */
	struct rx_list patterns; /* own ones: named groups fill slots; without one: what is found */
	struct choice *choices;
	size_t choices_n;
	unsigned tries;             /* answers that do not fit, then it is given up */
	bool optional;
	const struct condition *when; /* asked only then; NULL: always */
	struct place at;
};

/* Questions asked in turn, then an outcome. */
struct form {
	struct str id, title;
	struct place at;
	struct field *fields;
	size_t fields_n;
	const struct phrase *confirm; /* "form.FORM.confirm"; NULL: none is asked for */
	struct rx_list abandon;       /* words that leave it, beside the book's own */
	int64_t within;               /* ms without an answer, then it is left */
	const struct phrase *answer;  /* "form.FORM", or of `reply`; NULL */
	enum intent_then then;
	struct str skill;
	int urgency;
	enum responsible responsible;
	struct outcome *cases;
	size_t cases_n;
	uint32_t index;
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
	struct fact *facts;          /* each uses only those before it */
	size_t facts_n;
	struct form *forms;
	size_t forms_n;
	struct rx_list answers[ANSWER_SENSES];
	struct banned *banned;       /* words no customer may read (banned.h); NULL: none are listed */
	struct pattern *patterns;    /* all, match and unless */
	size_t patterns_n;
	struct prefilter *prefilter;
	struct nearest *nearest;
	const struct normaliser *normaliser; /* borrowed */
	uint32_t *intents_by_id, *phrases_by_id; /* indices, in byte order of the ids */
	uint64_t manner;             /* as an intent's: of all but intents, and words that are said */
	_Atomic unsigned refs;
};

const struct intent *book_intent(const struct book *b, struct str id); /* NULL: none */
const struct phrase *book_phrase(const struct book *b, struct str id); /* NULL: none */
const struct form *book_form(const struct book *b, struct str id);     /* NULL: none */
const struct fact *book_fact(const struct book *b, struct str name);   /* NULL: none */
enum slot_kind book_slot_kind(const struct book *b, struct str name);  /* SLOT_TEXT: not declared */

struct book *book_acquire(struct book *b);
void book_release(struct book **b);

/* The phrases that the dialogue says by itself, and the placeholders it fills; each a table in names.c. */
extern const char *const book_situations[];     /* ends with NULL */
extern const char *const book_asides[];         /* said when the book has them; ends with NULL */
extern const char *const book_opened_intents[]; /* run without a message that gives them; ends with NULL */
extern const char *const book_opened_forms[];   /* opened without an intent; ends with NULL */
extern const char *const book_builtin_slots[];  /* ends with NULL */
extern const char *const book_skills[];         /* ends with NULL */
extern const char *const book_responsible[];    /* by enum responsible; the first is "" */

#endif
