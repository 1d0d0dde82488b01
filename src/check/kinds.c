/* kinds.c - the table of kinds, by what they are about. */
#include "check/kinds.h"

#include "base/intl.h"
#include "check/check.h"

const struct check_kind check_kinds[] = {
    /* the files */
    {"file.unread", DIAG_WARNING, N_("A file of the folder is not read."),
	N_("Let its name end in .yaml."), 0},
    {"book.unchosen", DIAG_WARNING,
	N_("A book is written in the same script as one before it, and never chosen."),
	N_("Say which script each is for (settings.script), or leave one out."), CHECKED_SHOP},
    /* nobody uses or reaches it */
    {"intent.unreachable", DIAG_WARNING,
	N_("No message can give an intent: it has no match, and nothing else opens it."),
	N_("Give it patterns and examples, or take it out."), 0},
    {"form.unused", DIAG_WARNING, N_("No intent and no case opens a form."),
	N_("Name it in an intent (form: ...), or take it out."), 0},
    {"case.unreachable", DIAG_WARNING,
	N_("A case never applies: its condition can never hold, or one above it takes all."),
	N_("Mend the condition, move the case up, or take it out."), 0},
    {"wording.unreachable", DIAG_WARNING, N_("A wording's condition can never hold."),
	N_("Mend the condition, or take the wording out."), 0},
    {"question.unreachable", DIAG_WARNING,
	N_("A question's condition cannot hold when its turn comes."),
	N_("Mend the condition, or take the question out."), 0},
    {"when.always", DIAG_ADVICE, N_("A condition always holds."),
	N_("Leave it out, or write what is meant."), 0},
    {"choice.unknown", DIAG_WARNING, N_("A condition compares with a choice that no form offers."),
	N_("Write the choice as the form has it."), 0},
    {"phrase.unused", DIAG_ADVICE, N_("Nothing says a phrase."),
	N_("Name it where it is to be said (reply: ...), or take it out."), 0},
    {"words.unused", DIAG_ADVICE, N_("No pattern uses a word list."),
	N_("Write it in a pattern as <name>, or take it out."), 0},
    {"slot.unfilled", DIAG_WARNING, N_("A text or a condition uses a value that nothing fills."),
	N_("Catch it in a pattern or ask for it in a form; if the channel's profile brings it, allow this."),
	0},
    {"slot.unused", DIAG_ADVICE, N_("A slot is declared that nothing fills and nothing uses."),
	N_("Take it out."), 0},
    {"fact.unused", DIAG_ADVICE, N_("No text and no condition uses a fact."),
	N_("Use it, or take it out."), 0},
    {"group.unused", DIAG_ADVICE,
	N_("A pattern catches a value that is neither used nor declared."),
	N_("Declare it under slots: for colleagues to read, or write a plain group."), 0},
    /* what the customer reads */
    {"situation.missing", DIAG_WARNING, N_("In a situation of the desk there is nothing to say."),
	N_("Write the phrase under its id."), 0},
    {"text.gap", DIAG_WARNING,
	N_("A text cannot be said while a value is not known, and no other wording can."),
	N_("Give the placeholder words that stand in for it, or add a wording without it."), 0},
    {"wording.few", DIAG_ADVICE,
	N_("A customer who meets a text again reads the very same one."),
	N_("Write two or three wordings, or one under again."), 0},
    {"wording.same", DIAG_ADVICE, N_("A wording stands there twice."),
	N_("Word it in another way, or leave it out."), 0},
    {"wording.repeated", DIAG_ADVICE, N_("again says what say has said."),
	N_("Word it in another way, or leave it out."), 0},
    {"text.banned", DIAG_WARNING, N_("A text for customers has a banned word in it."),
	N_("Say it in other words; a longer word that is meant otherwise goes under fine."), 0},
    {"banned.fine", DIAG_ADVICE, N_("A word is listed as fine that holds no banned word."),
	N_("Take it out."), 0},
    /* where the book serves */
    {"text.long", DIAG_ADVICE, N_("A text is too long for one message of a channel."),
	N_("Make it shorter, or leave it: it is cut behind a sentence."), CHECKED_SHOP},
    {"text.unsent", DIAG_WARNING,
	N_("A text takes more messages than a channel sends, and is left out."),
	N_("Make it shorter."), CHECKED_SHOP},
    {"budget.small", DIAG_ADVICE,
	N_("What is said at once can take more messages than a channel sends."),
	N_("Make the longest texts shorter, or raise the budget."), CHECKED_SHOP},
    {"lookup.unoffered", DIAG_ADVICE, N_("The config does not offer a look-up the book asks for."),
	N_("Add it under lookups, or know that the plain answer is said."), CHECKED_SHOP},
    {"lookup.unasked", DIAG_ADVICE, N_("No book asks for a look-up that the config offers."),
	N_("Name it in an intent (lookup: ...), or take it out of the config."), CHECKED_SHOP},
    {"lookup.needs", DIAG_WARNING, N_("A look-up needs a value that nothing in the books fills."),
	N_("Catch the value in a pattern or ask for it in a form."), CHECKED_SHOP},
    {"lookup.brings", DIAG_ADVICE, N_("A look-up brings a value that no book declares."),
	N_("Declare it under slots, with its kind, or leave it out."), CHECKED_SHOP},
    /* several languages */
    {"language.intent", DIAG_WARNING, N_("A book lacks an intent that another language has."),
	N_("Write it under the same id."), CHECKED_LANGUAGES},
    {"language.form", DIAG_WARNING, N_("A book lacks a form that another language has."),
	N_("Write it under the same id."), CHECKED_LANGUAGES},
    {"language.phrase", DIAG_WARNING, N_("A book lacks a phrase that another language has."),
	N_("Write it under the same id."), CHECKED_LANGUAGES},
    {"language.slot", DIAG_WARNING, N_("A book lacks a slot or a fact that another language has."),
	N_("Declare it under the same name."), CHECKED_LANGUAGES},
    {"language.lookup", DIAG_WARNING,
	N_("An intent asks a look-up in one language and not in another."),
	N_("Name the look-up in both."), CHECKED_LANGUAGES},
    {"language.question", DIAG_WARNING,
	N_("A form asks a question in one language and not in another."), N_("Ask it in both."),
	CHECKED_LANGUAGES},
    {"language.choices", DIAG_WARNING,
	N_("A question has more choices in one language than in another."),
	N_("Offer the same choices in both."), CHECKED_LANGUAGES},
    {"language.placeholder", DIAG_WARNING,
	N_("A phrase names a value in one language and not in another."),
	N_("Name it in one of the wordings, or allow this where the language does without."),
	CHECKED_LANGUAGES},
    /* comments */
    {"allow.unknown", DIAG_WARNING, N_("A comment allows a kind that does not exist."),
	N_("Write the kind as it stands behind the finding."), 0},
    {"allow.unused", DIAG_WARNING, N_("A comment allows a finding that is not there."),
	N_("Take the comment out, or put it right above the line."), 0},
};

const size_t check_kinds_n = sizeof check_kinds / sizeof *check_kinds;

const struct check_kind *check_kind(struct str name)
{
	for (size_t i = 0; i < check_kinds_n; i++)
		if (str_is(name, check_kinds[i].name))
			return &check_kinds[i];
	return NULL;
}

const char *check_kind_nearest(struct str name)
{
	const char *names[sizeof check_kinds / sizeof *check_kinds];

	for (size_t i = 0; i < check_kinds_n; i++)
		names[i] = check_kinds[i].name;
	return diag_nearest(name, names, check_kinds_n);
}
