/* channels.c - what a channel does not take: texts too long for one message, and more messages than
 * it sends. */
#include "base/buf.h"
#include "base/split.h"
#include "check/check_internal.h"
#include "check/text_size.h"

enum { AT_ONCE_MAX = 1 << 20 };

/* The longest a phrase can become. */
struct longest {
	const struct phrase *phrase;
	const struct wording *wording;
	size_t size;
};

struct channels {
	struct check *c;
	struct text_sizes sizes;
	struct longest *longest; /* by index of the phrase */
	struct arena *arena;     /* of the texts under way */
};

static struct longest find_longest(const struct channels *t, const struct phrase *p)
{
	struct longest found = {.phrase = p};

	for (size_t i = 0; i < p->say_n + p->again_n; i++) {
		const struct wording *w = i < p->say_n ? &p->say[i] : &p->again[i - p->say_n];
		size_t size = text_size(&t->sizes, w);

		if (size > found.size) {
			found.size = size;
			found.wording = w;
		}
	}
	return found;
}

static struct longest longest_of(const struct channels *t, const struct phrase *p)
{
	return p ? t->longest[p->index] : (struct longest){0};
}

/* So many messages for what is said by itself: one of the budget is kept for hand-overs. */
static unsigned room_of(const struct check_channel *channel)
{
	return channel->budget > 1 ? channel->budget - 1 : channel->budget;
}

static const char *name_of(const struct check_channel *channel, struct arena *arena)
{
	return channel->name.n ? arena_printf(arena, "%.*s", STR_ARG(channel->name)).p
			       : "--text-max";
}

static void too_long(const struct channels *t, const struct check_channel *channel,
    const struct phrase *p, const struct wording *w)
{
	struct str text = text_filled(&t->sizes, w, t->arena);
	size_t parts = split_count(text, channel->text_max);
	struct diag_list *diags = t->c->diags;

	if (channel->budget && parts > room_of(channel)) {
		diag_find(diags, DIAG_WARNING, "text.unsent", p->id, w->at,
		    "this text can take %zu messages, and channel %s sends %u: it is left out",
		    parts, name_of(channel, t->arena), room_of(channel));
		diag_propose(diags, "make it shorter: at most %zu bytes go into one message",
		    channel->text_max);
		return;
	}
	diag_find(diags, DIAG_ADVICE, "text.long", p->id, w->at,
	    "this text can have %zu bytes, and channel %s takes %zu in one message: it goes as %zu",
	    text.n, name_of(channel, t->arena), channel->text_max, parts);
	diag_propose(diags, "make it shorter, or leave it: it is cut behind a sentence");
}

/* The channel on which a text of that size fares worst; NULL: all take it as it is. */
static const struct check_channel *worst(const struct check *c, size_t size)
{
	const struct check_channel *found = NULL;

	for (size_t i = 0; i < c->shop->channels_n; i++) {
		const struct check_channel *one = &c->shop->channels[i];

		if (!one->text_max || size <= one->text_max)
			continue;
		if (one->budget && size > one->text_max * (size_t)room_of(one))
			return one;
		if (!found || one->text_max < found->text_max)
			found = one;
	}
	return found;
}

static void wordings(
    const struct channels *t, const struct phrase *p, const struct wording *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct check_channel *channel = worst(t->c, text_size(&t->sizes, &w[i]));

		if (!channel)
			continue;
		too_long(t, channel, p, &w[i]);
		arena_reset(t->arena);
	}
}

static void two_longest_answers(const struct channels *t, struct longest two[2])
{
	const struct book *b = t->c->book;

	for (size_t i = 0; i < b->intents_n; i++) {
		struct longest one = longest_of(t, b->intents[i].answer);

		if (one.size > two[0].size) {
			two[1] = two[0];
			two[0] = one;
		} else if (one.size > two[1].size && one.phrase != two[0].phrase) {
			two[1] = one;
		}
	}
}

static void put_text(const struct channels *t, struct buf *b, const struct longest *one)
{
	if (!one->wording)
		return;
	if (b->n)
		buf_addc(b, '\n');
	buf_adds(b, text_filled(&t->sizes, one->wording, t->arena));
}

/* What a first message may bring at once: the opening, soothing, the two longest answers, and the
 * hours.  Texts are put together where messages are short. */
static void at_once(const struct channels *t, const struct check_channel *channel)
{
	static const char *const beside[] = {"opening", "soothe", "offhours"};
	struct longest two[2] = {{0}};
	struct buf all;
	size_t parts;

	two_longest_answers(t, two);
	buf_init(&all, AT_ONCE_MAX);
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		struct longest one = longest_of(t, book_phrase(t->c->book, str_of(beside[i])));

		put_text(t, &all, &one);
	}
	put_text(t, &all, &two[0]);
	put_text(t, &all, &two[1]);
	parts = split_count(buf_str(&all), channel->text_max);
	buf_free(&all);
	if (parts <= room_of(channel))
		return;
	diag_find(t->c->diags, DIAG_ADVICE, "budget.small", channel->name, channel->at,
	    "an opening with two answers can take %zu messages of channel %s, and it sends %u: the "
	    "least important is left out",
	    parts, name_of(channel, t->arena), room_of(channel));
	for (size_t i = 0; i < 2; i++)
		if (two[i].phrase)
			diag_other(t->c->diags, two[i].wording->at, "up to %zu bytes", two[i].size);
	diag_propose(t->c->diags,
	    "make the longest texts shorter, or raise the budget if the channel allows it");
}

void check_channels(struct check *c)
{
	struct channels t = {.c = c};
	bool limited = false;

	if (!c->shop || !c->shop->channels_n)
		return;
	text_sizes_init(&t.sizes, c);
	t.longest = ARENA_ARRAY(c->arena, struct longest, c->book->phrases_n + 1);
	for (size_t i = 0; i < c->book->phrases_n; i++)
		t.longest[i] = find_longest(&t, &c->book->phrases[i]);
	t.arena = arena_new(1 << 16);
	for (size_t i = 0; i < c->shop->channels_n; i++) {
		const struct check_channel *channel = &c->shop->channels[i];

		limited = limited || channel->text_max;
		if (channel->budget && channel->text_max)
			at_once(&t, channel);
		arena_reset(t.arena);
	}
	for (size_t i = 0; limited && i < c->book->phrases_n; i++) {
		const struct phrase *p = &c->book->phrases[i];

		wordings(&t, p, p->say, p->say_n);
		wordings(&t, p, p->again, p->again_n);
	}
	arena_free(&t.arena);
}
