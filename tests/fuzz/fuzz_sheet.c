/* fuzz_sheet.c - a spreadsheet made of any bytes: read or refused with findings, never a crash.
 *
 * The first byte says whether the rest is the file (CSV, or an archive), or the XML of a sheet and,
 * behind a line "%%", of its shared texts; and whether what is proposed is taken.  What is read is
 * imported into a new book, which is not written. */
#include <stdlib.h>

#include "../unit/zip_fixture.h"
#include "base/log.h"
#include "pattern/normalise.h"
#include "sheet/import.h"
#include "sheet/file.h"

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str as_archive(struct str text)
{
	const char *mark = text.n ? memmem(text.p, text.n, "\n%%\n", 4) : NULL;
	char *sheet = strndup(text.n ? text.p : "", mark ? (size_t)(mark - text.p) : text.n);
	char *strings =
	    mark ? strndup(mark + 4, text.n - (size_t)(mark + 4 - text.p)) : strdup("<sst/>");
	struct str out;

	if (!sheet || !strings)
		abort();
	out = zip_sheet(sheet, strings);
	free(sheet);
	free(strings);
	return out;
}

static void use(
    const struct workbook *w, const struct normaliser *n, bool fix, struct diag_list *diags)
{
	struct import_options options = {.normaliser = n, .fix = fix, .titles = fix};
	struct arena *arena = arena_new(0);
	struct import_result result;
	struct folder *f =
	    import_sheet("/nonexistent/xiaoer-fuzz", w, &options, arena, diags, &result);

	if (!f != (diag_count(diags, DIAG_ERROR) > 0))
		abort();
	folder_free(&f);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct normaliser *normaliser;
	struct diag_list *diags;
	struct workbook *w;
	struct str bytes, made = {0};

	if (!size)
		return 0;
	if (!normaliser) {
		normaliser = normaliser_new();
		log_set_level(LOG_ERROR + 1);
	}
	bytes = str_make((const char *)data + 1, size - 1);
	if (data[0] & 1)
		bytes = made = as_archive(bytes);
	diags = diag_list_new();
	w = sheet_read("f", bytes, &(struct csv_options){0}, normaliser, diags);
	if (!w && !diag_count(diags, DIAG_ERROR))
		abort();
	if (w)
		use(w, normaliser, data[0] & 2, diags);
	workbook_free(&w);
	free((char *)made.p);
	diag_list_free(&diags);
	return 0;
}
