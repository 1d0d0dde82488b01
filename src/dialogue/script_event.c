/* script_event.c - the steps of a dialogue test in which others act: a colleague, the shop's
 * systems. */
#include "base/intl.h"
#include "dialogue/script_internal.h"

/* `take: 小王` or the bare word `release`. */
static struct str verb_of(const struct yaml *v, struct str *object)
{
	*object = STR("");
	if (v->type == YAML_SCALAR)
		return v->text;
	if (v->type != YAML_MAP || v->size != 1)
		return STR("");
	if (v->members[0].value->type == YAML_SCALAR)
		*object = v->members[0].value->text;
	return v->members[0].key;
}

/* ---- a colleague ---- */

static const struct agent_key {
	struct shape_key key;
	enum event_kind kind;
} agent_keys[] = {
    {{"take", &shape_anything, N_("he takes the conversation over: his name")}, EVENT_TAKE},
    {{"reply", &shape_anything, N_("he replies: his words")}, EVENT_REPLY},
    {{"wrote", &shape_anything, N_("he wrote on the platform itself: his words")},
	EVENT_AGENT_WROTE},
    {{"ticket", &shape_anything, N_("he files a ticket: his note")}, EVENT_TICKET},
    {{"release", &shape_anything, N_("he gives the conversation back")}, EVENT_RELEASE},
    {{"close", &shape_anything, N_("he ends the conversation")}, EVENT_CLOSE},
};

/* The bare word, or a map of it and what belongs to it. */
const struct shape script_agent_shape = {.name = "agent",
    .title = N_("what a colleague does: {take: NAME}, {reply: TEXT}, release ..."),
    .takes = SHAPE_SCALAR | SHAPE_MAP,
    .scalar = SHAPE_CHOICE,
    .choices = SHAPE_NAMES(agent_keys, key.name),
    .least = 1,
    .most = 1,
    SHAPE_KEYS(agent_keys)};

int script_agent(struct play *p, const struct yaml *v)
{
	struct str object, verb = verb_of(v, &object);
	const struct agent_key *k = (const void *)shape_find(&script_agent_shape, verb);
	struct event e = {0};
	if (!k)
		return diag_error(p->diags, v->at,
		    "an agent can: {take: NAME}, {reply: TEXT}, {wrote: TEXT}, {ticket: NOTE}, "
		    "release, close");
	e.kind = k->kind;
	if (k->kind == EVENT_TAKE)
		e.agent = object.n ? object : STR("agent");
	else
		e.text = object;
	script_tell(p, _("agent"), verb);
	return script_step(p, &e);
}

/* ---- the shop's systems ---- */

/* {looked_up: {parcel_status: 已发出}}, {lookup_failed: why}; beside it `of: L1N1`, else the last. */
static int looked_up(struct play *p, const struct yaml *v, const struct yaml *brought)
{
	const struct yaml *of = yaml_get(v, "of"), *why = yaml_get(v, "lookup_failed");
	struct event e = {.kind = EVENT_LOOKED_UP, .reference = p->c.lookup.reference};
	if (of && yaml_text(of, "of", p->diags, &e.reference) != 0)
		return -1;
	if (brought && script_values(p, brought, "looked_up", &e.profile) != 0)
		return -1;
	script_brought(p, &e.profile);
	if (why && yaml_text(why, "lookup_failed", p->diags, &e.text) != 0)
		return -1;
	script_tell(p, _("event"), brought ? STR("looked_up") : STR("lookup_failed"));
	return script_step(p, &e);
}

static int read_number(struct play *p, const struct yaml *v, struct event *e)
{
	return yaml_text(v, "number", p->diags, &e->number);
}

static int read_text(struct play *p, const struct yaml *v, struct event *e)
{
	return yaml_text(v, "text", p->diags, &e->text);
}

static int read_at(struct play *p, const struct yaml *v, struct event *e)
{
	return script_time(p, v, "at", &e->at);
}

static const struct shape status_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(ticket_status_names)};

static const struct news_key {
	struct shape_key key;
	int (*read)(struct play *p, const struct yaml *v, struct event *e);
} news_keys[] = {
    {{"number", &shape_text, N_("of the ticket; else the last one")}, read_number},
    {{"status", &status_shape, N_("how the ticket stands now"), .missing = ""},
	NULL}, /* behind the others: ticket_event() */
    {{"text", &shape_text, N_("what the ticket system says of it")}, read_text},
    {{"at", &script_time_shape, N_("when that was")}, read_at},
};

static const struct shape news_shape = {.name = "ticket_news",
    .title = N_("news of a ticket"),
    .takes = SHAPE_MAP,
    SHAPE_KEYS(news_keys)};

/* {ticket_news: {number: T1N1, status: answered, text: ...}}; the number: without it the last. */
static int ticket_event(struct play *p, const struct yaml *v)
{
	struct event e = {.kind = EVENT_TICKET_NEWS, .number = conversation_ticket(&p->c)};
	struct str status;
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "ticket_news has %s", script_keys(p, &news_shape));
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml_member *m = &v->members[i];
		const struct news_key *k = (const void *)shape_find(&news_shape, m->key);
		if (!k)
			return diag_error(p->diags, m->key_at, "ticket_news has %s",
			    script_keys(p, &news_shape));
		if (k->read && k->read(p, m->value, &e) != 0)
			return -1;
	}
	if (yaml_text(yaml_get(v, "status"), "status", p->diags, &status) != 0)
		return -1;
	if (ticket_status_parse(status, &e.status) != 0)
		return diag_error(
		    p->diags, v->at, "status can be pending, answered or closed");
	script_tell(p, _("event"), STR("ticket_news"));
	return script_step(p, &e);
}

enum { WORDS = 3 }; /* events that may be a bare word: the first rows */

static const struct event_key {
	struct shape_key key;
	enum event_kind kind; /* of a bare word */
} event_keys[] = {
    {{"acknowledged", &shape_anything, N_("the hand-over was received"), .alone = true},
	EVENT_ACKNOWLEDGED},
    {{"undelivered", &shape_anything, N_("the hand-over could not be delivered"), .alone = true},
	EVENT_UNDELIVERED},
    {{"ticket_number", &shape_anything, N_("the ticket system's number for the case"),
	 .alone = true},
	EVENT_TICKET_NUMBER},
    {{"looked_up", &script_values_shape, N_("a look-up brings these values")}, EVENT_LOOKED_UP},
    {{"lookup_failed", &shape_text, N_("a look-up failed: why")}, EVENT_LOOKED_UP},
    {{"of", &shape_text, N_("the look-up's reference; else the last one")}, EVENT_LOOKED_UP},
    {{"ticket_news", &news_shape, N_("news from the ticket system")}, EVENT_TICKET_NEWS},
};

static const char *const events[] = {"acknowledged", "undelivered", "ticket_number", "looked_up",
    "lookup_failed", "ticket_news", NULL};

const struct shape script_event_shape = {.name = "event",
    .title = N_("what other systems do: acknowledged, {looked_up: {NAME: VALUE}} ..."),
    .takes = SHAPE_SCALAR | SHAPE_MAP,
    .scalar = SHAPE_CHOICE,
    .choices = {&event_keys[0].key.name, sizeof event_keys[0], WORDS},
    SHAPE_KEYS(event_keys),
    .open = true,
    .one_of = events};

int script_event(struct play *p, const struct yaml *v)
{
	struct str object, verb = verb_of(v, &object);
	struct event e = {.number = object};
	long word;
	if (yaml_get(v, "looked_up") || yaml_get(v, "lookup_failed"))
		return looked_up(p, v, yaml_get(v, "looked_up"));
	if (yaml_get(v, "ticket_news"))
		return ticket_event(p, yaml_get(v, "ticket_news"));
	word = shape_which(&script_event_shape.choices, verb);
	if (word < 0)
		return diag_error(p->diags, v->at,
		    "an event can be: acknowledged, undelivered, {ticket_number: NUMBER}, "
		    "{looked_up: {NAME: VALUE}}, {lookup_failed: WHY}, "
		    "{ticket_news: {status: answered, text: TEXT}}");
	e.kind = event_keys[word].kind;
	script_tell(p, _("event"), verb);
	return script_step(p, &e);
}
