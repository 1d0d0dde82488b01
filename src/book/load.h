/* load.h - from files to a book, with every mistake found in one run.
 *
 * The format is described in phrases/README.md. Any error: no book, the list says where and why. */
#ifndef XIAOER_BOOK_LOAD_H
#define XIAOER_BOOK_LOAD_H

#include "base/diag.h"
#include "book/book.h"

struct normaliser;
struct progress;
struct shape;
struct yaml;

struct book_file {
	struct str name; /* as it shall stand in messages */
	struct str text;
};

struct book_options {
	const struct normaliser *normaliser; /* required */
	const struct yaml *overrides; /* a `settings:` map that wins over the book's; may be NULL */
	bool no_examples; /* do not check examples: for benchmarks of generated books alone */
	bool settings_only; /* nothing else is read: for who wants to know its time zone */
	bool no_prefilter;                   /* try every pattern: for tests of equality */
	/* May be NULL.  Who stops it gets NULL soon, and of the mistakes those found until then. */
	const struct progress *progress;
};

/* What a file of a book may hold (base/shape.h). */
extern const struct shape book_shape;

/* From memory (what fuzzers use); the texts are copied.  NULL after at least one error, or when it was
 * stopped. */
struct book *book_load_files(struct str name, const struct book_file *files, size_t n,
    const struct book_options *options, struct diag_list *diags);
/* All *.yaml of a folder in order of name; not its sub-folders. */
struct book *book_load_dir(
    const char *dir, const struct book_options *options, struct diag_list *diags);
/* The files of a book as they stand, without loading it: names within the folder ("shipping.yaml",
 * then its dialogue tests, "tests/shipping.yaml"), each in order of name. */
struct book_files {
	struct book_file *list;
	size_t n, own; /* own: so many at the beginning are the book itself */
};

/* -1 after an error: one cannot be read, or there is none.  Texts are in the arena. */
int book_read_dir(
    const char *dir, struct arena *arena, struct diag_list *diags, struct book_files *out);
/* Its dialogue tests behind them: those of dir/tests, when there is such a folder. */
int book_read_tests(
    const char *dir, struct arena *arena, struct diag_list *diags, struct book_files *out);
/* The books inside the binary, zh-CN first: how many, and one of them. */
size_t book_embedded(void);
/* Texts are the binary's own; name: what it is called, "phrases/zh-CN".  They have no tests. */
void book_read_embedded(
    size_t which, struct arena *arena, struct book_files *out, struct str *name);
struct book *book_load_embedded(
    size_t which, const struct book_options *options, struct diag_list *diags);

#endif
