#include "http/framing.h"

#include <strings.h>

void framing_init(struct framing *f)
{
	*f = (struct framing){.length = -1};
}

static bool is(struct str a, const char *b)
{
	return a.n == strlen(b) && strncasecmp(a.p, b, a.n) == 0;
}

static void take_length(struct framing *f, struct str value)
{
	int64_t length;

	if (!str_to_int64(value, &length))
		length = INT64_MAX;
	if (f->length >= 0 && f->length != length)
		f->doubt = "there are two lengths, Content-Length stands there twice";
	f->length = length;
}

static void take_encoding(struct framing *f, struct str value)
{
	if (f->encoded || !is(value, "chunked"))
		f->doubt = "the only Transfer-Encoding understood is chunked, once";
	f->encoded = true;
}

void framing_header(struct framing *f, struct str name, struct str value)
{
	if (name.n == 0 || name.p[name.n - 1] == ' ' || name.p[name.n - 1] == '\t')
		f->doubt = "no blank may stand between the name of a header and its colon";
	else if (is(name, "Content-Length"))
		take_length(f, value);
	else if (is(name, "Transfer-Encoding"))
		take_encoding(f, value);
	else if (is(name, "Expect"))
		f->expects = true;
	if (f->encoded && f->length >= 0)
		f->doubt = "Content-Length and Transfer-Encoding exclude each other";
}
