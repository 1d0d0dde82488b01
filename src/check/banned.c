/* banned.c - words of `banned:` in what customers read: phrases with their fall-backs, titles and
 * choices that texts show, and the settings that stand for placeholders. */
#include "book/banned.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "check/check_internal.h"

enum { HITS_MAX = 16, TEXT_MAX = 64 << 10 };

/* Nobody's character: a value, of which nobody knows what it will be. */
static const struct str gap = {"\xee\x80\x80", 3};

struct search {
	struct check *c;
	struct arena *arena; /* reset after each text */
};

static void tell(struct search *s, const struct banned_hit *hit, struct str text,
    struct str subject, struct place at)
{
	const struct banned_group *g = hit->group;

	diag_find(s->c->diags, DIAG_WARNING, "text.banned", subject, at,
	    "'%.*s' is not for customers to read (%.*s)", (int)hit->length, text.p + hit->start,
	    STR_ARG(g->name));
	if (g->why.n)
		diag_other(s->c->diags, g->at, "%.*s", STR_ARG(g->why));
	else
		diag_other(s->c->diags, g->at, "listed here");
	diag_propose(s->c->diags, "say it in other words; if it is part of a longer word that is "
				  "meant otherwise, list that "
				  "under fine");
}

/* A text that stands by itself. */
static void plain(struct search *s, struct str text, struct str subject, struct place at)
{
	struct banned_hit hits[HITS_MAX];
	size_t n = banned_find(s->c->book->banned, text, s->arena, hits, HITS_MAX);

	for (size_t i = 0; i < n; i++)
		tell(s, &hits[i], text, subject, at);
	arena_reset(s->arena);
}

/* ---- wordings ---- */

/* A wording as one text, and where in it each piece begins. */
struct whole {
	struct str text;
	size_t *begins;
};

static struct whole whole_of(struct search *s, const struct wording *w)
{
	struct whole all = {.begins = ARENA_ARRAY(s->arena, size_t, w->n + 1)};
	struct buf b;

	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < w->n; i++) {
		const struct piece *p = &w->pieces[i];

		all.begins[i] = b.n;
		buf_adds(&b, p->slot.n && !p->has_fallback ? gap : p->text);
	}
	all.text = arena_str(s->arena, buf_str(&b));
	buf_free(&b);
	return all;
}

/* Where byte `offset` of the whole stands: pieces lie in one text, in which a placeholder tells its
 * place. */
static struct place place_of(const struct wording *w, const struct whole *all, size_t offset)
{
	size_t i = w->n - 1, from;
	struct place at = w->at;
	const char *base = NULL;

	while (i && all->begins[i] > offset)
		i--;
	from = offset - all->begins[i];
	for (size_t k = i + 1; k-- > 0 && !base;) {
		if (!w->pieces[k].slot.n)
			continue;
		at = w->pieces[k].at;
		base = w->pieces[k].slot.p;
	}
	if (!base) /* nothing but text before it */
		base = w->pieces[0].text.p;
	if (w->pieces[i].slot.n && !w->pieces[i].has_fallback)
		return at;
	if (at.col)
		at.col += (unsigned)utf8_length(
		    str_make(base, (size_t)(w->pieces[i].text.p + from - base)));
	return at;
}

static void wordings(struct search *s, const struct phrase *p, const struct wording *w, size_t n)
{
	struct banned_hit hits[HITS_MAX];

	for (size_t i = 0; i < n; i++) {
		struct whole all = whole_of(s, &w[i]);
		size_t found = banned_find(s->c->book->banned, all.text, s->arena, hits, HITS_MAX);

		for (size_t k = 0; k < found; k++)
			tell(s, &hits[k], all.text, p->id, place_of(&w[i], &all, hits[k].start));
		arena_reset(s->arena);
	}
}

/* ---- all that is read ---- */

static void settings(struct search *s)
{
	const struct settings *set = &s->c->book->settings;
	struct place at = {.file = s->c->book->name.p};

	plain(s, set->agent, STR("settings.agent"), at);
	plain(s, set->shop, STR("settings.shop"), at);
	for (size_t i = 0; i < set->skills_n; i++)
		plain(s, set->skills[i].value, STR("settings.skills"), at);
	for (size_t i = 0; i < sizeof set->ticket_status / sizeof *set->ticket_status; i++)
		plain(s, set->ticket_status[i], STR("settings.tickets"), at);
	plain(s, set->today, STR("settings.calendar"), at);
	plain(s, set->tomorrow, STR("settings.calendar"), at);
	for (size_t i = 0; i < 7; i++)
		plain(s, set->weekdays[i], STR("settings.calendar"), at);
}

static void choices(struct search *s, const struct form *f)
{
	for (size_t i = 0; i < f->fields_n; i++)
		for (size_t k = 0; k < f->fields[i].choices_n; k++)
			plain(s, f->fields[i].choices[k].value, f->fields[i].ask->id,
			    f->fields[i].at);
}

/* Words that are fine and have none of their group's words in them. */
static void useless_fine(struct search *s, const struct banned_group *g)
{
	const struct banned_group words = {
	    .name = g->name, .words = g->words, .words_n = g->words_n};
	struct banned *b = banned_new(&words, 1, s->c->book->normaliser);

	for (size_t i = 0; i < g->fine_n; i++) {
		struct banned_hit hit;

		if (!banned_find(b, g->fine[i], s->arena, &hit, 1)) {
			diag_find(s->c->diags, DIAG_ADVICE, "banned.fine", g->name, g->fine_at[i],
			    "'%.*s' holds none of the words that are listed here: it need not be "
			    "fine",
			    STR_ARG(g->fine[i]));
			diag_propose(s->c->diags, "take it out");
		}
		arena_reset(s->arena);
	}
	banned_free(&b);
}

void check_banned(struct check *c)
{
	struct search s = {.c = c, .arena = arena_new(1 << 14)};
	const struct banned_group *groups;
	const struct book *b = c->book;
	size_t n = banned_groups(b->banned, &groups);

	for (size_t i = 0; n && i < b->phrases_n; i++) {
		wordings(&s, &b->phrases[i], b->phrases[i].say, b->phrases[i].say_n);
		wordings(&s, &b->phrases[i], b->phrases[i].again, b->phrases[i].again_n);
	}
	for (size_t i = 0; n && i < b->intents_n; i++)
		plain(&s, b->intents[i].title, b->intents[i].id, b->intents[i].at);
	for (size_t i = 0; n && i < b->forms_n; i++)
		choices(&s, &b->forms[i]);
	if (n)
		settings(&s);
	for (size_t i = 0; i < n; i++)
		if (groups[i].fine_n)
			useless_fine(&s, &groups[i]);
	arena_free(&s.arena);
}
