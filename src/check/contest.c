/* contest.c - who wins the texts of each pattern.
 *
 * A text that was made for a pattern is given to the whole book.  When all that a pattern finds
 * goes to others, it is of no use.  When another intent finds the same piece of the text, and
 * neither kind nor priority nor length decides, the order in the file does: a contest, if it is
 * about more than a word here and there.  A good book has hardly any, as its examples show: of a
 * thousand one is decided so.  What merely overlaps is let be: many messages carry two matters. */
#include "base/progress.h"
#include "book/match.h"
#include "check/patterns.h"
#include "pattern/rx.h"

enum {
	RIVALS_MAX = 4, /* of one pattern */
	SHARE = 4,      /* one text of so many is contested: that is no chance */
	IN_CONTEXT_MAX = 6,
	PAIRS_MAX = 4096,
	PAIRS_TOLD = 200,
	HITS_ALL = 8000000, /* looked at in one book: about a second */
};

/* Another intent that has as good a claim to some texts of a pattern, or a better one. */
struct claim {
	const struct intent *intent;
	const struct pattern *pattern;
	struct str text; /* the first one */
	uint32_t n;
};

struct claims {
	struct claim v[RIVALS_MAX];
	uint32_t n;
};

/* What became of the texts of a pattern. */
struct result {
	uint32_t n, won, vetoed;
	struct claims ties;  /* equal claims */
	struct claims taken; /* better ones */
	struct str vetoed_text;
	const struct pattern *veto;
};

/* Two intents that contest a text: told once. */
struct pair {
	const struct intent *winner, *loser;
	const struct pattern *winning, *losing;
	struct str text;
	uint32_t weight; /* contested texts of a thousand */
};

struct contest {
	struct examiner *x;
	bool *wins; /* by pattern: an example is won by it */
	struct pair *pairs;
	size_t pairs_n;
	uint32_t *slots; /* of pairs, by the two intents */
	struct str filler;
	size_t hits; /* looked at so far */
};

static void add_claim(struct claims *c, const struct match_hit *hit, struct str text)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->v[i].intent == hit->intent) {
			c->v[i].n++;
			return;
		}
	if (c->n < RIVALS_MAX)
		c->v[c->n++] = (struct claim){hit->intent, hit->pattern, text, 1};
}

/* Bytes that both find. */
static size_t overlap(const struct match_hit *a, const struct match_hit *b)
{
	size_t from = a->start > b->start ? a->start : b->start;
	size_t a_end = a->start + a->length, b_end = b->start + b->length;
	size_t to = a_end < b_end ? a_end : b_end;

	return to > from ? to - from : 0;
}

/* As good a claim to the same piece of the text, or to most of it: 我要退 and 要退货 in 我要退货.
 */
static bool is_equal(const struct match_hit *a, const struct match_hit *b)
{
	return a->intent->kind == b->intent->kind && a->intent->priority == b->intent->priority &&
	       a->chars == b->chars && a->length && 2 * overlap(a, b) >= a->length;
}

static const struct match_hit *hit_of(const struct match_result *r, const struct intent *t)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->hits[i].intent == t)
			return &r->hits[i];
	return NULL;
}

static bool give(struct contest *c, struct str text, struct match_result *r)
{
	arena_reset(c->x->moment);
	if (match_text(c->x->book, c->x->match, c->x->moment, text, r))
		return false;
	c->hits += r->n;
	return true;
}

static const struct pattern *veto_of(struct examiner *x, const struct intent *t, struct str text)
{
	for (size_t i = t->patterns_n; i-- > 0 && t->patterns[i]->veto;)
		if (rx_search(t->patterns[i]->rx, x->rx, text, 0, NULL) == RX_YES)
			return t->patterns[i];
	return NULL;
}

static struct str in_context(struct contest *c, struct str text, bool before, bool behind)
{
	const char *blank = text.n && !(c->filler.p[0] & 0x80) ? " " : "";

	return arena_printf(c->x->arena, "%.*s%s%.*s%s%.*s", before ? (int)c->filler.n : 0,
	    c->filler.p, before ? blank : "", STR_ARG(text), behind ? blank : "",
	    behind ? (int)c->filler.n : 0, c->filler.p);
}

/* Has the other an equal claim with something around the text too?  Where the pattern is found
 * alone only, alone is all there is. */
static bool ties_in_context(
    struct contest *c, const struct pattern *p, const struct intent *other, struct str text)
{
	const struct intent *t = &c->x->book->intents[p->intent];
	struct str around = in_context(c, text, true, true);
	const struct match_hit *own, *its;
	struct match_result r;

	if (!give(c, around, &r) || rx_search(p->rx, c->x->rx, r.normal.text, 0, NULL) != RX_YES)
		return true;
	own = hit_of(&r, t);
	its = hit_of(&r, other);
	return own && its && is_equal(own, its);
}

/* One text of a pattern. */
static void judge(struct contest *c, const struct pattern *p, struct str text, struct result *out)
{
	const struct intent *t = &c->x->book->intents[p->intent];
	const struct match_hit *own;
	struct match_result r;

	if (!give(c, text, &r))
		return;
	out->n++;
	own = hit_of(&r, t);
	if (!own) {
		out->vetoed++;
		out->vetoed_text = text;
		return;
	}
	if (own == &r.hits[0])
		out->won++;
	else
		add_claim(&out->taken, &r.hits[0], text);
	for (size_t i = 0; i < r.n; i++) {
		struct match_hit other = r.hits[i];

		if (other.intent == t || !is_equal(own, &other))
			continue;
		if (ties_in_context(c, p, other.intent, text))
			add_claim(&out->ties, &other, text);
		break;
	}
}

/* Alone it never wins: does it with something around it? */
static void judge_in_context(struct contest *c, const struct pattern *p, struct result *out)
{
	const struct found_texts *texts = &c->x->texts[p - c->x->book->patterns];
	const struct intent *t = &c->x->book->intents[p->intent];
	uint32_t step = texts->n / IN_CONTEXT_MAX + 1;

	for (uint32_t i = 0; i < texts->n && !out->won; i += step)
		for (int around = 1; around < 4 && !out->won; around++) {
			struct match_result r;

			if (give(c, in_context(c, texts->v[i], around & 1, around & 2), &r) &&
			    r.n && r.hits[0].intent == t)
				out->won++;
		}
}

/* --- contests --- */

static size_t slot_of(const struct contest *c, const struct intent *a, const struct intent *b)
{
	uint64_t key = (uint64_t)a->index << 32 | b->index;
	size_t i = (key * 0x9e3779b97f4a7c15ull) >> 51;

	for (;; i = (i + 1) % (2 * PAIRS_MAX)) {
		const struct pair *p = c->slots[i] ? &c->pairs[c->slots[i] - 1] : NULL;

		if (!p || (p->winner == a && p->loser == b))
			return i;
	}
}

/* A pair that is known keeps what weighs most. */
static void note_pair(struct contest *c, struct pair p)
{
	size_t slot = slot_of(c, p.winner, p.loser);

	if (c->slots[slot]) {
		if (c->pairs[c->slots[slot] - 1].weight < p.weight)
			c->pairs[c->slots[slot] - 1] = p;
	} else if (c->pairs_n < PAIRS_MAX) {
		c->pairs[c->pairs_n++] = p;
		c->slots[slot] = (uint32_t)c->pairs_n;
	}
}

static void note_tie(
    struct contest *c, const struct pattern *p, const struct claim *other, uint32_t weight)
{
	const struct pattern *patterns = c->x->book->patterns;
	const struct intent *t = &c->x->book->intents[p->intent];
	bool won = t->index < other->intent->index;

	if (c->x->told[p - patterns] || c->x->told[other->pattern - patterns])
		return; /* it is the same pattern */
	note_pair(c, (struct pair){.winner = won ? t : other->intent,
			 .loser = won ? other->intent : t,
			 .winning = won ? p : other->pattern,
			 .losing = won ? other->pattern : p,
			 .text = other->text,
			 .weight = weight});
}

static void note_ties(struct contest *c, const struct pattern *p, const struct result *r)
{
	for (uint32_t i = 0; i < r->ties.n; i++)
		if (r->ties.v[i].n * SHARE >= r->n)
			note_tie(c, p, &r->ties.v[i], 1000 * r->ties.v[i].n / r->n);
}

/* --- patterns that never win --- */

static void tell_vetoed(struct contest *c, const struct pattern *p, const struct result *r)
{
	const struct intent *t = &c->x->book->intents[p->intent];
	const struct pattern *veto = veto_of(c->x, t, r->vetoed_text);

	if (!veto)
		return;
	diag_find(c->x->diags, DIAG_WARNING, "pattern.vetoed", t->id, p->at,
	    "this pattern is of no use: whatever it finds, `unless` in line %u forbids, as in "
	    "'%.*s'",
	    veto->at.line, STR_ARG(r->vetoed_text));
	diag_other(c->x->diags, veto->at, "this one forbids it");
	diag_propose(
	    c->x->diags, "leave one of the two out, or make the one under `unless` narrower");
}

static void tell_taken(struct contest *c, const struct pattern *p, const struct claim *by)
{
	const struct intent *t = &c->x->book->intents[p->intent];
	struct diag_list *diags = c->x->diags;
	struct place at = by->pattern->at;

	if (by->intent->kind != t->kind)
		diag_find(diags, DIAG_ADVICE, "pattern.loses", t->id, p->at,
		    "this pattern never wins: what it finds, as '%.*s', goes to %.*s (%s:%u), "
		    "whose kind comes first",
		    STR_ARG(by->text), STR_ARG(by->intent->id), at.file, at.line);
	else if (by->intent->priority != t->priority)
		diag_find(diags, DIAG_ADVICE, "pattern.loses", t->id, p->at,
		    "this pattern never wins: what it finds, as '%.*s', goes to %.*s (%s:%u), "
		    "whose priority is higher",
		    STR_ARG(by->text), STR_ARG(by->intent->id), at.file, at.line);
	else
		diag_find(diags, DIAG_ADVICE, "pattern.loses", t->id, p->at,
		    "this pattern never wins: what it finds, as '%.*s', goes to %.*s (%s:%u), "
		    "which finds as much of it or more",
		    STR_ARG(by->text), STR_ARG(by->intent->id), at.file, at.line);
	diag_other(diags, at, "this one takes it");
	diag_propose(diags,
	    "leave the pattern out, or give %.*s a higher `priority`, or %.*s an `unless`",
	    STR_ARG(t->id), STR_ARG(by->intent->id));
}

static void tell_useless(struct contest *c, const struct pattern *p, const struct result *r)
{
	const struct claim *by = NULL;

	for (uint32_t i = 0; i < r->taken.n; i++)
		if (!by || r->taken.v[i].n > by->n)
			by = &r->taken.v[i];
	if (r->vetoed == r->n)
		tell_vetoed(c, p, r);
	else if (by)
		tell_taken(c, p, by);
}

static void judge_pattern(struct contest *c, const struct pattern *p)
{
	size_t index = (size_t)(p - c->x->book->patterns);
	const struct found_texts *texts = &c->x->texts[index];
	struct result r = {0};

	arena_reset(c->x->arena);
	for (uint32_t i = 0; i < texts->n; i++)
		judge(c, p, texts->v[i], &r);
	if (!r.n)
		return;
	note_ties(c, p, &r);
	if (r.won || c->wins[index])
		return;
	judge_in_context(c, p, &r);
	if (!r.won)
		tell_useless(c, p, &r);
}

/* --- examples --- */

static void judge_example(struct contest *c, const struct example *e)
{
	struct match_result r;

	if (e->counter || !give(c, e->text, &r) || !r.n)
		return;
	c->wins[r.hits[0].pattern - c->x->book->patterns] = true;
	if (r.n > 1 && is_equal(&r.hits[0], &r.hits[1])) {
		struct claim other = {r.hits[1].intent, r.hits[1].pattern, e->text, 1};

		note_tie(c, r.hits[0].pattern, &other, 2000);
	}
}

/* --- telling --- */

static void tell_pair(struct contest *c, const struct pair *p)
{
	struct diag_list *diags = c->x->diags;
	struct place at = p->winning->at;

	diag_find(diags, DIAG_ADVICE, "intent.contest", p->loser->id, p->losing->at,
	    "%.*s and %.*s (%s:%u) both want '%.*s', and only the order in the book decides: "
	    "%.*s stands earlier",
	    STR_ARG(p->loser->id), STR_ARG(p->winner->id), at.file, at.line, STR_ARG(p->text),
	    STR_ARG(p->winner->id));
	diag_other(diags, at, "this one wins");
	diag_propose(diags,
	    "give the one that shall have it a higher `priority`, or write under `unless` of "
	    "the other what tells them apart");
}

static void judge_all(struct contest *c)
{
	const struct book *book = c->x->book;
	size_t i;

	for (i = 0; i < book->patterns_n && c->hits < HITS_ALL && !progress_stopped(c->x->progress);
	     i++) {
		examiner_progress(c->x, book->patterns_n + i);
		if (!book->patterns[i].veto && !c->x->told[i])
			judge_pattern(c, &book->patterns[i]);
	}
	if (i == book->patterns_n)
		return;
	diag_find(c->x->diags, DIAG_ADVICE, "pattern.unjudged", STR(""),
	    (struct place){.file = book->name.p},
	    "so many intents want the same texts that the last %zu patterns were not looked at",
	    book->patterns_n - i);
	diag_propose(c->x->diags, "mend those that are told, and check again");
}

void contest_tell(struct examiner *x)
{
	const struct book *book = x->book;
	struct contest c = {.x = x,
	    .wins = ARENA_ARRAY(x->kept, bool, book->patterns_n + 1),
	    .pairs = ARENA_ARRAY(x->kept, struct pair, PAIRS_MAX),
	    .slots = ARENA_ARRAY(x->kept, uint32_t, 2 * PAIRS_MAX),
	    .filler = x->filler};

	for (size_t i = 0;
	     i < book->intents_n && c.hits < HITS_ALL && !progress_stopped(x->progress); i++)
		for (size_t k = 0;
		     k < book->intents[i].examples_n && !progress_stopped(x->progress); k++)
			judge_example(&c, &book->intents[i].examples[k]);
	judge_all(&c);
	for (size_t i = 0; i < c.pairs_n && i < PAIRS_TOLD; i++)
		tell_pair(&c, &c.pairs[i]);
}
