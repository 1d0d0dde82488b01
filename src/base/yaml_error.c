/* yaml_error.c - libfyaml's complaints in words for people who are no programmers, and the places
 * of block scalars. */
#include <stdio.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "base/yaml_internal.h"

/* libfyaml's words, and ours for those that people meet. */
static const struct {
	const char *theirs, *ours;
} words[] = {
    {"invalid multiline plain key",
	N_("this text runs on into the next line, where a ':' follows: is the indentation right?")},
    {"invalid nested block mapping on the same line",
	N_("a second ': ' in one line: put the text in quotes")},
    {"did not find expected key", N_("a key with ':' is wanted here: is the indentation right?")},
    {"could not find expected ':'", N_("a ':' is wanted after this key")},
    {"missing mapping value", N_("a ':' is wanted after this key")},
    {"did not find expected '-' indicator", N_("an entry with '- ' is wanted here")},
    {"invalid value after mapping", N_("the indentation does not fit the lines above")},
    {"wrong indendation in sequence", N_("the indentation does not fit the lines above")},
    {"invalid indentation in mapping", N_("the indentation does not fit the lines above")},
    {"did not find expected node content", N_("a value is wanted here")},
    {"missing comma in flow", N_("a ',' is missing between two entries in brackets")},
    {"double-quoted scalar without closing quote", N_("this \" is never closed")},
    {"single-quoted scalar without closing quote", N_("this ' is never closed")},
    {"wrongly indented double-quoted scalar", N_("this \" is never closed")},
    {"wrongly indented single-quoted scalar", N_("this ' is never closed")},
    {"wrongly indented flow", N_("a bracket above is never closed")},
    {"invalid trailing content after", N_("behind the closing quote the text must end")},
    {"block sequence on the same line",
	N_("a text that begins with '- ' needs quotes; the first entry of a list goes in the next "
	"line")},
    {"invalid scalar at the end of block sequence",
	N_("this line is no entry of the list above: a '- ' is missing in front, or the indentation is wrong")},
    {"flow sequence with invalid extra closing", N_("this bracket closes nothing, its [ is missing")},
    {"flow mapping with invalid extra closing", N_("this brace closes nothing, its { is missing")},
    {"mismatched flow", N_("another bracket is wanted here, or this one is too many")},
    {"invalid escape", N_("a \\ in \"...\" is YAML's own: put the text in '...', or leave the quotes out")},
    {"block sequence entries not allowed", N_("an entry with '- ' cannot stand here")},
    {"depth limit exceeded", N_("nested deeper than 32")},
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

static bool starts_with_any(struct str text, const char *const *heads)
{
	for (; *heads; heads++)
		if (str_starts(text, str_of(*heads)))
			return true;
	return false;
}

/* Complaints that a colon not seen as one leads to, and a text that begins with a sign of YAML's. */
static const char *const colon_lost[] = {"invalid multiline plain key",
    "could not find expected ':'", "missing mapping value", "invalid value after mapping", NULL};
static const char *const sign_first[] = {"plain scalar cannot start with",
    "invalid value after mapping", "invalid scalar at the end of", "invalid tag",
    "block scalar no linebreak", "did not find expected key", NULL};

/* The byte of the sign that a text begins with and that wants quotes; SIZE_MAX for none. */
static size_t bare_sign(struct str text, size_t pos, const char *theirs)
{
	size_t i = pos < text.n ? yaml_value_start(text, pos) : text.n;

	if (!starts_with_any(str_of(theirs), sign_first) || i > pos || i >= text.n)
		return SIZE_MAX;
	return strchr("[{&*!|>%@`", text.p[i]) ? i : SIZE_MAX;
}

/* Does the text that has a second ': ' stand in quotes that are none to YAML? */
static bool in_curly_quotes(struct str text, size_t pos, const char *theirs)
{
	static const char *const quotes[] = {"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x98", "\xe2\x80\x99", NULL};
	size_t i = pos < text.n ? yaml_value_start(text, pos) : text.n;

	return strstr(theirs, "nested block mapping") &&
	    starts_with_any(str_make(text.p + i, text.n - i), quotes);
}

/* Where it is, and what to say of it, when a better reason than libfyaml's is seen. */
static const char *better(struct yaml_spot *s, size_t open, size_t pos, const char *theirs,
    char *room, size_t size)
{
	struct yaml_slip slip;
	size_t tab = indenting_tab(s), sign = bare_sign(s->text, pos, theirs);

	if (open != SIZE_MAX && (pos >= s->text.n || (open < pos && strstr(theirs, "flow")))) {
		snprintf(room, size, _("this %c is never closed"), s->text.p[open]);
		yaml_spot_move(s, open);
	} else if (tab != SIZE_MAX) {
		snprintf(room, size, "%s", _("a tab cannot indent: use spaces"));
		yaml_spot_move(s, tab);
	} else if (yaml_slip_find(s->text, pos, starts_with_any(str_of(theirs), colon_lost), &slip)) {
		snprintf(room, size, "%s", slip.what);
		yaml_spot_move(s, slip.pos);
	} else if (sign != SIZE_MAX) {
		snprintf(room, size, _("a text that begins with %c needs quotes"), s->text.p[sign]);
		yaml_spot_move(s, sign);
	} else if (in_curly_quotes(s->text, pos, theirs)) {
		yaml_spot_move(s, yaml_value_start(s->text, pos));
		snprintf(room, size, "%s",
		    _("these quotes are no quotes to YAML: write plain ones around the text, ' or \""));
	} else {
		return NULL;
	}
	return room;
}

void yaml_error(struct yaml_spot *s, const char *name, size_t open, int line, int col,
    const char *theirs, struct diag_list *diags)
{
	size_t pos = byte_at(s->text, line, col);
	yaml_spot_move(s, pos);
	char room[256];
	const char *ours = better(s, open, pos, theirs, room, sizeof room);
	for (size_t i = 0; i < sizeof words / sizeof *words && !ours; i++)
		if (str_starts(str_of(theirs), str_of(words[i].theirs)))
			ours = intl(words[i].ours);
	if (ours)
		diag_error(diags, (struct place){name, s->line, s->col}, "%s", ours);
	else
		diag_error(diags, (struct place){name, s->line, s->col},
		    N_("cannot be read as YAML: %s"), theirs);
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

bool yaml_has_lines(struct str file, struct str text, size_t pos)
{
	return pos < file.n && str_trim(text).n > line_from(file, pos).n;
}

bool yaml_has_dash(struct str file, size_t pos, size_t end)
{
	static const char *const dashes[] = {"- ", "－", "—", "–", "•", NULL};

	for (size_t i = pos; i < end && i < file.n; i += line_from(file, i).n + 1)
		if (starts_with_any(str_trim(line_from(file, i)), dashes))
			return true;
	return false;
}

bool yaml_is_written_at(struct str file, struct str text, size_t pos)
{
	if (pos > file.n || text.n > file.n - pos)
		return false;
	return text.n == 0 ||
	       (memcmp(file.p + pos, text.p, text.n) == 0 && !memchr(text.p, '\n', text.n));
}
