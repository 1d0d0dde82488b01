/* suggest.c - from the intents a message carries to replies an agent may send. */
#include "book/suggest.h"

#include <stdio.h>

#include "base/utf8.h"
#include "book/nearest.h"

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
	    [THEN_CHECK] = "closing.check"};

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

/* What the message says, then what the conversation knows, then the names of the shop: the first of
 * a name counts. */
static struct values values_for(
    const struct maker *m, const struct intent *t, const struct match_hit *hit)
{
	size_t captures = hit ? hit->captures_n : 0, n = 0;
	struct value *v = ARENA_ARRAY(m->arena, struct value, captures + m->values.n + ADDED_MAX);

	for (size_t i = 0; i < captures; i++)
		v[n++] = (struct value){hit->captures[i].name, hit->captures[i].value};
	for (size_t i = 0; i < m->values.n; i++)
		v[n++] = m->values.v[i];
	v[n++] = (struct value){STR("agent"), m->book->settings.agent};
	v[n++] = (struct value){STR("shop"), m->book->settings.shop};
	v[n++] = (struct value){STR("topic"), t->title};
	v[n++] = (struct value){STR("skill"), skill_title(&m->book->settings, t->skill)};
	return (struct values){v, n};
}

static struct str value_of(struct values values, struct str name)
{
	for (size_t i = 0; i < values.n; i++)
		if (str_eq(values.v[i].name, name))
			return values.v[i].value;
	return (struct str){0};
}

/* The first wording, its gaps to be filled by a human. */
static struct str with_gaps(const struct maker *m, const struct phrase *p, struct values values)
{
	struct buf text;
	struct str copy;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; p->say_n && i < p->say[0].n; i++) {
		const struct piece *piece = &p->say[0].pieces[i];
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

static struct suggestion *add(struct maker *m, const struct intent *t, const struct match_hit *hit)
{
	struct suggestion *s = &m->out->list[m->out->n];
	struct values values = values_for(m, t, hit);
	struct rendered r;
	struct str *missing;

	*s = (struct suggestion){.intent = t, .phrase = phrase_of(m->book, t), .at = t->at};
	if (!s->phrase)
		return NULL;
	if (render_phrase(s->phrase, values, 0, WORDING_NONE, m->seed, m->arena, &r))
		r.text = with_gaps(m, s->phrase, values);
	s->text = r.text;
	missing = ARENA_ARRAY(m->arena, struct str, r.missing_n + 1);
	for (size_t i = 0; i < r.missing_n; i++)
		missing[i] = r.missing[i];
	s->missing = missing;
	s->missing_n = r.missing_n;
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
