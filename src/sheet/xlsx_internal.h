/* xlsx_internal.h - between the files of XLSX.
 *
 * xlsx_read.c leads from part to part; xlsx_styles.c reads the shared texts and which
 * styles are dates; xlsx_cells.c a sheet's rows. */
#ifndef XIAOER_SHEET_XLSX_INTERNAL_H
#define XIAOER_SHEET_XLSX_INTERNAL_H

#include <stdint.h>

#include "base/buf.h"
#include "sheet/sheet.h"
#include "sheet/xml.h"
#include "sheet/zip.h"

enum { CELL_BYTES_MAX = 1 << 20, STYLES_MAX = 1 << 16, STRINGS_MAX = 1 << 21 };

struct xlsx {
	const char *file;
	struct sheet_zip *zip;
	struct arena *arena; /* goes when reading ends */
	struct sheet_builder *builder;
	struct diag_list *diags;
	struct str *strings; /* shared texts */
	size_t strings_n, strings_room, strings_bytes;
	bool *dates; /* of each cell style: is it that of a date? */
	size_t dates_n, dates_room;
	bool since_1904;
};

/* -1 after an error at the file: "is damaged: ..." */
int xlsx_wrong(struct xlsx *x, const char *what);
/* Reads a part; 0, 1: there is none, -1 after an error. */
int xlsx_part(struct xlsx *x, const char *name, const struct sheet_xml_events *events);
/* "_x000D_" and its like become the characters they stand for; CR LF becomes LF. */
struct str xlsx_text(struct arena *arena, struct str written);
/* "_x000D_" at s.p[i]: *code is what it stands for. */
bool xlsx_is_escape(struct str s, size_t i, uint32_t *code);
void *xlsx_grow(struct arena *arena, void *p, size_t n, size_t *room, size_t size);

int xlsx_read_strings(struct xlsx *x, const char *part);
int xlsx_read_styles(struct xlsx *x, const char *part);
/* The sheet of that name was begun. */
int xlsx_read_cells(struct xlsx *x, const char *part);

#endif
