/* yaml_slip.c - slips of the pen that can be read in one way only: a full-width colon, no blank
 * behind a colon, a wide blank in the indentation.  libfyaml's complaint about them speaks of other
 * things, often a line later. */
#include "base/intl.h"
#include "base/utf8.h"
#include "base/yaml_internal.h"

enum { LINES_BACK = 3 };

static const char wide_colon[] = "\xef\xbc\x9a";

static const struct {
	const char *bytes, *instead, *what;
} blanks[] = {
    {"\xe3\x80\x80", "  ", N_("a full-width blank cannot indent: use plain blanks")},
    {"\xc2\xa0", " ", N_("a no-break space cannot indent: use plain blanks")},
};

static size_t line_start(struct str text, size_t pos)
{
	const char *nl = pos ? memrchr(text.p, '\n', pos) : NULL;

	return nl ? (size_t)(nl + 1 - text.p) : 0;
}

static size_t skip_spaces(struct str text, size_t i)
{
	while (i < text.n && text.p[i] == ' ')
		i++;
	return i;
}

static bool starts_at(struct str text, size_t i, const char *bytes)
{
	return i < text.n && str_starts(str_make(text.p + i, text.n - i), str_of(bytes));
}

/* In the indentation of the line that begins at from. */
static bool find_blank(struct str text, size_t from, struct yaml_slip *out)
{
	size_t i = skip_spaces(text, from);

	for (size_t k = 0; k < sizeof blanks / sizeof *blanks; k++) {
		if (!starts_at(text, i, blanks[k].bytes))
			continue;
		*out = (struct yaml_slip){
		    i, strlen(blanks[k].bytes), blanks[k].instead, intl(blanks[k].what)};
		return true;
	}
	return false;
}

/* Behind the key of the line that begins at from. */
static bool find_colon(struct str text, size_t from, struct yaml_slip *out)
{
	size_t i = skip_spaces(text, from), start;

	if (starts_at(text, i, "- "))
		i = skip_spaces(text, i + 1);
	start = i;
	while (i < text.n && !strchr(" \t\r\n:\"'[]{}()|,?*+", text.p[i]) &&
	       !starts_at(text, i, wide_colon))
		i++;
	if (i == start || i >= text.n)
		return false;
	if (starts_at(text, i, wide_colon))
		*out = (struct yaml_slip){i, sizeof wide_colon - 1, ": ",
		    _("this colon is full-width: write a plain ':' and a blank behind it")};
	else if (text.p[i] == ':' && i + 1 < text.n && !strchr(" \t\r\n/", text.p[i + 1]))
		*out = (struct yaml_slip){i, 1, ": ", _("a blank is missing behind this ':'")};
	else
		return false;
	return true;
}

bool yaml_slip_find(struct str text, size_t pos, bool colons, struct yaml_slip *out)
{
	size_t from = line_start(text, pos < text.n ? pos : text.n);
	const char *nl = memchr(text.p + from, '\n', text.n - from);

	if ((colons && find_colon(text, from, out)) || find_blank(text, from, out) ||
	    (nl && find_blank(text, (size_t)(nl + 1 - text.p), out)))
		return true;
	for (int i = 0; i < LINES_BACK && from; i++) {
		from = line_start(text, from - 1);
		if (find_blank(text, from, out))
			return true;
	}
	return false;
}

int yaml_slip_error(const struct yaml *v, struct diag_list *diags)
{
	struct yaml_slip slip;

	if (v->type != YAML_SCALAR || !v->plain || !yaml_slip_find(v->text, 0, true, &slip))
		return 0;
	return diag_error(diags, yaml_place(v, slip.pos), "%s", slip.what);
}

size_t yaml_value_start(struct str text, size_t pos)
{
	size_t i = skip_spaces(text, line_start(text, pos));

	for (;;) {
		while (starts_at(text, i, "- "))
			i = skip_spaces(text, i + 1);
		size_t key = i;
		while (key < pos && !strchr(" \"'[{&*!|>%@`", text.p[key]) &&
		       !starts_at(text, key, ": "))
			key++;
		if (key == i || key >= pos || !starts_at(text, key, ": "))
			return i;
		i = skip_spaces(text, key + 1);
	}
}
