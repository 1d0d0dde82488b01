/* match.c - see match.h. */
#include "replay/match.h"

#include <assert.h>
#include <stdlib.h>

#include "dialogue/heard.h"
#include "pattern/prefilter.h"

enum { WORDED_MOST = 8 };

/* A new book beside the old one of its language. */
struct pair {
	const struct book *old, *fresh; /* old NULL: there is none */
	/* of each intent of the old: the same one of the new; NULL: changed or gone */
	const struct intent **intents;
	const struct pattern **patterns; /* of each pattern of those */
	/* The rest of the new book's intents as a book of its own: enough of one to be searched. */
	struct book rest;
	const struct intent **rest_intents; /* those of the new book */
	const struct pattern **rest_patterns;
	bool *does_other; /* of each intent of the old: the new one's does something else, or is
			     gone */
};

struct pairs {
	struct arena *arena;
	const struct shelf *old, *fresh;
	struct pair pair[SHELF_MAX];
	bool alike;
	struct str worded[WORDED_MOST];
	size_t worded_n;
};

struct heard_result {
	bool known;
	struct match_result r;
};

struct ear {
	const struct pairs *pairs;
	struct match_scratch *scratch;
	struct arena *arena;
	struct str text;
	const struct normal *normal; /* NULL: not known yet */
	struct heard_result old[SHELF_MAX], fresh[SHELF_MAX];
};

/* ---- what two books share ---- */

static bool same_patterns(const struct intent *a, const struct intent *b)
{
	if (a->patterns_n != b->patterns_n)
		return false;
	for (size_t i = 0; i < a->patterns_n; i++)
		if (a->patterns[i]->veto != b->patterns[i]->veto ||
		    !str_eq(a->patterns[i]->text, b->patterns[i]->text))
			return false;
	return true;
}

static bool same_intent(const struct intent *a, const struct intent *b)
{
	return a && a->kind == b->kind && a->priority == b->priority && same_patterns(a, b);
}

static void share(struct pair *p, const struct intent *old, const struct intent *fresh)
{
	p->intents[old->index] = fresh;
	for (size_t i = 0; i < old->patterns_n; i++)
		p->patterns[old->patterns[i] - p->old->patterns] = fresh->patterns[i];
}

/* An intent of the new book into the rest. */
static void put_apart(struct pair *p, const struct intent *fresh, struct arena *arena)
{
	struct book *rest = &p->rest;
	struct intent *copy = &rest->intents[rest->intents_n];
	const struct pattern **list =
	    ARENA_ARRAY(arena, const struct pattern *, fresh->patterns_n + 1);

	*copy = *fresh;
	copy->patterns = list;
	p->rest_intents[rest->intents_n] = fresh;
	for (size_t i = 0; i < fresh->patterns_n; i++) {
		struct pattern *pattern = &rest->patterns[rest->patterns_n];

		*pattern = *fresh->patterns[i];
		pattern->intent = (uint32_t)rest->intents_n;
		p->rest_patterns[rest->patterns_n++] = fresh->patterns[i];
		list[i] = pattern;
	}
	rest->intents_n++;
}

static void make_pair(struct pair *p, struct arena *arena)
{
	const struct book *old = p->old, *fresh = p->fresh;

	p->intents = ARENA_ARRAY(arena, const struct intent *, old->intents_n + 1);
	p->patterns = ARENA_ARRAY(arena, const struct pattern *, old->patterns_n + 1);
	p->rest = (struct book){.normaliser = fresh->normaliser,
	    .intents = ARENA_ARRAY(arena, struct intent, fresh->intents_n + 1),
	    .patterns = ARENA_ARRAY(arena, struct pattern, fresh->patterns_n + 1)};
	p->rest_intents = ARENA_ARRAY(arena, const struct intent *, fresh->intents_n + 1);
	p->rest_patterns = ARENA_ARRAY(arena, const struct pattern *, fresh->patterns_n + 1);
	for (size_t i = 0; i < fresh->intents_n; i++) {
		const struct intent *in = &fresh->intents[i], *was = book_intent(old, in->id);

		if (same_intent(was, in))
			share(p, was, in);
		else
			put_apart(p, in, arena);
	}
	p->rest.prefilter = match_prepare(&p->rest, false, NULL);
	p->does_other = ARENA_ARRAY(arena, bool, old->intents_n + 1);
}

/* ---- do they do the same? ---- */

static bool same_wordings(const struct wording *a, size_t n, const struct wording *b, size_t m)
{
	if (n != m)
		return false;
	for (size_t i = 0; i < n; i++) {
		/* conditions are the same where the books' manners are: in their order */
		if (a[i].n != b[i].n || !a[i].when != !b[i].when)
			return false;
		for (size_t k = 0; k < a[i].n; k++) {
			const struct piece *x = &a[i].pieces[k], *y = &b[i].pieces[k];

			if (!str_eq(x->text, y->text) || !str_eq(x->slot, y->slot) ||
			    x->has_fallback != y->has_fallback)
				return false;
		}
	}
	return true;
}

static bool same_phrase(const struct phrase *a, const struct phrase *b)
{
	return same_wordings(a->say, a->say_n, b->say, b->say_n) &&
	       same_wordings(a->again, a->again_n, b->again, b->again_n);
}

/* Said by the program itself, whether the other book has it or not. */
static bool is_situation(struct str id)
{
	for (size_t i = 0; book_situations[i]; i++)
		if (str_is(id, book_situations[i]))
			return true;
	return false;
}

/* Phrases of one that the other lacks or (where `differ` says so) words otherwise.  false: too
 * many, or one that may be missed without being looked for. */
static bool list_phrases(struct pairs *p, const struct book *a, const struct book *b, bool differ)
{
	for (size_t i = 0; i < a->phrases_n; i++) {
		const struct phrase *x = &a->phrases[i], *y = book_phrase(b, x->id);

		if (y ? !differ || same_phrase(x, y) : false)
			continue;
		if (p->worded_n == WORDED_MOST || (!y && is_situation(x->id)))
			return false;
		p->worded[p->worded_n++] = x->id;
	}
	return true;
}

/* Intents that the dialogue knows by name are looked up without being heard. */
static bool list_intents(struct pair *p)
{
	for (size_t i = 0; i < p->old->intents_n; i++) {
		const struct intent *a = &p->old->intents[i], *b = book_intent(p->fresh, a->id);

		p->does_other[i] = !b || a->manner != b->manner;
		if (p->does_other[i] && heard_role(a) != ROLE_NONE)
			return false;
	}
	for (size_t i = 0; i < p->fresh->intents_n; i++)
		if (!book_intent(p->old, p->fresh->intents[i].id) &&
		    heard_role(&p->fresh->intents[i]) != ROLE_NONE)
			return false;
	return true;
}

static bool do_the_same(struct pairs *p)
{
	struct pair *one = &p->pair[0];

	return p->old->n == 1 && p->fresh->n == 1 && one->old &&
	       one->old->manner == one->fresh->manner && list_intents(one) &&
	       list_phrases(p, one->old, one->fresh, true) &&
	       list_phrases(p, one->fresh, one->old, false);
}

bool pairs_alike(const struct pairs *p)
{
	return p->alike;
}

const struct str *pairs_worded(const struct pairs *p, size_t *n)
{
	*n = p->worded_n;
	return p->worded;
}

/* ---- making ---- */

struct pairs *pairs_new(const struct shelf *old, const struct shelf *fresh)
{
	struct arena *arena = arena_new(1 << 16);
	struct pairs *p = ARENA_NEW(arena, struct pairs);

	*p = (struct pairs){.arena = arena, .old = old, .fresh = fresh};
	for (size_t i = 0; i < fresh->n; i++) {
		struct book *b = fresh->books[i];

		p->pair[i] =
		    (struct pair){.old = shelf_by_language(old, b->settings.language), .fresh = b};
		if (p->pair[i].old && p->pair[i].old->normaliser != b->normaliser)
			p->pair[i].old = NULL;
		if (p->pair[i].old)
			make_pair(&p->pair[i], arena);
	}
	p->alike = do_the_same(p);
	return p;
}

void pairs_free(struct pairs **pp)
{
	struct pairs *p = *pp;
	struct arena *arena = p ? p->arena : NULL;

	for (size_t i = 0; p && i < p->fresh->n; i++)
		prefilter_free(&p->pair[i].rest.prefilter);
	arena_free(&arena);
	*pp = NULL;
}

size_t pairs_apart(const struct pairs *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->fresh->n; i++)
		n += p->pair[i].old ? p->pair[i].rest.intents_n : p->pair[i].fresh->intents_n;
	return n;
}

/* ---- hearing ---- */

struct ear *ear_new(const struct pairs *p)
{
	struct ear *e = calloc(1, sizeof *e);

	if (!e)
		abort(); /* as the arena does */
	e->pairs = p;
	e->scratch = match_scratch_new();
	return e;
}

void ear_free(struct ear **e)
{
	if (!*e)
		return;
	match_scratch_free(&(*e)->scratch);
	free(*e);
	*e = NULL;
}

struct match_scratch *ear_scratch(struct ear *e)
{
	return e->scratch;
}

void ear_listen(struct ear *e, struct str text, struct arena *arena)
{
	e->text = text;
	e->arena = arena;
	e->normal = NULL;
	for (size_t i = 0; i < e->pairs->old->n; i++)
		e->old[i].known = false;
	for (size_t i = 0; i < e->pairs->fresh->n; i++)
		e->fresh[i].known = false;
}

/* All books of a replay have one normaliser, or each is asked by itself. */
static void match_whole(struct ear *e, const struct book *book, struct match_result *r)
{
	if (e->normal && e->pairs->old->books[0]->normaliser == book->normaliser)
		match_normal(book, e->scratch, e->arena, e->text, e->normal, r);
	else
		match_text(book, e->scratch, e->arena, e->text, r);
	if (!e->normal && e->pairs->old->books[0]->normaliser == book->normaliser && r->normal.map)
		e->normal = &r->normal;
}

static void add_rest(
    struct ear *e, const struct pair *p, const struct match_result *old, struct match_result *out)
{
	struct match_result rest = {0};

	if (p->rest.intents_n)
		match_normal(&p->rest, e->scratch, e->arena, e->text, &old->normal, &rest);
	out->gave_up = rest.gave_up;
	if (!old->n && !rest.n)
		return;
	out->hits = ARENA_ARRAY(e->arena, struct match_hit, old->n + rest.n);
	for (size_t i = 0; i < rest.n; i++) {
		struct match_hit *h = &out->hits[out->n++];

		*h = rest.hits[i];
		h->pattern = p->rest_patterns[h->pattern - p->rest.patterns];
		h->intent = p->rest_intents[h->intent - p->rest.intents];
	}
}

static void put_together(
    struct ear *e, const struct pair *p, const struct match_result *old, struct match_result *out)
{
	*out = (struct match_result){.normal = old->normal};
	add_rest(e, p, old, out);
	for (size_t i = 0; i < old->n; i++) {
		const struct intent *same = p->intents[old->hits[i].intent->index];
		struct match_hit *h = &out->hits[out->n];

		if (!same)
			continue;
		*h = old->hits[i];
		h->intent = same;
		h->pattern = p->patterns[old->hits[i].pattern - p->old->patterns];
		out->n++;
	}
	if (out->n)
		match_rank(out);
	match_nearest(p->fresh, out);
}

static size_t place_of(const struct shelf *s, const struct book *book)
{
	size_t i = 0;

	while (i < s->n && s->books[i] != book)
		i++;
	return i;
}

static const struct match_result *hear_old(struct ear *e, size_t i)
{
	struct heard_result *h = &e->old[i];

	if (!h->known)
		match_whole(e, e->pairs->old->books[i], &h->r);
	h->known = true;
	return &h->r;
}

/* Worth while only when the old book was asked already.  What gives up is neither yes nor no: then
 * nothing is taken over. */
static void hear_fresh(struct ear *e, size_t i, struct match_result *r)
{
	const struct pair *p = &e->pairs->pair[i];
	size_t was = p->old ? place_of(e->pairs->old, p->old) : SHELF_MAX;

	if (was < SHELF_MAX && e->old[was].known && e->old[was].r.normal.map &&
	    !e->old[was].r.gave_up)
		put_together(e, p, &e->old[was].r, r);
	else
		match_whole(e, p->fresh, r);
}

const struct match_result *ear_hear(struct ear *e, const struct book *book)
{
	size_t i = place_of(e->pairs->old, book);
	struct heard_result *h;

	if (i < e->pairs->old->n)
		return hear_old(e, i);
	i = place_of(e->pairs->fresh, book);
	assert(i < e->pairs->fresh->n);
	h = &e->fresh[i];
	if (!h->known)
		hear_fresh(e, i, &h->r);
	h->known = true;
	return &h->r;
}

static bool alike_hits(const struct match_hit *a, const struct match_hit *b)
{
	if (!str_eq(a->intent->id, b->intent->id) || a->start != b->start ||
	    a->length != b->length || a->chars != b->chars || a->captures_n != b->captures_n)
		return false;
	for (size_t i = 0; i < a->captures_n; i++)
		if (!str_eq(a->captures[i].name, b->captures[i].name) ||
		    !str_eq(a->captures[i].value, b->captures[i].value))
			return false;
	return true;
}

/* Who is asked about, and whether it is near enough to be. */
static bool alike_nearest(
    const struct pair *p, const struct match_result *a, const struct match_result *b)
{
	double least = p->old->settings.confirm_score;

	if (!a->nearest || !b->nearest)
		return !a->nearest && !b->nearest;
	return str_eq(a->nearest->id, b->nearest->id) && !p->does_other[a->nearest->index] &&
	       (a->nearest_score >= least) == (b->nearest_score >= least);
}

bool ear_hears_alike(struct ear *e)
{
	const struct pair *p = &e->pairs->pair[0];
	const struct match_result *a, *b;

	assert(e->pairs->alike);
	a = ear_hear(e, p->old);
	b = ear_hear(e, p->fresh);
	if (a->n != b->n || !a->gave_up != !b->gave_up)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (p->does_other[a->hits[i].intent->index] ||
		    !alike_hits(&a->hits[i], &b->hits[i]))
			return false;
	return a->n || alike_nearest(p, a, b);
}
