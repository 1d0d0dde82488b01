/* form_internal.h - between the files of forms.  form.c leads a form through its questions,
 * form_answer.c reads answers, form_judge.c decides what a message is. */
#ifndef XIAOER_DIALOGUE_FORM_INTERNAL_H
#define XIAOER_DIALOGUE_FORM_INTERNAL_H

#include "dialogue/form.h"
#include "pattern/normalise.h"

/* What the customer sent; a platform's "[图片]" counts as a picture without words. */
struct sent {
	struct str text;      /* as written */
	struct normal normal; /* empty when the text is not UTF-8 */
	bool media;           /* with a picture, a film, ... */
	struct str attached;  /* which: URLs, kinds */
};

void sent_init(struct sent *m, struct step *s, struct str text, bool media);
/* Does one of the patterns find something? */
bool sent_matches(struct step *s, const struct sent *m, const struct rx_list *list);
bool sent_is(struct step *s, const struct sent *m, enum answer_sense sense);

/* ---- form_answer.c ---- */

/* What a message told. */
struct told {
	bool asked;  /* the question that is open has its answer */
	bool others; /* further slots of the form were filled, or have another value now */
};

/* Fills what the message tells; field NULL: no question is open (at the beginning, or the
 * confirmation), and then what he says replaces what is known. */
struct told form_take(
    struct step *s, const struct form *f, const struct field *asked, const struct sent *m);
/* Keeps the pictures of a message: in the form's own field for them, else in `attachment`. */
void form_keep_media(struct step *s, const struct form *f, const struct sent *m);
bool form_knows(const struct step *s, const struct field *field);
/* The customer answered it himself (or left it out). */
void form_note(struct step *s, struct str slot, bool skipped);
/* He did, in this form or an earlier one; *skipped: and left it out.  May be NULL. */
bool form_noted(const struct step *s, struct str slot, bool *skipped);

/* ---- form.c ---- */

const struct field *form_field(const struct form *f, struct str slot); /* NULL: none */
const struct intent *form_intent(const struct step *s);                /* NULL: none opened it */
/* The next question, the confirmation, or the outcome. */
void form_go_on(struct step *s, const struct form *f);
void form_ask(struct step *s, const struct form *f, const struct field *field);
void form_finish(struct step *s, const struct form *f);
void form_give_up(struct step *s, const struct form *f);
/* Left; how: "abandoned", "expired", "gave_up", for the reports.  A second matter's case that waited for its end
 * becomes a ticket. */
void form_leave(struct step *s, const char *how);
/* Left; what is known goes into a ticket when the outcome would have been a case. */
bool form_settle(struct step *s, const char *how);
/* Left because the book has it no more, or the mode none: a failed hand-over's case is not lost. */
void form_lose(struct step *s);
void form_tell_filed(struct step *s); /* to one who is there */
bool form_is_contact(const struct step *s);

#endif
