/* settings_survey.c - the words by which customers give a score.
 *
 * A map of scores replaces what an earlier file or the book said; so does a list of what may stand
 * beside a score. */
#include "base/intl.h"
#include "book/settings_internal.h"

/* All words of `score`, or (beside false) of every score, go out. */
static void drop(struct settings *s, bool beside)
{
	size_t n = 0;

	for (size_t i = 0; i < s->survey_words_n; i++)
		if ((s->survey_words[i].score == 0) != beside)
			s->survey_words[n++] = s->survey_words[i];
	s->survey_words_n = n;
}

/* The list of the settings may be another arena's: it grows by being made anew. */
static void make_room(struct settings_reader *r, size_t more)
{
	struct settings *s = r->s;
	struct survey_word *grown =
	    ARENA_ARRAY(r->arena, struct survey_word, s->survey_words_n + more + 1);

	for (size_t i = 0; i < s->survey_words_n; i++)
		grown[i] = s->survey_words[i];
	s->survey_words = grown;
}

static int read_word(struct settings_reader *r, const struct yaml *v, unsigned score)
{
	struct settings *s = r->s;
	struct str text;

	if (yaml_text(v, _("a word"), r->diags, &text))
		return -1;
	text = str_trim(text);
	if (!text.n)
		return diag_error(r->diags, v->at, "a word of the survey is empty");
	for (size_t i = 0; i < s->survey_words_n; i++)
		if (str_eq(s->survey_words[i].text, text))
			return diag_error(r->diags, v->at,
			    "'%.*s' stands in the survey's words twice", STR_ARG(text));
	s->survey_words[s->survey_words_n++] =
	    (struct survey_word){arena_str(r->arena, text), score};
	return 0;
}

static int read_list(struct settings_reader *r, const struct yaml *v, unsigned score)
{
	int rc = 0;

	if (yaml_is_nothing(v))
		return 0;
	if (v->type != YAML_LIST)
		return diag_error(
		    r->diags, v->at, "words of the survey are a list: [perfect, great]");
	make_room(r, v->size);
	for (size_t i = 0; i < v->size; i++)
		rc |= read_word(r, v->members[i].value, score);
	return rc;
}

int settings_read_survey_words(struct settings_reader *r, const struct yaml *v)
{
	int rc = 0;

	if (v->type != YAML_MAP)
		return yaml_is_nothing(v) ? 0 :
		    diag_error(r->diags, v->at, "words is a map: a list of words for each score");
	drop(r->s, false);
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml_member *m = &v->members[i];
		int64_t score;

		if (!str_to_int64(m->key, &score) || score < 1 || score > 5)
			rc |= diag_error(r->diags, m->key_at, "a score is 1 to 5, not '%.*s'",
			    STR_ARG(m->key));
		else
			rc |= read_list(r, m->value, (unsigned)score);
	}
	return rc;
}

int settings_read_survey_beside(struct settings_reader *r, const struct yaml *v)
{
	drop(r->s, true);
	return read_list(r, v, 0);
}
