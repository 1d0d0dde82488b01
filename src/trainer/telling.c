/* telling.c - candidates are the runs of two to four characters of a sentence (in a script of letters its
 * words), alone and in pairs; each is tried with all texts.
 *
 * Which texts hold a run is found once for each run, so that a pair costs a walk over bits. */
#include "trainer/telling.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "pattern/character.h"
#include "trainer/telling_word.h"

enum {
	RUN_LEAST = 2,
	RUN_MOST = 4,     /* characters, where there are no blanks */
	RUNS = 160,       /* of one sentence */
	GAP = 8,          /* characters between two runs; in a script of letters: */
	GAP_LETTERS = 30,
	ODDMENT = 2,      /* a further line must find so many messages */
	STRAY = 4,        /* of what else was said it may find one for so many messages */
	BESIDE = 4        /* different neighbours are counted so far */
};

/* A part of a sentence. */
struct run {
	struct str text;
	bool letters; /* a word of letters */
	bool apart_before, apart_behind; /* nothing that makes a word may stand there (\b) */
	size_t from;  /* its first byte in the sentence */
	double word;  /* 0..1: how much it looks like a word */
	size_t in;    /* texts that hold it */
	uint64_t *wanted, *others; /* bits: which ones hold it */
	uint32_t before[BESIDE], behind[BESIDE];
	unsigned before_n, behind_n;
};

struct candidate {
	const struct run *a, *b; /* b NULL: one alone */
	double value;
	size_t sentences, messages, others;
	unsigned gap; /* the widest that was met in what is wanted */
};

struct search {
	const struct telling_options *o;
	struct arena *arena;
	bool *found; /* of the wanted: by an earlier line */
	struct run *runs;
	size_t runs_n;
	struct candidate best[TELLING_CHOICES + 1]; /* the best first */
	size_t best_n;
};

/* ---- runs ---- */

static void add_run(struct search *s, struct str sentence, size_t from, size_t to, bool letters)
{
	struct str text = str_make(sentence.p + from, to - from);

	if (s->runs_n == RUNS || (letters && word_is_small(text)))
		return;
	for (size_t i = 0; i < s->runs_n; i++)
		if (str_eq(s->runs[i].text, text))
			return;
	s->runs[s->runs_n++] = (struct run){.text = text, .letters = letters, .from = from};
}

static size_t add_word(struct search *s, struct str sentence, size_t from)
{
	size_t to = from, next = from, chars = 0;

	while (next < sentence.n) {
		uint32_t c = utf8_next(sentence, &next);

		if (!letter_is_spelt(c))
			break;
		to = next;
		chars++;
	}
	if (chars >= RUN_LEAST)
		add_run(s, sentence, from, to, true);
	return to;
}

static void add_han(struct search *s, struct str sentence, size_t from)
{
	size_t to = from;

	for (size_t chars = 1; to < sentence.n && chars <= RUN_MOST; chars++) {
		size_t next = to;

		if (!letter_is_han(utf8_next(sentence, &next)))
			return;
		to = next;
		if (chars >= RUN_LEAST)
			add_run(s, sentence, from, to, false);
	}
}

static void take_apart(struct search *s, struct str sentence)
{
	s->runs_n = 0;
	for (size_t i = 0; i < sentence.n;) {
		size_t next = i;
		uint32_t c = utf8_next(sentence, &next);

		if (letter_is_spelt(c)) {
			i = add_word(s, sentence, i);
			continue;
		}
		if (letter_is_han(c))
			add_han(s, sentence, i);
		i = next;
	}
}

/* ---- where a run stands ---- */

static uint32_t before_of(struct str text, size_t at)
{
	size_t i = at;

	if (!at)
		return 0;
	while (i && ((unsigned char)text.p[--i] & 0xc0) == 0x80)
		;
	return utf8_next(text, &i);
}

static uint32_t behind_of(struct str text, size_t at)
{
	return at < text.n ? utf8_next(text, &at) : 0;
}

/* Of what \b sees words, digits and Han too. */
static bool makes_words(uint32_t c)
{
	return c && character_kinds(c) & CHARACTER_WORD;
}

/* The next place of a run at or behind `from`; text.n: none. */
static size_t next_place(const struct run *r, struct str text, size_t from)
{
	while (from < text.n) {
		const char *p = memmem(text.p + from, text.n - from, r->text.p, r->text.n);
		size_t at;

		if (!p)
			break;
		at = (size_t)(p - text.p);
		if (!(r->apart_before && makes_words(before_of(text, at))) &&
		    !(r->apart_behind && makes_words(behind_of(text, at + r->text.n))))
			return at;
		from = at + 1;
	}
	return text.n;
}

/* A word of letters stands apart, unless what is wanted has it beside Han or digits, where \b finds
 * no edge: app in 打开app闪退, iphone in iphone15. */
static void set_apart(const struct search *s, struct run *r)
{
	struct run bare = {.text = r->text};

	r->apart_before = r->apart_behind = !s->o->side_by_side;
	for (size_t i = 0; i < s->o->wanted_n; i++) {
		struct str text = s->o->wanted[i].text;

		for (size_t at = 0; (at = next_place(&bare, text, at)) < text.n; at++) {
			uint32_t before = before_of(text, at), behind = behind_of(text, at + r->text.n);

			if (letter_is_spelt(before) || letter_is_spelt(behind))
				continue; /* of a longer word */
			r->apart_before = r->apart_before && !makes_words(before);
			r->apart_behind = r->apart_behind && !makes_words(behind);
		}
	}
}

static void note(uint32_t *list, unsigned *n, uint32_t c)
{
	for (unsigned i = 0; i < *n; i++)
		if (list[i] == c)
			return;
	if (*n < BESIDE)
		list[(*n)++] = c;
}

/* The edge of a text and a sign count as a neighbour each time: nothing is cut there. */
static void note_beside(struct run *r, struct str text, size_t at)
{
	uint32_t before = before_of(text, at), behind = behind_of(text, at + r->text.n);

	note(r->before, &r->before_n, letter_is_han(before) ? before : r->before_n + 1);
	note(r->behind, &r->behind_n, letter_is_han(behind) ? behind : r->behind_n + 1);
}

static bool look_in(struct run *r, struct str text)
{
	size_t at = next_place(r, text, 0);

	if (at == text.n)
		return false;
	r->in++;
	note_beside(r, text, at);
	return true;
}

static void look_everywhere(struct search *s, struct run *r)
{
	const struct telling_options *o = s->o;

	r->wanted = ARENA_ARRAY(s->arena, uint64_t, o->wanted_n / 64 + 1);
	r->others = ARENA_ARRAY(s->arena, uint64_t, o->others_n / 64 + 1);
	if (r->letters)
		set_apart(s, r);
	for (size_t i = 0; i < o->wanted_n; i++)
		if (look_in(r, o->wanted[i].text))
			r->wanted[i / 64] |= (uint64_t)1 << i % 64;
	for (size_t i = 0; i < o->others_n; i++)
		if (look_in(r, o->others[i]))
			r->others[i / 64] |= (uint64_t)1 << i % 64;
}

/* ---- what is a word ---- */

static double border(unsigned n, size_t in)
{
	if (in < 3) /* seen too seldom to tell */
		return 0.8;
	return n >= BESIDE ? 1 : n == 3 ? 0.9 : n == 2 ? 0.6 : 0.3;
}

static uint32_t last_of(struct str text)
{
	return before_of(text, text.n);
}

static double word_of(const struct run *r)
{
	size_t chars = utf8_length(r->text);
	double v;

	if (r->letters)
		return chars < 4 ? 0.7 : 1;
	v = border(r->before_n, r->in) * border(r->behind_n, r->in);
	if (letter_is_filler(behind_of(r->text, 0)))
		v *= 0.6;
	if (letter_is_filler(last_of(r->text)))
		v *= 0.6;
	return chars == RUN_MOST ? v * 0.9 : v;
}

/* ---- candidates ---- */

static size_t chars_between(struct str text, size_t from, size_t to)
{
	return utf8_length(str_make(text.p + from, to - from));
}

/* Does the candidate find the text?  *gap grows to what it needs. */
static bool finds(const struct candidate *c, struct str text, unsigned *gap)
{
	size_t most = c->a->letters || (c->b && c->b->letters) ? GAP_LETTERS : GAP;

	for (size_t i = next_place(c->a, text, 0); i < text.n; i = next_place(c->a, text, i + 1)) {
		size_t end = i + c->a->text.n, k;

		if (!c->b)
			return true;
		k = next_place(c->b, text, end);
		if (k < text.n && chars_between(text, end, k) <= most) {
			size_t between = chars_between(text, end, k);

			*gap = between > *gap ? (unsigned)between : *gap;
			return true;
		}
	}
	return false;
}

static uint64_t both(const uint64_t *a, const uint64_t *b, size_t i)
{
	return b ? a[i] & b[i] : a[i];
}

/* Counts what else it finds; false: too much, or what must not be found. */
static bool is_apart(const struct search *s, struct candidate *c)
{
	const struct telling_options *o = s->o;
	unsigned gap = 0;

	for (size_t w = 0; w <= o->others_n / 64; w++)
		for (uint64_t bits = both(c->a->others, c->b ? c->b->others : NULL, w); bits;
		     bits &= bits - 1) {
			size_t i = w * 64 + (size_t)__builtin_ctzll(bits);

			if (!finds(c, o->others[i], &gap))
				continue;
			if (i < o->strict || ++c->others > c->messages / STRAY)
				return false;
		}
	return true;
}

static void count(const struct search *s, struct candidate *c)
{
	const struct telling_options *o = s->o;

	for (size_t w = 0; w <= o->wanted_n / 64; w++)
		for (uint64_t bits = both(c->a->wanted, c->b ? c->b->wanted : NULL, w); bits;
		     bits &= bits - 1) {
			size_t i = w * 64 + (size_t)__builtin_ctzll(bits);

			if (s->found[i] || !finds(c, o->wanted[i].text, &c->gap))
				continue;
			c->sentences++;
			c->messages += o->wanted[i].n;
		}
}

/* How much of what is wanted it finds, and whether it is made of words.  One word alone says less, the
 * less the shorter it is. */
static double value_of(const struct search *s, const struct candidate *c)
{
	size_t all = 0;
	double found, words;

	for (size_t i = 0; i < s->o->wanted_n; i++)
		all += s->found[i] ? 0 : s->o->wanted[i].n;
	found = pow((double)c->messages / (double)(all ? all : 1), 0.75);
	if (c->b)
		words = c->a->word * c->b->word;
	else
		words = c->a->word * (c->a->letters || utf8_length(c->a->text) > 2 ? 0.6 : 0.45);
	return found * words;
}

static bool is_part(struct str a, struct str b)
{
	return memmem(a.p, a.n, b.p, b.n) || memmem(b.p, b.n, a.p, a.n);
}

/* The same words with a character more or less are no other choice. */
static bool is_like(const struct candidate *a, const struct candidate *b)
{
	if (!a->b != !b->b)
		return false;
	return is_part(a->a->text, b->a->text) && (!a->b || is_part(a->b->text, b->b->text));
}

static void keep(struct search *s, const struct candidate *c)
{
	size_t i;

	for (i = 0; i < s->best_n; i++)
		if (is_like(&s->best[i], c)) {
			if (s->best[i].value >= c->value)
				return;
			memmove(&s->best[i], &s->best[i + 1],
			    (--s->best_n - i) * sizeof *s->best);
			break;
		}
	for (i = 0; i < s->best_n && s->best[i].value >= c->value; i++)
		;
	if (i > TELLING_CHOICES)
		return;
	if (s->best_n > TELLING_CHOICES)
		s->best_n--;
	memmove(&s->best[i + 1], &s->best[i], (s->best_n++ - i) * sizeof *s->best);
	s->best[i] = *c;
}

static void consider(struct search *s, const struct run *a, const struct run *b)
{
	struct candidate c = {.a = a, .b = b};

	count(s, &c);
	c.value = value_of(s, &c);
	/* what is not good enough to be kept need not be tried with all others */
	if (!c.messages || (s->best_n > TELLING_CHOICES && c.value <= s->best[s->best_n - 1].value))
		return;
	if (!is_apart(s, &c))
		return;
	c.value *= (double)c.messages / (double)(c.messages + 3 * c.others);
	keep(s, &c);
}

/* Of one sentence, which every candidate finds. */
static void search(struct search *s, struct str sentence)
{
	s->best_n = 0;
	take_apart(s, sentence);
	for (size_t i = 0; i < s->runs_n; i++) {
		progress_tell(s->o->progress, i, s->runs_n);
		look_everywhere(s, &s->runs[i]);
		s->runs[i].word = word_of(&s->runs[i]);
	}
	for (size_t i = 0; i < s->runs_n; i++) {
		const struct run *a = &s->runs[i];

		consider(s, a, NULL);
		for (size_t k = 0; k < s->runs_n; k++) {
			const struct run *b = &s->runs[k];

			if (b->from >= a->from + a->text.n && a->word * b->word > 0.2)
				consider(s, a, b);
		}
	}
}

/* ---- lines ---- */

static struct str word_in(struct arena *arena, const struct run *r)
{
	return arena_printf(arena, "%s%.*s%s", r->apart_before ? "\\b" : "", STR_ARG(r->text),
	    r->apart_behind ? "\\b" : "");
}

/* Room for a little more than was met, and never more than was tried with the others. */
static unsigned room_of(const struct candidate *c)
{
	static const unsigned rooms[] = {4, 6, GAP, 16, GAP_LETTERS};
	unsigned most = c->a->letters || c->b->letters ? GAP_LETTERS : GAP;

	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
		if (rooms[i] >= c->gap + 2 && rooms[i] <= most)
			return rooms[i];
	return most;
}

static struct telling_pattern line_of(struct arena *arena, const struct candidate *c)
{
	struct telling_pattern p = {
	    .sentences = c->sentences, .messages = c->messages, .others = c->others};
	struct str a = word_in(arena, c->a);

	if (!c->b)
		p.pattern = arena_str(arena, a);
	else
		p.pattern = arena_printf(arena, "%.*s.{0,%u}%.*s", STR_ARG(a), room_of(c),
		    STR_ARG(word_in(arena, c->b)));
	return p;
}

static void mark_found(struct search *s, const struct candidate *c)
{
	unsigned gap = 0;

	for (size_t i = 0; i < s->o->wanted_n; i++)
		s->found[i] = s->found[i] || finds(c, s->o->wanted[i].text, &gap);
}

/* The most frequent sentence that no line finds; wanted_n: none. */
static size_t next_sentence(const struct search *s, const bool *tried)
{
	size_t best = s->o->wanted_n;

	for (size_t i = 0; i < s->o->wanted_n; i++)
		if (!s->found[i] && !tried[i] &&
		    (best == s->o->wanted_n || s->o->wanted[i].n > s->o->wanted[best].n))
			best = i;
	return best;
}

void telling_find(const struct telling_options *o, struct arena *arena, struct telling *out)
{
	enum { TRIES = 6 };
	struct search s = {.o = o, .arena = arena_new(1 << 16)};
	bool *tried = ARENA_ARRAY(s.arena, bool, o->wanted_n + 1);

	*out = (struct telling){0};
	s.found = ARENA_ARRAY(s.arena, bool, o->wanted_n + 1);
	s.runs = ARENA_ARRAY(s.arena, struct run, RUNS);
	if (o->wanted_n)
		search(&s, o->wanted[0].text);
	for (size_t i = 1; i < s.best_n; i++)
		if (2 * s.best[i].messages >= s.best[0].messages)
			out->choices[out->choices_n++] = line_of(arena, &s.best[i]);
	for (size_t i = 0; i < TRIES && out->lines_n < TELLING_LINES; i++) {
		size_t next;

		if (i == 0 && !s.best_n)
			break;
		if (s.best_n && (i == 0 || s.best[0].messages >= ODDMENT)) {
			out->lines[out->lines_n++] = line_of(arena, &s.best[0]);
			mark_found(&s, &s.best[0]);
		}
		next = next_sentence(&s, tried);
		if (next == o->wanted_n)
			break;
		tried[next] = true;
		search(&s, o->wanted[next].text);
	}
	arena_free(&s.arena);
}
