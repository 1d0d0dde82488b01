/* splice_list.c - edits of one value: a text, the lines of a block, the items of a list.
 *
 * What is there and what is wanted are compared, so that what stays keeps its place, its quotes and
 * its comments.  A form that has no room for what is wanted (one line, a text with line feeds in
 * quotes) is written anew. */
#include "base/intl.h"
#include "trainer/splice_internal.h"

enum {
	COMPARED_MAX = 4 << 20 /* cells of the table; above it what differs is replaced in order */
};

/* ---- what a loader sees ---- */

static size_t add_lines(struct str text, bool comments, struct str *out)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n;) {
		const char *nl = memchr(text.p + i, '\n', text.n - i);
		size_t end = nl ? (size_t)(nl - text.p) : text.n;
		struct str line = str_trim(str_make(text.p + i, end - i));

		if (line.n && !(comments && line.p[0] == '#')) {
			if (out)
				out[n] = line;
			n++;
		}
		i = end + 1;
	}
	return n;
}

static size_t add_scalar(const struct yaml *v, enum splice_form form, bool listed, struct str *out)
{
	struct str text = str_trim(v->text);

	if (v->type != YAML_SCALAR)
		return 0;
	if (form == SPLICE_LINES)
		return add_lines(v->text, !listed, out);
	if (!text.n)
		return 0;
	if (out)
		*out = text;
	return 1;
}

size_t splice_texts(
    struct arena *arena, const struct yaml *v, enum splice_form form, struct str **out)
{
	size_t n = 0, room = 0;

	*out = NULL;
	if (!v)
		return 0;
	if (v->type == YAML_SCALAR)
		room = add_scalar(v, form, false, NULL);
	for (size_t i = 0; v->type == YAML_LIST && i < v->size; i++)
		room += add_scalar(v->members[i].value, form, true, NULL);
	*out = ARENA_ARRAY(arena, struct str, room + 1);
	if (v->type == YAML_SCALAR)
		return add_scalar(v, form, false, *out);
	for (size_t i = 0; v->type == YAML_LIST && i < v->size; i++)
		n += add_scalar(v->members[i].value, form, true, *out + n);
	return n;
}

bool splice_holds(struct arena *arena, const struct yaml *v, const struct target *t)
{
	struct str *texts;
	size_t n = splice_texts(arena, v, t->form, &texts);

	if (n != t->n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!str_eq(texts[i], t->texts[i]))
			return false;
	return true;
}

/* ---- what stays ---- */

static void match_middle(const struct str *old, size_t n, size_t base, const struct str *new,
    size_t m, long *from, struct arena *arena)
{
	unsigned *table =
	    ARENA_ARRAY(arena, unsigned, (n + 1) * (m + 1)); /* longest from i, k on */
	size_t i, k;

#define AT(i, k) table[(i) * (m + 1) + (k)]
	for (i = n; i-- > 0;)
		for (k = m; k-- > 0;)
			AT(i, k) = str_eq(old[i], new[k])        ? AT(i + 1, k + 1) + 1
				   : AT(i + 1, k) > AT(i, k + 1) ? AT(i + 1, k)
								 : AT(i, k + 1);
	for (i = k = 0; i < n && k < m;) {
		if (str_eq(old[i], new[k]))
			from[k++] = (long)(base + i++);
		else if (AT(i + 1, k) >= AT(i, k + 1))
			i++;
		else
			k++;
	}
#undef AT
}

/* Of each wanted text which of the old ones it is, rising, or -1. */
static long *match(struct splice *s, const struct str *old, size_t n, const struct target *t)
{
	size_t head = 0, tail = 0, middle, left;
	long *from = ARENA_ARRAY(s->arena, long, t->n + 1);

	for (size_t i = 0; i < t->n; i++)
		from[i] = -1;
	for (; head < n && head < t->n && str_eq(old[head], t->texts[head]); head++)
		from[head] = (long)head;
	for (; tail < n - head && tail < t->n - head &&
	       str_eq(old[n - 1 - tail], t->texts[t->n - 1 - tail]);
	     tail++)
		from[t->n - 1 - tail] = (long)(n - 1 - tail);
	middle = n - head - tail;
	left = t->n - head - tail;
	if (middle && left && middle < COMPARED_MAX / left)
		match_middle(
		    old + head, middle, head, t->texts + head, left, from + head, s->arena);
	return from;
}

/* ---- the list as it stands in the file ---- */

enum shape { SHAPE_LINES, SHAPE_LIST, SHAPE_BRACKETS };

struct item {
	const struct yaml_member *m; /* of SHAPE_LINES: none */
	struct str text;
	size_t begin;    /* the end of the line above it */
	size_t from, to; /* its token */
	size_t end;      /* the end of its line */
	enum splice_style style;
};

struct list {
	enum shape shape;
	struct item *items;
	size_t n;
	size_t first; /* where one goes that stands before all */
	size_t indent;
};

static bool find_line(struct splice *s, size_t pos, size_t end, struct str want, struct list *l)
{
	struct str line = str_trim(str_make(s->text.p + pos, end - pos));
	size_t at = (size_t)(line.p - s->text.p);

	if (!str_eq(line, want))
		return false;
	l->items[l->n++] = (struct item){.text = line,
	    .begin = splice_line_before(s, pos),
	    .from = at,
	    .to = at + line.n,
	    .end = end,
	    .style = STYLE_BLOCK};
	return true;
}

/* false: its lines in the file are not those of the tree. */
static bool find_lines(struct splice *s, const struct yaml_member *m, struct list *l)
{
	size_t from, to, end;
	struct str *texts;
	size_t n = splice_texts(s->arena, m->value, SPLICE_LINES, &texts);

	if (splice_token(s, m, &from, &to) != STYLE_BLOCK || !m->value->block || !n)
		return false;
	*l = (struct list){.shape = SHAPE_LINES,
	    .items = ARENA_ARRAY(s->arena, struct item, n),
	    .first = splice_line_end(s, from),
	    .indent = m->value->at.col - 1};
	for (size_t pos = m->from; pos <= to && pos < s->text.n; pos = end + 1) {
		end = splice_line_end(s, pos);
		struct str line = str_trim(str_make(s->text.p + pos, end - pos));

		if (line.n && line.p[0] != '#' &&
		    (l->n == n || !find_line(s, pos, end, texts[l->n], l)))
			return false;
		end += end < s->text.n && s->text.p[end] == '\r';
	}
	return l->n == n;
}

/* Is it one text that a list of the form can hold? */
static bool is_one(const struct yaml_member *m, enum splice_form form)
{
	struct str text = str_trim(m->value->text);

	return m->value->type == YAML_SCALAR && !m->alias && text.n &&
	       (form != SPLICE_LINES || !memchr(text.p, '\n', text.n));
}

/* Items that are one text each; what has a `when` is passed over. */
static bool find_items(
    struct splice *s, const struct yaml_member *m, enum splice_form form, struct list *l)
{
	const struct yaml *v = m->value;
	bool flow = splice_is_flow(s, m);

	*l = (struct list){.shape = flow ? SHAPE_BRACKETS : SHAPE_LIST,
	    .items = ARENA_ARRAY(s->arena, struct item, v->size + 1),
	    .indent = flow ? 0 : splice_indent(s, m->from),
	    .first = flow ? m->from + 1 : splice_line_before(s, m->from)};
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml_member *one = &v->members[i];
		struct item *item = &l->items[l->n];

		if (one->value->type == YAML_MAP && form == SPLICE_TEXTS && !flow)
			continue;
		if (!is_one(one, form))
			return false;
		*item = (struct item){.m = one, .text = str_trim(one->value->text)};
		item->style = splice_token(s, one, &item->from, &item->to);
		item->begin = flow ? 0 : splice_line_before(s, splice_value_start(s, one));
		item->end = flow ? item->to : splice_line_end(s, item->to);
		l->n++;
	}
	if (!l->n && v->size)
		l->first = splice_line_end(s, splice_value_end(s, m));
	else if (flow && l->n)
		l->first = l->items[0].from;
	return true;
}

static bool find_list(
    struct splice *s, const struct yaml_member *m, const struct target *t, struct list *l)
{
	struct splice_value wanted = {t->form, t->texts, t->n};

	if (m->alias || t->form == SPLICE_TEXT)
		return false;
	if (m->value->type == YAML_LIST)
		return m->value->size && find_items(s, m, t->form, l);
	return t->form == SPLICE_LINES && m->value->type == YAML_SCALAR &&
	       splice_fits_lines(&wanted) && find_lines(s, m, l);
}

/* ---- a value written anew ---- */

static bool is_nothing(const struct yaml_member *m)
{
	return !m->alias && m->value->type == YAML_SCALAR && m->value->plain && !m->value->text.n;
}

static size_t first_line(struct str text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] != '\n' && text.p[n] != '\r')
		n++;
	return n;
}

/* Behind the sign of a block's header and its numbers. */
static size_t behind_header(const struct splice *s, size_t sign)
{
	do
		sign++;
	while (sign < s->text.n && strchr("+-0123456789", s->text.p[sign]));
	return sign;
}

/* A value of one line; in front of it stands a blank, which is wanted where there was nothing. */
static void put_line(struct splice *s, const struct yaml_member *m, struct str value)
{
	size_t from = m->from, to = m->to, start = splice_value_start(s, m);
	struct str bare = str_make(value.p + 1, value.n - 1);
	bool scalar = m->value->type == YAML_SCALAR && !m->alias;

	if (is_nothing(m)) {
		splice_edit(s, EDIT_VALUE, start, start, value);
	} else if (m->alias) {
		splice_edit(s, EDIT_VALUE, from - 1, to, bare);
	} else if (scalar && splice_token(s, m, &from, &to) == STYLE_BLOCK) {
		splice_edit(s, EDIT_VALUE, from, behind_header(s, from), bare);
		splice_edit(s, EDIT_VALUE, splice_line_end(s, from), to, STR(""));
	} else if (scalar || splice_is_flow(s, m)) {
		splice_edit(s, EDIT_VALUE, from, to, bare);
	} else {
		splice_edit(s, EDIT_VALUE, start, start, value);
		splice_edit(s, EDIT_VALUE, splice_line_end(s, start),
		    splice_line_end(s, splice_value_end(s, m)), STR(""));
	}
}

/* A value of several lines: a comment behind the old one goes behind the first of them. */
static void put_lines(struct splice *s, const struct yaml_member *m, struct str value)
{
	size_t start = splice_value_start(s, m), end = splice_value_end(s, m), from = m->from;
	size_t rest = end, rest_end = splice_line_end(s, end), head = first_line(value);
	bool scalar = m->value->type == YAML_SCALAR && !m->alias;

	if (scalar && !is_nothing(m) && splice_token(s, m, &from, &end) == STYLE_BLOCK) {
		rest = behind_header(s, from);
		rest_end = splice_line_end(s, from);
	} else if (!scalar && !m->alias && !splice_is_flow(s, m)) {
		rest = start;
		rest_end = splice_line_end(s, start);
	}
	splice_edit(s, EDIT_VALUE, start, splice_line_end(s, end),
	    arena_printf(s->arena, "%.*s%.*s%.*s", (int)head, value.p, (int)(rest_end - rest),
		s->text.p + rest, (int)(value.n - head), value.p + head));
}

static void put(struct splice *s, const struct yaml_member *m, const struct splice_value *v,
    const struct splice_at *where)
{
	struct splice_at at = *where;
	struct buf value;
	size_t from, to;

	if (m->value->type == YAML_SCALAR && !m->alias && !is_nothing(m)) {
		at.like = splice_token(s, m, &from, &to);
		at.old = str_trim(m->value->text);
		at.token = str_make(s->text.p + from, to - from);
		if (at.like == STYLE_BLOCK || memchr(at.token.p, '\n', at.token.n) || at.flow)
			at.token.n = 0;
	}
	buf_init(&value, YAML_MAX);
	splice_write_value(&value, v, &at);
	if (first_line(buf_str(&value)) == value.n)
		put_line(s, m, buf_str(&value));
	else
		put_lines(s, m, buf_str(&value));
	buf_free(&value);
}

/* ---- a list changed ---- */

/* Behind item i, -1 for the place before all. */
static void put_in(struct splice *s, const struct list *l, long i, struct str text)
{
	struct splice_at at = {
	    .eol = s->eol, .indent = l->indent, .flow = l->shape == SHAPE_BRACKETS};
	size_t pos = i < 0                        ? l->first
		     : l->shape == SHAPE_BRACKETS ? l->items[i].to
						  : l->items[i].end;
	struct buf b;

	buf_init(&b, YAML_MAX);
	if (l->shape == SHAPE_BRACKETS) {
		buf_addz(&b, i < 0 ? "" : ", ");
		splice_write_scalar(&b, text, &at);
		buf_addz(&b, i < 0 && l->n ? ", " : "");
	} else {
		buf_addz(&b, s->eol);
		splice_write_indent(&b, l->indent);
		if (l->shape == SHAPE_LIST)
			splice_write_item(&b, text, &at);
		else
			buf_adds(&b, text);
	}
	splice_edit(s, EDIT_VALUE, pos, pos, buf_str(&b));
	buf_free(&b);
}

static void replace(
    struct splice *s, const struct list *l, const struct item *item, struct str text)
{
	struct splice_at at = {
	    .eol = s->eol, .indent = l->indent, .flow = l->shape == SHAPE_BRACKETS};

	if (item->m)
		put(s, item->m, &(struct splice_value){SPLICE_TEXT, &text, 1}, &at);
	else
		splice_edit(s, EDIT_VALUE, item->from, item->to, text);
}

/* Items from..to-1 go; of those in brackets one comma each. */
static void take_out(struct splice *s, const struct list *l, size_t from, size_t to)
{
	if (from == to)
		return;
	if (l->shape != SHAPE_BRACKETS) {
		for (size_t i = from; i < to; i++)
			splice_edit(s, EDIT_VALUE, l->items[i].begin, l->items[i].end, STR(""));
	} else if (to < l->n) {
		splice_edit(s, EDIT_VALUE, l->items[from].from, l->items[to].from, STR(""));
	} else {
		splice_edit(s, EDIT_VALUE, from ? l->items[from - 1].to : l->first,
		    l->items[to - 1].to, STR(""));
	}
}

/* What lies between two that stay: as many as can be are replaced, one for another. */
static void edit_run(struct splice *s, const struct list *l, size_t from, size_t to,
    const struct str *texts, size_t n)
{
	size_t i = 0;

	for (; i < n && from + i < to; i++)
		replace(s, l, &l->items[from + i], texts[i]);
	take_out(s, l, from + i, to);
	for (; i < n; i++)
		put_in(s, l, (long)to - 1, texts[i]);
}

static void edit_list(struct splice *s, const struct list *l, const struct target *t)
{
	struct str *old = ARENA_ARRAY(s->arena, struct str, l->n + 1);
	size_t at = 0, k = 0;
	long *from;

	for (size_t i = 0; i < l->n; i++)
		old[i] = l->items[i].text;
	from = match(s, old, l->n, t);
	while (k < t->n || at < l->n) {
		size_t end = k, stays;

		while (end < t->n && from[end] < 0)
			end++;
		stays = end < t->n ? (size_t)from[end] : l->n;
		edit_run(s, l, at, stays, t->texts + k, end - k);
		at = stays + (stays < l->n);
		k = end + (end < t->n);
	}
}

/* Wordings with a `when` would be lost if the value were written anew. */
static bool holds_more(const struct yaml *v, enum splice_form form)
{
	if (form == SPLICE_TEXT)
		return false;
	for (size_t i = 0; v->type == YAML_LIST && i < v->size; i++)
		if (v->members[i].value->type != YAML_SCALAR)
			return true;
	return v->type == YAML_MAP;
}

void splice_edit_value(
    struct splice *s, const struct yaml_member *m, const struct target *t, bool flow)
{
	struct splice_at at = {
	    .eol = s->eol, .indent = splice_indent(s, splice_key_start(s, m)), .flow = flow};
	struct list l = {0};

	if (find_list(s, m, t, &l))
		edit_list(s, &l, t);
	else if (holds_more(m->value, t->form))
		splice_refuse(
		    s, m, N_("this is written in a form that cannot be changed by itself"));
	else
		put(s, m, &(struct splice_value){t->form, t->texts, t->n}, &at);
}
