/* normalise.c - one table look-up a character; utf8proc only where a character joins the one before
 * it.
 *
 * The table says for every code point what becomes of it when it stands alone: itself, another one,
 * several, a blank, nothing.  That is all there is to do, except for characters that can combine
 * with what stands before them (accents, Hangul jamo, voicing marks): on meeting one, the last
 * character's output is taken back, and it is mapped anew together with all that joins it.  NFKC
 * never looks across the ends of such runs, so the result is that of mapping the whole.  (Mapping
 * each message with utf8proc_map() costs 1-2 us, OpenCC's converter 29 us.) */
#include "pattern/normalise.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "pattern/normalise_internal.h"

/* Bytes of accents mapped together: utf8proc sorts them in quadratic time, 16 KB of them in 0.3 s.
 */
enum { RUN_MAX = 256 };

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
	size_t cap; /* of text; map has SLACK more than text */
	struct state s;
};

enum { SLACK = 8 }; /* a blank and a character are written whole, four bytes each */

static void grow(struct writer *w)
{
	size_t cap = 2 * w->cap;
	w->text = arena_grow(w->arena, w->text, w->cap + SLACK, cap + SLACK);
	w->map = arena_grow(
	    w->arena, w->map, (w->cap + SLACK) * sizeof *w->map, (cap + SLACK) * sizeof *w->map);
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
static inline void put(
    struct writer *w, uint32_t code, const char bytes[4], size_t n, uint32_t kind, uint32_t from)
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
		if ((e & ONE) && (e & (HAN | SIGN)))
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

/* Where the run of characters that join, beginning at p, ends, or is cut; NULL when it is not
 * UTF-8. */
static const unsigned char *run_end(
    const struct normaliser *n, const unsigned char *p, const unsigned char *end)
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

/* The character at `from` and all that joins it. */
static void put_run(struct writer *w, const unsigned char *p, size_t n, uint32_t from)
{
	struct str mapped = normaliser_map(p, n);

	for (size_t i = 0; i < mapped.n;)
		put_mapped(w, utf8_next(mapped, &i), from);
	free((char *)mapped.p);
}

/* Most of most messages: simplified Han letters one after another, which stay what they are. Copies
 * all of them from p but the last, which may yet be joined, and returns where that begins. */
static const unsigned char *copy_han(
    struct writer *w, const unsigned char *p, const unsigned char *start, const unsigned char *end)
{
	const unsigned char *q = p;
	size_t n = w->s.n, room = (w->cap - n) / 3, most = (size_t)(end - p) / 3;

	if (w->s.blank && !w->s.han)
		return p;
	for (most = room < most ? room : most; most; most--, q += 3, n += 3) {
		/* as what comes out is Han, the sequence was well-formed when its bytes look so */
		uint32_t bytes = q[0] | (uint32_t)q[1] << 8 | (uint32_t)q[2] << 16,
			 code = (bytes & 0x0f) << 12 | (bytes >> 2 & 0xfc0) | (bytes >> 16 & 0x3f);
		if ((bytes & 0xc0c0f0) != 0x8080e0 || entry_of(w->normaliser, code) != HAN)
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
	const unsigned char *start = (const unsigned char *)text.p, *end = start + text.n,
			    *p = start;
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
			put_run(
			    w, character, (size_t)(p - character), (uint32_t)(character - start));
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
	w.text = arena_room(arena, w.cap + SLACK);
	w.map = arena_room(arena, (w.cap + SLACK) * sizeof *w.map);
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

enum normal_kind normalise_kind(const struct normaliser *n, uint32_t code)
{
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return NORMAL_NEVER;
	uint32_t e = entry_of(n, code);
	if (e & BLANK)
		return code == ' ' ? NORMAL_BLANK : NORMAL_NEVER;
	if (e & (ONE | MANY | DROP))
		return NORMAL_NEVER;
	return e & HAN ? NORMAL_HAN : e & SIGN ? NORMAL_SIGN : NORMAL_OTHER;
}

void normal_range(const struct normaliser *n, const struct normal *normal, struct str text,
    size_t from, size_t to, size_t *start, size_t *length)
{
	*start = normal->map[from];
	*length = 0;
	if (from >= to)
		return;
	size_t last = normal->map[to - 1], limit = to;
	while (limit < normal->text.n && normal->map[limit] <= last)
		limit++;
	/* between the last character and the next that was written: what joins it stays, blanks do
	 * not */
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
