/* past.h - what was written and done in the past, by conversation: what a replay plays.
 *
 * Filled by one thread at a time, from a store, from lines of JSON or by hand; past_close() puts it
 * in order.  From then on it never changes, and threads share it. */
#ifndef XIAOER_REPLAY_PAST_H
#define XIAOER_REPLAY_PAST_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/progress.h"
#include "dialogue/step.h"

struct past;

/* Between two messages that do not say when they were written. */
enum { PAST_PAUSE_MS = 30000 };
/* past_event.at of those: they come a pause after the one before them. */
static const int64_t PAST_NO_TIME = INT64_MIN;

/* What few of them have. */
struct past_more {
	struct values profile;
	struct str attached; /* as event.attached */
	struct str agent, phrase, skill;
	int urgency;
};

struct past_event {
	int64_t at;
	struct str text;
	const struct past_more *more; /* NULL: nothing more */
	uint64_t id;   /* of the sender, hashed: the second of two is a duplicate; 0: it has none */
	uint32_t talk; /* its conversation: past_talk() */
	uint32_t line; /* of the file; 0: there was none */
	enum event_kind kind; /* EVENT_MESSAGE, or what a human did */
};

struct past_talk {
	struct str shop, channel, name;
	int64_t id; /* chooses wordings, as the store's does */
	size_t n;   /* of its events */
	size_t messages; /* of the customer's among them */
	const uint32_t *events; /* in order: past_event() */
};

/* What was read, and what of it is not played. */
struct past_numbers {
	size_t lines, bad_lines; /* of a file */
	size_t messages;    /* of customers, that are played */
	size_t humans;      /* acts of humans that are played */
	size_t duplicates;  /* the same id came before in its conversation */
	size_t empty;       /* without words and attachments */
	size_t agents_left, bots_left; /* what humans and bots wrote and is not played */
};

struct past *past_new(void);
void past_free(struct past **p);
/* The conversation of that name, added when it is new; the texts are copied.  id 0: it gets its
 * place in the past as a number. */
uint32_t past_talk_of(
    struct past *p, struct str shop, struct str channel, struct str name, int64_t id);
/* In the order in which they came.  Texts (and more) must live as long as the past: in an arena
 * that past_keep() hands over. */
void past_add(struct past *p, const struct past_event *e);
void past_keep(struct past *p, struct arena **arena);
struct past_numbers *past_numbers(struct past *p);
/* Puts each conversation in order of time, without duplicates; what says no time begins at
 * `start`. */
void past_close(struct past *p, int64_t start);

const struct past_numbers *past_counts(const struct past *p);
size_t past_talks(const struct past *p);
const struct past_talk *past_talk(const struct past *p, size_t i);
const struct past_event *past_event(const struct past *p, uint32_t i);

/* ---- where it comes from ---- */

struct past_options {
	struct str shop, channel; /* of these alone; empty: any */
	int64_t from, to;         /* ms, a store's alone; to is not included */
	/* What humans did is played as well.  Of lines: what agents wrote, which is left out unless
	 * it is asked for. */
	bool humans;
	const struct zone *zone;  /* of times without an offset */
	unsigned jobs;            /* threads; 0: one */
	const struct progress *progress; /* may be NULL */
};

/* Lines of JSON, each a message or a whole dialogue (README.md has the shapes); name: for findings,
 * outlives diags.  Every line that cannot be used is an error in diags, and the rest is taken.  0,
 * or -1 when reading failed (an error too). */
int past_read_lines(struct past *p, int fd, const char *name, const struct past_options *o,
    struct diag_list *diags);
/* The same from memory; the text may go afterwards. */
int past_read_text(struct past *p, struct str text, const char *name, const struct past_options *o,
    struct diag_list *diags);
/* What a store has of a period, read beside a running desk.  -1 with a sentence in error. */
int past_read_store(struct past *p, const char *url, const struct past_options *o,
    char *error, size_t room);

#endif
