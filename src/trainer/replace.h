/* replace.h - files get another text whole, or keep the old one: several together.
 *
 * Each text is written to a temporary file beside its target, brought to the disk, and only when
 * all are there renamed over the targets, one after the other.  A full disk, a missing right, a
 * kill before that leave every old file as it was; a kill between two renames leaves whole files,
 * some old and some new.  A symbolic link is followed: what it names is replaced.  Permissions stay
 * (and the owner, where that is allowed); a file that was not there gets those of the umask. */
#ifndef XIAOER_TRAINER_REPLACE_H
#define XIAOER_TRAINER_REPLACE_H

#include "base/diag.h"
#include "base/str.h"

struct replace;

struct replace *replace_new(void);
/* Takes out what was not committed. */
void replace_free(struct replace **r);

/* The text on its way to the disk; old is what the file held when it was read, NULL: whatever it
 * holds now, or nothing; it outlives r.  -1 after an error at the file: it cannot be written, or it was
 * changed since. */
int replace_add(struct replace *r, const char *path, struct str text, const struct str *old,
    struct diag_list *diags);
/* 0, or -1 after an error: one was changed since, and all are as they were; or the first that could not
 * be renamed and those behind it are. */
int replace_commit(struct replace *r, struct diag_list *diags);

#endif
