/* splice_place.c - where the parts of a YAML file stand, in bytes. */
#include "trainer/splice_internal.h"

size_t splice_line_start(const struct splice *s, size_t pos)
{
	const char *nl = pos ? memrchr(s->text.p, '\n', pos) : NULL;

	return nl ? (size_t)(nl + 1 - s->text.p) : 0;
}

size_t splice_line_end(const struct splice *s, size_t pos)
{
	const char *nl = pos < s->text.n ? memchr(s->text.p + pos, '\n', s->text.n - pos) : NULL;
	size_t end = nl ? (size_t)(nl - s->text.p) : s->text.n;

	return nl && end > pos && s->text.p[end - 1] == '\r' ? end - 1 : end;
}

size_t splice_line_before(const struct splice *s, size_t pos)
{
	size_t start = splice_line_start(s, pos);

	return start ? splice_line_end(s, splice_line_start(s, start - 1)) : 0;
}

size_t splice_indent(const struct splice *s, size_t pos)
{
	return pos - splice_line_start(s, pos);
}

static bool is_quote_at(const struct splice *s, size_t pos)
{
	return pos < s->text.n && (s->text.p[pos] == '"' || s->text.p[pos] == '\'');
}

static bool is_blank_at(const struct splice *s, size_t pos)
{
	return pos >= s->text.n || strchr(" \t\r\n", s->text.p[pos]);
}

/* The key's own quote, and not the last one of what stands before it: both of a pair must be there.
 */
static bool key_is_quoted(const struct splice *s, const struct yaml_member *m)
{
	return m->key_from && is_quote_at(s, m->key_from - 1) && is_quote_at(s, m->key_to) &&
	       s->text.p[m->key_from - 1] == s->text.p[m->key_to];
}

size_t splice_key_start(const struct splice *s, const struct yaml_member *m)
{
	return m->key_from - (size_t)key_is_quoted(s, m);
}

/* The header of a block, from its sign on to the line's end: "|2-  # comment". */
static bool is_header(const struct splice *s, size_t i, size_t end)
{
	const char *p = s->text.p;

	if ((p[i] != '|' && p[i] != '>') || (i && !is_blank_at(s, i - 1)))
		return false;
	for (i++; i < end && strchr("+-0123456789", p[i]); i++)
		;
	if (i < end && !is_blank_at(s, i))
		return false;
	while (i < end && is_blank_at(s, i))
		i++;
	return i == end || p[i] == '#';
}

/* Of a block whose first line begins at from: the sign of its header. */
static size_t block_header(const struct splice *s, size_t from)
{
	size_t start = from ? splice_line_start(s, from - 1) : 0, end = splice_line_end(s, start);

	for (size_t i = start; i < end; i++)
		if (is_header(s, i, end))
			return i;
	return end;
}

enum splice_style splice_token(
    const struct splice *s, const struct yaml_member *m, size_t *from, size_t *to)
{
	*from = m->from;
	*to = m->to;
	if (m->value->plain)
		return STYLE_PLAIN;
	if (m->from && is_quote_at(s, m->from - 1) && is_quote_at(s, m->to)) {
		*from -= 1;
		*to += 1;
		return s->text.p[*from] == '"' ? STYLE_DOUBLE : STYLE_SINGLE;
	}
	*from = block_header(s, m->from);
	while (*to > m->from && is_blank_at(s, *to - 1))
		--*to;
	*to = splice_line_end(s, *to > m->from ? *to : *from);
	return STYLE_BLOCK;
}

/* Behind the dash of the line in which the item begins, or of one above it. */
static size_t behind_dash(const struct splice *s, const struct yaml_member *m)
{
	size_t pos = m->from, to, i;

	if (m->value->type == YAML_SCALAR && !m->alias)
		splice_token(s, m, &pos, &to);
	for (;;) {
		i = splice_line_start(s, pos);
		while (i < s->text.n && s->text.p[i] == ' ')
			i++;
		if (i < s->text.n && s->text.p[i] == '-' && is_blank_at(s, i + 1))
			return i + 1;
		if (splice_line_start(s, pos) == 0)
			return m->from;
		pos = splice_line_start(s, pos) - 1;
	}
}

size_t splice_value_start(const struct splice *s, const struct yaml_member *m)
{
	size_t i = m->key_to + (size_t)key_is_quoted(s, m);

	if (!m->key_to)
		return behind_dash(s, m);
	while (i < s->text.n && s->text.p[i] != ':')
		i++;
	return i + (i < s->text.n);
}

bool splice_is_flow(const struct splice *s, const struct yaml_member *m)
{
	return !m->alias && m->value->type != YAML_SCALAR && m->from < m->to &&
	       (s->text.p[m->from] == '[' || s->text.p[m->from] == '{');
}

size_t splice_value_end(const struct splice *s, const struct yaml_member *m)
{
	const struct yaml *v = m->value;
	size_t from, to;

	if (m->alias || splice_is_flow(s, m))
		return m->to;
	if (v->type != YAML_SCALAR)
		return splice_value_end(s, &v->members[v->size - 1]);
	if (v->plain && !v->text.n) /* nothing: libfyaml has no place for it */
		return splice_value_start(s, m);
	splice_token(s, m, &from, &to);
	return to;
}
