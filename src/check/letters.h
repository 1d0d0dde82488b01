/* letters.h - the few characters that tell the texts a pattern can find from those it cannot.
 *
 * A pattern names some characters and takes all others alike, so an alphabet of those it names and
 * one stand-in for each kind of the rest (a Han letter, a Latin one, a digit, a blank, some signs)
 * is enough to look at it.  All letters of an alphabet are such as a normalised text can hold. */
#ifndef XIAOER_CHECK_LETTERS_H
#define XIAOER_CHECK_LETTERS_H

#include "book/book.h"
#include "pattern/normalise.h"
#include "pattern/syntax_tree.h"

/* Knows characters: asks the normaliser and, where a class is not plain, the pattern engine.  One
 * for a whole book; free it with sense_free(). */
struct sense;

struct sense *sense_new(const struct book *book);
void sense_free(struct sense **s);

/* Two letters (with a blank where words have some) that mean as little as can be in this book. */
struct str sense_filler(const struct sense *s, struct arena *arena);

struct letter {
	uint32_t code;
	enum normal_kind kind;
	bool word; /* \w takes it */
};

enum { LETTERS_MAX = 1000 };

struct alphabet {
	struct sense *sense;
	struct letter *v;         /* stand-ins first, those that mean least in this book in front */
	uint32_t n, plain;        /* plain: so many are stand-ins */
	uint32_t words;           /* of a set, 64 letters each */
	uint32_t *slots, slots_n; /* by code */
};

/* For patterns that are looked at together; NULL: too many letters. */
struct alphabet *alphabet_new(
    struct sense *s, struct syntax_tree *const *trees, size_t n, struct arena *arena);

/* Which letters a NODE_SET takes, as bits, a->words of them.  *open: it also takes characters that
 * no letter of the alphabet stands for. */
void alphabet_set(const struct alphabet *a, const struct syntax_tree *t, const struct node *set,
    uint64_t *bits, bool *open);

static inline bool set_has(const uint64_t *bits, uint32_t letter)
{
	return bits[letter / 64] >> letter % 64 & 1;
}

/* The stand-ins by name; each is in every alphabet. */
enum stand_in { STAND_IN_HAN, STAND_IN_LATIN, STAND_IN_SIGN, STAND_INS };
uint32_t alphabet_stand_in(const struct alphabet *a, enum stand_in which);

#endif
