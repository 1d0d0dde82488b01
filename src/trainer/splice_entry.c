/* splice_entry.c - edits of entries: a key more, a key less, and entries that are new. */
#include "base/intl.h"
#include "trainer/splice_internal.h"

enum { STEP = 2 };

/* The order in which an entry's keys are written. */
static const char *const key_order[] = {"title", "kind", "match", "unless", "examples",
    "counterexamples", "priority", "say", "again", "reply", "lookup", "form", "then", "skill",
    "urgency", "responsible", "cases", NULL};

static size_t rank_of(struct str key)
{
	size_t i = 0;

	while (key_order[i] && !str_is(key, key_order[i]))
		i++;
	return i;
}

static bool goes(const struct entry_ref *e, const struct yaml_member *m)
{
	const struct target *t = splice_target(e, m->key.p);

	return t && !t->n;
}

/* The last of the keys that stay and belong in front of the key; else the last one that stays. */
static const struct yaml_member *key_before(const struct entry_ref *e, const char *key)
{
	const struct yaml *map = e->member->value;
	const struct yaml_member *before = NULL, *last = NULL;

	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];

		if (goes(e, m))
			continue;
		last = m;
		if (rank_of(m->key) < rank_of(str_of(key)))
			before = m;
	}
	return before ? before : last;
}

static void add_key(struct splice *s, const struct entry_ref *e, const struct target *t, bool flow)
{
	const struct yaml_member *before = key_before(e, t->key);
	struct splice_value value = {t->form, t->texts, t->n};
	struct splice_at at = {.eol = s->eol, .flow = flow};
	size_t pos = splice_value_end(s, before);
	struct buf b;

	buf_init(&b, YAML_MAX);
	if (flow) {
		buf_addz(&b, ", ");
	} else {
		pos = splice_line_end(s, pos);
		at.indent = splice_indent(s, splice_key_start(s, &e->member->value->members[0]));
		buf_addz(&b, s->eol);
		splice_write_indent(&b, at.indent);
	}
	splice_write_field(&b, str_of(t->key), &value, &at);
	splice_edit(s, EDIT_KEY, pos, pos, buf_str(&b));
	buf_free(&b);
}

/* With its lines; in braces with one comma. */
static void drop_key(struct splice *s, const struct entry_ref *e, size_t i, bool flow)
{
	const struct yaml *map = e->member->value;
	const struct yaml_member *m = &map->members[i];
	size_t from = splice_key_start(s, m), to = splice_value_end(s, m), next = i + 1;

	while (next < map->size && goes(e, &map->members[next]))
		next++;
	if (!flow) {
		from = splice_line_before(s, from);
		to = splice_line_end(s, to);
	} else if (next < map->size) {
		to = splice_key_start(s, &map->members[i + 1]);
	} else if (i) {
		from = splice_value_end(s, &map->members[i - 1]);
	}
	splice_edit(s, EDIT_KEY, from, to, STR(""));
}

void splice_edit_entry(struct splice *s, const struct entry_ref *e)
{
	const struct yaml *map = e->member->value;
	bool flow = splice_is_flow(s, e->member);

	if (e->member->alias || map->type != YAML_MAP || !map->size) {
		splice_refuse(s, e->member,
		    N_("this entry is written in a form that cannot be changed by itself"));
		return;
	}
	for (size_t i = 0; i < map->size; i++) {
		const struct target *t = splice_target(e, map->members[i].key.p);

		if (t && t->n)
			splice_edit_value(s, &map->members[i], t, flow);
		else if (t)
			drop_key(s, e, i, flow);
	}
	for (size_t rank = 0; rank <= sizeof key_order / sizeof *key_order; rank++)
		for (size_t i = 0; i < e->n; i++)
			if (e->targets[i]->n && rank_of(str_of(e->targets[i]->key)) == rank &&
			    !splice_member(map, e->targets[i]->key))
				add_key(s, e, e->targets[i], flow);
}

/* ---- new entries ---- */

/* Where the entries of a part go, and how they look. */
struct place_for {
	size_t pos;
	size_t indent, step;
	bool flow, first; /* first: nothing stands in front of it in the braces */
	bool apart;       /* an empty line in front */
};

static void write_entry(
    struct splice *s, struct buf *b, const struct entry_ref *e, const struct place_for *p)
{
	struct splice_at at = {.eol = s->eol, .indent = p->indent + p->step, .flow = p->flow};

	splice_write_key(b, e->id);
	buf_addz(b, p->flow ? ": {" : ":");
	for (size_t i = 0; i < e->n; i++) {
		const struct target *t = e->targets[i];
		struct splice_value value = {t->form, t->texts, t->n};

		if (p->flow) {
			buf_addz(b, i ? ", " : "");
		} else {
			buf_addz(b, s->eol);
			splice_write_indent(b, at.indent);
		}
		splice_write_field(b, str_of(t->key), &value, &at);
	}
	buf_addz(b, p->flow ? "}" : "");
}

static void put_entry(struct splice *s, const struct entry_ref *e, struct place_for *p)
{
	struct buf b;

	buf_init(&b, YAML_MAX);
	if (p->flow) {
		buf_addz(&b, p->first ? "" : ", ");
	} else {
		buf_addz(&b, p->apart ? s->eol : "");
		buf_addz(&b, s->eol);
		splice_write_indent(&b, p->indent);
	}
	write_entry(s, &b, e, p);
	splice_edit(s, EDIT_ENTRY, p->pos, p->pos, buf_str(&b));
	p->first = false;
	p->apart = true;
	buf_free(&b);
}

/* The first entry that has its keys below it tells how far they are indented. */
static size_t step_of(const struct splice *s, const struct yaml *map, size_t indent)
{
	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];

		if (m->value->type == YAML_MAP && m->value->size && !m->alias &&
		    !splice_is_flow(s, m)) {
			size_t in = splice_indent(s, splice_key_start(s, &m->value->members[0]));

			return in > indent ? in - indent : STEP;
		}
	}
	return STEP;
}

/* Is there an empty line above it? */
static bool stands_apart(const struct splice *s, const struct yaml_member *m)
{
	size_t end = splice_line_before(s, splice_key_start(s, m));

	return str_trim(
		   str_make(s->text.p + splice_line_start(s, end), end - splice_line_start(s, end)))
		   .n == 0;
}

static struct place_for find_place(const struct splice *s, const struct yaml_member *part)
{
	const struct yaml *map = part->value;
	struct place_for p = {.indent = STEP, .step = STEP};

	if (splice_is_flow(s, part)) {
		p.flow = true;
		p.first = !map->size;
		p.pos =
		    map->size ? splice_value_end(s, &map->members[map->size - 1]) : part->from + 1;
	} else if (map->type != YAML_MAP) {
		p.pos = splice_line_end(s, splice_value_start(s, part));
	} else {
		p.pos = splice_line_end(s, splice_value_end(s, part));
		p.indent = splice_indent(s, splice_key_start(s, &map->members[0]));
		p.step = step_of(s, map, p.indent);
		p.apart = map->size < 2 || stands_apart(s, &map->members[map->size - 1]);
	}
	return p;
}

/* The part is missing: it is put at the end of the file. */
static void add_part(struct splice *s, const char *part)
{
	size_t n = s->text.n;
	bool ended = !n || s->text.p[n - 1] == '\n';
	struct place_for p = {.pos = n, .indent = STEP, .step = STEP};

	splice_edit(s, EDIT_ENTRY, n, n,
	    arena_printf(s->arena, "%s%s%s:", ended ? "" : s->eol, n ? s->eol : "", part));
	for (size_t i = s->old_n; i < s->entries_n; i++)
		if (strcmp(s->entries[i]->part, part) == 0)
			put_entry(s, s->entries[i], &p);
	if (ended)
		splice_edit(s, EDIT_ENTRY, n, n, str_of(s->eol));
}

static void edit_part(struct splice *s, const char *part)
{
	const struct yaml_member *m = splice_member(s->root, part);
	struct place_for p;

	if (!m) {
		add_part(s, part);
		return;
	}
	if (m->alias || (m->value->type != YAML_MAP && !yaml_is_nothing(m->value))) {
		splice_refuse(s, m, N_("nothing can be added here"));
		return;
	}
	p = find_place(s, m);
	for (size_t i = s->old_n; i < s->entries_n; i++)
		if (strcmp(s->entries[i]->part, part) == 0)
			put_entry(s, s->entries[i], &p);
}

void splice_edit_new(struct splice *s)
{
	for (size_t i = s->old_n; i < s->entries_n; i++) {
		size_t first = s->old_n;

		while (strcmp(s->entries[first]->part, s->entries[i]->part) != 0)
			first++;
		if (first == i)
			edit_part(s, s->entries[i]->part);
	}
}
