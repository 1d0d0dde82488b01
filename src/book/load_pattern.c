/* load_pattern.c - the lines under `match` and `unless`: compiled, and refused when they match
 * nothing or everything. */
#include "base/intl.h"
#include "base/utf8.h"
#include "book/load_internal.h"
#include "pattern/rx.h"

/* Each takes about 4 KB of memory, and some of the start. */
enum { PATTERNS_MAX = 250000 };

static struct pattern *new_pattern(struct load *l)
{
	struct book *b = l->book;

	if (b->patterns_n == l->patterns_room) {
		size_t room = l->patterns_room ? l->patterns_room * 2 : 256;

		l->patterns = arena_grow(l->scratch, l->patterns,
		    l->patterns_room * sizeof *l->patterns, room * sizeof *l->patterns);
		l->patterns_room = room;
	}
	return &l->patterns[b->patterns_n];
}

/* Found in the empty text, or with no character of any text: such a pattern says nothing about a
 * message. The look-around kind, `^(?=.*退)(?=.*款)`, is fine: it asks for something. */
static bool says_nothing(struct load *l, const struct rx *rx)
{
	static const struct str any = {"\xee\x80\x80", 3}; /* U+E000: nobody's character */
	struct rx_span span;

	if (rx_search(rx, l->rx_scratch, STR(""), 0, NULL) == RX_YES)
		return true;
	return rx_matches_empty(rx) && rx_search(rx, l->rx_scratch, any, 0, &span) == RX_YES &&
	    span.start == span.end;
}

/* A | that parts something from nothing, at the beginning of a pattern or at its end. */
static bool has_bare_end(struct str s)
{
	return s.n && (s.p[0] == '|' || (s.p[s.n - 1] == '|' && (s.n < 2 || s.p[s.n - 2] != '\\')));
}

static void add_groups(struct load *l, const struct rx *rx, struct place at)
{
	for (size_t i = 0; i < rx_group_count(rx); i++) {
		struct str name = str_of(rx_group_name(rx, i));

		if (ids_find(&l->groups, name) < 0)
			ids_add(&l->groups, l->scratch, name, at);
	}
}

/* "\bcup\b" in double quotes: YAML has made control characters of \b.  A tab alone may stand in a file. */
static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t')
			return true;
	return false;
}

struct rx *load_rx(struct load *l, const struct line *line)
{
	struct place at = line_place(line, 0);
	struct rx_error err = {0};
	struct rx *rx;

	if (has_control(line->text)) {
		diag_error(l->diags, at,
		    "a \\ in \"...\" is YAML's own: put the text in '...', or leave the quotes out");
		return NULL;
	}
	if (load_translate(l, line))
		return NULL;
	rx = rx_compile(buf_str(&l->text), &err);
	if (!rx) {
		load_lose(l, line->text);
		size_t where = err.offset < l->text.n ? err.offset : l->text.n;

		diag_error(l->diags, line_place(line, l->map[where]),
		    "the pattern does not compile: %s", err.text);
		return NULL;
	}
	if (says_nothing(l, rx)) {
		rx_free(&rx);
		diag_error(l->diags, at, "the pattern matches the empty text, and so every message%s",
		    has_bare_end(line->text) ? _(": take out the | beside which nothing stands") : "");
		return NULL;
	}
	add_groups(l, rx, at);
	return rx;
}

/* 0, or -1 after an error. */
static int read_pattern(struct load *l, const struct line *line, bool veto)
{
	struct place at = line_place(line, 0);
	struct rx *rx = load_rx(l, line);
	struct pattern *p;

	if (!rx)
		return -1;
	p = new_pattern(l);
	*p = (struct pattern){.rx = rx, .source = arena_str(l->arena, line->text),
	    .text = arena_str(l->arena, buf_str(&l->text)), .at = at,
	    .intent = (uint32_t)(l->book->intents_n - 1), .veto = veto,
	    .has_names = rx_group_count(rx) > 0};
	l->book->patterns_n++;
	return 0;
}

void load_patterns(struct load *l, struct draft *d, const struct yaml *v, bool veto)
{
	struct lines it = {.v = v};
	struct line line;
	size_t before = diag_count(l->diags, DIAG_ERROR), n = 0;

	while (!load_stopped(l) && line_next(l, &it, N_("a pattern"), &line)) {
		if (l->book->patterns_n == PATTERNS_MAX) {
			diag_error(l->diags, line_place(&line, 0), "more than %d patterns in one book",
			    PATTERNS_MAX);
			d->broken = true;
			return;
		}
		n++;
		if (read_pattern(l, &line, veto))
			d->broken = true;
		else
			d->patterns_n++;
	}
	if (!n && !l->damage && !load_stopped(l) && diag_count(l->diags, DIAG_ERROR) == before)
		diag_error(l->diags, v->at, "%s has no pattern", veto ? "unless" : "match");
	if (!n || diag_count(l->diags, DIAG_ERROR) > before)
		d->broken = true;
}
