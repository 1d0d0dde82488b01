/* word.c - from words to patterns. */
#include "sheet/word.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "pattern/normalise.h"

enum { FORMS_MAX = 18 };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Would the loader make the same of it, character by character? Then it may stay as it is
 * written: a blank between Han characters and a mark that is repeated go, and only here. */
static bool stays(const struct normaliser *n, struct str word, struct str normal)
{
	char bytes[4];
	struct buf b;
	bool same;

	buf_init(&b, SIZE_MAX / 2);
	for (size_t i = 0; i < word.n;) {
		uint32_t forms[FORMS_MAX];
		size_t count = normalise_char(n, utf8_next(word, &i), forms);

		for (size_t k = 0; k < count; k++)
			buf_add(&b, bytes, utf8_put(forms[k], bytes));
	}
	same = str_eq(buf_str(&b), normal);
	buf_free(&b);
	return same;
}

/* As it is to stand in a pattern. */
static struct str form_of(const struct word_rules *r, struct str word)
{
	struct normal normal;

	if (normalise(r->normaliser, r->arena, word, &normal) || !normal.text.n)
		return STR("");
	return stays(r->normaliser, word, normal.text) ? word : normal.text;
}

static void add_escaped(struct buf *b, struct str word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (strchr("\\^$.[]{}()*+?|<", word.p[i]) || (word.p[i] == '#' && !i))
			buf_addc(b, '\\');
		buf_addc(b, word.p[i]);
	}
}

/* \b in a Latin book; beside Han characters, which count as letters, it would not hold. */
static void add_edge(struct buf *b, char c, bool latin, bool front)
{
	if (!is_letter(c) && !is_digit(c))
		return;
	if (latin)
		buf_addz(b, "\\b");
	else if (is_letter(c))
		buf_addz(b, front ? "(?<![a-z])" : "(?![a-z])");
	else
		buf_addz(b, front ? "(?<!\\d)" : "(?!\\d)");
}

static void add_word(struct buf *b, struct str word, bool latin)
{
	add_edge(b, word.p[0], latin, true);
	add_escaped(b, word);
	add_edge(b, word.p[word.n - 1], latin, false);
}

static struct str take(struct arena *arena, struct buf *b)
{
	struct str out = arena_str(arena, buf_str(b));

	buf_free(b);
	return out;
}

struct str word_pattern(const struct word_rules *r, struct str word, enum word_matching how)
{
	struct str form = form_of(r, word);
	struct buf b;

	if (!form.n)
		return form;
	buf_init(&b, SIZE_MAX / 2);
	if (how == WORD_WHOLE) {
		buf_addc(&b, '^');
		add_escaped(&b, form);
		buf_addc(&b, '$');
	} else {
		add_word(&b, form, r->latin);
	}
	return take(r->arena, &b);
}

struct str word_pattern_of_all(const struct word_rules *r, const struct str *words, size_t count)
{
	struct buf b;

	buf_init(&b, SIZE_MAX / 2);
	buf_addc(&b, '^');
	for (size_t i = 0; i < count; i++) {
		struct str form = form_of(r, words[i]);

		if (!form.n)
			continue;
		buf_addz(&b, "(?=.*");
		add_word(&b, form, r->latin);
		buf_addc(&b, ')');
	}
	if (b.n == 1)
		buf_clear(&b);
	return take(r->arena, &b);
}

struct str word_without_end(struct str s)
{
	static const char *const ends[] = {
	    "?", "!", ".", "~", "？", "！", "。", "～", "…", ",", "，", " "};
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
			size_t n = strlen(ends[i]);

			if (s.n > n && memcmp(s.p + s.n - n, ends[i], n) == 0) {
				s.n -= n;
				again = true;
			}
		}
	}
	return s;
}

struct str word_pattern_of_question(const struct word_rules *r, struct str question)
{
	return word_pattern(r, word_without_end(question), WORD_WITHIN);
}
