/* diag.c - the list of findings: adding, counting, sorting.  diag_print.c shows them. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/diag_internal.h"
#include "base/intl.h"
#include "base/utf8.h"

struct diag_list *diag_list_new(void)
{
	struct arena *a = arena_new(0);
	struct diag_list *list = ARENA_NEW(a, struct diag_list);
	list->arena = a;
	list->limit = DIAG_KEEP;
	return list;
}

void diag_limit(struct diag_list *list, size_t kept)
{
	list->limit = kept;
}

void diag_list_free(struct diag_list **list)
{
	if (!list || !*list)
		return;
	struct arena *a = (*list)->arena;
	for (struct diag_source *s = (*list)->sources; s; s = s->next)
		free(s->lines);
	*list = NULL;
	arena_free(&a);
}

const struct diag_source *diag_source_of(const struct diag_list *list, const char *file)
{
	const struct diag_source *s = list->sources;
	while (s && (!file || strcmp(s->file, file) != 0))
		s = s->next;
	return s;
}

/* Where each line begins; NULL when there is no memory: then findings go without the line. */
static size_t *index_lines(struct str text, size_t *count)
{
	size_t n = 1, *lines;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	lines = calloc(n, sizeof *lines);
	if (!lines)
		return NULL;
	*count = n;
	n = 1;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n')
			lines[n++] = i + 1;
	return lines;
}

static struct diag_source *source_new(struct diag_list *list, const char *file)
{
	struct diag_source **last = &list->sources, *s;
	while (*last)
		last = &(*last)->next;
	*last = s = ARENA_NEW(list->arena, struct diag_source);
	s->file = arena_strdup(list->arena, file);
	s->rank = list->files++;
	return s;
}

void diag_table(struct diag_list *list, const char *file)
{
	if (file && !diag_source_of(list, file))
		source_new(list, file)->table = true;
}

void diag_source(struct diag_list *list, const char *file, struct str text)
{
	struct diag_source *s = (struct diag_source *)diag_source_of(list, file);
	if (!file)
		return;
	if (str_starts(
		text, STR("\xef\xbb\xbf"))) /* columns are counted behind a byte order mark */
		text = str_make(text.p + 3, text.n - 3);
	if (s && str_eq(s->text, text))
		return;
	if (!s)
		s = source_new(list, file);
	free(s->lines);
	s->text = arena_str(list->arena, text);
	s->line_count = 0;
	s->lines = index_lines(s->text, &s->line_count);
}

const char *diag_source_at(const struct diag_list *list, size_t i, struct str *text)
{
	const struct diag_source *s = list->sources;

	for (; s && i; i--)
		s = s->next;
	if (s)
		*text = s->text;
	return s ? s->file : NULL;
}

/* One line, valid UTF-8, nothing a terminal would obey: a message may quote the file. */
static const char *tidy(struct diag_list *list, const char *text)
{
	char *copy = arena_strdup(list->arena, text);
	size_t n = strlen(copy), good = 0;
	while ((good += utf8_first_bad(str_make(copy + good, n - good))) < n)
		copy[good++] = '?';
	utf8_tame(copy, n);
	return copy;
}

static const char *file_name(struct diag_list *list, const char *file, size_t *rank)
{
	const struct diag_source *s = diag_source_of(list, file);
	*rank = s ? s->rank : SIZE_MAX;
	return s ? s->file : file ? arena_strdup(list->arena, file) : NULL;
}

static const char *print(struct diag_list *list, const char *fmt, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof text, fmt, args);
	return tidy(list, text);
}

static void add(struct diag_list *list, enum diag_level level, const char *kind, struct str subject,
    struct place at, const char *fmt, va_list args)
{
	list->found[level]++;
	list->last = NULL;
	if (list->size >= list->limit)
		return;
	if (list->size == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		list->kept = arena_grow(list->arena, list->kept, list->room * sizeof *list->kept,
		    room * sizeof *list->kept);
		list->room = room;
	}
	struct diag_kept *k = &list->kept[list->size];
	k->order = list->size++;
	at.file = file_name(list, at.file, &k->rank);
	k->diag = (struct diag){.level = level,
	    .at = at,
	    .text = print(list, intl(fmt), args),
	    .kind = arena_strdup(list->arena, kind),
	    .subject = arena_str(list->arena, subject).p};
	list->last = &k->diag;
}

int diag_error(struct diag_list *list, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add(list, DIAG_ERROR, "", STR(""), at, fmt, args);
	va_end(args);
	return -1;
}

void diag_warning(struct diag_list *list, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add(list, DIAG_WARNING, "", STR(""), at, fmt, args);
	va_end(args);
}

void diag_advice(struct diag_list *list, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add(list, DIAG_ADVICE, "", STR(""), at, fmt, args);
	va_end(args);
}

void diag_find(struct diag_list *list, enum diag_level level, const char *kind, struct str subject,
    struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add(list, level, kind, subject, at, fmt, args);
	va_end(args);
}

void diag_propose(struct diag_list *list, const char *fmt, ...)
{
	va_list args;
	if (!list->last)
		return;
	va_start(args, fmt);
	list->last->proposal = print(list, intl(fmt), args);
	va_end(args);
}

void diag_show(struct diag_list *list, struct str text, unsigned col)
{
	if (!list->last)
		return;
	list->last->shown = arena_str(list->arena, text).p;
	list->last->shown_col = col;
}

void diag_other(struct diag_list *list, struct place at, const char *fmt, ...)
{
	const struct diag_other **end;
	struct diag_other *other;
	size_t rank;
	va_list args;

	if (!list->last)
		return;
	for (end = &list->last->others; *end;)
		end = (const struct diag_other **)&(*end)->next;
	other = ARENA_NEW(list->arena, struct diag_other);
	at.file = file_name(list, at.file, &rank);
	va_start(args, fmt);
	*other = (struct diag_other){.at = at, .text = print(list, intl(fmt), args)};
	va_end(args);
	*end = other;
}

void diag_drop(struct diag_list *list, bool (*drop)(void *ctx, const struct diag *d), void *ctx)
{
	size_t n = 0;

	list->last = NULL;
	for (size_t i = 0; i < list->size; i++) {
		if (drop(ctx, &list->kept[i].diag))
			list->found[list->kept[i].diag.level]--;
		else
			list->kept[n++] = list->kept[i];
	}
	list->size = n;
}

size_t diag_count(const struct diag_list *list, enum diag_level level)
{
	return list->found[level];
}

size_t diag_size(const struct diag_list *list)
{
	return list->size;
}

const struct diag *diag_at(const struct diag_list *list, size_t i)
{
	return i < list->size ? &list->kept[i].diag : NULL;
}

static int order(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
	const struct diag_kept *a = left, *b = right;
	int by = order(a->rank, b->rank);
	if (!by && a->diag.at.file && b->diag.at.file)
		by = strcmp(a->diag.at.file, b->diag.at.file);
	else if (!by)
		by = order(a->diag.at.file != NULL, b->diag.at.file != NULL);
	if (!by)
		by = order(a->diag.at.line, b->diag.at.line);
	if (!by)
		by = order(a->diag.at.col, b->diag.at.col);
	return by ? by : order(a->order, b->order);
}

void diag_sort(struct diag_list *list)
{
	for (size_t i = 0; i < list->size; i++) { /* a source may have come after the finding */
		const struct diag_source *s = diag_source_of(list, list->kept[i].diag.at.file);
		list->kept[i].rank = s ? s->rank : SIZE_MAX;
		list->kept[i].order = i;
	}
	list->last = NULL;
	if (list->size)
		qsort(list->kept, list->size, sizeof *list->kept, compare);
}

const char *diag_nearest(struct str written, const char *const *names, size_t n)
{
	const char *nearest = NULL;
	unsigned limit = written.n < 6 ? 1 : written.n < 12 ? 3 : 4;
	if (written.n < 2)
		return NULL;
	for (size_t i = 0; i < n && limit; i++) {
		unsigned distance = str_distance(written, str_of(names[i]), limit);
		if (distance > limit)
			continue;
		nearest = names[i];
		limit = distance - (distance > 0); /* only a nearer one takes its place */
	}
	return nearest;
}

const char *diag_hint(const char *near, struct arena *arena)
{
	return near ? arena_printf(arena, _("; did you mean '%s'?"), near).p : "";
}
