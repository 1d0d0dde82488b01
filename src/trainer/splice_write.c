/* splice_write.c - values as YAML: plain where that is safe, quoted where not, blocks for lines. */
#include "base/utf8.h"
#include "trainer/splice_internal.h"

enum { STEP = 2 };

/* Characters that YAML takes for line ends or nothing, and people cannot see. */
static const char *escape_of(uint32_t c)
{
	switch (c) {
	case '\n':
		return "\\n";
	case '\t':
		return "\\t";
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case 0x85:
		return "\\N";
	case 0x2028:
		return "\\L";
	case 0x2029:
		return "\\P";
	case 0xfeff:
		return "\\uFEFF";
	}
	return NULL;
}

static bool has_any(struct str text, const char *signs)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr(signs, text.p[i]))
			return true;
	return false;
}

/* Only double quotes can hold it. */
static bool wants_escapes(struct str text)
{
	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);

		if (c != '"' && c != '\\' && escape_of(c))
			return true;
	}
	return false;
}

/* Fewer than YAML allows: what looks as if it might be something else is quoted. */
static bool is_plain(struct str text, bool flow)
{
	int64_t number;

	if (str_to_int64(text, &number))
		return true;
	if (!text.n || strchr("-?:,[]{}#&*!|>'\"%@` ", text.p[0]) || text.p[text.n - 1] == ' ')
		return false;
	if (str_is(text, "~") || str_is(text, "null") || text.p[text.n - 1] == ':')
		return false;
	if (memmem(text.p, text.n, ": ", 2) || memmem(text.p, text.n, " #", 2) ||
	    wants_escapes(text))
		return false;
	return !flow || !has_any(text, ",[]{}:#\"'");
}

static void write_double(struct buf *to, struct str text)
{
	buf_addc(to, '"');
	for (size_t i = 0; i < text.n;) {
		size_t start = i;
		const char *escape = escape_of(utf8_next(text, &i));

		if (escape)
			buf_addz(to, escape);
		else
			buf_add(to, text.p + start, i - start);
	}
	buf_addc(to, '"');
}

static void write_single(struct buf *to, struct str text)
{
	buf_addc(to, '\'');
	for (size_t i = 0; i < text.n; i++) {
		buf_addc(to, text.p[i]);
		if (text.p[i] == '\'')
			buf_addc(to, '\'');
	}
	buf_addc(to, '\'');
}

void splice_write_scalar(struct buf *to, struct str text, const struct splice_at *at)
{
	bool quoted = at->like == STYLE_SINGLE || at->like == STYLE_DOUBLE;

	if (at->token.n && str_eq(text, at->old))
		buf_adds(to, at->token);
	else if (wants_escapes(text))
		write_double(to, text);
	else if (!quoted && is_plain(text, at->flow))
		buf_adds(to, text);
	else if (at->like == STYLE_SINGLE || has_any(text, "\"\\"))
		write_single(to, text);
	else
		write_double(to, text);
}

void splice_write_key(struct buf *to, struct str key)
{
	splice_write_scalar(to, key, &(struct splice_at){.flow = true});
}

void splice_write_indent(struct buf *to, size_t n)
{
	while (n--)
		buf_addc(to, ' ');
}

/* The lines of a block, each behind a line end. */
static void write_lines(struct buf *to, struct str text, size_t indent, const char *eol)
{
	for (size_t i = 0; i <= text.n;) {
		const char *nl = i < text.n ? memchr(text.p + i, '\n', text.n - i) : NULL;
		size_t end = nl ? (size_t)(nl - text.p) : text.n;

		buf_addz(to, eol);
		if (end > i)
			splice_write_indent(to, indent);
		buf_add(to, text.p + i, end - i);
		i = end + 1;
	}
}

/* A block would show what must be escaped as it is. */
static bool fits_block(struct str text)
{
	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);

		if (c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff)
			return false;
	}
	return true;
}

static void write_text(struct buf *to, struct str text, const struct splice_at *at)
{
	buf_addc(to, ' ');
	if (at->flow || !memchr(text.p, '\n', text.n) || !fits_block(text)) {
		splice_write_scalar(to, text, at);
		return;
	}
	buf_addc(to, '|');
	write_lines(to, text, at->indent + STEP, at->eol);
}

static void write_brackets(struct buf *to, const struct splice_value *v, const struct splice_at *at)
{
	struct splice_at item = {.flow = true, .old = at->old, .token = at->token};

	buf_addz(to, " [");
	for (size_t i = 0; i < v->n; i++) {
		buf_addz(to, i ? ", " : "");
		splice_write_scalar(to, v->texts[i], &item);
	}
	buf_addc(to, ']');
}

void splice_write_item(struct buf *to, struct str text, const struct splice_at *at)
{
	buf_addc(to, '-');
	write_text(to, text, at);
}

static void write_list(struct buf *to, const struct splice_value *v, const struct splice_at *at)
{
	struct splice_at item = *at;

	item.indent += STEP;
	item.like = STYLE_PLAIN;
	for (size_t i = 0; i < v->n; i++) {
		buf_addz(to, at->eol);
		splice_write_indent(to, item.indent);
		splice_write_item(to, v->texts[i], &item);
	}
}

bool splice_fits_lines(const struct splice_value *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->texts[i].p[0] == '#' || !fits_block(v->texts[i]))
			return false;
	return true;
}

void splice_write_value(struct buf *to, const struct splice_value *v, const struct splice_at *at)
{
	if (v->form == SPLICE_TEXT || (v->form == SPLICE_TEXTS && v->n == 1)) {
		write_text(to, v->texts[0], at);
	} else if (at->flow) {
		write_brackets(to, v, at);
	} else if (v->form == SPLICE_TEXTS || !splice_fits_lines(v)) {
		write_list(to, v, at);
	} else {
		buf_addz(to, " |");
		for (size_t i = 0; i < v->n; i++)
			write_lines(to, v->texts[i], at->indent + STEP, at->eol);
	}
}

void splice_write_field(
    struct buf *to, struct str key, const struct splice_value *v, const struct splice_at *at)
{
	splice_write_key(to, key);
	buf_addc(to, ':');
	splice_write_value(to, v, at);
}
