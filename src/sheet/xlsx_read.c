/* xlsx_read.c - from the archive to its workbook, and to each of its sheets.
 *
 * The parts are found by their relations, as the standard has it: where they lie is the writer's
 * affair. */
#include "sheet/xlsx.h"

#include <stdlib.h>

#include "base/intl.h"
#include "sheet/xlsx_internal.h"

enum { RELATIONS_MAX = 4096, PATH_BYTES = 1024 };

struct relation {
	const char *id, *type; /* the last word of the type: "worksheet" */
	const char *target;    /* name of a part */
};

struct relations {
	struct xlsx *x;
	const char *folder; /* against which targets are read: "xl/" */
	struct relation *list;
	size_t n, room;
};

struct sheet_ref {
	const char *name, *id;
	bool hidden;
};

struct book_part {
	struct xlsx *x;
	struct sheet_ref *sheets;
	size_t n, room;
};

int xlsx_wrong(struct xlsx *x, const char *what)
{
	return diag_error(x->diags, (struct place){.file = x->file}, "%s", intl(what));
}

/* ---- a part ---- */

struct feeding {
	struct sheet_xml *xml;
	const char *why;
};

static int feed(void *ctx, const char *p, size_t n)
{
	struct feeding *f = ctx;

	return sheet_xml_feed(f->xml, p, n, &f->why);
}

int xlsx_part(struct xlsx *x, const char *name, const struct sheet_xml_events *events)
{
	struct feeding f = {.xml = sheet_xml_new(events)};
	const char *why;
	int rc = sheet_zip_read(x->zip, name, feed, &f, &why);

	if (rc == 0)
		rc = sheet_xml_finish(f.xml, &f.why);
	sheet_xml_free(&f.xml);
	if (rc < 0 && (why || f.why))
		diag_error(x->diags, (struct place){.file = x->file}, "%s", why ? why : f.why);
	return rc;
}

static int nothing(void *ctx, const char *name)
{
	(void)ctx, (void)name;
	return 0;
}

static int no_text(void *ctx, struct str text)
{
	(void)ctx, (void)text;
	return 0;
}

/* ---- relations ---- */

/* "../x.xml" against "xl/worksheets/": a name within the archive. */
static const char *resolve(struct arena *arena, const char *folder, const char *target)
{
	char path[PATH_BYTES] = "";
	size_t n = 0;
	struct str all =
	    target[0] == '/' ? str_of(target + 1) : arena_printf(arena, "%s%s", folder, target);

	for (size_t i = 0; i < all.n;) {
		const char *slash = memchr(all.p + i, '/', all.n - i);
		struct str step =
		    str_make(all.p + i, slash ? (size_t)(slash - all.p) - i : all.n - i);

		i += step.n + 1;
		if (str_is(step, "..")) {
			while (n && path[--n] != '/')
				;
		} else if (step.n && !str_is(step, ".") && n + step.n + 2 < sizeof path) {
			if (n)
				path[n++] = '/';
			memcpy(path + n, step.p, step.n);
			n += step.n;
		}
		path[n] = 0;
	}
	return arena_strdup(arena, path);
}

static int relation_start(void *ctx, const char *name, const char **attributes)
{
	struct relations *r = ctx;
	struct arena *arena = r->x->arena;
	const char *id = sheet_xml_get(attributes, "Id"), *type = sheet_xml_get(attributes, "Type");
	const char *target = sheet_xml_get(attributes, "Target");
	const char *mode = sheet_xml_get(attributes, "TargetMode"), *word;

	if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
	    (mode && strcmp(mode, "External") == 0) || r->n == RELATIONS_MAX)
		return 0;
	word = strrchr(type, '/');
	r->list = xlsx_grow(arena, r->list, r->n, &r->room, sizeof *r->list);
	r->list[r->n++] = (struct relation){arena_strdup(arena, id),
	    arena_strdup(arena, word ? word + 1 : type), resolve(arena, r->folder, target)};
	return 0;
}

static int read_relations(struct relations *r, const char *part)
{
	struct sheet_xml_events events = {relation_start, nothing, no_text, r};

	return xlsx_part(r->x, part, &events);
}

static const char *by_type(const struct relations *r, const char *type)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->list[i].type, type) == 0)
			return r->list[i].target;
	return NULL;
}

static const struct relation *by_id(const struct relations *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->list[i].id, id) == 0)
			return &r->list[i];
	return NULL;
}

/* ---- the workbook ---- */

static int book_start(void *ctx, const char *name, const char **attributes)
{
	struct book_part *b = ctx;
	struct arena *arena = b->x->arena;
	const char *state = sheet_xml_get(attributes, "state");
	const char *title = sheet_xml_get(attributes, "name"),
		   *id = sheet_xml_get(attributes, "id");

	if (strcmp(name, "workbookPr") == 0)
		b->x->since_1904 = sheet_xml_flag(attributes, "date1904");
	if (strcmp(name, "sheet") != 0 || !title || !id || b->n == SHEETS_MAX)
		return 0;
	b->sheets = xlsx_grow(arena, b->sheets, b->n, &b->room, sizeof *b->sheets);
	b->sheets[b->n++] = (struct sheet_ref){arena_strdup(arena, title), arena_strdup(arena, id),
	    state && strcmp(state, "visible") != 0};
	return 0;
}

static int read_sheets(struct xlsx *x, const struct book_part *b, const struct relations *r)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct relation *rel = by_id(r, b->sheets[i].id);
		int rc;

		if (!rel || strcmp(rel->type, "worksheet") != 0)
			continue; /* a chart */
		if (sheet_begin(x->builder, str_of(b->sheets[i].name), b->sheets[i].hidden))
			return -1;
		rc = xlsx_read_cells(x, rel->target);
		if (rc > 0)
			rc = xlsx_wrong(x, N_("is damaged: a sheet of it is missing"));
		if (rc)
			return -1;
	}
	return 0;
}

static const char *folder_of(struct arena *arena, const char *part, const char **name)
{
	const char *slash = strrchr(part, '/');

	*name = slash ? slash + 1 : part;
	return arena_printf(arena, "%.*s", slash ? (int)(slash + 1 - part) : 0, part).p;
}

static int read_book(struct xlsx *x, const char *part)
{
	struct book_part b = {.x = x};
	struct sheet_xml_events events = {book_start, nothing, no_text, &b};
	const char *name, *strings, *styles;
	struct relations r = {.x = x, .folder = folder_of(x->arena, part, &name)};

	if (read_relations(&r, arena_printf(x->arena, "%s_rels/%s.rels", r.folder, name).p) < 0)
		return -1;
	if (xlsx_part(x, part, &events))
		return -1;
	strings = by_type(&r, "sharedStrings");
	styles = by_type(&r, "styles");
	if ((strings && xlsx_read_strings(x, strings) < 0) ||
	    (styles && xlsx_read_styles(x, styles) < 0))
		return -1;
	return read_sheets(x, &b, &r);
}

static int read_archive(struct xlsx *x)
{
	struct relations r = {.x = x, .folder = ""};
	const char *part;
	int rc = read_relations(&r, "_rels/.rels");

	if (rc < 0)
		return -1;
	part = by_type(&r, "officeDocument");
	if (!part && sheet_zip_has(x->zip, "content.xml"))
		return xlsx_wrong(x, N_("is an OpenDocument spreadsheet: save it as .xlsx"));
	if (!part)
		return xlsx_wrong(x, N_("is no spreadsheet: the archive has no workbook in it"));
	rc = read_book(x, part);
	return rc > 0 ? xlsx_wrong(x, N_("is no spreadsheet: the archive has no workbook in it"))
		      : rc;
}

struct workbook *xlsx_read(const char *file, struct str bytes, struct diag_list *diags)
{
	struct xlsx x = {.file = file, .diags = diags};
	size_t before = diag_count(diags, DIAG_ERROR);
	const char *why;
	int rc;

	x.zip = sheet_zip_open(bytes, &why);
	if (!x.zip) {
		diag_error(diags, (struct place){.file = file}, "%s", why);
		return NULL;
	}
	x.arena = arena_new(1 << 16);
	x.builder = sheet_builder_new(file, diags);
	rc = read_archive(&x);
	if (rc && diag_count(diags, DIAG_ERROR) == before)
		xlsx_wrong(&x, N_("is no spreadsheet: the archive has no workbook in it"));
	sheet_zip_close(&x.zip);
	arena_free(&x.arena);
	if (!rc)
		return sheet_builder_finish(&x.builder);
	sheet_builder_free(&x.builder);
	return NULL;
}
