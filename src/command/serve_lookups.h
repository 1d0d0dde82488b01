/* serve_lookups.h - do the look-ups of a shop's config and its books know each other?
 *
 * Nothing of it is an error: what is not offered is answered plainly.  Said once, in the log. */
#ifndef XIAOER_COMMAND_SERVE_LOOKUPS_H
#define XIAOER_COMMAND_SERVE_LOOKUPS_H

struct book_slot;
struct config_shop;

void lookups_compare(const struct config_shop *shop, struct book_slot *books);

#endif
