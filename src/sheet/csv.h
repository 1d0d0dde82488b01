/* csv.h - CSV files: read in whatever form they come, written as RFC 4180 has it.
 *
 * A cell that a spreadsheet would run (= + - @ in front) is written with a ' before it, and read
 * without it again, so that what is written is what is read. */
#ifndef XIAOER_SHEET_CSV_H
#define XIAOER_SHEET_CSV_H

#include "base/buf.h"
#include "sheet/sheet.h"

struct normaliser;

enum { CSV_BYTES_MAX = 64 << 20 };

struct csv_options {
	const char *charset; /* NULL: detected, and UTF-8 with a byte order mark when written */
	char separator;      /* ',' ';' '\t'; 0: the one under which most headings are known; ',' */
	bool no_mark;        /* written without a byte order mark */
};

/* One sheet without a name.  What cannot be read is told with row and column, and read on; NULL
 * after what leaves nothing to read: an unknown charset, a quote that is never closed. */
struct workbook *csv_read(const char *file, struct str bytes, const struct csv_options *options,
    const struct normaliser *n, struct diag_list *diags);
/* 0, or -1 after an error at the cell: it has a character that the charset lacks. */
int csv_write(const struct sheet *s, const struct csv_options *options, struct buf *out,
    struct diag_list *diags);

#endif
