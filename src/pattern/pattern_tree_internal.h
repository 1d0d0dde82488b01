/* pattern_tree_internal.h - what pattern_tree.c and pattern_class.c share: the reader. */
#ifndef XIAOER_PATTERN_PATTERN_TREE_INTERNAL_H
#define XIAOER_PATTERN_PATTERN_TREE_INTERNAL_H

#include <string.h>

#include "base/utf8.h"
#include "pattern/pattern_tree.h"

struct reader {
	struct arena *arena;
	struct str s;
	size_t i;
	bool quoted; /* between \Q and \E */
	bool doubt;
	bool inexact;
};

static inline bool reader_at(const struct reader *r, const char *z)
{
	size_t n = strlen(z);
	return r->s.n - r->i >= n && memcmp(r->s.p + r->i, z, n) == 0;
}

static inline bool reader_take(struct reader *r, const char *z)
{
	if (!reader_at(r, z))
		return false;
	r->i += strlen(z);
	return true;
}

/* The byte `ahead` of here, 0 behind the end (a NUL in a pattern is read as the end of what is
 * understood). */
static inline unsigned char reader_peek(const struct reader *r, size_t ahead)
{
	return r->i + ahead < r->s.n ? (unsigned char)r->s.p[r->i + ahead] : 0;
}

static inline bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* A letter or digit of ASCII: behind a backslash it does not stand for itself. */
static inline bool is_name(unsigned char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

struct node *reader_node(struct reader *r, enum node_kind kind);
/* One character of these kinds, or of none, and which ones is not told. */
struct node *reader_character(struct reader *r, unsigned kinds);
/* Gives the whole pattern up. */
struct node *reader_doubt(struct reader *r);
/* A character as a normalised text has it; false: not known. */
bool reader_fold(struct reader *r, uint32_t code, struct str *out);
/* Behind the [. */
struct node *reader_class(struct reader *r);

#endif
