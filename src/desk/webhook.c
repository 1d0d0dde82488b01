/* webhook.c - Standard Webhooks without the network: see webhook.h. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/utf8.h"
#include "desk/webhook.h"

enum { SHA256 = 32 };

int webhook_secret(struct str written, struct arena *arena, struct str *bytes)
{
	struct str prefix = STR("whsec_");
	unsigned char *out;
	int n;

	if (!written.n)
		return -1;
	if (!str_starts(written, prefix)) {
		*bytes = arena_str(arena, written);
		return 0;
	}
	written.p += prefix.n;
	written.n -= prefix.n;
	out = arena_alloc(arena, written.n + 1);
	n = crypto_unbase64(written, out, written.n);
	if (n <= 0)
		return -1;
	*bytes = str_make((char *)out, (size_t)n);
	return 0;
}

size_t webhook_id(int64_t row, char out[WEBHOOK_ID])
{
	return (size_t)snprintf(out, WEBHOOK_ID, "msg_%lld", (long long)row);
}

void webhook_sign(
    struct str secret, struct str id, int64_t timestamp, struct str body, struct buf *to)
{
	unsigned char mac[SHA256];
	char text[4 * ((SHA256 + 2) / 3) + 1];
	struct buf in;

	buf_init(&in, id.n + body.n + 64);
	buf_adds(&in, id);
	buf_printf(&in, ".%lld.", (long long)timestamp);
	buf_adds(&in, body);
	assert(!in.failed);
	crypto_hmac_sha256(secret, buf_str(&in), mac);
	buf_free(&in);
	crypto_base64(mac, sizeof mac, text);
	buf_printf(to, "v1,%s", text);
}

/* Is any of the signatures ("v1,<base64>", with blanks between) this one?  All are looked at. */
static bool among(struct str signatures, struct str wanted)
{
	bool found = false;

	while (signatures.n) {
		const char *blank = memchr(signatures.p, ' ', signatures.n);
		size_t n = blank ? (size_t)(blank - signatures.p) : signatures.n;

		found |= crypto_equal(str_make(signatures.p, n), wanted);
		n += blank != NULL;
		signatures = str_make(signatures.p + n, signatures.n - n);
	}
	return found;
}

static bool signed_with(
    struct str secret, const struct webhook_headers *h, int64_t timestamp, struct str body)
{
	struct buf b;
	bool good;

	buf_init(&b, 128);
	webhook_sign(secret, h->id, timestamp, body, &b);
	good = secret.n && among(h->signature, buf_str(&b));
	buf_free(&b);
	return good;
}

enum webhook_check webhook_verify(struct str secret, struct str old,
    const struct webhook_headers *h, struct str body, int64_t now)
{
	int64_t timestamp;
	bool good;

	if (!h->id.n || h->id.n > WEBHOOK_ID_MAX || !h->signature.n ||
	    !str_to_int64(h->timestamp, &timestamp))
		return WEBHOOK_UNSIGNED;
	if (timestamp < now - WEBHOOK_TOLERANCE_S || timestamp > now + WEBHOOK_TOLERANCE_S)
		return WEBHOOK_STALE;
	good = signed_with(secret, h, timestamp, body);
	good |= signed_with(old, h, timestamp, body);
	return good ? WEBHOOK_GENUINE : WEBHOOK_FORGED;
}

struct str webhook_signed_words(
    const struct webhook_headers *h, struct str body, struct arena *arena)
{
	int64_t timestamp = 0;

	str_to_int64(h->timestamp, &timestamp);
	return arena_printf(
	    arena, "%.*s.%lld.%.*s", STR_ARG(h->id), (long long)timestamp, STR_ARG(body));
}

enum webhook_verdict webhook_judge(int status)
{
	if (status >= 200 && status < 300)
		return WEBHOOK_TAKEN;
	return status == 410 ? WEBHOOK_GONE : WEBHOOK_AGAIN;
}

int64_t webhook_delay(unsigned attempts, int64_t first, int64_t max, uint64_t dice,
    int64_t retry_after_ms)
{
	int64_t top = first < max ? first : max;
	int64_t delay;

	while (attempts-- > 1 && top < max)
		top = top > max / 2 ? max : top * 2;
	delay = (int64_t)(dice % ((uint64_t)top + 1));
	if (delay < retry_after_ms)
		delay = retry_after_ms < max ? retry_after_ms : max;
	return delay;
}

/* Joiners, marks and overrides of direction, breaks: they would turn the sentence that the number
 * stands in. */
static bool unseen(uint32_t code)
{
	return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

static bool printable(struct str s)
{
	size_t i = 0;

	while (i < s.n) {
		uint32_t code = utf8_next(s, &i);

		if (code < ' ' || (code >= 0x7f && code < 0xa0) || unseen(code))
			return false;
	}
	return true;
}

static size_t number_of(const struct json *v, char *out, size_t max)
{
	struct str text = str_trim(json_text(v));
	double number;

	if (!v)
		return 0;
	if (json_type(v) == JSON_NUMBER) {
		number = json_number(v);
		/* beyond 2^53 a double no longer holds every whole number: the wrong ticket would
		 * be named */
		if (number < 0 || number > 9007199254740992.0 || number != floor(number))
			return 0;
		return (size_t)snprintf(out, max + 1, "%.0f", number);
	}
	if (!text.n || text.n > max || !printable(text))
		return 0;
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return text.n;
}

static size_t first_of(
    const struct json *doc, const char *const *pointers, size_t count, char *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; !n && i < count; i++)
		n = number_of(json_pointer(doc, str_of(pointers[i])), out, max);
	return n;
}

size_t webhook_message(struct str answer, char out[WEBHOOK_MESSAGE + 1])
{
	static const char *const usual[] = {"/id", "/message_id", "/msgid"};
	struct json *doc;
	size_t where, n;

	out[0] = '\0';
	doc = json_parse(answer, &where);
	n = doc ? first_of(doc, usual, sizeof usual / sizeof *usual, out, WEBHOOK_MESSAGE) : 0;
	json_free(&doc);
	return n;
}

size_t webhook_number(struct str answer, struct str pointer, char out[WEBHOOK_NUMBER + 1])
{
	static const char *const usual[] = {"/number", "/ticket", "/id"};
	struct json *doc;
	size_t where, n = 0;

	out[0] = '\0';
	doc = json_parse(answer, &where);
	if (!doc)
		return 0;
	if (pointer.n)
		n = number_of(json_pointer(doc, pointer), out, WEBHOOK_NUMBER);
	else
		n = first_of(doc, usual, sizeof usual / sizeof *usual, out, WEBHOOK_NUMBER);
	json_free(&doc);
	return n;
}
