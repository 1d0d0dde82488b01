/* settings.h - what a shop sets for its desk: names, opening hours, time limits.
 *
 * One set of tables (settings_keys.c) yields parsing, defaults, help and schema. A book brings settings under
 * `settings:`; the config may override each. Pure data: dialogue/hours.h computes with it. */
#ifndef XIAOER_BOOK_SETTINGS_H
#define XIAOER_BOOK_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"
#include "book/writing.h"

struct shape;
struct yaml;
struct zone;

struct interval {
	int from, to; /* minutes of the day, from < to <= 1440 */
};

enum { INTERVALS_MAX = 8, DATES_MAX = 400 };
/* Ten years: added to a moment it stays one that the stored form of a conversation takes. */
#define SETTINGS_SPAN_MAX_MS (3650 * INT64_C(86400000))

struct day_hours {
	struct interval open[INTERVALS_MAX]; /* in order, apart */
	size_t n;
};

struct date_range {
	int32_t from, to; /* civil_days(), both included */
};

/* How long something may take: of the clock, or working days. */
struct limit {
	int64_t ms;
	int64_t days; /* working days; 0: ms counts */
};

enum { URGENCY_MOST = 1, URGENCY_LEAST = 4 };

struct settings {
	/* names */
	struct str language;        /* "zh-CN" */
	enum writing script;        /* of its texts; never WRITING_NONE after settings_finish */
	struct str agent;           /* the assistant's name */
	struct str shop;            /* the shop's name, as customers know it */
	struct value_pair *skills;  /* skill id -> title for customers */
	size_t skills_n;
	/* opening hours */
	struct str zone_name;
	const struct zone *zone;    /* never NULL after settings_finish */
	bool always_open;           /* no `hours:` at all */
	struct day_hours week[7];   /* Monday first */
	struct day_hours makeup;    /* hours of make-up working days; n == 0: Monday's */
	struct interval lunch;      /* from == to: none; within the opening hours */
	struct date_range *holidays, *workdays;
	size_t holidays_n, workdays_n;
	/* words of the calendar, for {opens} */
	struct str today, tomorrow; /* "今天" "明天" */
	struct str weekdays[7];     /* "周一" ... */
	struct str date_format;     /* "{month}月{day}日" */
	/* limits, milliseconds */
	int64_t hold_after;         /* waiting for a human: first `hold` */
	int64_t hold_every;         /* then `hold.again` */
	int64_t hold_times;         /* a number: how often at most */
	int64_t acknowledge_within; /* escalation not taken over by the webhook: transfer.failed */
	int64_t take_within;        /* acknowledged, but nobody took it: transfer.failed */
	int64_t close_idle;         /* silence after closing.check: closing.idle */
	int64_t close_silent;       /* silence after anything else: closed without a word */
	int64_t human_silence;      /* silence of the human: back to the bot; 0: never */
	int64_t ticket_answer;      /* how long ticket.filed waits for the ticket system's number */
	int64_t queue_long;         /* a number: so many waiting make `opening.queue` */
	int64_t form_tries;         /* a number: answers that do not fit, then a form is given up */
	int64_t form_within;        /* an open form without an answer for so long is left */
	double confirm_score;       /* least likeness of the nearest intent to ask about it */
	/* sla: how long a customer may wait */
	int64_t first_reply, first_reply_urgent, first_reply_vip; /* for a human's first words */
	int64_t assigned_reply;               /* a target, for the reports alone */
	struct limit due[URGENCY_LEAST + 1];  /* for the case itself, by urgency; [0] unused */
	int64_t progress_every, progress_every_urgent; /* notes about open tickets; 0: none */
	int64_t progress_for;                 /* so long after it was filed */
	/* the words for how a ticket stands, by enum ticket_status, for {ticket_status} */
	struct str ticket_status[4];
	struct str option[4]; /* what may be offered, by enum responsible; told to humans alone */
	/* the survey behind a conversation */
	bool survey_enabled;
	int64_t survey_every;       /* ms: never twice within it */
	int64_t survey_window;      /* ms: so long a score is waited for */
	int64_t survey_remark;      /* ms: so long a remark is waited for */
	int64_t survey_callback_at; /* up to this score a human calls back; 0: never */
	struct survey_word *survey_words; /* normalised once the book is loaded; longest first */
	size_t survey_words_n;
	/* where it was written, for messages of settings_finish(); file NULL: nowhere */
	struct place zone_at, week_at, lunch_at, workdays_at;
	bool hours_unsure; /* a mistake was told in them: nothing else is concluded from them */
};

struct survey_word {
	struct str text;
	unsigned score; /* 1..5; 0: may stand beside a score and says nothing */
};

struct value_pair {
	struct str name, value;
};

/* What may stand under `settings:` (base/shape.h). */
extern const struct shape settings_shape;

/* Fills in the defaults. */
void settings_default(struct settings *s);
/* Reads a `settings:` map over what s holds; texts are kept in the arena.  Adds errors; 0 or -1. */
int settings_read(
    struct settings *s, const struct yaml *map, struct arena *arena, struct diag_list *diags);
/* Loads the zone and checks what only holds together (lunch within hours, ...). The zone is the
 * settings'; free with settings_close(). */
int settings_finish(struct settings *s, struct place at, struct diag_list *diags);
void settings_close(struct settings *s);
void settings_help(FILE *to); /* every key, its meaning and default */

#endif
