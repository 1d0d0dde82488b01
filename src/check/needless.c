/* needless.c - a pattern whose finds another pattern of the same intent finds, too.
 *
 * Under `match` the other one must find as much of the message, as the longest find decides who
 * wins; under `unless` it is enough that it finds something.  A first look is taken at the texts
 * that were found for the pattern; then it is proved, by walking both patterns over the same
 * letters: the one as it is, the other in all the states it may be in.  Only what is proved is
 * told. */
#include "book/match.h"
#include "check/patterns.h"
#include "pattern/rx.h"

enum {
	PATTERNS_MAX = 200, /* of one intent, each with each */
	TEXTS_TRIED = 8,
	STATES_MAX = 320,
	WORDS_MAX = STATES_MAX / 64,
	COUNTED = 60,
	VISITED_MAX = 2000,
	PROOFS_MAX = 3000 /* of one book */
};

/* States of the one, and all that the other may be in. */
struct visited {
	uint32_t state;
	uint64_t set[WORDS_MAX];
};

struct proof {
	const struct machine *inner, *outer;
	bool anywhere; /* the outer one may begin and end where it likes */
	bool marks; /* ^ and $ of the inner one are read by the outer one, else they are nothing */
	struct visited *v;
	uint32_t n;
	uint32_t *slots;
	bool failed;
};

enum { VISITED_SLOTS = 4 * VISITED_MAX };

static bool has(const uint64_t *set, uint32_t state)
{
	return set[state / 64] >> state % 64 & 1;
}

/* The state, and what is reached from it without a letter. */
static void close_over(const struct machine *m, uint64_t *set, uint32_t state)
{
	const struct state *s = &m->states[state];

	if (has(set, state))
		return;
	set[state / 64] |= 1ull << state % 64;
	for (uint32_t i = 0; s->type == STATE_FORK && i < s->n; i++)
		close_over(m, set, m->ways[s->first + i]);
}

static bool is_at_end(const struct machine *m, const uint64_t *set)
{
	for (uint32_t i = 0; i < m->n; i++)
		if (m->states[i].type == STATE_END)
			return has(set, i);
	return false;
}

/* Is it nothing new? */
static bool is_known(struct proof *p, uint32_t state, const uint64_t *set)
{
	uint64_t key = str_hash(str_make((const char *)set, WORDS_MAX * sizeof *set), state);
	size_t i = key % VISITED_SLOTS;

	for (; p->slots[i]; i = (i + 1) % VISITED_SLOTS) {
		const struct visited *v = &p->v[p->slots[i] - 1];

		if (v->state == state && memcmp(v->set, set, sizeof v->set) == 0)
			return true;
	}
	if (p->n == VISITED_MAX) {
		p->failed = true;
		return true;
	}
	p->v[p->n].state = state;
	memcpy(p->v[p->n].set, set, sizeof p->v[p->n].set);
	p->slots[i] = ++p->n;
	return false;
}

/* What the outer one may be in behind a letter, or behind a mark. */
static void advance(const struct proof *p, const uint64_t *set, uint32_t letter,
    const struct state *mark, uint64_t *out)
{
	const struct machine *m = p->outer;

	memset(out, 0, WORDS_MAX * sizeof *out);
	for (uint32_t i = 0; i < m->n; i++) {
		const struct state *s = &m->states[i];

		if (!has(set, i))
			continue;
		if (mark ? s->type == STATE_MARK && s->mark == mark->mark
			 : s->type == STATE_LETTER && set_has(s->set, letter))
			close_over(m, out, s->out);
	}
	if (p->anywhere)
		close_over(m, out, m->start);
}

static void visit(struct proof *p, uint32_t state, const uint64_t *set)
{
	const struct machine *m = p->inner;
	const struct state *s = &m->states[state];

	if (p->failed || (p->anywhere && is_at_end(p->outer, set)) || is_known(p, state, set))
		return;
	if (s->type == STATE_END && !is_at_end(p->outer, set))
		p->failed = true;
}

static void step(struct proof *p, const struct visited *from)
{
	const struct machine *m = p->inner;
	const struct state *s = &m->states[from->state];
	uint64_t set[WORDS_MAX];

	switch (s->type) {
	case STATE_FORK:
		for (uint32_t i = 0; i < s->n; i++)
			visit(p, m->ways[s->first + i], from->set);
		break;
	case STATE_MARK:
		if (!p->marks) {
			visit(p, s->out, from->set);
			break;
		}
		advance(p, from->set, 0, s, set);
		visit(p, s->out, set);
		break;
	case STATE_LETTER:
		for (uint32_t i = 0; i < m->alphabet->n && !p->failed; i++) {
			if (!set_has(s->set, i))
				continue;
			advance(p, from->set, i, NULL, set);
			visit(p, s->out, set);
		}
		break;
	case STATE_END:
		break;
	}
}

static bool is_inside(struct proof *p)
{
	uint64_t set[WORDS_MAX] = {0};

	p->n = 0;
	p->failed = false;
	memset(p->slots, 0, VISITED_SLOTS * sizeof *p->slots);
	close_over(p->outer, set, p->outer->start);
	visit(p, p->inner->start, set);
	for (uint32_t i = 0; i < p->n && !p->failed; i++)
		step(p, &p->v[i]);
	return !p->failed;
}

/* Does the outer pattern find all that the inner one finds? */
static bool proves(struct examiner *x, const struct pattern *inner, const struct pattern *outer)
{
	struct syntax_tree *trees[2];
	struct alphabet *letters;
	struct machine *machines[2];
	struct proof p = {.anywhere = inner->veto};

	arena_reset(x->arena);
	trees[0] = examiner_syntax(x, inner->text, false);
	trees[1] = examiner_syntax(x, outer->text, false);
	if (!trees[0] || !trees[1] || trees[0]->vague || trees[1]->vague || trees[1]->looks ||
	    trees[0]->names || trees[1]->names)
		return false;
	letters = alphabet_new(x->sense, trees, 2, x->arena);
	if (!letters)
		return false;
	for (int i = 0; i < 2; i++)
		machines[i] = machine_exact(trees[i], letters, COUNTED, STATES_MAX, x->arena);
	if (!machines[0] || !machines[1] || machines[1]->vague)
		return false;
	p.inner = machines[0];
	p.outer = machines[1];
	p.v = ARENA_ARRAY(x->arena, struct visited, VISITED_MAX);
	p.slots = ARENA_ARRAY(x->arena, uint32_t, VISITED_SLOTS);
	if (is_inside(&p))
		return true;
	p.marks = trees[0]->marks;
	return p.marks && is_inside(&p);
}

/* What a pattern finds in its own texts. */
struct finds {
	const struct pattern *pattern;
	const struct found_texts *texts;
	uint32_t n;
	bool known; /* the spans are; most patterns have no other that comes near */
	struct rx_span spans[TEXTS_TRIED];
};

static void find_own(struct examiner *x, struct finds *own)
{
	own->known = true;
	for (uint32_t i = 0; i < own->n; i++)
		if (rx_search(own->pattern->rx, x->rx, own->texts->v[i], 0, &own->spans[i]) !=
		    RX_YES)
			own->n = 0; /* they were found before: it cannot be */
}

/* Does the other one find the texts, and as much of them? */
static bool finds_all(struct examiner *x, struct finds *own, const struct pattern *other)
{
	for (uint32_t i = 0; i < own->n; i++) {
		struct rx_span its;

		if (rx_search(other->rx, x->rx, own->texts->v[i], 0, &its) != RX_YES)
			return false;
		if (other->veto)
			continue;
		if (!own->known)
			find_own(x, own);
		if (its.start > own->spans[i].start || its.end < own->spans[i].end)
			return false;
	}
	return own->n > 0;
}

/* Which other one makes it needless?  NULL: none. */
static const struct pattern *outer_of(
    struct examiner *x, const struct intent *t, const struct pattern *p, const bool *needless)
{
	struct finds own = {.pattern = p, .texts = &x->texts[p - x->book->patterns]};
	const struct candidate *searched;
	size_t n;

	own.n = own.texts->n < TEXTS_TRIED ? own.texts->n : TEXTS_TRIED;
	if (!own.n || x->broken[p - x->book->patterns])
		return NULL;
	arena_reset(x->moment);
	searched = examiner_candidates(x, p, own.texts->v[0], &n);
	for (size_t i = 0; i < t->patterns_n; i++) {
		const struct pattern *other = t->patterns[i];
		size_t index = (size_t)(other - x->book->patterns);

		if (other == p || other->veto != p->veto || needless[i] || x->broken[index] ||
		    str_eq(other->text, p->text) ||
		    !examiner_lists(x, searched, n, other) ||
		    !finds_all(x, &own, other))
			continue;
		if (++x->proofs > PROOFS_MAX)
			return NULL;
		if (proves(x, p, other))
			return other;
	}
	return NULL;
}

void needless_tell(struct examiner *x, const struct intent *t)
{
	bool needless[PATTERNS_MAX] = {false};

	if (t->patterns_n > PATTERNS_MAX)
		return;
	for (size_t i = t->patterns_n; i-- > 0;) { /* of two that are equal the first stays */
		const struct pattern *p = t->patterns[i], *other = outer_of(x, t, p, needless);

		if (!other)
			continue;
		needless[i] = true;
		diag_find(x->diags, DIAG_ADVICE, "pattern.contained", t->id, p->at,
		    "this pattern is not needed: all that it finds, the one in line %u finds too",
		    other->at.line);
		diag_other(x->diags, other->at, "this one finds it");
		diag_propose(x->diags, "leave it out");
	}
}
