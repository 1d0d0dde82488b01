/* sheet_rows.c - from rows to items. */
#include "trainer/sheet_rows.h"

#include <stdlib.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "book/normalise.h"
#include "trainer/slug.h"

enum { TITLE_CHARS = 30 };

struct reading {
	const struct sheet_rules *rules;
	const struct items_options *options;
	struct items *items;
	const struct table *table;
	struct str sheet_group; /* the sheet's name, when each sheet is a group */
	uint32_t *slots;        /* of items, by id: 1 + index */
	size_t slots_n;
};

/* How a column is read when it was changed. */
static const enum cell_use uses[COLUMNS] = {[COLUMN_GROUP] = CELL_NAME, [COLUMN_TITLE] = CELL_NAME,
    [COLUMN_QUESTION] = CELL_QUESTION, [COLUMN_PATTERNS] = CELL_PATTERNS,
    [COLUMN_ANSWER] = CELL_ANSWER, [COLUMN_PRIORITY] = CELL_VALUE, [COLUMN_ID] = CELL_VALUE,
    [COLUMN_KIND] = CELL_VALUE, [COLUMN_UNLESS] = CELL_PATTERNS, [COLUMN_COUNTER] = CELL_QUESTION,
    [COLUMN_AGAIN] = CELL_ANSWER, [COLUMN_PHRASE] = CELL_VALUE, [COLUMN_THEN] = CELL_VALUE,
    [COLUMN_FORM] = CELL_VALUE, [COLUMN_LOOKUP] = CELL_VALUE, [COLUMN_SKILL] = CELL_VALUE,
    [COLUMN_URGENCY] = CELL_VALUE, [COLUMN_RESPONSIBLE] = CELL_VALUE,
    [COLUMN_KEYWORDS] = CELL_WORDS, [COLUMN_EXCLUDED] = CELL_WORDS, [COLUMN_MATCHING] = CELL_VALUE,
    [COLUMN_ENABLED] = CELL_VALUE, [COLUMN_CODE] = CELL_VALUE};

/* ---- cells of a row ---- */

/* The next cell of a column from *i on; NULL: no more. */
static const struct cell *next_cell(
    const struct table *t, const struct table_row *row, enum column c, size_t *i)
{
	while (*i < t->columns_n) {
		size_t k = (*i)++;

		if (t->columns[k].column == c && row->cells[k] && str_trim(row->cells[k]->text).n)
			return row->cells[k];
		if (t->columns[k].column == c && row->cells[k] && row->cells[k]->kind == CELL_FORMULA)
			return row->cells[k];
	}
	return NULL;
}

static const struct cell *first_cell(
    const struct table *t, const struct table_row *row, enum column c)
{
	size_t i = 0;

	return next_cell(t, row, c, &i);
}

/* As it stands, less blanks; empty: nothing. */
static struct str plain(const struct table *t, const struct table_row *row, enum column c)
{
	const struct cell *cell = first_cell(t, row, c);

	return cell ? str_trim(cell->text) : STR("");
}

struct place item_place(const struct item *item, enum column c)
{
	const struct table *t = item->table;

	for (size_t i = 0; c < COLUMNS && i < t->columns_n; i++)
		if (t->columns[i].column == c)
			return sheet_place(t->sheet, item->row, t->columns[i].col);
	return sheet_place(t->sheet, item->row, 0);
}

/* ---- the texts of a column ---- */

/* Are the cells just what the book shows?  Then there is nothing to say of them. */
static bool is_unchanged(struct reading *r, struct item *item, const struct table_row *row, enum column c)
{
	const struct cell *cell = first_cell(r->table, row, c);
	struct entry_value is, was;
	size_t i = 0;

	if (!item->entry || c >= COLUMNS_WRITTEN || !columns_written[c].key || !cell ||
	    (cell->kind != CELL_TEXT && cell->kind != CELL_NUMBER) || item->texts[c].n)
		return false;
	next_cell(r->table, row, c, &i);
	if (next_cell(r->table, row, c, &i))
		return false;
	was = item->entry->values[c];
	is = entry_read(r->rules->arena, columns_written[c].form, cell->text);
	if (!entry_same(is, was))
		return false;
	for (i = 0; i < is.n; i++)
		cell_texts_add(r->rules->arena, &item->texts[c],
		    (struct cell_text){is.texts[i], r->table->sheet, cell,
			(unsigned)utf8_length(str_make(
			    cell->text.p, (size_t)(is.texts[i].p - cell->text.p)))});
	return true;
}

/* Equal texts of one item are one. */
static void drop_equal(struct cell_texts *t, size_t first)
{
	size_t n = first;

	for (size_t i = first; i < t->n; i++) {
		bool seen = false;

		for (size_t k = 0; k < n && !seen; k++)
			seen = str_eq(t->list[k].text, t->list[i].text);
		if (!seen)
			t->list[n++] = t->list[i];
	}
	t->n = n;
}

static void take_column(struct reading *r, struct item *item, const struct table_row *row, enum column c)
{
	enum cell_use use = uses[c];
	size_t first = item->texts[c].n, i = 0;
	const struct cell *cell;

	item->taken[c] = true;
	if (is_unchanged(r, item, row, c))
		return;
	if (use == CELL_QUESTION && item->entry && item->named)
		use = CELL_LINES;
	while ((cell = next_cell(r->table, row, c, &i)))
		cell_read(r->rules, r->table->sheet, cell, use, &item->texts[c]);
	drop_equal(&item->texts[c], first);
}

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
		if (!other || (cell != other && !str_eq(str_trim(cell->text), str_trim(other->text))))
			return LIKE_NEW;
		found = LIKE_SAME;
	}
	return found;
}

/* The columns that the row adds to the item above: ANSWER for a further wording, QUESTION for a
 * further question; COLUMN_NONE: it is another item. */
static enum column goes_on_with(const struct reading *r, const struct table_row *row,
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
		(id == LIKE_EMPTY && title == LIKE_EMPTY && question == LIKE_EMPTY && words == LIKE_EMPTY &&
		    (t->has[COLUMN_ID] || t->has[COLUMN_TITLE] || t->has[COLUMN_QUESTION] ||
			t->has[COLUMN_KEYWORDS]))))
		return COLUMN_ANSWER;
	if ((question == LIKE_NEW || words == LIKE_NEW) && answer != LIKE_NEW &&
	    (named || (answer == LIKE_SAME && first_cell(t, row, COLUMN_ANSWER) ==
						  first_cell(t, above, COLUMN_ANSWER))))
		return COLUMN_QUESTION;
	return COLUMN_NONE;
}

/* ---- ids ---- */

static void index_item(struct reading *r, size_t i)
{
	size_t slot = str_hash(r->items->list[i].id, 0) & (r->slots_n - 1);

	while (r->slots[slot])
		slot = (slot + 1) & (r->slots_n - 1);
	r->slots[slot] = (uint32_t)i + 1;
}

static struct item *find_item(const struct reading *r, struct str id)
{
	size_t slot = r->slots_n ? str_hash(id, 0) & (r->slots_n - 1) : 0;

	for (; r->slots_n && r->slots[slot]; slot = (slot + 1) & (r->slots_n - 1))
		if (str_eq(r->items->list[r->slots[slot] - 1].id, id))
			return &r->items->list[r->slots[slot] - 1];
	return NULL;
}

static struct item *add_item(struct reading *r, const struct item *item)
{
	struct items *to = r->items;

	if (to->n == to->room) {
		size_t room = to->room ? to->room * 2 : 64;

		to->list = arena_grow(r->rules->arena, to->list, to->room * sizeof *to->list,
		    room * sizeof *to->list);
		to->room = room;
	}
	to->list[to->n++] = *item;
	if (to->n * 2 > r->slots_n) {
		r->slots_n = r->slots_n ? r->slots_n * 4 : 256;
		r->slots = ARENA_ARRAY(r->rules->arena, uint32_t, r->slots_n);
		for (size_t i = 0; i < to->n; i++)
			index_item(r, i);
	} else {
		index_item(r, to->n - 1);
	}
	return &to->list[to->n - 1];
}

static struct str made_id(struct reading *r, struct str group, struct str name)
{
	struct arena *arena = r->rules->arena;
	struct str a = slug(r->rules->normaliser, arena, group), b = slug(r->rules->normaliser, arena, name);

	if (!b.n)
		b = arena_printf(arena, "x%08x", (unsigned)str_hash(name, 0));
	return a.n ? arena_printf(arena, "%.*s.%.*s", STR_ARG(a), STR_ARG(b)) : b;
}

static bool is_number(struct str s)
{
	int64_t number;

	return str_to_int64(s, &number);
}

struct cell_text item_title(const struct item *item)
{
	static const enum column from[] = {
	    COLUMN_TITLE, COLUMN_QUESTION, COLUMN_KEYWORDS, COLUMN_CODE, COLUMN_ANSWER};
	struct cell_text title = {0};
	const char *nl;

	for (size_t i = 0; i < sizeof from / sizeof *from && !title.text.n; i++)
		if (item->texts[from[i]].n &&
		    !(from[i] == COLUMN_CODE && is_number(item->texts[from[i]].list[0].text)))
			title = item->texts[from[i]].list[0];
	nl = title.text.n ? memchr(title.text.p, '\n', title.text.n) : NULL;
	if (nl)
		title.text = str_trim(str_make(title.text.p, (size_t)(nl - title.text.p)));
	if (!item->texts[COLUMN_TITLE].n)
		title.text = str_trim(utf8_head(title.text, TITLE_CHARS));
	return title;
}

/* An id as the sheet has it; a mere number is one of another program's, and says too little. */
static struct str given_id(struct reading *r, struct item *item, struct str written)
{
	struct str group = slug(r->rules->normaliser, r->rules->arena, item->group);

	for (size_t i = 0; i < written.n; i++)
		if ((unsigned char)written.p[i] <= ' ') {
			diag_find(r->rules->diags, DIAG_ERROR, "id.blank", written,
			    item_place(item, COLUMN_ID), "an id has no blanks: '%.*s'",
			    STR_ARG(written));
			item->broken = true;
			break;
		}
	if (!is_number(written) || entries_find(r->options->book, written))
		return written;
	return arena_printf(r->rules->arena, "%.*s.%.*s", STR_ARG(group.n ? group : STR("item")),
	    STR_ARG(written));
}

/* ---- one item ---- */

static struct str group_of(struct reading *r, const struct table_row *row)
{
	struct arena *arena = r->rules->arena;
	struct str group = {"", 0};
	const struct cell *cell;
	size_t i = 0;

	while ((cell = next_cell(r->table, row, COLUMN_GROUP, &i))) {
		struct str one = str_trim(cell->text);

		group = group.n ? arena_printf(arena, "%.*s.%.*s", STR_ARG(group), STR_ARG(one)) : one;
	}
	return group.n ? group : row->section.n ? row->section : r->sheet_group;
}

/* Is the word one of those between blanks? */
static bool is_among(const struct reading *r, struct str word, const char *words)
{
	struct normal normal;

	if (normalise(r->rules->normaliser, r->rules->arena, word, &normal) || !normal.text.n)
		return false;
	return strstr(words, arena_printf(r->rules->arena, " %s ", normal.text.p).p) != NULL;
}

static bool is_switched_off(const struct reading *r, const struct table_row *row)
{
	return is_among(r, plain(r->table, row, COLUMN_ENABLED),
	    " 否 0 no n false off 停用 已停用 禁用 已禁用 关闭 已关闭 未启用 不启用 未生效 失效 已失效 下架 删除 已删除 草稿 disabled inactive "
	    "draft archived deleted x × ");
}

/* How the keywords of the row match, or that they are patterns. */
static void take_words(struct reading *r, struct item *item, const struct table_row *row)
{
	struct str how = plain(r->table, row, COLUMN_MATCHING);
	const struct cell *cell;
	size_t i = 0;

	if (is_among(r, how,
		" 精确 精确匹配 完全 完全匹配 完全一致 全字 全字匹配 全匹配 全等 相等 等于 exact exactly equal equals full whole "))
		item->matching = WORD_WHOLE;
	else if (is_among(r, how, " 全含 全部包含 同时包含 all and "))
		item->matching = WORD_TOGETHER;
	if (!is_among(r, how, " 正则 正则匹配 正则表达式 regex regexp regular ")) {
		take_column(r, item, row, COLUMN_KEYWORDS);
		return;
	}
	item->taken[COLUMN_KEYWORDS] = true;
	while ((cell = next_cell(r->table, row, COLUMN_KEYWORDS, &i)))
		cell_read(r->rules, r->table->sheet, cell, CELL_PATTERNS,
		    &item->texts[COLUMN_PATTERNS]);
}

/* A pattern that is just words with | between them says itself what it finds. */
static void take_examples(struct reading *r, struct item *item)
{
	const struct cell_texts *patterns = &item->texts[COLUMN_PATTERNS];

	if (item->entry || item->texts[COLUMN_QUESTION].n || item->texts[COLUMN_KEYWORDS].n)
		return;
	for (size_t i = 0; i < patterns->n; i++) {
		struct cell_text t = patterns->list[i];
		struct str all = t.text;

		for (size_t k = 0; k < all.n; k++)
			if (strchr("\\^$.[](){}*+?<", all.p[k]))
				return;
		for (size_t from = 0; from < all.n;) {
			const char *bar = memchr(all.p + from, '|', all.n - from);
			size_t end = bar ? (size_t)(bar - all.p) : all.n;

			t.text = str_trim(str_make(all.p + from, end - from));
			if (t.text.n)
				cell_texts_add(r->rules->arena, &item->texts[COLUMN_QUESTION], t);
			from = end + 1;
		}
	}
}

/* 高 中 低, 5.0; the range is the loader's affair. */
static void settle_priority(struct reading *r, struct item *item)
{
	static const struct {
		const char *words, *value;
	} names[] = {{" 高 最高 紧急 high highest urgent ", "10"}, {" 中 普通 一般 默认 medium normal default ", "0"},
	    {" 低 最低 low lowest ", "-10"}};
	struct cell_texts *t = &item->texts[COLUMN_PRIORITY];
	struct str text;

	if (!t->n)
		return;
	text = t->list[0].text;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_among(r, text, names[i].words))
			t->list[0].text = str_of(names[i].value);
	if (text.n > 2 && str_eq(str_make(text.p + text.n - 2, 2), STR(".0")))
		t->list[0].text = str_make(text.p, text.n - 2);
}

static void settle_kind(struct reading *r, struct item *item)
{
	static const struct {
		const char *words, *value;
	} names[] = {{" 业务 business ", "business"}, {" 寒暄 闲聊 问候 courtesy chitchat ", "courtesy"},
	    {" 资料 data ", "data"}, {" 短语 phrase ", "phrase"}};
	struct cell_texts *t = &item->texts[COLUMN_KIND];

	for (size_t i = 0; t->n && i < sizeof names / sizeof *names; i++)
		if (is_among(r, t->list[0].text, names[i].words))
			t->list[0].text = str_of(names[i].value);
}

/* An intent or a phrase?  What is in the book stays what it is. */
static const char *part_of(struct reading *r, const struct item *item, struct str kind)
{
	const struct table *t = r->table;

	if (item->entry)
		return item->entry->part;
	if (str_eq(kind, entry_phrase_kind))
		return "phrases";
	return t->has[COLUMN_QUESTION] || t->has[COLUMN_KEYWORDS] || t->has[COLUMN_PATTERNS] ||
		(r->options->titles && t->has[COLUMN_TITLE])
	    ? "intents" : "phrases";
}

static int missing(struct reading *r, struct item *item, enum column c, const char *what)
{
	diag_find(r->rules->diags, DIAG_ERROR, "cell.missing", item->id, item_place(item, c), "%s",
	    intl(what));
	item->broken = true;
	return -1;
}

static bool has(const struct item *item, enum column c)
{
	return item->texts[c].n > 0;
}

/* What must not be empty.  What the book's entry has keeps what the table does not speak of. */
static void check_item(struct reading *r, struct item *item)
{
	const struct entry *e = item->entry;
	bool intent = strcmp(item->part, "intents") == 0;
	struct str kind = has(item, COLUMN_KIND) ? item->texts[COLUMN_KIND].list[0].text : STR("");

	if (e && kind.n && intent == str_eq(kind, entry_phrase_kind)) {
		diag_find(r->rules->diags, DIAG_ERROR, "kind.other", item->id,
		    item_place(item, COLUMN_KIND),
		    "in the book %.*s is %s: a sheet cannot make another thing of it",
		    STR_ARG(item->id), intent ? _("an intent") : _("a phrase"));
		item->broken = true;
	}
	if (e && item->given[COLUMN_TITLE] && e->values[COLUMN_TITLE].n && !has(item, COLUMN_TITLE))
		missing(r, item, COLUMN_TITLE, N_("the title is missing"));
	if (e && item->given[COLUMN_QUESTION] && e->values[COLUMN_QUESTION].n &&
	    !has(item, COLUMN_QUESTION))
		missing(r, item, COLUMN_QUESTION, N_("the questions are missing: an intent needs one at least"));
	for (enum column c = 0; !intent && c < COLUMNS; c++)
		if (has(item, c) && c != COLUMN_KIND && c != COLUMN_CODE && c != COLUMN_MATCHING &&
		    c != COLUMN_ENABLED && (c >= COLUMNS_WRITTEN || !columns_written[c].of_phrases)) {
			diag_find(r->rules->diags, DIAG_ERROR, "phrase.more", item->id,
			    item_place(item, c), "a phrase has title, answer and again alone");
			item->broken = true;
		}
	if (e)
		return;
	if (intent && !has(item, COLUMN_QUESTION) && !has(item, COLUMN_KEYWORDS))
		missing(r, item, r->table->has[COLUMN_QUESTION] ? COLUMN_QUESTION : COLUMN_KEYWORDS,
		    has(item, COLUMN_PATTERNS)
			? N_("a question is missing: patterns need a message that they find")
			: N_("a question is missing: nothing tells when this is to be answered"));
	if (!has(item, COLUMN_ANSWER) && !(intent && (has(item, COLUMN_PHRASE) || has(item, COLUMN_THEN) ||
							 has(item, COLUMN_FORM))))
		missing(r, item, COLUMN_ANSWER, N_("the answer is missing"));
}

/* The texts of another row with the same name. */
static void merge_item(struct reading *r, struct item *into, const struct item *from)
{
	static const enum column both[] = {COLUMN_QUESTION, COLUMN_KEYWORDS, COLUMN_PATTERNS, COLUMN_ANSWER,
	    COLUMN_EXCLUDED, COLUMN_UNLESS};

	for (size_t c = 0; c < sizeof both / sizeof *both; c++) {
		struct cell_texts *t = &into->texts[both[c]];
		size_t first = t->n;

		for (size_t i = 0; i < from->texts[both[c]].n; i++)
			cell_texts_add(r->rules->arena, t, from->texts[both[c]].list[i]);
		drop_equal(t, first);
	}
}

/* NULL: it was told of, or put to the one that has its id. */
static struct item *place_item(struct reading *r, struct item *item)
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
	    item_place(item, has(item, COLUMN_TITLE) ? COLUMN_TITLE : COLUMN_QUESTION),
	    "%.*s is here twice", STR_ARG(title));
	diag_other(diags,
	    item_place(first, has(first, COLUMN_TITLE) ? COLUMN_TITLE : COLUMN_QUESTION),
	    "here it is first");
	diag_propose(diags, "give it another title; --fix makes one of the two");
	merge_item(r, first, item);
	return NULL;
}

/* Titles are asked about ("is it about ...?"): two that are alike are of no help. */
static void make_item(struct reading *r, const struct table_row *row, struct item *item)
{
	struct str written = plain(r->table, row, COLUMN_ID), kind;

	*item = (struct item){.table = r->table, .row = row->number, .last_row = row->number,
	    .named = written.n > 0, .group = group_of(r, row), .part = "intents"};
	memcpy(item->given, r->table->has, sizeof item->given);
	if (item->named) {
		item->id = given_id(r, item, written);
		item->entry = entries_find(r->options->book, item->id);
	} else { /* what it is called, to know whether it is in the book */
		take_column(r, item, row, COLUMN_TITLE);
		take_column(r, item, row, COLUMN_QUESTION);
		take_words(r, item, row);
		take_column(r, item, row, COLUMN_CODE);
		item->id = made_id(r, item->group,
		    has(item, COLUMN_CODE) && !r->table->has[COLUMN_TITLE] && !has(item, COLUMN_QUESTION)
			? item->texts[COLUMN_CODE].list[0].text
			: item_title(item).text.n ? item_title(item).text
						  : plain(r->table, row, COLUMN_ANSWER));
		item->entry = entries_find(r->options->book, item->id);
	}
	if (!item->taken[COLUMN_KEYWORDS])
		take_words(r, item, row);
	for (enum column c = 0; c < COLUMNS; c++)
		if (c != COLUMN_GROUP && c != COLUMN_ID && c != COLUMN_TYPE && c != COLUMN_SHORT &&
		    !item->taken[c])
			take_column(r, item, row, c);
	settle_kind(r, item);
	kind = has(item, COLUMN_KIND) ? item->texts[COLUMN_KIND].list[0].text : STR("");
	item->part = part_of(r, item, kind);
	settle_priority(r, item);
	if (strcmp(item->part, "intents") == 0)
		take_examples(r, item);
	if (r->options->titles && strcmp(item->part, "intents") == 0 && !has(item, COLUMN_QUESTION) &&
	    !has(item, COLUMN_KEYWORDS) && has(item, COLUMN_TITLE))
		cell_texts_add(
		    r->rules->arena, &item->texts[COLUMN_QUESTION], item->texts[COLUMN_TITLE].list[0]);
	check_item(r, item);
}

static void go_on(struct reading *r, struct item *item, const struct table_row *row, enum column c)
{
	item->last_row = row->number;
	if (c == COLUMN_ANSWER) {
		take_column(r, item, row, COLUMN_ANSWER);
		return;
	}
	take_column(r, item, row, COLUMN_QUESTION);
	take_column(r, item, row, COLUMN_KEYWORDS);
}

static void read_rows(struct reading *r, const struct table *t)
{
	const struct table_row *above = NULL;
	struct item *last = NULL, item;

	r->table = t;
	for (size_t i = 0; i < t->rows_n; i++) {
		const struct table_row *row = &t->rows[i];
		enum column on = last ? goes_on_with(r, row, above, last) : COLUMN_NONE;

		if (is_switched_off(r, row)) {
			r->items->switched_off++;
			last = NULL;
		} else if (on != COLUMN_NONE) {
			go_on(r, last, row, on);
		} else {
			make_item(r, row, &item);
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

static void tell_no_table(const struct sheet_rules *r, const struct workbook *w, size_t found)
{
	for (size_t i = 0; !found && i < w->n; i++) {
		if (!w->sheets[i].rows_n)
			continue;
		diag_find(r->diags, DIAG_ERROR, "headings.missing", STR(""), sheet_place(&w->sheets[i], 0, 0),
		    "no row of this sheet looks like headings");
		diag_propose(r->diags,
		    "the first row says what the columns hold, as in: group, title, question, "
		    "keywords, answer (分组, 标题, 问题, 关键词, 答案)");
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

static void check_names(const struct sheet_rules *r, const struct workbook *w, const struct items_options *o)
{
	for (size_t i = 0; i < o->sheets_n; i++) {
		bool found = false;

		for (size_t k = 0; k < w->n && !found; k++)
			found = str_is(w->sheets[k].name, o->sheets[i]);
		if (!found)
			diag_error(r->diags, w->n ? (struct place){.file = w->sheets[0].label} : (struct place){0},
			    "no sheet has the name %s", o->sheets[i]);
	}
}

void items_read(const struct workbook *w, const struct sheet_rules *rules,
    const struct items_options *options, struct items *out)
{
	struct table *tables = ARENA_ARRAY(rules->arena, struct table, w->n + 1);
	struct reading r = {.rules = rules, .options = options, .items = out};

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
