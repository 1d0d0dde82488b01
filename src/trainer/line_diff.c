/* line_diff.c - see line_diff.h.
 *
 * Myers' "An O(ND) Difference Algorithm", in linear space: a path from both ends until they meet,
 * then the same with both halves. */
#include "trainer/line_diff.h"

#include <stdint.h>
#include <stdlib.h>

enum { AROUND = 3, STEPS_MAX = 2000 };

/* One text: each line (with its newline) as a number that equal lines share. */
struct lines {
	struct str *text;
	uint32_t *id;
	bool *changed;
	size_t n;
};

struct diff {
	struct lines a, b;
	long *forth, *back; /* how far on each diagonal, from either end; [0] is the middle one */
};

static void split(struct str text, struct arena *arena, struct lines *out)
{
	size_t n = 0, at = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	n += text.n && text.p[text.n - 1] != '\n';
	*out = (struct lines){.text = ARENA_ARRAY(arena, struct str, n + 1),
	    .id = ARENA_ARRAY(arena, uint32_t, n + 1),
	    .changed = ARENA_ARRAY(arena, bool, n + 1),
	    .n = n};
	for (size_t i = 0; i < n; i++) {
		const char *end = memchr(text.p + at, '\n', text.n - at);
		size_t next = end ? (size_t)(end - text.p) + 1 : text.n;

		out->text[i] = str_make(text.p + at, next - at);
		at = next;
	}
}

/* table: an open hash of numbers + 1 of lines that were seen; they stand in all. */
static uint32_t number_of(
    struct str line, uint32_t *table, size_t mask, struct str *all, uint32_t *all_n)
{
	size_t at = str_hash(line, 0) & mask;

	for (; table[at]; at = (at + 1) & mask)
		if (str_eq(all[table[at] - 1], line))
			return table[at] - 1;
	all[*all_n] = line;
	table[at] = ++*all_n;
	return *all_n - 1;
}

static void number_lines(struct diff *d, struct arena *arena)
{
	size_t total = d->a.n + d->b.n, mask = 15;
	struct str *all = ARENA_ARRAY(arena, struct str, total + 1);
	uint32_t *table, all_n = 0;

	while (mask < total * 2)
		mask = mask * 2 + 1;
	table = ARENA_ARRAY(arena, uint32_t, mask + 1);
	for (size_t i = 0; i < d->a.n; i++)
		d->a.id[i] = number_of(d->a.text[i], table, mask, all, &all_n);
	for (size_t i = 0; i < d->b.n; i++)
		d->b.id[i] = number_of(d->b.text[i], table, mask, all, &all_n);
}

/* The furthest on diagonal k with one step more. */
static long step(const long *v, long k, long steps)
{
	return k == -steps || (k != steps && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;
}

/* Where a shortest way from (0, 0) to (n, m) is half done.  false: it is too long.
 *
 * A way that has left the rectangle cannot come back, and is always behind one along its edge: the
 * first two that meet are within it. */
static bool find_middle(struct diff *d, const uint32_t *a, long n, const uint32_t *b, long m,
    size_t *x_out, size_t *y_out)
{
	long delta = n - m, *f = d->forth, *r = d->back, x, y;

	f[1] = r[1] = 0;
	for (long steps = 0; steps <= STEPS_MAX; steps++) {
		for (long k = -steps; k <= steps; k += 2) {
			x = step(f, k, steps);
			for (y = x - k; x < n && y < m && a[x] == b[y]; y++)
				x++;
			f[k] = x;
			if (delta % 2 && labs(delta - k) < steps && x + r[delta - k] >= n) {
				*x_out = (size_t)x;
				*y_out = (size_t)y;
				return true;
			}
		}
		for (long k = -steps; k <= steps; k += 2) {
			x = step(r, k, steps);
			for (y = x - k; x < n && y < m && a[n - 1 - x] == b[m - 1 - y]; y++)
				x++;
			r[k] = x;
			if (delta % 2 == 0 && labs(delta - k) <= steps && x + f[delta - k] >= n) {
				*x_out = (size_t)(n - x);
				*y_out = (size_t)(m - y);
				return true;
			}
		}
	}
	return false;
}

static void mark(struct lines *l, size_t from, size_t to)
{
	for (; from < to; from++)
		l->changed[from] = true;
}

static void compare(struct diff *d, size_t a, size_t a_end, size_t b, size_t b_end)
{
	size_t x, y;

	while (a < a_end && b < b_end && d->a.id[a] == d->b.id[b])
		a++, b++;
	while (a < a_end && b < b_end && d->a.id[a_end - 1] == d->b.id[b_end - 1])
		a_end--, b_end--;
	if (a == a_end || b == b_end ||
	    !find_middle(
		d, d->a.id + a, (long)(a_end - a), d->b.id + b, (long)(b_end - b), &x, &y)) {
		mark(&d->a, a, a_end);
		mark(&d->b, b, b_end);
		return;
	}
	compare(d, a, a + x, b, b + y);
	compare(d, a + x, a_end, b + y, b_end);
}

static size_t gather(const struct diff *d, struct arena *arena, struct line_change **out)
{
	struct line_change *list = ARENA_ARRAY(arena, struct line_change, d->a.n + d->b.n + 1);
	size_t n = 0, i = 0, k = 0;

	while (i < d->a.n || k < d->b.n) {
		struct line_change c = {.a = i, .b = k};

		while (i < d->a.n && d->a.changed[i])
			i++;
		while (k < d->b.n && d->b.changed[k])
			k++;
		c.a_n = i - c.a;
		c.b_n = k - c.b;
		if (c.a_n || c.b_n)
			list[n++] = c;
		else
			i++, k++;
	}
	*out = list;
	return n;
}

static size_t run(
    struct diff *d, struct str a, struct str b, struct arena *arena, struct line_change **out)
{
	long *room;

	split(a, arena, &d->a);
	split(b, arena, &d->b);
	number_lines(d, arena);
	room = ARENA_ARRAY(arena, long, 2 * (2 * STEPS_MAX + 5));
	d->forth = room + STEPS_MAX + 2;
	d->back = d->forth + 2 * STEPS_MAX + 5;
	compare(d, 0, d->a.n, 0, d->b.n);
	return gather(d, arena, out);
}

size_t line_diff(struct str a, struct str b, struct arena *arena, struct line_change **out)
{
	struct diff d = {0};

	return run(&d, a, b, arena, out);
}

/* ---- printing ---- */

struct printing {
	const struct diff *diff;
	FILE *to;
	bool colour;
};

static void print_line(const struct printing *p, char sign, struct str line)
{
	const char *colour = !p->colour ? NULL : sign == '-' ? "31" : sign == '+' ? "32" : NULL;
	bool ends = line.n && line.p[line.n - 1] == '\n';

	line.n -= ends;
	if (colour)
		fprintf(p->to, "\033[%sm", colour);
	fputc(sign, p->to);
	fwrite(line.p, 1, line.n, p->to);
	if (colour)
		fputs("\033[0m", p->to);
	fputs(ends ? "\n" : "\n\\ No newline at end of file\n", p->to);
}

static void print_lines(
    const struct printing *p, char sign, const struct lines *l, size_t from, size_t to)
{
	for (; from < to; from++)
		print_line(p, sign, l->text[from]);
}

/* "12,7"; of no lines at all, the one before. */
static void print_range(FILE *to, size_t from, size_t n)
{
	fprintf(to, n == 1 ? "%zu" : "%zu,%zu", from + (n > 0), n);
}

/* Changes [0, n) that stand so near to each other that what is around them meets. */
static void print_hunk(const struct printing *p, const struct line_change *c, size_t n)
{
	const struct diff *d = p->diff;
	const struct line_change *last = &c[n - 1];
	size_t before = c->a < AROUND ? c->a : AROUND, a = c->a - before, b = c->b - before;
	size_t behind = d->a.n - last->a - last->a_n;
	size_t a_end = last->a + last->a_n + (behind < AROUND ? behind : AROUND);
	size_t b_end = last->b + last->b_n + (behind < AROUND ? behind : AROUND);

	fputs(p->colour ? "\033[36m@@ -" : "@@ -", p->to);
	print_range(p->to, a, a_end - a);
	fputs(" +", p->to);
	print_range(p->to, b, b_end - b);
	fputs(p->colour ? " @@\033[0m\n" : " @@\n", p->to);
	for (size_t i = 0; i < n; i++) {
		print_lines(p, ' ', &d->a, a, c[i].a);
		print_lines(p, '-', &d->a, c[i].a, c[i].a + c[i].a_n);
		print_lines(p, '+', &d->b, c[i].b, c[i].b + c[i].b_n);
		a = c[i].a + c[i].a_n;
	}
	print_lines(p, ' ', &d->a, a, a_end);
}

static void print_name(const struct printing *p, const char *sign, const char *name)
{
	fprintf(p->to, p->colour ? "\033[1m%s %s\033[0m\n" : "%s %s\n", sign,
	    name ? name : "/dev/null");
}

void line_diff_print(
    const char *a_name, struct str a, const char *b_name, struct str b, FILE *to, bool colour)
{
	struct arena *arena = arena_new(1 << 16);
	struct line_change *list;
	struct diff d = {0};
	size_t n = run(&d, a, b, arena, &list);
	struct printing p = {&d, to, colour};

	if (n) {
		print_name(&p, "---", a_name);
		print_name(&p, "+++", b_name);
	}
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n; k++)
			if (list[k].a - (list[k - 1].a + list[k - 1].a_n) > 2 * AROUND)
				break;
		print_hunk(&p, &list[i], k - i);
	}
	arena_free(&arena);
}
