/* decode_members.h - members of a JSON object with their limits; insiders of decode*.c only. */
#ifndef XIAOER_HTTP_DECODE_MEMBERS_H
#define XIAOER_HTTP_DECODE_MEMBERS_H

#include "base/json.h"
#include "http/decode.h"

struct members {
	struct json *doc;
	struct arena *arena;
	struct problem *p;
};

/* Parses the body, which must be an object.  Close with members_close() when it returned 0. */
int members_open(struct members *m, struct str body, struct arena *arena, struct problem *p);
void members_close(struct members *m);

enum members_need { MAY, MUST, MUST_NOT_BE_EMPTY };

/* Copies a string of at most max bytes. */
int members_text(
    struct members *m, const char *key, enum members_need need, size_t max, struct str *out);
int members_int(struct members *m, const char *key, int64_t min, int64_t max, int64_t *out);
/* An RFC 3339 moment. */
int members_time(struct members *m, const char *key, int64_t *ms);
/* A flat object of strings, numbers and true or false. */
int members_profile(struct members *m, const char *key, struct values *out);
/* An array of flat objects with a type; written anew as JSON. */
int members_attachments(struct members *m, const char *key, struct str *out);
int members_texts(struct members *m, const char *key, size_t max, struct str **out, size_t *n);

#endif
