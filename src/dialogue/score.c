/* score.c - the score in what a customer wrote. */
#include "dialogue/score.h"

#include "base/utf8.h"

enum { SCORE_MAX = 5, DIGITS_MAX = 3 /* longer ones are order numbers */, TOO_LONG = 100000 };

/* Where reading has come to. */
struct reader {
	const struct settings *set;
	struct str text;
	size_t at;
	struct score found;
	size_t part;  /* where it began: behind the last mark */
	bool scored;  /* there is a score in this part */
	bool unsure; /* two scores that differ */
};

/* ---- stars ---- */

enum star { STAR_NONE, STAR_FULL, STAR_HOLLOW, STAR_NOTHING };

static enum star star_of(uint32_t code)
{
	switch (code) {
	case '*':
	case 0x2605:  /* black star */
	case 0x2B50:  /* the emoji */
	case 0x1F31F: /* the glowing one */
		return STAR_FULL;
	case 0x2606: /* white star */
		return STAR_HOLLOW;
	case ' ':
	case 0xFE0F: /* "show as emoji" */
		return STAR_NOTHING;
	default:
		return STAR_NONE;
	}
}

/* Nothing but stars: as written, because normalising leaves one of a run. */
static bool read_stars(struct str written, struct score *out)
{
	struct str text = str_trim(written);
	unsigned full = 0, hollow = 0;
	for (size_t i = 0; i < text.n;) {
		enum star star = star_of(utf8_next(text, &i));
		if (star == STAR_NONE)
			return false;
		full += star == STAR_FULL;
		hollow += star == STAR_HOLLOW;
	}
	if (full + hollow == 0)
		return false;
	bool fits = full >= 1 && full + hollow <= SCORE_MAX;
	*out = (struct score){fits ? SCORE_GIVEN : SCORE_OUT, fits ? full : 0, STR("")};
	return true;
}

/* ---- words and numbers ---- */

static bool is_digit(const struct reader *r, size_t at)
{
	return at < r->text.n && r->text.p[at] >= '0' && r->text.p[at] <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void give(struct reader *r, enum score_kind kind, unsigned value)
{
	if (r->found.kind != SCORE_NONE && (r->found.kind != kind || r->found.value != value))
		r->unsure = true;
	r->scored = true;
	r->found.kind = kind;
	r->found.value = value;
}

static unsigned read_digits(struct reader *r)
{
	unsigned n = 0;
	for (size_t digits = 0; is_digit(r, r->at); r->at++)
		n = ++digits > DIGITS_MAX ? TOO_LONG : n * 10 + (unsigned)(r->text.p[r->at] - '0');
	return n;
}

/* "5", "5/5"; "9/10" and "4.5" are no score of ours. */
static bool read_number(struct reader *r)
{
	unsigned n = read_digits(r);
	bool fits = n >= 1 && n <= SCORE_MAX;
	if (n >= TOO_LONG)
		return false;
	char next = r->at < r->text.n ? r->text.p[r->at] : ' ';
	if ((next == '/' || next == '.') && is_digit(r, r->at + 1)) {
		r->at++;
		fits = read_digits(r) == SCORE_MAX && next == '/' && fits;
	}
	give(r, fits ? SCORE_GIVEN : SCORE_OUT, fits ? n : 0);
	return true;
}

static const struct survey_word *word_at(const struct reader *r)
{
	struct str rest = str_make(r->text.p + r->at, r->text.n - r->at);
	for (size_t i = 0; i < r->set->survey_words_n; i++) {
		const struct survey_word *w = &r->set->survey_words[i];
		size_t n = w->text.n;
		if (!n || !str_starts(rest, w->text))
			continue;
		/* "good" is not the beginning of "goodness" */
		if (n < rest.n && is_letter(rest.p[n - 1]) && is_letter(rest.p[n]))
			continue;
		return w;
	}
	return NULL;
}

static bool is_mark(uint32_t code)
{
	static const uint32_t marks[] = {' ', ',', '.', '!', '?', ';', ':', '~', '(', ')', 0x3001,
	    0x3002, 0x2026, 0x300C, 0x300D};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (code == marks[i])
			return true;
	return false;
}

/* One step forward.  false: here stands neither a score nor what may stand beside one. */
static bool read_one(struct reader *r)
{
	const struct survey_word *w = word_at(r);
	size_t at = r->at;
	if (w) {
		r->at += w->text.n;
		if (w->score)
			give(r, SCORE_GIVEN, w->score);
		return true;
	}
	if (is_digit(r, at))
		return read_number(r);
	if (!is_mark(utf8_next(r->text, &at)))
		return false;
	r->at = r->part = at;
	r->scored = false;
	return true;
}

struct score score_read(const struct settings *set, struct str written, struct str normal)
{
	const struct score none = {SCORE_NONE, 0, STR("")};
	struct reader r = {.set = set, .text = normal, .found = none};
	struct score stars;
	if (read_stars(written, &stars))
		return stars;
	while (r.at < normal.n) {
		if (read_one(&r))
			continue;
		if (r.unsure || r.found.kind != SCORE_GIVEN || r.scored)
			return none;
		r.found.rest = str_make(normal.p + r.part, normal.n - r.part);
		return r.found;
	}
	return r.unsure ? none : r.found;
}
