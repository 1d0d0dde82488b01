/* normalise.h - the form of a text that is matched; the stored text stays as written.
 *
 * NFKC and case folding (utf8proc), traditional to simplified Han (a table made once from OpenCC),
 * curved apostrophes straight, zero-width and control characters out, blanks between Han characters
 * out, other runs of blanks (line ends too) to one space, runs of the same punctuation mark or
 * symbol to one, blanks at both ends out.  A map leads every byte back to the text as written.
 *
 * A normaliser never changes once made: threads share it.  It outlives every book made with it. */
#ifndef XIAOER_PATTERN_NORMALISE_H
#define XIAOER_PATTERN_NORMALISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct normaliser;

/* NULL never; when OpenCC's tables cannot be read, traditional letters stay as they are and
 * normaliser_has_simplified() says false (the caller warns). */
struct normaliser *normaliser_new(void);
void normaliser_free(struct normaliser **n);
bool normaliser_has_simplified(const struct normaliser *n);

struct normal {
	struct str text;     /* ends with a NUL that is not counted */
	const uint32_t *map; /* text.n + 1 entries: where the character of byte i begins in the
				original; map[text.n] is the end */
};

/* 0, or -1 when text is not UTF-8 or longer than 4 GB.  The result lives in the arena. */
int normalise(const struct normaliser *n, struct arena *arena, struct str text, struct normal *out);
/* One character as normalising would leave it when it stands alone, but a blank gives a space: code
 * points written to out (at most 18), their number returned. */
size_t normalise_char(const struct normaliser *n, uint32_t code, uint32_t out[18]);
/* What kind of character it is in a normalised text: of signs one stays of a run, between Han
 * letters no blank does.  NORMAL_NEVER: no normalised text holds it, but something else for it. */
enum normal_kind { NORMAL_NEVER, NORMAL_BLANK, NORMAL_HAN, NORMAL_SIGN, NORMAL_OTHER };
enum normal_kind normalise_kind(const struct normaliser *n, uint32_t code);
/* Where bytes from..to (to not included) of normal.text stand in the text as written: whole
 * characters with what joins them (an accent, a repeated mark), without the blanks behind. */
void normal_range(const struct normaliser *n, const struct normal *normal, struct str text,
    size_t from, size_t to, size_t *start, size_t *length);

#endif
