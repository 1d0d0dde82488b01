/* problem.h - what went wrong with a request, as an RFC 9457 problem document.  One table
 * (problem.c) yields status, type and title.  Pure. */
#ifndef XIAOER_HTTP_PROBLEM_H
#define XIAOER_HTTP_PROBLEM_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

enum problem_kind {
	PROBLEM_NONE,
	PROBLEM_BAD_TARGET, /* the path or query cannot be decoded */
	PROBLEM_FRAMING,    /* the headers leave a doubt where the request ends */
	PROBLEM_NOT_JSON,
	PROBLEM_UNAUTHORISED,
	PROBLEM_UNKNOWN_PATH,
	PROBLEM_NOT_FOUND, /* a known path, but no such thing */
	PROBLEM_METHOD,
	PROBLEM_AMBIGUOUS, /* a name that stands for several conversations */
	PROBLEM_CONFLICT,  /* not possible in this state */
	PROBLEM_MISDIRECTED, /* meant for another process */
	PROBLEM_BODY_TOO_LARGE,
	PROBLEM_MEDIA_TYPE,
	PROBLEM_INVALID,      /* JSON, but not what is asked for: member says where */
	PROBLEM_BOOK_REFUSED, /* findings says why */
	PROBLEM_HEADERS_TOO_LARGE,
	PROBLEM_INTERNAL,
	PROBLEM_NOT_CONFIGURED,
	PROBLEM_UNAVAILABLE, /* try again later */
	PROBLEM_COUNT
};

struct problem {
	enum problem_kind kind;
	struct str detail; /* a sentence for people; may be empty */
	struct str member; /* what of the request is at fault ("profile.vip"); may be empty */
	int64_t byte;      /* PROBLEM_NOT_JSON: where reading stopped, counted from 0 */
	const struct diag_list *findings; /* PROBLEM_BOOK_REFUSED */
};

enum { RETRY_AFTER_S = 1 };

int problem_status(enum problem_kind kind);
/* Fills *p and returns -1, so that a decoder ends with it. */
int problem_set(struct problem *p, enum problem_kind kind, struct arena *arena, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
/* PROBLEM_INVALID with the member at fault. */
int problem_invalid(struct problem *p, struct arena *arena, const char *member, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
void problem_write(const struct problem *p, struct buf *to);

#endif
