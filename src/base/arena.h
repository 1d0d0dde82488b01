/* arena.h - memory that goes all at once.
 *
 * An arena has one owner and is used by one thread at a time.  Allocation never fails: out of memory
 * ends the process (a supervisor restarts us; whatever was promised is in the store). */
#ifndef XIAOER_BASE_ARENA_H
#define XIAOER_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

struct arena *arena_new(size_t chunk);               /* chunk: bytes taken from malloc at a time; 0: 4096 */
void arena_free(struct arena **a);                   /* NULL and pointer to NULL are fine */
void arena_reset(struct arena *a);                   /* everything is gone; the first chunk is kept */
void *arena_alloc(struct arena *a, size_t n);        /* zeroed, aligned to 16 */
void *arena_room(struct arena *a, size_t n);         /* the same, not zeroed: for who writes before he reads */
void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n); /* copies unless p is last */
size_t arena_size(const struct arena *a);            /* bytes held */

/* Copies end with a NUL that is not counted. */
struct str arena_str(struct arena *a, struct str s);
char *arena_strdup(struct arena *a, const char *z);
struct str arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), sizeof(type), (count)))
void *arena_alloc_array(struct arena *a, size_t size, size_t count); /* overflow ends the process */

#endif
