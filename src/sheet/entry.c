/* entry.c - from the files of a book to entries, and between values and cells. */
#include "sheet/entry.h"

#include "base/buf.h"

const struct str entry_phrase_kind = {"phrase", 6};

static const char *const parts[] = {"intents", "phrases"};

/* "---", which parts two wordings in a cell. */
static bool is_rule(struct str line)
{
	struct str s = str_trim(line);

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '-')
			return false;
	return s.n >= 3;
}

/* The next line of text from *i on; false: no more. */
static bool next_line(struct str text, size_t *i, struct str *line)
{
	const char *nl;

	if (*i > text.n || (*i == text.n && *i))
		return false;
	nl = memchr(text.p + *i, '\n', text.n - *i);
	*line = str_make(text.p + *i, nl ? (size_t)(nl - text.p) - *i : text.n - *i);
	*i += line->n + 1;
	return text.n > 0;
}

/* A wording that has such a line within would be taken for two. */
static bool fits_cell(enum splice_form form, struct entry_value v)
{
	for (size_t k = 0; form == SPLICE_TEXTS && k < v.n; k++) {
		struct str line;

		for (size_t i = 0; next_line(v.texts[k], &i, &line);)
			if (is_rule(line))
				return false;
	}
	return true;
}

static void read_values(struct splice *s, struct entry *e)
{
	for (int c = 0; c < COLUMNS_WRITTEN; c++) {
		const struct column_of_book *column = &columns_written[c];
		struct entry_value v;

		if (!column->key)
			continue;
		splice_get(s, e->part, e->id, column->key, column->form, &v.texts, &v.n);
		if (fits_cell(column->form, v))
			e->values[c] = v;
	}
	if (strcmp(e->part, "phrases") == 0)
		e->values[COLUMN_KIND] = (struct entry_value){&entry_phrase_kind, 1};
}

const struct entry *entries_find(const struct entries *e, struct str id)
{
	long i = str_index_find(&e->ids, id);

	return i == STR_INDEX_NONE ? NULL : &e->list[i];
}

static const char *part_named(struct str key)
{
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_is(key, parts[i]))
			return parts[i];
	return NULL;
}

static size_t count(const struct yaml *root)
{
	size_t n = 0;

	for (size_t i = 0; i < root->size; i++)
		if (part_named(root->members[i].key) && root->members[i].value->type == YAML_MAP)
			n += root->members[i].value->size;
	return n;
}

static void read_file(struct folder *f, size_t file, struct entries *out)
{
	struct splice *s = folder_splice(f, file);
	const struct yaml *root = splice_root(s);

	for (size_t i = 0; i < root->size; i++) {
		const struct yaml *map = root->members[i].value;
		const char *part = part_named(root->members[i].key);

		for (size_t k = 0; part && map->type == YAML_MAP && k < map->size; k++) {
			struct entry *e = &out->list[out->n++];

			*e = (struct entry){.part = part,
			    .id = map->members[k].key,
			    .group = folder_stem(f, file),
			    .file = file};
			read_values(s, e);
			str_index_add(&out->ids, e->id);
		}
	}
}

void entries_of(struct folder *f, struct arena *arena, struct entries *out)
{
	size_t n = 0;

	for (size_t i = 0; i < folder_size(f); i++)
		n += count(splice_root(folder_splice(f, i)));
	*out = (struct entries){
	    .list = ARENA_ARRAY(arena, struct entry, n + 1), .ids = {.arena = arena}};
	for (size_t i = 0; i < folder_size(f); i++)
		read_file(f, i, out);
}

/* ---- cells ---- */

struct str entry_cell(struct arena *arena, enum splice_form form, struct entry_value v)
{
	struct buf b;
	struct str out;

	buf_init(&b, SIZE_MAX / 2);
	for (size_t i = 0; i < v.n; i++) {
		buf_addz(&b, !i ? "" : form == SPLICE_TEXTS ? "\n---\n" : "\n");
		buf_adds(&b, v.texts[i]);
	}
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

/* The texts of a cell are pieces of it: how many, and where they are put when out is there. */
static size_t split(enum splice_form form, struct str cell, struct str *out)
{
	size_t n = 0, from = 0, i = 0;
	struct str line;

	while (form == SPLICE_LINES && next_line(cell, &i, &line)) {
		line = str_trim(line);
		if (line.n && out)
			out[n] = line;
		n += line.n > 0;
	}
	while (form == SPLICE_TEXTS && next_line(cell, &i, &line)) {
		bool last = i >= cell.n;
		size_t end = is_rule(line) ? (size_t)(line.p - cell.p) : last ? cell.n : 0;
		struct str text;

		if (!is_rule(line) && !last)
			continue;
		text = str_trim(str_make(cell.p + from, end - from));
		if (text.n && out)
			out[n] = text;
		n += text.n > 0;
		from = i;
	}
	if (form == SPLICE_TEXT && (line = str_trim(cell)).n) {
		if (out)
			*out = line;
		n = 1;
	}
	return n;
}

struct entry_value entry_read(struct arena *arena, enum splice_form form, struct str cell)
{
	size_t n = split(form, cell, NULL);
	struct str *texts = ARENA_ARRAY(arena, struct str, n + 1);

	split(form, cell, texts);
	return (struct entry_value){texts, n};
}

bool entry_same(struct entry_value a, struct entry_value b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (!str_eq(a.texts[i], b.texts[i]))
			return false;
	return true;
}
