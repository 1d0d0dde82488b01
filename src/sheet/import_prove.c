/* import_prove.c - a book proves itself, as when it is loaded, but tells cells. */
#include "base/utf8.h"
#include "book/explain.h"
#include "book/match.h"
#include "sheet/import_internal.h"

struct proof {
	struct importing *im;
	struct import_map *map;
	const struct book *book;
	struct match_scratch *scratch;
	struct arena *arena; /* reset after each example */
};

/* A pattern by its place and, of a sheet, its text. */
static const char *name_of(struct proof *p, const struct pattern *pattern)
{
	struct import_place at;

	import_find_place(p->map, pattern->at, &at);
	return import_place_text(p->im, &at);
}

static const struct match_hit *hit_of(const struct match_result *r, const struct intent *t)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->hits[i].intent == t)
			return &r->hits[i];
	return NULL;
}

static const struct pattern *veto_of(
    struct proof *p, const struct intent *t, const struct match_result *r)
{
	struct explanation e;

	explain(p->book, p->scratch, p->arena, r->normal.text, r, &e);
	for (size_t i = 0; i < e.n; i++)
		if (e.list[i].intent == t && e.list[i].outcome == EXPLAIN_VETOED)
			return e.list[i].veto;
	return NULL;
}

/* The finding about an example, at its cell or its line. */
static void show(struct proof *p, const struct import_place *at)
{
	if (at->cell)
		cell_show(&p->im->rules, at->cell, at->character);
}

static void tell_other(struct proof *p, const struct intent *t, const struct example *e,
    const struct import_place *at, const struct match_result *r)
{
	const struct match_hit *first = &r->hits[0], *own = hit_of(r, t);
	struct str text = utf8_head(e->text, 60);

	if (own)
		diag_find(p->im->diags, DIAG_ERROR, "example.other", t->id, at->at,
		    "'%.*s' gives %.*s first, by the pattern in %s, and not %.*s (%s)",
		    STR_ARG(text), STR_ARG(first->intent->id), name_of(p, first->pattern),
		    STR_ARG(t->id),
		    explain_reason_words(explain_order(first, own), first->intent, t));
	else
		diag_find(p->im->diags, DIAG_ERROR, "example.other", t->id, at->at,
		    "'%.*s' gives %.*s, by the pattern in %s, and not %.*s", STR_ARG(text),
		    STR_ARG(first->intent->id), name_of(p, first->pattern), STR_ARG(t->id));
	show(p, at);
	if (!at->wish)
		diag_propose(p->im->diags,
		    "write a keyword that says more, or give the row a lower priority");
	else if (own)
		diag_propose(
		    p->im->diags, "give the row a higher priority, or a keyword that says more");
	else
		diag_propose(p->im->diags, "give the row a keyword that stands in the question");
}

static void tell_none(struct proof *p, const struct intent *t, const struct example *e,
    const struct import_place *at, const struct match_result *r)
{
	const struct pattern *veto = veto_of(p, t, r);
	struct str text = utf8_head(e->text, 60);

	if (veto)
		diag_find(p->im->diags, DIAG_ERROR, "example.vetoed", t->id, at->at,
		    "'%.*s' does not give %.*s: what stands under unless in %s vetoes it",
		    STR_ARG(text), STR_ARG(t->id), name_of(p, veto));
	else
		diag_find(p->im->diags, DIAG_ERROR, "example.none", t->id, at->at,
		    "'%.*s' does not give %.*s: no pattern of it matches", STR_ARG(text),
		    STR_ARG(t->id));
	show(p, at);
}

static void prove_example(
    struct proof *p, const struct intent *t, const struct example *e, const struct match_result *r)
{
	struct import_place at;

	if ((r->n && r->hits[0].intent == t) || r->gave_up)
		return;
	import_find_place(p->map, e->at, &at);
	if (r->n && !veto_of(p, t, r))
		tell_other(p, t, e, &at, r);
	else
		tell_none(p, t, e, &at, r);
}

static void prove_counterexample(
    struct proof *p, const struct intent *t, const struct example *e, const struct match_result *r)
{
	const struct match_hit *second = match_second(r), *own = hit_of(r, t);
	struct str text = utf8_head(e->text, 60);
	struct import_place at;

	if (!own || (own != &r->hits[0] && own != second))
		return;
	import_find_place(p->map, e->at, &at);
	diag_find(p->im->diags, DIAG_ERROR, "counterexample", t->id, at.at,
	    "the counterexample '%.*s' gives %.*s, by the pattern in %s", STR_ARG(text),
	    STR_ARG(t->id), name_of(p, own->pattern));
	show(p, &at);
}

static void prove_one(struct proof *p, const struct intent *t, const struct example *e)
{
	struct match_result r;

	if (match_text(p->book, p->scratch, p->arena, e->text, &r) == 0) {
		if (e->counter)
			prove_counterexample(p, t, e, &r);
		else
			prove_example(p, t, e, &r);
	}
	arena_reset(p->arena);
}

void import_prove(struct importing *im, struct import_map *m, const struct book *book)
{
	struct proof p = {im, m, book, match_scratch_new(), arena_new(1 << 14)};

	for (size_t i = 0; i < book->intents_n; i++) {
		const struct intent *t = &book->intents[i];

		for (size_t k = 0; t->patterns_n && k < t->examples_n; k++)
			prove_one(&p, t, &t->examples[k]);
		progress_tell(im->options->progress, i + 1, book->intents_n);
	}
	arena_free(&p.arena);
	match_scratch_free(&p.scratch);
}
