/* replay.c - see replay.h: conversations shared out among threads, their groups put together. */
#include "replay/replay.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "replay/play.h"
#include "replay/team.h"

/* A conversation is one thread's; the long ones come first, so that none of them is begun last. */
enum { LONG = 256, HANDFUL = 16 };

struct run {
	const struct past *past;
	const struct pairs *pairs;
	const struct shelf *old, *fresh;
	const struct replay_options *options;
	struct team team;
	uint32_t *order; /* of conversations */
	size_t n;
	_Atomic size_t next;
	struct groups **groups; /* of each member */
};

static void work(void *ctx, unsigned member)
{
	struct run *r = ctx;
	struct player *p =
	    player_new(r->past, r->pairs, r->old, r->fresh, r->options, r->groups[member]);
	size_t from;

	while ((from = atomic_fetch_add(&r->next, HANDFUL)) < r->n) {
		size_t messages = 0;

		for (size_t i = from; i < r->n && i < from + HANDFUL; i++) {
			player_play(p, r->order[i]);
			messages += past_talk(r->past, r->order[i])->messages;
		}
		atomic_fetch_add(&r->team.done, messages);
	}
	player_free(&p);
}

static int longest_first(const void *va, const void *vb, void *past)
{
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	size_t x = past_talk(past, a)->n, y = past_talk(past, b)->n;

	if (x != y)
		return x > y ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void put_in_order(struct run *r)
{
	size_t n = 0, long_ones;

	r->n = past_talks(r->past);
	r->order = calloc(r->n + 1, sizeof *r->order);
	if (!r->order)
		abort(); /* as the arena does */
	for (size_t i = 0; i < r->n; i++)
		if (past_talk(r->past, i)->n > LONG)
			r->order[n++] = (uint32_t)i;
	long_ones = n;
	qsort_r(r->order, long_ones, sizeof *r->order, longest_first, (void *)r->past);
	for (size_t i = 0; i < r->n; i++)
		if (past_talk(r->past, i)->n <= LONG)
			r->order[n++] = (uint32_t)i;
}

static struct replay_result *result_of(struct run *r, unsigned jobs)
{
	struct arena *arena = arena_new(1 << 14);
	struct replay_result *result = ARENA_NEW(arena, struct replay_result);

	*result = (struct replay_result){.arena = arena};
	for (unsigned i = 1; i < jobs; i++)
		groups_merge(r->groups[0], r->groups[i]);
	groups_finish(r->groups[0], result);
	for (size_t i = 0; i < r->n; i++)
		result->conversations += past_talk(r->past, i)->messages > 0;
	return result;
}

struct replay_result *replay_run(const struct past *past, const struct shelf *old,
    const struct shelf *fresh, const struct replay_options *o)
{
	unsigned jobs = o->jobs ? o->jobs : 1;
	struct pairs *pairs = pairs_new(old, fresh);
	struct run r = {.past = past, .pairs = pairs, .old = old, .fresh = fresh, .options = o};
	struct replay_result *result;

	assert(old->n && fresh->n);
	r.groups = calloc(jobs, sizeof(struct groups *));
	if (!r.groups)
		abort();
	for (unsigned i = 0; i < jobs; i++)
		r.groups[i] = groups_new(o->examples, o->lines);
	put_in_order(&r);
	r.team = (struct team){.jobs = jobs,
	    .work = work,
	    .ctx = &r,
	    .progress = o->progress,
	    .total = past_counts(past)->messages};
	team_run(&r.team);
	result = result_of(&r, jobs);
	for (unsigned i = 0; i < jobs; i++)
		groups_free(&r.groups[i]);
	free(r.groups);
	free(r.order);
	pairs_free(&pairs);
	return result;
}

void replay_free(struct replay_result **r)
{
	struct arena *arena = *r ? (*r)->arena : NULL;

	arena_free(&arena);
	*r = NULL;
}

const char *replay_change_name(enum replay_change c)
{
	static const char *const names[] = {
	    [REPLAY_NEWLY_MISSED] = "newly-missed",
	    [REPLAY_OTHER] = "other-answer",
	    [REPLAY_WORDS] = "words-only",
	    [REPLAY_NEWLY_ANSWERED] = "newly-answered",
	    [REPLAY_UNCHANGED] = "unchanged",
	};

	return names[c];
}

const char *replay_by_name(enum replay_by b)
{
	static const char *const names[] = {
	    [REPLAY_BY_NOTHING] = "nothing",
	    [REPLAY_BY_MATCH] = "match",
	    [REPLAY_BY_UNLESS] = "unless",
	    [REPLAY_BY_WORDING] = "wording",
	    [REPLAY_BY_INTENT] = "intent",
	};

	return names[b];
}

/* ---- limits ---- */

static const struct {
	const char *name;
	size_t counted;
} limits[] = {
    {"newly-missed", 1 << REPLAY_NEWLY_MISSED},
    {"other-answer", 1 << REPLAY_OTHER | 1 << REPLAY_WORDS},
    {"newly-answered", 1 << REPLAY_NEWLY_ANSWERED},
    {"changed", 1 << REPLAY_NEWLY_MISSED | 1 << REPLAY_OTHER | 1 << REPLAY_WORDS |
		    1 << REPLAY_NEWLY_ANSWERED},
};

/* Digits, and a fraction of a share: no signs, exponents, or words such as "nan". */
static int read_number(const char *text, struct replay_limit *out)
{
	size_t digits = strspn(text, "0123456789."), n = strlen(text);
	char *end;

	out->share = n > 0 && text[n - 1] == '%';
	if (!digits || digits > 15 || digits + out->share != n)
		return -1;
	errno = 0;
	out->most = strtod(text, &end);
	if (errno || end != text + digits || (!out->share && memchr(text, '.', digits)))
		return -1;
	return 0;
}

int replay_limit_read(const char *text, struct replay_limit *out)
{
	const char *eq = strchr(text, '=');

	*out = (struct replay_limit){0};
	for (size_t i = 0; eq && i < sizeof limits / sizeof *limits; i++) {
		if (!str_is(str_make(text, (size_t)(eq - text)), limits[i].name))
			continue;
		out->counted = limits[i].counted;
		out->name = limits[i].name;
		return read_number(eq + 1, out);
	}
	return -1;
}

bool replay_limit_passed(const struct replay_limit *l, const struct replay_result *r, size_t *n)
{
	*n = 0;
	for (int c = 0; c < REPLAY_CHANGES; c++)
		if (l->counted & (size_t)1 << c)
			*n += r->changes[c];
	if (l->share)
		return (double)*n * 100 > l->most * (double)r->messages;
	return (double)*n > l->most;
}
