/* pairs.c - see pairs.h. */
#include "book/pairs.h"

#include "base/utf8.h"

enum { WORD_LEAST = 2, WORD_BEGINNING = 4 };

/* Keys of words have this bit, which no pair of characters has. */
static const uint64_t WORD = (uint64_t)1 << 63;

/* Letters, digits and everything above ASCII but punctuation. */
static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return !(c >= 0x2000 && c < 0x2070) && !(c >= 0x3000 && c < 0x3021) &&
	    !(c >= 0xff00 && c < 0xff10);
}

/* Letters of which words are made: Latin, Greek, Cyrillic, and digits. */
static bool is_spelt(uint32_t c)
{
	return is_letter(c) && (c < 0x250 || (c >= 0x370 && c < 0x530));
}

/* The beginning of the word at *i, which is led behind the word; 0: too short to tell anything. */
static uint64_t word_at(struct str text, size_t *i)
{
	uint64_t hash = 0;
	size_t n = 0;

	while (*i < text.n) {
		size_t next = *i;
		uint32_t c = utf8_next(text, &next);

		if (!is_spelt(c))
			break;
		*i = next;
		if (n++ < WORD_BEGINNING)
			hash = (hash ^ c) * 0x9e3779b97f4a7c15u;
	}
	return n < WORD_LEAST ? 0 : hash | WORD;
}

size_t pairs_of(struct str text, uint64_t *out, size_t max)
{
	uint32_t last = 0;
	size_t n = 0, letters = 0;

	for (size_t i = 0; i < text.n && n < max;) {
		size_t start = i;
		uint32_t c = utf8_next(text, &i);

		if (is_spelt(c)) {
			i = start;
			out[n] = word_at(text, &i);
			n += out[n] != 0;
			last = 0;
			continue;
		}
		if (!is_letter(c)) {
			i += c == '\\' && i < text.n && text.p[i] > 0;
			last = 0;
			continue;
		}
		if (last)
			out[n++] = (uint64_t)last << 32 | c;
		last = c;
		letters++;
	}
	if (letters == 1 && last && max)
		out[n++] = last;
	return n;
}
