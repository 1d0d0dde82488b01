/* telling_word.h - letters and words, for telling what a sentence wants. */
#ifndef XIAOER_TRAINER_TELLING_WORD_H
#define XIAOER_TRAINER_TELLING_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Of a script without blanks between words. */
bool letter_is_han(uint32_t c);
/* Of which words are spelt; digits are data, not words. */
bool letter_is_spelt(uint32_t c);
/* What stands at the border of words and is seldom part of what is wanted: 的 了 吗 ... */
bool letter_is_filler(uint32_t c);
/* A word of letters that every sentence has: the, my, can ... */
bool word_is_small(struct str word);

#endif
