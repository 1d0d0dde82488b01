/* step_internal.h - what the files of the step share: the step and its verbs.  Not for others. */
#ifndef XIAOER_DIALOGUE_STEP_INTERNAL_H
#define XIAOER_DIALOGUE_STEP_INTERNAL_H

#include "dialogue/facts.h"
#include "dialogue/hours.h"
#include "dialogue/record.h"
#include "dialogue/step.h"

/* One step under way. */
struct step {
	const struct dialogue_env *env;
	const struct settings *set;
	struct conversation *c;
	const struct event *event;
	int64_t now;   /* the time it is judged at: a timer's own */
	int64_t clock; /* the time it is; now and clock differ for late timers alone */
	struct arena *arena;
	struct decision *list;
	size_t n;
	enum rule rule;  /* of what is decided next */
	enum rule taken; /* that took the event */
	int64_t since; /* the first line of the burst that is judged; 0: it is none */
	size_t opened; /* the record of the episode that this step opened: its place + 1; 0: none */
	/* The hours at hours_at, as far as they were asked for: the state alone, or all. */
	int64_t hours_at;
	enum { HOURS_UNASKED, HOURS_STATE, HOURS_ALL } hours_known;
	struct hours_now hours;
	struct facts *facts; /* as of facts_at; NULL: not asked for */
	int64_t facts_at;
	/* What the customer wants, in his words: of this message, or of the one he now confirms. */
	struct str words;
	struct str form; /* whose end this is, for its ticket or hand-over */
	const struct intent *beside; /* a second matter for the same ticket; NULL: none */
	/* The slots before an open form's message; NULL: none is open. */
	const struct slot_value *before;
	size_t before_n;
	bool listened; /* `listen` was said while the lines gathered that are judged */
	int64_t reply_to; /* of what is said next: decision.reply_to */
	unsigned filed_before; /* tickets, of all episodes, when the step began */
	/* of this message, for the urgency: anger beside the matter; the matter was answered before */
	bool upset, asked_before;
	enum responsible responsible; /* for the case that is handed over or filed next */
	/* what placeholders stand for in what is said next */
	struct str topic, notice, ticket_no;
	const struct ticket *ticket; /* that is spoken of; NULL: none */
};

/* What is decided from here on is decided by this rule, which takes the event. */
void step_rule(struct step *s, enum rule r);

/* say.c: phrases, and what fills them */

struct decision *step_decide(struct step *s, enum decision_kind kind);
/* For the reports; detail (skill), urgency and amount (-1) may be set in what is returned. */
struct decision *step_record(struct step *s, enum record what, struct str value);
/* Puts soothing and what is said next into one text. */
void step_join(struct step *s);
/* Tells the case's colleague whose fault it is. */
void step_name_option(const struct step *s, struct decision *d);
/* Takes back what this step was going to say. */
void step_unsay(struct step *s, struct str phrase);
/* By id; once a step.  false: not in the book (nothing happens), or no wording can be said (DECIDE_GAP). */
bool step_say(struct step *s, struct str phrase);
bool step_say_phrase(struct step *s, const struct phrase *p, const struct intent *of);

/* facts.c: what conditions look at, now */
const struct facts *step_facts(struct step *s);
/* i in the case it is in (its `cases`); ask before an answer, and once for all of it. */
const struct intent *step_outcome(struct step *s, const struct intent *i);

/* A slot's value from outside in the form its kind has.  false: it is none of the kind. */
bool step_canonical(struct step *s, struct str name, struct str text, struct str *value);

/* values.c: a value for every placeholder of the phrase that has one */
struct values step_values(struct step *s, const struct phrase *p);

/* urgency.c: base (of the intent or case; 0: ordinary) raised by what is known of the customer */
int step_urgency(struct step *s, int base);

/* sla.c: how long a customer may wait */

/* A hand-over began, or has become more urgent. */
void step_sla_begin(struct step *s);
void step_sla_end(struct step *s); /* nobody waits any more */
void step_sla_met(struct step *s); /* a human has answered */
void step_ticket_met(struct step *s, struct ticket *t); /* it was answered */
int64_t step_due(struct step *s, int urgency); /* when a case that begins now is due; 0: never */
void step_fire_first_reply(struct step *s);
void step_fire_due(struct step *s);
void step_fire_progress(struct step *s);
void step_plan_sla(struct step *s); /* sets TIMER_DUE and TIMER_PROGRESS as the state asks */

/* handover.c: hand-overs, closing */

void step_timer(struct step *s, enum timer t, int64_t from, int64_t span); /* span <= 0: none */
/* Escalates and says so; to one already queued only a more urgent case is new.  urgency: before it
 * is raised. */
void step_hand_over(struct step *s, struct str reason, struct str skill, int urgency);
/* A hand-over without words: a human is to come back to who does not wait in the line. */
void step_call_back(struct step *s, struct str reason, struct str skill, int urgency_base);
void step_say_waiting(struct step *s); /* how a hand-over stands that is under way */
void step_hand_over_failed(struct step *s);
void step_take_within(struct step *s); /* sets TIMER_TAKE from now on */
/* Is an event's reference the escalation sent out last?  Empty: it is. */
bool step_is_last_escalation(const struct step *s, struct str reference);
struct str step_escalation_number(const struct step *s); /* of the escalation sent out last */
void step_close(struct step *s, struct str reason);
/* A new episode; by: who opens it, "customer", "human", "ticket". */
void step_open(struct step *s, struct str by);
/* ms since then, for the reports; a clock that was set back makes it 0. */
int64_t step_since(const struct step *s, int64_t then);
/* The customer wants something, for the reports: the first time in an episode counts. */
void step_matter(struct step *s, struct str intent);
/* Customer messages that are not judged by themselves; why: see RECORD_UNJUDGED. */
void step_unjudged(struct step *s, struct str why, unsigned n);
void step_human_replied(struct step *s); /* for the reports: his first reply since the hand-over */
void step_question(struct step *s, struct str words); /* they stand unanswered */
void step_answered(struct step *s);                   /* nothing stands unanswered */
void step_closing_check(struct step *s);
void step_take(struct step *s, struct str agent);
void step_release(struct step *s);

/* tickets.c */

/* The open ticket about this matter, unless another order number has come up since; NULL: none. */
struct ticket *step_open_ticket(const struct step *s, struct str matter);
/* urgency: before it is raised. */
void step_file_ticket(struct step *s, struct str matter, struct str reason, struct str skill,
    int urgency, struct str note);
/* A hand-over that nobody took: as urgent as that. */
void step_file_failed(struct step *s, enum ticket_news news);
void step_failed_answered(struct step *s); /* a human has written since */
/* Says the phrase about one ticket, or about several ({ticket_no} lists them). */
bool step_say_ticket(struct step *s, struct str phrase, struct ticket *t);
bool step_say_tickets(struct step *s, struct str phrase, struct ticket *const *list, size_t n);
/* Says ticket.filed for every ticket whose news stand at `news`. */
void step_tell_tickets(struct step *s, enum ticket_news news);
void step_ticket_number(struct step *s, struct str reference, struct str number);
void step_ticket_news(struct step *s); /* EVENT_TICKET_NEWS */

/* closed_hours.c: lunch and closing time */

enum hours_state step_hours_state(struct step *s);
const struct hours_now *step_hours(struct step *s);
bool step_is_open(struct step *s);
void step_say_closed_hours(struct step *s);  /* lunch, offhours: once a break */
void step_said_closed_hours(struct step *s); /* something else told the customer when we are back */
bool step_is_waiting(const struct step *s);
void step_plan_breaks(struct step *s); /* sets TIMER_LUNCH and TIMER_REOPEN as the state asks */

/* judge.c, timers.c */

struct heard;

void step_message(struct step *s);
void step_greet(struct step *s); /* `opening`, once an episode */
/* A last "bye" or "thanks" right after our own goodbye opens nothing. */
bool step_is_parting_word(const struct step *s, const struct heard *h);
void step_timers(struct step *s);

#endif
