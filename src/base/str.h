/* str.h - a piece of text: pointer and length, not owned, not ended by a NUL.
 *
 * n == 0 means empty, whatever p is.  A str is a view: it lives as long as what it points into. */
#ifndef XIAOER_BASE_STR_H
#define XIAOER_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* for printf: "%.*s", STR_ARG(s) */
#define STR_ARG(s) (int)(s).n, ((s).n ? (s).p : "")

/* A view of a C string; NULL gives the empty str. */
static inline struct str str_of(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}

static inline struct str str_make(const char *p, size_t n)
{
	return (struct str){p, n};
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

int str_compare(struct str a, struct str b);         /* byte order, like memcmp; a prefix sorts first */
bool str_starts(struct str s, struct str prefix);
struct str str_trim(struct str s);                   /* without ASCII blanks, tabs, CR and LF at both ends */
bool str_to_int64(struct str s, int64_t *out);       /* the whole of s is a decimal number in range */
uint64_t str_hash(struct str s, uint64_t seed);      /* fast, not cryptographic */
/* The edit distance of two short texts in bytes (two neighbours swapped count one), capped at limit + 1:
 * for "did you mean".  Texts over 128 bytes are at limit + 1 unless equal. */
unsigned str_distance(struct str a, struct str b, unsigned limit);

#endif
