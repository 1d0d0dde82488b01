/* character.c - ranges of Unicode that stay what they are; whatever is not in them is not known.
 *
 * A text is case folded, so that a pattern's k, K and Kelvin sign all meet a k.  Letters whose
 * folding is more than one letter are left out, and with them all scripts with cases that are not
 * in the table: test_character tries every code point. */
#include "pattern/character.h"

#include <stddef.h>

static const struct {
	uint32_t first, last;
	int32_t fold;
} folds[] = {
    {0x20, 0x40, 0}, {'A', 'Z', 32}, {'[', '~', 0}, {0xb7, 0xb7, 0}, {0xc0, 0xd6, 32},
    {0xd7, 0xd7, 0}, {0xd8, 0xde, 32}, {0xe0, 0xff, 0}, {0x400, 0x40f, 80}, {0x410, 0x42f, 32},
    {0x430, 0x45f, 0},     /* Cyrillic */
    {0x2010, 0x205e, 0},   /* punctuation */
    {0x2600, 0x27bf, 0},   /* signs and pictures */
    {0x2b00, 0x2bff, 0},   /* the same */
    {0x2e80, 0xa4cf, 0},   /* Han, kana, their punctuation, Yi */
    {0xac00, 0xd7a3, 0},   /* Hangul */
    {0xfe00, 0xfe0f, 0},   /* how pictures are drawn */
    {0x1f000, 0x1faff, 0}, /* pictures */
    {0x20000, 0x3ffff, 0}, /* Han */
};

bool character_fold(uint32_t code, uint32_t *out)
{
	for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
		if (code >= folds[i].first && code <= folds[i].last) {
			*out = code + (uint32_t)folds[i].fold;
			return true;
		}
	return false;
}

/* By whole pages of 256; no page has both digits and letters of the table above. */
bool character_maybe_digit(uint32_t c)
{
	return c >= 0x600 && !(c >= 0x2000 && c <= 0xa4ff) && !(c >= 0xac00 && c <= 0xd7ff) &&
	       !(c >= 0xf900 && c <= 0xffff) && !(c >= 0x1f000 && c <= 0x1faff) &&
	       !(c >= 0x20000 && c <= 0x3ffff);
}

enum { NO_KIND = 0, LETTER = CHARACTER_WORD, HAN = CHARACTER_WORD | CHARACTER_HAN };

/* Only what every version of Unicode and PCRE2 agrees on: \p{Han} of late takes in some
 * punctuation. */
static const struct {
	uint32_t first, last;
	unsigned kinds;
} kinds[] = {
    {0x20, '0' - 1, NO_KIND}, {'0', '9', CHARACTER_DIGIT | CHARACTER_WORD},
    {'9' + 1, 'A' - 1, NO_KIND}, {'A', 'Z', LETTER}, {'Z' + 1, '_' - 1, NO_KIND},
    {'_', '_', LETTER}, {'`', '`', NO_KIND}, {'a', 'z', LETTER}, {'z' + 1, '~', NO_KIND},
    {0xa1, 0xa9, NO_KIND}, {0xc0, 0xd6, LETTER}, {0xd7, 0xd7, NO_KIND}, {0xd8, 0xf6, LETTER},
    {0xf7, 0xf7, NO_KIND}, {0xf8, 0xff, LETTER}, {0x400, 0x45f, LETTER}, /* Cyrillic */
    {0x2010, 0x203e, NO_KIND},                          /* punctuation, without the tie _ */
    {0x4e00, 0x9fa5, HAN}, {0x1f300, 0x1f64f, NO_KIND}, /* pictures */
};

unsigned character_kinds(uint32_t code)
{
	if (code >= 0x4e00 && code <= 0x9fa5)
		return HAN;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (code >= kinds[i].first && code <= kinds[i].last)
			return kinds[i].kinds;
	return CHARACTER_DOUBTFUL;
}

uint32_t character_next_known(uint32_t code)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (code <= kinds[i].last)
			return code > kinds[i].first ? code : kinds[i].first;
	return UINT32_MAX;
}
