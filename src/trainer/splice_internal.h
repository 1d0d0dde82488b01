/* splice_internal.h - between the files of splice.
 *
 * splice.c keeps what is wanted and puts the text together; splice_place.c knows where things stand
 * in the file; splice_list.c makes edits of lists, splice_entry.c of keys and entries;
 * splice_write.c writes values as YAML; splice_verify.c compares trees. */
#ifndef XIAOER_TRAINER_SPLICE_INTERNAL_H
#define XIAOER_TRAINER_SPLICE_INTERNAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "trainer/splice.h"

/* In the order of the file; of those at one place first what is put in: values, keys, entries. */
enum edit_class { EDIT_VALUE, EDIT_KEY, EDIT_ENTRY };

struct edit {
	size_t from, to; /* bytes of splice.text that go */
	struct str text; /* and what comes in their place */
	enum edit_class class;
	size_t order;
};

/* What a key of an entry shall hold. */
struct target {
	const char *key;
	enum splice_form form;
	struct str *texts;
	size_t n, room;
};

/* An entry that is spoken of. */
struct entry_ref {
	const char *part;
	struct str id;
	const struct yaml_member *member; /* NULL: a new one */
	struct target **targets;
	size_t n, room;
};

struct splice {
	struct arena *arena;
	struct diag_list *diags;
	const char *name;
	struct str file; /* whole */
	struct str text; /* behind a byte order mark */
	const char *eol; /* "\n", "\r\n" */
	const struct yaml *root;
	struct entry_ref **entries; /* all that are there, then the new ones */
	size_t entries_n, entries_room, old_n;
	uint32_t *slots; /* of entries, by part and id: 1 + index */
	size_t slots_n;
	struct edit *edits;
	size_t edits_n, edits_room;
	unsigned *old_lines; /* by new line - 1 */
	size_t old_lines_n;
	bool failed;
};

/* ---- splice.c ---- */

void splice_edit(struct splice *s, enum edit_class class, size_t from, size_t to, struct str text);
/* An error at the member; sets failed. */
void splice_refuse(struct splice *s, const struct yaml_member *m, const char *why);
struct entry_ref *splice_ref(
    const struct splice *s, const char *part, struct str id);                     /* NULL: none */
struct target *splice_target(const struct entry_ref *e, const char *key);         /* NULL: none */
const struct yaml_member *splice_member(const struct yaml *map, const char *key); /* NULL: none */

/* ---- splice_place.c ---- */

enum splice_style { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_BLOCK };

size_t splice_line_start(const struct splice *s, size_t pos);
size_t splice_line_end(const struct splice *s, size_t pos);    /* in front of CR and LF */
size_t splice_line_before(const struct splice *s, size_t pos); /* the end of the line above */
size_t splice_indent(const struct splice *s, size_t pos);      /* bytes from the line's start */
size_t splice_key_start(
    const struct splice *s, const struct yaml_member *m); /* its quote, if any */
/* Behind the colon of a member of a map, behind the dash of one of a list. */
size_t splice_value_start(const struct splice *s, const struct yaml_member *m);
/* Behind the last byte of the value; of a block, of its last line with text. */
size_t splice_value_end(const struct splice *s, const struct yaml_member *m);
bool splice_is_flow(const struct splice *s, const struct yaml_member *m); /* [...] or {...} */
/* How a scalar is written, and its bytes: with quotes, of a block with its header. */
enum splice_style splice_token(
    const struct splice *s, const struct yaml_member *m, size_t *from, size_t *to);

/* ---- splice_write.c ---- */

struct splice_at {
	const char *eol;
	size_t indent;          /* of the key, or of the dash */
	bool flow;              /* within brackets */
	enum splice_style like; /* the quotes that are preferred */
	struct str old, token;  /* this text is written as this token; token empty: none is */
};

void splice_write_scalar(struct buf *to, struct str text, const struct splice_at *at);
void splice_write_key(struct buf *to, struct str key);
/* What stands behind "key:" or "-", with the blank or line end in front. */
void splice_write_value(struct buf *to, const struct splice_value *v, const struct splice_at *at);
/* "key: value", without the indentation in front and the line end behind. */
void splice_write_field(
    struct buf *to, struct str key, const struct splice_value *v, const struct splice_at *at);
void splice_write_item(struct buf *to, struct str text, const struct splice_at *at); /* "- text" */
void splice_write_indent(struct buf *to, size_t n);
/* Can a block of lines hold them?  One that begins with # would be a comment there. */
bool splice_fits_lines(const struct splice_value *v);

/* ---- splice_list.c ---- */

/* The texts of a value as a loader of books sees them. */
size_t splice_texts(
    struct arena *arena, const struct yaml *v, enum splice_form form, struct str **out);
/* Does a value hold what t wants? */
bool splice_holds(struct arena *arena, const struct yaml *v, const struct target *t);
/* Edits that make the value of m hold what t wants.  flow: the entry stands in braces. */
void splice_edit_value(
    struct splice *s, const struct yaml_member *m, const struct target *t, bool flow);

/* ---- splice_entry.c ---- */

void splice_edit_entry(struct splice *s, const struct entry_ref *e); /* one that is there */
void splice_edit_new(struct splice *s);                              /* all that are new */

/* ---- splice_verify.c ---- */

/* 0, or -1: the new tree is not the old one with the targets changed. */
int splice_verify(const struct splice *s, const struct yaml *root);

#endif
