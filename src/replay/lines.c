/* lines.c - a file of lines into a past: read in chunks, taken apart by several threads, put
 * together in order.
 *
 * A member reads the next chunk (under the lock), takes it apart by itself, and waits for its turn
 * to hand it over, so that the past is the same for any number of them. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "replay/line.h"
#include "replay/team.h"

/* A line longer than LINE_MOST is no line of chats; it is passed over. */
enum { CHUNK = 1 << 20, LINE_MOST = 256 << 20, ARENA_CHUNK = 1 << 16 };

struct fault {
	size_t line, col; /* line: within its chunk, from 0 */
	struct str text;
};

/* What one member has in hand. */
struct chunk {
	struct str text; /* whole lines */
	char *buffer;
	size_t room;
	size_t number;
	bool too_long; /* stands for one line that is left out */
	struct line_reader reader;
	uint32_t *lines; /* of each item */
	size_t lines_room, lines_n;
	struct fault *faults; /* in the arena of names */
	size_t faults_n;
};

struct lines {
	struct past *past;
	const struct past_options *options;
	const char *name;
	struct diag_list *diags;
	struct team *team;
	/* reading, under `reading` */
	pthread_mutex_t reading;
	int fd; /* -1: memory is what is left of the text */
	struct str memory;
	struct buf carry; /* the beginning of the next line */
	size_t chunks;
	bool ended;
	int error;
	/* handing over, under `handing` */
	pthread_mutex_t handing;
	pthread_cond_t turn;
	size_t handed, line;
};

static void *room_for(void *p, size_t n)
{
	p = realloc(p, n);
	if (!p)
		abort(); /* as the arena does */
	return p;
}

/* ---- reading ---- */

/* Reads up to n bytes; less at the end alone.  -1: errno. */
static ssize_t read_full(int fd, char *to, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, to + got, n - got);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	return (ssize_t)got;
}

static void make_room(struct chunk *p, size_t n)
{
	if (p->room >= n)
		return;
	p->buffer = room_for(p->buffer, n);
	p->room = n;
}

/* After a line that is too long: up to its end. */
static void skip_line(struct lines *l, struct chunk *p)
{
	ssize_t got;

	while ((got = read_full(l->fd, p->buffer, CHUNK)) > 0) {
		const char *end = memchr(p->buffer, '\n', (size_t)got);

		if (!end)
			continue;
		end++;
		buf_clear(&l->carry);
		buf_add(&l->carry, end, (size_t)(p->buffer + got - end));
		return;
	}
	l->ended = true;
	if (got < 0)
		l->error = errno;
}

/* Whole lines into the buffer; what stands behind the last of them is carried over. */
static void read_file(struct lines *l, struct chunk *p)
{
	size_t n = l->carry.n, whole = 0;

	make_room(p, n + CHUNK);
	if (n)
		memcpy(p->buffer, l->carry.p, n);
	buf_clear(&l->carry);
	while (!whole && !l->ended && n < LINE_MOST) {
		const char *last;
		ssize_t got;

		make_room(p, n + CHUNK > 2 * n ? n + CHUNK : 2 * n);
		got = read_full(l->fd, p->buffer + n, p->room - n);
		if (got < 0)
			l->error = errno;
		l->ended = got < (ssize_t)(p->room - n);
		last = got > 0 ? memrchr(p->buffer + n, '\n', (size_t)got) : NULL;
		n += got > 0 ? (size_t)got : 0;
		whole = l->ended ? n : last ? (size_t)(last - p->buffer) + 1 : 0;
	}
	p->too_long = !whole && !l->ended;
	if (p->too_long) {
		p->text = STR("");
		skip_line(l, p);
		return;
	}
	p->text = str_make(p->buffer, whole);
	buf_add(&l->carry, p->buffer + whole, n - whole);
}

static void read_memory(struct lines *l, struct chunk *p)
{
	const char *end = NULL;

	if (l->memory.n > CHUNK)
		end = memchr(l->memory.p + CHUNK, '\n', l->memory.n - CHUNK);
	p->text = str_make(l->memory.p, end ? (size_t)(end + 1 - l->memory.p) : l->memory.n);
	l->memory = str_make(l->memory.p + p->text.n, l->memory.n - p->text.n);
	l->ended = l->memory.n == 0;
}

/* false: there is no more. */
static bool next_chunk(struct lines *l, struct chunk *p)
{
	bool more;

	pthread_mutex_lock(&l->reading);
	more = !l->ended;
	if (more) {
		p->number = l->chunks++;
		p->too_long = false;
		if (l->fd >= 0)
			read_file(l, p);
		else
			read_memory(l, p);
		atomic_fetch_add(&l->team->done, p->text.n);
	}
	pthread_mutex_unlock(&l->reading);
	return more;
}

/* ---- taking apart ---- */

static void note_lines(struct chunk *p, size_t line)
{
	if (p->lines_room < p->reader.n) {
		p->lines_room = p->reader.room;
		p->lines = room_for(p->lines, p->lines_room * sizeof *p->lines);
	}
	while (p->lines_n < p->reader.n)
		p->lines[p->lines_n++] = (uint32_t)line;
}

static void note_fault(struct chunk *p, size_t line, struct str text)
{
	struct line_reader *r = &p->reader;
	size_t n = p->faults_n;

	if ((n & (n - 1)) == 0)
		p->faults = arena_grow(r->names, p->faults, n * sizeof *p->faults,
		    (n ? 2 * n : 1) * sizeof *p->faults);
	/* the column counts characters, as far as the line is text */
	p->faults[p->faults_n++] = (struct fault){line,
	    r->fault_byte ? utf8_length(str_make(text.p, r->fault_byte - 1)) + 1 : 0, r->fault};
}

static struct str next_line(struct str *rest)
{
	const char *end = memchr(rest->p, '\n', rest->n);
	struct str line = str_make(rest->p, end ? (size_t)(end - rest->p) : rest->n);
	size_t n = line.n + (end != NULL);

	*rest = str_make(rest->p + n, rest->n - n);
	return line;
}

/* Returns how many lines it has. */
static size_t take_apart(struct lines *l, struct chunk *p)
{
	struct str rest = p->text, mark = STR("\xef\xbb\xbf");
	size_t n = 0;

	p->reader.words = arena_new(ARENA_CHUNK);
	p->reader.zone = l->options->zone;
	p->reader.n = p->lines_n = p->faults_n = 0;
	p->faults = NULL;
	arena_reset(p->reader.names);
	if (p->too_long) {
		p->reader.fault_byte = 0;
		p->reader.fault = str_of(_("the line is longer than 256 MB"));
		note_fault(p, n++, p->text);
	}
	if (p->number == 0 && str_starts(rest, mark))
		rest = str_make(rest.p + mark.n, rest.n - mark.n);
	for (; rest.n; n++) {
		struct str line = next_line(&rest);

		if (line_read(&p->reader, line) != 0)
			note_fault(p, n, line);
		note_lines(p, n);
	}
	return n;
}

/* ---- handing over ---- */

/* false: it is not to be played, which is counted. */
static bool is_played(struct lines *l, const struct line_item *it)
{
	const struct past_options *o = l->options;
	struct past_numbers *numbers = past_numbers(l->past);

	if ((o->channel.n && !str_eq(o->channel, it->channel)) ||
	    (o->shop.n && !str_eq(o->shop, it->shop)))
		return false;
	if (it->from == LINE_BOT || (it->from == LINE_AGENT && !o->humans)) {
		numbers->bots_left += it->from == LINE_BOT;
		numbers->agents_left += it->from == LINE_AGENT;
		return false;
	}
	if (!it->e.text.n && !(it->e.more && it->e.more->attached.n)) {
		numbers->empty++;
		return false;
	}
	return true;
}

static void hand_items(struct lines *l, const struct chunk *p)
{
	for (size_t i = 0; i < p->reader.n; i++) {
		const struct line_item *it = &p->reader.items[i];
		struct past_event e = it->e;

		e.line = (uint32_t)(l->line + p->lines[i] + 1);
		if (!is_played(l, it))
			continue;
		e.talk = past_talk_of(l->past, it->shop, it->channel, it->conversation, 0);
		past_add(l->past, &e);
	}
}

static void hand_faults(struct lines *l, const struct chunk *p)
{
	for (size_t i = 0; i < p->faults_n; i++) {
		const struct fault *f = &p->faults[i];
		struct place at = {l->name, (unsigned)(l->line + f->line + 1), (unsigned)f->col};

		diag_error(l->diags, at, "%.*s", STR_ARG(f->text));
	}
	past_numbers(l->past)->bad_lines += p->faults_n;
}

static void hand_over(struct lines *l, struct chunk *p, size_t n)
{
	pthread_mutex_lock(&l->handing);
	while (l->handed != p->number)
		pthread_cond_wait(&l->turn, &l->handing);
	hand_items(l, p);
	hand_faults(l, p);
	l->line += n;
	past_keep(l->past, &p->reader.words);
	l->handed++;
	pthread_cond_broadcast(&l->turn);
	pthread_mutex_unlock(&l->handing);
}

static void work(void *ctx, unsigned member)
{
	struct lines *l = ctx;
	struct chunk p = {.reader = {.names = arena_new(ARENA_CHUNK)}};

	(void)member;
	while (next_chunk(l, &p))
		hand_over(l, &p, take_apart(l, &p));
	free(p.buffer);
	free(p.lines);
	free(p.reader.items);
	arena_free(&p.reader.names);
}

static int run(struct lines *l, size_t bytes)
{
	struct team team = {.jobs = l->options->jobs,
	    .work = work,
	    .ctx = l,
	    .progress = l->options->progress,
	    .total = bytes};

	l->team = &team;
	buf_init(&l->carry, SIZE_MAX / 4);
	pthread_mutex_init(&l->reading, NULL);
	pthread_mutex_init(&l->handing, NULL);
	pthread_cond_init(&l->turn, NULL);
	team_run(&team);
	pthread_cond_destroy(&l->turn);
	pthread_mutex_destroy(&l->handing);
	pthread_mutex_destroy(&l->reading);
	buf_free(&l->carry);
	past_numbers(l->past)->lines += l->line;
	if (!l->error)
		return 0;
	return diag_error(
	    l->diags, (struct place){.file = l->name}, "it cannot be read: %s", intl_errno(l->error));
}

int past_read_lines(
    struct past *p, int fd, const char *name, const struct past_options *o, struct diag_list *diags)
{
	struct lines l = {.past = p, .options = o, .name = name, .diags = diags, .fd = fd};
	struct stat st;

	return run(&l, fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0);
}

int past_read_text(struct past *p, struct str text, const char *name, const struct past_options *o,
    struct diag_list *diags)
{
	struct lines l = {.past = p, .options = o, .name = name, .diags = diags, .fd = -1};

	l.memory = text;
	l.ended = text.n == 0;
	return run(&l, text.n);
}
