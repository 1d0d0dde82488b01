/* crypto.h - what xiaoer needs of OpenSSL's libcrypto; no name of it leaves crypto.c. */
#ifndef XIAOER_BASE_CRYPTO_H
#define XIAOER_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

void crypto_random(void *out, size_t n);              /* ends the process if the system has none */
uint64_t crypto_random_u64(void);
void crypto_sha256(struct str in, unsigned char out[32]);
void crypto_hmac_sha256(struct str key, struct str in, unsigned char out[32]);
bool crypto_equal(struct str a, struct str b);        /* in a time that depends on a.n and b.n alone */
/* Base64 (RFC 4648, padded).  The encoder writes 4 * ((n + 2) / 3) bytes and a NUL, and returns that length;
 * the decoder returns the length or -1 (room too small, not base64). */
size_t crypto_base64(const void *in, size_t n, char *out);
int crypto_unbase64(struct str in, unsigned char *out, size_t room);

#endif
