/* burst_read.c - what several lines say together.
 *
 * A matter may stand in one line, or be spread over several ("my parcel" / "where is it"); patterns
 * for a whole message (^thanks$) fit a line alone.  So the lines are read joined by commas, as one
 * would have typed them in one go, and each by itself:
 *
 * - matters are those of the whole; where a line alone says one of them, there is its place, so
 *   that two matters of two lines do not overlap;
 * - a line's own matter is added when no matter of the whole covers it (what the whole vetoes, the
 *   whole has covered by another);
 * - without any matter the lines are read once more without a gap: a word may be broken over two;
 * - courtesies and data are those of the whole and of all lines.  Where the whole says nothing, and
 *   beside courtesies there are lines that nobody understands, these are what is judged. */
#include "base/buf.h"
#include "base/utf8.h"
#include "dialogue/burst.h"

enum { PARTS_MAX = 64, CJK_FROM = 0x2e80 };

struct part {
	struct str text;
	size_t at; /* in the whole */
	struct match_result found;
};

struct reader {
	const struct book *book;
	struct match_scratch *scratch;
	struct arena *arena;
	struct part *parts;
	size_t n;
	struct match_result whole;
	struct match_hit *hits;
	size_t hits_n;
};

static void split(struct reader *r, struct str lines)
{
	r->parts = ARENA_ARRAY(r->arena, struct part, PARTS_MAX);
	while (lines.n) {
		const char *end = r->n + 1 < PARTS_MAX ? memchr(lines.p, '\n', lines.n) : NULL;
		size_t n = end ? (size_t)(end - lines.p) : lines.n;
		struct str text = str_trim(str_make(lines.p, n));

		if (text.n)
			r->parts[r->n++].text = text;
		n += end != NULL;
		lines = str_make(lines.p + n, lines.n - n);
	}
}

static uint32_t last_code(struct str s)
{
	size_t i = s.n - 1;

	while (i && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i--;
	return utf8_next(s, &i);
}

static bool ends_a_clause(uint32_t code)
{
	static const struct str marks = STR(",.!?;:~，。！？；：、…～");

	for (size_t i = 0; i < marks.n;)
		if (utf8_next(marks, &i) == code)
			return true;
	return false;
}

static struct str between(struct str before, bool comma)
{
	uint32_t code = last_code(before);

	if (code >= CJK_FROM)
		return comma && !ends_a_clause(code) ? STR("，") : STR("");
	return comma && !ends_a_clause(code) ? STR(", ") : STR(" ");
}

/* The lines for which `which` holds (NULL: all) as one text. */
static struct str join(struct reader *r, bool comma, bool (*which)(const struct part *p))
{
	struct buf b;
	struct str out, before = STR("");

	buf_init(&b, SIZE_MAX / 4);
	for (size_t i = 0; i < r->n; i++) {
		if (which && !which(&r->parts[i]))
			continue;
		if (before.n)
			buf_adds(&b, between(before, comma));
		before = r->parts[i].text;
		r->parts[i].at = b.n;
		buf_adds(&b, before);
	}
	out = arena_str(r->arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static void match(struct reader *r, struct str text, struct match_result *out)
{
	match_text(r->book, r->scratch, r->arena, text, out);
}

static bool is_business(const struct match_hit *h)
{
	return h->intent->kind == INTENT_BUSINESS;
}

static bool has_business(const struct match_result *m)
{
	return m->n && is_business(&m->hits[0]);
}

static void match_parts(struct reader *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct part *p = &r->parts[i];

		match(r, p->text, &p->found);
		r->whole.gave_up += p->found.gave_up;
		for (size_t k = 0; k < p->found.n; k++)
			p->found.hits[k].start += p->at;
		if (!p->found.n && p->found.nearest_score > r->whole.nearest_score) {
			r->whole.nearest = p->found.nearest;
			r->whole.nearest_score = p->found.nearest_score;
		}
	}
}

static const struct match_hit *hit_of(const struct match_result *m, const struct intent *i)
{
	for (size_t k = 0; k < m->n; k++)
		if (m->hits[k].intent == i)
			return &m->hits[k];
	return NULL;
}

static bool is_listed(const struct reader *r, const struct intent *i)
{
	for (size_t k = 0; k < r->hits_n; k++)
		if (r->hits[k].intent == i)
			return true;
	return false;
}

/* The line's own hit that is longest, or that of the whole. */
static struct match_hit own_hit(const struct reader *r, const struct match_hit *of_whole)
{
	const struct match_hit *best = NULL;

	for (size_t i = 0; i < r->n; i++) {
		const struct match_hit *h = hit_of(&r->parts[i].found, of_whole->intent);

		if (h && (!best || h->chars > best->chars))
			best = h;
	}
	if (!best)
		return *of_whole;

	struct match_hit hit = *best;
	if (!hit.captures_n) { /* what the whole found may stand in another line */
		hit.captures = of_whole->captures;
		hit.captures_n = of_whole->captures_n;
	}
	return hit;
}

static bool is_covered(const struct reader *r, const struct match_hit *h)
{
	for (size_t k = 0; k < r->whole.n && is_business(&r->whole.hits[k]); k++) {
		const struct match_hit *w = &r->whole.hits[k];

		if (h->start < w->start + w->length && w->start < h->start + h->length)
			return true;
	}
	return false;
}

static void gather_hits(struct reader *r)
{
	size_t most = r->whole.n;

	for (size_t i = 0; i < r->n; i++)
		most += r->parts[i].found.n;
	r->hits = ARENA_ARRAY(r->arena, struct match_hit, most + 1);
	for (size_t k = 0; k < r->whole.n; k++)
		r->hits[r->hits_n++] = own_hit(r, &r->whole.hits[k]);
	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = 0; k < r->parts[i].found.n; k++) {
			const struct match_hit *h = &r->parts[i].found.hits[k];

			if (!is_listed(r, h->intent) && !(is_business(h) && is_covered(r, h)))
				r->hits[r->hits_n++] = *h;
		}
	}
}

static bool is_unheard(const struct part *p)
{
	return p->found.n == 0;
}

static size_t count_unheard(const struct reader *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += is_unheard(&r->parts[i]);
	return n;
}

static bool any_business(const struct reader *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (has_business(&r->parts[i].found))
			return true;
	return has_business(&r->whole);
}

/* A reading that is better than the whole with commas, when there is no matter in it: 
 * NULL: there is none. */
static const struct match_result *read_otherwise(struct reader *r, struct str *text)
{
	struct match_result *other = ARENA_NEW(r->arena, struct match_result);
	struct str tight = join(r, false, NULL);
	size_t unheard = count_unheard(r);

	match(r, tight, other);
	if (has_business(other)) {
		*text = tight;
		return other;
	}
	if (r->whole.n || unheard == 0 || unheard == r->n)
		return NULL;
	*text = join(r, true, is_unheard);
	match(r, *text, other);
	return other;
}

const struct match_result *burst_read(const struct book *book, struct match_scratch *scratch,
    struct arena *arena, struct str lines, struct str *text)
{
	struct reader r = {.book = book, .scratch = scratch, .arena = arena};
	struct match_result *out = ARENA_NEW(arena, struct match_result);
	const struct match_result *other;

	split(&r, lines);
	*text = join(&r, true, NULL);
	match(&r, *text, &r.whole);
	if (r.n > 1) {
		match_parts(&r);
		if (!any_business(&r) && (other = read_otherwise(&r, text)))
			return other;
		gather_hits(&r);
		r.whole.hits = r.hits;
		r.whole.n = r.hits_n;
		match_rank(&r.whole);
	}
	*out = r.whole;
	return out;
}
