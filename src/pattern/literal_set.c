/* literal_set.c - how literals of parts become literals of the whole. */
#include "pattern/literal_set.h"

#include <stdlib.h>

enum {
	SET_MAX = LITERALS_IN_GROUP_MAX,
	LITERAL_BYTES_MAX = 48, /* longer ones find nothing that these do not */
	REPEAT_MAX = 8,
	CROSS_MAX = 48,  /* more make the automaton large and find little more */
	REDUCE_MAX = 40, /* comparing all with all is worth it up to so many */
};

struct literal_set set_one(struct arena *a, const char *p, size_t n)
{
	struct literal_set s = {ARENA_NEW(a, struct str), 1};
	s.v[0] = str_make(p, n);
	return s;
}

/* A byte of text counts as three bits of news: a Han letter nine, which is about right, a Latin one
 * too little, as it stands in more words. */
double literal_cost(struct str literal)
{
	return literal.n < 20 ? 1.0 / (double)(1ull << 3 * literal.n) : 0;
}

/* What the best group has least of. */
static double set_cost(struct literal_set s)
{
	double cost = 0;
	for (size_t i = 0; i < s.n; i++)
		cost += literal_cost(s.v[i]);
	return cost;
}

static bool is_mark(char c)
{
	return c == LITERAL_START || c == LITERAL_END;
}

/* Does every text hold one of s? */
static bool says_nothing(struct literal_set s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.v[i].n == 0 || (s.v[i].n == 1 && is_mark(s.v[i].p[0])))
			return true;
	return s.n == 0;
}

static bool contains(struct str s, struct str part)
{
	if (part.n == s.n)
		return str_eq(s, part);
	return part.n < s.n && memmem(s.p, s.n, part.p, part.n) != NULL;
}

/* Without literals that hold another of the set: finding the shorter one is enough. */
static struct literal_set reduce(struct arena *a, struct literal_set s)
{
	if (s.n < 2 || s.n > REDUCE_MAX)
		return s;
	struct literal_set out = {ARENA_ARRAY(a, struct str, s.n), 0};
	for (size_t i = 0; i < s.n; i++) {
		bool needed = true;
		for (size_t k = 0; k < s.n && needed; k++)
			if (k != i && contains(s.v[i], s.v[k]))
				needed = str_eq(s.v[i], s.v[k]) && i < k; /* of equals the first */
		if (needed)
			out.v[out.n++] = s.v[i];
	}
	return out;
}

static int compare_str(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static struct str first_chars(struct str s, size_t chars)
{
	size_t i = 0;
	while (i < s.n && (chars || ((unsigned char)s.p[i] & 0xc0) == 0x80)) {
		i++;
		if (i == s.n || ((unsigned char)s.p[i] & 0xc0) != 0x80)
			chars--;
		if (chars == 0)
			break;
	}
	return str_make(s.p, i);
}

/* A set cut to beginnings of so many characters that it has at most `most`; empty when that fails.
 */
static struct literal_set shorten(struct arena *a, struct literal_set s, size_t most)
{
	for (size_t chars = 3; chars >= 1 && s.n > most; chars--) {
		struct literal_set cut = {ARENA_ARRAY(a, struct str, s.n), 0};
		for (size_t i = 0; i < s.n; i++)
			cut.v[i] = first_chars(s.v[i], chars);
		qsort(cut.v, s.n, sizeof *cut.v, compare_str);
		for (size_t i = 0; i < s.n; i++)
			if (i == 0 || !str_eq(cut.v[i], cut.v[cut.n - 1]))
				cut.v[cut.n++] = cut.v[i];
		s = cut;
	}
	return s.n <= most ? s : (struct literal_set){NULL, 0};
}

/* Does a text with one of x always hold one of y? */
static bool implies(struct literal_set x, struct literal_set y)
{
	if (x.n > REDUCE_MAX || y.n > REDUCE_MAX)
		return false;
	for (size_t i = 0; i < x.n; i++) {
		bool held = false;
		for (size_t k = 0; k < y.n && !held; k++)
			held = contains(x.v[i], y.v[k]);
		if (!held)
			return false;
	}
	return true;
}

/* Keeps the best PART_GROUPS, best first, and none that another makes idle. */
static void add_group(struct arena *a, struct part *p, struct literal_set group)
{
	size_t kept = 0;

	if (says_nothing(group))
		return;
	group = reduce(a, shorten(a, group, SET_MAX));
	if (group.n == 0)
		return;
	for (size_t i = 0; i < p->groups_n; i++)
		if (implies(p->groups[i], group))
			return;
	for (size_t i = 0; i < p->groups_n; i++)
		if (!implies(group, p->groups[i]))
			p->groups[kept++] = p->groups[i];
	p->groups_n = kept;
	double cost = set_cost(group);
	size_t at = p->groups_n;
	while (at > 0 && set_cost(p->groups[at - 1]) > cost)
		at--;
	if (at == PART_GROUPS)
		return;
	if (p->groups_n < PART_GROUPS)
		p->groups_n++;
	memmove(&p->groups[at + 1], &p->groups[at], (p->groups_n - 1 - at) * sizeof *p->groups);
	p->groups[at] = group;
}

static struct edge edge_of(struct arena *a, struct literal_set s)
{
	struct edge e = {{ARENA_ARRAY(a, struct str, s.n), 0}, true, false};

	for (size_t i = 0; i < s.n; i++)
		if (s.v[i].n)
			e.set.v[e.set.n++] = s.v[i];
	e.absent = e.set.n < s.n;
	return e;
}

/* Of what begins (or ends) like x or like y. */
static struct edge edge_either(struct arena *a, struct edge x, struct edge y)
{
	size_t n = x.set.n + y.set.n;

	if (!x.known || !y.known || n > SET_MAX)
		return (struct edge){.known = false, .absent = x.absent || y.absent};
	struct edge e = {{ARENA_ARRAY(a, struct str, n), n}, true, x.absent || y.absent};
	if (x.set.n)
		memcpy(e.set.v, x.set.v, x.set.n * sizeof *e.set.v);
	if (y.set.n)
		memcpy(e.set.v + x.set.n, y.set.v, y.set.n * sizeof *e.set.v);
	return e;
}

/* Of x followed by y: x is what is looked at first. */
static struct edge edge_through(struct arena *a, struct edge x, struct edge y)
{
	bool absent = x.absent && y.absent;

	if (x.absent)
		x = edge_either(a, x, y);
	x.absent = absent;
	return x;
}

struct part part_unknown(void)
{
	return (struct part){.first.absent = true, .last.absent = true};
}

struct part part_of(struct arena *a, struct literal_set exact)
{
	struct edge e = edge_of(a, exact);
	return (struct part){.is_exact = true, .exact = exact, .first = e, .last = e};
}

struct part part_empty(struct arena *a)
{
	return part_of(a, set_one(a, "", 0));
}

struct part part_around(struct arena *a, struct part p)
{
	if (p.is_exact)
		add_group(a, &p, p.exact);
	p.is_exact = true;
	p.exact = set_one(a, "", 0);
	p.first = p.last = edge_of(a, p.exact);
	return p;
}

/* x and y one after the other.  A mark takes no room: the same one twice is once.  An end before a
 * start (`$^` finds the empty text) has no literal: *fits turns false. */
static struct str join(struct arena *a, struct str x, struct str y, bool *fits)
{
	size_t skip = 0;

	if (x.n && y.n && is_mark(y.p[0]) && is_mark(x.p[x.n - 1])) {
		skip = x.p[x.n - 1] == y.p[0];
		*fits = *fits && (skip || y.p[0] == LITERAL_END);
	}
	char *p = arena_alloc(a, x.n + y.n);
	memcpy(p, x.p, x.n);
	memcpy(p + x.n, y.p + skip, y.n - skip);
	return str_make(p, x.n + y.n - skip);
}

bool set_cross(struct arena *a, struct literal_set x, struct literal_set y, struct literal_set *out)
{
	if (x.n * y.n > (x.n == 1 || y.n == 1 ? SET_MAX : CROSS_MAX))
		return false;
	for (size_t i = 0; i < x.n; i++)
		for (size_t k = 0; k < y.n; k++)
			if (x.v[i].n + y.v[k].n > LITERAL_BYTES_MAX)
				return false;
	struct literal_set made = {ARENA_ARRAY(a, struct str, x.n * y.n), 0};
	bool fits = true;
	for (size_t i = 0; i < x.n; i++)
		for (size_t k = 0; k < y.n; k++)
			made.v[made.n++] = join(a, x.v[i], y.v[k], &fits);
	if (fits)
		*out = made;
	return fits;
}

/* As often as min says, when that stays exact; else what at least one time needs. */
static struct part repeat_some(struct arena *a, struct part p, unsigned min, unsigned max)
{
	struct literal_set times = p.exact;
	bool exact = p.is_exact && min == max && min <= REPEAT_MAX;

	for (unsigned i = 1; exact && i < min; i++)
		exact = set_cross(a, times, p.exact, &times);
	if (p.is_exact && !exact) { /* the first time begins it, the last ends it */
		add_group(a, &p, p.exact);
		p.prefix = p.suffix = p.exact;
	}
	p.is_exact = exact;
	p.exact = times;
	return p;
}

static struct literal_set prefix_of(const struct part *p)
{
	return p->is_exact ? p->exact : p->prefix;
}

struct part part_repeat(struct arena *a, struct part p, unsigned min, unsigned max)
{
	if (max == 0)
		return part_empty(a);
	if (min > 0)
		return min == 1 && max == 1 ? p : repeat_some(a, p, min, max);
	p.first.absent = p.last.absent = true;
	if (!p.is_exact || max != 1 || p.exact.n >= SET_MAX)
		return (struct part){.first = p.first, .last = p.last};
	struct literal_set with = {ARENA_ARRAY(a, struct str, p.exact.n + 1), p.exact.n + 1};
	memcpy(with.v, p.exact.v, p.exact.n * sizeof *with.v);
	with.v[p.exact.n] = STR("");
	return part_of(a, with);
}

static struct literal_set suffix_of(const struct part *p)
{
	return p->is_exact ? p->exact : p->suffix;
}

/* The union of n sets; empty when one is, or when it is too large. */
static struct literal_set unite(struct arena *a, const struct literal_set *sets, size_t n)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++) {
		if (sets[i].n == 0)
			return (struct literal_set){NULL, 0};
		total += sets[i].n;
	}
	struct literal_set s = {ARENA_ARRAY(a, struct str, total), 0};
	for (size_t i = 0; i < n; i++) {
		memcpy(s.v + s.n, sets[i].v, sets[i].n * sizeof *s.v);
		s.n += sets[i].n;
	}
	return s;
}

/* Whichever part matched, its best group was hit, so one of all their best is; and so for the
 * second best, where a part that has no such gives its last one again. */
static void either_groups(struct arena *a, const struct part *parts, size_t n, struct part *out)
{
	struct part *p = ARENA_ARRAY(a, struct part, n);
	struct literal_set *sets = ARENA_ARRAY(a, struct literal_set, n);
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		p[i] = parts[i];
		if (p[i].is_exact)
			add_group(a, &p[i], p[i].exact);
		if (p[i].groups_n == 0)
			return;
		most = p[i].groups_n > most ? p[i].groups_n : most;
	}
	for (size_t k = 0; k < most; k++) {
		for (size_t i = 0; i < n; i++)
			sets[i] = p[i].groups[k < p[i].groups_n ? k : p[i].groups_n - 1];
		add_group(a, out, unite(a, sets, n));
	}
}

struct part part_either(struct arena *a, const struct part *parts, size_t n)
{
	if (n == 1)
		return parts[0];
	struct literal_set *sets = ARENA_ARRAY(a, struct literal_set, n);
	bool exact = true;
	for (size_t i = 0; i < n; i++) {
		exact = exact && parts[i].is_exact;
		sets[i] = prefix_of(&parts[i]);
	}
	struct literal_set prefix = unite(a, sets, n);
	if (exact && prefix.n <= SET_MAX)
		return part_of(a, prefix);
	struct part out = {.prefix = prefix, .first = parts[0].first, .last = parts[0].last};
	for (size_t i = 0; i < n; i++) {
		sets[i] = suffix_of(&parts[i]);
		out.first = i ? edge_either(a, out.first, parts[i].first) : out.first;
		out.last = i ? edge_either(a, out.last, parts[i].last) : out.last;
	}
	out.suffix = unite(a, sets, n);
	either_groups(a, parts, n, &out);
	return out;
}

void chain_init(struct chain *c, struct arena *a)
{
	*c = (struct chain){.arena = a, .run = set_one(a, "", 0), .whole = true, .is_new = true};
	c->done.first = c->done.last = edge_of(a, c->run);
}

static void end_run(struct chain *c)
{
	add_group(c->arena, &c->done, c->run);
	if (c->whole)
		c->done.prefix = c->run;
	c->whole = false;
}

/* The run, made longer by the beginning of what follows, as far as that goes. */
static void lengthen(struct chain *c, struct literal_set prefix)
{
	if (prefix.n == 0 || set_cross(c->arena, c->run, prefix, &c->run) || c->run.n > CROSS_MAX)
		return;
	prefix = shorten(c->arena, prefix, c->run.n == 1 ? SET_MAX : CROSS_MAX / c->run.n);
	if (prefix.n)
		set_cross(c->arena, c->run, prefix, &c->run);
}

static bool is_just(const struct part *p, char mark)
{
	return p->is_exact && p->exact.n == 1 && p->exact.v[0].n == 1 && *p->exact.v[0].p == mark;
}

/* x before y, where one of them is a mark and the other how a match begins or ends. */
static void add_edge(
    struct chain *c, const struct edge *e, struct literal_set x, struct literal_set y)
{
	if (e->known && !e->absent && set_cross(c->arena, x, y, &x))
		add_group(c->arena, &c->done, x);
}

/* In `^(你好)?[,!]{0,2}(在吗|在不)[?]?$` parts that may be absent do not hide with what a text
 * begins, nor with what it ends. */
static void follow_edges(struct chain *c, const struct part *p)
{
	static const char start[] = {LITERAL_START}, end[] = {LITERAL_END};
	struct edge *first = &c->done.first, *last = &c->done.last;
	bool was_absent = first->absent;

	if (is_just(p, LITERAL_END))
		add_edge(c, last, last->set, set_one(c->arena, end, 1));
	if (c->is_new && is_just(p, LITERAL_START)) {
		c->at_start = true;
		return;
	}
	*first = edge_through(c->arena, *first, p->first);
	*last = edge_through(c->arena, p->last, *last);
	if (c->at_start && was_absent)
		add_edge(c, first, set_one(c->arena, start, 1), first->set);
}

void chain_add(struct chain *c, struct part p)
{
	follow_edges(c, &p);
	c->is_new = false;
	for (size_t i = 0; i < p.groups_n; i++)
		add_group(c->arena, &c->done, p.groups[i]);
	if (p.is_exact && set_cross(c->arena, c->run, p.exact, &c->run))
		return;
	lengthen(c, prefix_of(&p));
	end_run(c);
	c->run = suffix_of(&p);
	if (c->run.n == 0)
		c->run = set_one(c->arena, "", 0);
}

struct part chain_end(struct chain *c)
{
	if (c->whole) {
		c->done.is_exact = true;
		c->done.exact = c->run;
		c->done.first = c->done.last = edge_of(c->arena, c->run);
	} else {
		add_group(c->arena, &c->done, c->run);
		c->done.suffix = c->run;
	}
	return c->done;
}
