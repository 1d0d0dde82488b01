/* privacy.c - hides numbers of persons in what a batch writes. */
#include "desk/privacy.h"

#include "base/mask.h"
#include "desk/desk_internal.h"
#include "dialogue/record.h"

static struct str masked(struct arena *arena, struct str text)
{
	char *copy;

	if (!text.n)
		return text;
	copy = arena_alloc(arena, text.n);
	memcpy(copy, text.p, text.n);
	mask_personal(copy, text.n);
	return str_make(copy, text.n);
}

static bool masks(struct batch *b, int64_t conversation)
{
	const struct talk *t = batch_find(b, conversation);

	return t && t->shop && t->shop->mask;
}

void privacy_mask_changes(struct batch *b, struct store_changes *changes)
{
	for (size_t i = 0; i < changes->messages_n; i++) {
		struct store_message *m = changes->messages[i];

		if (masks(b, m->conversation))
			m->text = masked(b->arena, m->text);
	}
	for (size_t i = 0; i < changes->tickets_n; i++) {
		struct store_ticket *t = changes->tickets[i];

		if (!masks(b, t->conversation))
			continue;
		t->question = masked(b->arena, t->question);
		t->answer = masked(b->arena, t->answer);
	}
	for (size_t i = 0; i < changes->records_n; i++) {
		struct store_record *r = changes->records[i];

		/* of a form that lets him say it in his own words */
		if (str_eq(r->what, record_kind(RECORD_REASON)->name) && masks(b, r->conversation))
			r->value = masked(b->arena, r->value);
	}
}

/* What was asked with, and the words that opened a form: the next conversation begins without. */
static void mask_asked(struct conversation *c)
{
	c->form.words = masked(c->arena, c->form.words);
	c->lookup.key = masked(c->arena, c->lookup.key);
	for (size_t i = 0; i < c->fetched_n; i++)
		c->fetched[i].key = masked(c->arena, c->fetched[i].key);
}

void privacy_mask_state(struct conversation *c)
{
	c->question = masked(c->arena, c->question);
	for (size_t i = 0; i < c->tickets_n; i++) {
		c->tickets[i].question = masked(c->arena, c->tickets[i].question);
		c->tickets[i].text = masked(c->arena, c->tickets[i].text);
	}
	if (c->mode != MODE_CLOSED)
		return;
	for (size_t i = 0; i < c->slots_n; i++)
		c->slots[i].value = masked(c->arena, c->slots[i].value);
	mask_asked(c);
}
