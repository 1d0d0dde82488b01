/* shape.h - what a value of a YAML file may be: told once, in the tables by which files are read.
 *
 * A reader's row begins with a shape_key. It finds the row of a key with shape_find() and names the
 * rows in its messages with shape_names(); shape_schema.c writes the same rows as a JSON Schema, by
 * which editors complete and mark. So no key can be read that the schema does not know.
 *
 * Shapes are constants: threads share them. Texts for people are message ids (intl.h). */
#ifndef XIAOER_BASE_SHAPE_H
#define XIAOER_BASE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/yaml.h"

/* Of what a value may be written; several together. */
enum shape_takes {
	SHAPE_NOTHING = 1, /* nothing behind the colon */
	SHAPE_SCALAR = 2,
	SHAPE_LIST = 4,
	SHAPE_MAP = 8,
};

enum shape_scalar {
	SHAPE_TEXT,    /* any, an empty one too */
	SHAPE_FILLED,  /* any that is not blank */
	SHAPE_INT,     /* a whole number from min to max */
	SHAPE_NUMBER,  /* a number from min to max */
	SHAPE_YES,     /* true, false, yes, no, on or off */
	SHAPE_SPAN,    /* 90s, 1h30m: min to max ms */
	SHAPE_CHOICE,  /* one of the choices */
	SHAPE_WRITTEN, /* as the pattern has it */
};

/* Names that stand in the elements of an array. */
struct shape_names {
	const char *const *first;
	size_t step, n; /* bytes from one to the next; n 0: an array of names that ends with NULL */
};
#define SHAPE_NAMES(array, member) \
	{&(array)[0].member, sizeof (array)[0], sizeof(array) / sizeof (array)[0]}
#define SHAPE_NAMED(array) {array, sizeof(char *), 0}

struct shape_key;

struct shape {
	const char *name;    /* of its definition in a schema; NULL: it is written where it stands */
	const char *title;   /* what it is: "an intent"; NULL: the facts below say it */
	unsigned takes;      /* enum shape_takes */
	/* a scalar */
	enum shape_scalar scalar;
	int64_t min, max;    /* of SHAPE_WRITTEN: of a number without a unit, max 0: none is taken */
	const char *pattern; /* ECMA 262; of SHAPE_YES: what else it may be */
	struct shape_names choices;
	/* how many a list or a map holds, characters of what is but a scalar; most 0: any number */
	size_t least, most;
	const struct shape *each; /* of a list */
	const char *some_has;     /* a key that at least one member of the list has; NULL: none */
	/* a map with names of the writer's own */
	const struct shape *value;      /* what belongs to each name; NULL: a map of keys */
	const char *names;              /* pattern of the names, begins with ^; NULL: any */
	struct shape_names names_from;  /* they are these, or with a pattern: such as these */
	/* a map of keys: the first member of each row of a table */
	const struct shape_key *keys;
	size_t keys_size, keys_n;
	const char *const *without; /* rows that are not among them, ends with NULL; NULL: all are */
	bool open;                  /* other keys are passed over */
	/* at least one of these keys is there, ends with NULL; NULL: no such rule */
	const char *const *one_of;
	const char *unless; /* but not where this key ... */
	const char *const *unless_is; /* ... is one of these */
};
#define SHAPE_KEYS(rows) \
	.keys = &(rows)[0].key, .keys_size = sizeof (rows)[0], \
	.keys_n = sizeof(rows) / sizeof (rows)[0]

enum { SHAPE_KEYS_MAX = 64 };

/* What a reader's row begins with. */
struct shape_key {
	const char *name;
	const struct shape *shape;
	const char *help;     /* one line */
	const char *standard; /* what it is when nothing is said, as a file would write it; "": none */
	/* the finding when the key is not there; "": its reader tells; NULL: it may be left out */
	const char *missing;
	const char *needs;    /* a key that must stand beside it; NULL: none */
	const struct shape *needs_shape; /* what that one is then; NULL: what it is anyway */
	const char *bars;     /* a key that must not stand beside it; NULL: none */
	bool alone;           /* no other key stands beside it */
};

/* The row of a key; NULL: there is none. */
const struct shape_key *shape_find(const struct shape *map, struct str key);
/* All keys, into room for SHAPE_KEYS_MAX; how many. */
size_t shape_names(const struct shape *map, const char **names);
/* The next row from *i on, *i moved behind it; NULL: no more. */
const struct shape_key *shape_next(const struct shape *map, size_t *i);
/* The same of those whose key must be there and is not, and that have a finding for it. */
const struct shape_key *shape_missing(const struct shape *map, const struct yaml *v, size_t *i);

/* "a, b or c": last is the message id " or "; ends with a NUL. */
const char *shape_join(
    const char *const *names, size_t n, const char *last, struct arena *arena);

const char *shape_name(const struct shape_names *names, size_t i); /* NULL: no more */
size_t shape_names_n(const struct shape_names *names);
/* Which of the names is it?  -1: none. */
long shape_which(const struct shape_names *names, struct str text);

/* As yaml_int(), between the bounds of the shape. */
int shape_int(const struct shape *number, const struct yaml *v, const char *what,
    struct diag_list *diags, int64_t *out);
bool shape_within(const struct shape *number, int64_t n);

/* Of a span as text; one without a unit counts seconds. It takes nothing at all as well. */
#define SHAPE_SPAN_PATTERN \
	"([0-9]+(\\.[0-9]{1,3})?|([0-9]+(\\.0{1,3})?d)?([0-9]+(\\.0{1,3})?h)?" \
	"([0-9]+(\\.0{1,3})?m)?([0-9]+(\\.[0-9]{1,3})?s)?([0-9]+(\\.0{1,3})?ms)?)"

/* Shapes that files of all kinds have. */
extern const struct shape shape_anything;
extern const struct shape shape_text;   /* SHAPE_TEXT */
extern const struct shape shape_filled; /* SHAPE_FILLED */
extern const struct shape shape_yes;
extern const struct shape shape_span; /* of any length */

struct shape_about {
	const char *id;    /* "book": the last part of the schema's $id */
	const char *title; /* message id, of the whole file */
	const char *version;
};

/* The JSON Schema (draft 7) of a file whose whole is `root`, texts in the reader's language. */
void shape_schema(const struct shape *root, const struct shape_about *about, struct buf *out);

#endif
