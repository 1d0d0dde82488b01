/* render.c - choosing a wording and filling its placeholders. */
#include "book/render.h"

#include "base/buf.h"

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
static bool eligible(const struct render *r, unsigned i)
{
	const struct wording *w = wording_at(r->phrase, i);
	bool whole = true, visible = false;

	for (size_t k = 0; k < w->n; k++) {
		const struct piece *piece = &w->pieces[k];
		struct str text = piece->text;

		if (piece->slot.n) {
			struct str value = value_of(r->values, piece->slot);

			if (value.n)
				text = value;
			else if (!piece->has_fallback) {
				note_missing(r->out, piece->slot);
				whole = false;
			}
		}
		visible = visible || str_trim(text).n;
	}
	return whole && visible;
}

/* One of the wordings first ... first + n - 1, not the one said last; which, is the seed's
 * choice. */
static unsigned choose(const struct render *r, unsigned first, size_t n, uint64_t seed)
{
	size_t fit = 0, pick;

	for (size_t i = 0; i < n; i++)
		fit += first + i != r->last && eligible(r, first + (unsigned)i);
	if (!fit)
		return WORDING_NONE;
	pick = seed % fit;
	for (size_t i = 0; i < n; i++) {
		unsigned which = first + (unsigned)i;

		if (which != r->last && eligible(r, which) && pick-- == 0)
			return which;
	}
	return WORDING_NONE;
}

/* Neighbouring seeds shall not give neighbouring wordings: the finaliser of splitmix64. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static unsigned find_wording(const struct render *r, unsigned count, uint64_t seed)
{
	const struct phrase *p = r->phrase;
	unsigned say_n = (unsigned)p->say_n, which;

	if (count > 0 && p->again_n > 0) {
		size_t nth = count - 1 < p->again_n ? count - 1 : p->again_n - 1;

		which = say_n + (unsigned)nth;
		if (which != r->last && eligible(r, which))
			return which;
	}
	which = choose(r, 0, p->say_n, seed);
	if (which == WORDING_NONE)
		which = choose(r, say_n, p->again_n, seed);
	if (which == WORDING_NONE && r->last < p->say_n + p->again_n && eligible(r, r->last))
		which = r->last;
	return which;
}

static void fill(const struct render *r, const struct wording *w, struct arena *arena)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t k = 0; k < w->n; k++) {
		const struct piece *piece = &w->pieces[k];
		struct str value = {0};

		if (piece->slot.n) {
			value = value_of(r->values, piece->slot);
			if (!value.n)
				note_missing(r->out, piece->slot);
		}
		buf_adds(&text, value.n ? value : piece->text);
	}
	if (!text.failed) /* else half a text: none is better */
		r->out->text = arena_str(arena, buf_str(&text));
	buf_free(&text);
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
