/* text_size.c - see text_size.h. */
#include "check/text_size.h"

#include "base/buf.h"

enum { TEXT_MAX = 128 << 10 };

/* Bytes of values that nobody knows beforehand; a Chinese character has three. */
enum {
	CUSTOMER = 24,
	NUMBER = 24, /* of an order, of a ticket */
	PHONE = 20,
	EMAIL = 40,
	AMOUNT = 12,
	LINK = 120,
	WORDS = 90,
	QUESTION = 180, /* the desk keeps 60 characters */
	NOTICE = 180,
	ANSWER = 300
};

static size_t longer(size_t a, struct str b)
{
	return b.n > a ? b.n : a;
}

void text_sizes_init(struct text_sizes *t, const struct check *c)
{
	const struct settings *s = &c->book->settings;

	*t = (struct text_sizes){.c = c, .date = longer(s->today.n, s->tomorrow)};
	for (size_t i = 0; i < c->book->intents_n; i++)
		t->topic = longer(t->topic, c->book->intents[i].title);
	for (size_t i = 0; i < s->skills_n; i++)
		t->skill = longer(t->skill, s->skills[i].value);
	for (size_t i = 0; i < sizeof s->ticket_status / sizeof *s->ticket_status; i++)
		t->status = longer(t->status, s->ticket_status[i]);
	for (size_t i = 0; i < 7; i++)
		t->date = longer(t->date, s->weekdays[i]);
	/* "{month}月{day}日": the signs are no shorter than what stands for them */
	t->date = longer(t->date, s->date_format);
	/* three lines of weekdays and intervals: hardly a shop needs more */
	t->hours = s->always_open ? 12 : 3 * (t->date + 24);
}

/* Bytes of what the program fills in; 0: it is none of those. */
static size_t own_size(const struct text_sizes *t, struct str name)
{
	const struct settings *s = &t->c->book->settings;
	const struct {
		const char *name;
		size_t size;
	} rows[] = {{"agent", s->agent.n}, {"shop", s->shop.n}, {"customer", CUSTOMER},
	    {"topic", t->topic}, {"question", QUESTION}, {"opens", t->date + 6},
	    {"hours", t->hours}, {"lunch_end", 5}, {"ticket_no", NUMBER},
	    {"ticket_status", t->status}, {"ticket_text", ANSWER}, {"skill", t->skill},
	    {"notice", NOTICE}, {"wait", 3}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_is(name, rows[i].name))
			return rows[i].size;
	return 0;
}

static size_t longest_choice(const struct check *c, struct str name)
{
	const struct named *n = uses_named(c->uses, name);
	const struct field *f = n ? n->asked : NULL;
	size_t size = 0;

	for (size_t i = 0; f && str_eq(f->slot, name) && i < f->choices_n; i++)
		size = longer(size, f->choices[i].value);
	return size;
}

static size_t kind_size(const struct text_sizes *t, struct str name)
{
	const struct named *n = uses_named(t->c->uses, name);

	if (!n || !(n->fact || n->slot))
		return WORDS;
	switch (n->fact ? n->fact->kind : n->slot->kind) {
	case SLOT_ORDER_NO:
		return NUMBER;
	case SLOT_PHONE:
		return PHONE;
	case SLOT_EMAIL:
		return EMAIL;
	case SLOT_DATE:
		return t->date;
	case SLOT_AMOUNT:
	case SLOT_NUMBER:
		return AMOUNT;
	case SLOT_ATTACHMENT:
		return LINK;
	default:
		return WORDS;
	}
}

/* Of the value, or of the text that stands in for it. */
static size_t piece_size(const struct text_sizes *t, const struct piece *p)
{
	size_t size;

	if (!p->slot.n)
		return p->text.n;
	size = own_size(t, p->slot);
	if (!size)
		size = longest_choice(t->c, p->slot);
	if (!size)
		size = kind_size(t, p->slot);
	return longer(size, p->text);
}

size_t text_size(const struct text_sizes *t, const struct wording *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += piece_size(t, &w->pieces[i]);
	return n;
}

struct str text_filled(const struct text_sizes *t, const struct wording *w, struct arena *arena)
{
	struct str text;
	struct buf b;

	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < w->n; i++) {
		const struct piece *p = &w->pieces[i];
		size_t size = piece_size(t, p);

		if (size <= p->text.n)
			buf_adds(&b, p->text);
		else /* a value can be cut between any two signs */
			for (size_t k = 0; k < size; k += 3)
				buf_addz(&b, "一");
	}
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}
