/* history.h - what is kept of books, as programs see it. */
#ifndef XIAOER_TRAINER_HISTORY_H
#define XIAOER_TRAINER_HISTORY_H

#include "base/json.h"
#include "store/store.h"

/* One object: id, at, shop, language, version, book, how, who, why. */
void history_write(struct json_out *o, const struct store_book *row);
/* "files": [{"name": .., "text": ..}, ..], a member of the object that is open. */
void history_write_files(struct json_out *o, const struct book_file *files, size_t n);

#endif
