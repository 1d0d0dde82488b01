/* xlsx_styles.c - shared texts, and which styles are dates. */
#include <stdlib.h>
#include <strings.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "sheet/xlsx_internal.h"

void *xlsx_grow(struct arena *arena, void *p, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 64;

	if (n < *room)
		return p;
	p = arena_grow(arena, p, *room * size, more * size);
	*room = more;
	return p;
}

/* ---- texts ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool xlsx_is_escape(struct str s, size_t i, uint32_t *code)
{
	*code = 0;
	if (s.n - i < 7 || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
		return false;
	for (size_t k = i + 2; k < i + 6; k++) {
		int digit = hex_digit(s.p[k]);

		if (digit < 0)
			return false;
		*code = *code << 4 | (uint32_t)digit;
	}
	return true;
}

/* Control characters that no text has are left out. */
static void add_code(struct buf *b, uint32_t code)
{
	char bytes[4];

	if (code >= 0x20 || code == '\t' || code == '\n' || code == '\r')
		buf_add(b, bytes, utf8_put(code, bytes));
}

static struct str with_plain_lines(struct arena *arena, struct str s)
{
	struct str out = arena_str(arena, s);
	char *p = (char *)out.p;
	size_t n = 0;

	for (size_t i = 0; i < out.n; i++) {
		if (p[i] == '\r' && i + 1 < out.n && p[i + 1] == '\n')
			continue;
		p[n++] = p[i] == '\r' ? '\n' : p[i];
	}
	p[n] = 0;
	return str_make(p, n);
}

struct str xlsx_text(struct arena *arena, struct str written)
{
	struct str out;
	struct buf b;

	if (!written.n ||
	    (!memmem(written.p, written.n, "_x", 2) && !memchr(written.p, '\r', written.n)))
		return arena_str(arena, written);
	buf_init(&b, SIZE_MAX / 2);
	for (size_t i = 0; i < written.n; i++) {
		uint32_t code;

		if (xlsx_is_escape(written, i, &code)) {
			add_code(&b, code);
			i += 6;
		} else {
			buf_addc(&b, written.p[i]);
		}
	}
	out = with_plain_lines(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

/* ---- xl/sharedStrings.xml ---- */

struct strings {
	struct xlsx *x;
	struct buf text;
	unsigned reading; /* in <rPh>: how a Japanese text is read aloud */
	bool in_text;
};

static int strings_start(void *ctx, const char *name, const char **attributes)
{
	struct strings *s = ctx;

	(void)attributes;
	if (strcmp(name, "si") == 0)
		buf_clear(&s->text);
	else if (strcmp(name, "rPh") == 0)
		s->reading++;
	else if (strcmp(name, "t") == 0)
		s->in_text = !s->reading;
	return 0;
}

static int strings_end(void *ctx, const char *name)
{
	struct strings *s = ctx;
	struct xlsx *x = s->x;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	if (strcmp(name, "rPh") == 0)
		s->reading--;
	if (strcmp(name, "si") != 0)
		return 0;
	x->strings_bytes += s->text.n;
	if (s->text.failed || x->strings_n == STRINGS_MAX || x->strings_bytes > SHEET_TEXT_MAX)
		return xlsx_wrong(
		    x, N_("has more than 64 MB of text, or a cell with more than 1 MB"));
	x->strings =
	    xlsx_grow(x->arena, x->strings, x->strings_n, &x->strings_room, sizeof *x->strings);
	x->strings[x->strings_n++] = xlsx_text(x->arena, buf_str(&s->text));
	return 0;
}

static int strings_text(void *ctx, struct str text)
{
	struct strings *s = ctx;

	if (s->in_text)
		buf_adds(&s->text, text);
	return 0;
}

int xlsx_read_strings(struct xlsx *x, const char *part)
{
	struct strings s = {.x = x};
	struct sheet_xml_events events = {strings_start, strings_end, strings_text, &s};
	int rc;

	buf_init(&s.text, CELL_BYTES_MAX);
	rc = xlsx_part(x, part, &events);
	buf_free(&s.text);
	return rc;
}

/* ---- xl/styles.xml ---- */

enum { FORMATS_MAX = 1 << 14 };

struct styles {
	struct xlsx *x;
	unsigned *formats; /* ids of number formats that are dates */
	size_t formats_n, formats_room;
	bool in_cells; /* cellXfs */
};

/* A number format is a date's when it has y, m, d, h or s outside quotes, brackets and escapes; [h]
 * and its like are times. */
static bool is_date_format(const char *code)
{
	if (strcasecmp(code, "General") == 0 || strcasecmp(code, "Standard") == 0)
		return false;
	for (const char *p = code; *p; p++) {
		if (*p == '"') {
			p = strchr(p + 1, '"');
		} else if (*p == '\\' || *p == '_' || *p == '*') {
			p = p[1] ? p + 1 : p;
		} else if (*p == '[') {
			if (strchr("hHmMsS", p[1]) && p[1])
				return true;
			p = strchr(p, ']');
		} else if (strchr("yYmMdDhHsS", *p)) {
			return true;
		}
		if (!p)
			return false;
	}
	return false;
}

static bool is_date_id(unsigned id)
{
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
	       (id >= 50 && id <= 58);
}

static unsigned number_of(const char *value)
{
	return value ? (unsigned)strtoul(value, NULL, 10) : 0;
}

static void add_format(struct styles *s, const char **attributes)
{
	const char *code = sheet_xml_get(attributes, "formatCode");

	if (!code || !is_date_format(code) || s->formats_n == FORMATS_MAX)
		return;
	s->formats =
	    xlsx_grow(s->x->arena, s->formats, s->formats_n, &s->formats_room, sizeof *s->formats);
	s->formats[s->formats_n++] = number_of(sheet_xml_get(attributes, "numFmtId"));
}

static void add_style(struct styles *s, const char **attributes)
{
	struct xlsx *x = s->x;
	unsigned id = number_of(sheet_xml_get(attributes, "numFmtId"));
	bool date = is_date_id(id);

	if (x->dates_n == STYLES_MAX)
		return;
	for (size_t i = 0; i < s->formats_n && !date && id > 163; i++)
		date = s->formats[i] == id;
	x->dates = xlsx_grow(x->arena, x->dates, x->dates_n, &x->dates_room, sizeof *x->dates);
	x->dates[x->dates_n++] = date;
}

static int styles_start(void *ctx, const char *name, const char **attributes)
{
	struct styles *s = ctx;

	if (strcmp(name, "numFmt") == 0)
		add_format(s, attributes);
	else if (strcmp(name, "cellXfs") == 0)
		s->in_cells = true;
	else if (strcmp(name, "xf") == 0 && s->in_cells)
		add_style(s, attributes);
	return 0;
}

static int styles_end(void *ctx, const char *name)
{
	struct styles *s = ctx;

	if (strcmp(name, "cellXfs") == 0)
		s->in_cells = false;
	return 0;
}

static int no_text(void *ctx, struct str text)
{
	(void)ctx, (void)text;
	return 0;
}

int xlsx_read_styles(struct xlsx *x, const char *part)
{
	struct styles s = {.x = x};
	struct sheet_xml_events events = {styles_start, styles_end, no_text, &s};

	return xlsx_part(x, part, &events);
}
