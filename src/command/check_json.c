/* check_json.c - what a check found, as one JSON object; the table of kinds as a list. */
#include <stdio.h>

#include "base/intl.h"
#include "base/json.h"
#include "base/utf8.h"
#include "check/kinds.h"
#include "command/check_run.h"

enum { JSON_MAX = 64 << 20 };

static void put_place(struct json_out *o, struct place at)
{
	json_key_str(o, "file", str_of(at.file));
	json_key_int(o, "line", at.line);
	json_key_int(o, "column", at.col);
}

static void put_finding(struct json_out *o, const struct diag *d, const char *reason)
{
	json_open(o, '{');
	json_key_str(o, "level", str_of(diag_level_name(d->level)));
	json_key_str(o, "kind", str_of(d->kind));
	json_key_str(o, "subject", str_of(d->subject));
	put_place(o, d->at);
	json_key_str(o, "text", str_of(d->text));
	if (d->proposal)
		json_key_str(o, "proposal", str_of(d->proposal));
	if (reason)
		json_key_str(o, "reason", str_of(reason));
	json_key_open(o, "others", '[');
	for (const struct diag_other *other = d->others; other; other = other->next) {
		json_open(o, '{');
		put_place(o, other->at);
		json_key_str(o, "text", str_of(other->text));
		json_close(o, '}');
	}
	json_close(o, ']');
	json_close(o, '}');
}

static size_t count_examples(const struct book *book)
{
	size_t n = 0;

	for (size_t i = 0; i < book->intents_n; i++)
		n += book->intents[i].examples_n;
	return n;
}

static void put_book(struct json_out *o, const struct checked_book *b)
{
	json_key_str(o, "book", str_of(b->name));
	json_key_bool(o, "good", b->book != NULL);
	if (!b->book)
		return;
	json_key_str(o, "version", b->book->version);
	json_key_int(o, "intents", (int64_t)b->book->intents_n);
	json_key_int(o, "phrases", (int64_t)b->book->phrases_n);
	json_key_int(o, "patterns", (int64_t)b->book->patterns_n);
	json_key_int(o, "examples", (int64_t)count_examples(b->book));
}

/* Of one book as ever, of several a list. */
static void put_books(struct json_out *o, const struct check_run *r)
{
	bool good = true;

	if (r->books_n == 1) {
		put_book(o, &r->books[0]);
		return;
	}
	for (size_t i = 0; i < r->books_n; i++)
		good = good && r->books[i].book;
	json_key_bool(o, "good", good);
	json_key_open(o, "books", '[');
	for (size_t i = 0; i < r->books_n; i++) {
		json_open(o, '{');
		put_book(o, &r->books[i]);
		json_close(o, '}');
	}
	json_close(o, ']');
}

void check_print_json(const struct check_run *r)
{
	struct json_out o;
	struct buf buf;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	json_open(&o, '{');
	put_books(&o, r);
	json_key_int(&o, "errors", (int64_t)diag_count(r->diags, DIAG_ERROR));
	json_key_int(&o, "warnings", (int64_t)diag_count(r->diags, DIAG_WARNING));
	json_key_int(&o, "advice", (int64_t)diag_count(r->diags, DIAG_ADVICE));
	json_key_int(&o, "allowed", (int64_t)r->allowed_n);
	json_key_open(&o, "findings", '[');
	for (size_t i = 0; i < diag_size(r->diags); i++)
		put_finding(&o, diag_at(r->diags, i), NULL);
	json_close(&o, ']');
	json_key_open(&o, "allowed_findings", '[');
	for (size_t i = 0; i < r->allowed_n; i++)
		put_finding(&o, &r->allowed[i].diag, r->allowed[i].reason);
	json_close(&o, ']');
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

static void print_kinds_json(void)
{
	struct json_out o;
	struct buf buf;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	json_open(&o, '[');
	for (size_t i = 0; i < check_kinds_n; i++) {
		json_open(&o, '{');
		json_key_str(&o, "kind", str_of(check_kinds[i].name));
		json_key_str(&o, "level", str_of(diag_level_name(check_kinds[i].level)));
		json_key_str(&o, "meaning", str_of(intl(check_kinds[i].meaning)));
		json_key_str(&o, "remedy", str_of(intl(check_kinds[i].remedy)));
		json_close(&o, '}');
	}
	json_close(&o, ']');
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

void check_print_kinds(bool json)
{
	if (json) {
		print_kinds_json();
		return;
	}
	for (size_t i = 0; i < check_kinds_n; i++) {
		const struct check_kind *k = &check_kinds[i];

		const char *level = intl(diag_level_name(k->level));

		printf("%-22s %-*s %s\n%31s %s\n", k->name, utf8_field(str_of(level), 8), level,
		    intl(k->meaning), "", intl(k->remedy));
	}
}
