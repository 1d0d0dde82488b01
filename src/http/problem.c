#include "http/problem.h"

#include <assert.h>
#include <stdio.h>

#include "base/json.h"
#include "http/findings.h"

static const struct {
	int status;
	const char *name, *title;
} problems[PROBLEM_COUNT] = {
    [PROBLEM_NONE] = {500, "internal", "Something went wrong here"},
    [PROBLEM_BAD_TARGET] = {400, "bad-target", "The path or query cannot be decoded"},
    [PROBLEM_FRAMING] = {400, "framing", "The headers leave a doubt where the request ends"},
    [PROBLEM_NOT_JSON] = {400, "not-json", "The body is not JSON"},
    [PROBLEM_UNAUTHORISED] = {401, "unauthorised", "A bearer token is needed"},
    [PROBLEM_UNKNOWN_PATH] = {404, "unknown-path", "There is nothing at this path"},
    [PROBLEM_NOT_FOUND] = {404, "not-found", "There is no such thing"},
    [PROBLEM_METHOD] = {405, "method", "This path does not take this method"},
    [PROBLEM_AMBIGUOUS] = {409, "ambiguous", "Several conversations have this name"},
    [PROBLEM_CONFLICT] = {409, "conflict", "Not possible in this state"},
    [PROBLEM_MISDIRECTED] = {421, "misdirected", "This is another xiaoer than the one that was meant"},
    [PROBLEM_BODY_TOO_LARGE] = {413, "body-too-large", "The body is too large"},
    [PROBLEM_MEDIA_TYPE] = {415, "media-type", "The body must be JSON"},
    [PROBLEM_INVALID] = {422, "invalid", "The body is not what this call takes"},
    [PROBLEM_BOOK_REFUSED] = {422, "book-refused", "The book is refused; the old one stays"},
    [PROBLEM_HEADERS_TOO_LARGE] = {431, "headers-too-large", "The headers are too large"},
    [PROBLEM_INTERNAL] = {500, "internal", "Something went wrong here"},
    [PROBLEM_NOT_CONFIGURED] = {501, "not-configured", "This server was not set up for that"},
    [PROBLEM_UNAVAILABLE] = {503, "unavailable", "Not now; try again later"},
};

int problem_status(enum problem_kind kind)
{
	assert(kind < PROBLEM_COUNT);
	return problems[kind].status;
}

static struct str detail_print(struct arena *arena, const char *fmt, va_list args)
{
	char text[512];
	int n = vsnprintf(text, sizeof text, fmt, args);

	if (n < 0)
		return STR("");
	return arena_str(
	    arena, str_make(text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1));
}

int problem_set(
    struct problem *p, enum problem_kind kind, struct arena *arena, const char *fmt, ...)
{
	va_list args;

	*p = (struct problem){.kind = kind};
	va_start(args, fmt);
	p->detail = detail_print(arena, fmt, args);
	va_end(args);
	return -1;
}

int problem_invalid(
    struct problem *p, struct arena *arena, const char *member, const char *fmt, ...)
{
	va_list args;

	*p = (struct problem){.kind = PROBLEM_INVALID};
	p->member = arena_str(arena, str_of(member));
	va_start(args, fmt);
	p->detail = detail_print(arena, fmt, args);
	va_end(args);
	return -1;
}

void problem_write(const struct problem *p, struct buf *to)
{
	struct json_out o;
	char type[64];

	assert(p->kind < PROBLEM_COUNT);
	snprintf(type, sizeof type, "urn:xiaoer:problem:%s", problems[p->kind].name);
	json_out_init(&o, to);
	json_open(&o, '{');
	json_key_str(&o, "type", str_of(type));
	json_key_str(&o, "title", str_of(problems[p->kind].title));
	json_key_int(&o, "status", problems[p->kind].status);
	if (p->detail.n > 0)
		json_key_str(&o, "detail", p->detail);
	if (p->member.n > 0)
		json_key_str(&o, "member", p->member);
	if (p->kind == PROBLEM_NOT_JSON)
		json_key_int(&o, "byte", p->byte);
	if (p->findings)
		findings_write(&o, "findings", p->findings);
	json_close(&o, '}');
}
