/* trie.c - a trie over characters, in a double array, walked from every character of the text.
 *
 * Over characters, not bytes: a Han letter is one step, and one that begins no literal, as most do,
 * is known by its class alone and leads nowhere without touching the trie.  The double array (Aoe,
 * 1989) keeps the edges of all states in one row of cells: the child of state s by class c is
 * cell base[s] + c when that cell's `check` names s.
 *
 * This was the automaton of Aho and Corasick ("Efficient string matching", CACM 18, 1975), which
 * reads each character once.  Walking anew from each takes hardly more steps, as most literals have
 * two or three characters and most walks end after one; and where the automaton is one chain, each
 * step waiting for the last, no walk here waits for another.  All go on together, character by
 * character, and those that lead nowhere are left behind: a loop without a branch for each, as no
 * processor can foresee them. */
#include "pattern/trie.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "pattern/character.h"
#include "pattern/literals.h"

enum { PAGES = 0x110000 >> 8, ROOT = 0, FREE = -1, SCAN_MAX = 1024, WIDTHS = 16 };

/* A state is the index of its cell. */
struct cell {
	int32_t check;
	int32_t base;
	uint32_t literal; /* the one that ends here; LITERAL_NONE: none does */
	uint8_t length;   /* its characters, without marks */
};

struct trie {
	uint16_t page[PAGES];   /* which 256 letters; those of page 0 are in no literal */
	struct sighted *letters; /* classes are numbers from 1; first those that begin a literal */
	size_t pages_n;
	uint32_t beginnings_n, classes_n;
	struct cell *cells;
	size_t cells_n, literals_n;
};

/* What only building needs: states in breadth-first order, each a range of the sorted literals. */
struct branch {
	uint32_t first, last; /* literals first..last - 1 begin with this state's text */
	uint32_t bytes;       /* of that text */
	int32_t state;
	uint32_t class;
};

struct builder {
	struct trie *t;
	const struct str *literals;
	uint32_t *order; /* literals, sorted by text */
	size_t n;
	struct branch *branches;
	size_t branches_n, branches_cap;
	size_t look_from[WIDTHS]; /* by number of children: cells before are not worth a look */
	size_t used;              /* all cells from here are free */
	size_t cap;               /* of cells */
};

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory building the trie of literals\n", stderr);
		abort();
	}
	return p;
}

static inline struct sighted letter_of(const struct trie *t, uint32_t code)
{
	return t->letters[(size_t)t->page[code >> 8] << 8 | (code & 0xff)];
}

static uint16_t add_page(struct trie *t)
{
	t->letters = must(realloc(t->letters, (t->pages_n + 1) * 256 * sizeof *t->letters));
	for (size_t i = 0; i < 256; i++)
		t->letters[(t->pages_n << 8) + i] = (struct sighted){0, CHARACTER_DOUBTFUL};
	return (uint16_t)t->pages_n++;
}

static struct sighted *own_letter(struct trie *t, uint32_t code)
{
	if (!t->page[code >> 8])
		t->page[code >> 8] = add_page(t);
	return &t->letters[(size_t)t->page[code >> 8] << 8 | (code & 0xff)];
}

static void add_class(struct trie *t, uint32_t code)
{
	struct sighted *l = own_letter(t, code);
	if (!l->class)
		l->class = ++t->classes_n & 0xffffff;
}

/* Where a literal asks for any digit, what may be one has the class of LITERAL_DIGIT.  That is most
 * of Unicode, by pages: one page serves all. */
static void add_digits(struct trie *t)
{
	uint32_t digit = letter_of(t, LITERAL_DIGIT).class;
	uint16_t shared = 0;

	for (uint32_t page = 0; digit && page < PAGES; page++) {
		if (!character_maybe_digit(page << 8) || t->page[page])
			continue;
		if (!shared) {
			shared = add_page(t);
			for (uint32_t i = 0; i < 256; i++)
				t->letters[((size_t)shared << 8) + i].class = digit;
		}
		t->page[page] = shared;
	}
}

static void add_kinds(struct trie *t)
{
	for (uint32_t c = character_next_known(0); c != UINT32_MAX; c = character_next_known(c + 1))
		own_letter(t, c)->kinds = character_kinds(c) & 0xff;
}

static void add_letters(struct trie *t, const struct str *literals, size_t n)
{
	add_page(t);
	for (size_t i = 0, k = 0; i < n; i++, k = 0)
		add_class(t, utf8_next(literals[i], &k));
	t->beginnings_n = t->classes_n;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < literals[i].n;)
			add_class(t, utf8_next(literals[i], &k));
	add_kinds(t);
	add_digits(t);
}

static int compare_literals(const void *x, const void *y, void *literals)
{
	const struct str *l = literals;
	return str_compare(l[*(const uint32_t *)x], l[*(const uint32_t *)y]);
}

/* Cells up to n - 1, new ones free. */
static void need_cells(struct builder *b, size_t n)
{
	if (n > b->cap) {
		b->cap = 2 * n + 1024;
		b->t->cells = must(realloc(b->t->cells, b->cap * sizeof *b->t->cells));
	}
	for (; b->t->cells_n < n; b->t->cells_n++)
		b->t->cells[b->t->cells_n] = (struct cell){FREE, 0, LITERAL_NONE, 0};
}

static bool fits(struct builder *b, size_t base, const struct branch *children, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (base + children[i].class < b->t->cells_n &&
		    b->t->cells[base + children[i].class].check != FREE)
			return false;
	return true;
}

/* A base at which all children's cells are free.  States of as many children go on looking where
 * the last one found its place: behind it the row has been looked through already.  Looking long is
 * left to the next one; this one goes behind all. */
static size_t find_base(struct builder *b, const struct branch *children, size_t n)
{
	const size_t least = children[0].class;
	size_t *from = &b->look_from[n < WIDTHS ? n : WIDTHS - 1];

	for (size_t at = *from > least ? *from : least, end = at + SCAN_MAX; at < b->used; at++) {
		if (b->t->cells[at].check == FREE && fits(b, at - least, children, n)) {
			*from = *from > least ? at : *from;
			return at - least;
		}
		if (at == end) {
			*from = at;
			break;
		}
	}
	return b->used > least ? b->used - least : 0;
}

static void place_children(struct builder *b, int32_t parent, size_t first, size_t n)
{
	struct branch *children = b->branches + first;
	/* the root's children stand at their class; every class is one of a cell */
	size_t base = parent == ROOT ? 0 : find_base(b, children, n);

	need_cells(b, base + b->t->classes_n + 1);
	assert(b->t->cells_n < INT32_MAX);
	b->t->cells[parent].base = (int32_t)base;
	for (size_t i = 0; i < n; i++) {
		children[i].state = (int32_t)(base + children[i].class);
		b->t->cells[children[i].state].check = parent;
	}
	size_t end = base + children[n - 1].class + 1;
	if (b->used < end)
		b->used = end;
}

static void add_branch(struct builder *b, struct branch branch)
{
	if (b->branches_n == b->branches_cap) {
		b->branches_cap = b->branches_cap ? 2 * b->branches_cap : 1024;
		b->branches = must(realloc(b->branches, b->branches_cap * sizeof *b->branches));
	}
	b->branches[b->branches_n++] = branch;
}

static int compare_branches(const void *x, const void *y)
{
	const struct branch *p = x, *q = y;
	return p->class < q->class ? -1 : p->class > q->class;
}

static uint8_t characters(struct str literal)
{
	unsigned n = (unsigned)utf8_length(literal);
	return (uint8_t)(n - (literal.p[0] == LITERAL_START) -
			 (literal.p[literal.n - 1] == LITERAL_END));
}

/* The states one character longer than branch i's. */
static void expand(struct builder *b, size_t i)
{
	const struct branch from = b->branches[i];
	size_t first = b->branches_n;

	for (uint32_t k = from.first; k < from.last;) {
		struct str s = b->literals[b->order[k]];
		if (s.n == from.bytes) { /* it ends here */
			b->t->cells[from.state].literal = LITERALS_MADE + b->order[k++];
			b->t->cells[from.state].length = characters(s);
			continue;
		}
		size_t end = from.bytes;
		uint32_t class = letter_of(b->t, utf8_next(s, &end)).class, start = k;
		while (k < from.last && b->literals[b->order[k]].n >= end &&
		       memcmp(b->literals[b->order[k]].p + from.bytes, s.p + from.bytes,
			   end - from.bytes) == 0)
			k++;
		add_branch(b, (struct branch){start, k, (uint32_t)end, 0, class});
	}
	if (b->branches_n == first)
		return;
	qsort(b->branches + first, b->branches_n - first, sizeof *b->branches, compare_branches);
	place_children(b, from.state, first, b->branches_n - first);
}

struct trie *trie_new(const struct str *literals, size_t n)
{
	struct trie *t = must(calloc(1, sizeof *t));
	struct builder b = {
	    .t = t, .literals = literals, .n = n, .order = must(malloc((n + 1) * sizeof *b.order))};

	assert(n < INT32_MAX - LITERALS_MADE);
	t->literals_n = n + LITERALS_MADE;
	add_letters(t, literals, n);
	for (size_t i = 0; i < n; i++) {
		assert(literals[i].n > 0);
		b.order[i] = (uint32_t)i;
	}
	qsort_r(b.order, n, sizeof *b.order, compare_literals, (void *)literals);
	need_cells(&b, t->classes_n + 1);
	t->cells[ROOT].check = ROOT;
	add_branch(&b, (struct branch){.last = (uint32_t)n, .state = ROOT});
	for (size_t i = 0; i < b.branches_n; i++)
		expand(&b, i);
	/* the root is no child: class 0 never is looked up, and its cell must not pass for one */
	t->cells[ROOT].check = FREE;
	t->cells = must(realloc(t->cells, t->cells_n * sizeof *t->cells));
	free(b.order);
	free(b.branches);
	return t;
}

void trie_free(struct trie **tp)
{
	struct trie *t = tp ? *tp : NULL;
	if (!t)
		return;
	free(t->letters);
	free(t->cells);
	free(t);
	*tp = NULL;
}

size_t trie_memory(const struct trie *t)
{
	return sizeof *t + t->pages_n * 256 * sizeof *t->letters + t->cells_n * sizeof *t->cells;
}

/* utf8_next() without a call. */
static inline uint32_t next_char(const unsigned char **p)
{
	const unsigned char *c = *p;

	if (c[0] < 0x80) {
		*p += 1;
		return c[0];
	}
	if ((c[0] & 0xf0) == 0xe0) {
		*p += 3;
		return (c[0] & 0x0fu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu);
	}
	if (c[0] < 0xe0) {
		*p += 2;
		return (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu);
	}
	*p += 4;
	return (c[0] & 0x07u) << 18 | (c[1] & 0x3fu) << 12 | (c[2] & 0x3fu) << 6 | (c[3] & 0x3fu);
}

/* Reads the text, between the marks of its start and end; the walkers that begin, their number. */
static size_t read_text(const struct trie *t, struct str text, struct sightings *s)
{
	const unsigned char *start = (const unsigned char *)text.p, *p = start,
			    *end = text.n ? p + text.n : p;
	struct sighted *letters = s->letters;
	struct walker *walkers = s->walkers;
	size_t n = 0, begun = 0;
	unsigned kinds = 0;

	letters[0] = letter_of(t, LITERAL_START);
	while (p < end) {
		s->byte[n & PLACES_MAX] = (uint8_t)(p - start);
		letters[++n] = letter_of(t, next_char(&p));
		kinds |= letters[n].kinds;
	}
	s->byte[n & PLACES_MAX] = (uint8_t)text.n;
	letters[n + 1] = letter_of(t, LITERAL_END);
	letters[n + 2] = (struct sighted){0, 0};
	for (uint32_t i = 0; i < n + 2; i++) {
		uint32_t class = letters[i].class;
		walkers[begun] = (struct walker){(int32_t) class, i};
		begun += class - 1u < t->beginnings_n;
	}
	s->chars = n;
	s->kinds = kinds;
	s->most = n < UINT8_MAX ? (unsigned)n : UINT8_MAX;
	s->all = n < PLACES_MAX ? (2ull << n) - 1 : ~0ull;
	return begun;
}

/* All walkers, which have read so many letters, note what they are and go on by one; how many are
 * left. */
static inline size_t go_on(
    const struct trie *t, struct sightings *s, size_t walkers, size_t read, bool crowded)
{
	const struct sighted *letters = s->letters + read;
	const struct cell *cells = t->cells;
	struct walker *row = s->walkers;
	struct noting noting = noting_begin(s);
	size_t left = 0;

	for (size_t i = 0; i < walkers; i++) {
		struct walker w = row[i];
		const struct cell *cell = &cells[w.state];
		uint32_t place = w.from - (w.from > 0); /* the mark of the start takes none */
		int32_t next = cell->base + (int32_t)letters[w.from].class;
		if (crowded)
			noting_add_crowded(&noting, cell->literal);
		else
			noting_add(&noting, cell->literal, 1ull << place, cell->length);
		row[left] = (struct walker){next, w.from};
		left += cells[next].check == w.state;
	}
	noting_end(s, &noting);
	return left;
}

void trie_search(const struct trie *t, struct str text, struct sightings *s)
{
	sightings_begin(s, t->literals_n, text.n);
	size_t walkers = read_text(t, text, s);
	sightings_empty(s);
	s->has_places = s->chars <= PLACES_MAX;
	for (size_t read = 1; walkers; read++) {
		s->has_places = s->has_places && s->found_n + walkers < SLOTS - LITERALS_MADE;
		walkers = s->has_places ? go_on(t, s, walkers, read, false)
					: go_on(t, s, walkers, read, true);
	}
}

void trie_renumber(struct trie *t, const uint32_t *number)
{
	for (size_t i = 0; i < t->cells_n; i++)
		t->cells[i].literal = number[t->cells[i].literal];
}
