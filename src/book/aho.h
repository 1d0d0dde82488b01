/* aho.h - which of many literals stand in a text: Aho and Corasick, "Efficient string matching: an
 * aid to bibliographic search", CACM 18 (1975).  Immutable once built; threads share it. */
#ifndef XIAOER_BOOK_AHO_H
#define XIAOER_BOOK_AHO_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct aho;

/* Literals and their marks for start, end and digits are those of literals.h.  Literal i is
 * literals[i], none empty; equal ones may come more than once.  Takes a copy of what it needs. */
struct aho *aho_new(const struct str *literals, size_t n);
void aho_free(struct aho **a);
size_t aho_memory(const struct aho *a);
/* Calls found(ctx, i, at) for each literal found in the text, wherever it is found, in order of the
 * ends; at is the number of its first character, counted from one (the mark for the start is none).
 */
void aho_search(const struct aho *a, struct str text,
    void (*found)(void *ctx, uint32_t literal, uint32_t at), void *ctx);

#endif
