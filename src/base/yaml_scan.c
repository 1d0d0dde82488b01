/* yaml_scan.c - a look at the text before libfyaml gets it.
 *
 * libfyaml 0.7.12 keeps every token of a flow collection until its end, as it might be a key: ten
 * megabytes of '[' take minutes and gigabytes.  So this walks over the text as a YAML scanner
 * would, knowing only where a flow collection can begin: at the start of a node, never within a
 * plain, quoted or block scalar. */
#include <limits.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "base/yaml_internal.h"

enum {
	PROPERTIES = 8, /* anchors and tags in a row */
	ALONE = -1,     /* the root's value stands in no collection */
	NONE = INT_MAX,
	EMPTY_LINES = 500 /* in a row: within a quoted or plain text, libfyaml takes quadratic time
			     for them */
};

struct scan {
	const char *p;
	size_t n, i;
	size_t line_start;
	size_t open;  /* the outermost bracket that is open */
	long waiting; /* column of the collection whose member has no value yet, ALONE, or NONE */
	bool begun, ended; /* the document: content or "---" was seen; "..." was seen */
	const char *fault; /* a message id */
};

void yaml_spot_init(struct yaml_spot *s, struct str text)
{
	*s = (struct yaml_spot){.text = text, .line = 1, .col = 1};
}

static unsigned characters(const char *p, size_t n)
{
	return (unsigned)utf8_length(str_make(p, n));
}

void yaml_spot_move(struct yaml_spot *s, size_t pos)
{
	if (pos > s->text.n)
		pos = s->text.n;
	if (pos >= s->line_start && pos < s->pos) {
		s->col -= characters(s->text.p + pos, s->pos - pos);
		s->pos = pos;
		return;
	}
	if (pos < s->pos)
		yaml_spot_init(s, s->text);
	while (s->pos < pos) {
		const char *p = s->text.p + s->pos, *end = memchr(p, '\n', pos - s->pos);
		if (!end) {
			s->col += characters(p, pos - s->pos);
			s->pos = pos;
			return;
		}
		s->pos = s->line_start = (size_t)(end + 1 - s->text.p);
		s->line++;
		s->col = 1;
	}
}

/* what is a message id. */
static int fault_at(
    struct str text, size_t pos, const char *name, struct diag_list *diags, const char *what)
{
	struct yaml_spot spot;
	yaml_spot_init(&spot, text);
	yaml_spot_move(&spot, pos);
	return diag_error(diags, (struct place){name, spot.line, spot.col}, "%s", intl(what));
}

static int check_bytes(struct str text, const char *name, struct diag_list *diags)
{
	size_t bad = utf8_first_bad(text);
	unsigned empty = 0;
	for (size_t i = 0; i < bad; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c > 0x20 && c != 0x7f)
			empty = 0;
		if (c >= 0x20 && c != 0x7f)
			continue;
		if (c == '\n' && ++empty > EMPTY_LINES + 1)
			return fault_at(text, i, name, diags, N_("over 500 empty lines in a row"));
		if (c == '\n' || c == '\t' ||
		    (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n'))
			continue;
		if (c == 0)
			return fault_at(
			    text, i, name, diags, N_("a NUL byte: this is not a text file"));
		if (c == '\r')
			return fault_at(text, i, name, diags,
			    N_("a carriage return without a line feed: save the file with Unix line "
			    "ends"));
		return fault_at(text, i, name, diags, N_("an invisible control character"));
	}
	if (bad < text.n)
		return fault_at(text, bad, name, diags, N_("not UTF-8: save the file as UTF-8"));
	return 0;
}

static char peek(const struct scan *s, size_t ahead)
{
	return s->i + ahead < s->n ? s->p[s->i + ahead] : '\n';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_indicator(const struct scan *s, char c)
{
	return peek(s, 0) == c && is_blank(peek(s, 1));
}

/* "---" or "...", which begin and end a document. */
static bool is_marker(const struct scan *s)
{
	char c = peek(s, 0);
	return (c == '-' || c == '.') && peek(s, 1) == c && peek(s, 2) == c && is_blank(peek(s, 3));
}

static void next_line(struct scan *s)
{
	const char *end = s->i < s->n ? memchr(s->p + s->i, '\n', s->n - s->i) : NULL;
	s->i = s->line_start = end ? (size_t)(end + 1 - s->p) : s->n;
}

static void skip_blanks(struct scan *s)
{
	while (s->i < s->n && (s->p[s->i] == ' ' || s->p[s->i] == '\t' || s->p[s->i] == '\r'))
		s->i++;
}

static void skip_quoted(struct scan *s)
{
	char quote = s->p[s->i++];
	for (; s->i < s->n; s->i++) {
		char c = s->p[s->i];
		if (c == '\\' && quote == '"' && peek(s, 1) != '\n')
			s->i++;
		else if (c == '\n')
			s->line_start = s->i + 1;
		else if (c == quote && quote == '\'' && peek(s, 1) == '\'')
			s->i++;
		else if (c == quote)
			break;
	}
	s->i += s->i < s->n;
}

static bool is_flow_mark(char c)
{
	return c == '[' || c == ']' || c == '{' || c == '}' || c == ',';
}

static void skip_property(struct scan *s, bool flow)
{
	while (s->i < s->n && !is_blank(s->p[s->i]) && !(flow && is_flow_mark(s->p[s->i])))
		s->i++;
}

/* From the opening bracket to behind the one that closes it.  In a flow collection a plain scalar
 * may hold blanks and quotes, but no brackets and commas. */
static bool skip_flow(struct scan *s)
{
	size_t depth = 0, entries = 0;
	bool plain = false, closed = false; /* in a plain scalar; behind a quote or bracket */
	s->open = s->i;
	while (s->i < s->n) {
		char c = s->p[s->i];
		if (c == '[' || c == '{') {
			if (++depth > YAML_DEPTH)
				s->fault = N_("nested deeper than 32");
		} else if (c == ',' && ++entries > YAML_FLOW_ENTRIES) {
			s->fault =
			    N_("over 100,000 entries in brackets: write them one a line with '- '");
		}
		if (s->fault)
			return false;
		if ((c == ']' || c == '}') && --depth == 0) {
			s->i++;
			s->open = SIZE_MAX;
			return true;
		}
		if (c == '\n')
			s->line_start = s->i + 1;
		if (!plain && is_indicator(s, '?')) {
			s->fault = N_("a text that begins with '? ' needs quotes");
			return false;
		}
		bool colon = c == ':' && (is_blank(peek(s, 1)) || is_flow_mark(peek(s, 1)) ||
					     (closed && !plain));
		if (is_flow_mark(c) || colon) {
			plain = false;
		} else if (!plain && (c == '"' || c == '\'')) {
			skip_quoted(s);
			closed = true;
			continue;
		} else if (!plain && (c == '&' || c == '*' || c == '!')) {
			skip_property(s, true);
			continue;
		} else if (c == '#' && is_blank(s->p[s->i - 1])) {
			next_line(s);
			continue;
		} else if (!is_blank(c)) {
			plain = true;
		}
		closed = c == ']' || c == '}' || (closed && is_blank(c));
		s->i++;
	}
	return true;
}

/* Lines of a scalar that began on the line before: those indented deeper than its parent; in a
 * block scalar also no less than its first line or the number in its header, in a plain one up to a
 * comment. */
static void skip_text(struct scan *s, long parent, bool block)
{
	char number = !block ? 0 : peek(s, 1) == '+' || peek(s, 1) == '-' ? peek(s, 2) : peek(s, 1);
	bool counted = number >= '1' && number <= '9', first = block && !counted;
	long least = parent + (counted ? number - '0' : 1);
	for (next_line(s); s->i < s->n; next_line(s)) {
		size_t start = s->i;
		while (s->i < s->n && s->p[s->i] == ' ')
			s->i++;
		long indent = (long)(s->i - start);
		char c = peek(s, 0);
		if (c == '\n' || c == '\r')
			continue;
		if (indent < least || (c == '#' && !block) || (indent == 0 && is_marker(s))) {
			s->i = start;
			return;
		}
		if (first)
			least = indent;
		first = false;
	}
}

/* A plain scalar in one line; true when it is a key, s then behind the colon. */
static bool skip_plain(struct scan *s)
{
	for (; s->i < s->n && s->p[s->i] != '\n'; s->i++) {
		if (s->p[s->i] == ':' && is_blank(peek(s, 1))) {
			s->i++;
			return true;
		}
		if (s->p[s->i] == '#' && s->i && is_blank(s->p[s->i - 1]))
			break;
	}
	return false;
}

/* Behind the colon that makes a key of what ended here. */
static bool take_colon(struct scan *s)
{
	skip_blanks(s);
	if (peek(s, 0) != ':')
		return false;
	s->i++;
	return true;
}

/* Explicit keys lead libfyaml into freeing its memory twice ("? c:\t:"), and nobody writes them on
 * purpose. */
static const char *unwanted(const struct scan *s, long col, unsigned properties)
{
	if (is_indicator(s, '?'))
		return N_("a text that begins with '? ' needs quotes (keys with ? are not used here)");
	if (is_indicator(s, ':'))
		return N_("a key is missing before the ':'");
	if (peek(s, 0) == '%' && col == 0)
		return N_("directives (%) are not used here");
	bool mark = col == 0 && is_marker(s);
	if (mark ? s->begun && peek(s, 0) == '-' : s->ended)
		return N_("a second document (---): one file holds one");
	return properties > PROPERTIES ? N_("too many anchors (&), aliases (*) and tags (!) in a row")
				       : NULL;
}

/* "---" or "..." in column 0. */
static bool marker(struct scan *s)
{
	s->ended = s->begun && peek(s, 0) == '.';
	s->begun = s->begun || peek(s, 0) == '-';
	s->i += 3;
	return true;
}

/* A value in block context, and what it takes of the lines after this one; true when it is a key, s
 * then behind its colon. parent is the column of the collection that it stands in. */
static bool block_value(struct scan *s, long parent, long col)
{
	char c = peek(s, 0);
	bool key;
	if (c == '|' || c == '>') {
		skip_text(s, parent == NONE ? col : parent, true);
		return false;
	}
	if (c == '[' || c == '{')
		return skip_flow(s) && take_colon(s);
	if (c == '"' || c == '\'') {
		skip_quoted(s);
		return take_colon(s);
	}
	key = skip_plain(s);
	if (!key && peek(s, 0) == '\n')
		skip_text(s, parent == NONE ? col : parent, false);
	else if (!key)
		next_line(s);
	return key;
}

/* All that begins in one line of block context, and what it takes of the lines after it. */
static bool block_line(struct scan *s)
{
	unsigned properties = 0;
	for (size_t start = s->line_start; s->i < s->n && s->line_start == start && !s->fault;) {
		skip_blanks(s);
		char c = peek(s, 0);
		long col = (long)(s->i - s->line_start);
		if (c == '\n' || c == '#') {
			next_line(s);
			break;
		}
		bool property = c == '&' || c == '*' || c == '!';
		properties = property ? properties + 1 : 0;
		if ((s->fault = unwanted(s, col, properties)))
			return false;
		if (col == 0 && is_marker(s) && marker(s))
			continue;
		s->begun = true;
		if (property)
			skip_property(s, false);
		else if (is_indicator(s, '-') && ++s->i)
			s->waiting = col;
		else
			s->waiting = block_value(s, s->waiting, col) ? col : NONE;
	}
	return !s->fault;
}

int yaml_scan(struct str text, const char *name, struct diag_list *diags, size_t *open)
{
	struct scan s = {.p = text.p, .n = text.n, .open = SIZE_MAX, .waiting = ALONE};
	*open = SIZE_MAX;
	if (check_bytes(text, name, diags))
		return -1;
	while (s.i < s.n)
		if (!block_line(&s))
			return fault_at(text, s.i < s.n ? s.i : s.n, name, diags, s.fault);
	*open = s.open;
	return 0;
}
