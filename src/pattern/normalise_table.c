/* normalise_table.c - what becomes of every character, made once from utf8proc and OpenCC. */
#include "pattern/normalise_internal.h"

#include <assert.h>
#include <opencc/opencc.h>
#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

/* where traditional letters are looked up */
enum { HAN_FIRST = 0x3400, HAN_LAST = 0x9fff };

#define OPTIONS                                                                                    \
	((utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |                \
			     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE))

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory in the normaliser\n", stderr);
		abort();
	}
	return p;
}

static bool is_han(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff && !(c >= 0x4dc0 && c < 0x4e00)) ||
	       (c >= 0xf900 && c <= 0xfaff) || c == 0x3005 || c == 0x3007 ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static uint32_t kind_of(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	if (is_han(c))
		return HAN;
	return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_SO ? SIGN : 0;
}

static bool joins(uint32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);
	/* utf8proc marks the second halves of composed characters by the index's top bit */
	return p->combining_class != 0 ||
	       (p->comb_index != UINT16_MAX && p->comb_index >= 0x8000) ||
	       (c >= 0x1160 &&
		   c <= 0x11ff); /* vowels and finals of Hangul, which are composed by rule */
}

/* The letters of HAN_FIRST..HAN_LAST in simplified form, 0 where they are that already; NULL
 * without OpenCC's data. */
static uint32_t *simplified_letters(void)
{
	const size_t n = HAN_LAST - HAN_FIRST + 1;
	opencc_t converter = opencc_open(XIAOER_OPENCC_DIR "/t2s.json");
	if (converter == (opencc_t)-1)
		return NULL;
	/* a letter a line: no phrases are found, and a letter that becomes two is seen */
	char *in = must(malloc(n * 4 + 1));
	size_t length = 0;
	for (uint32_t c = HAN_FIRST; c <= HAN_LAST; c++) {
		length += utf8_put(c, in + length);
		in[length++] = '\n';
	}
	char *out = opencc_convert_utf8(converter, in, length);
	free(in);
	opencc_close(converter);
	if (!out)
		return NULL;
	uint32_t *letters = must(calloc(n, sizeof *letters));
	struct str rest = str_of(out);
	bool valid = utf8_valid(rest);
	size_t at = 0;
	for (uint32_t c = HAN_FIRST; c <= HAN_LAST && valid && at < rest.n; c++) {
		uint32_t to = utf8_next(rest, &at);
		if (to != c && at < rest.n && rest.p[at] == '\n')
			letters[c - HAN_FIRST] = to;
		while (at < rest.n && rest.p[at++] != '\n')
			;
	}
	opencc_convert_utf8_free(out);
	return letters;
}

static uint32_t simplify(const uint32_t *letters, uint32_t c)
{
	if (letters && c >= HAN_FIRST && c <= HAN_LAST && letters[c - HAN_FIRST])
		return letters[c - HAN_FIRST];
	return c;
}

static uint32_t add_many(
    struct normaliser *n, const utf8proc_int32_t *codes, size_t count, const uint32_t *letters)
{
	if (n->many_n + count + 1 > n->many_cap) {
		n->many_cap = n->many_cap ? 2 * n->many_cap : 8192;
		n->many = must(realloc(n->many, n->many_cap * sizeof *n->many));
	}
	size_t at = n->many_n;
	n->many[n->many_n++] = (uint32_t)count;
	for (size_t i = 0; i < count; i++)
		n->many[n->many_n++] = simplify(letters, (uint32_t)codes[i]);
	assert(at <= VALUE);
	return (uint32_t)at;
}

static uint32_t make_mapped(struct normaliser *n, uint32_t c, const uint32_t *letters)
{
	utf8proc_int32_t codes[64];
	char utf8[4];
	utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)utf8,
	    (utf8proc_ssize_t)utf8_put(c, utf8), codes, 64, OPTIONS);
	if (count <= 0)
		return count == 0 ? DROP : kind_of(c);
	assert(count <= 64);
	uint32_t flags = joins((uint32_t)codes[0]) ? JOINS : 0;
	count = utf8proc_normalize_utf32(codes, count, OPTIONS);
	assert(count > 0 && count <= EXPANSION);
	if (count > 1)
		return flags | MANY | add_many(n, codes, (size_t)count, letters);
	uint32_t to = simplify(letters, (uint32_t)codes[0]);
	return flags | kind_of(to) | (to == c ? 0 : ONE | to);
}

/* Phones write don’t where keyboards write don't. */
static bool is_apostrophe(uint32_t c)
{
	return c == 0x2018 || c == 0x2019 || c == 0x201b;
}

static uint32_t make_entry(struct normaliser *n, uint32_t c, const uint32_t *letters)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);

	if (is_apostrophe(c))
		return kind_of('\'') | ONE | '\'';
	if (p->category >= UTF8PROC_CATEGORY_ZS && p->category <= UTF8PROC_CATEGORY_ZP)
		return BLANK;
	if ((c >= '\t' && c <= '\r') || c == 0x85)
		return BLANK;
	if (p->ignorable || p->category == UTF8PROC_CATEGORY_CC)
		return DROP;
	if (c >= 0xac00 && c <= 0xd7a3) /* Hangul syllables come apart and together again */
		return 0;
	if (p->decomp_seqindex != UINT16_MAX || p->casefold_seqindex != UINT16_MAX)
		return make_mapped(n, c, letters);
	uint32_t to = simplify(letters, c);
	return kind_of(to) | (joins(c) ? JOINS : 0) | (to == c ? 0 : ONE | to);
}

/* The number of the page with these entries, an old one when there is one. */
static uint16_t add_page(struct normaliser *n, const uint32_t page[256])
{
	/* only pages all of one kind repeat, and they do so soon */
	for (size_t i = 0; i < n->pages_n; i++)
		if (page[0] == page[255] &&
		    memcmp(n->entries + (i << 8), page, 256 * sizeof *page) == 0)
			return (uint16_t)i;
	n->entries = must(realloc(n->entries, (n->pages_n + 1) * 256 * sizeof *page));
	memcpy(n->entries + (n->pages_n << 8), page, 256 * sizeof *page);
	return (uint16_t)n->pages_n++;
}

struct normaliser *normaliser_new(void)
{
	struct normaliser *n = must(calloc(1, sizeof *n));
	uint32_t page[256] = {0};
	uint32_t *letters = simplified_letters();

	n->simplified = letters != NULL;
	add_page(
	    n, page); /* number 0: planes 4 to 13, 15 and 16, where nothing is or all is private */
	for (uint32_t p = 0; p < PAGES; p++) {
		if (p >= 0x400 && p >> 8 != 0xe)
			continue;
		for (uint32_t i = 0; i < 256; i++)
			page[i] = make_entry(n, p << 8 | i, letters);
		n->page[p] = add_page(n, page);
	}
	free(letters);
	return n;
}

void normaliser_free(struct normaliser **np)
{
	struct normaliser *n = np ? *np : NULL;
	if (!n)
		return;
	free(n->entries);
	free(n->many);
	free(n);
	*np = NULL;
}

bool normaliser_has_simplified(const struct normaliser *n)
{
	return n->simplified;
}

struct str normaliser_map(const unsigned char *bytes, size_t n)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t length = utf8proc_map(bytes, (utf8proc_ssize_t)n, &out, OPTIONS);

	if (length < 0) {
		fprintf(stderr, "xiaoer: normalising failed: %s\n", utf8proc_errmsg(length));
		abort(); /* out of memory: the text was checked, the options are constant */
	}
	return str_make((const char *)out, (size_t)length);
}
