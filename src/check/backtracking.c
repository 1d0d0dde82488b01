/* backtracking.c - patterns that take too many steps on some text.
 *
 * Where a pattern has few ways to read a text it is let be.  For the others texts are made that
 * they should be slow on: a word is repeated where a repetition of the pattern takes it, then
 * something follows that the pattern does not want.  All are measured, short ones first, so that
 * nothing is told that was not seen: the steps are those of the engine, and the text is one that
 * the prefilter lets through. */
#include "base/clock.h"
#include "base/utf8.h"
#include "book/match.h"
#include "check/ambiguity.h"
#include "check/patterns.h"
#include "check/ways.h"
#include "pattern/rx.h"

enum {
	MESSAGE_BYTES = 8192, /* the matcher sees no more (match.c) */
	TRIED_LETTERS = 100,  /* a first look */
	TRIED_STEPS = 50000,  /* so many at once: nothing worse is looked for */
	FEW_STEPS_A_LETTER = 30,
	FIRST_LETTERS = 8, /* then twice as many, and so on: */
	SAFE_LETTERS = 64, /* what takes long on so few gives up at its first start */
	SHORT_LETTERS = 150,
	LONG_LETTERS = 256, /* a long message, as people do write it, */
	SLOW_STEPS =
	    1000000, /* in which so many are far more than its square; 15 ms of a core or more */
	LONGEST_LETTERS = 512,
	REPEATS_MAX = 6,
	ATTACKS_MAX = 64,
	WORDS_A_REPEAT = 5,
	STATES_MAX = 800,
	COUNTED = 24,
	MEASURED_STEPS = 150000000, /* for a whole book: about 1.5 s of a core */
	LETTERS_A_STEP = 64,        /* a step may go over many letters */
	TRY_STEPS = 2000,           /* what a text costs besides */
	QUOTED_LETTERS = 12
};

static const double SUSPICIOUS = 1e4; /* ways */

/* --- texts --- */

/* before, word again and again, behind. */
struct attack {
	struct str before, word, behind;
	uint64_t steps; /* of the first look */
	double growth;  /* times as many steps for twice the text */
};

struct attacks {
	struct examiner *x;
	const struct examined *e;
	struct ways ways;
	struct str witness;
	char odd[8]; /* a letter that the pattern does not name */
	size_t odd_n;
	struct attack v[ATTACKS_MAX];
	size_t n;
	struct rx_meter *meter;
};

/* As a message would be searched, of about so many letters; empty: there is none. */
static struct str text_of(struct attacks *a, const struct attack *t, size_t letters)
{
	size_t word = utf8_length(t->word), times = word ? letters / word + 1 : 0;
	size_t room = MESSAGE_BYTES - 16;
	struct normal normal;
	struct str text;
	char *p;

	if (!word || t->before.n + t->behind.n + t->word.n > room)
		return STR("");
	if (times > (room - t->before.n - t->behind.n) / t->word.n)
		times = (room - t->before.n - t->behind.n) / t->word.n;
	text.n = t->before.n + times * t->word.n + t->behind.n;
	p = arena_alloc(a->x->moment, text.n + 1);
	text.p = p;
	memcpy(p, t->before.p, t->before.n);
	p += t->before.n;
	for (size_t i = 0; i < times; i++, p += t->word.n)
		memcpy(p, t->word.p, t->word.n);
	memcpy(p, t->behind.p, t->behind.n);
	if (normalise(a->x->book->normaliser, a->x->moment, text, &normal))
		return STR("");
	return normal.text;
}

/* Does the prefilter let the text through to the pattern? */
static bool is_searched(const struct attacks *a, struct str text)
{
	size_t n;
	const struct candidate *c = examiner_candidates(a->x, a->e->pattern, text, &n);

	return examiner_lists(a->x, c, n, a->e->pattern);
}

static void add_attack(struct attacks *a, struct str before, struct str word, struct str behind)
{
	if (a->n < ATTACKS_MAX)
		a->v[a->n++] = (struct attack){.before = before, .word = word, .behind = behind};
}

/* The ways of putting a repeated word into a text.  Where the pattern asks for more than the word
 * has, and the prefilter so passes the text over, it is put behind or in front. */
static void add_pump(struct attacks *a, struct str before, struct str word)
{
	struct str odd = str_make(a->odd, a->odd_n);
	struct attack plain = {.before = before, .word = word, .behind = odd};
	struct str text;

	if (!word.n)
		return;
	arena_reset(a->x->moment);
	text = text_of(a, &plain, TRIED_LETTERS);
	if (text.n && is_searched(a, text)) {
		add_attack(a, before, word, odd);
		return;
	}
	add_attack(a, before, word,
	    arena_printf(a->x->arena, "%.*s%.*s", STR_ARG(odd), STR_ARG(a->witness)));
	add_attack(a, a->witness, word, odd);
}

static bool is_inside(const struct node *n, const struct node *of)
{
	return n->from >= of->from && n->to <= of->to;
}

/* The letters that most of the states in a part of the pattern read. */
static size_t busiest_letters(
    const struct machine *m, const struct node *part, uint32_t *letters, size_t most)
{
	uint32_t *counts = ARENA_ARRAY(m->arena, uint32_t, m->alphabet->n);
	size_t n = 0;

	for (uint32_t s = 0; s < m->n; s++)
		for (uint32_t i = 0; m->states[s].type == STATE_LETTER && i < m->alphabet->n; i++)
			counts[i] +=
			    is_inside(m->states[s].node, part) && set_has(m->states[s].set, i);
	while (n < most) {
		uint32_t best = 0;

		for (uint32_t i = 1; i < m->alphabet->n; i++)
			if (counts[i] > counts[best])
				best = i;
		if (!counts[best])
			break;
		counts[best] = 0;
		letters[n++] = best;
	}
	return n;
}

/* What is read before a part of the pattern. */
static struct str text_before(
    const struct examined *e, const struct node *part, struct arena *arena)
{
	struct str best = STR("");
	bool any = false;

	for (uint32_t s = 0; s < e->machine->n; s++) {
		const struct state *state = &e->machine->states[s];

		if (state->type != STATE_LETTER || !is_inside(state->node, part))
			continue;
		struct str before = walk_before(e->walk, s, arena);

		if (!any || before.n < best.n)
			best = before;
		any = true;
	}
	return best;
}

/* Texts that a part of the pattern takes, by themselves. */
static size_t texts_of_part(const struct examined *e, const struct node *part, struct str *texts,
    size_t most, struct arena *arena)
{
	struct syntax_tree tree = *e->tree;
	struct machine *m;
	struct walk *w;

	tree.root = part;
	m = machine_short(&tree, e->alphabet, LOOKS_LEFT_OUT, STATES_MAX, arena);
	w = m ? walk_new(m, RULES) : NULL;
	return w ? walk_texts(w, texts, most, arena) : 0;
}

static void add_repeat(struct attacks *a, const struct node *repeat)
{
	struct arena *arena = a->x->arena;
	struct str before = text_before(a->e, repeat, arena), words[WORDS_A_REPEAT];
	uint32_t letters[2];
	size_t letters_n = busiest_letters(a->e->machine, repeat, letters, 2), n;

	for (size_t i = 0; i < letters_n; i++) {
		char bytes[4];
		size_t length = utf8_put(a->e->alphabet->v[letters[i]].code, bytes);

		add_pump(a, before, arena_str(arena, str_make(bytes, length)));
	}
	if (repeat->kids[0]->type == NODE_SET)
		return;
	n = texts_of_part(a->e, repeat->kids[0], words, WORDS_A_REPEAT, arena);
	for (size_t i = 0; i < n; i++)
		if (utf8_length(words[i]) > 1 || !letters_n)
			add_pump(a, before, words[i]);
}

/* Repetitions that are not of a fixed number, those with the most ways first. */
static void collect_repeats(
    struct ways w, const struct node *n, const struct node **repeats, size_t *count)
{
	if (n->type == NODE_REPEAT && n->max > 1 &&
	    (n->max > n->min || ways_of(w, n->kids[0]) > 1)) {
		size_t i = *count < REPEATS_MAX ? (*count)++ : REPEATS_MAX - 1;

		if (i == REPEATS_MAX - 1 && repeats[i] && ways_of(w, n) <= ways_of(w, repeats[i]))
			return;
		while (i && ways_of(w, repeats[i - 1]) < ways_of(w, n)) {
			repeats[i] = repeats[i - 1];
			i--;
		}
		repeats[i] = n;
	}
	for (uint32_t i = 0; i < n->n; i++)
		collect_repeats(w, n->kids[i], repeats, count);
}

/* The text that is wanted, but its end: each repetition takes what the next one is waiting for. */
static void add_beginnings(struct attacks *a)
{
	size_t letters = utf8_length(a->witness);

	for (size_t i = 1; i <= 3 && i < letters; i++)
		add_pump(a, STR(""), utf8_head(a->witness, letters - i));
}

static void add_ambiguous(struct attacks *a)
{
	struct machine *m =
	    machine_exact(a->e->tree, a->e->alphabet, COUNTED, STATES_MAX, a->x->arena);
	struct pump pumps[PUMPS_MAX];
	size_t n = m ? ambiguity_pumps(m, pumps) : 0;

	for (size_t i = 0; i < n; i++)
		add_pump(a, pumps[i].before, pumps[i].word);
}

static void make_attacks(struct attacks *a)
{
	const struct node *repeats[REPEATS_MAX] = {NULL};
	const struct alphabet *letters = a->e->alphabet;
	const struct found_texts *texts = &a->x->texts[a->e->pattern - a->x->book->patterns];
	size_t n = 0;

	a->odd_n = utf8_put(letters->v[alphabet_stand_in(letters, STAND_IN_SIGN)].code, a->odd);
	a->witness = texts->n ? texts->v[0] : STR("");
	collect_repeats(a->ways, a->e->tree->root, repeats, &n);
	add_ambiguous(a);
	for (size_t i = 0; i < n; i++)
		add_repeat(a, repeats[i]);
	add_beginnings(a);
}

/* --- measuring --- */

/* Counts what it counts. */
static uint64_t steps_of(struct attacks *a, struct str text, uint64_t most)
{
	uint64_t steps = rx_meter_steps(a->meter, text, most);

	a->x->measured += steps + steps * (text.n / LETTERS_A_STEP) + TRY_STEPS;
	return steps;
}

/* A first look; false: it costs little. */
static bool is_costly(struct attacks *a, struct attack *t)
{
	struct str text, half;
	uint64_t before;
	double length;

	arena_reset(a->x->moment);
	text = text_of(a, t, TRIED_LETTERS);
	if (!text.n || !is_searched(a, text))
		return false;
	t->steps = steps_of(a, text, TRIED_STEPS);
	length = (double)utf8_length(text);
	if ((double)t->steps < FEW_STEPS_A_LETTER * length)
		return false;
	half = text_of(a, t, TRIED_LETTERS / 2);
	before = steps_of(a, half, TRIED_STEPS);
	t->growth = (double)t->steps / (double)(before ? before : 1);
	if (t->steps > TRIED_STEPS)
		return true;
	return (double)t->steps * t->growth * t->growth >= SLOW_STEPS / 2.0; /* of 400 */
}

/* What a kind of text was seen to do, on the shortest one that it does it on. */
struct measured {
	struct str text;
	bool gave_up; /* else it takes more than SLOW_STEPS, or nothing was seen */
	bool slow;
	uint64_t steps;
	int64_t us;
};

static bool gives_up(struct attacks *a, const struct attack *t, size_t letters, struct str *text)
{
	*text = text_of(a, t, letters);
	return text->n && is_searched(a, *text) &&
	       rx_search(a->e->pattern->rx, a->x->rx, *text, 0, NULL) == RX_GAVE_UP;
}

/* A search that does not give up has no limit but the text's length: a long text is searched only
 * when the meter has seen that it comes to an end soon. */
static bool look_at_length(
    struct attacks *a, const struct attack *t, size_t letters, struct measured *m)
{
	int64_t began;

	arena_reset(a->x->moment);
	if (letters <= SAFE_LETTERS && gives_up(a, t, letters, &m->text)) {
		m->gave_up = true;
		return true;
	}
	m->text = text_of(a, t, letters);
	began = clock_monotonic_us();
	m->steps = steps_of(a, m->text, SLOW_STEPS);
	m->us = clock_monotonic_us() - began;
	m->slow = m->steps > SLOW_STEPS && letters <= LONG_LETTERS;
	if (m->steps <= SLOW_STEPS && letters > SAFE_LETTERS)
		m->gave_up = gives_up(a, t, letters, &m->text);
	return m->gave_up || m->slow;
}

/* To some letters, the shortest of these texts that the search gives up on. */
static size_t shorten(struct attacks *a, const struct attack *t, size_t letters)
{
	struct str text;

	for (size_t step = letters / 4; step; step /= 2) {
		arena_reset(a->x->moment);
		if (gives_up(a, t, letters - step, &text))
			letters -= step;
	}
	return letters;
}

static struct measured measure(struct attacks *a, const struct attack *t)
{
	struct measured m = {0};
	size_t letters = FIRST_LETTERS;
	int64_t began;

	while (!look_at_length(a, t, letters, &m)) {
		if (letters >= LONGEST_LETTERS ||
		    (letters >= LONG_LETTERS && m.steps > SLOW_STEPS / 4))
			return m;
		letters *= 2;
	}
	if (!m.gave_up)
		return m;
	letters = shorten(a, t, letters);
	arena_reset(a->x->moment);
	m.text = text_of(a, t, letters);
	began = clock_monotonic_us();
	m.steps = steps_of(a, m.text, SLOW_STEPS);
	m.us = clock_monotonic_us() - began;
	return m;
}

static const struct attack *worst(struct attacks *a)
{
	const struct attack *worst = NULL;

	for (size_t i = 0; i < a->n && (!worst || worst->steps <= TRIED_STEPS); i++)
		if (is_costly(a, &a->v[i]) && (!worst || a->v[i].steps > worst->steps))
			worst = &a->v[i];
	return worst;
}

/* --- telling --- */

/* The text, its middle left out where it is long. */
static struct str quote(struct attacks *a, struct str text)
{
	size_t letters = utf8_length(text);
	struct str head = utf8_head(text, QUOTED_LETTERS), rest;

	if (letters <= 2 * QUOTED_LETTERS)
		return text;
	rest = utf8_head(text, letters - QUOTED_LETTERS / 2);
	return arena_printf(a->x->moment, "%.*s…%.*s", STR_ARG(head),
	    STR_ARG(str_make(text.p + rest.n, text.n - rest.n)));
}

static void tell_given_up(struct attacks *a, const struct measured *m, struct str id)
{
	const struct pattern *p = a->e->pattern;
	struct str shown = quote(a, m->text);
	unsigned long letters = utf8_length(m->text), ms = (unsigned long)(m->us / 1000 + 1),
		      steps = m->steps > SLOW_STEPS ? SLOW_STEPS : (unsigned long)m->steps;

	if (letters > LONG_LETTERS)
		diag_find(a->x->diags, DIAG_ADVICE, "pattern.slow", id, p->at,
		    "in a long message this pattern can take so many steps that the search "
		    "gives up: on %lu letters like '%.*s' it took %lu or more (%lu ms)",
		    letters, STR_ARG(shown), steps, ms);
	else
		diag_find(a->x->diags, DIAG_WARNING, "pattern.steps", id, p->at,
		    "this pattern can take so many steps that the search gives up: on the %lu "
		    "letters '%.*s' it took %lu or more (%lu ms)",
		    letters, STR_ARG(shown), steps, ms);
}

static void tell_slow(struct attacks *a, const struct measured *m, struct str id)
{
	struct place at = a->e->pattern->at;
	struct str shown = quote(a, m->text);
	unsigned long letters = utf8_length(m->text), ms = (unsigned long)(m->us / 1000 + 1);

	if (letters > SHORT_LETTERS)
		diag_find(a->x->diags, DIAG_ADVICE, "pattern.slow", id, at,
		    "in a long message this pattern is slow: on %lu letters like '%.*s' it "
		    "took more than %d steps (%lu ms)",
		    letters, STR_ARG(shown), SLOW_STEPS, ms);
	else
		diag_find(a->x->diags, DIAG_WARNING, "pattern.steps", id, at,
		    "this pattern is slow: on %lu letters like '%.*s' it took more than %d "
		    "steps (%lu ms)",
		    letters, STR_ARG(shown), SLOW_STEPS, ms);
}

static void tell(struct attacks *a, const struct measured *m)
{
	struct str id = a->x->book->intents[a->e->pattern->intent].id;

	if (m->gave_up)
		tell_given_up(a, m, id);
	else if (m->slow)
		tell_slow(a, m, id);
	else
		return;
	diag_propose(a->x->diags,
	    "let nothing be repeated that has a repetition in it or can be read in two ways, "
	    "and say how long a gap may be: .{0,8} for .*");
}

void backtracking_tell(struct examiner *x, const struct examined *e)
{
	struct ways ways = ways_new(e->tree, x->arena);
	struct attacks *a;
	const struct attack *t;

	if (ways_of(ways, e->tree->root) < SUSPICIOUS)
		return;
	if (x->measured > MEASURED_STEPS) {
		x->unmeasured++;
		return;
	}
	a = ARENA_NEW(x->arena, struct attacks);
	a->x = x;
	a->e = e;
	a->ways = ways;
	a->meter = rx_meter_new(e->pattern->text);
	if (!a->meter)
		return;
	make_attacks(a);
	t = worst(a);
	if (t) {
		struct measured m = measure(a, t);

		tell(a, &m);
	}
	rx_meter_free(&a->meter);
}

void backtracking_tell_unmeasured(struct examiner *x)
{
	if (!x->unmeasured)
		return;
	diag_find(x->diags, DIAG_ADVICE, "pattern.unmeasured", STR(""),
	    (struct place){.file = x->book->name.p},
	    "%u patterns that may take many steps were not measured: there are too many of them",
	    x->unmeasured);
	diag_propose(x->diags, "mend those that are told, and check again");
}
