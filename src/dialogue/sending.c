/* sending.c - budget, merging, splitting: see sending.h. */
#include "dialogue/sending.h"

#include <limits.h>

#include "base/split.h"
#include "dialogue/step_internal.h"

/* What is left out first stands first; a phrase that is not in the table stands at `answers`.  The
 * last group may use the message that is kept. */
enum weight {
	WEIGHT_WAITING,  /* nothing new in it */
	WEIGHT_ASIDE,    /* beside the matter */
	WEIGHT_POLITE,
	WEIGHT_ANSWER,
	WEIGHT_QUESTION, /* without it the customer does not know that we wait for him */
	WEIGHT_KEPT
};

static const struct {
	const char *id; /* with a star: all that begin so */
	enum weight weight;
} weights[] = {
    {"hold.again", WEIGHT_WAITING},
    {"hold", WEIGHT_WAITING},
    {"ticket.progress", WEIGHT_WAITING},
    {"transfer.waiting", WEIGHT_WAITING},
    {"closing.idle", WEIGHT_WAITING},
    {"listen", WEIGHT_WAITING},
    {"survey.*", WEIGHT_ASIDE},
    {"closing.check", WEIGHT_ASIDE},
    {"confirm.understood", WEIGHT_ASIDE},
    {"lunch.unanswered", WEIGHT_ASIDE},
    {"hold.end", WEIGHT_POLITE},
    {"opening", WEIGHT_POLITE},
    {"opening.queue", WEIGHT_POLITE},
    {"thanks.reply", WEIGHT_POLITE},
    {"soothe", WEIGHT_POLITE},
    {"lunch", WEIGHT_POLITE},
    {"offhours", WEIGHT_POLITE},
    {"confirm.*", WEIGHT_QUESTION},
    {"form.gave_up", WEIGHT_KEPT},
    {"form.*", WEIGHT_QUESTION},
    {"lookup.failed", WEIGHT_KEPT},
    {"transfer*", WEIGHT_KEPT},
    {"ticket.*", WEIGHT_KEPT},
    {"sla.*", WEIGHT_KEPT},
    {"closing.done", WEIGHT_KEPT},
};

static enum weight weight_of(struct str id)
{
	for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
		struct str name = str_of(weights[i].id);
		bool star = name.p[name.n - 1] == '*';

		if (star ? str_starts(id, str_make(name.p, name.n - 1)) : str_eq(id, name))
			return weights[i].weight;
	}
	return WEIGHT_ANSWER;
}

void sending_renew(struct conversation *c, int64_t now)
{
	c->sent = c->unsent = 0;
	c->sent_since = now;
}

unsigned sending_room(
    const struct conversation *c, const struct channel_limits *limits, int64_t now)
{
	if (!limits || !limits->budget)
		return UINT_MAX;
	if (limits->budget_window && now - c->sent_since >= limits->budget_window)
		return 0;
	return c->sent < limits->budget ? limits->budget - c->sent : 0;
}

unsigned sending_parts(const struct channel_limits *limits, struct str text)
{
	return (unsigned)split_count(text, limits ? limits->text_max : 0);
}

/* ---- one step's texts ---- */

struct sending {
	struct step *s;
	const struct channel_limits *limits;
	struct decision **says; /* of the bot, in order */
	size_t n;
	unsigned room; /* for them */
	unsigned kept; /* of it, for who may use it */
};

static void gather(struct sending *k)
{
	struct step *s = k->s;

	k->says = ARENA_ARRAY(s->arena, struct decision *, s->n + 1);
	k->room = sending_room(s->c, k->limits, s->clock);
	for (size_t i = 0; i < s->n; i++) {
		struct decision *d = &s->list[i];
		unsigned parts;

		if (d->kind != DECIDE_SAY)
			continue;
		if (!d->human) {
			k->says[k->n++] = d;
			continue;
		}
		parts = sending_parts(k->limits, d->text);
		k->room -= parts < k->room ? parts : k->room;
	}
	k->kept = k->limits->budget > 1 && k->room ? 1 : 0;
	k->room -= k->kept;
}

/* The first m of them as one text. */
static struct str merged(struct sending *k, size_t m)
{
	struct str all = k->says[0]->text;

	for (size_t i = 1; i < m; i++)
		all = arena_printf(
		    k->s->arena, "%.*s\n%.*s", STR_ARG(all), STR_ARG(k->says[i]->text));
	return all;
}

/* How many of the first must become one so that all fit: 1: none; 0: they do not fit at all. */
static size_t to_merge(struct sending *k)
{
	for (size_t m = 1; m <= k->n; m++) {
		uint64_t parts = sending_parts(k->limits, merged(k, m));

		for (size_t i = m; i < k->n; i++)
			parts += sending_parts(k->limits, k->says[i]->text);
		if (parts <= k->room)
			return m;
	}
	return 0;
}

/* It is named after what weighs most in it. */
static void merge(struct sending *k, size_t m)
{
	struct decision whole = *k->says[0];

	for (size_t i = 1; i < m; i++)
		if (weight_of(k->says[i]->phrase) > weight_of(whole.phrase))
			whole = *k->says[i];
	whole.text = merged(k, m);
	*k->says[m - 1] = whole;
	for (size_t i = 0; i + 1 < m; i++)
		k->says[i]->text = (struct str){NULL, 0}; /* write_parts() takes it out */
}

static void leave_out(struct sending *k)
{
	size_t least = 0;

	for (size_t i = 1; i < k->n; i++)
		if (weight_of(k->says[i]->phrase) < weight_of(k->says[least]->phrase))
			least = i;
	k->says[least]->kind = DECIDE_UNSENT;
	k->s->c->unsent++;
	memmove(&k->says[least], &k->says[least + 1], (--k->n - least) * sizeof *k->says);
}

static bool may_use_kept(const struct sending *k)
{
	for (size_t i = 0; i < k->n; i++)
		if (weight_of(k->says[i]->phrase) == WEIGHT_KEPT)
			return true;
	return false;
}

static void fit(struct sending *k)
{
	size_t m = 1;

	while (k->n && !(m = to_merge(k)))
		if (k->kept && may_use_kept(k)) {
			k->room += k->kept;
			k->kept = 0;
		} else {
			leave_out(k);
		}
	if (k->n && m > 1)
		merge(k, m);
}

/* The list anew: texts in their parts, what went into another text left out. */
static void write_parts(struct sending *k)
{
	struct step *s = k->s;
	struct decision *old = s->list;
	size_t n = s->n;

	s->list = NULL;
	s->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct str rest = old[i].text, part;

		if (old[i].kind != DECIDE_SAY) {
			*step_decide(s, old[i].kind) = old[i];
			continue;
		}
		while (rest.p) {
			struct decision *d;

			part = split_next(&rest, k->limits->text_max);
			d = step_decide(s, DECIDE_SAY);
			*d = old[i];
			d->text = part;
			s->c->sent++;
			if (!rest.n)
				break;
		}
	}
}

void sending_apply(struct step *s)
{
	const struct channel_limits *limits = s->env->channel;
	struct sending k = {.s = s, .limits = limits};

	if (!limits || (!limits->text_max && !limits->budget))
		return;
	gather(&k);
	if (limits->budget)
		fit(&k);
	write_parts(&k);
}
