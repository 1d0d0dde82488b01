/* replay.h - what an edit of a book would have changed: the past played with the old books and with
 * the new ones, and every customer's message compared.
 *
 * The same engine as the desk's under a clock of its own; what each word means stands in
 * README.md.  Nothing of the past is changed, nothing is sent.  The result is the same for any
 * number of threads.
 *
 *     struct past *past = past_new();                                  past.h
 *     past_read_store(past, url, &past_options, error, sizeof error);  or lines, or by hand
 *     past_close(past, start);
 *     struct replay_result *r = replay_run(past, &old, &fresh, &options);
 *     ... r->changes[REPLAY_NEWLY_MISSED], r->groups[0] ..., replay_html(r, &print, file) ...
 *     replay_free(&r);
 *     past_free(&past); */
#ifndef XIAOER_REPLAY_REPLAY_H
#define XIAOER_REPLAY_REPLAY_H

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/progress.h"
#include "base/str.h"
#include "book/shelf.h"
#include "dialogue/step.h"

struct past; /* past.h */

/* Worst first. */
enum replay_change {
	REPLAY_NEWLY_MISSED,   /* the old answered, the new does not understand */
	REPLAY_OTHER,          /* another answer: other phrases, or something else is done */
	REPLAY_WORDS,          /* another answer, in its words alone: the same phrases */
	REPLAY_NEWLY_ANSWERED, /* the old did not understand, the new answers */
	REPLAY_UNCHANGED,
	REPLAY_CHANGES
};

/* What a line of a book had to do with it. */
enum replay_by {
	REPLAY_BY_NOTHING, /* there is no line in this book: nothing was found */
	REPLAY_BY_MATCH,   /* the pattern that won */
	REPLAY_BY_UNLESS,  /* the pattern that forbade the other side's intent */
	REPLAY_BY_WORDING, /* the words */
	REPLAY_BY_INTENT,  /* the intent: it does something else now */
	REPLAY_BYS
};

struct replay_cause {
	enum replay_by by;
	struct place at;
	struct str pattern; /* as written, where it is one; else empty */
};

/* Lines of both books, and how many messages of a group they decided. */
struct replay_lines {
	struct replay_cause old, fresh;
	size_t n;
};

struct replay_side {
	bool missed;
	struct str intent; /* as the group's */
	struct str phrases, text; /* what was said; text: shortened */
	struct str acts;   /* what else was done, in words; empty: nothing */
	struct replay_cause cause;
};

struct replay_example {
	struct str shop, channel, conversation;
	size_t turn;   /* which of the customer's messages in it, from 1 */
	size_t line;   /* of the file; 0: there was none */
	int64_t at;
	struct str text; /* the customer's, shortened */
	bool consequence;
	struct replay_side old, fresh;
};

/* Messages with the same change. */
struct replay_group {
	enum replay_change change;
	struct str old, fresh; /* the intents; empty: nothing was found */
	size_t n, consequences;
	struct replay_lines *lines; /* the most frequent first */
	size_t lines_n, lines_all;  /* all: also those that are not listed */
	/* no consequences before consequences; then in order of the past */
	struct replay_example *examples;
	size_t examples_n;
};

struct replay_result {
	struct arena *arena;
	size_t conversations, messages;
	size_t changes[REPLAY_CHANGES];      /* of the messages */
	/* Of those: what only follows from an earlier difference in the same conversation.  From
	 * where the old book stood, the new one would have answered as the old did. */
	size_t consequences[REPLAY_CHANGES];
	size_t missed_old, missed_fresh;
	struct replay_group *groups; /* worst first: by change, then the most frequent */
	size_t groups_n;             /* without those of REPLAY_UNCHANGED */
	struct replay_group *same;   /* REPLAY_UNCHANGED, by intent, the most frequent first */
	size_t same_n;
};

/* What a channel takes (channels.NAME of the config): a burst is one message there, a budget leaves
 * texts out. */
struct replay_channel {
	struct str name;
	struct channel_limits limits;
};

struct replay_options {
	unsigned jobs;     /* threads; 0: one */
	size_t examples;   /* of a group; 0: none */
	size_t lines;      /* of a group; 0: none */
	const struct replay_channel *channels; /* any other is synchronous and without limits */
	size_t channels_n;
	bool apart; /* both books take every step, also where one would do: for tests of equality */
	const struct progress *progress; /* may be NULL */
};

/* The past must be closed.  All books come from one normaliser; they and the past outlive the
 * result.  Free with replay_free(). */
struct replay_result *replay_run(const struct past *past, const struct shelf *old,
    const struct shelf *fresh, const struct replay_options *o);
void replay_free(struct replay_result **r);

const char *replay_change_name(enum replay_change c); /* "newly-missed", ...: for programs */
const char *replay_by_name(enum replay_by b);         /* "match", "unless", ... */

/* ---- limits: --fail-on ---- */

struct replay_limit {
	size_t counted; /* bits of 1 << enum replay_change */
	const char *name;
	bool share; /* most is a share of the messages, in percent */
	double most;
};

/* "newly-missed=0.5%", "changed=10", ...; text outlives it.  -1: it is none. */
int replay_limit_read(const char *text, struct replay_limit *out);
/* How many there are; true: more than the limit. */
bool replay_limit_passed(const struct replay_limit *l, const struct replay_result *r, size_t *n);

/* ---- printing ---- */

/* What is said beside the numbers. */
struct replay_print {
	const char *old, *fresh; /* the books, as they were named */
	const char *source;
	const struct past *past;
	const struct zone *zone; /* of times; NULL: UTC */
	bool mask; /* numbers of persons are hidden (base/mask.h) */
};

/* For people: of each change the most frequent groups. */
void replay_table(const struct replay_result *r, const struct replay_print *p, FILE *to);
/* One JSON object without an end of line; everything. */
void replay_json(const struct replay_result *r, const struct replay_print *p, struct buf *to);
/* One page that needs nothing else; everything.  0, or -1 when it cannot be written (errno). */
int replay_html(const struct replay_result *r, const struct replay_print *p, FILE *to);

#endif
