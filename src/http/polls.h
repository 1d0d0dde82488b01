/* polls.h - long polls that wait for a conversation to say something.
 *
 * Any thread tells what was said; the loop looks after the waiting.  Nothing is missed: a reading
 * that began before something was said and found nothing is repeated. */
#ifndef XIAOER_HTTP_POLLS_H
#define XIAOER_HTTP_POLLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct polls;

/* One waiting client; its maker owns it. */
struct poll {
	int64_t conversation;
	int64_t deadline_ms;
	uint64_t since; /* polls_mark() before the reading */
	bool listed;    /* waits */
	bool reading;   /* wake() was called and the reading is not back yet */
	bool again;     /* something was said meanwhile */
	bool
	    over; /* time is up, the client is gone or the server stops: answer whatever there is */
	struct poll *next, **link;
};

struct polls *polls_new(void);
void polls_free(struct polls **p);
uint64_t polls_mark(struct polls *p); /* any thread */
/* True when the loop is to be woken to call polls_wake().  Any thread. */
bool polls_said(struct polls *p, const int64_t *conversations, size_t n);

/* The loop's.  wake() is called for a poll that is to be read once more, or that is over. */
typedef void polls_wake_fn(struct poll *poll);
void polls_add(struct polls *p, struct poll *poll); /* it was read and there was nothing */
void polls_remove(
    struct polls *p, struct poll *poll); /* before its answer; fine when it was never added */
/* The reading since polls_add() or wake() found nothing: true when it must be repeated (reading
 * stays set). */
bool polls_again(struct polls *p, struct poll *poll);
void polls_wake(struct polls *p, polls_wake_fn *wake);
/* Those whose time is up; returns the milliseconds until the next, -1: none waits. */
int polls_tick(struct polls *p, int64_t now_ms, polls_wake_fn *wake);
void polls_over(struct polls *p, struct poll *poll, polls_wake_fn *wake);
void polls_over_all(struct polls *p, polls_wake_fn *wake);

#endif
