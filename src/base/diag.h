/* diag.h - what is wrong with a file a person wrote: every finding with its place, printed with the source
 * line and a caret.  A list belongs to one thread.  Past its limit (DIAG_KEEP) findings are counted, not kept.
 *
 * Formats are message ids of gettext: they are given in English and kept in the language of the
 * reader (intl.h), so what stands in their places must be translated by the caller if it is words. */
#ifndef XIAOER_BASE_DIAG_H
#define XIAOER_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/str.h"

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_ADVICE };
enum { DIAG_KEEP = 500 };

/* line and col count from 1, col in characters (code points); 0: the file as a whole.  file lives as long as what holds the place.
 * In a table (diag_table) they are row and column of a cell. */
struct place {
	const char *file;
	unsigned line, col;
};

/* Another place that a finding speaks of. */
struct diag_other {
	struct place at;
	const char *text;
	const struct diag_other *next;
};

struct diag {
	enum diag_level level;
	struct place at;
	const char *text; /* one sentence, no full stop needed, no newline */
	const char *kind; /* a name for programs, "pattern.same"; "" when it is a mistake of the file */
	const char *subject; /* the id it is about; "" when the place says it all */
	const char *proposal; /* what to do, a sentence; NULL: the text says it */
	const struct diag_other *others; /* in the order they were added; NULL: none */
	const char *shown; /* instead of the line of the source; NULL: that line */
	unsigned shown_col; /* where in it */
};

struct arena;
struct diag_list;

struct diag_list *diag_list_new(void);
void diag_limit(struct diag_list *list, size_t kept); /* so many are kept, from now on */
void diag_list_free(struct diag_list **list);
/* Remembers (copies) a file's text, so that findings in it can show the line. */
void diag_source(struct diag_list *list, const char *file, struct str text);
/* The places in file are cells: printed as "file:C12:", a row alone as "file:12:". */
void diag_table(struct diag_list *list, const char *file);
/* "C12". */
void diag_cell(unsigned row, unsigned col, char out[24]);
/* The i-th of these files, and its text without a byte order mark; NULL: there are fewer. */
const char *diag_source_at(const struct diag_list *list, size_t i, struct str *text);
/* The line of a place, as it stands in its source; false: no source has it. */
bool diag_line(const struct diag_list *list, struct place at, struct str *line);

int diag_error(struct diag_list *list, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));           /* always -1 */
void diag_warning(struct diag_list *list, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void diag_advice(struct diag_list *list, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A finding with a name, for who wants to allow it or to sort by it.  kind and subject are copied.
 * What follows belongs to it, until the next finding. */
void diag_find(struct diag_list *list, enum diag_level level, const char *kind, struct str subject,
    struct place at, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void diag_propose(struct diag_list *list, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The text it is about (one line of it is shown, with a caret under character col of that line; 0:
 * no caret): for what no source holds. */
void diag_show(struct diag_list *list, struct str text, unsigned col);
void diag_other(struct diag_list *list, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Takes out (and no longer counts) those that drop() says so of. */
void diag_drop(
    struct diag_list *list, bool (*drop)(void *ctx, const struct diag *d), void *ctx);

size_t diag_count(const struct diag_list *list, enum diag_level level); /* found, kept or not */
size_t diag_size(const struct diag_list *list);                        /* kept */
const struct diag *diag_at(const struct diag_list *list, size_t i);
void diag_sort(struct diag_list *list);              /* by file (in the order of diag_source), line, column; stable */
/* "error", "warning", "advice": for programs. */
const char *diag_level_name(enum diag_level level);
/* "file:line:col: error: text [kind]", the source line, the caret; the proposal and other places below;
 * wide characters take two columns. */
void diag_print(const struct diag_list *list, FILE *to, bool colour);
void diag_print_one(const struct diag_list *list, const struct diag *d, FILE *to, bool colour);
/* The nearest of n names to what was written, for "did you mean"; NULL when none is near. */
const char *diag_nearest(struct str written, const char *const *names, size_t n);
/* "; did you mean 'near'?" for the end of a message, in the arena; "" when near is NULL. */
const char *diag_hint(const char *near, struct arena *arena);

#endif
