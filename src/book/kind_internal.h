/* kind_internal.h - between the files that read values out of a customer's words.
 *
 * A reading is the text as code points: full width to half, dashes and blanks made one kind, what
 * cannot be seen left out.  Places in it are counted in code points. */
#ifndef XIAOER_BOOK_KIND_INTERNAL_H
#define XIAOER_BOOK_KIND_INTERNAL_H

#include "book/kind.h"

enum { READING_MAX = 4000 }; /* characters: nobody hides his order number behind so many */

struct reading {
	const uint32_t *c;   /* lower case; two zeros behind the end */
	const uint32_t *raw; /* the same places, the case as written */
	size_t n;
	struct arena *arena;
};

/* false: the text is not UTF-8. */
bool reading_init(struct reading *r, struct str text, struct arena *arena);
/* How many characters of the word stand at i: all of them, or 0.  The word in lower case. */
size_t reading_word(const struct reading *r, size_t i, const char *word);
/* The same for the first of a list (ends with NULL) that stands there; *which may be NULL. */
size_t reading_any(const struct reading *r, size_t i, const char *const *words, size_t *which);
/* Does the text before `end` end with the word? */
bool reading_ends(const struct reading *r, size_t end, const char *word);
/* Nothing but blanks and marks stands outside of from..to. */
bool reading_is_bare(const struct reading *r, size_t from, size_t to);
/* From..to as written (half width), in the arena. */
struct str reading_text(const struct reading *r, size_t from, size_t to);

static inline bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_letter(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool is_alnum(uint32_t c)
{
	return is_digit(c) || is_letter(c);
}

/* Han numerals, "一百二十" "二〇二六" "廿三": characters taken, 0: none stands at i. */
size_t reading_han_number(const struct reading *r, size_t i, int64_t *value);
/* A number in digits, at most nine of them, or in Han numerals. */
size_t reading_integer(const struct reading *r, size_t i, int64_t *value);

/* Each finds the first value of its kind; false: there is none. */
bool read_date(const struct reading *r, int32_t today, struct str *value);
bool read_amount(const struct reading *r, struct str *value);
bool read_number(const struct reading *r, struct str *value);
bool read_phone(const struct reading *r, struct str *value);
bool read_order_no(const struct reading *r, struct str *value);
bool read_email(const struct reading *r, struct str *value);
bool read_url(const struct reading *r, struct str *value);

/* Does a telephone number, a date written in figures begin at i?  Characters taken, 0: no. */
size_t phone_at(const struct reading *r, size_t i, struct str *value);
size_t date_figures_at(const struct reading *r, size_t i);

#endif
