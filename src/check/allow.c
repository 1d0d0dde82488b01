/* allow.c - comments in a book's files that allow a finding:
 *
 *     # check: allow text.gap -- the survey has no other words
 *     # check: allow situation.missing outage, lunch (we are always there)
 *
 * On a line of its own it is about the next line that is neither empty nor a comment, behind a
 * value about its own line; with the subjects of findings, about those wherever they stand.  YAML's
 * own comments are not in its tree, so lines are read here: a # within a block of text is part of
 * it, unless it begins the line, where patterns and examples have comments too. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "book/load_internal.h"
#include "check/check.h"
#include "check/kinds.h"

struct comment {
	struct place at; /* of its kind */
	unsigned line;   /* that it is about */
	struct str kind, reason;
	struct str *subjects; /* none: the line tells */
	size_t subjects_n;
	bool *used; /* of each subject; of one without: the first */
};

struct file {
	const char *name;
	struct comment *list; /* in order of the lines they are about */
	size_t n, room;
};

/* A comment and one of its subjects, by "kind subject". */
struct named_allow {
	struct comment *comment;
	size_t subject;
};

struct allows {
	struct diag_list *diags;
	struct arena *arena;
	struct file *files;
	size_t files_n, last; /* last: the file of the last finding */
	struct ids names;
	struct named_allow *named;
	struct allowed *allowed;
	size_t allowed_n, allowed_room;
	struct diag before; /* the finding kept last */
};

/* ---- one comment ---- */

static bool take(struct str *s, const char *word)
{
	if (!str_starts(*s, str_of(word)))
		return false;
	*s = str_make(s->p + strlen(word), s->n - strlen(word));
	return true;
}

static void skip_blanks(struct str *s)
{
	while (take(s, " ") || take(s, "\t") || take(s, "\u3000"))
		;
}

static bool is_end(struct str s)
{
	return !s.n || strchr(" \t,(", s.p[0]) || str_starts(s, STR("\u3000")) ||
	       str_starts(s, STR("，")) || str_starts(s, STR("、")) || str_starts(s, STR("（"));
}

static struct str take_word(struct str *s)
{
	const char *from = s->p;
	size_t i = 0;

	while (!is_end(*s)) {
		i = 0;
		utf8_next(*s, &i);
		*s = str_make(s->p + i, s->n - i);
	}
	return str_make(from, (size_t)(s->p - from));
}

/* What stands behind -- or in brackets. */
static struct str reason_of(struct str s)
{
	if (take(&s, "--") || take(&s, "——"))
		return str_trim(s);
	if (!take(&s, "(") && !take(&s, "（"))
		return STR("");
	s = str_trim(s);
	if (s.n && s.p[s.n - 1] == ')')
		s.n--;
	else if (s.n >= 3 && str_eq(str_make(s.p + s.n - 3, 3), STR("）")))
		s.n -= 3;
	return str_trim(s);
}

/* Behind the #: is it one of ours?  s is then behind "check:". */
static bool is_ours(struct str *s)
{
	skip_blanks(s);
	if (!take(s, "check"))
		return false;
	skip_blanks(s);
	if (!take(s, ":") && !take(s, "："))
		return false;
	skip_blanks(s);
	return true;
}

static void read_subjects(struct allows *a, struct comment *c, struct str s)
{
	size_t room = 0;

	for (;;) {
		struct str word;

		skip_blanks(&s);
		if (take(&s, ",") || take(&s, "，") || take(&s, "、"))
			continue;
		if (str_starts(s, STR("--")) || str_starts(s, STR("——")))
			break;
		word = take_word(&s);
		if (!word.n)
			break;
		if (c->subjects_n == room) {
			c->subjects = arena_grow(a->arena, c->subjects, room * sizeof *c->subjects,
			    (room + 8) * sizeof *c->subjects);
			room += 8;
		}
		c->subjects[c->subjects_n++] = word;
	}
	c->reason = reason_of(s);
	c->used = ARENA_ARRAY(a->arena, bool, c->subjects_n + 1);
}

/* "check: alow": a slip; "check: twice a year" is a note of the trainer's own. */
static bool is_slip(struct str verb)
{
	return str_distance(verb, STR("allow"), 2) <= 2;
}

/* The text behind the # of a comment in line `line`; own_line: nothing stands before it. */
static void read_comment(
    struct allows *a, struct file *f, struct str line, struct str s, unsigned number)
{
	struct comment c = {.at = {f->name, number, 0}, .line = number};
	struct str verb;

	if (!is_ours(&s))
		return;
	verb = take_word(&s);
	skip_blanks(&s);
	c.at.col = (unsigned)utf8_length(str_make(line.p, (size_t)(s.p - line.p))) + 1;
	c.kind = take_word(&s);
	if (!str_is(verb, "allow") && !is_slip(verb))
		return;
	if (!str_is(verb, "allow") || !check_kind(c.kind)) {
		const char *near = check_kind_nearest(c.kind);

		diag_find(a->diags, DIAG_WARNING, "allow.unknown", c.kind, c.at,
		    "this comment allows nothing: it is written # check: allow KIND, and '%.*s' is "
		    "no "
		    "kind that is known",
		    STR_ARG(c.kind));
		if (near)
			diag_propose(a->diags, "did you mean # check: allow %s?", near);
		return;
	}
	read_subjects(a, &c, s);
	if (f->n == f->room) {
		size_t room = f->room ? 2 * f->room : 8;

		f->list = arena_grow(
		    a->arena, f->list, f->room * sizeof *f->list, room * sizeof *f->list);
		f->room = room;
	}
	f->list[f->n++] = c;
}

/* ---- the lines of a file ---- */

struct lines_read {
	bool block;    /* within a block of text, */
	size_t indent; /* that is indented deeper than this */
	size_t open;   /* the first of the file's comments whose line is yet to come */
};

static size_t indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* The byte of a # that begins a comment behind a value; line.n: there is none. */
static size_t comment_behind(struct str line)
{
	char quote = 0;

	for (size_t i = 0; i < line.n; i++) {
		char ch = line.p[i];

		if (quote == '"' && ch == '\\')
			i++;
		else if (quote)
			quote = ch == quote ? 0 : quote;
		else if ((ch == '"' || ch == '\'') && (!i || strchr(" [{,:", line.p[i - 1])))
			quote = ch;
		else if (ch == '#' && i && (line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			return i;
	}
	return line.n;
}

/* Does a block of text (|, >) begin below this line?  Then *indent is that of its key. */
static bool opens_block(struct str line, size_t *indent)
{
	struct str s = str_trim(str_make(line.p, comment_behind(line)));
	size_t n = s.n, at = indent_of(line);

	while (n && strchr("+-0123456789", s.p[n - 1]))
		n--;
	if (n < 2 || (s.p[n - 1] != '|' && s.p[n - 1] != '>') || s.p[n - 2] != ' ')
		return false;
	while (at + 1 < line.n && line.p[at] == '-' && line.p[at + 1] == ' ') {
		at += 2; /* the key of an entry of a list stands behind its dash */
		while (at < line.n && line.p[at] == ' ')
			at++;
	}
	*indent = at < line.n && (line.p[at] == '|' || line.p[at] == '>') ? indent_of(line) : at;
	return true;
}

static void read_line(
    struct allows *a, struct file *f, struct lines_read *r, struct str line, unsigned number)
{
	struct str text = str_trim(line);
	size_t behind;

	if (!text.n)
		return;
	if (text.p[0] == '#') {
		read_comment(a, f, line, str_make(text.p + 1, text.n - 1), number);
		return;
	}
	for (; r->open < f->n; r->open++)
		f->list[r->open].line = number;
	if (r->block && indent_of(line) > r->indent)
		return;
	r->block = opens_block(line, &r->indent);
	behind = comment_behind(line);
	if (behind < line.n)
		read_comment(
		    a, f, line, str_make(line.p + behind + 1, line.n - behind - 1), number);
	r->open = f->n;
}

static void read_file(struct allows *a, struct file *f, struct str text)
{
	struct lines_read r = {0};
	unsigned number = 0;

	if (!memmem(text.p, text.n, "check", 5) || !utf8_valid(text))
		return;
	for (size_t i = 0; i < text.n;) {
		const char *end = memchr(text.p + i, '\n', text.n - i);
		size_t n = end ? (size_t)(end - text.p) - i : text.n - i;

		read_line(a, f, &r, str_make(text.p + i, n), ++number);
		i += n + 1;
	}
}

static void read_files(struct allows *a)
{
	struct str text;

	while (diag_source_at(a->diags, a->files_n, &text))
		a->files_n++;
	a->files = ARENA_ARRAY(a->arena, struct file, a->files_n + 1);
	for (size_t i = 0; i < a->files_n; i++) {
		a->files[i].name = diag_source_at(a->diags, i, &text);
		read_file(a, &a->files[i], text);
	}
}

static struct str key_of(struct allows *a, struct str kind, struct str subject)
{
	return arena_printf(a->arena, "%.*s %.*s", STR_ARG(kind), STR_ARG(subject));
}

static void name_subjects(struct allows *a)
{
	size_t all = 0;

	for (size_t i = 0; i < a->files_n; i++)
		for (size_t k = 0; k < a->files[i].n; k++)
			all += a->files[i].list[k].subjects_n;
	a->named = ARENA_ARRAY(a->arena, struct named_allow, all + 1);
	for (size_t i = 0; i < a->files_n; i++)
		for (size_t k = 0; k < a->files[i].n; k++) {
			struct comment *c = &a->files[i].list[k];

			for (size_t j = 0; j < c->subjects_n; j++) {
				struct str key = key_of(a, c->kind, c->subjects[j]);

				if (ids_find(&a->names, key) >= 0)
					continue;
				a->named[ids_add(&a->names, a->arena, key, c->at)] =
				    (struct named_allow){c, j};
			}
		}
}

/* ---- findings ---- */

static const struct file *file_of(struct allows *a, const char *name)
{
	if (a->last < a->files_n && a->files[a->last].name == name)
		return &a->files[a->last];
	for (a->last = 0; a->last < a->files_n; a->last++)
		if (a->files[a->last].name == name)
			return &a->files[a->last];
	return NULL;
}

static struct comment *by_line(struct allows *a, const struct diag *d)
{
	const struct file *f = d->at.line ? file_of(a, d->at.file) : NULL;
	size_t from = 0, to = f ? f->n : 0;

	while (from < to) {
		size_t mid = (from + to) / 2;

		if (f->list[mid].line < d->at.line)
			from = mid + 1;
		else
			to = mid;
	}
	for (; f && from < f->n && f->list[from].line == d->at.line; from++)
		if (!f->list[from].subjects_n && str_is(f->list[from].kind, d->kind))
			return &f->list[from];
	return NULL;
}

/* The whole of a book is meant by a star. */
static struct comment *by_subject(struct allows *a, const struct diag *d, size_t *which)
{
	bool whole = !*d->subject && !d->at.line;
	long i = *d->subject || whole
		     ? ids_find(&a->names,
			   key_of(a, str_of(d->kind), whole ? STR("*") : str_of(d->subject)))
		     : -1;

	if (i < 0)
		return NULL;
	*which = a->named[i].subject;
	return a->named[i].comment;
}

static void keep(struct allows *a, const struct diag *d, const struct comment *c)
{
	if (a->allowed_n == a->allowed_room) {
		size_t room = a->allowed_room ? 2 * a->allowed_room : 16;

		a->allowed = arena_grow(a->arena, a->allowed, a->allowed_room * sizeof *a->allowed,
		    room * sizeof *a->allowed);
		a->allowed_room = room;
	}
	a->allowed[a->allowed_n++] = (struct allowed){*d, arena_str(a->arena, c->reason).p};
}

static bool is_allowed(void *ctx, const struct diag *d)
{
	struct allows *a = ctx;
	struct comment *c;
	size_t which = 0;

	if (!*d->kind || d->level == DIAG_ERROR || str_starts(str_of(d->kind), STR("allow.")))
		return false;
	c = by_line(a, d);
	if (!c)
		c = by_subject(a, d, &which);
	if (!c)
		return false;
	c->used[which] = true;
	keep(a, d, c);
	return true;
}

/* The same text at the same place: of an alias, which stands in several phrases. */
static bool is_repeated(void *ctx, const struct diag *d)
{
	struct allows *a = ctx;
	const struct diag *b = &a->before;
	bool same = *d->kind && b->kind && !strcmp(d->kind, b->kind) && d->at.file == b->at.file &&
		    d->at.line && d->at.line == b->at.line && d->at.col == b->at.col &&
		    !strcmp(d->text, b->text);

	a->before = *d;
	return same;
}

static void tell_unused(struct allows *a, const struct comment *c, size_t which)
{
	if (c->subjects_n)
		diag_find(a->diags, DIAG_WARNING, "allow.unused", c->kind, c->at,
		    "this comment allows nothing: there is no such finding about '%.*s'",
		    STR_ARG(c->subjects[which]));
	else
		diag_find(a->diags, DIAG_WARNING, "allow.unused", c->kind, c->at,
		    "this comment allows nothing: there is no such finding in line %u", c->line);
	diag_propose(a->diags, "take it out, or put it right above the line it is about");
}

static void unused(struct allows *a, unsigned checked)
{
	for (size_t i = 0; i < a->files_n; i++)
		for (size_t k = 0; k < a->files[i].n; k++) {
			const struct comment *c = &a->files[i].list[k];
			unsigned needs = check_kind(c->kind)->needs;

			for (size_t j = 0;
			     !(needs & ~checked) && j < c->subjects_n + !c->subjects_n; j++)
				if (!c->used[j])
					tell_unused(a, c, j);
		}
}

static bool all_kept(const struct diag_list *diags)
{
	size_t found = 0;

	for (int level = DIAG_ERROR; level <= DIAG_ADVICE; level++)
		found += diag_count(diags, (enum diag_level)level);
	return found == diag_size(diags);
}

size_t check_allow(
    struct diag_list *diags, unsigned checked, struct arena *arena, struct allowed **out)
{
	struct allows a = {.diags = diags, .arena = arena};

	read_files(&a);
	name_subjects(&a);
	diag_sort(diags);
	diag_drop(diags, is_allowed, &a);
	diag_drop(diags, is_repeated, &a);
	if (checked & CHECKED_BOOKS && all_kept(diags))
		unused(&a, checked);
	diag_sort(diags);
	*out = a.allowed;
	return a.allowed_n;
}
