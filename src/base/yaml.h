/* yaml.h - a YAML file as a tree of nodes, each with its place.  libfyaml's names stay in yaml.c.
 *
 * Used by books, dialogue tests and the config.  The tree is read-only and lives in the arena it was parsed into.
 * Refused with a finding at the place: syntax errors, text that is not UTF-8 or holds NUL or another control character,
 * duplicate keys, more than one document, nesting deeper than 32, aliases that expand to more than 100,000 nodes or
 * 4 MB of text, over 1,000 anchors, a [...] or {...} of over 100,000 entries, tags (!x), directives (%x), merge keys
 * (<<), files over YAML_MAX bytes.  An alias is the node it names, with the place of that.
 */
#ifndef XIAOER_BASE_YAML_H
#define XIAOER_BASE_YAML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum yaml_type { YAML_SCALAR, YAML_MAP, YAML_LIST };
enum { YAML_MAX = 16 << 20 };

struct yaml {
	enum yaml_type type;
	struct place at;          /* where the value begins (of a block scalar: its first line of text) */
	/* YAML_SCALAR; of a quoted one the place is that of the opening quote */
	struct str text;          /* ends with a NUL that is not counted */
	bool plain;               /* neither quoted nor a block: an empty plain scalar, ~ or null is "nothing" */
	bool block;               /* |: line i of text stands in the file at line at.line + i, its column 1 at column at.col */
	bool folded;              /* written over several lines that YAML joins to one: plain or > */
	bool dashed;              /* folded, and one of the lines begins with a dash, as an entry of a list does */
	bool exact;               /* plain or quoted, in one line, without escapes: it stands in the file as in text */
	/* YAML_MAP and YAML_LIST: the members in order of the file */
	struct yaml_member *members;
	size_t size;
};

struct yaml_member {
	struct str key;           /* empty in a list */
	struct place key_at;
	const struct yaml *value;
	/* bytes of the text (behind a byte order mark): where the key stands, without quotes, and the
	 * value. Of a quoted text without its quotes, of a block without its header, of brackets with
	 * them; an alias: its name, and nothing of the value it names.  A block collection ends where
	 * the next thing begins. */
	uint32_t key_from, key_to, from, to;
	bool alias;
};

/* NULL after adding at least one error to diags, which is given the text as the source of name.  An empty file is an
 * empty map.  name is kept by reference in places; text is not needed afterwards. */
const struct yaml *yaml_parse(struct str text, const char *name, struct arena *arena,
    struct diag_list *diags);
/* The same, but gives the tree in spite of findings that did not stop the reading (duplicate keys, tags): for who tells
 * of all mistakes at once, and counts errors himself. */
const struct yaml *yaml_parse_on(struct str text, const char *name, struct arena *arena,
    struct diag_list *diags);

const struct yaml *yaml_get(const struct yaml *map, const char *key); /* NULL: none (or map is none) */
bool yaml_is_nothing(const struct yaml *v);           /* NULL, or plain and empty, ~ or null */
/* Each adds an error that names `what` and the type found, and returns -1, when the node is not of that kind. */
int yaml_text(const struct yaml *v, const char *what, struct diag_list *diags, struct str *out);
int yaml_int(const struct yaml *v, const char *what, int64_t min, int64_t max,
    struct diag_list *diags, int64_t *out);
int yaml_bool(const struct yaml *v, const char *what, struct diag_list *diags, bool *out); /* true/false/yes/no/on/off */
int yaml_span(const struct yaml *v, const char *what, struct diag_list *diags, int64_t *ms); /* "90s", see span_parse() */
/* The place of byte `offset` of a scalar's text where that can be told (exact, block), else its beginning. */
struct place yaml_place(const struct yaml *scalar, size_t offset);

/* A scalar where a map is wanted, as a slip made the key a text: says so and returns -1; 0 when it is
 * none. */
int yaml_slip_error(const struct yaml *v, struct diag_list *diags);

/* A slip of the pen and what to write in its place. */
struct yaml_slip {
	size_t pos, len;
	const char *instead, *what;
};

/* In the line of pos: a colon that makes no key (only where `colons`); there and in the lines
 * around: a wide blank that indents. */
bool yaml_slip_find(struct str text, size_t pos, bool colons, struct yaml_slip *out);

#endif
