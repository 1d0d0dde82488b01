/* test_import.c - sheets into books: what is told, and what the files hold then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "pattern/normalise.h"
#include "sheet/import.h"
#include "sheet/csv.h"
#include "sheet/export.h"
#include "sheet/file.h"
#include "sheet/xlsx.h"

static char top[] = "/tmp/xiaoer-test-XXXXXX";
static struct normaliser *normaliser;
static struct arena *arena;
static unsigned books;

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	arena = arena_new(0);
	log_set_level(LOG_ERROR);
	return mkdtemp(top) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", top);
	normaliser_free(&normaliser);
	arena_free(&arena);
	return system(command);
}

/* A book of one file; NULL: a folder that is not there. */
static const char *new_book(const char *text)
{
	const char *dir = arena_printf(arena, "%s/%u", top, books++).p;
	FILE *f;

	if (!text)
		return dir;
	mkdir(dir, 0755);
	f = fopen(arena_printf(arena, "%s/a.yaml", dir).p, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return dir;
}

static void expect_file(const char *dir, const char *name, const char *want)
{
	struct diag_list *diags = diag_list_new();
	struct str got;

	assert_int_equal(
	    file_read(arena_printf(arena, "%s/%s", dir, name).p, 1 << 20, arena, diags, &got), 0);
	assert_string_equal(got.p, want);
	diag_list_free(&diags);
}

/* The findings, a line each: "error C3 keyword.empty". */
static struct str findings(const struct diag_list *diags)
{
	struct str out = {"", 0};

	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);
		char cell[24] = "";

		if (d->at.file && strstr(d->at.file, ".yaml"))
			snprintf(cell, sizeof cell, "yaml:%u", d->at.line);
		else if (d->at.line)
			diag_cell(d->at.line, d->at.col, cell);
		out = arena_printf(arena, "%.*s%s%s%s %s\n", STR_ARG(out),
		    diag_level_name(d->level), *cell ? " " : "", cell, d->kind);
	}
	return out;
}

static struct str import(const struct workbook *w, const char *dir, struct import_options options,
    struct import_result *result, struct diag_list *diags)
{
	struct folder *f;

	options.normaliser = normaliser;
	f = import_sheet(dir, w, &options, arena, diags, result);
	if (f)
		assert_int_equal(folder_save(f), 0);
	folder_free(&f);
	diag_sort(diags);
	return findings(diags);
}

static struct str import_csv(
    const char *csv, const char *dir, struct import_options options, struct import_result *result)
{
	struct diag_list *diags = diag_list_new();
	struct workbook *w =
	    csv_read("f.csv", str_of(csv), &(struct csv_options){0}, normaliser, diags);
	struct str out;

	assert_non_null(w);
	out = import(w, dir, options, result, diags);
	workbook_free(&w);
	diag_list_free(&diags);
	return out;
}

/* ---- traps ---- */

#define HEAD "分组,标题,问题,关键词,答案,优先级,编号\n"
#define GOOD ",甲,甲在哪,甲,答一,,\n"

static void every_trap_is_told_with_its_cell(void **state)
{
	static const struct {
		const char *csv, *want;
		const char *fixed; /* with --fix; NULL: the same, and still refused */
	} cases[] = {
	    {HEAD GOOD, "", ""},
	    /* rows */
	    {HEAD GOOD "\n\n,乙,乙在哪,乙,答二,,\n\n", "error 3 row.blank\n",
		"advice 3 row.blank\n"},
	    {HEAD "售后,,,,,,\n" GOOD, "error A2 row.title\n", "advice A2 row.title\n"},
	    {HEAD GOOD HEAD ",乙,乙在哪,乙,答二,,\n", "warning 3 heading.again\n",
		"warning 3 heading.again\n"},
	    {"说明：请按格式填写\n" HEAD GOOD, "", ""},
	    /* keywords */
	    {HEAD ",甲,甲在哪,甲||乙,答一,,\n", "error D2 keyword.empty\n",
		"advice D2 keyword.empty\n"},
	    {HEAD ",甲,甲在哪,甲|,答一,,\n", "error D2 keyword.empty\n",
		"advice D2 keyword.empty\n"},
	    {HEAD ",甲,甲在哪,;甲,答一,,\n", "error D2 keyword.empty\n",
		"advice D2 keyword.empty\n"},
	    {HEAD ",甲,甲在哪,\"甲\n\n乙\n\",答一,,\n", "", ""},
	    {HEAD ",甲,甲在哪,甲；乙,答一,,\n", "error D2 separator.wide\n",
		"advice D2 separator.wide\n"},
	    {HEAD ",甲,甲在哪,甲｜乙，丙,答一,,\n", "error D2 separator.wide\n",
		"advice D2 separator.wide\n"},
	    {HEAD ",甲,甲在哪,甲/乙,答一,,\n", "warning D2 separator.maybe\n",
		"advice D2 separator.maybe\n"},
	    {HEAD ",甲,甲在哪,甲.*乙,答一,,\n", "warning D2 keyword.pattern\n",
		"warning D2 keyword.pattern\n"},
	    {HEAD ",甲,甲在哪｜乙在哪,甲|乙,答一,,\n", "error C2 separator.wide\n",
		"advice C2 separator.wide\n"},
	    {HEAD ",甲,甲在哪；乙在哪,甲|乙,答一,,\n", "warning C2 separator.maybe\n",
		"advice C2 separator.maybe\n"},
	    /* twice */
	    {HEAD ",甲,甲在哪,甲,答一,,x\n,乙,乙在哪,乙,答二,,x\n", "error G3 id.twice\n", NULL},
	    {HEAD GOOD ",甲,乙在哪,乙,答二,,\n", "error B3 title.twice\n",
		"advice B3 title.twice\n"},
	    {HEAD ",甲,甲在哪,甲,答一,,x\n,甲,甲在哪,甲,答二,,x\n,,,,答三,,x\n",
		"advice 3 row.goes_on\nadvice 4 row.goes_on\n", NULL},
	    {HEAD ",甲,甲在哪,甲,答一,,x\n,甲,乙在哪,乙,答二,,y\n", "warning B3 title.twice\n",
		"warning B3 title.twice\n"},
	    {HEAD GOOD ",乙,乙在哪,乙|甲,答二,,\n", "warning D3 keyword.twice\n",
		"warning D3 keyword.twice\n"},
	    {HEAD GOOD GOOD, "error B3 title.twice\n", "advice B3 title.twice\n"},
	    {HEAD GOOD ",乙,甲在哪？,乙,答二,,\n", "error C3 question.twice\n", NULL},
	    {HEAD GOOD ",乙,甲在哪,乙,答二,,\n", "error C3 question.twice\n", NULL},
	    /* cells */
	    {HEAD ",甲,甲在哪,甲,=A1,,\n", "error E2 cell.formula\nerror E2 cell.missing\n", NULL},
	    {HEAD ",甲,甲在哪,甲,\"=\"\"答\"\"\",,\n", "error E2 cell.formula\n",
		"advice E2 cell.formula\n"},
	    {HEAD ",甲,甲在哪,1.23E+15,答一,,\n", "error D2 cell.number\n", NULL},
	    {HEAD ", 甲,甲在哪,甲,答一,,\n", "warning B2 text.blanks\n",
		"warning B2 text.blanks\n"},
	    {HEAD ",甲,甲在\xe2\x80\x8b哪,甲,答一,,\n", "warning C2 text.invisible\n",
		"warning C2 text.invisible\n"},
	    {HEAD ",\"甲\n乙\",甲在哪,甲,答一,,\n", "warning B2 text.lines\n",
		"warning B2 text.lines\n"},
	    {HEAD ",甲,甲在哪,甲,,,\n", "error E2 cell.missing\n", NULL},
	    {HEAD ",甲,,,答一,,\n", "error C2 cell.missing\n", NULL},
	    {HEAD ",甲,甲在哪,甲,答一,高,\n", "", ""},
	    {HEAD ",甲,甲在哪,甲,答一,101,\n", "error F2 book\n", NULL},
	    {HEAD ",甲,甲在哪,甲,答一,,a b\n", "error G2 id.blank\n", NULL},
	    /* answers */
	    {HEAD ",甲,甲在哪,甲,{{昵称}}您好,,\n", "error E2 answer.placeholder\n",
		"advice E2 answer.placeholder\n"},
	    {HEAD ",甲,甲在哪,甲,[买家昵称]您好,,\n", "error E2 answer.placeholder\n",
		"advice E2 answer.placeholder\n"},
	    {HEAD ",甲,甲在哪,甲,您好[微笑]{customer|},,\n", "", ""},
	    {HEAD ",甲,甲在哪,甲,{{活动价}}元,,\n", "error E2 answer.placeholder\n", NULL},
	    {HEAD ",甲,甲在哪,甲,价{活动价}元,,\n", "error E2 book\n", NULL},
	    {HEAD ",甲,甲在哪,甲,答一##答二,,\n", "error E2 separator.answer\n",
		"advice E2 separator.answer\n"},
	    /* patterns */
	    {"标题,问题,正则,答案\n甲,甲在哪,\"甲\n(乙|\",答一\n", "error C2 book\n", NULL},
	    {"标题,问题,正则,答案\n甲,甲在哪,/甲/i,答一\n", "error C2 pattern.slashes\n",
		"advice C2 pattern.slashes\n"},
	    {"标题,问题,正则,答案\n甲,甲在哪,乙,答一\n", "error B2 example.none\n", NULL},
	    {"标题,问题,正则,答案\n甲,,甲+,答一\n", "error B2 cell.missing\n", NULL},
	    {"标题,问题,正则,答案\n甲,,甲|乙,答一\n", "", ""},
	    /* headings */
	    {"标题,问题,答案,负责部门\n甲,甲在哪,答一,x\n", "warning D1 heading.unknown\n",
		"warning D1 heading.unknown\n"},
	    {"标题,名称,问题,答案\n甲,乙,甲在哪,答一\n", "error B1 heading.twice\n",
		"advice B1 heading.twice\n"},
	    {"甲,乙\n丙,丁\n", "error headings.missing\n", NULL},
	    {"分组，标题，问题，答案\n售后，甲，甲在哪，答\n", "error A1 separator.wide\n", NULL},
	    {"\n", "error file.empty\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int fix = 0; fix < 2; fix++) {
			const char *want = fix && cases[i].fixed ? cases[i].fixed : cases[i].want;
			const char *dir = new_book(NULL);
			struct import_result r;
			struct stat st;
			struct str got =
			    import_csv(cases[i].csv, dir, (struct import_options){.fix = fix}, &r);

			if (!str_is(got, want))
				fail_msg("%s%s\ngave\n%snot\n%s", fix ? "--fix " : "", cases[i].csv,
				    got.p, want);
			assert_int_equal(stat(dir, &st) == 0, strstr(want, "error") == NULL);
		}
}

static void one_run_tells_all_that_is_wrong(void **state)
{
	struct import_result r;
	const char *dir = new_book(NULL);

	(void)state;
	assert_string_equal(import_csv("标题,问题,正则,答案\n甲,甲在哪,(甲,答一\n乙,丙在哪,乙,答{"
				       "没有}二\n丁,戊在哪,丁,答三\n",
				dir, (struct import_options){0}, &r)
				.p,
	    "error C2 book\nerror D3 book\nerror B4 example.none\n");
	/* and of one row all of it */
	assert_string_equal(import_csv("标题,问题,正则,答案\n甲,甲在哪,(甲,答{没有}一\n", dir,
				(struct import_options){0}, &r)
				.p,
	    "error C2 book\nerror D2 book\n");
}

/* ---- what becomes of rows ---- */

static void rows_become_intents(void **state)
{
	const char *dir = new_book(NULL);
	struct import_result r;

	(void)state;
	assert_string_equal(
	    import_csv("分组,标题,用户问题,关键词,排除词,回复内容,优先级,种类\n"
		       "售后,保修,\"保修多久\n保修几年\",保修|质保,出保,\"一年。\n请放心。\",5,\n"
		       ",,,,,两年。,,\n"
		       "售后,你好,,你好,,您好！,,寒暄\n",
		dir, (struct import_options){0}, &r)
		.p,
	    "");
	assert_int_equal(r.added, 2);
	assert_true(r.is_new && !r.only_phrases);
	expect_file(dir, "售后.yaml",
	    "intents:\n"
	    "  售后.保修:\n"
	    "    title: 保修\n"
	    "    match: |\n"
	    "      保修\n"
	    "      质保\n"
	    "    unless: |\n"
	    "      出保\n"
	    "    examples: |\n"
	    "      保修多久\n"
	    "      保修几年\n"
	    "    priority: 5\n"
	    "    say:\n"
	    "      - |\n"
	    "        一年。\n"
	    "        请放心。\n"
	    "      - 两年。\n"
	    "\n"
	    "  售后.你好:\n"
	    "    title: 你好\n"
	    "    kind: courtesy\n"
	    "    match: |\n"
	    "      你好\n"
	    "    examples: |\n"
	    "      你好\n"
	    "    say: 您好！\n");
	expect_file(dir, "settings.yaml", "settings:\n  language: zh-CN\n");
}

static void the_sheets_of_other_programs_are_read(void **state)
{
	static const struct {
		const char *csv, *file, *want;
		struct import_options options;
	} cases[] = {
	    {"快捷短语编码,快捷短语,快捷短语分组\r\n1,亲，您好~,欢迎\r\n", "欢迎.yaml",
		"phrases:\n  欢迎.1:\n    title: 亲，您好~\n    say: 亲，您好~\n", {0}},
	    {"一级分类,二级分类,标题,话术\n售后,退换,怎么退,七天内可以退\n", "售后-退换.yaml",
		"phrases:\n  售后-退换.怎么退:\n    title: 怎么退\n    say: 七天内可以退\n", {0}},
	    {"分类,标题,话术\n售后,怎么退,七天内可以退\n", "售后.yaml",
		"intents:\n  售后.怎么退:\n    title: 怎么退\n    match: |\n      怎么退\n    "
		"examples: |\n      怎么退\n    say: 七天内可以退\n",
		{.titles = true}},
	    {"技能名称（必填）,标准问题（必填）,标准问题相似度阈值,补充用户问法,"
	     "机器人回答（必填）\n营业,几点开门,0.9,几点上班##何时营业,九点\n营业,几点关门,,,"
	     "九点\n",
		"imported.yaml",
		"intents:\n  营业:\n    title: 营业\n    match: |\n      几点开门\n      "
		"几点上班\n      何时营业\n      几点关门\n    examples: |\n      几点开门\n      "
		"几点上班\n      何时营业\n      几点关门\n    say: 九点\n",
		{0}},
	    {"q,a,indexes\n能洗吗？,能,\"1. 可以洗吗\n2. 怎么洗\"\n", "imported.yaml",
		"intents:\n  能洗吗:\n    title: 能洗吗？\n    match: |\n      能洗吗\n      "
		"可以洗吗\n      怎么洗\n    examples: |\n      能洗吗？\n      可以洗吗\n      "
		"怎么洗\n    say: 能\n",
		{0}},
	    {"Question\tAnswer\tSource\tQnaId\nWhere is it?\tHere.\tcustom\t7\n", "imported.yaml",
		"intents:\n  item.7:\n    title: Where is it?\n    match: |\n      \\bWhere is "
		"it\\b\n    examples: |\n      Where is it?\n    say: Here.\n",
		{0}},
	    {"类型,关键词,回复内容,启用\n精确,价格,看商品页,是\n包含,旧,旧的,否\n正则,多少钱|"
	     "什么价,看商品页,是\n全含,便宜|点,不议价,是\n",
		"价.yaml",
		"intents:\n  价格:\n    title: 价格\n    match: |\n      ^价格$\n    examples: |\n "
		"     价格\n    say: 看商品页\n\n"
		"  多少钱:\n    title: 多少钱\n    match: |\n      多少钱|什么价\n    examples: "
		"|\n      多少钱\n      什么价\n    say: 看商品页\n\n"
		"  便宜:\n    title: 便宜\n    match: |\n      ^(?=.*便宜)(?=.*点)\n    examples: "
		"|\n      便宜 点\n    say: 不议价\n",
		{.into = "价"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *dir = new_book(NULL);
		struct import_result r;
		struct str got = import_csv(cases[i].csv, dir, cases[i].options, &r);

		if (got.n)
			fail_msg("%s\n%s", cases[i].csv, got.p);
		expect_file(dir, cases[i].file, cases[i].want);
		/* once more: the same rows are the same entries */
		assert_string_equal(import_csv(cases[i].csv, dir, cases[i].options, &r).p, "");
		assert_int_equal(r.added + r.changed, 0);
	}
}

static void a_new_book_declares_what_was_proposed(void **state)
{
	const char *dir = new_book(NULL);
	struct import_result r;

	(void)state;
	assert_string_equal(
	    import_csv("Question,Answer\nWhere is it?,Your order [Order Number] is on its way.\n",
		dir, (struct import_options){.fix = true}, &r)
		.p,
	    "advice B2 answer.placeholder\n");
	expect_file(dir, "settings.yaml",
	    "settings:\n  language: en\n\nslots:\n  order_no: {title: order number, kind: "
	    "order_no}\n");
}

/* ---- workbooks ---- */

/* Rows of a sheet; cells between |, empty ones left out; "=x" is a formula that gave x. */
static void add_sheet(
    struct sheet_builder *b, const char *name, bool hidden, const char *const *rows)
{
	sheet_begin(b, str_of(name), hidden);
	for (unsigned row = 1; *rows; row++, rows++) {
		unsigned col = 1;

		sheet_begin_row(b, row, (*rows)[0] == '~');
		for (const char *p = *rows + ((*rows)[0] == '~'); *p;) {
			size_t n = strcspn(p, "|");
			bool formula = *p == '=';

			sheet_add(b, col++, formula ? CELL_FORMULA : CELL_TEXT,
			    str_make(p + formula, n - formula), formula ? STR("A1") : STR(""));
			p += n + (p[n] == '|');
		}
	}
}

static void what_only_workbooks_have_is_told(void **state)
{
	static const char *const notes[] = {"请先阅读", NULL};
	static const char *const one[] = {"话术表", "标题|问题|答案", "甲|甲在哪|=答一", "【其他】",
	    "~乙|乙在哪|答二", "丙|丙在哪|", "|丁在哪|", NULL};
	static const char *const two[] = {"标题|问题|答案", "戊|戊在哪|答三", NULL};

	(void)state;
	for (int fix = 0; fix < 2; fix++) {
		struct diag_list *diags = diag_list_new();
		struct sheet_builder *b = sheet_builder_new("f.xlsx", diags);
		const char *dir = new_book(NULL);
		struct import_result r;
		struct workbook *w;
		struct str got;

		add_sheet(b, "说明", false, notes);
		add_sheet(b, "售后", false, one);
		sheet_add_merge(b, (struct merge){1, 1, 1, 3});
		sheet_add_merge(b, (struct merge){4, 1, 4, 3});
		sheet_add_merge(b, (struct merge){5, 3, 7, 3}); /* an answer of two rows */
		sheet_hide_cols(b, 2, 2);
		add_sheet(b, "售前", true, two);
		w = sheet_builder_finish(&b);
		got = import(w, dir, (struct import_options){.fix = fix}, &r, diags);
		assert_string_equal(
		    got.p, fix ? "warning sheet.passed\nwarning B2 column.hidden\nadvice C3 "
				 "cell.formula\nadvice A4 cells.merged\nwarning 5 "
				 "row.hidden\nadvice C5 cells.merged\nwarning sheet.hidden\n"
			       : "warning sheet.passed\nwarning B2 column.hidden\nerror C3 "
				 "cell.formula\nerror A4 cells.merged\nwarning 5 row.hidden\nerror "
				 "C5 cells.merged\nwarning sheet.hidden\n");
		if (fix) {
			expect_file(dir, "售前.yaml",
			    "intents:\n  售前.戊:\n    title: 戊\n    match: |\n      戊在哪\n    "
			    "examples: |\n      戊在哪\n    say: 答三\n");
			expect_file(dir, "其他.yaml",
			    "intents:\n  其他.乙:\n    title: 乙\n    match: |\n      乙在哪\n    "
			    "examples: |\n      乙在哪\n    say: 答二\n\n"
			    "  其他.丙:\n    title: 丙\n    match: |\n      丙在哪\n      丁在哪\n "
			    "   examples: |\n      丙在哪\n      丁在哪\n    say: 答二\n");
		}
		workbook_free(&w);
		diag_list_free(&diags);
	}
}

static void headings_may_stand_in_two_rows(void **state)
{
	static const char *const rows[] = {
	    "标题|用户问题||回复", "|标准问|相似问|", "甲|甲在哪|甲呢|答一", NULL};
	struct diag_list *diags = diag_list_new();
	struct sheet_builder *b = sheet_builder_new("f.xlsx", diags);
	const char *dir = new_book(NULL);
	struct import_result r;
	struct workbook *w;

	(void)state;
	add_sheet(b, "S", false, rows);
	sheet_add_merge(b, (struct merge){1, 1, 2, 1});
	sheet_add_merge(b, (struct merge){1, 2, 1, 3});
	sheet_add_merge(b, (struct merge){1, 4, 2, 4});
	w = sheet_builder_finish(&b);
	assert_string_equal(import(w, dir, (struct import_options){0}, &r, diags).p, "");
	expect_file(dir, "imported.yaml",
	    "intents:\n  甲:\n    title: 甲\n    match: |\n      甲在哪\n      甲呢\n    examples: "
	    "|\n      甲在哪\n      甲呢\n    say: 答一\n");
	workbook_free(&w);
	diag_list_free(&diags);
}

/* ---- into a book that is there ---- */

static const char shop[] =
    "# a comment\n"
    "words: {快递: [快递, 包裹]}\n"
    "intents:\n"
    "  shipping.where:   # where is it\n"
    "    title: \"查物流\"\n"
    "    match: |\n"
    "      # first\n"
    "      <快递>.{0,4}哪\n"
    "    examples: [我的快递到哪了, '包裹在哪']\n"
    "    say:\n"
    "      - {when: vip, say: 贵客请看订单。}\n"
    "      - 请看订单。   # c\n"
    "  human: {title: 转人工, match: 人工, examples: 转人工, reply: transfer, then: transfer}\n"
    "phrases:\n"
    "  transfer: {title: 转接, say: 好的，请稍等。}\n";

static struct str exported(const char *dir, bool xlsx)
{
	struct diag_list *diags = diag_list_new();
	struct folder *f = folder_open(dir, false, diags);
	struct workbook *w = sheet_export(f, "f", true, diags);
	struct xlsx_column columns[COLUMNS_WRITTEN];
	struct str out;
	struct buf b;

	assert_non_null(w);
	buf_init(&b, 64 << 20);
	sheet_export_columns(columns);
	if (xlsx)
		assert_int_equal(
		    xlsx_write(&w->sheets[0], STR("x"), columns, COLUMNS_WRITTEN, &b, diags), 0);
	else
		assert_int_equal(csv_write(&w->sheets[0], &(struct csv_options){0}, &b, diags), 0);
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	workbook_free(&w);
	folder_free(&f);
	assert_int_equal(diag_size(diags), 0);
	diag_list_free(&diags);
	return out;
}

static struct str with(struct str text, const char *old, const char *new)
{
	const char *at = memmem(text.p, text.n, old, strlen(old));

	if (!at)
		fail_msg("no %s in %s", old, text.p);
	return arena_printf(arena, "%.*s%s%.*s", (int)(at - text.p), text.p, new,
	    (int)(text.n - (size_t)(at - text.p) - strlen(old)), at + strlen(old));
}

static void one_cell_changes_one_place(void **state)
{
	static const struct {
		const char *cell, *changed; /* in the sheet */
		const char *text, *becomes; /* in the file; NULL: nothing */
		unsigned columns;
	} cases[] = {
	    {"查物流", "查快递", "\"查物流\"", "\"查快递\"", 1u << COLUMN_TITLE},
	    {"\"我的快递到哪了\n包裹在哪\"", "\"我的快递到哪了\n包裹在哪\n包裹现在到哪\"",
		"'包裹在哪']", "'包裹在哪', 包裹现在到哪]", 1u << COLUMN_QUESTION},
	    {"\"我的快递到哪了\n包裹在哪\"", "包裹在哪", "[我的快递到哪了, '包裹在哪']",
		"['包裹在哪']", 1u << COLUMN_QUESTION},
	    {"请看订单。", "\"请看订单。\n---\n请打开订单。\"", "请看订单。   # c\n",
		"请看订单。   # c\n      - 请打开订单。\n", 1u << COLUMN_ANSWER},
	    {"\"<快递>.{0,4}哪\"", "\"<快递>.{0,5}哪\n单号\"", "<快递>.{0,4}哪\n",
		"<快递>.{0,5}哪\n      单号\n", 1u << COLUMN_PATTERNS},
	    {"请看订单。,,shipping.where", "请看订单。,7,shipping.where", "    say:\n      - {when",
		"    priority: 7\n    say:\n      - {when", 1u << COLUMN_PRIORITY},
	    {"好的，请稍等。", "好的，马上。", "好的，请稍等。", "好的，马上。",
		1u << COLUMN_ANSWER},
	    {"transfer,transfer,", "transfer,ticket,", "then: transfer}", "then: ticket}",
		1u << COLUMN_THEN},
	    {"a,", "b,", NULL, NULL, 0}, /* the group */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *dir = new_book(shop);
		struct import_result r;
		struct str sheet = with(exported(dir, false), cases[i].cell, cases[i].changed), got;

		got = import_csv(sheet.p, dir, (struct import_options){0}, &r);
		if (got.n)
			fail_msg("%s: %s", cases[i].changed, got.p);
		assert_int_equal(r.changed, cases[i].text != NULL);
		assert_int_equal(r.same, cases[i].text ? 2 : 3);
		for (size_t k = 0; k < r.n; k++) { /* it outlives the sheet and the folder */
			assert_true(r.list[k].id.n && strstr(r.list[k].file, "a.yaml") &&
				    strcmp(r.list[k].at.file, "f.csv") == 0);
			if (r.list[k].change == IMPORT_CHANGED)
				assert_int_equal(r.list[k].columns, cases[i].columns);
		}
		expect_file(dir, "a.yaml",
		    cases[i].text ? with(STR(shop), cases[i].text, cases[i].becomes).p : shop);
	}
}

static void what_is_wrong_with_a_change_is_told_at_the_cell(void **state)
{
	static const struct {
		const char *cell, *changed, *want;
	} cases[] = {
	    {"\"我的快递到哪了\n包裹在哪\"", "\"我的快递到哪了\n人工在哪\"",
		"error C2 example.other\n"},
	    {"人工,,,human", "人工,答,,human", "error E3 book\n"},
	    {"人工,,,human", "人工|我的快递到哪了,,,human", "error yaml:9 example.other\n"},
	    {"查物流", "", "error B2 cell.missing\n"},
	    {"\"我的快递到哪了\n包裹在哪\"", "", "error C2 cell.missing\n"},
	    {"transfer,phrase", "transfer,business", "error H4 kind.other\n"},
	    {"transfer,transfer,", "transfer,transferr,", "error M3 book\n"},
	    {"转接,,", "转接,在吗,", "error C4 phrase.more\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *dir = new_book(shop);
		struct import_result r;
		struct str sheet = exported(dir, false), got;

		got = import_csv(with(sheet, cases[i].cell, cases[i].changed).p, dir,
		    (struct import_options){0}, &r);
		if (!str_is(got, cases[i].want))
			fail_msg("%s:\n%snot\n%s", cases[i].changed, got.p, cases[i].want);
		expect_file(dir, "a.yaml", shop);
	}
}

/* A sheet without ids is another program's: what trainers have added since stays. */
static void a_foreign_sheet_adds_and_takes_nothing_away(void **state)
{
	const char *dir = new_book(NULL);
	struct import_result r;
	struct folder *f;
	struct diag_list *diags = diag_list_new();

	(void)state;
	assert_string_equal(import_csv("标题,问题,关键词,答案\n保修,保修多久,保修,一年\n", dir,
				(struct import_options){0}, &r)
				.p,
	    "");
	f = folder_open(dir, false, diags);
	splice_add(
	    folder_splice(f, 0), "intents", STR("保修"), "examples", SPLICE_LINES, STR("质保几年"));
	splice_add(folder_splice(f, 0), "intents", STR("保修"), "match", SPLICE_LINES, STR("质保"));
	assert_int_equal(folder_apply(f), 0);
	assert_int_equal(folder_save(f), 0);
	folder_free(&f);
	diag_list_free(&diags);
	assert_string_equal(
	    import_csv("标题,问题,关键词,答案\n保修,\"保修多久\n包修吗\",保修|包修,两年\n", dir,
		(struct import_options){0}, &r)
		.p,
	    "");
	expect_file(dir, "imported.yaml",
	    "intents:\n  保修:\n    title: 保修\n    match: |\n      保修\n      质保\n      "
	    "包修\n    examples: |\n      保修多久\n      质保几年\n      包修吗\n    say: 两年\n");
}

static void a_book_with_mistakes_is_not_touched(void **state)
{
	const char *dir =
	    new_book("intents:\n  a:\n    title: x\n    match: 甲\n    examples: 乙\n    say: y\n");
	struct import_result r;
	struct str got =
	    import_csv("标题,问题,答案\n丙,丙在哪,答\n", dir, (struct import_options){0}, &r);

	(void)state;
	assert_string_equal(got.p, "error yaml:5 \nerror \n");
	expect_file(dir, "a.yaml",
	    "intents:\n  a:\n    title: x\n    match: 甲\n    examples: 乙\n    say: y\n");
}

/* ---- the shipped books ---- */

static void copy_book(const char *from, const char *to)
{
	assert_int_equal(system(arena_printf(arena, "cp -r %s %s", from, to).p), 0);
}

static void expect_equal(const char *a, const char *b)
{
	assert_int_equal(system(arena_printf(arena, "diff -r %s %s >&2", a, b).p), 0);
}

static void the_shipped_books_come_back_as_they_were(void **state)
{
	static const char *const names[] = {"phrases/zh-CN", "phrases/en"};

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (int xlsx = 0; xlsx < 2; xlsx++) {
			const char *dir = new_book(NULL);
			struct diag_list *diags = diag_list_new();
			struct import_result r;
			struct workbook *w;

			copy_book(names[i], dir);
			w = sheet_read(
			    "f", exported(dir, xlsx), &(struct csv_options){0}, normaliser, diags);
			assert_non_null(w);
			assert_string_equal(
			    import(w, dir, (struct import_options){0}, &r, diags).p, "");
			assert_int_equal(r.added + r.changed + r.others, 0);
			assert_true(r.same > 100);
			expect_equal(names[i], dir);
			workbook_free(&w);
			diag_list_free(&diags);
		}
}

static void a_change_to_a_shipped_book_changes_that_alone(void **state)
{
	const char *dir = new_book(NULL);
	struct import_result r;
	struct str sheet;

	(void)state;
	copy_book("phrases/zh-CN", dir);
	sheet = with(exported(dir, false), "从哪里发货", "从哪里发货啊");
	import_csv(sheet.p, dir, (struct import_options){0}, &r);
	assert_int_equal(r.changed, 1);
	assert_int_equal(system(arena_printf(
			     arena, "test $(diff -r phrases/zh-CN %s | grep -c '^[<>]') = 2", dir)
				    .p),
	    0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_trap_is_told_with_its_cell),
	    cmocka_unit_test(one_run_tells_all_that_is_wrong),
	    cmocka_unit_test(rows_become_intents),
	    cmocka_unit_test(the_sheets_of_other_programs_are_read),
	    cmocka_unit_test(a_new_book_declares_what_was_proposed),
	    cmocka_unit_test(what_only_workbooks_have_is_told),
	    cmocka_unit_test(headings_may_stand_in_two_rows),
	    cmocka_unit_test(one_cell_changes_one_place),
	    cmocka_unit_test(what_is_wrong_with_a_change_is_told_at_the_cell),
	    cmocka_unit_test(a_foreign_sheet_adds_and_takes_nothing_away),
	    cmocka_unit_test(a_book_with_mistakes_is_not_touched),
	    cmocka_unit_test(the_shipped_books_come_back_as_they_were),
	    cmocka_unit_test(a_change_to_a_shipped_book_changes_that_alone),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
