/* diag_print.c - a finding, the line it is about, and a caret under the place. */
#include "base/diag_internal.h"
#include "base/intl.h"
#include "base/utf8.h"

enum {
	WINDOW = 110, /* columns of source shown; of a longer line, those around the caret */
	BEFORE = 60   /* columns of them before the caret */
};

static const struct look {
	const char *name, *colour;
} looks[] = {{N_("error"), "\033[1;31m"}, {N_("warning"), "\033[1;35m"}, {N_("advice"), "\033[1;36m"}};

const char *diag_level_name(enum diag_level level)
{
	return looks[level].name;
}

bool diag_line(const struct diag_list *list, struct place at, struct str *out)
{
	const struct diag_source *s = diag_source_of(list, at.file);
	if (!s || !s->lines || at.line == 0 || at.line > s->line_count)
		return false;
	size_t start = s->lines[at.line - 1];
	size_t end = at.line < s->line_count ? s->lines[at.line] - 1 : s->text.n;
	while (end > start && s->text.p[end - 1] == '\r')
		end--;
	*out = str_make(s->text.p + start, end - start);
	return true;
}

/* One character of the line: what is printed for it, and how wide that is.  A tab stays a tab and
 * counts as one. */
struct glyph {
	char bytes[4];
	size_t n;
	unsigned width;
};

static struct glyph glyph_next(struct str line, size_t *i)
{
	struct str rest = {line.p + *i, line.n - *i < 4 ? line.n - *i : 4};
	unsigned char c = (unsigned char)line.p[*i];
	if (c < 0x80 || utf8_first_bad(rest) == 0) {
		++*i;
		bool shown = c == '\t' || (c >= 0x20 && c < 0x7f);
		return (struct glyph){{shown ? (char)c : '?'}, 1, 1};
	}
	struct glyph g = {{0}, *i, 0};
	uint32_t code = utf8_next(line, i);
	g.n = *i - g.n;
	memcpy(g.bytes, line.p + *i - g.n, g.n);
	g.width = code < 0xa0 ? 0 : utf8_width(code);
	if (code < 0xa0) /* C1 controls: some terminals obey them */
		g = (struct glyph){{'?'}, 1, 1};
	return g;
}

static unsigned width_of(struct str line)
{
	unsigned width = 0;
	for (size_t i = 0; i < line.n;)
		width += glyph_next(line, &i).width;
	return width;
}

/* The byte at which what is shown begins, so that the caret has at most BEFORE columns before it.
 */
static size_t window_start(struct str line, unsigned col, unsigned total)
{
	size_t i = 0, start = 0;
	unsigned caret = 0, width = 0;
	if (total <= WINDOW)
		return 0;
	for (unsigned c = 1; c < col && i < line.n; c++)
		caret += glyph_next(line, &i).width;
	unsigned last = total - WINDOW; /* no further than that the end is shown */
	unsigned from = caret > BEFORE ? caret - BEFORE : 0;
	if (from > last)
		from = last;
	while (start < line.n && width < from)
		width += glyph_next(line, &start).width;
	return start;
}

static void print_line(struct str line, unsigned col, FILE *to, const char *colour)
{
	size_t start = window_start(line, col, width_of(line)), i = start;
	unsigned shown = 0;
	fputs(start ? "    ..." : "    ", to);
	while (i < line.n && shown < WINDOW) {
		struct glyph g = glyph_next(line, &i);
		shown += g.width;
		fwrite(g.bytes, 1, g.n, to);
	}
	fputs(i < line.n ? "...\n" : "\n", to);
	if (col == 0)
		return;
	fputs(start ? "       " : "    ", to);
	i = 0;
	for (unsigned c = 1; c < col && i < line.n; c++) {
		size_t here = i;
		struct glyph g = glyph_next(line, &i);
		if (here >= start)
			fprintf(to, "%*s", (int)g.width, g.bytes[0] == '\t' ? "\t" : "");
	}
	fprintf(to, "%s^%s\n", colour, *colour ? "\033[0m" : "");
}

void diag_cell(unsigned row, unsigned col, char out[24])
{
	char letters[8];
	int n = 0;

	for (; col && n < 7; col = (col - 1) / 26)
		letters[n++] = (char)('A' + (col - 1) % 26);
	while (n)
		*out++ = letters[--n];
	snprintf(out, 12, "%u", row);
}

/* Whoever made the file chose its name. */
static void print_name(struct str name, FILE *to)
{
	for (size_t i = 0; i < name.n;) {
		struct glyph g = glyph_next(name, &i);
		fwrite(g.bytes, 1, g.n, to);
	}
}

static void print_place(const struct diag_list *list, struct place at, FILE *to)
{
	const struct diag_source *s = diag_source_of(list, at.file);
	char cell[24];
	print_name(str_of(at.file), to);
	fputc(':', to);
	if (s && s->table && at.line) {
		diag_cell(at.line, at.col, cell);
		fprintf(to, "%s:", cell);
		return;
	}
	if (at.line)
		fprintf(to, "%u:", at.line);
	if (at.line && at.col)
		fprintf(to, "%u:", at.col);
}

static void print_others(const struct diag_list *list, const struct diag *d, FILE *to)
{
	struct str line;

	for (const struct diag_other *o = d->others; o; o = o->next) {
		fputs("  ", to);
		if (o->at.file) {
			print_place(list, o->at, to);
			fputc(' ', to);
		}
		fprintf(to, "%s\n", o->text);
		if (diag_line(list, o->at, &line))
			print_line(line, o->at.col, to, "");
	}
}

void diag_print_one(const struct diag_list *list, const struct diag *d, FILE *to, bool colour)
{
	struct str line;
	const struct look *look = &looks[d->level];
	const char *bold = colour ? "\033[1m" : "", *plain = colour ? "\033[0m" : "";
	if (d->at.file) {
		fputs(bold, to);
		print_place(list, d->at, to);
		fprintf(to, "%s ", plain);
	}
	fprintf(to, "%s%s:%s %s", colour ? look->colour : "", intl(look->name), plain, d->text);
	fprintf(to, *d->kind ? " [%s]\n" : "%s\n", d->kind);
	if (d->shown)
		print_line(str_of(d->shown), d->shown_col, to, colour ? look->colour : "");
	else if (diag_line(list, d->at, &line))
		print_line(line, d->at.col, to, colour ? look->colour : "");
	print_others(list, d, to);
	if (d->proposal)
		fprintf(to, "  -> %s\n", d->proposal);
}

void diag_print(const struct diag_list *list, FILE *to, bool colour)
{
	size_t found = 0;
	for (size_t i = 0; i < list->size; i++)
		diag_print_one(list, &list->kept[i].diag, to, colour);
	for (size_t level = 0; level <= DIAG_ADVICE; level++)
		found += list->found[level];
	if (found > list->size)
		fprintf(to, intl_n("%zu more finding is not shown\n",
				"%zu more findings are not shown\n", found - list->size),
		    found - list->size);
}
