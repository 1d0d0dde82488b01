/* load_parse.c - reading on behind a mistake in the YAML.
 *
 * A parser of YAML stops at the first mistake. A trainer wants to know all. So the text is changed
 * by as little as helps, and read again, with its lines where they were: a slip that can be read
 * in one way only is put right; else what lets reading go farthest is made a comment: the line of
 * the mistake, the one behind it, the key with all that is indented below, or the whole entry (an
 * intent, a phrase). What was left out is kept: a name that seems unknown may stand in it. */
#include <limits.h>

#include "base/utf8.h"
#include "book/load_internal.h"

/* A file over TEXT_MAX is no book a person wrote: one mistake is enough, and reading it a
 * hundred times too much. */
enum { ROUNDS_MAX = 100, ENTRY_INDENT = 2, TEXT_MAX = 1 << 19 };

enum change { CHANGE_SLIP, CHANGE_LINE, CHANGE_NEXT, CHANGE_KEY, CHANGE_ENTRY, CHANGES };

struct lines_of {
	char *p;
	size_t n;
};

/* Lines of the text, as bytes: from the beginning of the first to behind the end of the last. */
struct range {
	size_t from, end;
};

struct reading {
	struct load *l;
	const char *name;
	struct lines_of text;   /* as changed so far */
	struct place fault;     /* what stopped the last reading */
	const char *why;
	bool whole;             /* the text can be read */
};

static size_t line_end(const struct lines_of *t, size_t from)
{
	const char *end = memchr(t->p + from, '\n', t->n - from);

	return end ? (size_t)(end - t->p) : t->n;
}

/* Blanks in front of what stands in the line at `from`; SIZE_MAX for an empty line, a comment, or a
 * tab, which cannot indent and is most likely the mistake. */
static size_t indent_of(const struct lines_of *t, size_t from)
{
	size_t i = from;

	while (i < t->n && t->p[i] == ' ')
		i++;
	if (i == t->n || strchr("\n\r\t#", t->p[i]))
		return SIZE_MAX;
	return i - from;
}

/* An entry begins with its name, not with the dash of a list. */
static bool begins_entry(const struct lines_of *t, size_t from, size_t indent)
{
	return indent <= ENTRY_INDENT && t->p[from + indent] != '-';
}

/* What is indented deeper than the line at `from`. */
static size_t below(const struct lines_of *t, size_t from, size_t indent)
{
	size_t i = line_end(t, from) + 1;

	while (i < t->n && indent_of(t, i) > indent)
		i = line_end(t, i) + 1;
	return i < t->n ? i : t->n;
}

static size_t find_line(const struct lines_of *t, unsigned line)
{
	size_t from = 0;

	while (--line > 0 && from < t->n)
		from = line_end(t, from) + 1;
	return from < t->n ? from : t->n;
}

/* The entry to which `line` belongs, and the number of its first line. */
static struct range find_entry(const struct lines_of *t, unsigned line, unsigned *first)
{
	size_t start = 0, indent = 0, from = 0;

	*first = 1;
	for (unsigned i = 1; i <= line && from < t->n; i++) {
		size_t in = indent_of(t, from);

		if (in <= ENTRY_INDENT && begins_entry(t, from, in)) {
			start = from;
			indent = in;
			*first = i;
		}
		from = line_end(t, from) + 1;
	}
	return (struct range){start, below(t, start, indent)};
}

/* The line of the fault, and what belongs to it: what is indented below it, and the list of a key
 * whose dashes stand right under it. */
static struct range find_key(const struct lines_of *t, size_t from)
{
	size_t indent = indent_of(t, from), end;

	if (indent == SIZE_MAX)
		return (struct range){from, line_end(t, from) + 1};
	end = below(t, from, indent);
	while (t->p[from + indent] != '-' && end < t->n && indent_of(t, end) == indent &&
	       t->p[end + indent] == '-')
		end = below(t, end, indent);
	return (struct range){from, end};
}

/* Only the first letter of a line becomes #: a run of empty lines would be refused. false: nothing
 * was left there. */
static bool drop(struct lines_of *t, struct range r)
{
	bool changed = false, first = true;

	for (size_t i = r.from; i < r.end && i < t->n; i++) {
		if (t->p[i] == '\n') {
			first = true;
		} else if (t->p[i] != ' ') {
			changed = changed || t->p[i] != '#';
			t->p[i] = first ? '#' : ' ';
			first = false;
		}
	}
	return changed;
}

/* All slips of the kind that was told of, in its line. */
static bool mend_slip(struct reading *r, struct lines_of *t, size_t from)
{
	struct yaml_slip slip;
	bool changed = false;

	while (yaml_slip_find(str_make(t->p, t->n), from, true, &slip) &&
	       strcmp(slip.what, r->why) == 0 && slip.pos >= from &&
	       slip.pos < line_end(t, from)) {
		size_t rest = slip.pos + slip.len, n = strlen(slip.instead);
		char *p = arena_alloc(r->l->scratch, t->n + n + 1);

		memcpy(p, t->p, slip.pos);
		memcpy(p + slip.pos, slip.instead, n);
		memcpy(p + slip.pos + n, t->p + rest, t->n - rest);
		*t = (struct lines_of){p, t->n + n - slip.len};
		changed = true;
	}
	return changed;
}

/* What the change leaves out; in one line, from and end are the same where there is nothing. */
static struct range range_of(const struct lines_of *t, unsigned line, enum change how)
{
	size_t from = find_line(t, line), indent;
	unsigned first;

	if (how == CHANGE_ENTRY)
		return find_entry(t, line, &first);
	if (how == CHANGE_NEXT)
		from = find_line(t, line + 1);
	if (from == t->n)
		return (struct range){from, from};
	indent = indent_of(t, from);
	if (indent <= ENTRY_INDENT && begins_entry(t, from, indent))
		return (struct range){from, from}; /* who would know what the lines below it are */
	return how == CHANGE_KEY ? find_key(t, from) : (struct range){from, line_end(t, from)};
}

/* Makes the change to t. false: it changes nothing. */
static bool change(struct reading *r, struct lines_of *t, enum change how)
{
	if (how == CHANGE_SLIP)
		return mend_slip(r, t, find_line(t, r->fault.line));
	return drop(t, range_of(t, r->fault.line, how));
}

static bool told_already(const struct load *l, const struct diag *d, const char *name)
{
	for (size_t i = 0; i < diag_size(l->diags); i++) {
		const struct diag *other = diag_at(l->diags, i);

		if (other->at.line == d->at.line && other->at.col == d->at.col &&
		    other->at.file && strcmp(other->at.file, name) == 0)
			return true;
	}
	return false;
}

/* Tells what is new; the last of them is what stopped the reading, if anything did. */
static void tell(struct reading *r, const struct diag_list *own)
{
	for (size_t i = 0; i < diag_size(own); i++) {
		const struct diag *d = diag_at(own, i);

		r->fault = (struct place){r->name, d->at.line, d->at.col};
		if (!told_already(r->l, d, r->name))
			diag_error(r->l->diags, r->fault, "%s", d->text);
		r->why = arena_strdup(r->l->scratch, d->text);
	}
}

static void keep_lost(struct reading *r, enum change how)
{
	struct range range = range_of(&r->text, r->fault.line, how);
	unsigned first;

	if (how == CHANGE_SLIP)
		return;
	find_entry(&r->text, r->fault.line, &first);
	load_damage(r->l, (struct place){r->name, first, 0});
	load_lose(r->l, str_make(r->text.p + range.from, range.end - range.from));
}

/* The line at which reading stops after the change; UINT_MAX when it does not, 0 when the change
 * changes nothing.  What is found is added to own. */
static unsigned reach(
    struct reading *r, struct lines_of *t, enum change how, struct diag_list *own)
{
	struct arena *arena = arena_new(1 << 16);
	unsigned line = 0;
	size_t n;

	*t = (struct lines_of){arena_alloc(r->l->scratch, r->text.n + 1), r->text.n};
	memcpy(t->p, r->text.p, t->n);
	if (change(r, t, how)) {
		line = UINT_MAX;
		if (!yaml_parse_on(str_make(t->p, t->n), r->name, arena, own)) {
			n = diag_size(own);
			line = n ? diag_at(own, n - 1)->at.line : 0;
		}
	}
	arena_free(&arena);
	return line;
}

/* The change after which reading goes farthest, the smaller one of two; CHANGES: none helps. */
static enum change best_change(struct reading *r)
{
	unsigned most = r->fault.line;
	enum change best = CHANGES;

	for (enum change how = 0; how < CHANGES && most < UINT_MAX; how++) {
		struct diag_list *own = diag_list_new();
		struct lines_of t;
		unsigned line = reach(r, &t, how, own);

		if (line > most) {
			most = line;
			best = how;
		}
		diag_list_free(&own);
		if (best == CHANGE_SLIP)
			break;
	}
	return best;
}

/* One change, and what is found behind it; false when there is nothing more to do. */
static bool read_on(struct reading *r)
{
	enum change how = best_change(r);
	struct diag_list *own;
	struct lines_of t;

	if (how == CHANGES)
		return false;
	own = diag_list_new();
	r->whole = reach(r, &t, how, own) == UINT_MAX;
	keep_lost(r, how);
	r->text = t;
	tell(r, own);
	diag_list_free(&own);
	return !r->whole;
}

static void reading_init(struct reading *r, struct str text, const struct diag *d)
{
	static const struct str mark = {"\xef\xbb\xbf", 3};

	if (str_starts(text, mark))
		text = str_make(text.p + mark.n, text.n - mark.n);
	r->fault = d->at;
	r->why = arena_strdup(r->l->scratch, d->text);
	r->text = (struct lines_of){arena_alloc(r->l->scratch, text.n + 1), text.n};
	memcpy(r->text.p, text.p, text.n);
}

const struct yaml *load_parse(struct load *l, struct str text, const char *name)
{
	const struct yaml *root = yaml_parse_on(text, name, l->scratch, l->diags);
	size_t n = diag_size(l->diags);
	struct reading r = {.l = l, .name = name};

	if (root)
		return root;
	if (n && text.n <= TEXT_MAX && utf8_valid(text)) {
		reading_init(&r, text, diag_at(l->diags, n - 1));
		for (int i = 0; i < ROUNDS_MAX && r.fault.line && read_on(&r); i++)
			;
	}
	if (r.whole) {
		struct diag_list *told = diag_list_new();

		root = yaml_parse_on(str_make(r.text.p, r.text.n), name, l->scratch, told);
		diag_list_free(&told);
		return root;
	}
	load_lose(l, text);
	l->undecoded = l->undecoded || !utf8_valid(text);
	l->incomplete = l->incomplete || memchr(text.p, 0, text.n); /* UTF-16 */
	return NULL;
}
