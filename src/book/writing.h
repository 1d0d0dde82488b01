/* writing.h - in which script a text is written, and which script a language is written in.
 *
 * Pure.  What tells nothing of a language is passed over: digits, punctuation, pictures, and of
 * ASCII the words with digits, addresses and links (SF1234, a@b.cn, https://...). */
#ifndef XIAOER_BOOK_WRITING_H
#define XIAOER_BOOK_WRITING_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum writing {
	WRITING_NONE,
	WRITING_HAN,
	WRITING_KANA,
	WRITING_HANGUL,
	WRITING_LATIN,
	WRITING_CYRILLIC,
	WRITING_GREEK,
	WRITING_ARABIC,
	WRITING_HEBREW,
	WRITING_DEVANAGARI,
	WRITING_THAI,
	WRITING_COUNT
};

struct writing_found {
	enum writing order[WRITING_COUNT]; /* the likeliest first */
	size_t n;
	unsigned words; /* of Latin letters, when one of them is in lower case: a name is none */
};

/* Kana before hangul before Han, as Japanese has Han too (a single の decorates Chinese); then by
 * the number of letters. */
void writing_of_text(struct str text, struct writing_found *out);
/* "zh-CN": by its first part; a language that is not in the table is taken for one in Latin. */
enum writing writing_of_language(struct str language);
enum writing writing_of_letter(uint32_t code); /* WRITING_NONE: it is none */
const char *writing_name(enum writing w);         /* "han", "latin", ... */
enum writing writing_parse(struct str name);      /* WRITING_NONE: no such */
extern const char *const writing_names[];         /* all of them, ends with NULL */

#endif
