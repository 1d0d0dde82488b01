/* why.h - why a stored message was answered as it was: the intents that won and lost and their lines,
 * the words that were found, the slots, the rule of the dialogue, the wording said, the version of
 * the book.
 *
 * Read from what the desk kept beside each message (desk/extra.h), and explained once more by the
 * book of that version, where it can still be had. */
#ifndef XIAOER_TRAINER_WHY_H
#define XIAOER_TRAINER_WHY_H

#include <stdio.h>

#include "base/json.h"
#include "book/explain.h"
#include "dialogue/rule.h"
#include "store/store.h"

/* Where books of older versions are. */
struct why_books {
	void *ctx;
	/* NULL: nobody has it any more.  Acquired for the caller, who releases it. */
	struct book *(*find)(void *ctx, struct str shop, struct str version);
};

struct why_slot {
	struct str name, value;
	bool fresh; /* filled by this message */
};

struct why_said {
	const struct store_message *message;
	enum rule rule; /* RULE_NONE: that of the message it answers */
};

struct why {
	struct store_message asked;   /* the one asked about */
	struct store_message message; /* what it answers, when it is a reply; else the same */
	struct store_conversation conversation;
	struct str version; /* of the book; empty: it was not kept (an older xiaoer) */
	struct book *book;  /* NULL: that version cannot be had */
	enum rule rule;
	struct json *kept;  /* message.extra; may be NULL */
	bool explained;     /* matched tells it all; else what was kept is all there is */
	struct explanation matched;
	struct why_slot *slots; /* what was known behind it */
	size_t slots_n;
	struct why_said *said;
	size_t said_n;
};

/* "m12", as replies are called, or "12": its number.  false: it is none. */
bool message_number(struct str id, int64_t *no);
/* Of message number no: 1, 0 when there is none, -1 when the store cannot be read.  After 1 end it
 * with why_free(). */
int why_read(struct store_reader *r, int64_t no, const struct why_books *books,
    struct match_scratch *scratch, struct arena *arena, struct why *out);
void why_free(struct why *w);

void why_json(const struct why *w, struct json_out *o); /* one object */
void why_print(const struct why *w, FILE *to);          /* for people */
/* The part about intents alone: of a text that is not stored, too. */
void why_print_intents(const struct explanation *e, FILE *to);

#endif
