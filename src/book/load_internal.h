/* load_internal.h - between the files of the loader.
 *
 * The way of a book: load.c parses the files and leads; load_words.c reads words and slots,
 * load_phrase.c phrases and wordings, load_form.c forms (load_field.c
 * their questions), load_intent.c intents, load_pattern.c the
 * lines of patterns (load_translate.c turns what the trainer wrote into what PCRE2 compiles);
 * load_banned.c reads the words no customer may read; load_examples.c runs the examples. load_files.c brings files from a folder.  Conditions and facts
 * are read by load_expression.c and checked by load_condition.c (names: load_condition_names.c) when
 * all names are known; load_fact.c reads facts, load_outcome.c cases and the names of phrases and
 * forms. */
#ifndef XIAOER_BOOK_LOAD_INTERNAL_H
#define XIAOER_BOOK_LOAD_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/shape.h"
#include "base/yaml.h"
#include "book/book.h"
#include "book/load.h"

struct banned_group;
struct line;
struct load;
struct rx;
struct rx_scratch;

/* Names that were given, in order, each once; found by hash.  Lives in an arena. */
struct ids {
	const char **names; /* each ends with a NUL */
	struct place *places;
	size_t n, room;
	uint32_t *slots;    /* 1 + index; 0: free */
	size_t slots_n;     /* a power of two, or 0 */
};

enum { IDS_NONE = -1 };

/* Bytes of a pattern once its words are put in. */
enum { LOAD_PATTERN_MAX = 1 << 20 };

long ids_find(const struct ids *ids, struct str name);                   /* index, or IDS_NONE */
/* The name must not be in it; it is copied. */
long ids_add(struct ids *ids, struct arena *arena, struct str name, struct place at);
/* For messages: "; did you mean 'near'?", or nothing when no name is near. It stops looking when a book
 * has so many wrong names, and so many right ones, that it would take minutes. Ends with a NUL. */
const char *ids_hint(struct load *l, const struct ids *ids, struct str name);
const char *names_hint(struct load *l, const char *const *names, size_t n, struct str name);
const char *keys_hint(struct load *l, const struct shape *map, struct str key);
/* "transfer, ticket, close, check or understood", ending with a NUL. */
const char *load_join(struct load *l, const char *const *names, size_t n);

struct load_file {
	const char *name;           /* in the book's arena */
	const struct yaml *root;    /* a map; NULL: not readable, errors given */
};

/* An intent while it is read; book->intents[i] belongs to drafts[i]. */
struct draft {
	const struct yaml *map;
	size_t first_pattern, patterns_n; /* in load.patterns */
	bool has_match;
	bool odd;    /* has a key nobody knows: what seems to be missing may be meant by it */
	bool broken; /* a pattern of it has an error: its examples tell nothing */
};

/* A placeholder in a wording, to be checked when all names are known. */
struct slot_use {
	struct str name;
	struct place at;
};

/* A `when`, to be compiled when all names are known. */
struct load_condition {
	struct condition *condition;
	const struct yaml *node;
};

/* The name of a phrase or a form, to be found when all are read. */
struct load_reference {
	struct str name;
	struct place at;
	const struct phrase **phrase; /* one of the two */
	const struct form **form;
};

struct named_value {
	const char *name;
	int value;
};

enum { LOAD_KIND_WRONG = -1 };

struct load {
	struct book *book;
	struct arena *arena;                /* the book's */
	struct arena *scratch;              /* goes when loading ends */
	struct diag_list *diags;
	const struct book_options *options;
	struct load_file *files;
	size_t files_n;
	bool incomplete; /* a file is missing: what seems unknown may stand in it */
	bool undecoded;  /* a file is not UTF-8: only its ASCII names can be looked for */
	struct buf lost;                    /* text that was left out */
	struct place *damaged;
	size_t damaged_n, damaged_room;
	bool damage; /* the entry that is being read has lost lines */
	struct ids intents, phrases, words, slots, facts, groups, forms, banned;
	struct banned_group *groups_of_banned; /* one of each of l->banned */
	int *slot_kinds; /* of slots: enum slot_kind, or LOAD_KIND_WRONG */
	const struct yaml **fact_nodes; /* of book->facts; NULL: an error was told */
	struct load_condition *conditions;
	size_t conditions_n, conditions_room;
	struct load_reference *references;
	size_t references_n, references_room;
	struct str *word_patterns;          /* of each word list: (?:a|b|c); empty: it has errors */
	struct draft *drafts;
	struct pattern *patterns;           /* growing, in scratch; moved to the book at the end */
	size_t patterns_room;
	struct slot_use *uses;
	size_t uses_n, uses_room;
	size_t compared;                    /* names, for hints */
	struct rx_scratch *rx_scratch;
	struct buf text;                    /* of load_translate */
	uint32_t *map; /* of each byte of text: where it comes from; one more for the end */
	size_t map_room;
};

/* Nobody waits for the book any more. */
bool load_stopped(const struct load *l);
/* The tree of a file; where YAML cannot be read, as little as helps is left out, and reading goes on
 * behind it. NULL when nothing can be read. name is that of the file, in the book's arena. */
const struct yaml *load_parse(struct load *l, struct str text, const char *name);

/* Text that was left out, or a pattern that does not compile: what it defines is not known. */
void load_lose(struct load *l, struct str text);
/* Could the name, which nobody knows, be defined there? */
bool load_may_be_lost(const struct load *l, struct str name);
/* The entry (an intent, a phrase) at this line has lost lines: what it lacks may have stood
 * there. */
void load_damage(struct load *l, struct place entry);
bool load_is_damaged(const struct load *l, struct place entry);

/* As book_load_files(); incomplete: a file is missing that the caller could not read (and told
 * of). */
struct book *load_book(struct str name, const struct book_file *files, size_t n, bool incomplete,
    const struct book_options *options, struct diag_list *diags);

/* Each adds its findings to l->diags and goes on. */
void load_words(struct load *l, const struct yaml *map);
void load_slots(struct load *l, const struct yaml *map);
void load_facts(struct load *l, const struct yaml *map);
void load_phrases(struct load *l, const struct yaml *map);
void load_intents(struct load *l, const struct yaml *map);

/* What an intent, and all the rest of the book, does (load_manner.c). */
uint64_t load_manner_of_intent(const struct yaml *v);
uint64_t load_manner_of_book(const struct load *l);
void load_patterns(struct load *l, struct draft *d, const struct yaml *v, bool veto);
void load_examples(struct load *l, struct intent *t, const struct yaml *v, bool counter);
void load_answers(struct load *l, const struct yaml *map);
/* `ask:` of a form (load_field.c). */
void load_fields(struct load *l, struct form *form, const struct yaml *v);
/* Adds the lines' patterns to a list; a fault is told at its place. */
void load_rx_list(
    struct load *l, const struct yaml *v, const char *what, struct rx_list *to);
void load_forms(struct load *l, const struct yaml *map);
void load_banned(struct load *l, const struct yaml *map);
void load_finish_forms(struct load *l);     /* after all settings, phrases and intents */
void load_references(struct load *l);       /* after all phrases and forms: their names */
void load_check_facts(struct load *l);      /* after all patterns */
void load_check_conditions(struct load *l); /* after the facts */
void load_check_slots(struct load *l);      /* after all patterns: placeholders */
void load_check_examples(struct load *l);   /* after the prefilter is made */

/* What values of a book may be; the tables of keys are beside the functions that read them. */
extern const struct shape load_lines_shape;      /* patterns, words: at least one */
extern const struct shape load_some_lines_shape; /* or none */
extern const struct shape load_wording_shape, load_wordings_shape;
extern const struct shape load_cases_shape;
extern const struct shape load_form_cases_shape; /* of a form: neither form nor lookup */
extern const struct shape load_fields_shape;
extern const struct shape load_then_shape, load_skill_shape, load_urgency_shape;
extern const struct shape load_responsible_shape;
extern const struct shape load_kind_shape; /* of a slot or a question */
/* The parts of a file. */
extern const struct shape load_words_shape, load_slots_shape, load_facts_shape;
extern const struct shape load_phrases_shape, load_answers_shape, load_forms_shape;
extern const struct shape load_intents_shape, load_banned_shape;
/* Names of entries; of what stands inside <> and {}. */
#define LOAD_ID_PATTERN "^[^\\x00- ]+$"
#define LOAD_NAME_PATTERN "^([0-9A-Za-z_.-]|[^\\x00-\\x7f])+$"

/* What intents, forms and cases have in common; after an error *out stays as it is. */
/* Which of the choices it is, or -1 after an error that lists them. */
int load_choose(
    struct load *l, const struct yaml *v, const char *what, const struct shape *choice);
/* An error for each key that must be there and is not; id: what the map is called. */
void load_missing(struct load *l, const struct shape *shape, const struct yaml *map,
    struct place at, struct str id);
/* Found by load_references(); *to stays where it is. */
void load_reply(struct load *l, const struct yaml *v, const struct phrase **to);
void load_form_name(struct load *l, const struct yaml *v, const struct form **to);
/* `say` and `again` of a map: a phrase of its own. */
void load_say(struct load *l, const struct yaml *map, struct str id, struct str title,
    struct place at, const struct phrase **out);
/* The list under `cases`, which has this shape; what one says is the phrase ID.case1, ID.case2 ... */
void load_cases(struct load *l, const struct yaml *v, const struct shape *shape, struct str id,
    struct str title, struct outcome **out, size_t *n);
void load_then(struct load *l, const struct yaml *v, enum intent_then *out);
void load_skill(struct load *l, const struct yaml *v, struct str *out);
void load_urgency(struct load *l, const struct yaml *v, int *out);
void load_responsible(struct load *l, const struct yaml *v, enum responsible *out);
/* The pattern of a line, its named groups noted; NULL after an error. */
struct rx *load_rx(struct load *l, const struct line *line);

/* Is it the second of two equal keys of one map?  Then YAML told so already. */
bool load_twice(const struct load *l, const struct ids *ids, const struct yaml *map,
    const struct yaml_member *m);
/* "the intent 'x' stands already at FILE:LINE"; always -1. */
int load_taken(struct load *l, const struct ids *ids, long first, const char *what, struct str name,
    struct place at);
/* A name of a word list, a slot, a fact: checked, and added; -1 after an error. */
int load_add_name(
    struct load *l, struct ids *ids, const struct yaml_member *m, const char *what);

/* `when`: compiled by load_check_conditions(), and not to be used before.  NULL after an error. */
const struct condition *load_condition(struct load *l, const struct yaml *v);
/* The tree of a scalar's text, its names not looked up; NULL after an error. */
struct expression *load_expression(struct load *l, const struct yaml *v);
/* A fact, which may use the first `facts` of the book; NULL after an error. */
const struct expression *load_fact_value(struct load *l, const struct yaml *v, size_t facts);
bool load_is_desk_name(struct str name); /* mode, hours, ... */
/* Does it stand for a value in an expression? */
bool load_is_name(const struct load *l, struct str name);
/* Reads `say` or `again`; 0, or -1 after errors. */
int load_wordings(
    struct load *l, const struct yaml *v, const char *what, struct wording **out, size_t *n);
/* A new phrase of the book; NULL after an error: the id is taken. */
struct phrase *load_new_phrase(struct load *l, struct str id, struct place at);
/* An id has letters and no blanks; -1 after an error. */
int load_check_id(struct load *l, const struct yaml_member *m, const char *what);
/* The text of a scalar, trimmed, in the book's arena; -1 after an error (no text, or empty). */
int load_text(struct load *l, const struct yaml *v, const char *what, struct str *out);

/* A line of text a trainer wrote in a block, a list, or a scalar. */
struct line {
	struct str text;          /* trimmed, not empty; in the tree */
	const struct yaml *node;
	size_t offset;            /* of text in node->text */
	size_t start;             /* of the line in node->text: text less blanks */
	unsigned number;          /* of the line in node->text, from 0 */
};

struct lines {
	const struct yaml *v;
	size_t member, offset;
	unsigned number;
};

/* Walks the lines; comments and empty lines are left out.  false: no more. */
bool line_next(struct load *l, struct lines *it, const char *what, struct line *out);
size_t line_count(const struct yaml *v);                                /* an upper bound */
struct place line_place(const struct line *line, size_t offset); /* of byte `offset` of the line */

/* Turns the trainer's pattern into PCRE2's: words put in, literal characters normalised. The result
 * is l->text with l->map; -1 after an error (unknown word). */
int load_translate(struct load *l, const struct line *line);
/* "(?:a|b|c)" of a list of words: normalised, escaped, longest first; empty when no word is
 * left. */
struct str load_word_pattern(struct load *l, const struct str *words, size_t n);

#endif
