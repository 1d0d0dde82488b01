/* script_env.c - what stands around a dialogue test's steps: webhooks, look-ups, the channel,
 * notices. */
#include "base/zone.h"
#include "dialogue/script_internal.h"

/* As channels.<name> of the config. */
static int read_channel(struct play *p, const struct yaml *map)
{
	struct channel_limits *l = ARENA_NEW(p->arena, struct channel_limits);
	int64_t text_max = 0, budget = 0;
	int rc = 0;
	if (map->type != YAML_MAP)
		return diag_error(p->diags, map->at, "channel must be keys with values");
	l->burst_pause = 1200;
	l->burst_max = 5000;
	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		if (str_is(m->key, "async"))
			rc |= yaml_bool(m->value, "async", p->diags, &l->async);
		else if (str_is(m->key, "burst_pause"))
			rc |= script_span(p, m->value, "burst_pause", &l->burst_pause);
		else if (str_is(m->key, "burst_max"))
			rc |= script_span(p, m->value, "burst_max", &l->burst_max);
		else if (str_is(m->key, "text_max"))
			rc |= yaml_int(m->value, "text_max", 64, 1 << 20, p->diags, &text_max);
		else if (str_is(m->key, "budget"))
			rc |= yaml_int(m->value, "budget", 1, 1000, p->diags, &budget);
		else if (str_is(m->key, "budget_window"))
			rc |= script_span(p, m->value, "budget_window", &l->budget_window);
		else
			rc |= diag_error(p->diags, m->key_at,
			    "channel knows async, burst_pause, burst_max, text_max, budget and "
			    "budget_window");
	}
	l->text_max = (size_t)text_max;
	l->budget = (unsigned)budget;
	p->env.channel = l;
	return rc;
}

int script_env(struct play *p, const struct yaml *env)
{
	int64_t waiting;
	if (!env)
		return 0;
	if (env->type != YAML_MAP)
		return diag_error(p->diags, env->at, "env must be keys with values");
	for (size_t i = 0; i < env->size; i++) {
		const struct yaml_member *m = &env->members[i];
		if (str_is(m->key, "webhook")) {
			if (yaml_bool(m->value, "webhook", p->diags, &p->env.webhook) != 0)
				return -1;
		} else if (str_is(m->key, "ticket_system")) {
			if (yaml_bool(m->value, "ticket_system", p->diags, &p->env.ticket_system) !=
			    0)
				return -1;
		} else if (str_is(m->key, "waiting")) {
			if (yaml_int(m->value, "waiting", 0, INT32_MAX, p->diags, &waiting) != 0)
				return -1;
			p->env.waiting = (size_t)waiting;
		} else if (str_is(m->key, "lookups")) {
			if (script_lookups(p, m->value) != 0)
				return -1;
		} else if (str_is(m->key, "channel")) {
			if (read_channel(p, m->value) != 0)
				return -1;
		} else {
			return diag_error(p->diags, m->key_at,
			    "env knows webhook, ticket_system, waiting, lookups and channel");
		}
	}
	return 0;
}

static int read_notice_intents(struct play *p, const struct yaml *list, struct notice *n)
{
	if (!list)
		return 0;
	if (list->type != YAML_LIST)
		return diag_error(p->diags, list->at, "intents must be a list");
	n->intents = ARENA_ARRAY(p->arena, struct str, list->size);
	for (; n->intents_n < list->size; n->intents_n++)
		if (yaml_text(list->members[n->intents_n].value, "an intent", p->diags,
			&n->intents[n->intents_n]) != 0)
			return -1;
	return 0;
}

static int read_notice(struct play *p, const struct yaml *v, struct notice *n)
{
	const struct yaml *from = yaml_get(v, "from"), *until = yaml_get(v, "until");
	if (yaml_text(yaml_get(v, "text"), "the notice's text", p->diags, &n->text) != 0)
		return -1;
	if (read_notice_intents(p, yaml_get(v, "intents"), n) != 0)
		return -1;
	if (from && script_time(p, from, "from", &n->from) != 0)
		return -1;
	return until ? script_time(p, until, "until", &n->until) : 0;
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
