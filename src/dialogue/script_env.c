/* script_env.c - what stands around a dialogue test's steps: webhooks, look-ups, the channel,
 * notices. */
#include "base/intl.h"
#include "base/zone.h"
#include "dialogue/script_internal.h"

enum { TEXT_LEAST = 64, TEXT_MOST = 1 << 20, BUDGET_MOST = 1000 };

/* ---- the channel ---- */

/* As channels.<name> of the config. */
struct channel {
	bool async;
	int64_t burst_pause, burst_max, text_max, budget, budget_window;
};

static const struct shape text_max_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .min = TEXT_LEAST, .max = TEXT_MOST};
static const struct shape budget_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .min = 1, .max = BUDGET_MOST};

static const struct channel_key {
	struct shape_key key;
	size_t at; /* offset in struct channel */
} channel_keys[] = {
    {{"async", &shape_yes, N_("several lines in a row are one message"), "false"},
	offsetof(struct channel, async)},
    {{"burst_pause", &script_span_shape, N_("so long after a line it is judged what was written"),
	 "1.2s"},
	offsetof(struct channel, burst_pause)},
    {{"burst_max", &script_span_shape, N_("but no later than so long after the first line"), "5s"},
	offsetof(struct channel, burst_max)},
    {{"text_max", &text_max_shape, N_("bytes of one text; a longer one is split")},
	offsetof(struct channel, text_max)},
    {{"budget", &budget_shape, N_("so many messages may be sent for one of the customer's")},
	offsetof(struct channel, budget)},
    {{"budget_window", &script_span_shape, N_("and none later than this after it")},
	offsetof(struct channel, budget_window)},
};

static const struct shape channel_shape = {.name = "channel",
    .title = N_("the channel"),
    .takes = SHAPE_MAP,
    SHAPE_KEYS(channel_keys)};

static int read_channel_key(struct play *p, const struct yaml_member *m, struct channel *c)
{
	const struct channel_key *k = (const void *)shape_find(&channel_shape, m->key);
	if (!k)
		return diag_error(p->diags, m->key_at, "channel knows %s",
		    script_keys(p, &channel_shape));
	void *to = (char *)c + k->at;
	if (k->key.shape->scalar == SHAPE_YES)
		return yaml_bool(m->value, k->key.name, p->diags, to);
	if (k->key.shape->scalar == SHAPE_SPAN)
		return script_span(p, m->value, k->key.name, to);
	return shape_int(k->key.shape, m->value, k->key.name, p->diags, to);
}

static int read_channel(struct play *p, const struct yaml *map)
{
	struct channel_limits *l = ARENA_NEW(p->arena, struct channel_limits);
	struct channel c = {.burst_pause = 1200, .burst_max = 5000};
	int rc = 0;
	if (map->type != YAML_MAP)
		return diag_error(p->diags, map->at, "channel must be keys with values");
	for (size_t i = 0; i < map->size; i++)
		rc |= read_channel_key(p, &map->members[i], &c);
	*l = (struct channel_limits){.async = c.async,
	    .burst_pause = c.burst_pause,
	    .burst_max = c.burst_max,
	    .text_max = (size_t)c.text_max,
	    .budget = (unsigned)c.budget,
	    .budget_window = c.budget_window};
	p->env.channel = l;
	return rc;
}

/* ---- what stands around ---- */

static const struct shape waiting_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .max = INT32_MAX};

static int read_webhook(struct play *p, const struct yaml *v)
{
	return yaml_bool(v, "webhook", p->diags, &p->env.webhook);
}

static int read_ticket_system(struct play *p, const struct yaml *v)
{
	return yaml_bool(v, "ticket_system", p->diags, &p->env.ticket_system);
}

static int read_waiting(struct play *p, const struct yaml *v)
{
	int64_t waiting;
	if (shape_int(&waiting_shape, v, "waiting", p->diags, &waiting) != 0)
		return -1;
	p->env.waiting = (size_t)waiting;
	return 0;
}

static const struct env_key {
	struct shape_key key;
	int (*read)(struct play *p, const struct yaml *v);
} env_keys[] = {
    {{"webhook", &shape_yes, N_("hand-overs go to a webhook"), "false"}, read_webhook},
    {{"ticket_system", &shape_yes, N_("tickets get their numbers from a system"), "false"},
	read_ticket_system},
    {{"waiting", &waiting_shape, N_("so many customers wait for a human"), "0"}, read_waiting},
    {{"lookups", &script_lookups_shape, N_("the look-ups that are offered")}, script_lookups},
    {{"channel", &channel_shape, N_("what the channel can take")}, read_channel},
};

const struct shape script_env_shape = {.name = "env",
    .title = N_("what stands around the assistant"),
    .takes = SHAPE_MAP,
    SHAPE_KEYS(env_keys)};

int script_env(struct play *p, const struct yaml *env)
{
	if (!env)
		return 0;
	if (env->type != YAML_MAP)
		return diag_error(p->diags, env->at, "env must be keys with values");
	for (size_t i = 0; i < env->size; i++) {
		const struct yaml_member *m = &env->members[i];
		const struct env_key *k = (const void *)shape_find(&script_env_shape, m->key);
		if (!k)
			return diag_error(
			    p->diags, m->key_at, "env knows %s", script_keys(p, &script_env_shape));
		if (k->read(p, m->value) != 0)
			return -1;
	}
	return 0;
}

/* ---- notices ---- */

static int read_text(struct play *p, const struct yaml *v, struct notice *n)
{
	return yaml_text(v, _("the notice's text"), p->diags, &n->text);
}

static int read_intents(struct play *p, const struct yaml *list, struct notice *n)
{
	if (!list)
		return 0;
	if (list->type != YAML_LIST)
		return diag_error(p->diags, list->at, "intents must be a list");
	n->intents = ARENA_ARRAY(p->arena, struct str, list->size);
	for (; n->intents_n < list->size; n->intents_n++)
		if (yaml_text(list->members[n->intents_n].value, _("an intent"), p->diags,
			&n->intents[n->intents_n]) != 0)
			return -1;
	return 0;
}

static int read_from(struct play *p, const struct yaml *v, struct notice *n)
{
	return v ? script_time(p, v, "from", &n->from) : 0;
}

static int read_until(struct play *p, const struct yaml *v, struct notice *n)
{
	return v ? script_time(p, v, "until", &n->until) : 0;
}

static const struct shape names_shape = {.takes = SHAPE_LIST, .each = &shape_text};

/* In the order in which they are read. */
static const struct notice_key {
	struct shape_key key;
	int (*read)(struct play *p, const struct yaml *v, struct notice *n); /* v NULL: none */
} notice_keys[] = {
    {{"text", &shape_text, N_("what it says"), .missing = ""}, read_text},
    {{"intents", &names_shape, N_("whom it is told: who asks of these; payment.* for all of payment")},
	read_intents},
    {{"from", &script_time_shape, N_("since when")}, read_from},
    {{"until", &script_time_shape, N_("until when")}, read_until},
};

static const struct shape notice_shape = {.name = "notice",
    .title = N_("a notice"),
    .takes = SHAPE_MAP,
    SHAPE_KEYS(notice_keys),
    .open = true};

const struct shape script_notices_shape = {.takes = SHAPE_LIST, .each = &notice_shape};

static int read_notice(struct play *p, const struct yaml *v, struct notice *n)
{
	const struct notice_key *k;
	for (size_t i = 0; (k = (const void *)shape_next(&notice_shape, &i));)
		if (k->read(p, yaml_get(v, k->key.name), n) != 0)
			return -1;
	return 0;
}

int script_notices(struct play *p, const struct yaml *list)
{
	if (!list)
		return 0;
	if (list->type != YAML_LIST)
		return diag_error(p->diags, list->at, "notices must be a list");
	struct notice *notices = ARENA_ARRAY(p->arena, struct notice, list->size);
	for (size_t i = 0; i < list->size; i++)
		if (read_notice(p, list->members[i].value, &notices[i]) != 0)
			return -1;
	p->env.notices = notices;
	p->env.notices_n = list->size;
	return 0;
}
