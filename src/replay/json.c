/* json.c - a replay for programs; every key stands in README.md. */
#include "base/json.h"
#include "base/zone.h"
#include "book/shelf.h"
#include "replay/past.h"
#include "replay/show.h"

enum { TEXT_MOST = 1000 };

/* What one print needs on its way. */
struct writer {
	const struct replay_result *r;
	const struct replay_print *p;
	struct arena *arena;
	struct json_out o;
};

static void key_text(struct writer *w, const char *key, struct str text)
{
	json_key_str(&w->o, key, show_text(text, w->p->mask, true, TEXT_MOST, w->arena));
}

/* Empty: null. */
static void key_intent(struct writer *w, const char *key, struct str intent)
{
	if (intent.n)
		json_key_str(&w->o, key, intent);
	else
		json_key_null(&w->o, key);
}

static void put_cause(struct writer *w, const char *key, const struct replay_cause *c)
{
	json_key_open(&w->o, key, '{');
	json_key_str(&w->o, "by", str_of(replay_by_name(c->by)));
	if (c->at.file) {
		json_key_str(&w->o, "file", str_of(c->at.file));
		json_key_int(&w->o, "line", c->at.line);
		if (c->pattern.n)
			json_key_str(&w->o, "pattern", c->pattern);
	}
	json_close(&w->o, '}');
}

static void put_side(struct writer *w, const char *key, const struct replay_side *s)
{
	json_key_open(&w->o, key, '{');
	json_key_bool(&w->o, "missed", s->missed);
	key_intent(w, "intent", s->intent);
	json_key_str(&w->o, "phrases", s->phrases);
	key_text(w, "text", s->text);
	json_key_str(&w->o, "done", s->acts);
	put_cause(w, "because", &s->cause);
	json_close(&w->o, '}');
}

static void put_example(struct writer *w, const struct replay_example *e)
{
	char at[32];

	json_open(&w->o, '{');
	key_text(w, "conversation", e->conversation);
	json_key_str(&w->o, "channel", e->channel);
	if (e->shop.n)
		json_key_str(&w->o, "shop", e->shop);
	json_key_int(&w->o, "turn", (int64_t)e->turn);
	if (e->line)
		json_key_int(&w->o, "line", (int64_t)e->line);
	json_key_str(&w->o, "at", str_make(at, (size_t)time_format(e->at, at)));
	key_text(w, "text", e->text);
	json_key_bool(&w->o, "consequence", e->consequence);
	put_side(w, "old", &e->old);
	put_side(w, "new", &e->fresh);
	json_close(&w->o, '}');
}

static void put_lines(struct writer *w, const struct replay_group *g)
{
	json_key_int(&w->o, "lines_in_all", (int64_t)g->lines_all);
	json_key_open(&w->o, "lines", '[');
	for (size_t i = 0; i < g->lines_n; i++) {
		json_open(&w->o, '{');
		json_key_int(&w->o, "messages", (int64_t)g->lines[i].n);
		put_cause(w, "old", &g->lines[i].old);
		put_cause(w, "new", &g->lines[i].fresh);
		json_close(&w->o, '}');
	}
	json_close(&w->o, ']');
}

static void put_group(struct writer *w, const struct replay_group *g)
{
	enum replay_change c = g->change == REPLAY_WORDS ? REPLAY_OTHER : g->change;

	json_open(&w->o, '{');
	json_key_str(&w->o, "change", str_of(replay_change_name(c)));
	json_key_bool(&w->o, "words_only", g->change == REPLAY_WORDS);
	key_intent(w, "old", g->old);
	key_intent(w, "new", g->fresh);
	json_key_int(&w->o, "messages", (int64_t)g->n);
	json_key_int(&w->o, "consequences", (int64_t)g->consequences);
	put_lines(w, g);
	json_key_open(&w->o, "examples", '[');
	for (size_t i = 0; i < g->examples_n; i++)
		put_example(w, &g->examples[i]);
	json_close(&w->o, ']');
	json_close(&w->o, '}');
	arena_reset(w->arena);
}

static void put_changes(struct writer *w, const char *key, const size_t n[REPLAY_CHANGES])
{
	json_key_open(&w->o, key, '{');
	json_key_int(&w->o, "unchanged", (int64_t)n[REPLAY_UNCHANGED]);
	json_key_int(&w->o, "newly_missed", (int64_t)n[REPLAY_NEWLY_MISSED]);
	json_key_int(&w->o, "other_answer", (int64_t)(n[REPLAY_OTHER] + n[REPLAY_WORDS]));
	json_key_int(&w->o, "words_only", (int64_t)n[REPLAY_WORDS]);
	json_key_int(&w->o, "newly_answered", (int64_t)n[REPLAY_NEWLY_ANSWERED]);
	json_close(&w->o, '}');
}

static void put_source(struct writer *w)
{
	const struct past_numbers *n = past_counts(w->p->past);

	json_key_open(&w->o, "source", '{');
	json_key_str(&w->o, "name", str_of(w->p->source));
	json_key_int(&w->o, "lines", (int64_t)n->lines);
	json_key_int(&w->o, "bad_lines", (int64_t)n->bad_lines);
	json_key_int(&w->o, "duplicates", (int64_t)n->duplicates);
	json_key_int(&w->o, "without_words", (int64_t)n->empty);
	json_key_int(&w->o, "human_acts", (int64_t)n->humans);
	json_key_int(&w->o, "agents_left_out", (int64_t)n->agents_left);
	json_key_int(&w->o, "bots_left_out", (int64_t)n->bots_left);
	json_close(&w->o, '}');
}

static void put_same(struct writer *w)
{
	json_key_open(&w->o, "unchanged", '[');
	for (size_t i = 0; i < w->r->same_n; i++) {
		json_open(&w->o, '{');
		key_intent(w, "intent", w->r->same[i].old);
		json_key_int(&w->o, "messages", (int64_t)w->r->same[i].n);
		json_close(&w->o, '}');
	}
	json_close(&w->o, ']');
}

void replay_json(const struct replay_result *r, const struct replay_print *p, struct buf *to)
{
	struct writer w = {.r = r, .p = p, .arena = arena_new(1 << 14)};

	json_out_init(&w.o, to);
	json_open(&w.o, '{');
	json_key_str(&w.o, "old", str_of(p->old));
	json_key_str(&w.o, "new", str_of(p->fresh));
	put_source(&w);
	json_key_int(&w.o, "conversations", (int64_t)r->conversations);
	json_key_int(&w.o, "messages", (int64_t)r->messages);
	put_changes(&w, "changes", r->changes);
	put_changes(&w, "consequences", r->consequences);
	json_key_open(&w.o, "missed", '{');
	json_key_int(&w.o, "old", (int64_t)r->missed_old);
	json_key_int(&w.o, "new", (int64_t)r->missed_fresh);
	json_close(&w.o, '}');
	json_key_open(&w.o, "groups", '[');
	for (size_t i = 0; i < r->groups_n; i++)
		put_group(&w, &r->groups[i]);
	json_close(&w.o, ']');
	put_same(&w);
	json_key_bool(&w.o, "masked", p->mask);
	json_close(&w.o, '}');
	arena_free(&w.arena);
}
