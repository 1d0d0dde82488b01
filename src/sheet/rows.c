/* rows.c - from the rows of tables to items. */
#include "sheet/rows.h"

#include "sheet/rows_internal.h"

/* ---- the same as above? ---- */

enum likeness { LIKE_EMPTY, LIKE_SAME, LIKE_NEW };

/* Is the column empty, the same as in the row above (merged, or written again), or another? */
static enum likeness compare(const struct table *t, const struct table_row *row,
    const struct table_row *above, enum column c)
{
	enum likeness found = LIKE_EMPTY;

	for (size_t i = 0; i < t->columns_n; i++) {
		const struct cell *cell = row->cells[i], *other = above->cells[i];

		if (t->columns[i].column != c || !cell || !str_trim(cell->text).n)
			continue;
		if (!other ||
		    (cell != other && !str_eq(str_trim(cell->text), str_trim(other->text))))
			return LIKE_NEW;
		found = LIKE_SAME;
	}
	return found;
}

/* The columns that the row adds to the item above: ANSWER for a further wording, QUESTION for a
 * further question; COLUMN_NONE: it is another item. */
static enum column goes_on_with(const struct rows_reading *r, const struct table_row *row,
    const struct table_row *above, const struct item *item)
{
	const struct table *t = r->table;
	enum likeness id = compare(t, row, above, COLUMN_ID);
	enum likeness title = compare(t, row, above, COLUMN_TITLE);
	enum likeness question = compare(t, row, above, COLUMN_QUESTION);
	enum likeness words = compare(t, row, above, COLUMN_KEYWORDS);
	enum likeness patterns = compare(t, row, above, COLUMN_PATTERNS);
	enum likeness answer = compare(t, row, above, COLUMN_ANSWER);
	bool named = id == LIKE_SAME || title == LIKE_SAME;

	if (row->number != item->last_row + 1 || id == LIKE_NEW || title == LIKE_NEW ||
	    patterns == LIKE_NEW)
		return COLUMN_NONE;
	if (answer == LIKE_NEW && question != LIKE_NEW && words != LIKE_NEW &&
	    (named || question == LIKE_SAME || words == LIKE_SAME ||
		(id == LIKE_EMPTY && title == LIKE_EMPTY && question == LIKE_EMPTY &&
		    words == LIKE_EMPTY &&
		    (t->has[COLUMN_ID] || t->has[COLUMN_TITLE] || t->has[COLUMN_QUESTION] ||
			t->has[COLUMN_KEYWORDS]))))
		return COLUMN_ANSWER;
	if ((question == LIKE_NEW || words == LIKE_NEW) && answer != LIKE_NEW &&
	    (named || (answer == LIKE_SAME && table_cell(t, row, COLUMN_ANSWER) ==
						  table_cell(t, above, COLUMN_ANSWER))))
		return COLUMN_QUESTION;
	return COLUMN_NONE;
}

/* ---- ids ---- */

static struct item *find_item(const struct rows_reading *r, struct str id)
{
	long i = str_index_find(&r->ids, id);

	return i == STR_INDEX_NONE ? NULL : &r->items->list[i];
}

static struct item *add_item(struct rows_reading *r, const struct item *item)
{
	struct items *to = r->items;

	if (to->n == to->room) {
		size_t room = to->room ? to->room * 2 : 64;

		to->list = arena_grow(r->rules->arena, to->list, to->room * sizeof *to->list,
		    room * sizeof *to->list);
		to->room = room;
	}
	str_index_add(&r->ids, item->id);
	to->list[to->n++] = *item;
	return &to->list[to->n - 1];
}

/* The texts of another row with the same name. */
static void merge_item(struct rows_reading *r, struct item *into, const struct item *from)
{
	static const enum column both[] = {COLUMN_QUESTION, COLUMN_KEYWORDS, COLUMN_PATTERNS,
	    COLUMN_ANSWER, COLUMN_EXCLUDED, COLUMN_UNLESS};

	for (size_t c = 0; c < sizeof both / sizeof *both; c++) {
		struct cell_texts *t = &into->texts[both[c]];
		size_t first = t->n;

		for (size_t i = 0; i < from->texts[both[c]].n; i++)
			cell_texts_add(r->rules->arena, t, from->texts[both[c]].list[i]);
		item_drop_equal(t, first);
	}
}

/* NULL: it was told of, or put to the one that has its id. */
static struct item *place_item(struct rows_reading *r, struct item *item)
{
	struct item *first = find_item(r, item->id);
	struct diag_list *diags = r->rules->diags;
	struct str title = item_title(item).text;

	if (!first)
		return add_item(r, item);
	if (item->named) {
		diag_find(diags, DIAG_ERROR, "id.twice", item->id, item_place(item, COLUMN_ID),
		    "the id %.*s is here twice", STR_ARG(item->id));
		diag_other(diags, item_place(first, COLUMN_ID), "here it is first");
		return NULL;
	}
	diag_find(diags, sheet_trap(r->rules), "title.twice", item->id,
	    item_place(item, item_has(item, COLUMN_TITLE) ? COLUMN_TITLE : COLUMN_QUESTION),
	    "%.*s is here twice", STR_ARG(title));
	diag_other(diags,
	    item_place(first, item_has(first, COLUMN_TITLE) ? COLUMN_TITLE : COLUMN_QUESTION),
	    "here it is first");
	diag_propose(diags, "give it another title; --fix makes one of the two");
	merge_item(r, first, item);
	return NULL;
}

/* An id twice is a mistake elsewhere: who repeats it is told how it was taken. */
static void tell_going_on(const struct rows_reading *r, const struct table_row *row,
    const struct table_row *above, const struct item *item)
{
	if (compare(r->table, row, above, COLUMN_ID) == LIKE_SAME)
		diag_find(r->rules->diags, DIAG_ADVICE, "row.goes_on", item->id,
		    sheet_place(r->table->sheet, row->number, 0),
		    "the id of the row above: what is new here is added to it");
}

static void read_rows(struct rows_reading *r, const struct table *t)
{
	const struct table_row *above = NULL;
	struct item *last = NULL, item;

	r->table = t;
	for (size_t i = 0; i < t->rows_n; i++) {
		const struct table_row *row = &t->rows[i];
		enum column on = last ? goes_on_with(r, row, above, last) : COLUMN_NONE;

		if (item_is_switched_off(r, row)) {
			r->items->switched_off++;
			last = NULL;
		} else if (on != COLUMN_NONE) {
			tell_going_on(r, row, above, last);
			item_go_on(r, last, row, on);
		} else {
			item_make(r, row, &item);
			last = place_item(r, &item);
		}
		above = row;
	}
}

/* ---- sheets ---- */

static bool is_wanted(const struct items_options *o, const struct sheet *s)
{
	for (size_t i = 0; i < o->sheets_n; i++)
		if (str_is(s->name, o->sheets[i]))
			return true;
	return !o->sheets_n;
}

/* Headings in one cell, with full-width commas between them. */
static bool tell_wide(const struct sheet_rules *r, const struct sheet *s)
{
	const struct cell *c = &s->rows[0].cells[0];

	if (s->rows[0].n > 1 ||
	    (!memmem(c->text.p, c->text.n, "，", 3) && !memmem(c->text.p, c->text.n, "；", 3)))
		return false;
	diag_find(r->diags, DIAG_ERROR, "separator.wide", STR(""), cell_place(s, c),
	    "full-width separators between the columns");
	cell_show(r, c, 0);
	diag_propose(r->diags, "write plain commas, or save the sheet as .xlsx");
	return true;
}

static void tell_no_table(const struct sheet_rules *r, const struct workbook *w, size_t found)
{
	for (size_t i = 0; !found && i < w->n; i++) {
		if (!w->sheets[i].rows_n)
			continue;
		if (tell_wide(r, &w->sheets[i]))
			return;
		diag_find(r->diags, DIAG_ERROR, "headings.missing", STR(""),
		    sheet_place(&w->sheets[i], 0, 0), "no row of this sheet looks like headings");
		diag_propose(r->diags,
		    "the first row says what the columns hold, as in: group, title, question, "
		    "keywords, answer (%s)",
		    "分组, 标题, 问题, 关键词, 答案");
		found = 1;
	}
	if (!found)
		diag_find(r->diags, DIAG_ERROR, "file.empty", STR(""),
		    w->n ? sheet_place(&w->sheets[0], 0, 0) : (struct place){0},
		    "there is nothing in it");
}

static struct str group_of_sheet(const struct table *t, size_t tables)
{
	return tables > 1 && !t->has[COLUMN_GROUP] ? t->sheet->name : STR("");
}

static void check_names(
    const struct sheet_rules *r, const struct workbook *w, const struct items_options *o)
{
	for (size_t i = 0; i < o->sheets_n; i++) {
		bool found = false;

		for (size_t k = 0; k < w->n && !found; k++)
			found = str_is(w->sheets[k].name, o->sheets[i]);
		if (!found)
			diag_error(r->diags,
			    w->n ? (struct place){.file = w->sheets[0].label} : (struct place){0},
			    "no sheet has the name %s", o->sheets[i]);
	}
}

void items_read(const struct workbook *w, const struct sheet_rules *rules,
    const struct items_options *options, struct items *out)
{
	struct table *tables = ARENA_ARRAY(rules->arena, struct table, w->n + 1);
	struct rows_reading r = {
	    .rules = rules, .options = options, .items = out, .ids = {.arena = rules->arena}};

	*out = (struct items){0};
	check_names(rules, w, options);
	for (size_t i = 0; i < w->n; i++) {
		if (!is_wanted(options, &w->sheets[i]))
			continue;
		if (table_read(&w->sheets[i], rules, &tables[out->sheets]) == 0)
			out->sheets++;
		else if (w->sheets[i].rows_n && w->n > 1)
			diag_find(rules->diags, DIAG_WARNING, "sheet.passed", STR(""),
			    sheet_place(&w->sheets[i], 0, 0),
			    "no row of this sheet looks like headings: it is left out");
	}
	if (!out->sheets)
		tell_no_table(rules, w, 0);
	for (size_t i = 0; i < out->sheets; i++) {
		r.sheet_group = group_of_sheet(&tables[i], out->sheets);
		read_rows(&r, &tables[i]);
	}
}
