/* lookup.c - templates filled in, answers read: see lookup.h. */
#include "desk/lookup.h"

#include <math.h>
#include <stdio.h>

#include "base/intl.h"
#include "base/json.h"
#include "base/utf8.h"

/* A courier that was lost is not waited for much longer than the request may take. */
enum { GRACE_MS = 3000, NUMBER_MAX = 64 };

static bool is_name(char c)
{
	return (c & 0x80) || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
	       c == '_' || c == '-' || c == '.';
}

/* "{order_no}" at i: its end, or 0. */
static size_t slot_end(struct str t, size_t i)
{
	size_t end = i + 1;

	while (end < t.n && is_name(t.p[end]))
		end++;
	return end > i + 1 && end < t.n && t.p[end] == '}' ? end + 1 : 0;
}

bool lookup_piece(struct str t, size_t *at, struct lookup_piece *out)
{
	size_t i = *at, end = 0;

	if (i >= t.n)
		return false;
	while (i < t.n && !(t.p[i] == '{' && (end = slot_end(t, i))))
		i++;
	out->text = str_make(t.p + *at, i - *at);
	out->slot = i < t.n ? str_make(t.p + i + 1, end - i - 2) : STR("");
	*at = i < t.n ? end : t.n;
	return true;
}

/* ---- what may stand in a config ---- */

const char *lookup_check_url(struct str url, size_t *where)
{
	struct lookup_piece piece;
	size_t at = 0, host, path;
	const char *slashes = url.n ? memmem(url.p, url.n, "://", 3) : NULL;

	*where = 0;
	host = slashes ? (size_t)(slashes + 3 - url.p) : 0;
	for (path = host; path < url.n && !strchr("/?", url.p[path]);)
		path++;
	while (lookup_piece(url, &at, &piece)) {
		*where = (size_t)(piece.text.p - url.p) + piece.text.n;
		if (piece.slot.n && *where <= path)
			return N_("a slot cannot stand in the host");
	}
	for (*where = 0; *where < url.n; ++*where)
		if (url.p[*where] == '#')
			return N_("what follows # is not sent");
	return NULL;
}

/* Slots are put in as a text that is no JSON by itself: where it stands within a text it is as good
 * as any. */
const char *lookup_check_body(struct str body, struct arena *scratch, size_t *where)
{
	struct lookup_piece piece;
	size_t at = 0;
	struct str whole = STR("");
	struct json *doc;

	while (lookup_piece(body, &at, &piece))
		whole = arena_printf(scratch, "%.*s%.*s%s", STR_ARG(whole), STR_ARG(piece.text),
		    piece.slot.n ? "x" : "");
	doc = json_parse(whole, where);
	if (*where > body.n)
		*where = 0;
	if (!doc)
		return N_("it is no JSON with slots within texts, such as {\"no\": \"{order_no}\"}");
	json_free(&doc);
	return NULL;
}

/* ---- the request ---- */

static struct str value_of(struct values values, struct str slot)
{
	for (size_t i = 0; i < values.n; i++)
		if (str_eq(values.v[i].name, slot))
			return values.v[i].value;
	return STR("");
}

static void add_encoded(struct buf *to, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c && strchr("-._~", c)))
			buf_addc(to, (char)c);
		else
			buf_printf(to, "%%%02X", c);
	}
}

static void add_escaped(struct buf *to, struct str s)
{
	struct json_out o;
	struct buf quoted;

	buf_init(&quoted, LOOKUP_REQUEST_MAX);
	json_out_init(&o, &quoted);
	json_put_str(&o, s);
	if (quoted.failed || quoted.n < 2)
		to->failed = true;
	else
		buf_add(to, quoted.p + 1, quoted.n - 2);
	buf_free(&quoted);
}

static const char *fill(struct str template, struct values values,
    void (*add)(struct buf *to, struct str s), struct buf *to)
{
	struct lookup_piece piece;
	size_t at = 0;

	while (lookup_piece(template, &at, &piece)) {
		struct str value = value_of(values, piece.slot);

		buf_adds(to, piece.text);
		if (!piece.slot.n)
			continue;
		if (!value.n)
			return "a value it needs is missing";
		/* "." and ".." would be steps to another path */
		if (value.n > LOOKUP_VALUE_MAX || str_is(value, ".") || str_is(value, ".."))
			return "a value cannot be sent";
		add(to, value);
	}
	return to->failed ? "the request is too long" : NULL;
}

const char *lookup_url(const struct lookup *l, struct values values, struct buf *to)
{
	return fill(l->url, values, add_encoded, to);
}

const char *lookup_body(const struct lookup *l, struct values values, struct buf *to)
{
	return fill(l->body, values, add_escaped, to);
}

/* ---- the answer ---- */

/* Whole numbers as they stand up to 2^53, where a double stops holding each of them; others to the 15
 * digits that it holds. */
static struct str number_text(double n, struct arena *arena)
{
	char text[NUMBER_MAX];

	if (n == floor(n) && fabs(n) > 9007199254740992.0)
		return STR("");
	/* a zero has no sign */
	snprintf(text, sizeof text, n == floor(n) ? "%.0f" : "%.15g", n == 0 ? 0.0 : n);
	return arena_str(arena, str_of(text));
}

/* Controls are for terminals, marks of direction turn the sentence a value stands in. */
static bool is_control(uint32_t code)
{
	return code <= ' ' || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

static bool turns(uint32_t code)
{
	return code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0x061c || code == 0xfeff;
}

/* One line as a customer may read it: runs of blanks and controls are one blank. */
static struct str one_line(struct str s, struct arena *arena)
{
	char *out = arena_alloc(arena, s.n + 1);
	size_t n = 0, i = 0;

	while (i < s.n) {
		size_t from = i;
		uint32_t code = utf8_next(s, &i);

		if (turns(code))
			continue;
		if (!is_control(code)) {
			memcpy(out + n, s.p + from, i - from);
			n += i - from;
		} else if (n && out[n - 1] != ' ') {
			out[n++] = ' ';
		}
	}
	return str_trim(str_make(out, n));
}

static struct str text_of(const struct json *v, struct arena *arena)
{
	switch (v ? json_type(v) : JSON_NULL) {
	case JSON_STRING:
		return one_line(json_text(v), arena);
	case JSON_NUMBER:
		return number_text(json_number(v), arena);
	case JSON_BOOL:
		return json_bool(v) ? STR("yes") : STR("no");
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return STR("");
}

const char *lookup_read(
    const struct lookup *l, struct str body, struct arena *arena, struct values *out)
{
	size_t where;
	struct json *doc = json_parse(body, &where);
	struct value *list = ARENA_ARRAY(arena, struct value, l->slots_n + 1);

	if (!doc)
		return "the answer is no JSON";
	*out = (struct values){.v = list};
	for (size_t i = 0; i < l->slots_n; i++) {
		struct str text = text_of(json_pointer(doc, l->slots[i].pointer), arena);

		if (text.n)
			list[out->n++] = (struct value){l->slots[i].slot, text};
	}
	json_free(&doc);
	return NULL;
}

/* ---- what the dialogue knows ---- */

static void add_needs(struct str template, struct str *needs, size_t *n)
{
	struct lookup_piece piece;
	size_t at = 0;

	while (lookup_piece(template, &at, &piece)) {
		size_t i = 0;

		while (i < *n && !str_eq(needs[i], piece.slot))
			i++;
		if (piece.slot.n && i == *n)
			needs[(*n)++] = piece.slot;
	}
}

static size_t count_slots(struct str template)
{
	struct lookup_piece piece;
	size_t at = 0, n = 0;

	while (lookup_piece(template, &at, &piece))
		n += piece.slot.n > 0;
	return n;
}

struct lookup_offer lookup_offer(const struct lookup *l, struct arena *arena)
{
	struct str *needs =
	    ARENA_ARRAY(arena, struct str, count_slots(l->url) + count_slots(l->body) + 1);
	struct str *brings = ARENA_ARRAY(arena, struct str, l->slots_n + 1);
	struct lookup_offer o = {.name = l->name,
	    .needs = needs,
	    .brings = brings,
	    .answer_within = l->answer_within,
	    .give_up = l->timeout + GRACE_MS,
	    .reuse = l->reuse};

	add_needs(l->url, needs, &o.needs_n);
	add_needs(l->body, needs, &o.needs_n);
	for (int optional = 0; optional < 2; optional++) {
		for (size_t i = 0; i < l->slots_n; i++)
			if (l->slots[i].optional == optional)
				brings[o.brings_n++] = l->slots[i].slot;
		if (!optional)
			o.required_n = o.brings_n;
	}
	return o;
}
