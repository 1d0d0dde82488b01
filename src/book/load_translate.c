/* load_translate.c - from the pattern a trainer wrote to the one PCRE2 compiles.
 *
 * Two things change. <name> becomes the words of that list, but where `<` is PCRE2's own: after
 * `(?`, `\k`, `\g`, a backslash, or in a class. And literal characters take the form that
 * normalising gives the text: a full-width ？ is a ? in the text, so it becomes \? here. ASCII stays
 * as it is: case is PCRE2's affair. Everything else is copied. A map leads each byte back, so that
 * an error of PCRE2's is shown where the trainer wrote it. */
#include <stdlib.h>

#include "base/utf8.h"
#include "book/load_internal.h"
#include "pattern/normalise.h"

enum { FORMS_MAX = 18, CLASS_NAME_MAX = 24 /* of "[:^xdigit:]" and its like */ };

struct translation {
	struct load *l;
	struct str in;
	size_t i;
	uint32_t last; /* the character in front, when it was a punctuation mark; else 0 */
};

static void emit(struct translation *t, const char *p, size_t n, size_t from)
{
	struct load *l = t->l;

	if (l->text.n + n + 1 > l->map_room) {
		size_t room = (l->text.n + n + 1) * 2;

		l->map = arena_grow(l->scratch, l->map, l->map_room * sizeof *l->map,
		    room * sizeof *l->map);
		l->map_room = room;
	}
	for (size_t i = 0; i < n; i++)
		l->map[l->text.n + i] = (uint32_t)from;
	buf_add(&l->text, p, n);
}

static void copy(struct translation *t, size_t n)
{
	for (; n && t->i < t->in.n; n--, t->i++)
		emit(t, t->in.p + t->i, 1, t->i);
}

/* Through the first `end`, or to the end of the pattern. */
static void copy_through(struct translation *t, char end)
{
	const char *p = memchr(t->in.p + t->i, end, t->in.n - t->i);

	copy(t, p ? (size_t)(p - t->in.p) - t->i + 1 : t->in.n);
}

static char peek(const struct translation *t, size_t ahead)
{
	return t->i + ahead < t->in.n ? t->in.p[t->i + ahead] : 0;
}

static bool is_mark(uint32_t c)
{
	return (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') ||
	       (c > 'z' && c < 127);
}

static void emit_literal(struct translation *t, uint32_t c, size_t from)
{
	char bytes[4];

	if (is_mark(c))
		emit(t, "\\", 1, from);
	emit(t, bytes, utf8_put(c, bytes), from);
}

/* How the character stands in a normalised text; an ideographic space is a blank there, if
 * anything. */
static size_t forms_of(struct translation *t, uint32_t c, uint32_t forms[FORMS_MAX])
{
	if (c == 0x3000) {
		forms[0] = ' ';
		return 1;
	}
	return normalise_char(t->l->options->normaliser, c, forms);
}

/* Marks of which the text keeps one of a run: general, ideographic and full-width punctuation. */
static bool is_wide_mark(uint32_t c)
{
	return (c >= 0x2010 && c < 0x2070) || (c > 0x3000 && c < 0x3021) ||
	    (c > 0xff00 && c < 0xff10) || (c > 0xff19 && c < 0xff21);
}

/* A character above ASCII outside classes. Several forms in front of a quantifier are a group; the
 * second of two equal marks is left out. */
static void literal(struct translation *t)
{
	size_t from = t->i;
	uint32_t c = utf8_next(t->in, &t->i), forms[FORMS_MAX];
	size_t n = forms_of(t, c, forms);
	bool group = n > 1 && peek(t, 0) && strchr("?*+{", peek(t, 0));

	if (is_wide_mark(c)) {
		if (c == t->last)
			return;
		t->last = c;
	} else {
		t->last = 0;
	}
	if (group)
		emit(t, "(?:", 3, from);
	for (size_t i = 0; i < n; i++)
		emit_literal(t, forms[i], from);
	if (group)
		emit(t, ")", 1, from);
}

/* \Q...\E: literal, and nothing in it needs a backslash. */
static void quoted(struct translation *t)
{
	copy(t, 2);
	while (t->i < t->in.n && !(peek(t, 0) == '\\' && peek(t, 1) == 'E')) {
		uint32_t forms[FORMS_MAX];
		size_t from = t->i, n;
		char bytes[4];

		if (!(peek(t, 0) & 0x80)) {
			copy(t, 1);
			continue;
		}
		n = forms_of(t, utf8_next(t->in, &t->i), forms);
		for (size_t i = 0; i < n; i++)
			emit(t, bytes, utf8_put(forms[i], bytes), from);
	}
	copy(t, 2);
}

static void escape(struct translation *t)
{
	char next = peek(t, 1);

	if (next == 'Q') {
		quoted(t);
	} else if (next & 0x80) { /* a literal that needed no backslash */
		t->i++;
		literal(t);
	} else {
		copy(t, 2);
		if (next == 'c')
			copy(t, peek(t, 0) & 0x80 ? 0 : 1);
		else if ((next == 'k' || next == 'g') && peek(t, 0) == '<')
			copy_through(t, '>');
		else if ((next == 'k' || next == 'g') && peek(t, 0) == '\'')
			copy(t, 1), copy_through(t, '\'');
		else if (next && strchr("kgpPxNo", next) && peek(t, 0) == '{')
			copy_through(t, '}');
	}
}

/* A range keeps its meaning: both ends move together (０-９ to 0-9), or neither does. */
static void class_range(struct translation *t, uint32_t a, size_t after)
{
	uint32_t from[FORMS_MAX], to[FORMS_MAX], b;
	size_t start = t->i, i = after + 1;
	char bytes[4];

	b = utf8_next(t->in, &i);
	if (forms_of(t, a, from) == 1 && forms_of(t, b, to) == 1 && to[0] - from[0] == b - a) {
		emit_literal(t, from[0], start);
		emit(t, "-", 1, start);
		emit_literal(t, to[0], start);
	} else {
		emit(t, bytes, utf8_put(a, bytes), start);
		emit(t, "-", 1, start);
		emit(t, bytes, utf8_put(b, bytes), start);
	}
	t->i = i;
}

static void class_character(struct translation *t)
{
	uint32_t forms[FORMS_MAX], c;
	size_t from = t->i, after = t->i;
	char bytes[4], end;

	c = utf8_next(t->in, &after);
	end = after + 1 < t->in.n ? t->in.p[after + 1] : 0;
	if (after < t->in.n && t->in.p[after] == '-' && end && !strchr("]\\[", end) &&
	    (c >= 0x80 || (end & 0x80))) {
		class_range(t, c, after);
		return;
	}
	t->i = after;
	if (c >= 0x80 && forms_of(t, c, forms) == 1)
		emit_literal(t, forms[0], from);
	else
		emit(t, bytes, utf8_put(c, bytes), from);
}

static void class_escape(struct translation *t)
{
	if (peek(t, 1) & 0x80) {
		t->i++;
		class_character(t);
	} else {
		escape(t);
	}
}

/* [:alpha:] without the [ ] around it, which PCRE2 is to complain of. */
static bool is_class_name(const struct translation *t)
{
	size_t n = 1;

	while ((peek(t, n) >= 'a' && peek(t, n) <= 'z') || (n == 1 && peek(t, n) == '^'))
		n++;
	return n > 1 && peek(t, n) == peek(t, 0) && peek(t, n + 1) == ']';
}

/* [:：] is a colon, plain or wide: both are one here, and PCRE2 would take [::] for the name of a class. */
static void class_first(struct translation *t)
{
	if (peek(t, 0) && strchr(":.=", peek(t, 0)) && !is_class_name(t))
		emit(t, "\\", 1, t->i);
}

static void class(struct translation *t)
{
	copy(t, 1);
	class_first(t);
	if (peek(t, 0) == '^')
		copy(t, 1);
	if (peek(t, 0) == ']')
		copy(t, 1);
	while (t->i < t->in.n && peek(t, 0) != ']') {
		size_t left = t->in.n - t->i;
		struct str rest = str_make(t->in.p + t->i, left < CLASS_NAME_MAX ? left : CLASS_NAME_MAX);
		const char *end =
		    str_starts(rest, STR("[:")) ? memmem(rest.p, rest.n, ":]", 2) : NULL;

		if (end)
			copy(t, (size_t)(end - rest.p) + 2);
		else if (rest.p[0] == '\\')
			class_escape(t);
		else
			class_character(t);
	}
	copy(t, 1);
}

/* What follows `(?`: names and conditions are copied, so that no < in them is a word. */
static void group(struct translation *t)
{
	copy(t, 1);
	if (peek(t, 0) == '*') {
		while (peek(t, 0) && peek(t, 0) != ')' && peek(t, 0) != ':')
			copy(t, 1);
		return;
	}
	if (peek(t, 0) != '?')
		return;
	copy(t, 1);
	switch (peek(t, 0)) {
	case '<':
		if (peek(t, 1) == '=' || peek(t, 1) == '!')
			copy(t, 2);
		else
			copy_through(t, '>');
		return;
	case '\'':
		copy(t, 1);
		copy_through(t, '\'');
		return;
	case 'P':
		copy_through(t, peek(t, 1) == '<' ? '>' : ')');
		return;
	case '(':
		if (peek(t, 1) != '?' && peek(t, 1) != '*')
			copy_through(t, ')');
		return;
	case '#':
	case '&':
	case 'C':
		copy_through(t, ')');
		return;
	}
}

/* The name between < and >, empty when this < begins none. */
static struct str word_name(const struct translation *t)
{
	for (size_t i = t->i + 1; i < t->in.n; i++) {
		char c = t->in.p[i];

		if (c == '>')
			return str_make(t->in.p + t->i + 1, i - t->i - 1);
		if (!(c & 0x80) && (c <= ' ' || (is_mark((uint32_t)c) && !strchr("._-", c))))
			break;
	}
	return (struct str){0};
}

static int word(struct translation *t, const struct line *line)
{
	struct load *l = t->l;
	struct str name = word_name(t);
	long i;

	if (!name.n) {
		copy(t, 1);
		return 0;
	}
	i = ids_find(&l->words, name);
	if (i < 0 && !load_may_be_lost(l, name))
		diag_error(l->diags, line_place(line, t->i),
		    "unknown word list <%.*s>%s (the character itself is written \\<)",
		    STR_ARG(name), ids_hint(l, &l->words, name));
	if (i >= 0)
		l->book->words[i].used = true;
	if (i < 0 || !l->word_patterns[i].n)
		return -1;
	emit(t, l->word_patterns[i].p, l->word_patterns[i].n, t->i);
	t->i += name.n + 2;
	return 0;
}

int load_translate(struct load *l, const struct line *line)
{
	struct translation t = {.l = l, .in = line->text};
	int rc = 0;

	buf_clear(&l->text);
	while (t.i < t.in.n) {
		char c = t.in.p[t.i];

		if (c & 0x80) {
			literal(&t);
			continue;
		}
		t.last = 0;
		if (c == '\\') {
			escape(&t);
		} else if (c == '[') {
			class(&t);
		} else if (c == '(') {
			group(&t);
		} else if (c == '<') {
			if (word(&t, line)) {
				rc = -1;
				copy(&t, 1);
			}
		} else {
			copy(&t, 1);
		}
	}
	emit(&t, "", 0, t.in.n);
	l->map[l->text.n] = (uint32_t)t.in.n;
	if (l->text.failed)
		return diag_error(l->diags, line_place(line, 0),
		    "the pattern is too long: %d bytes at most once its words are put in",
		    LOAD_PATTERN_MAX);
	return rc;
}
