/* import_place.c - from a place in the new files back to the sheet. */
#include "base/utf8.h"
#include "sheet/import_internal.h"

struct import_map {
	struct importing *im;
	struct folder *folder;
	struct arena *arena;
	const struct yaml **roots; /* of the new texts, each when it is first asked for */
};

struct import_map *import_map_new(struct importing *im, struct folder *f)
{
	struct arena *arena = arena_new(1 << 16);
	struct import_map *m = ARENA_NEW(arena, struct import_map);

	*m = (struct import_map){
	    im, f, arena, ARENA_ARRAY(arena, const struct yaml *, folder_size(f) + 1)};
	return m;
}

void import_map_free(struct import_map **m)
{
	struct arena *arena;

	if (!m || !*m)
		return;
	arena = (*m)->arena;
	*m = NULL;
	arena_free(&arena);
}

static const struct yaml *root_of(struct import_map *m, size_t file)
{
	struct diag_list *own;

	if (m->roots[file])
		return m->roots[file];
	own = diag_list_new();
	m->roots[file] =
	    yaml_parse(folder_text(m->folder, file), folder_path(m->folder, file), m->arena, own);
	diag_list_free(&own);
	return m->roots[file];
}

static bool is_behind(struct place a, struct place b)
{
	return a.line != b.line ? a.line > b.line : a.col > b.col;
}

/* The member of a map that the place is in; NULL: it is in front of all. */
static const struct yaml_member *member_at(const struct yaml *map, struct place at)
{
	const struct yaml_member *found = NULL;

	for (size_t i = 0; map && map->type == YAML_MAP && i < map->size; i++)
		if (!is_behind(map->members[i].key_at, at))
			found = &map->members[i];
	return found;
}

static struct str line_of(struct str text, unsigned line)
{
	const char *from = text.p, *end = text.p + text.n, *nl;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		from += 3;
	while (--line && (nl = memchr(from, '\n', (size_t)(end - from))))
		from = nl + 1;
	nl = memchr(from, '\n', (size_t)(end - from));
	return str_make(from, (size_t)((nl ? nl : end) - from));
}

/* Where one stands in the other: bytes; SIZE_MAX: nowhere. */
static size_t find(struct str text, struct str part)
{
	const char *p = part.n && part.n <= text.n ? memmem(text.p, text.n, part.p, part.n) : NULL;

	return p ? (size_t)(p - text.p) : SIZE_MAX;
}

/* The text of the value that stands in the line, or of which the line is one; the longest.  *byte
 * is where in it the column is. */
static const struct cell_text *text_at(
    const struct wish_value *v, struct str line, unsigned col, size_t *byte)
{
	const struct cell_text *found = NULL;
	struct str trimmed = str_trim(line), ahead = utf8_head(line, col ? col - 1 : 0);
	size_t best = 0;

	*byte = 0;
	for (size_t i = 0; i < v->n; i++) {
		size_t within = find(line, v->texts[i]), of = find(v->texts[i], trimmed);
		size_t start = (size_t)(trimmed.p - line.p);

		if (str_eq(trimmed, v->texts[i])) {
			*byte = ahead.n > start ? ahead.n - start : 0;
			return &v->from[i];
		}
		if (within != SIZE_MAX && v->texts[i].n > best) {
			best = v->texts[i].n;
			*byte = ahead.n > within ? ahead.n - within : 0;
			found = &v->from[i];
		} else if (within == SIZE_MAX && of != SIZE_MAX && trimmed.n > best) {
			best = trimmed.n;
			*byte = of + (ahead.n > start ? ahead.n - start : 0);
			found = &v->from[i];
		}
	}
	return found ? found : v->n ? &v->from[0] : NULL;
}

static enum column column_of(struct str key)
{
	for (enum column c = 0; c < COLUMNS_WRITTEN; c++)
		if (columns_written[c].key && str_is(key, columns_written[c].key))
			return c;
	return COLUMN_NONE;
}

static void blame_cell(struct import_place *out, const struct cell_text *t, size_t byte)
{
	size_t at;

	if (!t || !t->cell)
		return;
	out->at = cell_place(t->sheet, t->cell);
	out->cell = t->cell;
	out->character = t->at;
	at = find(t->cell->text, t->text);
	if (at != SIZE_MAX && byte <= t->text.n) /* else it is a keyword with its signs escaped */
		out->character += (unsigned)utf8_length(str_make(t->text.p, byte));
}

static void find_in_entry(struct import_map *m, size_t file, const struct yaml_member *entry,
    struct place at, struct import_place *out)
{
	const struct yaml_member *key = member_at(entry->value, at);
	enum column c = key ? column_of(key->key) : COLUMN_NONE;
	const struct cell_text *text;
	size_t byte;

	out->at = item_place(out->wish->item, c < COLUMNS_WRITTEN ? c : COLUMN_NONE);
	if (c >= COLUMNS_WRITTEN)
		return;
	text = text_at(
	    &out->wish->values[c], line_of(folder_text(m->folder, file), at.line), at.col, &byte);
	blame_cell(out, text, byte);
}

void import_find_place(struct import_map *m, struct place at, struct import_place *out)
{
	const struct yaml *root = NULL;
	const struct yaml_member *part, *entry;
	size_t i = 0;

	*out = (struct import_place){.at = folder_old_place(m->folder, at)};
	while (at.file && i < folder_size(m->folder) &&
	       strcmp(folder_path(m->folder, i), at.file) != 0)
		i++;
	if (at.file && at.line && i < folder_size(m->folder))
		root = root_of(m, i);
	part = member_at(root, at);
	entry = part ? member_at(part->value, at) : NULL;
	if (!entry)
		return;
	out->wish = import_wish_of(m->im, entry->key);
	if (out->wish && (out->wish->change == IMPORT_SAME || out->wish->item->broken ||
			     !str_is(part->key, out->wish->part)))
		out->wish = NULL;
	if (out->wish)
		find_in_entry(m, i, entry, at, out);
}

const char *import_place_text(struct importing *im, const struct import_place *p)
{
	char cell[24];

	if (!p->wish)
		return arena_printf(im->arena, "%s:%u", p->at.file, p->at.line).p;
	diag_cell(p->at.line, p->at.col, cell);
	return arena_printf(im->arena, "%s:%s", p->at.file, cell).p;
}

/* The rows that are to blame are taken out when all is told: they may have more than one mistake.
 */
void import_tell(struct importing *im, struct import_map *m, const struct diag_list *found)
{
	struct wish **broken = ARENA_ARRAY(m->arena, struct wish *, diag_size(found) + 1);
	size_t n = 0;

	for (size_t i = 0; i < diag_size(found); i++) {
		const struct diag *d = diag_at(found, i);
		struct import_place p;

		import_find_place(m, d->at, &p);
		diag_find(im->diags, d->level, p.wish ? "book" : d->kind,
		    p.wish ? p.wish->id : str_of(d->subject), p.at, "%s", d->text);
		if (p.cell)
			cell_show(&im->rules, p.cell, p.character);
		if (d->proposal)
			diag_propose(im->diags, "%s", d->proposal);
		if (p.wish && d->level == DIAG_ERROR)
			broken[n++] = p.wish;
	}
	while (n)
		broken[--n]->item->broken = true;
}
