/* load_parse.c - reading on behind a mistake in the YAML.
 *
 * A parser of YAML stops at the first mistake. A trainer wants to know all: so the entry the
 * mistake stands in (an intent, a phrase: a line with at most two blanks in front and what is
 * indented below it) is made a comment and the rest is read again, with all its lines and columns
 * where they were. */
#include "base/utf8.h"
#include "book/load_internal.h"

/* A file over TEXT_MAX is no book a person wrote: one mistake is enough, and reading it twenty
 * times too much. */
enum { ROUNDS_MAX = 20, ENTRY_INDENT = 2, TEXT_MAX = 1 << 20 };

struct lines_of {
	char *p;
	size_t n;
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

/* Where the entry begins to which `line` (from 1) belongs, and *end of it. */
static size_t find_entry(const struct lines_of *t, unsigned line, size_t *end)
{
	size_t start = 0, from = 0, indent = 0;

	for (unsigned i = 1; i <= line && from < t->n; i++) {
		size_t in = indent_of(t, from);

		if (in <= ENTRY_INDENT) {
			start = from;
			indent = in;
		}
		from = line_end(t, from) + 1;
	}
	while (from < t->n && indent_of(t, from) > indent)
		from = line_end(t, from) + 1;
	*end = from < t->n ? from : t->n;
	return start;
}

/* Only the first letter of a line becomes #: a run of empty lines would be refused. false: nothing
 * was left there. */
static bool drop_entry(struct lines_of *t, unsigned line)
{
	size_t end, start = find_entry(t, line, &end);
	bool changed = false, first = true;

	for (size_t i = start; i < end; i++) {
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

/* One more reading; its mistake is told when it stands below those told before. *line is that of
 * the mistake. */
static const struct yaml *read_again(
    struct load *l, const struct lines_of *t, const char *name, unsigned *line)
{
	struct diag_list *own = diag_list_new();
	const struct yaml *root = yaml_parse_on(str_make(t->p, t->n), name, l->scratch, own);
	unsigned last = *line;

	*line = 0;
	for (size_t i = 0; i < diag_size(own); i++) {
		const struct diag *d = diag_at(own, i);
		struct place at = {name, d->at.line, d->at.col};

		if (!root && at.line > last) {
			diag_error(l->diags, at, "%s", d->text);
			*line = at.line;
		}
	}
	diag_list_free(&own);
	return root;
}

const struct yaml *load_parse(struct load *l, struct str text, const char *name, bool *whole)
{
	const struct yaml *root = yaml_parse_on(text, name, l->scratch, l->diags);
	size_t n = diag_size(l->diags);
	struct lines_of t;
	unsigned line;

	*whole = root != NULL;
	if (root || !n || text.n > TEXT_MAX || !utf8_valid(text))
		return root;
	line = diag_at(l->diags, n - 1)->at.line;
	t.p = arena_alloc(l->scratch, text.n + 1);
	t.n = text.n;
	memcpy(t.p, text.p, text.n);
	for (int i = 0; !root && line && i < ROUNDS_MAX && drop_entry(&t, line); i++)
		root = read_again(l, &t, name, &line);
	return root;
}
