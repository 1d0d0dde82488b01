/* render.c - choosing a wording and filling its placeholders. */
#include "book/render.h"

#include "book/condition.h"

enum { TEXT_MAX = 64 << 10, MISSING_MAX = 8 };

/* What is to be rendered, and what was learnt on the way. */
struct render {
	const struct phrase *phrase;
	struct values values;
	unsigned last;
	struct rendered *out;
};

static struct str value_of(struct values values, struct str name)
{
	for (size_t i = 0; i < values.n; i++)
		if (str_eq(values.v[i].name, name))
			return values.v[i].value;
	return (struct str){0};
}

static void note_missing(struct rendered *out, struct str name)
{
	for (size_t i = 0; i < out->missing_n; i++)
		if (str_eq(out->missing[i], name))
			return;
	if (out->missing_n < MISSING_MAX)
		out->missing[out->missing_n++] = name;
}

static const struct wording *wording_at(const struct phrase *p, unsigned i)
{
	return i < p->say_n ? &p->say[i] : &p->again[i - p->say_n];
}

/* Every placeholder has a value or a fall-back, and something is left to read. */
static bool whole(const struct render *r, const struct wording *w)
{
	bool complete = true, visible = false;

	for (size_t k = 0; k < w->n; k++) {
		const struct piece *piece = &w->pieces[k];
		struct str text = piece->text;

		if (piece->slot.n) {
			struct str value = value_of(r->values, piece->slot);

			if (value.n)
				text = value;
			else if (!piece->has_fallback) {
				note_missing(r->out, piece->slot);
				complete = false;
			}
		}
		visible = visible || str_trim(text).n;
	}
	return complete && visible;
}

static bool holds(const struct render *r, const struct wording *w)
{
	return !w->when || (r->values.facts && condition_holds(w->when, r->values.facts));
}

/* Some wordings that stand together: those with a `when`, or those without. */
struct group {
	unsigned first;
	size_t n;
	bool when;
};

static bool eligible(const struct render *r, const struct group *g, unsigned which)
{
	const struct wording *w = wording_at(r->phrase, which);

	return !!w->when == g->when && holds(r, w) && whole(r, w);
}

/* One of the group's wordings, not the one said last; which, is the seed's choice. */
static unsigned choose(const struct render *r, const struct group *g, uint64_t seed)
{
	size_t fit = 0, pick;

	for (size_t i = 0; i < g->n; i++)
		fit += g->first + i != r->last && eligible(r, g, g->first + (unsigned)i);
	if (!fit)
		return WORDING_NONE;
	pick = seed % fit;
	for (size_t i = 0; i < g->n; i++) {
		unsigned which = g->first + (unsigned)i;

		if (which != r->last && eligible(r, g, which) && pick-- == 0)
			return which;
	}
	return WORDING_NONE;
}

/* What is known is better said twice running than passed over for what is always true. */
static unsigned choose_when(const struct render *r, unsigned first, size_t n, uint64_t seed)
{
	struct group g = {first, n, true};
	unsigned which = choose(r, &g, seed);

	if (which == WORDING_NONE && r->last >= first && r->last < first + n &&
	    eligible(r, &g, r->last))
		which = r->last;
	return which;
}

/* Neighbouring seeds shall not give neighbouring wordings: the finaliser of splitmix64. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* The nth of the `again` wordings without a `when`, or their last; NONE: it was said last. */
static unsigned find_again(const struct render *r, size_t nth)
{
	const struct phrase *p = r->phrase;
	struct group g = {(unsigned)p->say_n, p->again_n, false};
	unsigned which = WORDING_NONE;

	for (size_t i = 0; i < p->again_n; i++) {
		if (p->again[i].when)
			continue;
		which = g.first + (unsigned)i;
		if (nth-- == 0)
			break;
	}
	if (which == WORDING_NONE || which == r->last || !eligible(r, &g, which))
		return WORDING_NONE;
	return which;
}

static bool last_is_eligible(const struct render *r)
{
	const struct phrase *p = r->phrase;

	return r->last < p->say_n + p->again_n && holds(r, wording_at(p, r->last)) &&
	    whole(r, wording_at(p, r->last));
}

static unsigned find_wording(const struct render *r, unsigned count, uint64_t seed)
{
	const struct phrase *p = r->phrase;
	unsigned say_n = (unsigned)p->say_n, which = WORDING_NONE;
	struct group say = {0, p->say_n, false}, again = {say_n, p->again_n, false};

	if (count > 0)
		which = choose_when(r, say_n, p->again_n, seed);
	if (which == WORDING_NONE && count > 0)
		which = find_again(r, count - 1);
	if (which == WORDING_NONE)
		which = choose_when(r, 0, p->say_n, seed);
	if (which == WORDING_NONE)
		which = choose(r, &say, seed);
	if (which == WORDING_NONE)
		which = choose(r, &again, seed);
	if (which == WORDING_NONE && count == 0)
		which = choose_when(r, say_n, p->again_n, seed);
	if (which == WORDING_NONE && last_is_eligible(r))
		which = r->last;
	return which;
}

static struct str text_of(const struct render *r, const struct piece *piece)
{
	struct str value = piece->slot.n ? value_of(r->values, piece->slot) : piece->text;

	return value.n ? value : piece->text;
}

static void fill(const struct render *r, const struct wording *w, struct arena *arena)
{
	size_t n = 0;
	char *to;

	for (size_t k = 0; k < w->n; k++) {
		const struct piece *piece = &w->pieces[k];

		n += text_of(r, piece).n;
		if (piece->slot.n && !value_of(r->values, piece->slot).n)
			note_missing(r->out, piece->slot);
	}
	if (n > TEXT_MAX) /* half a text: none is better */
		return;
	to = arena_alloc(arena, n + 1);
	r->out->text = str_make(to, n);
	for (size_t k = 0; k < w->n; k++) {
		struct str text = text_of(r, &w->pieces[k]);

		if (text.n)
			memcpy(to, text.p, text.n);
		to += text.n;
	}
}

int render_phrase(const struct phrase *p, struct values values, unsigned count, unsigned last,
    uint64_t seed, struct arena *arena, struct rendered *out)
{
	struct render r = {p, values, last, out};
	unsigned which;

	*out = (struct rendered){.wording = WORDING_NONE};
	which = find_wording(&r, count, mix(seed));
	if (which == WORDING_NONE)
		return -1;
	fill(&r, wording_at(p, which), arena);
	if (!out->text.n)
		return -1;
	out->wording = which;
	return 0;
}
