/* splice.c - what is wanted of a file, and the new text.
 *
 * What an entry shall hold is kept as targets: setting a key twice, or adding to it, costs one
 * edit. Edits are byte ranges of the old text; in splice_apply() they are put in order and must not
 * overlap.  Tried and dropped: one edit after another, each parsed for itself (quadratic). */
#include "trainer/splice.h"

#include <assert.h>
#include <stdlib.h>

#include "base/intl.h"
#include "trainer/splice_internal.h"

static const struct str mark = {"\xef\xbb\xbf", 3};

/* ---- the entries ---- */

static uint64_t hash_of(const char *part, struct str id)
{
	return str_hash(id, str_hash(str_of(part), 0));
}

static void index_entry(struct splice *s, size_t i)
{
	size_t slot = hash_of(s->entries[i]->part, s->entries[i]->id) & (s->slots_n - 1);

	while (s->slots[slot])
		slot = (slot + 1) & (s->slots_n - 1);
	s->slots[slot] = (uint32_t)i + 1;
}

static void grow_index(struct splice *s)
{
	s->slots_n = s->slots_n ? s->slots_n * 4 : 64;
	s->slots = ARENA_ARRAY(s->arena, uint32_t, s->slots_n);
	for (size_t i = 0; i < s->entries_n; i++)
		index_entry(s, i);
}

struct entry_ref *splice_ref(const struct splice *s, const char *part, struct str id)
{
	size_t slot = s->slots_n ? hash_of(part, id) & (s->slots_n - 1) : 0;

	for (; s->slots_n && s->slots[slot]; slot = (slot + 1) & (s->slots_n - 1)) {
		struct entry_ref *e = s->entries[s->slots[slot] - 1];

		if (str_eq(e->id, id) && strcmp(e->part, part) == 0)
			return e;
	}
	return NULL;
}

static void *grow(struct arena *arena, void *p, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return p;
	size_t more = *room ? *room * 2 : 8;
	p = arena_grow(arena, p, *room * size, more * size);
	*room = more;
	return p;
}

static struct entry_ref *new_entry(
    struct splice *s, const char *part, struct str id, const struct yaml_member *m)
{
	struct entry_ref *e = ARENA_NEW(s->arena, struct entry_ref);

	e->part = arena_strdup(s->arena, part);
	e->id = arena_str(s->arena, id);
	e->member = m;
	s->entries = grow(s->arena, s->entries, s->entries_n, &s->entries_room, sizeof *s->entries);
	s->entries[s->entries_n++] = e;
	if (s->entries_n * 2 > s->slots_n)
		grow_index(s);
	else
		index_entry(s, s->entries_n - 1);
	return e;
}

/* All that the file has. */
static void find_entries(struct splice *s)
{
	for (size_t i = 0; i < s->root->size; i++) {
		const struct yaml_member *part = &s->root->members[i];

		for (size_t k = 0; part->value->type == YAML_MAP && k < part->value->size; k++)
			new_entry(
			    s, part->key.p, part->value->members[k].key, &part->value->members[k]);
	}
	s->old_n = s->entries_n;
}

struct splice *splice_new(struct str name, struct str text, struct diag_list *diags)
{
	struct arena *arena = arena_new(1 << 16);
	struct splice *s = ARENA_NEW(arena, struct splice);
	const char *nl;

	s->arena = arena;
	s->diags = diags;
	s->name = arena_str(arena, name).p;
	s->file = s->text = arena_str(arena, text);
	if (str_starts(s->text, mark))
		s->text = str_make(s->text.p + mark.n, s->text.n - mark.n);
	nl = s->text.n ? memchr(s->text.p, '\n', s->text.n) : NULL;
	s->eol = nl && nl > s->text.p && nl[-1] == '\r' ? "\r\n" : "\n";
	s->root = yaml_parse(s->file, s->name, arena, diags);
	if (s->root && s->root->type != YAML_MAP) {
		diag_error(diags, s->root->at, "a file of a book is a map");
		s->root = NULL;
	}
	if (s->root)
		find_entries(s);
	else
		splice_free(&s);
	return s;
}

void splice_free(struct splice **s)
{
	struct arena *arena;

	if (!s || !*s)
		return;
	arena = (*s)->arena;
	*s = NULL;
	arena_free(&arena);
}

const struct yaml *splice_root(const struct splice *s)
{
	return s->root;
}

const struct yaml_member *splice_member(const struct yaml *map, const char *key)
{
	for (size_t i = 0; map && map->type == YAML_MAP && i < map->size; i++)
		if (str_is(map->members[i].key, key))
			return &map->members[i];
	return NULL;
}

const struct yaml *splice_entry(const struct splice *s, const char *part, struct str id)
{
	const struct entry_ref *e = splice_ref(s, part, id);

	return e && e->member ? e->member->value : NULL;
}

void splice_refuse(struct splice *s, const struct yaml_member *m, const char *why)
{
	s->failed = true;
	diag_error(s->diags, m->key_to ? m->key_at : m->value->at, "%s", intl(why));
}

/* ---- what is wanted ---- */

struct target *splice_target(const struct entry_ref *e, const char *key)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->targets[i]->key, key) == 0)
			return e->targets[i];
	return NULL;
}

static struct target *target_of(
    struct splice *s, struct entry_ref *e, const char *key, enum splice_form form)
{
	struct target *t = splice_target(e, key);

	if (t)
		return t;
	t = ARENA_NEW(s->arena, struct target);
	t->key = key;
	t->form = form;
	if (e->member)
		t->n = t->room =
		    splice_texts(s->arena, yaml_get(e->member->value, key), form, &t->texts);
	e->targets = grow(s->arena, e->targets, e->n, &e->room, sizeof *e->targets);
	e->targets[e->n++] = t;
	return t;
}

void splice_get(struct splice *s, const char *part, struct str id, const char *key,
    enum splice_form form, const struct str **texts, size_t *n)
{
	struct entry_ref *e = splice_ref(s, part, id);
	struct target *t = e ? splice_target(e, key) : NULL;
	struct str *found = NULL;

	*n = 0;
	*texts = NULL;
	if (t) {
		*texts = t->texts;
		*n = t->n;
	} else if (e && e->member) {
		*n = splice_texts(s->arena, yaml_get(e->member->value, key), form, &found);
		*texts = found;
	}
}

static void set(struct splice *s, struct entry_ref *e, const char *key, struct splice_value value)
{
	struct target *t = target_of(s, e, key, value.form);

	t->texts = ARENA_ARRAY(s->arena, struct str, value.n + 1);
	t->n = t->room = value.n;
	for (size_t i = 0; i < value.n; i++)
		t->texts[i] = arena_str(s->arena, value.texts[i]);
}

void splice_set(
    struct splice *s, const char *part, struct str id, const char *key, struct splice_value value)
{
	struct entry_ref *e = splice_ref(s, part, id);

	assert(e);
	set(s, e, key, value);
}

void splice_add(struct splice *s, const char *part, struct str id, const char *key,
    enum splice_form form, struct str text)
{
	struct entry_ref *e = splice_ref(s, part, id);
	struct target *t;

	assert(e);
	t = target_of(s, e, key, form);
	t->texts = grow(s->arena, t->texts, t->n, &t->room, sizeof *t->texts);
	t->texts[t->n++] = arena_str(s->arena, text);
}

void splice_add_entry(
    struct splice *s, const char *part, struct str id, const struct splice_field *fields, size_t n)
{
	struct entry_ref *e;

	assert(!splice_ref(s, part, id) && n);
	e = new_entry(s, part, id, NULL);
	for (size_t i = 0; i < n; i++)
		if (fields[i].value.n)
			set(s, e, fields[i].key, fields[i].value);
}

/* ---- the new text ---- */

void splice_edit(struct splice *s, enum edit_class class, size_t from, size_t to, struct str text)
{
	if (from == to && !text.n)
		return;
	s->edits = grow(s->arena, s->edits, s->edits_n, &s->edits_room, sizeof *s->edits);
	s->edits[s->edits_n] = (struct edit){.from = from,
	    .to = to,
	    .text = arena_str(s->arena, text),
	    .class = class,
	    .order = s->edits_n};
	s->edits_n++;
}

static int by(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
	const struct edit *a = left, *b = right;
	int order = by(a->from, b->from);

	if (!order)
		order = by(a->from < a->to, b->from < b->to);
	if (!order)
		order = by(a->class, b->class);
	return order ? order : by(a->order, b->order);
}

/* Targets that are what is there already are no edits. */
static void drop_same(struct splice *s, struct entry_ref *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++)
		if (!splice_holds(
			s->arena, yaml_get(e->member->value, e->targets[i]->key), e->targets[i]))
			e->targets[n++] = e->targets[i];
	e->n = n;
}

static void make_edits(struct splice *s)
{
	for (size_t i = 0; i < s->old_n; i++) {
		struct entry_ref *e = s->entries[i];

		drop_same(s, e);
		if (e->n)
			splice_edit_entry(s, e);
	}
	splice_edit_new(s);
}

/* Adds text to the result; *old is the line of the old text that is reached. */
static void add(struct splice *s, struct buf *to, struct str text, unsigned *old, bool new)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\n')
			continue;
		*old += !new;
		s->old_lines[s->old_lines_n++] = *old;
	}
	buf_adds(to, text);
}

static size_t count_lines(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static struct str put_together(struct splice *s)
{
	size_t lines = count_lines(s->text) + 2, pos = 0;
	unsigned old = 1;
	struct buf b;
	struct str out;

	for (size_t i = 0; i < s->edits_n; i++)
		lines += count_lines(s->edits[i].text);
	s->old_lines = ARENA_ARRAY(s->arena, unsigned, lines);
	s->old_lines[s->old_lines_n++] = 1;
	buf_init(&b, SIZE_MAX / 2);
	buf_add(&b, s->file.p, s->file.n - s->text.n);
	for (size_t i = 0; i < s->edits_n; i++) {
		const struct edit *e = &s->edits[i];

		assert(e->from >= pos && e->to >= e->from && e->to <= s->text.n);
		add(s, &b, str_make(s->text.p + pos, e->from - pos), &old, false);
		add(s, &b, e->text, &old, true);
		old += (unsigned)count_lines(str_make(s->text.p + e->from, e->to - e->from));
		pos = e->to;
	}
	add(s, &b, str_make(s->text.p + pos, s->text.n - pos), &old, false);
	out = arena_str(s->arena, buf_str(&b));
	buf_free(&b);
	return out;
}

/* What is made must be what was wanted: an alias or an anchor may lead elsewhere. */
static int prove(struct splice *s, struct str text)
{
	struct diag_list *diags = diag_list_new();
	const struct yaml *root = yaml_parse(text, s->name, s->arena, diags);
	int rc = root && splice_verify(s, root) == 0 ? 0 : -1;

	if (rc)
		diag_error(s->diags, (struct place){.file = s->name},
		    "this file cannot be changed by a program: is a text in it shared by & and *?");
	diag_list_free(&diags);
	return rc;
}

int splice_apply(struct splice *s, struct str *out)
{
	make_edits(s);
	if (s->failed)
		return -1;
	if (s->edits_n)
		qsort(s->edits, s->edits_n, sizeof *s->edits, by_place);
	*out = put_together(s);
	return prove(s, *out);
}

unsigned splice_old_line(const struct splice *s, unsigned line)
{
	if (!line || line > s->old_lines_n)
		return line;
	return s->old_lines[line - 1];
}
