/* export.h - a book as a sheet: a row an intent or phrase, in the order of the book. */
#ifndef XIAOER_SHEET_EXPORT_H
#define XIAOER_SHEET_EXPORT_H

#include "sheet/column.h"
#include "trainer/folder.h"
#include "sheet/sheet.h"
#include "sheet/xlsx.h"

/* file: the sheet's name in findings; chinese: the headings.  NULL after an error: a limit passed.
 * The workbook has one sheet. */
struct workbook *sheet_export(
    struct folder *f, const char *file, bool chinese, struct diag_list *diags);
/* How its columns look. */
void sheet_export_columns(struct xlsx_column out[COLUMNS_WRITTEN]);

#endif
