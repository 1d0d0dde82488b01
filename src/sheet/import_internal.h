/* import_internal.h - between the files of import.
 *
 * import.c leads; import_wish.c makes wishes of a sheet's items: what each entry of the book shall
 * hold; import_place.c leads from a place in the new files back to the cell, or to the file as it
 * is; import_prove.c tries all examples. */
#ifndef XIAOER_SHEET_IMPORT_INTERNAL_H
#define XIAOER_SHEET_IMPORT_INTERNAL_H

#include "book/book.h"
#include "sheet/import.h"
#include "sheet/rows.h"

/* What a column of an entry shall hold, each text with the place it comes from. */
struct wish_value {
	struct str *texts;
	struct cell_text *from;
	size_t n, room;
	bool changed;
};

struct wish {
	struct item *item;
	const char *part;
	struct str id, file; /* file: without .yaml */
	struct wish_value values[COLUMNS_WRITTEN];
	enum import_change change;
};

struct importing {
	const char *dir;
	const struct import_options *options;
	struct sheet_rules rules;
	struct arena *arena;
	struct diag_list *diags;
	struct folder *base;    /* the book as it is */
	struct book *old;       /* NULL: it is new */
	struct entries entries; /* of base */
	struct items items;
	struct wish *wishes;
	size_t wishes_n;
	struct str_index ids; /* of wishes */
	bool latin;           /* the book's customers write Latin letters */
};

/* ---- import_wish.c ---- */

void import_make_wishes(struct importing *im);
struct wish *import_wish_of(const struct importing *im, struct str id); /* NULL: none */

/* ---- import_place.c ---- */

/* A place in a file of the book as it is to be: the cell that is to blame, or the file on the disk.
 */
struct import_place {
	struct place at;
	const struct cell *cell; /* NULL: none, or the row as a whole */
	unsigned character;      /* of the cell's text, from 0 */
	struct wish *wish;       /* NULL: the book's own */
};

struct import_map;

struct import_map *import_map_new(struct importing *im, struct folder *f);
void import_map_free(struct import_map **m);
void import_find_place(struct import_map *m, struct place at, struct import_place *out);
/* "faq.csv:C12", "phrases/zh-CN/refund.yaml:41". */
const char *import_place_text(struct importing *im, const struct import_place *p);
/* Tells again, at their places here, what was found in the new files. */
void import_tell(struct importing *im, struct import_map *m, const struct diag_list *found);

/* ---- import_prove.c ---- */

/* Every example of the book gives its intent first, no counterexample does. */
void import_prove(struct importing *im, struct import_map *m, const struct book *book);

#endif
