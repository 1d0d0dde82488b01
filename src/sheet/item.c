/* item.c - from one row to what it says of an intent or a phrase. */
#include "base/intl.h"
#include "base/utf8.h"
#include "pattern/normalise.h"
#include "sheet/rows_internal.h"
#include "sheet/slug.h"

enum { TITLE_CHARS = 30 };

/* How a column is read when it was changed. */
static const enum cell_use uses[COLUMNS] = {[COLUMN_GROUP] = CELL_NAME,
    [COLUMN_TITLE] = CELL_NAME,
    [COLUMN_QUESTION] = CELL_QUESTION,
    [COLUMN_PATTERNS] = CELL_PATTERNS,
    [COLUMN_ANSWER] = CELL_ANSWER,
    [COLUMN_PRIORITY] = CELL_VALUE,
    [COLUMN_ID] = CELL_VALUE,
    [COLUMN_KIND] = CELL_VALUE,
    [COLUMN_UNLESS] = CELL_PATTERNS,
    [COLUMN_COUNTER] = CELL_QUESTION,
    [COLUMN_AGAIN] = CELL_ANSWER,
    [COLUMN_PHRASE] = CELL_VALUE,
    [COLUMN_THEN] = CELL_VALUE,
    [COLUMN_FORM] = CELL_VALUE,
    [COLUMN_LOOKUP] = CELL_VALUE,
    [COLUMN_SKILL] = CELL_VALUE,
    [COLUMN_URGENCY] = CELL_VALUE,
    [COLUMN_RESPONSIBLE] = CELL_VALUE,
    [COLUMN_KEYWORDS] = CELL_WORDS,
    [COLUMN_EXCLUDED] = CELL_WORDS,
    [COLUMN_MATCHING] = CELL_VALUE,
    [COLUMN_ENABLED] = CELL_VALUE,
    [COLUMN_CODE] = CELL_VALUE};

/* ---- cells of a row ---- */

/* The next cell of a column from *i on; NULL: no more. */
static const struct cell *next_cell(
    const struct table *t, const struct table_row *row, enum column c, size_t *i)
{
	while (*i < t->columns_n) {
		size_t k = (*i)++;

		if (t->columns[k].column == c && row->cells[k] && str_trim(row->cells[k]->text).n)
			return row->cells[k];
		if (t->columns[k].column == c && row->cells[k] &&
		    row->cells[k]->kind == CELL_FORMULA)
			return row->cells[k];
	}
	return NULL;
}

const struct cell *table_cell(const struct table *t, const struct table_row *row, enum column c)
{
	size_t i = 0;

	return next_cell(t, row, c, &i);
}

/* As it stands, less blanks; empty: nothing. */
static struct str plain(const struct table *t, const struct table_row *row, enum column c)
{
	const struct cell *cell = table_cell(t, row, c);

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
static bool is_unchanged(
    struct rows_reading *r, struct item *item, const struct table_row *row, enum column c)
{
	const struct cell *cell = table_cell(r->table, row, c);
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
			(unsigned)utf8_length(
			    str_make(cell->text.p, (size_t)(is.texts[i].p - cell->text.p)))});
	return true;
}

/* Equal texts of one item are one. */
void item_drop_equal(struct cell_texts *t, size_t first)
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

static void take_column(
    struct rows_reading *r, struct item *item, const struct table_row *row, enum column c)
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
	item_drop_equal(&item->texts[c], first);
}

/* ---- what it is called ---- */

static struct str made_id(struct rows_reading *r, struct str group, struct str name)
{
	struct arena *arena = r->rules->arena;
	struct str a = slug(r->rules->normaliser, arena, group),
		   b = slug(r->rules->normaliser, arena, name);

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
static struct str given_id(struct rows_reading *r, struct item *item, struct str written)
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
	return arena_printf(
	    r->rules->arena, "%.*s.%.*s", STR_ARG(group.n ? group : STR("item")), STR_ARG(written));
}

/* ---- what the row says of itself ---- */

static struct str group_of(struct rows_reading *r, const struct table_row *row)
{
	struct arena *arena = r->rules->arena;
	struct str group = {"", 0};
	const struct cell *cell;
	size_t i = 0;

	while ((cell = next_cell(r->table, row, COLUMN_GROUP, &i))) {
		struct str one = str_trim(cell->text);

		group =
		    group.n ? arena_printf(arena, "%.*s.%.*s", STR_ARG(group), STR_ARG(one)) : one;
	}
	return group.n ? group : row->section.n ? row->section : r->sheet_group;
}

/* Is the word one of those between blanks? */
static bool is_among(const struct rows_reading *r, struct str word, const char *words)
{
	struct normal normal;

	if (normalise(r->rules->normaliser, r->rules->arena, word, &normal) || !normal.text.n)
		return false;
	return strstr(words, arena_printf(r->rules->arena, " %s ", normal.text.p).p) != NULL;
}

bool item_is_switched_off(const struct rows_reading *r, const struct table_row *row)
{
	return is_among(r, plain(r->table, row, COLUMN_ENABLED),
	    " 否 0 no n false off 停用 已停用 禁用 已禁用 关闭 已关闭 未启用 不启用 未生效 失效 "
	    "已失效 下架 删除 已删除 草稿 disabled inactive "
	    "draft archived deleted x × ");
}

/* How the keywords of the row match, or that they are patterns. */
static void take_words(struct rows_reading *r, struct item *item, const struct table_row *row)
{
	struct str how = plain(r->table, row, COLUMN_MATCHING);
	const struct cell *cell;
	size_t i = 0;

	if (is_among(r, how,
		" 精确 精确匹配 完全 完全匹配 完全一致 全字 全字匹配 全匹配 全等 相等 等于 exact "
		"exactly equal equals full whole "))
		item->matching = WORD_WHOLE;
	else if (is_among(r, how, " 全含 全部包含 同时包含 all and "))
		item->matching = WORD_TOGETHER;
	if (!is_among(r, how, " 正则 正则匹配 正则表达式 regex regexp regular ")) {
		take_column(r, item, row, COLUMN_KEYWORDS);
		return;
	}
	item->taken[COLUMN_KEYWORDS] = true;
	while ((cell = next_cell(r->table, row, COLUMN_KEYWORDS, &i)))
		cell_read(
		    r->rules, r->table->sheet, cell, CELL_PATTERNS, &item->texts[COLUMN_PATTERNS]);
}

/* A pattern that is just words with | between them says itself what it finds. */
static void take_examples(struct rows_reading *r, struct item *item)
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
static void settle_priority(struct rows_reading *r, struct item *item)
{
	static const struct {
		const char *words, *value;
	} names[] = {{" 高 最高 紧急 high highest urgent ", "10"},
	    {" 中 普通 一般 默认 medium normal default ", "0"}, {" 低 最低 low lowest ", "-10"}};
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

static void settle_kind(struct rows_reading *r, struct item *item)
{
	static const struct {
		const char *words, *value;
	} names[] = {{" 业务 business ", "business"},
	    {" 寒暄 闲聊 问候 courtesy chitchat ", "courtesy"}, {" 资料 data ", "data"},
	    {" 短语 phrase ", "phrase"}};
	struct cell_texts *t = &item->texts[COLUMN_KIND];

	for (size_t i = 0; t->n && i < sizeof names / sizeof *names; i++)
		if (is_among(r, t->list[0].text, names[i].words))
			t->list[0].text = str_of(names[i].value);
}

/* An intent or a phrase?  What is in the book stays what it is. */
static const char *part_of(struct rows_reading *r, const struct item *item, struct str kind)
{
	const struct table *t = r->table;

	if (item->entry)
		return item->entry->part;
	if (str_eq(kind, entry_phrase_kind))
		return "phrases";
	return t->has[COLUMN_QUESTION] || t->has[COLUMN_KEYWORDS] || t->has[COLUMN_PATTERNS] ||
		       (r->options->titles && t->has[COLUMN_TITLE])
		   ? "intents"
		   : "phrases";
}

static int missing(struct rows_reading *r, struct item *item, enum column c, const char *what)
{
	diag_find(r->rules->diags, DIAG_ERROR, "cell.missing", item->id, item_place(item, c), "%s",
	    intl(what));
	item->broken = true;
	return -1;
}

/* What must not be empty.  What the book's entry has keeps what the table does not speak of. */
static void check_item(struct rows_reading *r, struct item *item)
{
	const struct entry *e = item->entry;
	bool intent = strcmp(item->part, "intents") == 0;
	struct str kind =
	    item_has(item, COLUMN_KIND) ? item->texts[COLUMN_KIND].list[0].text : STR("");

	if (e && kind.n && intent == str_eq(kind, entry_phrase_kind)) {
		diag_find(r->rules->diags, DIAG_ERROR, "kind.other", item->id,
		    item_place(item, COLUMN_KIND),
		    "in the book %.*s is %s: a sheet cannot make another thing of it",
		    STR_ARG(item->id), intent ? _("an intent") : _("a phrase"));
		item->broken = true;
	}
	if (e && item->given[COLUMN_TITLE] && e->values[COLUMN_TITLE].n &&
	    !item_has(item, COLUMN_TITLE))
		missing(r, item, COLUMN_TITLE, N_("the title is missing"));
	if (e && item->given[COLUMN_QUESTION] && e->values[COLUMN_QUESTION].n &&
	    !item_has(item, COLUMN_QUESTION))
		missing(r, item, COLUMN_QUESTION,
		    N_("the questions are missing: an intent needs one at least"));
	if (e && !intent && item->given[COLUMN_ANSWER] && e->values[COLUMN_ANSWER].n &&
	    !item_has(item, COLUMN_ANSWER))
		missing(r, item, COLUMN_ANSWER, N_("the answer is missing"));
	for (enum column c = 0; !intent && c < COLUMNS; c++)
		if (item_has(item, c) && c != COLUMN_KIND && c != COLUMN_CODE &&
		    c != COLUMN_MATCHING && c != COLUMN_ENABLED &&
		    (c >= COLUMNS_WRITTEN || !columns_written[c].of_phrases)) {
			diag_find(r->rules->diags, DIAG_ERROR, "phrase.more", item->id,
			    item_place(item, c), "a phrase has title, answer and again alone");
			item->broken = true;
		}
	if (e)
		return;
	if (intent && !item_has(item, COLUMN_QUESTION) && !item_has(item, COLUMN_KEYWORDS))
		missing(r, item, r->table->has[COLUMN_QUESTION] ? COLUMN_QUESTION : COLUMN_KEYWORDS,
		    item_has(item, COLUMN_PATTERNS)
			? N_("a question is missing: patterns need a message that they find")
			: N_("a question is missing: nothing tells when this is to be answered"));
	if (!item_has(item, COLUMN_ANSWER) &&
	    !(intent && (item_has(item, COLUMN_PHRASE) || item_has(item, COLUMN_THEN) ||
			    item_has(item, COLUMN_FORM))))
		missing(r, item, COLUMN_ANSWER, N_("the answer is missing"));
}

void item_make(struct rows_reading *r, const struct table_row *row, struct item *item)
{
	struct str written = plain(r->table, row, COLUMN_ID), kind;

	*item = (struct item){.table = r->table,
	    .row = row->number,
	    .last_row = row->number,
	    .named = written.n > 0,
	    .group = group_of(r, row),
	    .part = "intents"};
	memcpy(item->given, r->table->has, sizeof item->given);
	if (item->named) {
		item->id = given_id(r, item, written);
		item->entry = entries_find(r->options->book, item->id);
	} else { /* what it is called, to know whether it is in the book */
		take_column(r, item, row, COLUMN_TITLE);
		take_column(r, item, row, COLUMN_QUESTION);
		take_words(r, item, row);
		take_column(r, item, row, COLUMN_PATTERNS);
		take_examples(r, item);
		take_column(r, item, row, COLUMN_CODE);
		item->id = made_id(r, item->group,
		    item_has(item, COLUMN_CODE) && !r->table->has[COLUMN_TITLE] &&
			    !item_has(item, COLUMN_QUESTION)
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
	kind = item_has(item, COLUMN_KIND) ? item->texts[COLUMN_KIND].list[0].text : STR("");
	item->part = part_of(r, item, kind);
	settle_priority(r, item);
	if (strcmp(item->part, "intents") == 0)
		take_examples(r, item);
	if (r->options->titles && strcmp(item->part, "intents") == 0 &&
	    !item_has(item, COLUMN_QUESTION) && !item_has(item, COLUMN_KEYWORDS) &&
	    item_has(item, COLUMN_TITLE))
		cell_texts_add(r->rules->arena, &item->texts[COLUMN_QUESTION],
		    item->texts[COLUMN_TITLE].list[0]);
	check_item(r, item);
}

void item_go_on(
    struct rows_reading *r, struct item *item, const struct table_row *row, enum column c)
{
	item->last_row = row->number;
	if (c == COLUMN_ANSWER) {
		take_column(r, item, row, COLUMN_ANSWER);
		return;
	}
	take_column(r, item, row, COLUMN_QUESTION);
	take_column(r, item, row, COLUMN_KEYWORDS);
}
