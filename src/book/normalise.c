/* normalise.c - one table look-up a character; utf8proc only where a character joins the one before it.
 *
 * The table says for every code point what becomes of it when it stands alone: itself, another one, several, a blank,
 * nothing.  That is all there is to do, except for characters that can combine with what stands before them (accents,
 * Hangul jamo, voicing marks): on meeting one, the last character's output is taken back, and it is
 * mapped anew together with all that joins it.  NFKC never looks across the ends of such runs, so the result is that of
 * mapping the whole.  (Mapping each message with utf8proc_map() costs 1-2 us, OpenCC's converter 29 us.) */
#include "book/normalise.h"

#include <assert.h>
#include <opencc/opencc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

/* An entry of the table: what replaces the code point (bits 0-20), how, and what kind of character comes out. */
enum {
	VALUE = (1 << 21) - 1,
	ONE = 1 << 21,    /* VALUE is the code point that replaces it */
	MANY = 1 << 22,   /* VALUE is where in `many` a count and so many code points stand */
	DROP = 1 << 23,
	BLANK = 1 << 24,
	JOINS = 1 << 25,  /* can combine with what stands before */
	HAN = 1 << 26,
	SIGN = 1 << 27,   /* punctuation or symbol: of several in a row one stays */
};

enum {
	PAGES = 0x110000 >> 8,
	HAN_FIRST = 0x3400, HAN_LAST = 0x9fff, /* where traditional letters are looked up */
	EXPANSION = 18,                       /* the longest mapping of one code point: U+FDFA */
	RUN_MAX = 256, /* bytes of accents mapped together: utf8proc sorts them in quadratic time, 16 KB of them in 0.3 s */
};

#define OPTIONS \
	((utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE))

struct normaliser {
	uint16_t page[PAGES];   /* which 256 entries */
	uint32_t *entries;
	size_t pages_n;
	uint32_t *many;
	size_t many_n, many_cap;
	bool simplified;
};

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory in the normaliser\n", stderr);
		abort();
	}
	return p;
}

static inline uint32_t entry_of(const struct normaliser *n, uint32_t code)
{
	return n->entries[(size_t)n->page[code >> 8] << 8 | (code & 0xff)];
}

/* --- making the table --- */

static bool is_han(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff && !(c >= 0x4dc0 && c < 0x4e00)) || (c >= 0xf900 && c <= 0xfaff) ||
	       c == 0x3005 || c == 0x3007 || (c >= 0x20000 && c <= 0x3ffff);
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
	return p->combining_class != 0 || (p->comb_index != UINT16_MAX && p->comb_index >= 0x8000) ||
	       (c >= 0x1160 && c <= 0x11ff); /* vowels and finals of Hangul, which are composed by rule */
}

/* The letters of HAN_FIRST..HAN_LAST in simplified form, 0 where they are that already; NULL without OpenCC's data. */
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

static uint32_t add_many(struct normaliser *n, const utf8proc_int32_t *codes, size_t count, const uint32_t *letters)
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

static uint32_t make_entry(struct normaliser *n, uint32_t c, const uint32_t *letters)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);

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
		if (page[0] == page[255] && memcmp(n->entries + (i << 8), page, 256 * sizeof *page) == 0)
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
	add_page(n, page); /* number 0: planes 4 to 13, 15 and 16, where nothing is or all is private */
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

/* --- using it --- */

/* What decides about the next character, and is taken back when one joins. */
struct state {
	size_t n;            /* bytes written */
	uint32_t last;       /* the code point written last */
	uint32_t blank_from; /* where the pending blank stands, */
	bool blank;          /* if one is due before the next character */
	bool han;            /* the last one is Han */
};

struct writer {
	const struct normaliser *normaliser;
	struct arena *arena;
	char *text;
	uint32_t *map;
	size_t cap;          /* of text; map has SLACK more than text */
	struct state s;
};

enum { SLACK = 8 }; /* a blank and a character are written whole, four bytes each */

static void grow(struct writer *w)
{
	size_t cap = 2 * w->cap;
	w->text = arena_grow(w->arena, w->text, w->cap + SLACK, cap + SLACK);
	w->map = arena_grow(w->arena, w->map, (w->cap + SLACK) * sizeof *w->map,
	    (cap + SLACK) * sizeof *w->map);
	w->cap = cap;
}

static inline void put_bytes(struct writer *w, const char bytes[4], size_t n, uint32_t from)
{
	memcpy(w->text + w->s.n, bytes, 4);
	for (size_t i = 0; i < 4; i++)
		w->map[w->s.n + i] = from;
	w->s.n += n;
}

/* Writes one character in its final form; kind: HAN, SIGN or 0. */
static inline void put(struct writer *w, uint32_t code, const char bytes[4], size_t n, uint32_t kind, uint32_t from)
{
	bool han = (kind & HAN) != 0;

	if (w->s.n + SLACK > w->cap)
		grow(w);
	if (w->s.blank) {
		w->s.blank = false;
		if (!(han && w->s.han))
			put_bytes(w, " \0\0", 1, w->s.blank_from);
	} else if ((kind & SIGN) && code == w->s.last) {
		return;
	}
	put_bytes(w, bytes, n, from);
	w->s.last = code;
	w->s.han = han;
}

static inline void put_blank(struct writer *w, uint32_t from)
{
	if (w->s.blank || w->s.n == 0)
		return;
	w->s.blank = true;
	w->s.blank_from = from;
	w->s.last = ' ';
}

/* A code point that NFKC and case folding have been through. */
static void put_mapped(struct writer *w, uint32_t code, uint32_t from)
{
	uint32_t e = entry_of(w->normaliser, code);
	if (e & BLANK) {
		put_blank(w, from);
	} else if (!(e & DROP)) {
		char bytes[4] = {0};
		if ((e & (HAN | ONE)) == (HAN | ONE))
			code = e & VALUE;
		size_t n = utf8_put(code, bytes);
		put(w, code, bytes, n, e, from);
	}
}

/* The length of the well-formed sequence at p and its code point; 0 when there is none. */
static inline size_t decode(const unsigned char *p, const unsigned char *end, uint32_t *code)
{
	uint32_t c = p[0];
	if (c < 0x80) {
		*code = c;
		return 1;
	}
	if ((c & 0xf0) == 0xe0 && end - p >= 3) { /* most of what is written in Chinese */
		*code = (c & 0x0f) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
		bool good = (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 && *code >= 0x800 &&
			    (*code & 0xf800) != 0xd800;
		return good ? 3 : 0;
	}
	size_t n = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xc2 && c < 0xe0 ? 2 : 0;
	if (n == 0 || (size_t)(end - p) < n)
		return 0;
	*code = n == 4 ? c & 0x07 : c & 0x1f;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3fu);
	}
	return n == 4 && (*code < 0x10000 || *code > 0x10ffff) ? 0 : n;
}

/* Where the run of characters that join, beginning at p, ends, or is cut; NULL when it is not UTF-8. */
static const unsigned char *run_end(const struct normaliser *n, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *start = p;

	while (p < end && p - start < RUN_MAX) {
		uint32_t code;
		size_t length = decode(p, end, &code);
		if (!length)
			return NULL;
		if (!(entry_of(n, code) & (JOINS | DROP)))
			break;
		p += length;
	}
	return p;
}

/* The character at `from` and all that joins it, as utf8proc maps them together. */
static void put_run(struct writer *w, const unsigned char *p, size_t n, uint32_t from)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t length = utf8proc_map(p, (utf8proc_ssize_t)n, &out, OPTIONS);
	if (length < 0) {
		fprintf(stderr, "xiaoer: normalising failed: %s\n", utf8proc_errmsg(length));
		abort(); /* out of memory: the text was checked, the options are constant */
	}
	struct str mapped = str_make((const char *)out, (size_t)length);
	for (size_t i = 0; i < mapped.n;)
		put_mapped(w, utf8_next(mapped, &i), from);
	free(out);
}

/* Most of most messages: simplified Han letters one after another, which stay what they are.  Copies all of them from p but
 * the last, which may yet be joined, and returns where that begins. */
static const unsigned char *copy_han(struct writer *w, const unsigned char *p, const unsigned char *start,
    const unsigned char *end)
{
	const unsigned char *q = p;
	size_t n = w->s.n;
	uint32_t code;

	if (w->s.blank && !w->s.han)
		return p;
	for (; end - q >= 3 && n + SLACK <= w->cap && (*q & 0xf0) == 0xe0; q += 3, n += 3) {
		if (!decode(q, end, &code) || entry_of(w->normaliser, code) != HAN)
			break;
		memcpy(w->text + n, q, 3);
		w->map[n] = w->map[n + 1] = w->map[n + 2] = (uint32_t)(q - start);
	}
	if (q - p < 6)
		return p;
	w->s = (struct state){.n = n - 3, .han = true};
	return q - 3;
}

static int write_all(struct writer *w, struct str text)
{
	const unsigned char *start = (const unsigned char *)text.p, *end = start + text.n, *p = start;
	const unsigned char *character = start; /* the last one that was not dropped */
	struct state before = w->s;             /* it was written */

	while (p < end) {
		p = copy_han(w, p, start, end);
		uint32_t code, from = (uint32_t)(p - start);
		size_t length = decode(p, end, &code);
		if (!length)
			return -1;
		uint32_t e = entry_of(w->normaliser, code);
		if (e & JOINS) {
			w->s = before;
			p = run_end(w->normaliser, p, end);
			if (!p)
				return -1;
			put_run(w, character, (size_t)(p - character), (uint32_t)(character - start));
			before = w->s; /* what joins behind a cut begins a run of its own */
			character = p;
			continue;
		}
		if (!(e & DROP)) {
			before = w->s;
			character = p;
		}
		if (!(e & (ONE | MANY | DROP | BLANK))) {
			char bytes[4] = {0};
			memcpy(bytes, p, length);
			put(w, code, bytes, length, e, from);
		} else if (e & ONE) {
			char bytes[4] = {0};
			size_t n = utf8_put(e & VALUE, bytes);
			put(w, e & VALUE, bytes, n, e, from);
		} else if (e & BLANK) {
			put_blank(w, from);
		} else if (e & MANY) {
			const uint32_t *many = w->normaliser->many + (e & VALUE);
			for (uint32_t i = 1; i <= many[0]; i++)
				put_mapped(w, many[i], from);
		}
		p += length;
	}
	return 0;
}

int normalise(const struct normaliser *n, struct arena *arena, struct str text, struct normal *out)
{
	*out = (struct normal){0};
	if (text.n >= UINT32_MAX)
		return -1;
	struct writer w = {.normaliser = n, .arena = arena, .cap = text.n + SLACK};
	w.text = arena_alloc(arena, w.cap + SLACK);
	w.map = arena_alloc_array(arena, sizeof *w.map, w.cap + SLACK);
	int rc = text.n ? write_all(&w, text) : 0;
	size_t length = rc < 0 ? 0 : w.s.n;
	w.text[length] = '\0';
	w.map[length] = (uint32_t)text.n;
	*out = (struct normal){str_make(w.text, length), w.map};
	return rc;
}

size_t normalise_char(const struct normaliser *n, uint32_t code, uint32_t out[18])
{
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	uint32_t e = entry_of(n, code);
	if (e & DROP)
		return 0;
	if (!(e & MANY)) {
		out[0] = e & BLANK ? ' ' : e & ONE ? e & VALUE : code;
		return 1;
	}
	const uint32_t *many = n->many + (e & VALUE);
	size_t count = 0;
	bool blank = false;
	for (uint32_t i = 1; i <= many[0]; i++) {
		uint32_t kind = entry_of(n, many[i]);
		if (kind & BLANK) {
			blank = true;
			continue;
		}
		if (blank && count)
			out[count++] = ' ';
		else if ((kind & SIGN) && count && out[count - 1] == many[i])
			continue;
		blank = false;
		out[count++] = many[i];
	}
	return count;
}

void normal_range(const struct normaliser *n, const struct normal *normal, struct str text, size_t from, size_t to,
    size_t *start, size_t *length)
{
	*start = normal->map[from];
	*length = 0;
	if (from >= to)
		return;
	size_t last = normal->map[to - 1], limit = to;
	while (limit < normal->text.n && normal->map[limit] <= last)
		limit++;
	/* between the last character and the next that was written: what joins it stays, blanks do not */
	size_t i = last, end = last;
	bool gap = false;
	while (i < normal->map[limit]) {
		uint32_t e = entry_of(n, utf8_next(text, &i));
		if (e & BLANK)
			gap = true;
		else if (!(e & DROP))
			gap = false;
		if (!gap)
			end = i;
	}
	*length = end - *start;
}
