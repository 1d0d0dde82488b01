/* xlsx.h - XLSX files (Office Open XML, transitional and strict) as tables of cells, and
 * back.
 *
 * What Excel, WPS, LibreOffice and others write is read: shared and inline texts (runs joined, the
 * readings of Japanese left out), numbers as written, dates, truth values, formulas with what they
 * gave, merged cells, hidden rows, columns and sheets.  Everything is bounded (sheet.h,
 * zip.h, xml.h). */
#ifndef XIAOER_SHEET_XLSX_H
#define XIAOER_SHEET_XLSX_H

#include "base/buf.h"
#include "sheet/sheet.h"

enum { XLSX_BYTES_MAX = 64 << 20, XLSX_CELL_CHARS = 32767 /* a cell of Excel's has room for */ };

/* NULL after an error: no archive, damaged, encrypted, a limit passed, no workbook in it. */
struct workbook *xlsx_read(const char *file, struct str bytes, struct diag_list *diags);

/* How a column looks: its width in characters. */
struct xlsx_column {
	double width;
	bool number; /* cells that are whole numbers are written as such */
};

/* The sheet as a file: the first row is a heading that stays in view and filters; texts are never
 * run as formulas.  0, or -1 after an error: a text is too long for a cell, or the disk for
 * temporary files is full. */
int xlsx_write(const struct sheet *s, struct str name, const struct xlsx_column *columns, size_t n,
    struct buf *out, struct diag_list *diags);

#endif
