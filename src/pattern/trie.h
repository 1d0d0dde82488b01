/* trie.h - finds which of many literals stand in a text.  Immutable once built; threads share it.
 */
#ifndef XIAOER_PATTERN_TRIE_H
#define XIAOER_PATTERN_TRIE_H

#include "base/str.h"
#include "pattern/sightings.h"

struct trie;

/* Literals and their marks for start, end and digits are those of literals.h.  literals[i] is
 * sighted as literal LITERALS_MADE + i; none is empty, no two are equal.  Takes a copy of what it
 * needs. */
struct trie *trie_new(const struct str *literals, size_t n);
void trie_free(struct trie **t);
size_t trie_memory(const struct trie *t);
/* All literals that stand in the text, each at the place of its first character; the mark of the
 * start takes no room. */
void trie_search(const struct trie *t, struct str text, struct sightings *s);
/* Literal i is sighted as number[i] from now on. */
void trie_renumber(struct trie *t, const uint32_t *number);

#endif
