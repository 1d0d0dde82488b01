/* character.h - what is known of single characters of a normalised text. */
#ifndef XIAOER_PATTERN_CHARACTER_H
#define XIAOER_PATTERN_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

/* The only form in which a normalised text can hold what a caseless `code` of a pattern matches;
 * false: not known. */
bool character_fold(uint32_t code, uint32_t *out);
/* May code be a decimal digit (Unicode's Nd) and is not one of 0-9?  Yes when in doubt, so that a
 * PCRE2 with newer tables is no trouble; no for all that character_fold() knows. */
bool character_maybe_digit(uint32_t code);

/* What PCRE2 knows of characters. */
enum character_kind {
	CHARACTER_DIGIT = 1,    /* \d */
	CHARACTER_WORD = 2,     /* \w: letters, digits and _, of which \b makes words */
	CHARACTER_HAN = 4,      /* \p{Han} */
	CHARACTER_DOUBTFUL = 8, /* which of these it is nobody knows */
	CHARACTER_ANY = 15,
};

unsigned character_kinds(uint32_t code);
/* The first from `code` on that is not doubtful; UINT32_MAX: there is none. */
uint32_t character_next_known(uint32_t code);

#endif
