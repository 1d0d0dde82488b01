/* charset.c - the only file that includes iconv's header. */
#include "sheet/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "base/utf8.h"

static const char replacement[] = "\xef\xbf\xbd";

bool charset_known(const char *charset)
{
	iconv_t cd = iconv_open("UTF-8", charset);

	if (cd == (iconv_t)-1)
		return false;
	iconv_close(cd);
	return true;
}

/* ---- which ---- */

static const struct {
	const char *mark;
	size_t n;
	const char *charset;
} marks[] = {{"\xef\xbb\xbf", 3, "UTF-8"}, {"\xff\xfe", 2, "UTF-16LE"}, {"\xfe\xff", 2, "UTF-16BE"},
    {"\x84\x31\x95\x33", 4, "GB18030"}};

/* UTF-16 without a mark: commas and line ends have their NUL on one side. */
static const char *by_nuls(struct str bytes)
{
	size_t at[2] = {0, 0};

	for (size_t i = 0; i < bytes.n; i++)
		at[i & 1] += !bytes.p[i];
	if (!at[0] && !at[1])
		return NULL;
	return at[1] >= at[0] ? "UTF-16LE" : "UTF-16BE";
}

static const char *detect(struct str bytes)
{
	const char *found = by_nuls(bytes);

	if (found)
		return found;
	return utf8_valid(bytes) ? "UTF-8" : "GB18030";
}

/* The charset that a byte order mark tells, which is taken off when it is that of `charset` too. */
static const char *take_mark(struct str *bytes, const char *charset)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (bytes->n < marks[i].n || memcmp(bytes->p, marks[i].mark, marks[i].n) != 0)
			continue;
		*bytes = str_make(bytes->p + marks[i].n, bytes->n - marks[i].n);
		return charset ? charset : marks[i].charset;
	}
	return charset;
}

/* ---- reading ---- */

struct reading {
	struct charset_text *out;
	struct buf text;
};

static void note_bad(struct reading *r)
{
	if (r->out->bad_n < CHARSET_BAD_MAX)
		r->out->bad[r->out->bad_n] = r->text.n;
	r->out->bad_n++;
	buf_addz(&r->text, replacement);
}

/* NULs are as bad as bytes that are none of the charset. */
static void add_good(struct reading *r, const char *p, size_t n)
{
	while (n) {
		const char *nul = memchr(p, 0, n);
		size_t run = nul ? (size_t)(nul - p) : n;

		buf_add(&r->text, p, run);
		if (nul)
			note_bad(r);
		p += run + (nul != NULL);
		n -= run + (nul != NULL);
	}
}

static void convert(struct reading *r, iconv_t cd, struct str bytes)
{
	char piece[16384], *in = (char *)bytes.p;
	size_t left = bytes.n;

	while (left) {
		char *to = piece;
		size_t room = sizeof piece;
		size_t rc = iconv(cd, &in, &left, &to, &room);
		int why = errno;

		add_good(r, piece, (size_t)(to - piece));
		if (rc != (size_t)-1 || why == E2BIG)
			continue;
		note_bad(
		    r); /* cut off at the end, or no character: its first byte is passed over */
		in++;
		left--;
		iconv(cd, NULL, NULL, NULL, NULL);
	}
}

int charset_decode(
    struct str bytes, const char *charset, struct arena *arena, struct charset_text *out)
{
	struct reading r = {.out = out};
	iconv_t cd;

	*out = (struct charset_text){0};
	charset = take_mark(&bytes, charset);
	out->charset = charset ? charset : detect(bytes);
	cd = iconv_open("UTF-8", out->charset);
	if (cd == (iconv_t)-1)
		return -1;
	buf_init(&r.text, SIZE_MAX / 2);
	convert(&r, cd, bytes);
	iconv_close(cd);
	out->text = arena_str(arena, buf_str(&r.text));
	buf_free(&r.text);
	return 0;
}

/* ---- writing ---- */

int charset_encode(struct str text, const char *charset, struct buf *out, size_t *where)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	char piece[16384], *in = (char *)text.p;
	size_t left = text.n;
	int rc = 0;

	*where = 0;
	if (cd == (iconv_t)-1)
		return -1;
	while (left && !rc) {
		char *to = piece;
		size_t room = sizeof piece;

		if (iconv(cd, &in, &left, &to, &room) == (size_t)-1 && errno != E2BIG)
			rc = -1;
		buf_add(out, piece, (size_t)(to - piece));
	}
	*where = text.n - left;
	iconv_close(cd);
	return rc;
}
