/* client.h - a call to the xiaoer that is serving on this machine: for commands that must go
 * through it. */
#ifndef XIAOER_COMMAND_CLIENT_H
#define XIAOER_COMMAND_CLIENT_H

#include "base/str.h"

enum { CLIENT_ERROR = 256 };

struct client_request {
	const char *method, *path;
	struct str body; /* JSON; may be empty */
	long process;    /* the only one that may do it: store_owner(); 0: whoever answers */
	unsigned wait_s; /* at most, for each part of the answer; 0: 30 */
};

/* Sends a request to the server at `listen` (a config's; an address of all interfaces is called by
 * loopback). token: may be empty.  Returns the HTTP status, or -1 with a sentence in error; answer
 * (may be NULL) gets what follows the headers, up to its maximum. */
struct buf;
int client_call(struct str listen, struct str token, const struct client_request *r,
    struct buf *answer, char error[CLIENT_ERROR]);

#endif
