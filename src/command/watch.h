/* watch.h - folders whose files somebody edits: has one been saved?
 *
 * Editors save in several strokes (a file beside it, renamed; a truncation, then the text), so a
 * change is told once no file of a book has moved for a moment, or after two seconds.  Of one thread. */
#ifndef XIAOER_COMMAND_WATCH_H
#define XIAOER_COMMAND_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct watch;

/* NULL, told on stderr, when the system cannot watch. */
struct watch *watch_new(void);
void watch_free(struct watch **w);
/* A folder (not those within it).  One that is not there now is looked for each time something
 * moves, one that goes also by watch_wait() until it is back; that it went, or is another one of the
 * same name now, is a change.  -1, told on stderr, when it cannot be watched. */
int watch_add(struct watch *w, const char *dir);
int watch_fd(const struct watch *w); /* is readable when something may have been saved */
/* Waits until something was saved, or (fd >= 0) fd is readable: true when something was saved. */
bool watch_wait(struct watch *w, int fd);
/* Takes what has moved until now, without waiting for more than it to come to rest. */
bool watch_saved(struct watch *w);

#endif
