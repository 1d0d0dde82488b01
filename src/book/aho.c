/* aho.c - Aho and Corasick's automaton over characters, its goto function in a double array.
 *
 * Over characters, not bytes: a Han letter is one step, and one that stands in no literal, as most
 * do, is known by its class alone and leads to the root without touching the automaton.  The double
 * array (Aoe, 1989) keeps the edges of all states in one row of cells: the child of state s by
 * class c is cell base[s] + c when that cell's `check` names s.  A step that leads nowhere has read
 * four bytes, which is what counts when 30,000 patterns make the row longer than the cache: with
 * check among the rest of the cell the search took 1.4 times as long there. */
#include "book/aho.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "book/literals.h"

enum { PAGES = 0x110000 >> 8, ROOT = 0, FREE = -1, SCAN_MAX = 1024, WIDTHS = 16 };

/* A state is the index of its cell. */
struct cell {
	int32_t base;
	int32_t fail; /* the longest ending of what was read that is a state too */
	uint32_t out; /* where in `outs` the literals that end here begin; 0: none */
};

struct aho {
	uint16_t page[PAGES]; /* which 256 classes; page 0 is all 0 */
	uint32_t *classes;    /* 0: in no literal */
	size_t pages_n, classes_n;
	int32_t
	    *check; /* of each cell: the parent, or FREE; apart, as most looks at a cell end here */
	struct cell *cells;
	size_t cells_n;
	uint32_t *outs; /* a count and so many literals, each with its length behind it */
	size_t outs_n, outs_cap;
};

/* What only building needs: states in breadth-first order, each a range of the sorted literals. */
struct node {
	uint32_t first, last; /* literals first..last - 1 begin with this state's text */
	uint32_t bytes;       /* of that text */
	int32_t state;
	int32_t parent; /* index of a node */
	uint32_t class;
};

struct builder {
	struct aho *a;
	const struct str *literals;
	uint32_t *order; /* literals, sorted by text */
	size_t n;
	struct node *nodes;
	size_t nodes_n, nodes_cap;
	size_t look_from[WIDTHS]; /* by number of children: cells before are not worth a look */
	size_t used;              /* all cells from here are free */
	size_t cap;               /* of cells */
};

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory building the literal automaton\n", stderr);
		abort();
	}
	return p;
}

static inline uint32_t class_of(const struct aho *a, uint32_t code)
{
	return a->classes[(size_t)a->page[code >> 8] << 8 | (code & 0xff)];
}

static void set_class(struct aho *a, uint32_t code, uint32_t class)
{
	uint16_t *page = &a->page[code >> 8];
	if (!*page) {
		a->classes = must(realloc(a->classes, (a->pages_n + 1) * 256 * sizeof *a->classes));
		memset(a->classes + (a->pages_n << 8), 0, 256 * sizeof *a->classes);
		*page = (uint16_t)a->pages_n++;
	}
	a->classes[(size_t)*page << 8 | (code & 0xff)] = class;
}

static void add_class(struct aho *a, uint32_t code)
{
	if (!class_of(a, code))
		set_class(a, code, (uint32_t)++a->classes_n);
}

/* Where a literal asks for any digit, what may be one has the class of LITERAL_DIGIT.  That is most
 * of Unicode, by pages: one page serves all. */
static void add_digits(struct aho *a)
{
	uint32_t digit = class_of(a, LITERAL_DIGIT);
	uint16_t shared = 0;

	for (uint32_t page = 0; digit && page < PAGES; page++) {
		if (!literals_maybe_digit(page << 8) || a->page[page])
			continue;
		if (!shared) {
			for (uint32_t i = 0; i < 256; i++)
				set_class(a, page << 8 | i, digit);
			shared = a->page[page];
		}
		a->page[page] = shared;
	}
}

static void add_classes(struct aho *a, const struct str *literals, size_t n)
{
	a->classes = must(calloc(256, sizeof *a->classes));
	a->pages_n = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < literals[i].n;)
			add_class(a, utf8_next(literals[i], &k));
	add_digits(a);
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
		b->a->cells = must(realloc(b->a->cells, b->cap * sizeof *b->a->cells));
		b->a->check = must(realloc(b->a->check, b->cap * sizeof *b->a->check));
	}
	for (; b->a->cells_n < n; b->a->cells_n++) {
		b->a->cells[b->a->cells_n] = (struct cell){0};
		b->a->check[b->a->cells_n] = FREE;
	}
}

static bool fits(struct builder *b, size_t base, const struct node *children, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (base + children[i].class < b->a->cells_n &&
		    b->a->check[base + children[i].class] != FREE)
			return false;
	return true;
}

/* A base at which all children's cells are free.  States of as many children go on looking where
 * the last one found its place: behind it the row has been looked through already.  Looking long is
 * left to the next one; this one goes behind all. */
static size_t find_base(struct builder *b, const struct node *children, size_t n)
{
	const size_t least = children[0].class;
	size_t *from = &b->look_from[n < WIDTHS ? n : WIDTHS - 1];

	for (size_t at = *from > least ? *from : least, end = at + SCAN_MAX; at < b->used; at++) {
		if (b->a->check[at] == FREE && fits(b, at - least, children, n)) {
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
	struct node *children = b->nodes + first;
	/* the root's children stand at their class; every class is one of a cell */
	size_t base = parent == ROOT ? 0 : find_base(b, children, n);

	need_cells(b, base + b->a->classes_n + 1);
	assert(b->a->cells_n < INT32_MAX);
	b->a->cells[parent].base = (int32_t)base;
	for (size_t i = 0; i < n; i++) {
		children[i].state = (int32_t)(base + children[i].class);
		b->a->check[children[i].state] = parent;
	}
	size_t end = base + children[n - 1].class + 1;
	if (b->used < end)
		b->used = end;
}

static void add_node(struct builder *b, struct node node)
{
	if (b->nodes_n == b->nodes_cap) {
		b->nodes_cap = b->nodes_cap ? 2 * b->nodes_cap : 1024;
		b->nodes = must(realloc(b->nodes, b->nodes_cap * sizeof *b->nodes));
	}
	b->nodes[b->nodes_n++] = node;
}

static int compare_nodes(const void *x, const void *y)
{
	const struct node *a = x, *b = y;
	return a->class < b->class ? -1 : a->class > b->class;
}

/* The states one character longer than node i's. */
static void expand(struct builder *b, size_t i)
{
	const struct node from = b->nodes[i];
	size_t first = b->nodes_n;

	for (uint32_t k = from.first; k < from.last;) {
		struct str s = b->literals[b->order[k]];
		if (s.n == from.bytes) { /* it ends here */
			k++;
			continue;
		}
		size_t end = from.bytes;
		uint32_t class = class_of(b->a, utf8_next(s, &end)), start = k;
		while (k < from.last && b->literals[b->order[k]].n >= end &&
		       memcmp(b->literals[b->order[k]].p + from.bytes, s.p + from.bytes,
			   end - from.bytes) == 0)
			k++;
		add_node(b, (struct node){start, k, (uint32_t)end, 0, (int32_t)i, class});
	}
	if (b->nodes_n == first)
		return;
	qsort(b->nodes + first, b->nodes_n - first, sizeof *b->nodes, compare_nodes);
	place_children(b, from.state, first, b->nodes_n - first);
}

static inline int32_t child(const struct aho *a, int32_t state, uint32_t class)
{
	int32_t next = a->cells[state].base + (int32_t) class;
	return a->check[next] == state ? next : FREE;
}

static void set_fail(struct aho *a, const struct node *node, int32_t parent)
{
	int32_t next = FREE;
	/* root's own children fail to the root */
	for (int32_t s = parent; s != ROOT && next == FREE;) {
		s = a->cells[s].fail;
		next = child(a, s, node->class);
	}
	a->cells[node->state].fail = next == FREE ? ROOT : next;
}

static void add_out(struct aho *a, uint32_t v)
{
	if (a->outs_n == a->outs_cap) {
		a->outs_cap = a->outs_cap ? 2 * a->outs_cap : 1024;
		a->outs = must(realloc(a->outs, a->outs_cap * sizeof *a->outs));
	}
	a->outs[a->outs_n++] = v;
}

/* The literals that end in the node's state: its own, and those of its fail state, which is shorter
 * and so done. */
static void set_out(struct builder *b, const struct node *node)
{
	struct aho *a = b->a;
	struct cell *cell = &a->cells[node->state];
	uint32_t inherited = a->cells[cell->fail].out, k = node->first;

	if (b->literals[b->order[k]].n != node->bytes) { /* those that end here sort first */
		cell->out = inherited;
		return;
	}
	uint32_t at = (uint32_t)a->outs_n;
	add_out(a, 0);
	for (; k < node->last && b->literals[b->order[k]].n == node->bytes; k++) {
		add_out(a, b->order[k]);
		add_out(a, (uint32_t)utf8_length(b->literals[b->order[k]]));
	}
	for (uint32_t i = 0; inherited && i < 2 * a->outs[inherited]; i++)
		add_out(a, a->outs[inherited + 1 + i]);
	a->outs[at] = ((uint32_t)a->outs_n - at - 1) / 2;
	cell->out = at;
}

struct aho *aho_new(const struct str *literals, size_t n)
{
	struct aho *a = must(calloc(1, sizeof *a));
	struct builder b = {
	    .a = a, .literals = literals, .n = n, .order = must(malloc((n + 1) * sizeof *b.order))};

	assert(n < INT32_MAX);
	add_classes(a, literals, n);
	for (size_t i = 0; i < n; i++) {
		assert(literals[i].n > 0);
		b.order[i] = (uint32_t)i;
	}
	qsort_r(b.order, n, sizeof *b.order, compare_literals, (void *)literals);
	need_cells(&b, a->classes_n + 1);
	a->check[ROOT] = ROOT;
	add_out(a, 0); /* 0 means none */
	add_node(&b, (struct node){.last = (uint32_t)n, .state = ROOT});
	for (size_t i = 0; i < b.nodes_n; i++)
		expand(&b, i);
	for (size_t i = 1; i < b.nodes_n; i++) {
		set_fail(a, &b.nodes[i], b.nodes[b.nodes[i].parent].state);
		set_out(&b, &b.nodes[i]);
	}
	/* the root is no child: class 0 never is looked up, and its cell must not pass for one */
	a->check[ROOT] = FREE;
	a->cells = must(realloc(a->cells, a->cells_n * sizeof *a->cells));
	a->check = must(realloc(a->check, a->cells_n * sizeof *a->check));
	free(b.order);
	free(b.nodes);
	return a;
}

void aho_free(struct aho **ap)
{
	struct aho *a = ap ? *ap : NULL;
	if (!a)
		return;
	free(a->classes);
	free(a->check);
	free(a->cells);
	free(a->outs);
	free(a);
	*ap = NULL;
}

size_t aho_memory(const struct aho *a)
{
	return sizeof *a + a->pages_n * 256 * sizeof *a->classes +
	       a->cells_n * (sizeof *a->cells + sizeof *a->check) + a->outs_cap * sizeof *a->outs;
}

static inline int32_t step(const struct aho *a, int32_t state, uint32_t class)
{
	int32_t next = child(a, state, class);

	while (next == FREE && state != ROOT) {
		state = a->cells[state].fail;
		next = child(a, state, class);
	}
	return next == FREE ? ROOT : next;
}

/* utf8_next() without a call: this loop is a third of what finding candidates costs. */
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

void aho_search(const struct aho *a, struct str text,
    void (*found)(void *ctx, uint32_t literal, uint32_t at), void *ctx)
{
	const unsigned char *p = (const unsigned char *)text.p, *end = text.n ? p + text.n : p;
	int32_t state = step(a, ROOT, class_of(a, LITERAL_START));
	bool ended = false;

	for (uint32_t at = 1; !ended; at++) {
		ended = p == end;
		uint32_t class = class_of(a, ended ? (uint32_t)LITERAL_END : next_char(&p));
		state = class ? step(a, state, class) : ROOT;
		const uint32_t *out = a->outs + a->cells[state].out;
		for (uint32_t k = 0, n = out[0]; k < n; k++)
			found(ctx, out[1 + 2 * k],
			    at + 1 > out[2 + 2 * k] ? at + 1 - out[2 + 2 * k] : 1);
	}
}
