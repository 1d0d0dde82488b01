/* auth.h - bearer tokens (RFC 6750).  Several are valid at a time, so that one can be replaced
 * without a gap. */
#ifndef XIAOER_HTTP_AUTH_H
#define XIAOER_HTTP_AUTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* header: the value of Authorization; empty when there is none.  Every token is compared, each in a
 * time that depends on lengths alone.  Without tokens everybody may. */
bool auth_may(const struct str *tokens, size_t n, struct str header);
/* For a server without tokens, which only this machine reaches - but so do the pages that are open
 * in its browsers.  Is it a page of another site (`origin`), or one that had its own name point
 * here (`host`)?  Both: the headers' values, empty when there are none.  A name without a dot, which
 * nobody outside can own, and an address are fine as host. */
bool auth_is_foreign(struct str host, struct str origin);

#endif
