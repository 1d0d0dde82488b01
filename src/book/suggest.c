/* suggest.c - from the intents a message carries to replies an agent may send. */
#include "book/suggest.h"

#include <stdio.h>

#include "base/utf8.h"
#include "book/kind.h"
#include "book/nearest.h"
#include "book/outcome.h"

enum { LIMIT_MAX = 50, TEXT_MAX = 64 << 10, ADDED_MAX = 4 };

/* The nearest intents score below the least a match can have (0.3, see match.c). */
static const double NEAREST_SHARE = 0.29;

struct maker {
	const struct book *book;
	struct str text;
	struct values values;
	uint64_t seed;
	struct arena *arena;
	struct suggestions *out;
};

static const struct phrase *phrase_of(const struct book *book, const struct intent *t)
{
	static const char *const said[] = {[THEN_TRANSFER] = "transfer",
	    [THEN_TICKET] = "ticket.filed",
	    [THEN_CLOSE] = "closing.done",
	    [THEN_CHECK] = "closing.check",
	    [THEN_UNDERSTOOD] = "confirm.understood"};

	if (t->answer || t->then == THEN_NOTHING)
		return t->answer;
	return book_phrase(book, str_of(said[t->then]));
}

static struct str skill_title(const struct settings *s, struct str skill)
{
	for (size_t i = 0; i < s->skills_n; i++)
		if (str_eq(s->skills[i].name, skill))
			return s->skills[i].value;
	return (struct str){0};
}

static struct str value_of(struct values values, struct str name)
{
	for (size_t i = 0; i < values.n; i++)
		if (str_eq(values.v[i].name, name))
			return values.v[i].value;
	return (struct str){0};
}

/* A capture in the form its slot has; as it stands where no day is known to read it from. */
static struct str canonical(const struct maker *m, struct str name, struct str text)
{
	enum slot_kind kind = book_slot_kind(m->book, name);
	struct str value;

	if (!m->values.facts || kind == SLOT_TEXT || kind == SLOT_CHOICE || kind == SLOT_ATTACHMENT)
		return text;
	return kind_read(kind, text, m->values.facts->today, m->arena, &value) ? value : STR("");
}

/* What the message says, then what the conversation knows: the first of a name counts. */
static struct values known_for(const struct maker *m, const struct match_hit *hit)
{
	size_t captures = hit ? hit->captures_n : 0, n = 0;
	struct value *v = ARENA_ARRAY(m->arena, struct value, captures + m->values.n + 1);

	for (size_t i = 0; i < captures; i++) {
		struct str name = hit->captures[i].name;
		struct str value = canonical(m, name, hit->captures[i].value);

		if (value.n)
			v[n++] = (struct value){name, value};
	}
	for (size_t i = 0; i < m->values.n; i++)
		v[n++] = m->values.v[i];
	return (struct values){v, n, m->values.facts};
}

/* For conditions: what is known, then what the caller's own facts say. */
static struct str known_value(void *ctx, struct str name)
{
	const struct values *known = ctx;
	struct str value = value_of(*known, name);

	return value.n ? value : known->facts->value(known->facts->ctx, name);
}

/* For placeholders: what is known and the facts, as they are read, and the names of the shop. */
static struct values shown_for(const struct maker *m, const struct intent *t, struct values known,
    const struct facts_env *env)
{
	const struct book *b = m->book;
	size_t n = 0, room = known.n + b->facts_n + ADDED_MAX;
	struct value *v = ARENA_ARRAY(m->arena, struct value, room);

	for (size_t i = 0; i < known.n; i++) {
		enum slot_kind kind = book_slot_kind(b, known.v[i].name);

		v[n++] = (struct value){known.v[i].name,
		    kind_show(kind, known.v[i].value, &b->settings, m->arena)};
	}
	for (size_t i = 0; env && i < b->facts_n; i++) {
		struct str value = fact_value(&b->facts[i], env, m->arena);

		v[n++] = (struct value){b->facts[i].name,
		    kind_show(b->facts[i].kind, value, &b->settings, m->arena)};
	}
	v[n++] = (struct value){STR("agent"), b->settings.agent};
	v[n++] = (struct value){STR("shop"), b->settings.shop};
	v[n++] = (struct value){STR("topic"), t->title};
	v[n++] = (struct value){STR("skill"), skill_title(&b->settings, t->skill)};
	return (struct values){v, n, env};
}

static const struct wording *first_true(const struct phrase *p, const struct facts_env *env)
{
	for (size_t i = 0; i < p->say_n; i++)
		if (!p->say[i].when || (env && condition_holds(p->say[i].when, env)))
			return &p->say[i];
	return NULL;
}

/* The first wording that is true, its gaps to be filled by a human; empty when none is. */
static struct str with_gaps(const struct maker *m, const struct phrase *p, struct values values)
{
	const struct wording *w = first_true(p, values.facts);
	struct buf text;
	struct str copy;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; w && i < w->n; i++) {
		const struct piece *piece = &w->pieces[i];
		struct str value = piece->slot.n ? value_of(values, piece->slot) : piece->text;

		if (value.n || !piece->slot.n)
			buf_adds(&text, value);
		else if (piece->has_fallback)
			buf_adds(&text, piece->text);
		else
			buf_printf(&text, "{%.*s}", STR_ARG(piece->slot));
	}
	copy = arena_str(m->arena, buf_str(&text));
	buf_free(&text);
	return copy;
}

static void note_missing(struct maker *m, struct suggestion *s, const struct rendered *r)
{
	struct str *missing = ARENA_ARRAY(m->arena, struct str, r->missing_n + 1);

	for (size_t i = 0; i < r->missing_n; i++)
		missing[i] = r->missing[i];
	s->missing = missing;
	s->missing_n = r->missing_n;
}

static struct suggestion *add(struct maker *m, const struct intent *t, const struct match_hit *hit)
{
	struct suggestion *s = &m->out->list[m->out->n];
	struct values known = known_for(m, hit), shown;
	struct facts_env env;
	struct rendered r;

	if (known.facts) {
		env = *known.facts;
		env.value = known_value;
		env.ctx = &known;
	}
	*s = (struct suggestion){.intent = t, .at = t->at};
	if (known.facts)
		t = intent_now(t, &env, m->arena);
	s->phrase = phrase_of(m->book, t);
	if (!s->phrase)
		return NULL;
	shown = shown_for(m, t, known, known.facts ? &env : NULL);
	if (render_phrase(s->phrase, shown, 0, WORDING_NONE, m->seed, m->arena, &r))
		r.text = with_gaps(m, s->phrase, shown);
	s->text = r.text;
	if (!s->text.n)
		return NULL;
	note_missing(m, s, &r);
	m->out->n++;
	return s;
}

static void add_hit(struct maker *m, const struct match_hit *hit)
{
	struct suggestion *s = add(m, hit->intent, hit);

	if (!s)
		return;
	s->score = hit->score;
	s->pattern = hit->pattern;
	s->at = hit->pattern->at;
	s->start = utf8_length(str_make(m->text.p, hit->start));
	s->length = utf8_length(str_make(m->text.p + hit->start, hit->length));
}

static void add_nearest(struct maker *m, struct str normalised, size_t limit)
{
	struct nearest_hit hits[LIMIT_MAX];
	size_t n = nearest_rank(m->book->nearest, normalised, hits, limit);

	for (size_t i = 0; i < n; i++) {
		struct suggestion *s = add(m, hits[i].intent, NULL);

		if (s)
			s->score = hits[i].score * NEAREST_SHARE;
	}
}

void suggest(const struct book *book, struct str text, const struct match_result *found,
    struct values values, uint64_t seed, size_t limit, struct arena *arena, struct suggestions *out)
{
	struct maker m = {book, text, values, seed, arena, out};

	if (limit > LIMIT_MAX)
		limit = LIMIT_MAX;
	*out = (struct suggestions){ARENA_ARRAY(arena, struct suggestion, limit + 1), 0};
	for (size_t i = 0; i < found->n && out->n < limit; i++)
		add_hit(&m, &found->hits[i]);
	if (!found->n)
		add_nearest(&m, found->normal.text, limit);
}

static void put_why(const struct suggestion *s, struct json_out *o)
{
	char at[512];

	snprintf(at, sizeof at, "%s:%u", s->at.file, s->at.line);
	json_key_open(o, "why", '{');
	json_key_str(o, "at", str_of(at));
	if (s->pattern) {
		json_key_str(o, "pattern", s->pattern->source);
		json_key_int(o, "start", (int64_t)s->start);
		json_key_int(o, "length", (int64_t)s->length);
	}
	json_close(o, '}');
}

void suggest_json(const struct suggestions *list, struct json_out *o)
{
	json_open(o, '{');
	json_key_open(o, "suggestions", '[');
	for (size_t i = 0; i < list->n; i++) {
		const struct suggestion *s = &list->list[i];

		json_open(o, '{');
		json_key_str(o, "phrase", s->phrase->id);
		json_key_str(o, "intent", s->intent->id);
		json_key_str(o, "text", s->text);
		json_key_double(o, "score", s->score, 2);
		json_key_open(o, "missing", '[');
		for (size_t k = 0; k < s->missing_n; k++)
			json_put_str(o, s->missing[k]);
		json_close(o, ']');
		put_why(s, o);
		json_close(o, '}');
	}
	json_close(o, ']');
	json_close(o, '}');
}
