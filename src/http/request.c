/* request.c - what handlers share: query values, shops, refusals, jobs. */
#include <strings.h>

#include "http/auth.h"
#include "http/http_internal.h"
#include "http/url.h"

const char *http_doubt(const struct exchange *x)
{
	const struct http_options *o = &x->http->options;

	if (!auth_may(o->tokens, o->tokens_n, x->authorization))
		return "send the header Authorization: Bearer TOKEN";
	if (!o->tokens_n && auth_is_foreign(x->host, x->origin))
		return "without a token only programs of this machine are served, by its own name, "
		       "and no page of another site: set a token, and send it";
	return NULL;
}

const struct shop *http_shop(struct exchange *x, struct str name)
{
	const struct http_options *o = &x->http->options;
	struct problem p;

	if (name.n == 0)
		return &o->shops[0];
	for (size_t i = 0; i < o->shops_n; i++)
		if (str_eq(o->shops[i].name, name))
			return &o->shops[i];
	problem_invalid(&p, x->arena, "shop", "there is no shop \"%.*s\"", STR_ARG(name));
	exchange_problem(x, &p);
	return NULL;
}

int http_query(struct exchange *x, const char *name, struct str *out)
{
	*out = STR("");
	if (url_query(x->query, name, x->arena, out) >= 0)
		return 0;
	exchange_fail(x, PROBLEM_BAD_TARGET,
	    "the value of %s in the query is not percent-encoded UTF-8", name);
	return -1;
}

/* One of a list with commas between them? */
static bool is_listed(const char *names, struct str name)
{
	for (const char *end; *names; names = *end ? end + 2 : end) {
		end = names + strcspn(names, ",");
		if (str_eq(str_make(names, (size_t)(end - names)), name))
			return true;
	}
	return false;
}

int http_query_names(struct exchange *x, const char *names)
{
	struct str rest = x->query;
	while (rest.n > 0) {
		const char *end = memchr(rest.p, '&', rest.n);
		struct str pair = str_make(rest.p, end ? (size_t)(end - rest.p) : rest.n);
		const char *equals = pair.n ? memchr(pair.p, '=', pair.n) : NULL;
		struct str name = equals ? str_make(pair.p, (size_t)(equals - pair.p)) : pair;
		if (name.n && !is_listed(names, name)) {
			exchange_fail(x, PROBLEM_BAD_TARGET,
			    "unknown parameter %.*s; this call takes %s", STR_ARG(name), names);
			return -1;
		}
		rest = end ? str_make(end + 1, (size_t)(rest.p + rest.n - end - 1)) : STR("");
	}
	return 0;
}

int http_query_int(struct exchange *x, const char *name, int64_t min, int64_t max, int64_t *out)
{
	struct str text;
	int64_t value;

	if (http_query(x, name, &text) < 0)
		return -1;
	if (text.n == 0)
		return 0;
	if (str_to_int64(text, &value) && value >= min && value <= max) {
		*out = value;
		return 0;
	}
	exchange_fail(x, PROBLEM_BAD_TARGET, "%s must be a whole number from %lld to %lld", name,
	    (long long)min, (long long)max);
	return -1;
}

/* Does the client itself say that the body is something else?  (curl -d says it sends a form,
 * whatever it sends: who began with a bracket meant JSON and made a mistake in it.) */
static bool says_not_json(struct str type, struct str body)
{
	static const char *const others[] = {"multipart/", "text/xml", "text/html",
	    "application/xml", "image/", "application/x-www-form-urlencoded",
	    "application/octet-stream"};

	body = str_trim(body);
	if (!body.n || strchr("{[\"", *body.p))
		return false;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (type.n >= strlen(others[i]) &&
		    strncasecmp(type.p, others[i], strlen(others[i])) == 0)
			return true;
	return false;
}

enum exchange_next http_refuse(struct exchange *x, struct problem *p)
{
	if (p->kind == PROBLEM_NOT_JSON && says_not_json(x->content_type, x->body))
		problem_set(p, PROBLEM_MEDIA_TYPE, x->arena,
		    "send JSON as application/json, not %.*s", STR_ARG(x->content_type));
	return exchange_problem(x, p);
}

static void job_done(struct job *job)
{
	exchange_back(job->ctx);
}

enum exchange_next http_submit(
    struct exchange *x, struct job *job, enum exchange_next (*then)(struct exchange *x))
{
	job->arena = x->arena;
	job->done = job_done;
	job->ctx = x;
	x->call = job;
	x->then = then;
	if (desk_submit(x->http->options.desk, job))
		return EXCHANGE_LATER;
	book_release(&job->book);
	return exchange_fail(x, PROBLEM_UNAVAILABLE,
	    "too much waits to be answered; nothing was taken, send it again");
}
