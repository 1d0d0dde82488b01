/* folder.h - the files of a book's folder while they are changed: read, spliced, proven, saved.
 *
 * Nothing on the disk changes before folder_save().  One thread. */
#ifndef XIAOER_TRAINER_FOLDER_H
#define XIAOER_TRAINER_FOLDER_H

#include "book/load.h"
#include "trainer/splice.h"

struct folder;

enum { FOLDER_NONE = -1 };

/* The *.yaml of dir; may_be_new: also a folder that is missing or has no such file.  NULL after
 * errors: a file that cannot be read, or is no YAML.  dir and diags outlive it. */
struct folder *folder_open(const char *dir, bool may_be_new, struct diag_list *diags);
void folder_free(struct folder **f);

bool folder_is_new(const struct folder *f); /* it held no file of a book */
size_t folder_size(const struct folder *f);
/* "phrases/zh-CN/refund.yaml"; "refund". */
const char *folder_path(const struct folder *f, size_t i);
struct str folder_stem(const struct folder *f, size_t i);
struct splice *folder_splice(struct folder *f, size_t i);
/* The file of that name without ".yaml", or FOLDER_NONE. */
long folder_find(const struct folder *f, struct str stem);
/* A new file with this text to begin with; it is there when it is saved.  The name has no slash. */
size_t folder_add(struct folder *f, struct str stem, struct str text);
/* The file in which an entry stands, or FOLDER_NONE. */
long folder_find_entry(const struct folder *f, const char *part, struct str id);

/* The texts as they are to be: 0, or -1 after errors.  Once, when all is said. */
int folder_apply(struct folder *f);
/* After folder_apply(): how many files differ; and the book that the texts make (book/load.h). */
size_t folder_changed(const struct folder *f);
struct book *folder_load(
    struct folder *f, const struct book_options *options, struct diag_list *diags);
/* The place of the file on the disk that a finding of folder_load() is about. */
struct place folder_old_place(const struct folder *f, struct place at);
/* After folder_apply(): the text of file i. */
struct str folder_text(const struct folder *f, size_t i);
/* 0, or -1 after errors: then the files are as they were (see replace.h).  Of several programs that have
 * read the same files one saves; the others are told that they were changed. */
int folder_save(struct folder *f);

#endif
