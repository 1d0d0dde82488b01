/* memory.h - gives back to the system what loading needed and serving does not. */
#ifndef XIAOER_BASE_MEMORY_H
#define XIAOER_BASE_MEMORY_H

/* Free memory of the heap, and the resident pages of code that only starting and loading ran; those that are
 * needed after all come back from the page cache by themselves.  Any thread; costs some milliseconds. */
void memory_settle(void);

#endif
