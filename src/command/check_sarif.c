/* check_sarif.c - what a check found, in the format that editors and forges read: SARIF 2.1.0
 * (OASIS, Static Analysis Results Interchange Format). */
#include <stdio.h>

#include "base/intl.h"
#include "base/json.h"
#include "check/kinds.h"
#include "command/check_run.h"

enum { SARIF_MAX = 64 << 20, FILES_MAX = 4096 };

/* What has no kind of its own: a mistake that keeps the book from being loaded. */
static const struct check_kind mistake = {"mistake", DIAG_ERROR,
    N_("A mistake in the file: the book cannot be loaded."), N_("Mend it; it cannot be allowed."),
    0};

struct sarif {
	struct json_out o;
	struct buf buf;
	struct arena *arena;
	const char *files[FILES_MAX]; /* that findings speak of */
	size_t files_n;
};

static const char *level_of(enum diag_level level)
{
	static const char *const levels[] = {"error", "warning", "note"};

	return levels[level];
}

/* ---- files ---- */

/* A path as a URI: relative ones stay so. */
static struct str uri_of(struct sarif *s, const char *path)
{
	struct str uri;
	struct buf b;

	buf_init(&b, SARIF_MAX);
	if (path[0] == '/')
		buf_addz(&b, "file://");
	for (const char *p = path; *p; p++) {
		if ((*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
		    strchr("/._~-", *p))
			buf_addc(&b, *p);
		else
			buf_printf(&b, "%%%02X", (unsigned char)*p);
	}
	uri = arena_str(s->arena, buf_str(&b));
	buf_free(&b);
	return uri;
}

/* Its number in the list of artifacts; -1: there is no room in it. */
static int number_of(struct sarif *s, const char *file)
{
	for (size_t i = s->files_n; i-- > 0;) /* findings are sorted: most likely the last */
		if (s->files[i] == file || !strcmp(s->files[i], file))
			return (int)i;
	if (s->files_n == FILES_MAX)
		return -1;
	s->files[s->files_n] = file;
	return (int)s->files_n++;
}

static void put_location(struct sarif *s, struct place at)
{
	struct json_out *o = &s->o;
	int number = number_of(s, at.file);

	json_key_open(o, "physicalLocation", '{');
	json_key_open(o, "artifactLocation", '{');
	json_key_str(o, "uri", uri_of(s, at.file));
	if (number >= 0)
		json_key_int(o, "index", number);
	json_close(o, '}');
	if (at.line) {
		json_key_open(o, "region", '{');
		json_key_int(o, "startLine", at.line);
		if (at.col)
			json_key_int(o, "startColumn", at.col);
		json_close(o, '}');
	}
	json_close(o, '}');
}

static void put_artifacts(struct sarif *s)
{
	json_key_open(&s->o, "artifacts", '[');
	for (size_t i = 0; i < s->files_n; i++) {
		json_open(&s->o, '{');
		json_key_open(&s->o, "location", '{');
		json_key_str(&s->o, "uri", uri_of(s, s->files[i]));
		json_close(&s->o, '}');
		json_close(&s->o, '}');
	}
	json_close(&s->o, ']');
}

/* ---- rules ---- */

static void put_text(struct json_out *o, const char *key, const char *text)
{
	json_key_open(o, key, '{');
	json_key_str(o, "text", str_of(text));
	json_close(o, '}');
}

static void put_rule(struct json_out *o, const struct check_kind *k)
{
	json_open(o, '{');
	json_key_str(o, "id", str_of(k->name));
	put_text(o, "shortDescription", intl(k->meaning));
	put_text(o, "help", intl(k->remedy));
	json_key_open(o, "defaultConfiguration", '{');
	json_key_str(o, "level", str_of(level_of(k->level)));
	json_close(o, '}');
	json_close(o, '}');
}

static void put_tool(struct json_out *o)
{
	json_key_open(o, "tool", '{');
	json_key_open(o, "driver", '{');
	json_key_str(o, "name", STR("xiaoer"));
	json_key_str(o, "version", STR(XIAOER_VERSION));
	json_key_str(o, "semanticVersion", STR(XIAOER_VERSION));
	json_key_open(o, "rules", '[');
	for (size_t i = 0; i < check_kinds_n; i++)
		put_rule(o, &check_kinds[i]);
	put_rule(o, &mistake);
	json_close(o, ']');
	json_close(o, '}');
	json_close(o, '}');
}

/* ---- results ---- */

static void put_message(struct sarif *s, const struct diag *d)
{
	struct str text = str_of(d->text);

	if (d->proposal)
		text = arena_printf(s->arena, "%s -> %s", d->text, d->proposal);
	json_key_open(&s->o, "message", '{');
	json_key_str(&s->o, "text", text);
	json_close(&s->o, '}');
}

static void put_others(struct sarif *s, const struct diag *d)
{
	int64_t id = 0;

	if (!d->others)
		return;
	json_key_open(&s->o, "relatedLocations", '[');
	for (const struct diag_other *other = d->others; other; other = other->next) {
		json_open(&s->o, '{');
		json_key_int(&s->o, "id", id++);
		if (other->at.file)
			put_location(s, other->at);
		put_text(&s->o, "message", other->text);
		json_close(&s->o, '}');
	}
	json_close(&s->o, ']');
}

/* Tells one finding from another when lines have moved. */
static void put_fingerprint(struct sarif *s, const struct diag *d)
{
	if (!*d->subject)
		return;
	json_key_open(&s->o, "partialFingerprints", '{');
	json_key_str(
	    &s->o, "kindAndSubject/v1", arena_printf(s->arena, "%s %s", d->kind, d->subject));
	json_close(&s->o, '}');
}

static void put_suppression(struct json_out *o, const char *reason)
{
	json_key_open(o, "suppressions", '[');
	json_open(o, '{');
	json_key_str(o, "kind", STR("inSource"));
	if (*reason)
		json_key_str(o, "justification", str_of(reason));
	json_close(o, '}');
	json_close(o, ']');
}

/* reason NULL: no comment allows it. */
static void put_result(struct sarif *s, const struct diag *d, const char *reason)
{
	const struct check_kind *k = check_kind(str_of(d->kind));

	json_open(&s->o, '{');
	json_key_str(&s->o, "ruleId", str_of(k ? k->name : mistake.name));
	json_key_int(&s->o, "ruleIndex", k ? k - check_kinds : (int64_t)check_kinds_n);
	json_key_str(&s->o, "level", str_of(level_of(d->level)));
	put_message(s, d);
	if (d->at.file) {
		json_key_open(&s->o, "locations", '[');
		json_open(&s->o, '{');
		put_location(s, d->at);
		json_close(&s->o, '}');
		json_close(&s->o, ']');
	}
	put_others(s, d);
	put_fingerprint(s, d);
	if (reason)
		put_suppression(&s->o, reason);
	json_close(&s->o, '}');
}

static void put_run(struct sarif *s, const struct check_run *r)
{
	json_open(&s->o, '{');
	put_tool(&s->o);
	json_key_str(&s->o, "columnKind", STR("unicodeCodePoints"));
	json_key_open(&s->o, "results", '[');
	for (size_t i = 0; i < diag_size(r->diags); i++)
		put_result(s, diag_at(r->diags, i), NULL);
	for (size_t i = 0; i < r->allowed_n; i++)
		put_result(s, &r->allowed[i].diag, r->allowed[i].reason);
	json_close(&s->o, ']');
	put_artifacts(s);
	json_close(&s->o, '}');
}

void check_print_sarif(const struct check_run *r)
{
	struct sarif *s = ARENA_NEW(r->arena, struct sarif);

	s->arena = r->arena;
	buf_init(&s->buf, SARIF_MAX);
	json_out_init(&s->o, &s->buf);
	json_open(&s->o, '{');
	json_key_str(&s->o, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
	json_key_str(&s->o, "version", STR("2.1.0"));
	json_key_open(&s->o, "runs", '[');
	put_run(s, r);
	json_close(&s->o, ']');
	json_close(&s->o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&s->buf)));
	buf_free(&s->buf);
}
