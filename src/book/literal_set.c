/* literal_set.c - how literals of parts become literals of the whole. */
#include "book/literal_set.h"

#include <limits.h>
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
double set_cost(struct literal_set s)
{
	double cost = 0;
	for (size_t i = 0; i < s.n; i++)
		cost += s.v[i].n < 20 ? 1.0 / (double)(1ull << 3 * s.v[i].n) : 0;
	return cost;
}

static bool is_mark(char c)
{
	return c == LITERAL_START || c == LITERAL_END;
}

/* x + y, bound by bound: one that is endless stays so, one too large for its field errs on
 * the side of more room. */
static struct extent extent_sum(struct extent x, struct extent y)
{
	struct extent sum = {-LITERAL_ENDLESS, LITERAL_ENDLESS};

	if (x.least > -LITERAL_ENDLESS && y.least > -LITERAL_ENDLESS)
		sum.least = x.least + y.least;
	if (x.most < LITERAL_ENDLESS && y.most < LITERAL_ENDLESS)
		sum.most = x.most + y.most;
	if (sum.least >= LITERAL_ENDLESS)
		sum.least = LITERAL_ENDLESS - 1;
	if (sum.most > LITERAL_ENDLESS)
		sum.most = LITERAL_ENDLESS;
	return sum;
}

static struct extent extent_union(struct extent x, struct extent y)
{
	return (struct extent){
	    x.least < y.least ? x.least : y.least, x.most > y.most ? x.most : y.most};
}

/* Of a length: neither bound is below zero. */
static struct extent extent_times(struct extent x, unsigned min, unsigned max)
{
	unsigned long long least = (unsigned long long)x.least * min,
			   most = (unsigned long long)x.most * max;

	if (least >= LITERAL_ENDLESS)
		least = LITERAL_ENDLESS - 1;
	if (most > LITERAL_ENDLESS || (x.most && max == UINT_MAX))
		most = LITERAL_ENDLESS;
	return (struct extent){(int)least, (int)most};
}

/* The characters of the shortest and of the longest of the set. */
static struct extent set_length(struct literal_set s)
{
	struct extent length = {LITERAL_ENDLESS - 1, 0};

	for (size_t i = 0; i < s.n; i++) {
		int n = 0;
		for (size_t k = 0; k < s.v[i].n; k++)
			n += !is_mark(s.v[i].p[k]) && ((unsigned char)s.v[i].p[k] & 0xc0) != 0x80;
		length = extent_union(length, (struct extent){n, n});
	}
	return length;
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
static void add_group(
    struct arena *a, struct part *p, struct literal_set group, struct extent place)
{
	size_t kept = 0;

	if (says_nothing(group))
		return;
	struct literal_set all = shorten(a, group, SET_MAX);
	group = reduce(a, all);
	if (group.n == 0)
		return;
	if (group.n < all.n) /* one that was left out holds a shorter one, perhaps at its end */
		place = extent_sum(place,
		    (struct extent){0, set_length(all).most - set_length(group).least});
	for (size_t i = 0; i < p->groups_n; i++)
		if (implies(p->groups[i].set, group))
			return;
	for (size_t i = 0; i < p->groups_n; i++)
		if (!implies(group, p->groups[i].set))
			p->groups[kept++] = p->groups[i];
	p->groups_n = kept;
	double cost = set_cost(group);
	size_t at = p->groups_n;
	while (at > 0 && set_cost(p->groups[at - 1].set) > cost)
		at--;
	if (at == PART_GROUPS)
		return;
	if (p->groups_n < PART_GROUPS)
		p->groups_n++;
	memmove(&p->groups[at + 1], &p->groups[at], (p->groups_n - 1 - at) * sizeof *p->groups);
	p->groups[at] = (struct placed_set){group, place};
}

struct part part_unknown(void)
{
	return (struct part){.length = {0, LITERAL_ENDLESS}};
}

struct part part_character(void)
{
	return (struct part){.length = {1, 1}};
}

struct part part_of(struct literal_set exact)
{
	return (struct part){.is_exact = true, .exact = exact, .length = set_length(exact)};
}

struct part part_empty(struct arena *a)
{
	return part_of(set_one(a, "", 0));
}

struct part part_around(struct arena *a, struct part p)
{
	if (p.is_exact)
		add_group(a, &p, p.exact, (struct extent){0, 0});
	p.is_exact = true;
	p.exact = set_one(a, "", 0);
	p.length = (struct extent){0, 0};
	return p;
}

struct part part_behind(struct arena *a, struct part p)
{
	p = part_around(a, p);
	for (size_t i = 0; i < p.groups_n; i++)
		p.groups[i].at = (struct extent){-LITERAL_ENDLESS, LITERAL_ENDLESS};
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

/* Every literal of x followed by every one of y; not when that is too much. */
static bool cross(
    struct arena *a, struct literal_set x, struct literal_set y, struct literal_set *out)
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
		exact = cross(a, times, p.exact, &times);
	if (p.is_exact && !exact) { /* the first time begins it, the last ends it */
		add_group(a, &p, p.exact, (struct extent){0, 0});
		p.prefix = p.suffix = p.exact;
	}
	p.length = extent_times(p.length, min, max);
	p.is_exact = exact;
	p.exact = times;
	return p;
}

struct part part_repeat(struct arena *a, struct part p, unsigned min, unsigned max)
{
	if (min > 0)
		return min == 1 && max == 1 ? p : repeat_some(a, p, min, max);
	if (!p.is_exact || max != 1 || p.exact.n >= SET_MAX)
		return (struct part){.length = extent_times(p.length, min, max)};
	struct literal_set with = {ARENA_ARRAY(a, struct str, p.exact.n + 1), p.exact.n + 1};
	memcpy(with.v, p.exact.v, p.exact.n * sizeof *with.v);
	with.v[p.exact.n] = STR("");
	return part_of(with);
}

static struct literal_set prefix_of(const struct part *p)
{
	return p->is_exact ? p->exact : p->prefix;
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
 * second best. */
static void either_groups(struct arena *a, const struct part *parts, size_t n, struct part *out)
{
	struct part *p = ARENA_ARRAY(a, struct part, n);
	struct literal_set *sets = ARENA_ARRAY(a, struct literal_set, n);
	size_t common = PART_GROUPS;

	for (size_t i = 0; i < n; i++) {
		p[i] = parts[i];
		if (p[i].is_exact)
			add_group(a, &p[i], p[i].exact, (struct extent){0, 0});
		if (p[i].groups_n < common)
			common = p[i].groups_n;
	}
	for (size_t k = 0; k < common; k++) {
		struct extent at = p[0].groups[k].at;
		for (size_t i = 0; i < n; i++) {
			sets[i] = p[i].groups[k].set;
			at = extent_union(at, p[i].groups[k].at);
		}
		add_group(a, out, unite(a, sets, n), at);
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
		return part_of(prefix);
	struct part out = {.length = parts[0].length};
	for (size_t i = 0; i < n; i++) {
		sets[i] = suffix_of(&parts[i]);
		out.length = extent_union(out.length, parts[i].length);
	}
	out.prefix = prefix;
	out.suffix = unite(a, sets, n);
	either_groups(a, parts, n, &out);
	return out;
}

void chain_init(struct chain *c, struct arena *a)
{
	*c = (struct chain){.arena = a, .run = set_one(a, "", 0), .whole = true};
}

static void end_run(struct chain *c)
{
	add_group(c->arena, &c->done, c->run, c->at);
	if (c->whole)
		c->done.prefix = c->run;
	c->whole = false;
}

/* The run, made longer by the beginning of what follows, as far as that goes. */
static void lengthen(struct chain *c, struct literal_set prefix)
{
	if (prefix.n == 0 || cross(c->arena, c->run, prefix, &c->run) || c->run.n > CROSS_MAX)
		return;
	prefix = shorten(c->arena, prefix, c->run.n == 1 ? SET_MAX : CROSS_MAX / c->run.n);
	if (prefix.n)
		cross(c->arena, c->run, prefix, &c->run);
}

void chain_add(struct chain *c, struct part p)
{
	for (size_t i = 0; i < p.groups_n; i++)
		add_group(c->arena, &c->done, p.groups[i].set,
		    extent_sum(c->length, p.groups[i].at));
	c->length = extent_sum(c->length, p.length);
	if (p.is_exact && cross(c->arena, c->run, p.exact, &c->run))
		return;
	lengthen(c, prefix_of(&p));
	end_run(c);
	c->run = suffix_of(&p);
	if (c->run.n == 0)
		c->run = set_one(c->arena, "", 0);
	struct extent back = set_length(c->run);
	c->at = extent_sum(c->length, (struct extent){-back.most, -back.least});
}

struct part chain_end(struct chain *c)
{
	if (c->whole) {
		c->done.is_exact = true;
		c->done.exact = c->run;
	} else {
		add_group(c->arena, &c->done, c->run, c->at);
		c->done.suffix = c->run;
	}
	c->done.length = c->length;
	return c->done;
}
