/* decode_book.c - bodies of publish and rollback. */
#include "http/decode.h"
#include "http/decode_members.h"
#include "trainer/version.h"

enum { WHO_MAX = 256, WHY_MAX = 4096, VERSION_MAX = 64 };

static int invalid(struct members *m, const char *member, const char *text)
{
	return problem_invalid(m->p, m->arena, member, "%s", text);
}

static int read_warnings(struct members *m, struct books_request *r)
{
	struct str text;

	if (members_text(m, "warnings", MAY, WHO_MAX, &text) < 0)
		return -1;
	r->accept_warnings = str_is(text, "accept");
	if (text.n && !r->accept_warnings && !str_is(text, "refuse"))
		return invalid(m, "warnings", "warnings must be refuse or accept");
	return 0;
}

static int read_dry_run(struct members *m, struct books_request *r)
{
	const struct json *v = json_get(m->doc, "dry_run");

	if (!v || json_type(v) == JSON_NULL)
		return 0;
	if (json_type(v) != JSON_BOOL)
		return invalid(m, "dry_run", "dry_run must be true or false");
	r->dry_run = json_bool(v);
	return 0;
}

static int read_common(struct members *m, struct books_request *r)
{
	return members_text(m, "shop", MAY, DECODE_NAME_MAX, &r->shop) < 0 ||
		       members_text(m, "language", MAY, DECODE_NAME_MAX, &r->language) < 0 ||
		       members_text(m, "who", MUST_NOT_BE_EMPTY, WHO_MAX, &r->who) < 0 ||
		       members_text(m, "why", MUST_NOT_BE_EMPTY, WHY_MAX, &r->why) < 0 ||
		       members_text(m, "base", MAY, VERSION_MAX, &r->base) < 0 ||
		       read_warnings(m, r) < 0 || read_dry_run(m, r) < 0
		   ? -1
		   : 0;
}

static int read_files(struct members *m, struct books_request *r)
{
	const struct json *list = json_get(m->doc, "files");
	struct book_files *files = ARENA_NEW(m->arena, struct book_files);
	struct book_file *texts = ARENA_ARRAY(m->arena, struct book_file, json_size(list) + 1);
	const char *fault;
	size_t n = 0;

	if (json_type(list) != JSON_ARRAY)
		return invalid(m, "files", "files must be a list of {\"name\": .., \"text\": ..}");
	for (const struct json *f = json_first(list); f; f = json_next(f)) {
		const struct json *name = json_get(f, "name"), *text = json_get(f, "text");

		if (json_type(name) != JSON_STRING || json_type(text) != JSON_STRING)
			return invalid(m, "files", "each of files has a name and a text");
		texts[n++] = (struct book_file){
		    arena_str(m->arena, json_text(name)), arena_str(m->arena, json_text(text))};
	}
	fault = version_arrange(texts, n, m->arena, files);
	if (fault)
		return invalid(m, "files", fault);
	r->files = files;
	return 0;
}

static int decode(struct str body, struct arena *arena, struct books_request *out,
    struct problem *p, bool publish)
{
	struct members m;
	int rc;

	*out = (struct books_request){0};
	if (members_open(&m, body, arena, p) < 0)
		return -1;
	rc = read_common(&m, out);
	if (rc == 0)
		rc = publish ? read_files(&m, out)
			     : members_text(&m, "version", MAY, VERSION_MAX, &out->version);
	members_close(&m);
	return rc;
}

int decode_publish(
    struct str body, struct arena *arena, struct books_request *out, struct problem *p)
{
	return decode(body, arena, out, p, true);
}

int decode_rollback(
    struct str body, struct arena *arena, struct books_request *out, struct problem *p)
{
	return decode(body, arena, out, p, false);
}
