/* witness.c - see witness.h.
 *
 * A node of the walk is a letter just read: a state and one of the letters it takes, of each kind
 * one (a blank twice: behind a Han letter and behind something else).  From a node the marks and
 * forks behind its state are followed to the letters that can be read next. */
#include "check/witness.h"

#include "base/utf8.h"

enum { NODES_MAX = 20000, EDGES_MAX = 400000, SIGNS_TRIED = 3, VARIANTS_MAX = 10 };
enum { NONE = UINT32_MAX };

/* What stood before a place. */
enum { BEFORE_START = NONE - 1 };

/* What the next letter has to be, by a \b behind us. */
enum need { NEED_NONE, NEED_WORD, NEED_OTHER };

struct step {
	uint32_t state;  /* NONE: a letter in front of what is found */
	uint32_t letter; /* index in the alphabet; BEFORE_START: there is none */
	bool behind_han; /* of a blank */
	uint32_t from;   /* the node before, on a shortest way; NONE: none */
	uint32_t far;    /* letters from the start; NONE: not reached */
	uint32_t left;   /* letters to the end; NONE: it does not get there */
	uint32_t next;   /* the node after, on a shortest way; NONE: the end */
	uint32_t tail;   /* a letter to be put behind the end; NONE: none */
};

struct edge {
	uint32_t from, to;
};

/* A state to be looked at behind a node. */
struct pending {
	uint32_t state;
	uint8_t need;
	bool ended; /* $ was passed */
};

struct walk {
	const struct machine *m;
	unsigned rules;
	struct step *steps;
	uint32_t n;
	uint32_t *first; /* by state: its nodes are first[s] .. first[s + 1] - 1 */
	struct edge *edges;
	uint32_t edges_n, edges_room;
	uint32_t *queue;
	uint8_t *seen; /* by state: which needs it was looked at with, behind the node at hand */
	uint32_t *touched, touched_n;
	struct pending *stack;
	uint32_t stack_n;
	bool too_big;
};

static const struct letter *letter_at(const struct walk *w, uint32_t i)
{
	return &w->m->alphabet->v[i];
}

/* --- nodes --- */

/* Letters of one kind are alike to what follows and to what stands before, but signs: of three
 * there is always one that is not its neighbour's. */
static uint32_t kinds_of(const struct letter *l)
{
	return (uint32_t)l->kind * 2 + l->word;
}

static uint32_t choose(const struct alphabet *a, const uint64_t *set, uint32_t out[VARIANTS_MAX])
{
	uint32_t had[(NORMAL_OTHER + 1) * 2] = {0}, n = 0;

	for (uint32_t i = 0; i < a->n && n < VARIANTS_MAX; i++) {
		const struct letter *l = &a->v[i];

		if (set_has(set, i) &&
		    had[kinds_of(l)]++ < (l->kind == NORMAL_SIGN ? SIGNS_TRIED : 1u))
			out[n++] = i;
	}
	return n;
}

static void add_step(struct walk *w, uint32_t state, uint32_t letter, bool behind_han)
{
	w->steps[w->n++] = (struct step){.state = state,
	    .letter = letter,
	    .behind_han = behind_han,
	    .from = NONE,
	    .far = NONE,
	    .left = NONE,
	    .next = NONE,
	    .tail = NONE};
}

/* The places where a search may begin: at the start, and behind a letter of each kind. */
static void add_starts(struct walk *w)
{
	add_step(w, NONE, BEFORE_START, false);
	for (int i = 0; i < STAND_INS; i++)
		add_step(w, NONE, alphabet_stand_in(w->m->alphabet, (enum stand_in)i), false);
}

static bool make_steps(struct walk *w)
{
	const struct machine *m = w->m;
	uint32_t chosen[VARIANTS_MAX], room = STAND_INS + 1;

	for (uint32_t s = 0; s < m->n; s++)
		if (m->states[s].type == STATE_LETTER)
			room += VARIANTS_MAX + 1;
	w->steps = ARENA_ARRAY(m->arena, struct step, room);
	w->first = ARENA_ARRAY(m->arena, uint32_t, m->n + 1);
	add_starts(w);
	for (uint32_t s = 0; s < m->n; s++) {
		uint32_t n = 0;

		w->first[s] = w->n;
		if (m->states[s].type == STATE_LETTER)
			n = choose(m->alphabet, m->states[s].set, chosen);
		for (uint32_t i = 0; i < n; i++) {
			add_step(w, s, chosen[i], false);
			if (letter_at(w, chosen[i])->kind == NORMAL_BLANK)
				add_step(w, s, chosen[i], true);
		}
	}
	w->first[m->n] = w->n;
	return w->n <= NODES_MAX;
}

/* --- what may follow what --- */

static bool is_word(const struct walk *w, uint32_t letter)
{
	return letter != BEFORE_START && letter_at(w, letter)->word;
}

/* May the letter stand behind the node? */
static bool may_follow(
    const struct walk *w, const struct step *before, uint32_t letter, bool behind_han)
{
	const struct letter *l = letter_at(w, letter), *b;

	if (before->letter == BEFORE_START)
		return !(w->rules & RULE_BLANK) || l->kind != NORMAL_BLANK;
	b = letter_at(w, before->letter);
	if ((w->rules & RULE_SIGN) && l->kind == NORMAL_SIGN && before->letter == letter)
		return false;
	if (l->kind == NORMAL_BLANK && (b->kind == NORMAL_HAN) != behind_han)
		return false; /* the other one of the two nodes */
	if (!(w->rules & RULE_BLANK))
		return true;
	if (l->kind == NORMAL_BLANK)
		return b->kind != NORMAL_BLANK;
	return !(l->kind == NORMAL_HAN && b->kind == NORMAL_BLANK && before->behind_han);
}

static bool fits_need(const struct walk *w, enum need need, uint32_t letter)
{
	return need == NEED_NONE || (need == NEED_WORD) == is_word(w, letter);
}

/* --- forward --- */

static void push(struct walk *w, uint32_t state, enum need need, bool ended)
{
	uint8_t bit = (uint8_t)(1u << (need * 2 + ended));

	if (w->seen[state] & bit)
		return;
	if (!w->seen[state])
		w->touched[w->touched_n++] = state;
	w->seen[state] |= bit;
	w->stack[w->stack_n++] = (struct pending){state, (uint8_t)need, ended};
}

static void note_edge(struct walk *w, uint32_t from, uint32_t to)
{
	if (w->edges_n == w->edges_room) {
		uint32_t room = w->edges_room ? 2 * w->edges_room : 256;

		w->edges = arena_grow(w->m->arena, w->edges, w->edges_room * sizeof *w->edges,
		    room * sizeof *w->edges);
		w->edges_room = room;
	}
	w->edges[w->edges_n++] = (struct edge){from, to};
	w->too_big = w->too_big || w->edges_n > EDGES_MAX;
}

/* Reads the letters of a state behind a node. */
static void read_letters(struct walk *w, uint32_t from, const struct pending *p, uint32_t *queue_n)
{
	for (uint32_t i = w->first[p->state]; i < w->first[p->state + 1]; i++) {
		struct step *to = &w->steps[i];

		if (!may_follow(w, &w->steps[from], to->letter, to->behind_han) ||
		    !fits_need(w, (enum need)p->need, to->letter))
			continue;
		note_edge(w, from, i);
		if (to->far != NONE)
			continue;
		to->far = w->steps[from].far + 1;
		to->from = from;
		w->queue[(*queue_n)++] = i;
	}
}

/* A letter behind the end, so that the end can stand there; NONE: none fits. */
static uint32_t tail_for(const struct walk *w, const struct step *last, enum need need)
{
	for (int i = 0; i < STAND_INS; i++) {
		uint32_t letter = alphabet_stand_in(w->m->alphabet, (enum stand_in)i);

		if (may_follow(w, last, letter, false) && fits_need(w, need, letter))
			return letter;
	}
	return NONE;
}

/* The end of the pattern, behind a node. */
static void arrive(struct walk *w, uint32_t from, const struct pending *p)
{
	struct step *last = &w->steps[from];
	bool blank = last->letter != BEFORE_START &&
		     letter_at(w, last->letter)->kind == NORMAL_BLANK && (w->rules & RULE_BLANK);
	uint32_t tail;

	if (p->need != NEED_WORD && !blank) {
		last->left = 0;
		last->tail = NONE;
		return;
	}
	if (p->ended || last->left != NONE)
		return;
	tail = tail_for(w, last, (enum need)p->need);
	if (tail == NONE)
		return;
	last->left = 1;
	last->tail = tail;
}

static void pass_mark(struct walk *w, uint32_t from, const struct pending *p)
{
	const struct state *s = &w->m->states[p->state];
	uint32_t before = w->steps[from].letter;
	enum need need = (enum need)p->need, wanted;

	if (s->mark == MARK_START) {
		if (before == BEFORE_START || !(w->rules & RULE_START))
			push(w, s->out, need, p->ended);
		return;
	}
	if (s->mark == MARK_END) {
		if (need != NEED_WORD)
			push(w, s->out, need, p->ended || (w->rules & RULE_END));
		return;
	}
	if (!(w->rules & RULE_BOUNDARY)) {
		push(w, s->out, need, p->ended);
		return;
	}
	wanted = is_word(w, before) == (s->mark == MARK_INSIDE) ? NEED_WORD : NEED_OTHER;
	if ((p->ended && wanted == NEED_WORD) || (need != NEED_NONE && need != wanted))
		return;
	push(w, s->out, wanted, p->ended);
}

/* All that can be read behind the node. */
static void follow(struct walk *w, uint32_t from, uint32_t state, uint32_t *queue_n)
{
	push(w, state, NEED_NONE, false);
	while (w->stack_n && !w->too_big) {
		struct pending p = w->stack[--w->stack_n];
		const struct state *s = &w->m->states[p.state];

		if (s->type == STATE_LETTER && !p.ended)
			read_letters(w, from, &p, queue_n);
		else if (s->type == STATE_MARK)
			pass_mark(w, from, &p);
		else if (s->type == STATE_END)
			arrive(w, from, &p);
		else if (s->type == STATE_FORK)
			for (uint32_t i = s->n; i-- > 0;)
				push(w, w->m->ways[s->first + i], (enum need)p.need, p.ended);
	}
	w->stack_n = 0;
	while (w->touched_n)
		w->seen[w->touched[--w->touched_n]] = 0;
}

static void walk_forward(struct walk *w)
{
	uint32_t queue_n = 0;

	for (uint32_t i = 0; i < w->n && w->steps[i].state == NONE; i++) {
		w->steps[i].far = w->steps[i].letter != BEFORE_START;
		w->queue[queue_n++] = i;
	}
	for (uint32_t i = 0; i < queue_n && !w->too_big; i++) {
		uint32_t at = w->queue[i], state = w->steps[at].state;

		follow(w, at, state == NONE ? w->m->start : w->m->states[state].out, &queue_n);
	}
}

/* --- backward --- */

/* Edges by where they go: rows of those that come from. */
static uint32_t *rows_of_edges(const struct walk *w, uint32_t **start)
{
	uint32_t *row = ARENA_ARRAY(w->m->arena, uint32_t, w->n + 2),
		 *from = ARENA_ARRAY(w->m->arena, uint32_t, w->edges_n + 1);

	for (uint32_t i = 0; i < w->edges_n; i++)
		row[w->edges[i].to + 2]++;
	for (uint32_t i = 2; i < w->n + 2; i++)
		row[i] += row[i - 1];
	for (uint32_t i = 0; i < w->edges_n; i++)
		from[row[w->edges[i].to + 1]++] = w->edges[i].from;
	*start = row;
	return from;
}

static void walk_backward(struct walk *w)
{
	uint32_t *start, *from = rows_of_edges(w, &start), n = 0;

	/* those that need a letter behind them come second; of equals the first in the pattern */
	for (uint32_t left = 0; left < 2; left++)
		for (uint32_t i = w->n; i-- > 0;)
			if (w->steps[i].left == left && w->steps[i].far != NONE)
				w->queue[n++] = i;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t to = w->queue[i];

		for (uint32_t k = start[to]; k < start[to + 1]; k++) {
			struct step *s = &w->steps[from[k]];

			if (s->left != NONE)
				continue;
			s->left = w->steps[to].left + 1;
			s->next = to;
			w->queue[n++] = from[k];
		}
	}
}

struct walk *walk_new(const struct machine *m, unsigned rules)
{
	struct walk *w = ARENA_NEW(m->arena, struct walk);

	w->m = m;
	w->rules = rules;
	if (!make_steps(w))
		return NULL;
	w->queue = ARENA_ARRAY(m->arena, uint32_t, w->n + 1);
	w->seen = ARENA_ARRAY(m->arena, uint8_t, m->n);
	w->touched = ARENA_ARRAY(m->arena, uint32_t, m->n);
	w->stack = ARENA_ARRAY(m->arena, struct pending, 6 * (size_t)m->n + 1);
	walk_forward(w);
	if (w->too_big)
		return NULL;
	walk_backward(w);
	return w;
}

bool walk_arrives(const struct walk *w)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->steps[i].state == NONE && w->steps[i].left != NONE)
			return true;
	return false;
}

/* Through a node that is reached and gets to the end. */
static bool is_passed(const struct step *s)
{
	return s->far != NONE && s->left != NONE;
}

bool walk_passes(const struct walk *w, uint32_t state)
{
	for (uint32_t i = w->first[state]; i < w->first[state + 1]; i++)
		if (is_passed(&w->steps[i]))
			return true;
	return false;
}

/* --- texts --- */

/* The best node of a state; NONE: it is on no way. */
static uint32_t best_of(const struct walk *w, uint32_t from, uint32_t to)
{
	uint32_t best = NONE;

	for (uint32_t i = from; i < to; i++)
		if (is_passed(&w->steps[i]) &&
		    (best == NONE || w->steps[i].far + w->steps[i].left <
					 w->steps[best].far + w->steps[best].left))
			best = i;
	return best;
}

struct writer {
	char *p;
	size_t n;
};

static void put(struct writer *o, const struct walk *w, uint32_t letter)
{
	if (letter < BEFORE_START)
		o->n += utf8_put(letter_at(w, letter)->code, o->p + o->n);
}

static void mark_seen(uint8_t *seen, uint32_t state)
{
	if (state != NONE)
		seen[state] = 1;
}

/* The shortest text through a node; the states on its way are marked. */
static struct str text_through(
    const struct walk *w, uint32_t node, uint8_t *seen, struct arena *arena)
{
	uint32_t length = w->steps[node].far + w->steps[node].left + 1, n = 0;
	uint32_t *way = ARENA_ARRAY(arena, uint32_t, length + 1);
	struct writer o = {arena_alloc(arena, (length + 2) * 4), 0};
	uint32_t i;

	for (i = node; i != NONE; i = w->steps[i].from)
		way[n++] = i;
	while (n) {
		put(&o, w, w->steps[way[--n]].letter);
		mark_seen(seen, w->steps[way[n]].state);
	}
	for (i = node; w->steps[i].next != NONE;) {
		i = w->steps[i].next;
		put(&o, w, w->steps[i].letter);
		mark_seen(seen, w->steps[i].state);
	}
	put(&o, w, w->steps[i].tail);
	return str_make(o.p, o.n);
}

size_t walk_texts(struct walk *w, struct str *texts, size_t most, struct arena *arena)
{
	uint32_t starts = 0, best;
	uint8_t *seen = w->seen; /* all clear after the walk */
	size_t n = 0;

	while (starts < w->n && w->steps[starts].state == NONE)
		starts++;
	best = best_of(w, 0, starts);
	if (best == NONE || !most)
		return 0;
	texts[n++] = text_through(w, best, seen, arena);
	for (uint32_t s = w->m->n; s-- > 0 && n < most;) {
		if (w->m->states[s].type != STATE_LETTER || seen[s])
			continue;
		best = best_of(w, w->first[s], w->first[s + 1]);
		if (best != NONE)
			texts[n++] = text_through(w, best, seen, arena);
	}
	memset(seen, 0, w->m->n);
	return n;
}

struct str walk_before(const struct walk *w, uint32_t state, struct arena *arena)
{
	uint32_t best = NONE, n = 0, *way;
	struct writer o;

	for (uint32_t i = w->first[state]; i < w->first[state + 1]; i++)
		if (w->steps[i].far != NONE &&
		    (best == NONE || w->steps[i].far < w->steps[best].far))
			best = i;
	if (best == NONE)
		return STR("");
	way = ARENA_ARRAY(arena, uint32_t, w->steps[best].far + 2);
	o = (struct writer){arena_alloc(arena, (w->steps[best].far + 2) * 4), 0};
	for (uint32_t i = w->steps[best].from; i != NONE; i = w->steps[i].from)
		way[n++] = i;
	while (n)
		put(&o, w, w->steps[way[--n]].letter);
	return str_make(o.p, o.n);
}
