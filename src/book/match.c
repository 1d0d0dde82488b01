/* match.c - from a message to the intents it carries.
 *
 * The prefilter finds the patterns under `match` that do, and those that only PCRE2 can decide;
 * then the same under `unless` for the intents that were hit.  All that match of an intent count,
 * since its longest match ranks it. */
#include "book/match.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/utf8.h"
#include "book/nearest.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"

/* No customer types more than this; what stands behind it is not matched.  A pattern like a.*b
 * takes time by the square of the text: 2 ms at this length, half a minute at a megabyte, and no
 * limit of PCRE2's stops it. */
enum { MATCHED_BYTES_MAX = 8192 };

/* A pattern that gives up is logged the first time and then once in so many. */
enum { WARNED_MAX = 64, WARN_EVERY = 1000 };

enum { FEW = 8 }; /* hits are sorted by hand up to so many */

/* What is known of an intent that was hit. */
struct found {
	uint32_t pattern; /* the one with the most characters, of equals the first */
	struct plan_span span;
	bool vetoed;
};

struct warned {
	uint64_t pattern; /* hash of file, line and text */
	uint64_t times;
};

struct match_scratch {
	struct rx_scratch *rx;
	struct prefilter_scratch *prefilter;
	struct found *found; /* by intent */
	size_t found_cap;
	uint32_t *hits; /* intents found */
	size_t hits_n;
	uint64_t *hit; /* the same as bits, 64 to a word */
	struct warned warned[WARNED_MAX];
};

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory in the matcher\n", stderr);
		abort();
	}
	return p;
}

struct match_scratch *match_scratch_new(void)
{
	struct match_scratch *s = must(calloc(1, sizeof *s));
	s->rx = rx_scratch_new();
	s->prefilter = prefilter_scratch_new();
	return s;
}

void match_scratch_free(struct match_scratch **sp)
{
	struct match_scratch *s = sp ? *sp : NULL;
	if (!s)
		return;
	rx_scratch_free(&s->rx);
	prefilter_scratch_free(&s->prefilter);
	free(s->found);
	free(s->hits);
	free(s->hit);
	free(s);
	*sp = NULL;
}

struct rx_scratch *match_scratch_rx(struct match_scratch *s)
{
	return s->rx;
}

/* Forgets the last message and makes room for the intents of this book. */
static void begin(struct match_scratch *s, const struct book *book)
{
	for (size_t i = 0; i < s->hits_n; i++)
		s->hit[s->hits[i] / 64] = 0;
	s->hits_n = 0;
	if (s->found_cap >= book->intents_n && s->found)
		return;
	free(s->found);
	free(s->hits);
	free(s->hit);
	s->found_cap = book->intents_n;
	s->found = must(calloc(s->found_cap + 1, sizeof *s->found));
	s->hits = must(calloc(s->found_cap + 1, sizeof *s->hits));
	s->hit = must(calloc(s->found_cap / 64 + 1, sizeof *s->hit));
}

static void warn_gave_up(struct match_scratch *s, const struct pattern *p)
{
	uint64_t key = str_hash(p->source, str_hash(str_of(p->at.file), p->at.line)) | 1;
	struct warned *w = &s->warned[key % WARNED_MAX];

	if (w->pattern != key)
		*w = (struct warned){.pattern = key};
	if (w->times++ % WARN_EVERY == 0)
		log_warn("pattern gave up: %s rule=%s:%u times=%llu", rx_gave_up_reason(s->rx),
		    p->at.file, p->at.line, (unsigned long long)w->times);
}

/* span may be NULL. */
static enum rx_verdict search(struct match_scratch *s, const struct pattern *p, struct str text,
    struct rx_span *span, struct match_result *out)
{
	enum rx_verdict verdict = rx_search(p->rx, s->rx, text, 0, span);

	if (verdict == RX_GAVE_UP) {
		out->gave_up++;
		warn_gave_up(s, p);
	}
	return verdict;
}

static void note_hit(struct match_scratch *s, const struct candidate *c, struct plan_span span)
{
	struct found *f = &s->found[c->intent];
	uint64_t *word = &s->hit[c->intent / 64], bit = 1ull << c->intent % 64;

	if (!(*word & bit)) {
		*word |= bit;
		s->hits[s->hits_n++] = c->intent;
	} else if (span.chars < f->span.chars ||
		   (span.chars == f->span.chars && c->pattern > f->pattern)) {
		return;
	}
	*f = (struct found){c->pattern, span, false};
}

static void find(
    const struct book *book, struct match_scratch *s, struct str text, struct match_result *out)
{
	size_t n;
	const struct candidate *c = prefilter_find(book->prefilter, s->prefilter, text, &n);
	struct rx_span span;

	for (const struct candidate *end = c + n; c < end; c++)
		if (c->found) {
			note_hit(s, c, c->span);
		} else if (search(s, &book->patterns[c->pattern], text, &span, out) == RX_YES) {
			struct str part = str_make(text.p + span.start, span.end - span.start);
			note_hit(s, c,
			    (struct plan_span){(uint32_t)span.start, (uint32_t)span.end,
				(uint32_t)utf8_length(part)});
		}
}

/* A veto that gives up holds: nobody knows that the intent is meant. */
static void veto(
    const struct book *book, struct match_scratch *s, struct str text, struct match_result *out)
{
	size_t n;
	const struct candidate *c = prefilter_vetoes(book->prefilter, s->prefilter, s->hit, &n);

	for (const struct candidate *end = c + n; c < end; c++) {
		struct found *f = &s->found[c->intent];
		if (f->vetoed)
			continue;
		enum plan_verdict v =
		    c->found ? PLAN_YES : prefilter_search(book->prefilter, s->prefilter, c);
		f->vetoed = v == PLAN_YES ||
			    (v == PLAN_NONE &&
				search(s, &book->patterns[c->pattern], text, NULL, out) != RX_NO);
	}
}

static int compare_hits(const void *va, const void *vb)
{
	const struct match_hit *a = va, *b = vb;

	if (a->intent->kind != b->intent->kind)
		return a->intent->kind < b->intent->kind ? -1 : 1;
	if (a->intent->priority != b->intent->priority)
		return a->intent->priority > b->intent->priority ? -1 : 1;
	if (a->chars != b->chars)
		return a->chars > b->chars ? -1 : 1;
	return a->intent->index < b->intent->index ? -1 : a->intent->index > b->intent->index;
}

/* How sure: the share of the message that the match covers, within a band of the kind, and never
 * more than what ranks above: business 0.5 to 1, courtesy 0.4 to 0.8, data 0.3 to 0.6. */
static void score_hits(struct match_result *out, struct str text)
{
	static const double least[] = {
	    [INTENT_BUSINESS] = 0.5, [INTENT_COURTESY] = 0.4, [INTENT_DATA] = 0.3};
	size_t length = utf8_length(text);
	double limit = 1;

	for (size_t i = 0; i < out->n; i++) {
		struct match_hit *h = &out->hits[i];
		double band = least[h->intent->kind];
		h->score = band + band * (length ? (double)h->chars / (double)length : 1);
		if (h->score > limit)
			h->score = limit;
		limit = h->score;
	}
}

struct str match_head(struct str text)
{
	if (text.n <= MATCHED_BYTES_MAX)
		return text;
	text.n = MATCHED_BYTES_MAX;
	while (text.n && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
		text.n--;
	return text;
}

/* As a message has few hits, quicker than qsort(). */
static void sort_few(struct match_hit *hits, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct match_hit hit = hits[i];
		size_t k = i;
		for (; k > 0 && compare_hits(&hit, &hits[k - 1]) < 0; k--)
			hits[k] = hits[k - 1];
		hits[k] = hit;
	}
}

void match_rank(struct match_result *r)
{
	if (r->n > FEW)
		qsort(r->hits, r->n, sizeof *r->hits, compare_hits);
	else
		sort_few(r->hits, r->n);
	score_hits(r, match_head(r->normal.text));
}

/* Searches once more with the pattern that won: few have groups with names. */
static void fill_captures(const struct book *book, struct match_scratch *s, struct arena *arena,
    struct str written, struct str text, const struct match_result *out, struct match_hit *h)
{
	const struct rx *rx = h->pattern->rx;

	if (!h->pattern->has_names || rx_search(rx, s->rx, text, 0, NULL) != RX_YES)
		return;
	size_t n = rx_group_count(rx);
	h->captures = ARENA_ARRAY(arena, struct capture, n);
	for (size_t i = 0; i < n; i++) {
		struct rx_span span = rx_group(rx, s->rx, i);
		size_t start, length;
		if (span.start >= span.end)
			continue;
		normal_range(
		    book->normaliser, &out->normal, written, span.start, span.end, &start, &length);
		h->captures[h->captures_n++] = (struct capture){
		    str_of(rx_group_name(rx, i)), str_make(written.p + start, length)};
	}
}

static void fill_hits(const struct book *book, struct match_scratch *s, struct arena *arena,
    struct str written, struct str text, struct match_result *out)
{
	out->hits = ARENA_ARRAY(arena, struct match_hit, s->hits_n);
	for (size_t i = 0; i < s->hits_n; i++) {
		const struct found *f = &s->found[s->hits[i]];
		if (f->vetoed)
			continue;
		struct match_hit *h = &out->hits[out->n++];
		h->intent = &book->intents[s->hits[i]];
		h->pattern = &book->patterns[f->pattern];
		h->chars = f->span.chars;
		normal_range(book->normaliser, &out->normal, written, f->span.start, f->span.end,
		    &h->start, &h->length);
	}
	match_rank(out);
	for (size_t i = 0; i < out->n; i++)
		fill_captures(book, s, arena, written, text, out, &out->hits[i]);
}

void match_normal(const struct book *book, struct match_scratch *s, struct arena *arena,
    struct str text, const struct normal *normal, struct match_result *out)
{
	*out = (struct match_result){.normal = *normal};
	struct str matched = match_head(normal->text);
	begin(s, book);
	find(book, s, matched, out);
	if (s->hits_n) {
		veto(book, s, matched, out);
		fill_hits(book, s, arena, text, matched, out);
	}
	match_nearest(book, out);
}

void match_nearest(const struct book *book, struct match_result *r)
{
	if (r->n == 0 && book->nearest)
		r->nearest = nearest_find(book->nearest, match_head(r->normal.text), &r->nearest_score);
}

int match_text(const struct book *book, struct match_scratch *s, struct arena *arena,
    struct str text, struct match_result *out)
{
	struct normal normal;

	*out = (struct match_result){0};
	if (normalise(book->normaliser, arena, text, &normal) < 0)
		return -1;
	match_normal(book, s, arena, text, &normal, out);
	return 0;
}

const struct pattern *match_veto(
    struct match_scratch *s, const struct intent *in, struct str normalised)
{
	struct str text = match_head(normalised);
	bool found = false;

	for (size_t i = 0; i < in->patterns_n; i++) { /* vetoes stand last */
		const struct pattern *p = in->patterns[i];

		if (p->veto && !found)
			return NULL;
		if ((!p->veto && found) || rx_search(p->rx, s->rx, text, 0, NULL) == RX_NO)
			continue;
		if (p->veto)
			return p;
		found = true;
	}
	return NULL;
}

const struct match_hit *match_second(const struct match_result *r)
{
	if (r->n < 2 || r->hits[0].intent->kind != INTENT_BUSINESS)
		return NULL;
	const struct match_hit *first = &r->hits[0];
	for (size_t i = 1; i < r->n && r->hits[i].intent->kind == INTENT_BUSINESS; i++) {
		const struct match_hit *h = &r->hits[i];
		if (h->start >= first->start + first->length ||
		    h->start + h->length <= first->start)
			return h;
	}
	return NULL;
}
