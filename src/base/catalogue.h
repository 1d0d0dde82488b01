/* catalogue.h - is a catalogue of gettext whole?
 *
 * libintl believes what a .mo file says of itself: one that was cut off (a full disk, an install
 * that was broken off) takes the program down at the first message. */
#ifndef XIAOER_BASE_CATALOGUE_H
#define XIAOER_BASE_CATALOGUE_H

#include <stdbool.h>

#include "base/str.h"

/* The bytes of a .mo file: every table and every text it speaks of lies within them, and looking up
 * a message that is not in it has an end. */
bool catalogue_is_whole(struct str bytes);
/* How many DIR/LANGUAGE/LC_MESSAGES/DOMAIN.mo there are; -1: one of them is not whole. */
int catalogue_count(const char *dir, const char *domain);

#endif
