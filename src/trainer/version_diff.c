/* version_diff.c - see version_diff.h. */
#include "trainer/version_diff.h"

#include <stdlib.h>

#include "base/yaml.h"
#include "trainer/line_diff.h"

/* ---- the entries of a book ---- */

struct entry {
	struct str part, id;
	const struct yaml *value;
	struct str text; /* of a test: the whole file */
};

struct entries {
	struct entry *list;
	size_t n, room;
	struct arena *arena;
	struct diag_list *diags; /* what is no YAML has no entries; its lines tell */
};

static int rank(struct str part)
{
	static const char *const order[] = {"intents", "phrases", "forms", "answers", "words",
	    "slots", "facts", "settings", "tests"};
	enum { N = sizeof order / sizeof *order };
	int i = 0;

	while (i < N && !str_is(part, order[i]))
		i++;
	return i;
}

static int by_part(struct str a, struct str b)
{
	int order = rank(a) - rank(b);

	return order ? order : str_compare(a, b);
}

static int by_id(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = by_part(x->part, y->part);

	return order ? order : str_compare(x->id, y->id);
}

static void add(struct entries *e, struct entry entry)
{
	if (e->n == e->room) {
		size_t room = e->room ? 2 * e->room : 256;

		e->list = arena_grow(
		    e->arena, e->list, e->room * sizeof *e->list, room * sizeof *e->list);
		e->room = room;
	}
	e->list[e->n++] = entry;
}

static void add_file(struct entries *e, const struct book_file *file)
{
	const struct yaml *root =
	    yaml_parse_on(file->text, arena_str(e->arena, file->name).p, e->arena, e->diags);

	for (size_t i = 0; root && root->type == YAML_MAP && i < root->size; i++) {
		const struct yaml_member *part = &root->members[i];

		for (size_t k = 0; part->value->type == YAML_MAP && k < part->value->size; k++)
			add(e, (struct entry){.part = part->key,
				   .id = part->value->members[k].key,
				   .value = part->value->members[k].value});
	}
}

static struct entries entries_of(
    const struct book_files *f, struct arena *arena, struct diag_list *diags)
{
	struct entries e = {.arena = arena, .diags = diags};

	for (size_t i = 0; i < f->own; i++)
		add_file(&e, &f->list[i]);
	for (size_t i = f->own; i < f->n; i++)
		add(&e, (struct entry){
			    .part = STR("tests"), .id = f->list[i].name, .text = f->list[i].text});
	if (e.n)
		qsort(e.list, e.n, sizeof *e.list, by_id);
	return e;
}

static bool same_yaml(const struct yaml *a, const struct yaml *b)
{
	if (!a || !b)
		return a == b;
	if (a->type != b->type || a->size != b->size || !str_eq(a->text, b->text) ||
	    yaml_is_nothing(a) != yaml_is_nothing(b))
		return false;
	for (size_t i = 0; i < a->size; i++)
		if (!str_eq(a->members[i].key, b->members[i].key) ||
		    !same_yaml(a->members[i].value, b->members[i].value))
			return false;
	return true;
}

/* ---- what changed ---- */

static int by_change(const void *a, const void *b)
{
	const struct version_change *x = a, *y = b;
	int order = by_part(x->part, y->part);

	if (!order)
		order = (int)x->kind - (int)y->kind;
	return order ? order : str_compare(x->id, y->id);
}

static size_t merge(const struct entries *a, const struct entries *b, struct version_change *out)
{
	size_t n = 0, i = 0, k = 0;

	while (i < a->n || k < b->n) {
		int order = i == a->n ? 1 : k == b->n ? -1 : by_id(&a->list[i], &b->list[k]);
		const struct entry *e = order > 0 ? &b->list[k] : &a->list[i];
		enum version_change_kind kind = order > 0   ? VERSION_ADDED
						: order < 0 ? VERSION_REMOVED
							    : VERSION_CHANGED;

		if (order || !same_yaml(e->value, b->list[k].value) ||
		    !str_eq(e->text, b->list[k].text))
			out[n++] = (struct version_change){e->part, e->id, kind};
		i += order <= 0;
		k += order >= 0;
	}
	return n;
}

size_t version_changes(const struct book_files *a, const struct book_files *b, struct arena *arena,
    struct version_change **out)
{
	struct diag_list *diags = diag_list_new();
	struct entries x = entries_of(a, arena, diags), y = entries_of(b, arena, diags);
	size_t n;

	*out = ARENA_ARRAY(arena, struct version_change, x.n + y.n + 1);
	n = merge(&x, &y, *out);
	if (n)
		qsort(*out, n, sizeof **out, by_change);
	diag_list_free(&diags);
	return n;
}

/* ---- the files ---- */

static bool is_test(const struct book_files *f, size_t i)
{
	return i >= f->own;
}

/* Which comes first; both are in order. */
static int order_of(const struct book_files *a, size_t i, const struct book_files *b, size_t k)
{
	if (i == a->n || k == b->n)
		return i == a->n ? 1 : -1;
	if (is_test(a, i) != is_test(b, k))
		return is_test(a, i) ? 1 : -1;
	return str_compare(a->list[i].name, b->list[k].name);
}

static const char *name_of(struct arena *arena, const char *folder, const struct book_file *f)
{
	return f ? arena_printf(arena, "%s/%.*s", folder, STR_ARG(f->name)).p : NULL;
}

size_t version_diff_print(const char *a_name, const struct book_files *a, const char *b_name,
    const struct book_files *b, FILE *to, bool colour)
{
	struct arena *arena = arena_new(0);
	size_t differ = 0;

	for (size_t i = 0, k = 0; i < a->n || k < b->n;) {
		int order = order_of(a, i, b, k);
		const struct book_file *x = order <= 0 ? &a->list[i++] : NULL;
		const struct book_file *y = order >= 0 ? &b->list[k++] : NULL;
		struct str old = x ? x->text : STR(""), new = y ? y->text : STR("");

		if (x && y && str_eq(old, new))
			continue;
		differ++;
		line_diff_print(
		    name_of(arena, a_name, x), old, name_of(arena, b_name, y), new, to, colour);
	}
	arena_free(&arena);
	return differ;
}
