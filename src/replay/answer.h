/* answer.h - what one book made of a customer's message, and how two of these differ.
 *
 * An answer is all that happened from the message to the customer's next one: what the assistant
 * said (a human's words are none of it) and did, by the message itself and by the clock behind it.
 *
 *     missed    the assistant did not understand: it decided a miss, asked back (confirm.question,
 *               confirm.unclear), or handed over because of that (reasons miss and phrase)
 *     answered  anything else: also silence, which is by design then (a human is in charge, "ok",
 *               an order number alone, ...)
 *
 * Pure. */
#ifndef XIAOER_REPLAY_ANSWER_H
#define XIAOER_REPLAY_ANSWER_H

#include "dialogue/step.h"
#include "replay/replay.h"

struct answer_said {
	struct str phrase, led_by, text;
	struct place at; /* of the wording */
};

/* Handed over, filed, closed, left out, asked for. */
struct answer_act {
	enum decision_kind kind;
	struct str what, also, skill;
	int urgency;
};

struct answer {
	const struct book *book; /* that the message was judged with */
	const struct match_result *heard;
	struct str form; /* that was open before the message; empty: none */
	bool missed;
	struct answer_said *said;
	size_t said_n, said_room;
	struct answer_act *acts;
	size_t acts_n, acts_room;
};

/* Adds the decisions of one step. */
void answer_note(struct answer *a, const struct decisions *d, struct arena *arena);
/* What changed; REPLAY_UNCHANGED when nothing a customer or colleague would notice did. */
enum replay_change answer_compare(const struct answer *old, const struct answer *fresh);

/* What the message was taken for: "shipping.where", of two matters "return.how + return.freight",
 * what a form took "form.return", nothing: "". */
struct str answer_intent(const struct answer *a, struct arena *arena);
/* The same without a second matter, and quicker. */
struct str answer_first_intent(const struct answer *a, struct arena *arena);
/* The lines that made the difference; what: REPLAY_BY_NOTHING where a side has none. */
void answer_causes(const struct answer *old, const struct answer *fresh,
    struct match_scratch *scratch, struct arena *arena, struct replay_cause *of_old,
    struct replay_cause *of_fresh);
/* Everything said, a line each. */
struct str answer_text(const struct answer *a, struct arena *arena);
/* The phrases of it, with blanks between them. */
struct str answer_phrases(const struct answer *a, struct arena *arena);
/* What was done beside, for people: "transfer (intent:complaint), ticket". */
struct str answer_acts(const struct answer *a, struct arena *arena);

#endif
