/* splice.h - changes to a file of a book that leave every other byte as it is.
 *
 * A file is parsed once; what its entries (intents, phrases) shall hold is said, key by key, in any
 * order; splice_apply() then makes the text in which just that is changed: at the places of the
 * tokens, in the form the file has there (block, list, brackets, one line), comments, line ends, a
 * byte order mark and a missing last line feed as they were.  The result is parsed, and compared
 * with what was wanted and what was there.
 *
 * Pure: text in, text out; folder.h brings files.  A splice belongs to one thread. */
#ifndef XIAOER_TRAINER_SPLICE_H
#define XIAOER_TRAINER_SPLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/str.h"
#include "base/yaml.h"

struct splice;

/* What a key holds: one text; lines such as examples and patterns; wordings, of which those with a
 * `when` are left alone. */
enum splice_form { SPLICE_TEXT, SPLICE_LINES, SPLICE_TEXTS };

/* Texts are UTF-8, trimmed, not empty, lines without line feeds, no control characters but line
 * feeds and tabs. */
struct splice_value {
	enum splice_form form;
	const struct str *texts;
	size_t n; /* 0: the key goes */
};

struct splice_field {
	const char *key;
	struct splice_value value;
};

/* name as it shall stand in findings; both are copied.  An empty text is an empty file.  NULL after
 * errors: it is no YAML, or no map.  diags outlives the splice. */
struct splice *splice_new(struct str name, struct str text, struct diag_list *diags);
void splice_free(struct splice **s);

/* The file as it was, as a tree; and the entry of a part ("intents", "phrases"), NULL when there is
 * none.  Both live as long as the splice. */
const struct yaml *splice_root(const struct splice *s);
const struct yaml *splice_entry(const struct splice *s, const char *part, struct str id);

/* What a key of an entry holds now, as a loader of books sees it; with what was said by
 * splice_set() and splice_add().  The array lives as long as the splice. */
void splice_get(struct splice *s, const char *part, struct str id, const char *key,
    enum splice_form form, const struct str **texts, size_t *n);

/* The entry must be there; key lives as long as the splice, the rest is copied. */
void splice_set(
    struct splice *s, const char *part, struct str id, const char *key, struct splice_value value);
/* One more text, at the end. */
void splice_add(struct splice *s, const char *part, struct str id, const char *key,
    enum splice_form form, struct str text);
/* A new entry at the end of a part, which is made when it is missing. The id must be new. */
void splice_add_entry(
    struct splice *s, const char *part, struct str id, const struct splice_field *fields, size_t n);
/* 0 and the new text, which lives as long as the splice; or -1 after an error at the place that
 * cannot be changed (a value shared by an alias, wordings in a form that has no room for another).
 * Once only. */
int splice_apply(struct splice *s, struct str *out);

/* After splice_apply(): the line of the old text at which the new text's line stands, or behind
 * which it was put. */
unsigned splice_old_line(const struct splice *s, unsigned line);

#endif
