/* syntax_tree_internal.h - what syntax_tree.c (groups and what stands one after another) and
 * syntax_tree_set.c (characters and classes) share. */
#ifndef XIAOER_PATTERN_SYNTAX_TREE_INTERNAL_H
#define XIAOER_PATTERN_SYNTAX_TREE_INTERNAL_H

#include "pattern/syntax_tree.h"

struct reader {
	struct arena *arena;
	struct syntax_tree *tree;
	struct str s;
	size_t i;
	bool written;
	bool caseful;
	bool quoted; /* between \Q and \E */
	bool lost;   /* nothing is read any more */
	unsigned depth;
};

static inline bool reader_at(const struct reader *r, const char *z)
{
	size_t n = strlen(z);
	return r->i + n <= r->s.n && memcmp(r->s.p + r->i, z, n) == 0;
}

static inline bool reader_take(struct reader *r, const char *z)
{
	if (!reader_at(r, z))
		return false;
	r->i += strlen(z);
	return true;
}

/* The byte `ahead` of here; 0: behind the end. */
static inline unsigned char reader_peek(const struct reader *r, size_t ahead)
{
	return r->i + ahead < r->s.n ? (unsigned char)r->s.p[r->i + ahead] : 0;
}

static inline bool reader_is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline bool reader_is_letter(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void reader_skip_to(struct reader *r, char c); /* to behind the next one */
/* A node from byte `from` up to here. */
struct node *node_make(struct reader *r, enum node_type type, size_t from);
/* Something that may match anything. */
struct node *node_other(struct reader *r, size_t from);
void reader_unsure(struct reader *r); /* of all that was read */

struct node *node_of_letter(struct reader *r, size_t from, uint32_t c);
struct node *node_of_any(struct reader *r, size_t from); /* a dot */
struct node *node_mark(struct reader *r, size_t from, enum mark kind);
struct node *read_escape(struct reader *r); /* at the backslash; \Q and \E are seen elsewhere */
struct node *read_class(struct reader *r);  /* at the [ */

#endif
