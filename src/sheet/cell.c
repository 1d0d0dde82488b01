/* cell.c - what a cell holds: its kind, and where its texts are parted. */
#include "sheet/cell.h"

#include "base/intl.h"
#include "base/utf8.h"
#include "sheet/answer.h"
#include "sheet/sign.h"
#include "sheet/xlsx.h"

enum { NAME_CHARS = 100, TEXTS_MAX = 2000 /* in one cell */ };

void cell_texts_add(struct arena *arena, struct cell_texts *to, struct cell_text text)
{
	if (to->n == to->room) {
		size_t room = to->room ? to->room * 2 : 4;

		to->list = arena_grow(
		    arena, to->list, to->room * sizeof *to->list, room * sizeof *to->list);
		to->room = room;
	}
	to->list[to->n++] = text;
}

void cell_show(const struct sheet_rules *r, const struct cell *c, unsigned at)
{
	size_t i = 0, line = 0, end;
	unsigned col = 1;

	for (unsigned k = 0; k < at && i < c->text.n; k++) {
		if (c->text.p[i] == '\n') {
			line = i + 1;
			col = 0;
		}
		utf8_next(c->text, &i);
		col++;
	}
	for (end = line; end < c->text.n && c->text.p[end] != '\n'; end++)
		;
	diag_show(r->diags, str_make(c->text.p + line, end - line), col);
}

/* ---- kinds ---- */

/* The cell that is being read. */
struct now {
	const struct sheet_rules *rules;
	const struct sheet *sheet;
	const struct cell *cell;
	enum cell_use use;
	struct glyphs g;
	struct cell_texts *to;
	size_t first; /* of its texts in to */
	bool told_trap, told_maybe, told_empty, told_many;
};

static void tell_formula(const struct now *n)
{
	struct diag_list *diags = n->rules->diags;
	const struct cell *c = n->cell;
	struct str formula = utf8_head(c->formula, 60), value = utf8_head(c->text, 60);

	if (!c->text.n) {
		diag_find(diags, DIAG_ERROR, "cell.formula", STR(""), cell_place(n->sheet, c),
		    "a formula (=%.*s) without a value", STR_ARG(formula));
		diag_propose(diags, "write the text itself into the cell");
		return;
	}
	diag_find(diags, sheet_trap(n->rules), "cell.formula", STR(""), cell_place(n->sheet, c),
	    "a formula (=%.*s); when last worked out it gave: %.*s", STR_ARG(formula),
	    STR_ARG(value));
	diag_propose(diags, "write the text itself into the cell; --fix takes what it gave");
}

/* "1.23457E+15", or more digits than a spreadsheet keeps: the end is lost. */
static bool is_lost_number(const struct cell *c)
{
	size_t digits = 0, i = 0;
	bool exponent = false;

	for (; i < c->text.n; i++) {
		char ch = c->text.p[i];

		if (ch >= '0' && ch <= '9')
			digits++;
		else if ((ch == 'E' || ch == 'e') && digits && i + 1 < c->text.n &&
			 strchr("+-0123456789", c->text.p[i + 1]) && !exponent)
			exponent = true;
		else if (!strchr(".+-", ch))
			return false;
	}
	return digits && (c->kind == CELL_NUMBER ? exponent || digits > 15
						 : exponent && memchr(c->text.p, '+', c->text.n));
}

static void tell_kind(const struct now *n)
{
	struct diag_list *diags = n->rules->diags;
	const struct cell *c = n->cell;
	struct str text = utf8_head(c->text, 60);
	struct place at = cell_place(n->sheet, c);

	if (c->kind == CELL_FORMULA) {
		tell_formula(n);
	} else if (c->kind == CELL_ERROR) {
		diag_find(diags, DIAG_ERROR, "cell.error", STR(""), at,
		    "%.*s: a formula that failed", STR_ARG(text));
	} else if (is_lost_number(c)) {
		diag_find(diags, DIAG_ERROR, "cell.number", STR(""), at,
		    "%.*s: the spreadsheet took this for a number, and its last digits are lost",
		    STR_ARG(text));
		diag_propose(diags, "format the cell as text and type it again");
	} else if (n->use == CELL_VALUE) {
		return;
	} else if (c->kind == CELL_NUMBER) {
		diag_find(diags, DIAG_WARNING, "cell.number", STR(""), at,
		    "a number where a text is meant: it is taken as %.*s", STR_ARG(text));
	} else if (c->kind == CELL_DATE) {
		diag_find(diags, DIAG_WARNING, "cell.date", STR(""), at,
		    "a date where a text is meant: it is taken as %.*s", STR_ARG(text));
	} else if (c->kind == CELL_BOOL) {
		diag_find(diags, DIAG_WARNING, "cell.truth", STR(""), at,
		    "yes or no where a text is meant: it is taken as %.*s", STR_ARG(text));
	}
}

static void tell_length(const struct now *n)
{
	size_t chars = utf8_length(n->cell->text);

	if (chars == XLSX_CELL_CHARS)
		diag_find(n->rules->diags, DIAG_WARNING, "cell.long", STR(""),
		    cell_place(n->sheet, n->cell),
		    "%zu characters, all that a cell has room for: is the end cut off?", chars);
	else if (n->use == CELL_NAME && chars > NAME_CHARS)
		diag_find(n->rules->diags, DIAG_WARNING, "cell.long", STR(""),
		    cell_place(n->sheet, n->cell), "%zu characters are many for a name", chars);
}

static void tell_blanks(const struct now *n)
{
	const struct glyphs *g = &n->g;

	if (!g->n || n->use == CELL_VALUE ||
	    (!glyph_is_blank(g->list[0].code) && !glyph_is_blank(g->list[g->n - 1].code)))
		return;
	diag_find(n->rules->diags, DIAG_WARNING, "text.blanks", STR(""),
	    cell_place(n->sheet, n->cell), "blanks around the text: they are left out");
}

/* ---- parting ---- */

static void tell_slip(struct now *n, size_t i, size_t length)
{
	struct diag_list *diags = n->rules->diags;
	struct str sign = glyphs_text(n->rules->arena, &n->g, i, i + length).text;
	char bytes[5] = "";

	if (n->told_trap)
		return;
	n->told_trap = true;
	if (n->use == CELL_ANSWER) {
		diag_find(diags, sheet_trap(n->rules), "separator.answer", STR(""),
		    cell_place(n->sheet, n->cell),
		    "several wordings with %s between them? The customer would read it as it is",
		    sign.p);
		cell_show(n->rules, n->cell, n->g.list[i].at);
		diag_propose(diags,
		    "write them with a line of --- between them; --fix takes %s for a "
		    "separator",
		    sign.p);
		return;
	}
	utf8_put(n->g.list[i].code, bytes);
	diag_find(diags, sheet_trap(n->rules), "separator.wide", STR(""),
	    cell_place(n->sheet, n->cell), "a full-width %s: is it a separator?", bytes);
	cell_show(n->rules, n->cell, n->g.list[i].at);
	diag_propose(diags,
	    "write | between the texts, or each in a line of its own; --fix takes %s for "
	    "a separator",
	    bytes);
}

static void tell_maybe(struct now *n, size_t i, size_t length)
{
	struct diag_list *diags = n->rules->diags;
	struct str sign = glyphs_text(n->rules->arena, &n->g, i, i + length).text;

	if (n->told_maybe)
		return;
	n->told_maybe = true;
	if (n->rules->fix) {
		diag_find(diags, DIAG_ADVICE, "separator.maybe", STR(""),
		    cell_place(n->sheet, n->cell), "%s is taken for a separator",
		    sign.n ? sign.p : _("a blank"));
		cell_show(n->rules, n->cell, n->g.list[i].at);
		diag_propose(diags, "without --fix it is taken for one text");
		return;
	}
	diag_find(diags, DIAG_WARNING, "separator.maybe", STR(""), cell_place(n->sheet, n->cell),
	    "one text, or several with %s between them? It is taken for one",
	    sign.n ? sign.p : _("a blank"));
	cell_show(n->rules, n->cell, n->g.list[i].at);
	diag_propose(diags, "write several texts one a line; --fix takes the sign for a separator");
}

static void tell_empty(struct now *n, size_t i)
{
	struct diag_list *diags = n->rules->diags;

	if (n->use != CELL_WORDS || n->told_empty)
		return;
	n->told_empty = true;
	diag_find(diags, sheet_trap(n->rules), "keyword.empty", STR(""),
	    cell_place(n->sheet, n->cell), "an empty keyword: a separator with nothing beside it");
	cell_show(n->rules, n->cell, n->g.list[i < n->g.n ? i : n->g.n - 1].at);
	diag_propose(diags, "take the separator out, or write the word; --fix leaves it out");
}

/* One piece; begun and ended are the separators around it, 0 for the ends of the cell. */
static void add_piece(struct now *n, size_t from, size_t to, uint32_t begun, uint32_t ended)
{
	struct cell_text t = glyphs_text(n->rules->arena, &n->g, from, to);

	if (!t.text.n) {
		if ((begun || ended) && begun != '\n' && ended != '\n')
			tell_empty(n, to < n->g.n ? to : from ? from - 1 : 0);
		return;
	}
	t.sheet = n->sheet;
	t.cell = n->cell;
	if (n->to->n - n->first == TEXTS_MAX) {
		if (!n->told_many)
			diag_error(n->rules->diags, cell_place(n->sheet, n->cell),
			    "more than 2,000 texts in one cell");
		n->told_many = true;
		return;
	}
	cell_texts_add(n->rules->arena, n->to, t);
}

static void follow_brackets(uint32_t c, unsigned *depth)
{
	if (c == '(' || c == '[')
		++*depth;
	else if ((c == ')' || c == ']') && *depth)
		--*depth;
	else if (c == '\n')
		*depth = 0;
}

static void part(struct now *n)
{
	size_t from = 0, length;
	uint32_t begun = 0;
	unsigned depth = 0;
	bool lines = false;

	for (size_t i = 0; i < n->g.n; i++)
		lines = lines || n->g.list[i].code == '\n';
	for (size_t i = 0; i < n->g.n; i += length) {
		enum sign sign = sign_at(&n->g, i, n->use, lines, depth, &length);

		follow_brackets(n->g.list[i].code, &depth);
		if (sign == SIGN_SLIP)
			tell_slip(n, i, length);
		else if (sign == SIGN_MAYBE)
			tell_maybe(n, i, length);
		if (sign == SIGN_TEXT || (sign == SIGN_MAYBE && !n->rules->fix))
			continue;
		add_piece(n, from, i, begun, n->g.list[i].code);
		begun = n->g.list[i].code;
		from = i + length;
	}
	add_piece(n, from, n->g.n, begun, 0);
}

/* ---- what is left ---- */

/* "1. ", "2、", "(3)": the number of a line's text, and how many bytes it takes; 0: none. */
static size_t list_number(struct str s, unsigned *number)
{
	static const char *const ends[] = {". ", "、", ") ", "）", ".", ")"};
	size_t i = s.n && s.p[0] == '(' ? 1 : 0, digits = i;

	*number = 0;
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && i < digits + 3; i++)
		*number = *number * 10 + (unsigned)(s.p[i] - '0');
	if (i == digits)
		return 0;
	for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
		if (str_starts(str_make(s.p + i, s.n - i), str_of(ends[k])))
			return i + strlen(ends[k]);
	return 0;
}

/* A list numbered 1, 2, 3 all through loses its numbers. */
static void drop_numbers(struct cell_texts *t, size_t first)
{
	unsigned number;

	if (t->n - first < 2)
		return;
	for (size_t i = first; i < t->n; i++) {
		size_t n = list_number(t->list[i].text, &number);

		if (!n || number != i - first + 1 || n >= t->list[i].text.n)
			return;
	}
	for (size_t i = first; i < t->n; i++) {
		size_t n = list_number(t->list[i].text, &number);
		struct str rest = str_make(t->list[i].text.p + n, t->list[i].text.n - n);

		t->list[i].at += (unsigned)utf8_length(str_make(t->list[i].text.p, n));
		t->list[i].text = str_trim(rest);
	}
}

/* A name is one line. */
static void join_lines(struct now *n)
{
	bool lines = false;

	while (n->g.n && n->g.list[n->g.n - 1].code == '\n')
		n->g.n--;
	for (size_t i = 0; i < n->g.n; i++) {
		lines = lines || n->g.list[i].code == '\n';
		if (n->g.list[i].code == '\n')
			n->g.list[i].code = ' ';
	}
	if (lines)
		diag_find(n->rules->diags, DIAG_WARNING, "text.lines", STR(""),
		    cell_place(n->sheet, n->cell),
		    "a line break where one line is meant: it becomes a blank");
}

/* /退货/i is how some programs show that a text is a pattern. */
static void drop_slashes(struct now *n, size_t first)
{
	for (size_t i = first; i < n->to->n; i++) {
		struct str *s = &n->to->list[i].text;
		size_t end = s->n;

		while (end > 1 && strchr("gimsu", s->p[end - 1]))
			end--;
		if (s->n < 3 || s->p[0] != '/' || end < 3 || s->p[end - 1] != '/')
			continue;
		diag_find(n->rules->diags, sheet_trap(n->rules), "pattern.slashes", STR(""),
		    cell_place(n->sheet, n->cell),
		    "a pattern between slashes: here they would be "
		    "looked for in the message");
		cell_show(n->rules, n->cell, n->to->list[i].at);
		diag_propose(n->rules->diags, "take them off; --fix does");
		*s = str_make(s->p + 1, end - 2);
		n->to->list[i].at++;
	}
}

static void tell_patterns_in_words(const struct now *n, size_t first)
{
	static const char *const signs[] = {".*", ".{", "\\d", "\\w", "(?", "[", "|", "^"};

	for (size_t i = first; i < n->to->n; i++)
		for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
			struct str s = n->to->list[i].text;

			if (!memmem(s.p, s.n, signs[k], strlen(signs[k])))
				continue;
			diag_find(n->rules->diags, DIAG_WARNING, "keyword.pattern", STR(""),
			    cell_place(n->sheet, n->cell),
			    "this keyword looks like a pattern: it is taken word for word");
			cell_show(n->rules, n->cell, n->to->list[i].at);
			diag_propose(n->rules->diags,
			    "patterns stand in a column of their own, with the heading patterns or "
			    "%s",
			    "正则");
			return;
		}
}

void cell_read(const struct sheet_rules *rules, const struct sheet *sheet, const struct cell *cell,
    enum cell_use use, struct cell_texts *to)
{
	size_t first = to->n;
	struct now n = {
	    .rules = rules, .sheet = sheet, .cell = cell, .use = use, .to = to, .first = first};

	tell_kind(&n);
	tell_length(&n);
	n.g = glyphs_of(rules, sheet, cell, cell->text);
	tell_blanks(&n);
	if (use == CELL_NAME || use == CELL_VALUE)
		join_lines(&n);
	part(&n);
	if (use == CELL_QUESTION)
		drop_numbers(to, first);
	else if (use == CELL_PATTERNS)
		drop_slashes(&n, first);
	else if (use == CELL_WORDS)
		tell_patterns_in_words(&n, first);
	else if (use == CELL_ANSWER)
		for (size_t i = first; i < to->n; i++)
			answer_check(rules, &to->list[i]);
}
