/* wordings.c - texts that a customer meets again, and that have too few wordings for it; wordings
 * that are the same, or a phrase's id. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "check/check_internal.h"
#include "pattern/normalise.h"

enum { APART_MAX = 8, OTHERS_MAX = 10, TEXT_MAX = 64 << 10 };

/* What the desk says again within one conversation, by itself: see dialogue/README.md.  The other
 * situations come about once, or say something else each time. */
static const struct {
	const char *id;
	size_t need;
} again[] = {
    {"hold.again", 3}, /* limits.hold_times */
    {"hold", 2},
    {"hold.end", 2},
    {"transfer.waiting", 2},
    {"transfer.offhours", 2},
    {"ticket.pending", 2},
    {"ticket.progress", 2},
    {"confirm.question", 2},
    {"confirm.unclear", 2},
    {"confirm.understood", 2},
    {"closing.check", 2},
    {"thanks.reply", 2},
    {"soothe", 2},
    {"listen", 2},
    {"media.words", 2},
    {"outage", 2},
    {"form.wrong", 2},
    {"form.noted", 2},
    {"form.wait", 2},
    {"form.again", 2},
};

struct texts {
	struct check *c;
	size_t *need; /* by index of the phrase: so many wordings; 0: it is not met again */
	const struct phrase **few;
	size_t few_n, met_n;
};

static void want(struct texts *t, const struct phrase *p, size_t n)
{
	if (p && t->need[p->index] < n)
		t->need[p->index] = n;
}

/* The desk never says the answers of some intents, and says others once: behind it stands a ticket
 * that is spoken of instead, or the end. */
static bool is_met_again(const struct intent *t, enum intent_then then, const struct form *form)
{
	static const char *const silent[] = {"affirm", "deny", "acknowledge", "goodbye", NULL};
	static const char *const data[] = {"story", "media", NULL};

	if (uses_is_listed(silent, t->id))
		return false;
	if (t->kind == INTENT_DATA && !uses_is_listed(data, t->id))
		return false;
	if (form && form->then != THEN_NOTHING)
		then = form->then;
	return then != THEN_TICKET && then != THEN_CLOSE;
}

static void want_intents(struct texts *t)
{
	const struct book *b = t->c->book;

	for (size_t i = 0; i < b->intents_n; i++) {
		const struct intent *in = &b->intents[i];

		if (!t->c->uses->intent_given[i])
			continue;
		if (is_met_again(in, in->then, in->form))
			want(t, in->answer, 2);
		for (size_t k = 0; k < in->cases_n; k++) {
			const struct outcome *o = &in->cases[k];

			if (is_met_again(in, o->has_then ? o->then : in->then,
				o->has_form ? o->form : in->form))
				want(t, o->answer, 2);
		}
	}
}

static void want_forms(struct texts *t)
{
	const struct book *b = t->c->book;

	for (size_t i = 0; i < b->forms_n; i++) {
		const struct form *f = &b->forms[i];

		for (size_t k = 0; k < f->fields_n; k++) {
			want(t, f->fields[k].ask, 2);
			if (f->fields[k].tries > 2) /* after the last one a colleague takes over */
				want(t, f->fields[k].wrong, 2);
		}
		want(t, f->confirm, 2);
	}
}

static void want_situations(struct texts *t)
{
	const struct book *b = t->c->book;

	for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
		size_t need = again[i].need;

		if (need > 2 && b->settings.hold_times < (int64_t)need)
			need = b->settings.hold_times > 1 ? 2 : 1;
		want(t, book_phrase(b, str_of(again[i].id)), need);
	}
}

/* ---- equal texts ---- */

struct text {
	struct str normal;
	const struct wording *w;
	bool again;
};

/* By text and condition; those of `say` first, in order. */
static int by_text(const void *a, const void *b)
{
	const struct text *x = a, *y = b;
	int order = str_compare(x->normal, y->normal);

	if (!order) /* of a phrase's conditions any order will do */
		order = (x->w->when > y->w->when) - (x->w->when < y->w->when);
	if (!order)
		order = x->again - y->again;
	return order ? order : (x->w > y->w) - (x->w < y->w);
}

static struct str text_of(struct check *c, const struct wording *w, struct arena *arena)
{
	struct normal normal;
	struct str all;
	struct buf b;

	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < w->n; i++) {
		const struct piece *p = &w->pieces[i];

		buf_adds(&b, p->text);
		if (p->slot.n)
			buf_printf(&b, "{%.*s}", STR_ARG(p->slot));
	}
	all = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return normalise(c->book->normaliser, arena, all, &normal) ? all : normal.text;
}

static void same(
    struct check *c, const struct phrase *p, const struct text *a, const struct text *b)
{
	if (a->w->when != b->w->when)
		return;
	if (b->again && !a->again) {
		diag_find(c->diags, DIAG_ADVICE, "wording.repeated", p->id, b->w->at,
		    "again says what say has said: the second time it reads like the first");
		diag_other(c->diags, a->w->at, "the same text");
		diag_propose(c->diags, "word it in another way, or leave it out");
		return;
	}
	diag_find(c->diags, DIAG_ADVICE, "wording.same", p->id, b->w->at,
	    "this wording stands here twice");
	diag_other(c->diags, a->w->at, "the first time");
	diag_propose(c->diags, "word it in another way, or leave it out");
}

/* How many different texts the phrase has; those that are the same are told. */
static size_t count_different(struct check *c, const struct phrase *p, struct arena *arena)
{
	size_t n = p->say_n + p->again_n, different = 0;
	struct text *texts;

	if (n < 2)
		return n;
	texts = ARENA_ARRAY(arena, struct text, n);
	for (size_t i = 0; i < n; i++) {
		const struct wording *w = i < p->say_n ? &p->say[i] : &p->again[i - p->say_n];

		texts[i] = (struct text){text_of(c, w, arena), w, i >= p->say_n};
	}
	qsort(texts, n, sizeof *texts, by_text);
	for (size_t i = 0; i < n; i++) {
		if (i && str_eq(texts[i].normal, texts[i - 1].normal))
			same(c, p, &texts[i - 1], &texts[i]);
		else
			different++;
	}
	return different;
}

/* ---- a name where a text is asked for ---- */

/* "thanks" may be an id and a text as well; one with a sign of ids in it is no text. */
static bool is_id(const struct book *b, struct str text)
{
	return (memchr(text.p, '.', text.n) || memchr(text.p, '_', text.n)) &&
	       (book_phrase(b, text) || book_intent(b, text));
}

static void tell_ids(struct check *c, const struct wording *wordings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct wording *w = &wordings[i];
		struct str text = w->n == 1 && !w->pieces->slot.n ? str_trim(w->pieces->text) : STR("");

		if (!text.n || !is_id(c->book, text))
			continue;
		diag_find(c->diags, DIAG_WARNING, "wording.id", text, w->at,
		    "customers read '%.*s' just as it stands: say takes the text itself, not a phrase's id",
		    STR_ARG(text));
		diag_propose(c->diags, "write reply: %.*s, without say", STR_ARG(text));
	}
}

/* ---- findings ---- */

static void too_few(struct check *c, const struct phrase *p, size_t need)
{
	size_t n = p->say_n + p->again_n;

	if (n == 1)
		diag_find(c->diags, DIAG_ADVICE, "wording.few", p->id, p->say[0].at,
		    "one wording: who comes to '%.*s' again reads the very same text",
		    STR_ARG(p->id));
	else
		diag_find(c->diags, DIAG_ADVICE, "wording.few", p->id, p->say[0].at,
		    "too few wordings: '%.*s' is said up to %zu times in a row", STR_ARG(p->id),
		    need);
	diag_propose(
	    c->diags, "write another wording under say, or one for the next time under again");
}

static void too_few_in_all(struct texts *t)
{
	struct check *c = t->c;

	diag_find(c->diags, DIAG_ADVICE, "wording.few", STR(""),
	    (struct place){.file = c->book->name.p},
	    "of %zu texts that a customer can meet again %zu have too few wordings: he reads the "
	    "very same text",
	    t->met_n, t->few_n);
	for (size_t i = 0; i < t->few_n && i < OTHERS_MAX; i++)
		diag_other(c->diags, t->few[i]->say[0].at, "%.*s", STR_ARG(t->few[i]->id));
	diag_propose(c->diags,
	    "write two or three wordings under say, or one for the next time under again");
}

void check_wordings(struct check *c)
{
	const struct book *b = c->book;
	struct texts t = {.c = c,
	    .need = ARENA_ARRAY(c->arena, size_t, b->phrases_n + 1),
	    .few = ARENA_ARRAY(c->arena, const struct phrase *, b->phrases_n + 1)};
	struct arena *arena = arena_new(1 << 14);

	want_situations(&t);
	want_intents(&t);
	want_forms(&t);
	for (size_t i = 0; i < b->phrases_n; i++) {
		const struct phrase *p = &b->phrases[i];
		size_t n = count_different(c, p, arena);

		tell_ids(c, p->say, p->say_n);
		tell_ids(c, p->again, p->again_n);
		t.met_n += t.need[i] > 0;
		if (n && n < t.need[i])
			t.few[t.few_n++] = p;
		arena_reset(arena);
	}
	arena_free(&arena);
	if (t.few_n > APART_MAX && 2 * t.few_n > t.met_n) {
		too_few_in_all(&t);
		return;
	}
	for (size_t i = 0; i < t.few_n; i++)
		too_few(c, t.few[i], t.need[t.few[i]->index]);
}
