/* extra.c - see extra.h. */
#include "desk/extra.h"

#include <stdio.h>

#include "base/json.h"
#include "base/mask.h"
#include "desk/desk_internal.h"

enum { NAME_MAX_BYTES = 128 };

static struct str finish(struct batch *b)
{
	return b->text.failed ? STR("") : arena_str(b->arena, buf_str(&b->text));
}

static void put_intents(struct json_out *o, const struct match_result *r)
{
	if (!r || (!r->n && !r->nearest))
		return;
	json_key_open(o, "intents", '[');
	outgoing_intents(o, r);
	json_close(o, ']');
}

struct str extra_of_job(struct batch *b, const struct job *job)
{
	struct json_out o;

	buf_clear(&b->text);
	json_out_init(&o, &b->text);
	json_open(&o, '{');
	put_intents(&o, &job->match);
	if (job->sent_at)
		json_key_int(&o, "sent_at", job->sent_at);
	if (job->attachments.n) /* last */
		json_key_raw(&o, "attachments", job->attachments);
	json_close(&o, '}');
	return b->text.n > 2 ? finish(b) : STR("");
}

struct extra_before extra_remember(struct batch *b, const struct conversation *c)
{
	struct slot_value *copy = ARENA_ARRAY(b->arena, struct slot_value, c->slots_n + 1);

	for (size_t i = 0; i < c->slots_n; i++)
		copy[i] = c->slots[i];
	return (struct extra_before){copy, c->slots_n, c->episode};
}

/* Slots mostly keep their places. */
static bool is_new(const struct extra_before *before, const struct slot_value *v, size_t at)
{
	if (at < before->n && str_eq(before->slots[at].name, v->name))
		return !str_eq(before->slots[at].value, v->value);
	for (size_t i = 0; i < before->n; i++)
		if (str_eq(before->slots[i].name, v->name))
			return !str_eq(before->slots[i].value, v->value);
	return true;
}

static void put_slot(struct batch *b, struct json_out *o, const struct slot_value *v, bool mask)
{
	char name[NAME_MAX_BYTES];
	struct str value = v->value;

	if (v->name.n >= sizeof name)
		return;
	snprintf(name, sizeof name, "%.*s", STR_ARG(v->name));
	if (mask) {
		value = arena_str(b->arena, value);
		mask_personal((char *)value.p, value.n);
	}
	json_key_str(o, name, value);
}

static void put_slots(struct batch *b, struct json_out *o, const struct extra_before *before,
    const struct conversation *c, bool mask)
{
	bool any = false;

	for (size_t i = 0; i < c->slots_n; i++) {
		if (!is_new(before, &c->slots[i], i))
			continue;
		if (!any)
			json_key_open(o, "slots", '{');
		any = true;
		put_slot(b, o, &c->slots[i], mask);
	}
	if (any)
		json_close(o, '}');
}

struct str extra_judged(struct batch *b, struct str extra, const struct book *book, enum rule rule,
    const struct extra_before *before, const struct conversation *c, bool mask)
{
	struct json_out o;

	buf_clear(&b->text);
	json_out_init(&o, &b->text);
	json_open(&o, '{');
	json_key_str(&o, "book", book->version);
	if (rule)
		json_key_str(&o, "rule", str_of(rule_name(rule)));
	if (c->episode != before->episode)
		json_key_bool(&o, "opens", true);
	put_slots(b, &o, before, c, mask);
	if (extra.n) { /* goes on behind its own { */
		buf_addc(&b->text, ',');
		buf_add(&b->text, extra.p + 1, extra.n - 1);
	} else {
		json_close(&o, '}');
	}
	return b->text.failed ? extra : finish(b);
}

struct str extra_of_decision(struct batch *b, const struct decision *d)
{
	struct json_out o;

	buf_clear(&b->text);
	json_out_init(&o, &b->text);
	json_open(&o, '{');
	put_intents(&o, d->match);
	json_close(&o, '}');
	return b->text.n > 2 ? finish(b) : STR("");
}
