/* language.h - which of a shop's books serves a conversation.
 *
 * The script of a message chooses, and the conversation keeps what was chosen for its episode, once
 * a message has said enough: it carries letters that its language does not share with others (Han,
 * kana, ...; not Latin), or a matter was found in it, or it has three words.  "hi" and "ok" are
 * every language's: after them the next message may still choose another book.  A new episode
 * begins with the book of the one before.  Pure. */
#ifndef XIAOER_DIALOGUE_LANGUAGE_H
#define XIAOER_DIALOGUE_LANGUAGE_H

#include "book/match.h"
#include "book/shelf.h"
#include "dialogue/conversation.h"

/* The book for a message that was matched (r) with `matched`, the one for its script; either that
 * one or one of the shelf's, with which it is to be matched again. */
const struct book *language_choose(const struct conversation *c, const struct shelf *shelf,
    const struct book *matched, struct str text, const struct match_result *r);
/* Keeps it in the conversation; r: what was found with this book. */
void language_keep(struct conversation *c, const struct shelf *shelf, const struct book *book,
    struct str text, const struct match_result *r);
/* The book of a conversation when no message is at hand. */
const struct book *language_book(const struct conversation *c, const struct shelf *shelf);

#endif
