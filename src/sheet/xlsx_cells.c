/* xlsx_cells.c - the rows, cells and merges of one sheet. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/zone.h"
#include "sheet/xlsx_internal.h"

enum { PRECISE_DIGITS = 15 /* a spreadsheet keeps no more of a number */ };

/* Which text is being read. */
enum reading { READING_NOTHING, READING_VALUE, READING_FORMULA, READING_TEXT };

struct cells {
	struct xlsx *x;
	unsigned row, col;
	char type[12]; /* the attribute t; "" is a number */
	unsigned style;
	bool has_formula;
	struct buf value, formula;
	unsigned aloud; /* in <rPh> */
	enum reading reading;
};

/* "C12"; false when it is none. */
static bool parse_place(const char *at, unsigned *row, unsigned *col)
{
	unsigned long number;
	char *end;

	*col = 0;
	for (; *at >= 'A' && *at <= 'Z' && *col < SHEET_COLS_MAX * 2; at++)
		*col = *col * 26 + (unsigned)(*at - 'A') + 1;
	number = *at >= '0' && *at <= '9' ? strtoul(at, &end, 10) : 0;
	*row = number <= SHEET_ROWS_MAX ? (unsigned)number : 0;
	return *col && *row && *col <= SHEET_COLS_MAX && (*end == 0 || *end == ':');
}

static int add_merge(struct cells *c, const char *ref)
{
	struct merge m;
	const char *colon = ref ? strchr(ref, ':') : NULL;

	if (!colon || !parse_place(ref, &m.row, &m.col) ||
	    !parse_place(colon + 1, &m.to_row, &m.to_col) || m.to_row < m.row || m.to_col < m.col)
		return xlsx_wrong(c->x, N_("is damaged: a merged cell without a place"));
	return sheet_add_merge(c->x->builder, m);
}

static int hide_cols(struct cells *c, const char **attributes)
{
	const char *min = sheet_xml_get(attributes, "min"), *max = sheet_xml_get(attributes, "max");

	if (!sheet_xml_flag(attributes, "hidden") || !min || !max)
		return 0;
	return sheet_hide_cols(
	    c->x->builder, (unsigned)strtoul(min, NULL, 10), (unsigned)strtoul(max, NULL, 10));
}

static int begin_row(struct cells *c, const char **attributes)
{
	const char *r = sheet_xml_get(attributes, "r");
	unsigned long number = r ? strtoul(r, NULL, 10) : c->row + 1;

	c->row = number > SHEET_ROWS_MAX ? SHEET_ROWS_MAX + 1 : (unsigned)number;
	c->col = 0;
	return sheet_begin_row(c->x->builder, c->row, sheet_xml_flag(attributes, "hidden"));
}

static int begin_cell(struct cells *c, const char **attributes)
{
	const char *at = sheet_xml_get(attributes, "r"), *t = sheet_xml_get(attributes, "t");
	const char *s = sheet_xml_get(attributes, "s");
	unsigned row;

	if (!c->row)
		return xlsx_wrong(c->x, N_("is damaged: a cell outside of a row"));
	if (at && (!parse_place(at, &row, &c->col) || row != c->row))
		return xlsx_wrong(
		    c->x, N_("is damaged: a cell stands in a row that is not its own"));
	if (!at)
		c->col++;
	snprintf(c->type, sizeof c->type, "%s", t ? t : "");
	c->style = s ? (unsigned)strtoul(s, NULL, 10) : 0;
	c->has_formula = false;
	buf_clear(&c->value);
	buf_clear(&c->formula);
	return 0;
}

/* ---- values ---- */

static size_t digits_of(struct str s)
{
	size_t n = 0, zeros = 0;

	for (size_t i = 0; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			continue;
		if (n || s.p[i] != '0')
			n++;
		zeros = s.p[i] == '0' ? zeros + 1 : 0;
	}
	return memchr(s.p, '.', s.n) ? n : n - (zeros < n ? zeros : n);
}

/* As it is written, but without what binary fractions add (0.30000000000000004), and whole numbers
 * without an exponent as long as all digits are kept. */
static struct str number_text(struct arena *arena, struct str written)
{
	bool exponent = memchr(written.p, 'e', written.n) || memchr(written.p, 'E', written.n);
	double value;

	if (!exponent &&
	    (!memchr(written.p, '.', written.n) || digits_of(written) <= PRECISE_DIGITS))
		return written;
	value = strtod(written.p, NULL);
	if (!isfinite(value) || fabs(value) >= 1e15)
		return written;
	if (value == floor(value))
		return arena_printf(arena, "%.0f", value);
	return arena_printf(arena, "%.*g", PRECISE_DIGITS, value);
}

/* Days since the end of 1899 (a 29 February 1900 among them that never was), or since 1904. */
static struct str date_text(const struct xlsx *x, struct str written)
{
	double value = strtod(written.p, NULL);
	int64_t days, seconds;
	int year, month, day;

	if (!isfinite(value) || value < 0 || value > 2958466)
		return written;
	days = (int64_t)floor(value);
	seconds = (int64_t)llround((value - floor(value)) * 86400);
	if (seconds == 86400) {
		days++;
		seconds = 0;
	}
	if (!x->since_1904 && days == 0 && seconds)
		return arena_printf(x->arena, "%02d:%02d:%02d", (int)(seconds / 3600),
		    (int)(seconds / 60 % 60), (int)(seconds % 60));
	civil_from_days((x->since_1904  ? civil_days(1904, 1, 1)
			    : days < 60 ? civil_days(1899, 12, 31)
					: civil_days(1899, 12, 30)) +
			    days,
	    &year, &month, &day);
	if (!seconds)
		return arena_printf(x->arena, "%04d-%02d-%02d", year, month, day);
	return arena_printf(x->arena, "%04d-%02d-%02d %02d:%02d:%02d", year, month, day,
	    (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/* What a cell without a formula holds; *kind is set. */
static int value_of(struct cells *c, enum cell_kind *kind, struct str *text)
{
	struct xlsx *x = c->x;
	struct str written = buf_str(&c->value);

	*kind = CELL_TEXT;
	*text = written;
	if (strcmp(c->type, "s") == 0) {
		size_t i = written.n ? strtoul(written.p, NULL, 10) : 0;

		if (written.n && i >= x->strings_n)
			return xlsx_wrong(
			    x, N_("is damaged: a cell names a text that is not there"));
		*text = written.n ? x->strings[i] : STR("");
	} else if (strcmp(c->type, "b") == 0) {
		*kind = CELL_BOOL;
		*text =
		    str_is(written, "1") || str_is(written, "true") ? STR("TRUE") : STR("FALSE");
	} else if (strcmp(c->type, "e") == 0) {
		*kind = CELL_ERROR;
	} else if (strcmp(c->type, "d") == 0) {
		*kind = CELL_DATE;
	} else if (!c->type[0] || strcmp(c->type, "n") == 0) {
		bool date = c->style < x->dates_n && x->dates[c->style];

		*kind = date ? CELL_DATE : CELL_NUMBER;
		if (written.n)
			*text = date ? date_text(x, written) : number_text(x->arena, written);
	} else {
		*text = xlsx_text(x->arena, written);
	}
	return 0;
}

static int end_cell(struct cells *c)
{
	enum cell_kind kind;
	struct str text;

	if (c->value.failed || c->formula.failed)
		return xlsx_wrong(c->x, N_("has a cell with more than 1 MB"));
	if (value_of(c, &kind, &text))
		return -1;
	if (!text.n && !c->has_formula)
		return 0;
	return sheet_add(c->x->builder, c->col, c->has_formula ? CELL_FORMULA : kind, text,
	    buf_str(&c->formula));
}

/* ---- events ---- */

static int cells_start(void *ctx, const char *name, const char **attributes)
{
	struct cells *c = ctx;

	if (strcmp(name, "row") == 0)
		return begin_row(c, attributes);
	if (strcmp(name, "c") == 0)
		return begin_cell(c, attributes);
	if (strcmp(name, "mergeCell") == 0)
		return add_merge(c, sheet_xml_get(attributes, "ref"));
	if (strcmp(name, "col") == 0)
		return hide_cols(c, attributes);
	if (strcmp(name, "rPh") == 0) {
		c->aloud++;
	} else if (strcmp(name, "v") == 0) {
		c->reading = READING_VALUE;
	} else if (strcmp(name, "t") == 0 && !c->aloud) {
		c->reading = READING_TEXT;
	} else if (strcmp(name, "f") == 0) {
		c->reading = READING_FORMULA;
		c->has_formula = true;
	}
	return 0;
}

static int cells_end(void *ctx, const char *name)
{
	struct cells *c = ctx;

	if (strcmp(name, "rPh") == 0)
		c->aloud--;
	else if (strcmp(name, "c") == 0)
		return end_cell(c);
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0 || strcmp(name, "f") == 0)
		c->reading = READING_NOTHING;
	return 0;
}

static int cells_text(void *ctx, struct str text)
{
	struct cells *c = ctx;

	if (c->reading == READING_FORMULA)
		buf_adds(&c->formula, text);
	else if (c->reading != READING_NOTHING && !c->aloud)
		buf_adds(&c->value, text);
	return 0;
}

int xlsx_read_cells(struct xlsx *x, const char *part)
{
	struct cells c = {.x = x};
	struct sheet_xml_events events = {cells_start, cells_end, cells_text, &c};
	int rc;

	buf_init(&c.value, CELL_BYTES_MAX);
	buf_init(&c.formula, CELL_BYTES_MAX);
	rc = xlsx_part(x, part, &events);
	buf_free(&c.value);
	buf_free(&c.formula);
	return rc;
}
