/* place.c - see place.h.  Loading turned what was written into what is compiled, bit by bit from
 * left to right; the two are walked side by side. */
#include "check/place.h"

#include "base/utf8.h"
#include "pattern/normalise.h"

struct place place_of_source(const struct pattern *p, size_t at)
{
	struct place place = p->at;

	place.col +=
	    (unsigned)utf8_length(str_make(p->source.p, at < p->source.n ? at : p->source.n));
	return place;
}

/* Behind the group that begins at i. */
static size_t skip_group(struct str s, size_t i)
{
	unsigned depth = 0;

	for (; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return s.n;
}

static bool at_bytes(struct str s, size_t i, const char *bytes)
{
	return i < s.n && str_starts(str_make(s.p + i, s.n - i), str_of(bytes));
}

/* Behind what the character stands for in the compiled pattern, from k; k: nothing. */
static size_t skip_forms(const struct book *book, uint32_t code, struct str text, size_t k)
{
	uint32_t forms[18];
	size_t n = normalise_char(book->normaliser, code, forms);
	bool group = n > 1 && at_bytes(text, k, "(?:");
	size_t i = group ? k + 3 : k;

	for (size_t f = 0; f < n; f++) {
		char bytes[5] = {0};

		i += i < text.n && text.p[i] == '\\';
		bytes[utf8_put(forms[f], bytes)] = '\0';
		if (!at_bytes(text, i, bytes))
			return k;
		i += strlen(bytes);
	}
	return group && at_bytes(text, i, ")") ? i + 1 : i;
}

/* One step in both; false: they do not fit together. */
static bool advance(
    const struct book *book, struct str source, struct str text, size_t *i, size_t *k)
{
	const char *end = source.p[*i] == '<' ? memchr(source.p + *i, '>', source.n - *i) : NULL;
	size_t next = *i;

	if (end && at_bytes(text, *k, "(?:") && !at_bytes(text, *k, "<")) {
		*i = (size_t)(end - source.p) + 1;
		*k = skip_group(text, *k);
		return true;
	}
	if (source.p[*i] == '\\' && *i + 1 < source.n && (source.p[*i + 1] & 0x80)) {
		++*i; /* a backslash that was not needed is left out */
		return true;
	}
	if (!(source.p[*i] & 0x80)) {
		if (*k >= text.n || source.p[*i] != text.p[*k])
			return false;
		++*i;
		++*k;
		return true;
	}
	uint32_t code = utf8_next(source, &next);
	size_t raw = *k + (next - *i);

	if (raw <= text.n && memcmp(text.p + *k, source.p + *i, next - *i) == 0)
		*k = raw;
	else
		*k = skip_forms(book, code, text, *k);
	*i = next;
	return true;
}

/* The byte of the source; SIZE_MAX: lost. */
static size_t source_byte(const struct book *book, const struct pattern *p, size_t at)
{
	size_t i = 0, k = 0;

	while (i < p->source.n) {
		size_t start = i;

		if (!advance(book, p->source, p->text, &i, &k))
			return SIZE_MAX;
		if (k > at)
			return start;
	}
	return k <= at ? p->source.n : SIZE_MAX;
}

struct place place_of_text(const struct book *book, const struct pattern *p, size_t at)
{
	size_t byte = source_byte(book, p, at);

	return byte == SIZE_MAX ? p->at : place_of_source(p, byte);
}
