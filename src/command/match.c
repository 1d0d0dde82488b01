/* match.c - `xiaoer match`: lines on stdin, one JSON object a line on stdout, for programs. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/json.h"
#include "base/utf8.h"
#include "book/match.h"
#include "command/command.h"

enum { CHUNK = 64 << 10 };

struct work {
	const struct book *book;
	struct match_scratch *scratch;
	struct arena *arena;
	struct buf out, line; /* line: the beginning of one that has not ended */
};

static void put_hit(struct json_out *o, struct arena *arena, const struct match_hit *h)
{
	json_open(o, '{');
	json_key_str(o, "id", h->intent->id);
	json_key_double(o, "score", h->score, 2);
	json_key_str(
	    o, "at", arena_printf(arena, "%s:%u", h->pattern->at.file, h->pattern->at.line));
	json_close(o, '}');
}

static void put_line(struct work *w, struct str text)
{
	struct match_result r;
	struct json_out o;

	if (text.n && text.p[text.n - 1] == '\r')
		text.n--;
	arena_reset(w->arena);
	int rc = match_text(w->book, w->scratch, w->arena, text, &r);
	json_out_init(&o, &w->out);
	json_open(&o, '{');
	json_key_str(&o, "text", text);
	if (rc < 0)
		json_key_str(&o, "error", STR("not UTF-8"));
	json_key_open(&o, "intents", '[');
	for (size_t i = 0; i < r.n; i++)
		put_hit(&o, w->arena, &r.hits[i]);
	json_close(&o, ']');
	json_close(&o, '}');
	buf_addc(&w->out, '\n');
}

/* 0, or -1 after a message. */
static int write_out(struct work *w)
{
	bool good = !w->out.failed && fwrite(w->out.p, 1, w->out.n, stdout) == w->out.n;

	if (!good)
		fprintf(stderr, _("xiaoer: match: cannot write: %s\n"),
		    w->out.failed ? _("a line is too long for this machine's memory")
				  : intl_errno(errno));
	buf_clear(&w->out);
	return good ? 0 : -1;
}

/* All lines that end in this chunk; the rest of it is kept. */
static int take_chunk(struct work *w, struct str chunk)
{
	while (chunk.n) {
		const char *end = memchr(chunk.p, '\n', chunk.n);
		struct str part = str_make(chunk.p, end ? (size_t)(end - chunk.p) : chunk.n);
		size_t taken = part.n + (end != NULL);
		if (w->line.n || !end) {
			buf_adds(&w->line, part);
			part = buf_str(&w->line);
		}
		w->out.failed |= w->line.failed;
		if (end) {
			put_line(w, part);
			buf_clear(&w->line);
			if ((w->out.n > CHUNK || w->out.failed) && write_out(w))
				return -1;
		}
		chunk = str_make(chunk.p + taken, chunk.n - taken);
	}
	return w->out.failed ? write_out(w) : 0;
}

/* Everything that was read is answered before the next read: who writes a line and waits for its
 * object gets it. */
static int run(struct work *w)
{
	static char chunk[CHUNK];

	for (;;) {
		ssize_t n = read(STDIN_FILENO, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fprintf(stderr, _("xiaoer: match: cannot read: %s\n"), intl_errno(errno));
			return COMMAND_FAILED;
		}
		if (n == 0)
			break;
		if (take_chunk(w, str_make(chunk, (size_t)n)) || write_out(w))
			return COMMAND_FAILED;
		if (fflush(stdout) != 0) {
			fprintf(stderr, _("xiaoer: match: cannot write: %s\n"), intl_errno(errno));
			return COMMAND_FAILED;
		}
	}
	if (w->line.n)
		put_line(w, buf_str(&w->line));
	return write_out(w) || fflush(stdout) != 0 ? COMMAND_FAILED : COMMAND_GOOD;
}

int command_match(int argc, char **argv)
{
	const char *dir = NULL;
	const struct command_option options[] = {
	    {"book", "DIR", N_("the book; default the zh-CN one inside the binary"), .text = &dir},
	};
	const struct command_usage usage = {N_("match [options] <LINES"),
	    N_("Reads messages, one a line, and writes one JSON object a line: the intents each "
	    "carries, best\n"
	    "first, with a score and the place of the pattern that found it:\n"
	    "  "
	    "{\"text\":\"..\",\"intents\":[{\"id\":\"shipping.where\",\"score\":0.9,\"at\":"
	    "\"phrases/zh-CN/shipping.yaml:12\"}]}\n"
	    "A line that is not UTF-8 gives an object with \"error\" and no intents.\n"),
	    options, 1, 0, 0};
	int status;

	if (command_options(&usage, argc, argv, &status) < 0)
		return status;

	struct normaliser *normaliser = normaliser_new();
	struct book *book = command_book(dir, normaliser);
	struct work w = {.book = book, .scratch = match_scratch_new(), .arena = arena_new(0)};

	buf_init(&w.out, SIZE_MAX / 4);
	buf_init(&w.line, SIZE_MAX / 4);
	status = book ? run(&w) : COMMAND_FAILED;
	buf_free(&w.out);
	buf_free(&w.line);
	match_scratch_free(&w.scratch);
	arena_free(&w.arena);
	book_release(&book);
	normaliser_free(&normaliser);
	return status;
}
