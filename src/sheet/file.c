/* file.c - what kind of file it is. */
#include "sheet/file.h"

#include <strings.h>

#include "base/intl.h"

#include "sheet/xlsx.h"

static bool holds(struct str bytes, const char *p, size_t n)
{
	return memmem(bytes.p, bytes.n, p, n) != NULL;
}

#define HOLDS(bytes, literal) holds(bytes, literal, sizeof(literal) - 1)

static struct workbook *no_sheet(
    const char *file, struct diag_list *diags, const char *what, const char *proposal)
{
	diag_find(
	    diags, DIAG_ERROR, "file.kind", STR(""), (struct place){.file = file}, "%s", what);
	diag_propose(diags, "%s", proposal);
	return NULL;
}

/* Since 1997 spreadsheets in this form are .xls, or .xlsx that are encrypted. */
static struct workbook *no_compound(const char *file, struct str bytes, struct diag_list *diags)
{
	if (HOLDS(bytes, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"))
		return no_sheet(file, diags, _("is encrypted with a password"),
		    _("save it without a password"));
	return no_sheet(file, diags, _("is an old spreadsheet (.xls)"), _("save it as .xlsx"));
}

static bool is_web_page(struct str bytes)
{
	struct str head = str_trim(str_make(bytes.p, bytes.n < 1024 ? bytes.n : 1024));

	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_trim(str_make(head.p + 3, head.n - 3));
	return head.n > 6 && head.p[0] == '<' &&
	       (strncasecmp(head.p, "<html", 5) == 0 || strncasecmp(head.p, "<!doc", 5) == 0 ||
		   strncasecmp(head.p, "<table", 6) == 0 || strncasecmp(head.p, "<?xml", 5) == 0 ||
		   strncasecmp(head.p, "<meta", 5) == 0);
}

struct workbook *sheet_read(const char *file, struct str bytes, const struct csv_options *csv,
    const struct normaliser *n, struct diag_list *diags)
{
	static const struct str zip = {"PK\x03\x04", 4}, compound = {"\xd0\xcf\x11\xe0", 4};

	if (!str_trim(bytes).n)
		return no_sheet(file, diags, _("is empty"), _("the first row holds the headings"));
	if (str_starts(bytes, compound))
		return no_compound(file, bytes, diags);
	if (str_starts(bytes, zip))
		return xlsx_read(file, bytes, diags);
	if (is_web_page(bytes))
		return no_sheet(file, diags, _("is a web page or XML, no spreadsheet"),
		    _("open it in a spreadsheet program and save it as .xlsx"));
	return csv_read(file, bytes, csv, n, diags);
}
