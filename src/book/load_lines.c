/* load_lines.c - the lines of a block, a list or a plain scalar, each with its place. */
#include "base/intl.h"
#include "base/utf8.h"
#include "book/load_internal.h"

const struct shape load_lines_shape = {.name = "lines",
    .title = N_("lines: a block behind |, a list, or a single one"),
    .takes = SHAPE_SCALAR | SHAPE_LIST,
    .scalar = SHAPE_FILLED,
    .least = 1,
    .each = &shape_filled};
const struct shape load_some_lines_shape = {.name = "some_lines",
    .title = N_("lines: a block behind |, a list, or a single one"),
    .takes = SHAPE_NOTHING | SHAPE_SCALAR | SHAPE_LIST,
    .each = &shape_filled};

static bool is_comment(struct str line)
{
	return line.n && line.p[0] == '#';
}

/* The next line of one scalar from it->offset on. */
static bool next_in_scalar(
    struct lines *it, const struct yaml *node, bool comments, struct line *out)
{
	struct str text = node->text;

	while (it->offset < text.n) {
		const char *from = text.p + it->offset;
		const char *end = memchr(from, '\n', text.n - it->offset);
		size_t n = end ? (size_t)(end - from) : text.n - it->offset;
		struct str line = str_trim(str_make(from, n));
		size_t start = it->offset;
		unsigned number = it->number++;

		it->offset += n + 1;
		if (!line.n || (comments && is_comment(line)))
			continue;
		*out = (struct line){line, node, (size_t)(line.p - text.p), start, number};
		return true;
	}
	return false;
}

/* A member of a list is one line, with no comments: YAML has its own there. */
static bool next_in_list(struct load *l, struct lines *it, const char *what, struct line *out)
{
	while (it->member < it->v->size) {
		const struct yaml *node = it->v->members[it->member].value;
		struct str text;

		if (!it->offset && yaml_text(node, intl(what), l->diags, &text)) {
			it->member++;
			continue;
		}
		if (!it->offset && !str_trim(text).n)
			diag_error(l->diags, node->at, "%s is empty", intl(what));
		if (next_in_scalar(it, node, false, out))
			return true;
		it->member++;
		it->offset = it->number = 0;
	}
	return false;
}

/* A trainer who forgets the | writes lines, and YAML makes one of them. */
static int run_together(struct load *l, const struct yaml *v)
{
	static const char *const strokes[] = {"｜", "丨", NULL}; /* the second is a character: shù */

	if (!v->folded)
		return 0;
	for (size_t i = 0; strokes[i]; i++)
		if (str_starts(v->text, str_of(strokes[i])))
			return diag_error(l->diags, v->at,
			    "this stroke is none to YAML: write the plain | of an English keyboard");
	return diag_error(l->diags, v->at,
	    "YAML makes one line of these lines: write | behind the colon above");
}

bool line_next(struct load *l, struct lines *it, const char *what, struct line *out)
{
	struct str text;

	if (it->v->type == YAML_LIST)
		return next_in_list(l, it, what, out);
	if (it->member) /* a fault was told already */
		return false;
	if (yaml_is_nothing(it->v))
		return false;
	if (!it->offset && (yaml_text(it->v, intl(what), l->diags, &text) || run_together(l, it->v))) {
		it->member = 1;
		return false;
	}
	return next_in_scalar(it, it->v, true, out);
}

static size_t scalar_lines(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

size_t line_count(const struct yaml *v)
{
	size_t n = 0;

	if (v->type == YAML_SCALAR)
		return scalar_lines(v->text);
	if (v->type == YAML_LIST)
		for (size_t i = 0; i < v->size; i++)
			n += v->members[i].value->type == YAML_SCALAR
			    ? scalar_lines(v->members[i].value->text) : 0;
	return n;
}

/* In a block the place is known from the number of the line; yaml_place() would count lines from
 * the top, each time. */
struct place line_place(const struct line *line, size_t offset)
{
	const struct yaml *node = line->node;
	struct place at = node->at;

	if (node->block) {
		at.line += line->number;
		at.col += (unsigned)utf8_length(str_make(node->text.p + line->start,
		    line->offset + offset - line->start));
		return at;
	}
	return yaml_place(line->node, line->offset + offset);
}
