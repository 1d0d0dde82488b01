/* signs.c - signs that look like one thing and are another: what Chinese typing, YAML's lists
 * and quotes leave behind.  All of it loads, and finds or says what nobody meant. */
#include "base/intl.h"
#include "base/utf8.h"
#include "check/check_internal.h"

static bool at_bytes(struct str s, size_t i, const char *bytes)
{
	return i < s.n && str_starts(str_make(s.p + i, s.n - i), str_of(bytes));
}

/* Any of the signs at i? */
static const char *one_of(struct str s, size_t i, const char *const *signs)
{
	for (; *signs; signs++)
		if (at_bytes(s, i, *signs))
			return *signs;
	return NULL;
}

static struct place behind(struct place at, struct str s, size_t i)
{
	at.col += (unsigned)utf8_length(str_make(s.p, i));
	return at;
}

/* A line of a block that is written like an entry of a list, or a quoted text. */
static void doubtful_line(struct str line, struct place at, struct str id, bool is_pattern,
    struct diag_list *diags)
{
	bool quoted = line.n > 2 && (((line.p[0] == '"' || line.p[0] == '\'') && line.p[line.n - 1] == line.p[0]) ||
			 (at_bytes(line, 0, "“") && at_bytes(line, line.n - strlen("”"), "”")));

	if (at_bytes(line, 0, "- "))
		diag_find(diags, DIAG_WARNING, "line.dash", id, at, "%s",
		    is_pattern ? _("the '- ' is part of the pattern here: leave it out")
			       : _("the '- ' is part of the example here: leave it out"));
	else if (quoted)
		diag_find(diags, DIAG_WARNING, "line.quotes", id, at, "%s",
		    is_pattern ? _("the quotes are part of the pattern here: leave them out")
			       : _("the quotes are part of the example here: leave them out"));
}

/* Behind a class, which may begin with a ] of its own. */
static size_t skip_class(struct str s, size_t i)
{
	i += 1 + (i + 1 < s.n && s.p[i + 1] == '^');
	i += i < s.n && s.p[i] == ']';
	while (i < s.n && s.p[i] != ']')
		i += s.p[i] == '\\' ? 2 : 1;
	return i + 1;
}

/* {0，6} */
static bool wide_comma(struct str s, size_t i)
{
	size_t k = i;

	while (k && s.p[k - 1] >= '0' && s.p[k - 1] <= '9')
		k--;
	return k && s.p[k - 1] == '{' && at_bytes(s, i, "，");
}

static bool empty_choice(struct str s, size_t i)
{
	char before = i ? s.p[i - 1] : 0, after = i + 1 < s.n ? s.p[i + 1] : 0;

	return s.p[i] == '|' && (after == '|' || after == ')' || before == '(');
}

/* Is anything odd at i? */
static bool tell_odd(
    const struct pattern *p, size_t i, struct str id, struct diag_list *diags)
{
	static const char *const wide[] = {"（", "）", "｜", "［", "］", "＜", "＞",
	    "丨" /* a character, which keyboards offer for a stroke */, NULL};
	struct str s = p->source;
	struct place at = behind(p->at, s, i);

	if (one_of(s, i, wide) || wide_comma(s, i)) {
		diag_find(diags, DIAG_WARNING, "pattern.wide_sign", id, at,
		    "a full-width sign is only found as it is: for a group, a choice or a word "
		    "list write the plain one");
		diag_propose(diags, "switch the keyboard to English for ( ) [ ] { } < > | ,");
	} else if (empty_choice(s, i)) {
		diag_find(diags, DIAG_WARNING, "pattern.empty", id, at,
		    "an empty choice finds nothing at all: if \"or not\" is meant, write (...)?");
		diag_propose(diags, "take the | out, or write ? behind the group");
	} else if (s.p[i] == '<' && !memchr(s.p + i, '>', s.n - i)) {
		diag_find(diags, DIAG_WARNING, "pattern.words", id, at,
		    "this < begins no word list, as no > follows (the sign itself is written \\<)");
		diag_propose(diags, "write the > behind the name of the list");
	} else {
		return false;
	}
	return true;
}

static void doubtful_pattern(const struct book *book, const struct pattern *p, struct diag_list *diags)
{
	struct str s = p->source, id = book->intents[p->intent].id;

	doubtful_line(s, p->at, id, true, diags);
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] == '\\')
			i += 2;
		else if (s.p[i] == '[')
			i = skip_class(s, i);
		else if (at_bytes(s, i, "(?"))
			i += 3; /* its < is not one of a word list */
		else if (tell_odd(p, i, id, diags))
			return;
		else
			i++;
	}
}

/* Words that were to be several.  In a list of words a plain comma parts them; in a text it does not. */
static void doubtful_choices(const struct field *f, struct str id, struct diag_list *diags)
{
	static const char *const commas[] = {",", "，", "、", "；", NULL};

	for (size_t i = 0; i < f->choices_n; i++)
		for (size_t k = 0; k < f->choices[i].words_n; k++) {
			struct str word = f->choices[i].words[k];
			size_t j = 0;

			while (j < word.n && !one_of(word, j, commas))
				j++;
			if (j < word.n)
				diag_find(diags, DIAG_WARNING, "words.joined", id, f->at,
				    "'%.*s' is one word: words are parted by a plain comma and "
				    "a blank, as in [a, b]", STR_ARG(word));
		}
}

static void doubtful_words(const struct word_list *list, struct diag_list *diags)
{
	static const char *const commas[] = {"，", "、", "；", NULL};
	static const char *const signs[] = {"|", "(", ")", "[", "]", "{", "}", "*", "?", "\\", NULL};

	for (size_t i = 0; i < list->n; i++) {
		struct str word = list->words[i];
		const char *sign = NULL;

		for (size_t k = 0; k < word.n && !sign; k++) {
			if ((sign = one_of(word, k, commas)))
				diag_find(diags, DIAG_WARNING, "words.joined", list->name, list->at,
				    "'%.*s' is one word: words are parted by a plain comma and "
				    "a blank, as in [a, b]", STR_ARG(word));
			else if ((sign = one_of(word, k, signs)))
				diag_find(diags, DIAG_WARNING, "words.sign", list->name, list->at,
				    "'%.*s': words are plain text, and its %s is only found as "
				    "it is", STR_ARG(word), sign);
		}
	}
}

/* What copied text brings along, and what an escape such as "\x1b" makes.  Those that join letters
 * (U+200C, U+200D) are at home in scripts and emoji. */
static bool is_invisible(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0xad ||
	       c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

/* Of each text the first is told. */
static void invisible(struct str text, struct place at, struct str id, struct diag_list *diags)
{
	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);

		if (!is_invisible(c))
			continue;
		diag_find(diags, DIAG_WARNING, "text.invisible", id, at,
		    "an invisible character (U+%04X) is in this text: customers' screens may show "
		    "nonsense for it", c);
		diag_propose(diags, "delete the line and type it anew, without copying");
		return;
	}
}

/* {{name}}, as other programs have it: here it shows {name}. */
static bool is_doubled(const struct wording *w, size_t i, struct str *name)
{
	struct str open = w->pieces[i].text, rest;
	size_t n = 0, end;

	if (i + 1 >= w->n || w->pieces[i].slot.n || w->pieces[i + 1].slot.n || !open.n || open.p[open.n - 1] != '{')
		return false;
	rest = w->pieces[i + 1].text;
	for (end = 0; end < rest.n && rest.p[end] != '}' && rest.p[end] != '{'; end++)
		;
	*name = str_trim(str_make(rest.p, end));
	while (n < name->n && !strchr(" \n,:;", name->p[n]))
		n++;
	return n && n == name->n && end < rest.n && rest.p[end] == '}';
}

/* "press # now": what follows is a comment of YAML's, when no quotes stand around.  A comment that is
 * meant has more than one blank before it, or stands behind a list. */
static void lost_behind_sharp(const struct wording *w, struct str id, struct diag_list *diags)
{
	struct str line, text;
	size_t from = 0;

	if (!w->at.col || !diag_line(diags, w->at, &line))
		return;
	for (unsigned col = 1; col < w->at.col && from < line.n; col++)
		utf8_next(line, &from);
	text = str_make(line.p + from, line.n - from);
	/* with nothing before it, it is a line of a block */
	if (!str_trim(str_make(line.p, from)).n || strchr("\"'", line.p[from - 1]))
		return;
	for (size_t k = 1; k + 1 < text.n && !strchr("]}", text.p[k]); k++) {
		if (text.p[k] != ' ' || text.p[k + 1] != '#' || text.p[k - 1] == ' ')
			continue;
		diag_find(diags, DIAG_ADVICE, "wording.comment", id, behind(w->at, text, k + 1),
		    "customers do not read what stands behind this #: it is a comment");
		diag_propose(diags, "if it belongs to the text, put the whole text in quotes");
		return;
	}
}

static void doubtful_wording(const struct wording *w, struct str id, struct diag_list *diags)
{
	static const char *const braces[] = {"｛", "｝", NULL};
	const struct piece *first = w->pieces;
	struct str name;

	lost_behind_sharp(w, id, diags);
	if (w->n && !first->slot.n && first->text.n > 1 && first->text.p[0] == '-' &&
	    !strchr(" -0123456789", first->text.p[1]))
		diag_find(diags, DIAG_WARNING, "wording.dash", id, w->at,
		    "the customer sees this '-': a blank is missing behind it");
	for (size_t i = 0; i < w->n; i++) {
		struct str text = w->pieces[i].slot.n ? STR("") : w->pieces[i].text;

		invisible(w->pieces[i].text, w->at, id, diags);
		if (is_doubled(w, i, &name)) {
			diag_find(diags, DIAG_WARNING, "wording.brace", id, w->at,
			    "the customer sees {%.*s} just so: a placeholder has one brace on each side",
			    STR_ARG(name));
			return;
		}
		for (size_t k = 0; k < text.n; k++) {
			if (!one_of(text, k, braces))
				continue;
			diag_find(diags, DIAG_WARNING, "wording.brace", id, w->at,
			    "the customer sees this full-width brace: a placeholder is written "
			    "{name}");
			return;
		}
	}
}

void check_signs(const struct book *book, struct diag_list *diags)
{
	for (size_t i = 0; i < book->patterns_n; i++)
		doubtful_pattern(book, &book->patterns[i], diags);
	for (size_t i = 0; i < book->intents_n; i++) {
		const struct intent *t = &book->intents[i];

		if (!t->answer || t->answer->listed) /* its own phrase has the same title */
			invisible(t->title, t->at, t->id, diags);
		for (size_t k = 0; k < t->examples_n; k++)
			doubtful_line(t->examples[k].text, t->examples[k].at, t->id, false, diags);
	}
	for (size_t i = 0; i < book->words_n; i++)
		doubtful_words(&book->words[i], diags);
	for (size_t i = 0; i < book->forms_n; i++)
		for (size_t k = 0; k < book->forms[i].fields_n; k++)
			doubtful_choices(&book->forms[i].fields[k], book->forms[i].id, diags);
	for (size_t i = 0; i < book->phrases_n; i++) {
		const struct phrase *p = &book->phrases[i];

		invisible(p->title, p->at, p->id, diags);
		for (size_t k = 0; k < p->say_n; k++)
			doubtful_wording(&p->say[k], p->id, diags);
		for (size_t k = 0; k < p->again_n; k++)
			doubtful_wording(&p->again[k], p->id, diags);
	}
}
