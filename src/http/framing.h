/* framing.h - where a request ends, as its headers say; and whether they leave a doubt.
 *
 * A proxy in front of us and the HTTP library may read doubtful headers in two ways; what one of
 * them takes for a body is the next request to the other (request smuggling).  So a request that
 * can be read in two ways is refused and its connection closed (RFC 9112, 6.1 and 6.3). */
#ifndef XIAOER_HTTP_FRAMING_H
#define XIAOER_HTTP_FRAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct framing {
	int64_t length; /* Content-Length; -1: none */
	bool expects;   /* Expect: 100-continue: the body is not on its way yet */
	bool encoded;   /* Transfer-Encoding */
	const char *doubt; /* a sentence for people; NULL: there is none */
};

void framing_init(struct framing *f);
void framing_header(struct framing *f, struct str name, struct str value); /* each in turn */

#endif
