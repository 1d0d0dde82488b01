/* zip.c - the only file that includes libzip. */
#include "sheet/zip.h"

#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/intl.h"

enum { PIECE = 64 << 10 };

struct sheet_zip {
	zip_t *zip;
	size_t unpacked;
	char piece[PIECE];
};

struct sheet_zip *sheet_zip_open(struct str bytes, const char **why)
{
	struct sheet_zip *z = calloc(1, sizeof *z);
	zip_error_t error;
	zip_source_t *source;

	*why = _("no memory to read it");
	if (!z)
		return NULL;
	zip_error_init(&error);
	source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
	z->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	zip_error_fini(&error);
	if (!z->zip) {
		zip_source_free(source);
		*why = _("is damaged: no list of its parts can be found");
	} else if (zip_get_num_entries(z->zip, 0) > ZIP_PARTS_MAX) {
		*why = _("has more than 10,000 parts");
		sheet_zip_close(&z);
	}
	if (z && !z->zip)
		sheet_zip_close(&z);
	return z;
}

void sheet_zip_close(struct sheet_zip **z)
{
	if (!z || !*z)
		return;
	if ((*z)->zip)
		zip_discard((*z)->zip);
	free(*z);
	*z = NULL;
}

/* Names differ in case with some writers. */
static zip_int64_t find(const struct sheet_zip *z, const char *name)
{
	zip_int64_t i = zip_name_locate(z->zip, name, 0);

	return i >= 0 ? i : zip_name_locate(z->zip, name, ZIP_FL_NOCASE);
}

static int read_part(struct sheet_zip *z, zip_file_t *file,
    int (*take)(void *ctx, const char *p, size_t n), void *ctx, const char **why)
{
	zip_int64_t got;

	while ((got = zip_fread(file, z->piece, PIECE)) > 0) {
		z->unpacked += (size_t)got;
		if (z->unpacked > ZIP_UNPACKED_MAX) {
			*why = _("unpacks to more than 256 MB");
			return -1;
		}
		if (take(ctx, z->piece, (size_t)got))
			return -1;
	}
	if (got == 0)
		return 0;
	*why = _("is damaged: a part of it cannot be unpacked");
	return -1;
}

int sheet_zip_read(struct sheet_zip *z, const char *name,
    int (*take)(void *ctx, const char *p, size_t n), void *ctx, const char **why)
{
	zip_int64_t i = find(z, name);
	zip_file_t *file;
	zip_stat_t st;
	int rc;

	*why = NULL;
	if (i < 0)
		return 1;
	if (zip_stat_index(z->zip, (zip_uint64_t)i, 0, &st) == 0 &&
	    (st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE) {
		*why = _("is encrypted: save it without a password");
		return -1;
	}
	file = zip_fopen_index(z->zip, (zip_uint64_t)i, 0);
	if (!file) {
		*why = _("is damaged: a part of it cannot be unpacked");
		return -1;
	}
	rc = read_part(z, file, take, ctx, why);
	zip_fclose(file);
	return rc;
}

bool sheet_zip_has(const struct sheet_zip *z, const char *name)
{
	return find(z, name) >= 0;
}
