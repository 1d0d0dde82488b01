/* history.h - what is kept of books, as programs see it. */
#ifndef XIAOER_TRAINER_HISTORY_H
#define XIAOER_TRAINER_HISTORY_H

#include "base/json.h"
#include "store/store.h"

struct book;
struct normaliser;
struct progress;

/* One object: id, at, shop, language, version, book, how, who, why. */
void history_write(struct json_out *o, const struct store_book *row);
/* "files": [{"name": .., "text": ..}, ..], a member of the object that is open. */
void history_write_files(struct json_out *o, const struct book_file *files, size_t n);
/* The book of a version that was in force in the shop (empty: in any), to look things up in: its
 * examples are not tried, and places in it are called as they were then.  NULL: it is not in the
 * history, this program cannot load it any more, or progress, which may be NULL, stopped it.  Release
 * with book_release(). */
struct book *history_book(struct store_reader *r, struct str shop, struct str version,
    const struct normaliser *normaliser, const struct progress *progress);

#endif
