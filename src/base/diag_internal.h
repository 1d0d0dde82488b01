/* diag_internal.h - what diag.c and diag_print.c share. */
#ifndef XIAOER_BASE_DIAG_INTERNAL_H
#define XIAOER_BASE_DIAG_INTERNAL_H

#include "base/arena.h"
#include "base/diag.h"

struct diag_source {
	struct diag_source *next;
	const char *file;
	struct str text;
	size_t rank, *lines, line_count; /* lines: the byte at which each begins */
	bool table; /* no text; a place is a cell */
};

struct diag_kept {
	struct diag diag;
	size_t rank, order;
};

struct diag_list {
	struct arena *arena;
	struct diag_source *sources;
	struct diag_kept *kept;
	size_t size, room, limit, files, found[DIAG_ADVICE + 1];
	struct diag *last; /* what was found last, when it was kept */
};

const struct diag_source *diag_source_of(const struct diag_list *list, const char *file);

#endif
