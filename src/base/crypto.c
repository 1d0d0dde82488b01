/* crypto.c - the only file that includes OpenSSL. */
#include "base/crypto.h"

#include <assert.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void broken(const char *what)
{
	fprintf(stderr, "xiaoer: libcrypto cannot give %s\n", what);
	abort();
}

void crypto_random(void *out, size_t n)
{
	unsigned char *p = out;
	while (n) {
		int part = n < INT_MAX ? (int)n : INT_MAX;
		if (RAND_bytes(p, part) != 1)
			broken("random bytes");
		p += part;
		n -= (size_t)part;
	}
}

uint64_t crypto_random_u64(void)
{
	uint64_t v;
	crypto_random(&v, sizeof v);
	return v;
}

void crypto_sha256(struct str in, unsigned char out[32])
{
	if (EVP_Digest(in.n ? in.p : "", in.n, out, NULL, EVP_sha256(), NULL) != 1)
		broken("SHA-256");
}

void crypto_hmac_sha256(struct str key, struct str in, unsigned char out[32])
{
	assert(key.n <= INT_MAX);
	const unsigned char *data = (const unsigned char *)(in.n ? in.p : "");
	if (!HMAC(EVP_sha256(), key.n ? key.p : "", (int)key.n, data, in.n, out, NULL))
		broken("HMAC-SHA-256");
}

bool crypto_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

size_t crypto_base64(const void *in, size_t n, char *out)
{
	assert(n <= INT_MAX / 2);
	out[0] = '\0';
	return n ? (size_t)EVP_EncodeBlock((unsigned char *)out, in, (int)n) : 0;
}

static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Not EVP_DecodeBlock: it allows blanks and counts the padding as bytes. */
int crypto_unbase64(struct str in, unsigned char *out, size_t room)
{
	if (in.n % 4 || in.n / 4 * 3 > INT_MAX)
		return -1;
	size_t padding = in.n == 0 ? 0 : (in.p[in.n - 1] == '=') + (in.p[in.n - 2] == '=');
	if (in.n && in.p[in.n - 2] == '=' && in.p[in.n - 1] != '=')
		return -1;
	size_t length = in.n / 4 * 3 - padding, done = 0;
	if (length > room)
		return -1;
	uint32_t bits = 0;
	for (size_t i = 0; i < in.n; i++) {
		int d = i >= in.n - padding ? 0 : digit(in.p[i]);
		if (d < 0)
			return -1;
		bits = bits << 6 | (uint32_t)d;
		if (i % 4 == 3)
			for (int shift = 16; shift >= 0 && done < length; shift -= 8)
				out[done++] = (unsigned char)(bits >> shift);
	}
	return (int)length;
}
