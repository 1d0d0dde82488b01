/* form.h - questions asked in turn until all that is needed is known, then an outcome.  For the
 * step's own files.
 *
 * One form is open at a time; all of its state is conversation.form.  What the customer answered is
 * kept in slots, whatever becomes of the form. */
#ifndef XIAOER_DIALOGUE_FORM_H
#define XIAOER_DIALOGUE_FORM_H

#include "dialogue/heard.h"
#include "dialogue/step_internal.h"

/* NULL: none is open (or the book was loaded anew and has it no more). */
const struct form *form_open(const struct step *s);
/* Do the questions of its form come before the intent's answer? */
bool form_wanted(struct step *s, const struct intent *i);
/* Which order it is about tells whether a case is the same: read from s->words before anything
 * else. */
void form_read_order_no(struct step *s, const struct form *f);
/* The intent with what its form says of the end; itself when it has none. */
const struct intent *form_outcome(struct step *s, const struct intent *i);
/* beside: the intent of a second matter whose ticket is filed with this one's, or, when the form
 * ends otherwise, by itself; or empty.
 * Opens it: fills what the customer's words tell already (s->words), asks the first question, or
 * goes on with the outcome when nothing is left to ask. */
void form_begin(struct step *s, const struct intent *i, struct str beside);
/* Nobody took the hand-over: the form `contact`, whose first question transfer.failed has asked.
 * false: the book has none, or nothing is left to ask. */
bool form_begin_contact(struct step *s);
/* A message while a form is open.  false: it is for the others to judge. */
bool form_judge(struct step *s, const struct heard *h);
/* The question stands open and something else was said: it is asked once more. */
void form_ask_again(struct step *s);
/* Somebody else has the case now: nothing is asked any more. */
void form_drop(struct step *s);
/* The conversation ends: a case that would have become a ticket becomes one with what is known. */
void form_close(struct step *s);
void form_timer(struct step *s); /* TIMER_FORM */
/* What it had asked for has come after all, behind TIMER_FORM: it goes on.  false: none was left so,
 * or another matter has come since. */
bool form_take_up(struct step *s);
void form_forget_left(struct step *s);

#endif
