/* yaml_error.c - libfyaml's complaints in words for people who are no programmers, and the places
 * of block scalars. */
#include "base/utf8.h"
#include "base/yaml_internal.h"

/* libfyaml's words, and ours for those that people meet. */
static const struct {
	const char *theirs, *ours;
} words[] = {
    {"invalid multiline plain key",
	"this text runs on into the next line, where a ':' follows: is the indentation right?"},
    {"invalid nested block mapping on the same line",
	"a second ': ' in one line: put the text in quotes"},
    {"did not find expected key", "a key with ':' is wanted here: is the indentation right?"},
    {"could not find expected ':'", "a ':' is wanted after this key"},
    {"missing mapping value", "a ':' is wanted after this key"},
    {"did not find expected '-' indicator", "an entry with '- ' is wanted here"},
    {"invalid value after mapping", "the indentation does not fit the lines above"},
    {"wrong indendation in sequence", "the indentation does not fit the lines above"},
    {"invalid indentation in mapping", "the indentation does not fit the lines above"},
    {"did not find expected node content", "a value is wanted here"},
    {"missing comma in flow", "a ',' is missing between two entries in brackets"},
    {"double-quoted scalar without closing quote", "this \" is never closed"},
    {"single-quoted scalar without closing quote", "this ' is never closed"},
    {"block sequence entries not allowed", "an entry with '- ' cannot stand here"},
    {"depth limit exceeded", "nested deeper than 32"},
};

/* The byte at line and column, both from 1. */
static size_t byte_at(struct str text, int line, int col)
{
	const char *p = text.p, *end = p + text.n, *nl;
	while (--line > 0 && (nl = memchr(p, '\n', (size_t)(end - p))))
		p = nl + 1;
	while (--col > 0 && p < end && *p != '\n')
		for (p++; p < end && ((unsigned char)*p & 0xc0) == 0x80; p++)
			;
	return (size_t)(p - text.p);
}

/* The first tab that indents the line of s or the one after it; SIZE_MAX when none does. */
static size_t indenting_tab(const struct yaml_spot *s)
{
	struct str text = s->text;
	size_t from = s->line_start;
	for (int line = 0; line < 2 && from < text.n; line++) {
		size_t i = from;
		while (i < text.n && text.p[i] == ' ')
			i++;
		if (i < text.n && text.p[i] == '\t')
			return i;
		const char *end = memchr(text.p + from, '\n', text.n - from);
		from = end ? (size_t)(end + 1 - text.p) : text.n;
	}
	return SIZE_MAX;
}

void yaml_error(struct yaml_spot *s, const char *name, size_t open, int line, int col,
    const char *theirs, struct diag_list *diags)
{
	size_t pos = byte_at(s->text, line, col);
	yaml_spot_move(s, pos);
	size_t tab = indenting_tab(s);
	const char *ours = theirs;
	char unclosed[] = "this [ is never closed";
	for (size_t i = 0; i < sizeof words / sizeof *words && ours == theirs; i++)
		if (str_starts(str_of(theirs), str_of(words[i].theirs)))
			ours = words[i].ours;
	if (open != SIZE_MAX && (pos >= s->text.n || (open < pos && strstr(theirs, "flow mode")))) {
		unclosed[5] = s->text.p[open];
		ours = unclosed;
		yaml_spot_move(s, open);
	} else if (tab != SIZE_MAX) {
		ours = "a tab cannot indent: use spaces";
		yaml_spot_move(s, tab);
	}
	diag_error(diags, (struct place){name, s->line, s->col}, "%s", ours);
}

/* The part of line that begins at pos, without its end. */
static struct str line_from(struct str text, size_t pos)
{
	const char *nl = pos < text.n ? memchr(text.p + pos, '\n', text.n - pos) : NULL;
	return str_make(text.p + pos, nl ? (size_t)(nl - text.p) - pos : text.n - pos);
}

void yaml_literal_place(struct str file, struct yaml *v, size_t pos)
{
	struct str text = v->text;
	size_t i = 0;
	v->at.col = 1;
	for (; i < text.n && text.p[i] == '\n'; i++) { /* leading empty lines belong to the text */
		pos += line_from(file, pos).n + 1;
		if (pos >= file.n)
			return;
	}
	v->block = true;
	if (i == text.n)
		return;
	struct str written = line_from(file, pos), meant = line_from(text, i);
	if (written.n && written.p[written.n - 1] == '\r')
		written.n--;
	size_t indent = written.n - meant.n;
	v->block = written.n >= meant.n && memcmp(written.p + indent, meant.p, meant.n) == 0;
	if (v->block)
		v->at.col = (unsigned)indent + 1;
}

bool yaml_is_written_at(struct str file, struct str text, size_t pos)
{
	if (pos > file.n || text.n > file.n - pos)
		return false;
	return text.n == 0 ||
	       (memcmp(file.p + pos, text.p, text.n) == 0 && !memchr(text.p, '\n', text.n));
}
