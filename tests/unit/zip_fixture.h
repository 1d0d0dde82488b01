/* zip_fixture.h - archives made by hand: for spreadsheets no library writes. */
#ifndef XIAOER_TESTS_UNIT_ZIP_FIXTURE_H
#define XIAOER_TESTS_UNIT_ZIP_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/str.h"

struct zip_part {
	const char *name; /* NULL ends the list */
	const char *text;
	size_t n; /* of text; 0: it ends with a NUL */
};

/* The archive's bytes; free() its p. */
static struct str zip_made(const struct zip_part *parts)
{
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
	zip_stat_t st;
	char *bytes;

	if (!zip)
		abort();
	zip_source_keep(source);
	for (; parts->name; parts++)
		if (zip_file_add(zip, parts->name,
			zip_source_buffer(
			    zip, parts->text, parts->n ? parts->n : strlen(parts->text), 0),
			ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) < 0)
			abort();
	if (zip_close(zip) || zip_source_stat(source, &st) || zip_source_open(source))
		abort();
	bytes = malloc(st.size);
	if (!bytes || zip_source_read(source, bytes, st.size) != (zip_int64_t)st.size)
		abort();
	zip_source_close(source);
	zip_source_free(source);
	return str_make(bytes, st.size);
}

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

static const char zip_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" Type=\"" RELATIONS
    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char zip_book[] = "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATIONS "\"><sheets>"
			       "<sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
static const char zip_book_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" Type=\"" RELATIONS "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" RELATIONS
    "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"" RELATIONS
    "/styles\" Target=\"./styles.xml\"/></Relationships>";
static const char zip_styles[] =
    "<styleSheet xmlns=\"" MAIN
    "\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d\\日\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"&quot;ymd&quot;0.00_d\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
    "numFmtId=\"165\"/></cellXfs></styleSheet>";

/* A workbook of one sheet with these cells and shared strings. */
static struct str zip_sheet(const char *sheet, const char *strings)
{
	const struct zip_part parts[] = {{"_rels/.rels", zip_rels}, {"xl/workbook.xml", zip_book},
	    {"xl/_rels/workbook.xml.rels", zip_book_rels}, {"xl/worksheets/sheet1.xml", sheet},
	    {"xl/sharedStrings.xml", strings}, {"xl/styles.xml", zip_styles}, {NULL}};

	return zip_made(parts);
}

#endif
