/* export.c - entries as rows. */
#include "sheet/export.h"

#include "sheet/entry.h"

void sheet_export_columns(struct xlsx_column out[COLUMNS_WRITTEN])
{
	static const double widths[COLUMNS_WRITTEN] = {[COLUMN_GROUP] = 12,
	    [COLUMN_TITLE] = 20,
	    [COLUMN_QUESTION] = 40,
	    [COLUMN_PATTERNS] = 50,
	    [COLUMN_ANSWER] = 60,
	    [COLUMN_PRIORITY] = 8,
	    [COLUMN_ID] = 22,
	    [COLUMN_UNLESS] = 30,
	    [COLUMN_COUNTER] = 30,
	    [COLUMN_AGAIN] = 40};

	for (int i = 0; i < COLUMNS_WRITTEN; i++)
		out[i] = (struct xlsx_column){
		    widths[i] > 0 ? widths[i] : 12, i == COLUMN_PRIORITY || i == COLUMN_URGENCY};
}

static int add(struct sheet_builder *b, int column, struct str text)
{
	return sheet_add(b, (unsigned)column + 1, CELL_TEXT, text, STR(""));
}

static int add_headings(struct sheet_builder *b, bool chinese)
{
	int rc = sheet_begin_row(b, 1, false);

	for (int c = 0; c < COLUMNS_WRITTEN && !rc; c++)
		rc = add(b, c, str_of(chinese ? columns_written[c].zh : columns_written[c].en));
	return rc;
}

static int add_entry(struct sheet_builder *b, const struct entry *e, struct arena *arena)
{
	int rc = 0;

	for (int c = 0; c < COLUMNS_WRITTEN && !rc; c++) {
		struct str text = entry_cell(arena, columns_written[c].form, e->values[c]);

		if (c == COLUMN_GROUP)
			text = e->group;
		else if (c == COLUMN_ID)
			text = e->id;
		rc = add(b, c, text);
	}
	return rc;
}

struct workbook *sheet_export(
    struct folder *f, const char *file, bool chinese, struct diag_list *diags)
{
	struct sheet_builder *b = sheet_builder_new(file, diags);
	struct arena *arena = arena_new(1 << 16), *cells = arena_new(1 << 14);
	struct workbook *w = NULL;
	struct entries entries;
	int rc;

	entries_of(f, arena, &entries);
	rc = sheet_begin(b, STR(""), false);
	if (!rc)
		rc = add_headings(b, chinese);
	for (size_t i = 0; i < entries.n && !rc; i++) {
		rc = sheet_begin_row(b, (unsigned)i + 2, false);
		if (!rc)
			rc = add_entry(b, &entries.list[i], cells);
		arena_reset(cells);
	}
	if (!rc)
		w = sheet_builder_finish(&b);
	sheet_builder_free(&b);
	arena_free(&cells);
	arena_free(&arena);
	return w;
}
