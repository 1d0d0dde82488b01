/* file.h - a spreadsheet's file, whatever it is by its first bytes: its name does not matter.
 */
#ifndef XIAOER_SHEET_FILE_H
#define XIAOER_SHEET_FILE_H

#include "sheet/csv.h"

enum { SHEET_BYTES_MAX = 64 << 20 };

/* file: its name in findings.  NULL after errors: also for what is a spreadsheet of a kind that is
 * not read (.xls, .ods, a web page), with what to do. */
struct workbook *sheet_read(const char *file, struct str bytes, const struct csv_options *csv,
    const struct normaliser *n, struct diag_list *diags);

#endif
