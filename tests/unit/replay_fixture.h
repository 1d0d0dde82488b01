/* replay_fixture.h - two books from text, a past from lines of JSON, and what a replay makes of
 * them. */
#ifndef XIAOER_TESTS_UNIT_REPLAY_FIXTURE_H
#define XIAOER_TESTS_UNIT_REPLAY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h> /* what is tested here has threads: the thread sanitizer runs it too */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/zone.h"
#include "book/load.h"
#include "pattern/normalise.h"
#include "replay/replay.h"
#include "replay/past.h"

static struct normaliser *normaliser;

static int set_up(void **state)
{
	(void)state;
	log_set_level(LOG_ERROR);
	normaliser = normaliser_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	return 0;
}

static struct book *book_of(const char *file, const char *text)
{
	struct book_file f = {str_of(file), str_of(text)};
	struct book_options options = {.normaliser = normaliser, .no_examples = true};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(str_of(file), &f, 1, &options, diags);

	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(book);
	return book;
}

/* Monday 2026-11-23 10:00 in Shanghai. */
static const int64_t monday_ten = 1795399200000;

/* Everything of one replay; what is printed of it needs the books. */
struct played {
	struct shelf old, fresh;
	struct past *past;
	struct diag_list *diags;
	struct replay_result *r;
};

static void past_of(struct played *p, const char *lines, unsigned jobs)
{
	struct past_options o = {
	    .jobs = jobs, .zone = p->old.books[0]->settings.zone};

	p->diags = diag_list_new();
	p->past = past_new();
	assert_int_equal(past_read_text(p->past, str_of(lines), "lines", &o, p->diags), 0);
	past_close(p->past, monday_ten);
}

static void play(
    struct played *p, const char *old, const char *fresh, const char *lines, unsigned jobs)
{
	struct replay_options o = {.jobs = jobs, .examples = 5, .lines = 5};

	*p = (struct played){.old = {{book_of("old.yaml", old)}, 1},
	    .fresh = {{book_of("new.yaml", fresh)}, 1}};
	past_of(p, lines, jobs);
	p->r = replay_run(p->past, &p->old, &p->fresh, &o);
}

static void played_free(struct played *p)
{
	replay_free(&p->r);
	past_free(&p->past);
	diag_list_free(&p->diags);
	shelf_release(&p->old);
	shelf_release(&p->fresh);
}

static struct replay_print print_of(const struct played *p, bool mask)
{
	return (struct replay_print){.old = "old",
	    .fresh = "new",
	    .source = "lines",
	    .past = p->past,
	    .zone = p->old.books[0]->settings.zone,
	    .mask = mask};
}

static char *json_of(const struct played *p, bool mask)
{
	struct replay_print print = print_of(p, mask);
	struct buf b;
	char *text;

	buf_init(&b, 64 << 20);
	replay_json(p->r, &print, &b);
	text = strndup(b.p, b.n);
	buf_free(&b);
	return text;
}

#endif
