/* misses_show.c - the table and the JSON of misses. */
#include "trainer/misses_show.h"

#include "base/intl.h"
#include "replay/show.h"

enum { LINE_CHARS = 60, EXAMPLE_CHARS = 30, TEXT_CHARS = 1000 };

static bool is_wanted(const struct miss_group *g, const struct misses_print *p)
{
	return p->state < 0 || g->state == (enum store_miss_state)p->state;
}

static struct str example_of(const struct intent *t)
{
	return t->examples_n ? t->examples[0].text : STR("");
}

/* ---- for people ---- */

/* "2026-11-23" */
static const char *day_of(const struct misses_print *p, int64_t at, struct arena *arena)
{
	struct civil c = zone_civil(p->zone, at);

	return arena_printf(arena, "%04d-%02d-%02d", c.year, c.month, c.day).p;
}

static struct str line_of(
    struct arena *arena, const struct misses_print *p, struct str text, size_t chars)
{
	return show_text(text, p->mask, false, chars, arena);
}

static void print_state(
    struct arena *arena, const struct miss_group *g, const struct misses_print *p, FILE *to)
{
	const struct store_miss *d = g->decided;

	if (g->again)
		fprintf(to, _("        new again: %zu since it was done on %s\n"), g->open,
		    day_of(p, d->at, arena));
	else if (g->state == MISS_IGNORED)
		fputs(_("        ignored\n"), to);
	else if (g->state == MISS_DONE)
		fputs(d ? _("        done\n") : _("        done: the book answers it by now\n"), to);
	else if (g->answered)
		fprintf(to, _("        answered by the book by now: %zu\n"), g->answered);
}

static void print_sentences(
    struct arena *arena, const struct miss_group *g, const struct misses_print *p, FILE *to)
{
	for (size_t i = 1; i < g->sentences_n && i < MISSES_SENTENCES; i++) {
		const struct miss_sentence *s = g->sentences[i];

		fprintf(to, "        %.*s  (m%lld, %zu)\n",
		    STR_ARG(line_of(arena, p, s->text, LINE_CHARS)), (long long)s->number, s->n);
	}
	if (g->sentences_n > MISSES_SENTENCES)
		fprintf(to,
		    intl_n("        and %zu other sentence\n", "        and %zu other sentences\n",
			g->sentences_n - MISSES_SENTENCES),
		    g->sentences_n - MISSES_SENTENCES);
}

static void print_nearest(
    struct arena *arena, const struct miss_group *g, const struct misses_print *p, FILE *to)
{
	for (size_t i = 0; i < g->nearest_n; i++) {
		const struct intent *t = g->nearest[i].intent;

		fprintf(to, _("        near: %.2f  %-24.*s %.*s\n"), g->nearest[i].score,
		    STR_ARG(t->id), STR_ARG(line_of(arena, p, t->title, EXAMPLE_CHARS)));
	}
}

static void print_group(
    struct arena *arena, const struct miss_group *g, const struct misses_print *p, FILE *to)
{
	const struct miss_sentence *first = g->sentences[0];

	fprintf(to, "%-7s %.*s\n", arena_printf(arena, "m%lld", (long long)first->number).p,
	    STR_ARG(line_of(arena, p, first->text, LINE_CHARS)));
	print_sentences(arena, g, p, to);
	fprintf(to, _("        messages: %zu, customers: %zu, handed over: %zu, last: %s\n"),
	    g->messages, g->customers, g->handed_over, day_of(p, g->last_at, arena));
	print_state(arena, g, p, to);
	print_nearest(arena, g, p, to);
	fputc('\n', to);
}

static void print_totals(const struct misses *m, size_t left, FILE *to)
{
	if (left)
		fprintf(to, intl_n("%zu further group: --limit\n", "%zu further groups: --limit\n", left),
		    left);
	if (m->left_out)
		fprintf(to,
		    intl_n("%zu further message of the period is left out: choose a shorter one (--last)\n",
			"%zu further messages of the period are left out: choose a shorter one (--last)\n",
			m->left_out),
		    m->left_out);
	if (m->messages)
		fprintf(to,
		    _("asked in vain: messages: %zu, sentences: %zu; groups: new: %zu, done: %zu, "
		      "ignored: %zu\n"),
		    m->messages, m->sentences, m->states[MISS_NEW], m->states[MISS_DONE],
		    m->states[MISS_IGNORED]);
	else
		fputs(_("nothing was asked in vain\n"), to);
}

void misses_table(const struct misses *m, const struct misses_print *p, FILE *to)
{
	struct arena *arena = arena_new(0);
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < m->groups_n; i++) {
		if (!is_wanted(&m->groups[i], p))
			continue;
		if (shown == p->limit) {
			left++;
			continue;
		}
		arena_reset(arena);
		print_group(arena, &m->groups[i], p, to);
		shown++;
	}
	print_totals(m, left, to);
	arena_free(&arena);
}

/* ---- for programs ---- */

static void put_time(struct json_out *o, const char *key, int64_t at)
{
	char text[32];

	json_key_str(o, key, str_make(text, (size_t)time_format(at, text)));
}

/* key NULL: an item of a list. */
static void put_number(struct json_out *o, const char *key, int64_t number)
{
	char text[24];
	int n = snprintf(text, sizeof text, "m%lld", (long long)number);

	if (!key)
		json_put_str(o, str_make(text, (size_t)n));
	else if (number)
		json_key_str(o, key, str_make(text, (size_t)n));
	else
		json_key_null(o, key);
}

static void put_text(struct json_out *o, const char *key, struct str text)
{
	if (text.n)
		json_key_str(o, key, text);
	else
		json_key_null(o, key);
}

static void put_decided(struct json_out *o, const struct miss_group *g)
{
	const struct store_miss *d = g->decided;

	if (!d) {
		json_key_null(o, "decided");
		return;
	}
	json_key_open(o, "decided", '{');
	json_key_str(o, "state", str_of(store_miss_state_name(d->state)));
	put_time(o, "at", d->at);
	put_number(o, "seen", d->upto);
	put_text(o, "intent", d->intent);
	put_text(o, "who", d->who);
	json_key_open(o, "on", '[');
	for (size_t i = 0; i < g->on_n; i++)
		put_number(o, NULL, g->on[i]);
	json_close(o, ']');
	json_close(o, '}');
}

static void put_sentences(
    struct json_out *o, struct arena *arena, const struct miss_group *g, bool mask)
{
	json_key_open(o, "sentences", '[');
	for (size_t i = 0; i < g->sentences_n && i < MISSES_SENTENCES; i++) {
		const struct miss_sentence *s = g->sentences[i];

		json_open(o, '{');
		put_number(o, "id", s->number);
		json_key_str(o, "text", show_text(s->text, mask, true, TEXT_CHARS, arena));
		json_key_int(o, "messages", (int64_t)s->n);
		json_key_bool(o, "answered", s->answered);
		json_close(o, '}');
	}
	json_close(o, ']');
	json_key_int(o, "sentences_in_all", (int64_t)g->sentences_n);
}

static void put_nearest(struct json_out *o, const struct miss_group *g)
{
	json_key_open(o, "nearest", '[');
	for (size_t i = 0; i < g->nearest_n; i++) {
		const struct intent *t = g->nearest[i].intent;

		json_open(o, '{');
		json_key_str(o, "intent", t->id);
		put_text(o, "title", t->title);
		json_key_double(o, "score", g->nearest[i].score, 2);
		put_text(o, "example", example_of(t));
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_group(
    struct json_out *o, struct arena *arena, const struct miss_group *g, bool mask)
{
	json_open(o, '{');
	put_number(o, "id", g->sentences[0]->number);
	json_key_str(o, "state", str_of(store_miss_state_name(g->state)));
	json_key_bool(o, "again", g->again);
	json_key_int(o, "messages", (int64_t)g->messages);
	json_key_int(o, "customers", (int64_t)g->customers);
	json_key_int(o, "handed_over", (int64_t)g->handed_over);
	json_key_int(o, "answered", (int64_t)g->answered);
	json_key_int(o, "open", (int64_t)g->open);
	put_time(o, "first_at", g->first_at);
	put_time(o, "last_at", g->last_at);
	json_key_str(o, "language", g->book->settings.language);
	put_sentences(o, arena, g, mask);
	put_nearest(o, g);
	put_decided(o, g);
	json_close(o, '}');
}

void misses_json(const struct misses *m, const struct misses_print *p, struct json_out *o)
{
	struct arena *arena = arena_new(0);
	size_t shown = 0;

	json_open(o, '{');
	json_key_int(o, "messages", (int64_t)m->messages);
	json_key_int(o, "answered", (int64_t)m->answered);
	json_key_int(o, "sentences", (int64_t)m->sentences);
	json_key_int(o, "left_out", (int64_t)m->left_out);
	put_number(o, "seen", m->newest);
	json_key_open(o, "states", '{');
	for (int s = 0; s < STORE_MISS_STATES; s++)
		json_key_int(o, store_miss_state_name((enum store_miss_state)s), (int64_t)m->states[s]);
	json_close(o, '}');
	json_key_bool(o, "masked", p->mask);
	json_key_open(o, "groups", '[');
	for (size_t i = 0; i < m->groups_n && shown < p->limit; i++) {
		if (!is_wanted(&m->groups[i], p))
			continue;
		arena_reset(arena);
		put_group(o, arena, &m->groups[i], p->mask);
		shown++;
	}
	json_close(o, ']');
	json_close(o, '}');
	arena_free(&arena);
}
