/* text_size.h - how long a text can become once its placeholders are filled.
 *
 * A value is as long as the book says (a title, a choice, the shop's name), else as long as values
 * of its kind are to be reckoned with. */
#ifndef XIAOER_CHECK_TEXT_SIZE_H
#define XIAOER_CHECK_TEXT_SIZE_H

#include "check/check_internal.h"

/* What is the same for all texts of a book; it must outlive this. */
struct text_sizes {
	const struct check *c;
	size_t topic, skill, status, date, hours;
};

void text_sizes_init(struct text_sizes *t, const struct check *c);
size_t text_size(const struct text_sizes *t, const struct wording *w); /* bytes */
/* Such a text, in the arena. */
struct str text_filled(const struct text_sizes *t, const struct wording *w, struct arena *arena);

#endif
