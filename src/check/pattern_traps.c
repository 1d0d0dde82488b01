/* pattern_traps.c - patterns that mean something else than their trainer thought: PCRE2 reads them
 * without complaint, and messages in Chinese are not what it was made for.
 *
 * Looked at is the pattern as it was written, so that every finding has its column. */
#include "check/pattern_traps.h"

#include "base/utf8.h"
#include "book/match.h"
#include "check/place.h"
#include "pattern/normalise.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"

struct str trap_subject(const struct traps *t)
{
	return t->x->book->intents[t->pattern->intent].id;
}

struct place trap_place(const struct traps *t, size_t at)
{
	return place_of_source(t->pattern, at);
}

bool trap_is_han(const struct traps *t, uint32_t code)
{
	return code > 0x7f && normalise_kind(t->x->book->normaliser, code) == NORMAL_HAN;
}

/* The single letter at one end of a part; 0: something else. */
uint32_t trap_edge(const struct node *n, bool last)
{
	while (
	    n->n && (n->type == NODE_SEQUENCE || n->type == NODE_GROUP || n->type == NODE_CHOICE))
		n = n->kids[last ? n->n - 1 : 0];
	return n->type == NODE_WORDS ? 0 : node_letter(n);
}

/* --- escapes that know no Chinese --- */

/* Does the part begin, or end, with a Chinese character or with words of a list? */
static bool has_han_edge(const struct traps *t, const struct node *n, bool last)
{
	while (n->n && (n->type == NODE_SEQUENCE || n->type == NODE_GROUP ||
			   n->type == NODE_CHOICE || n->type == NODE_REPEAT))
		n = n->kids[last ? n->n - 1 : 0];
	return trap_is_han(t, node_letter(n)) || (n->type == NODE_WORDS && t->han);
}

/* \b between two parts. */
static void look_at_boundary(struct traps *t, const struct node *seq, uint32_t i)
{
	const struct node *n = seq->kids[i];
	bool beside = (i && has_han_edge(t, seq->kids[i - 1], true)) ||
		      (i + 1 < seq->n && has_han_edge(t, seq->kids[i + 1], false));

	if (n->mark != MARK_BOUNDARY && n->mark != MARK_INSIDE)
		return;
	if (t->boundary_told || t->x->broken[t->pattern - t->x->book->patterns])
		return;
	t->boundary_told = beside || t->han;
	if (beside) {
		diag_find(t->x->diags, DIAG_WARNING, "pattern.boundary", trap_subject(t),
		    trap_place(t, n->from),
		    "\\b asks for a blank or a sign here: between two Chinese characters it "
		    "never holds, so this is found at an end of the message alone, or beside a "
		    "sign");
		diag_propose(t->x->diags, "leave the \\b out");
	} else if (t->han) {
		diag_find(t->x->diags, DIAG_WARNING, "pattern.boundary", trap_subject(t),
		    trap_place(t, n->from),
		    "\\b does not hold between a Latin and a Chinese character, so this is not "
		    "found where a customer writes them side by side");
		diag_propose(
		    t->x->diags, "write (?<![a-z]) in front and (?![a-z]) behind instead of \\b");
	}
}

static void look_at_set(struct traps *t, const struct node *n)
{
	for (uint32_t i = 0; i < n->items_n; i++) {
		struct str escape = n->items[i].escape;

		if (t->word_told || (!t->han && !t->names_han))
			return;
		if (str_is(escape, "\\w")) {
			t->word_told = true;
			diag_find(t->x->diags, DIAG_ADVICE, "pattern.word", trap_subject(t),
			    trap_place(t, n->items[i].from),
			    "\\w is any letter or digit, Chinese characters too");
			diag_propose(t->x->diags,
			    "for Latin letters and digits write [a-z0-9], for anything .{0,8}");
		} else if (str_is(escape, "\\W")) {
			t->word_told = true;
			diag_find(t->x->diags, DIAG_ADVICE, "pattern.word", trap_subject(t),
			    trap_place(t, n->items[i].from),
			    "\\W is a blank or a sign, and between Chinese words there is none");
			diag_propose(t->x->diags, "for a gap write .{0,8}, for signs [,。?!]{0,3}");
		}
	}
}

/* --- what looks like something else --- */

static bool looks_like_count(struct str s, size_t i)
{
	bool digit = false;

	for (i++; i < s.n && s.p[i] != '}'; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digit = true;
		else if (!strchr(" ,-~.", s.p[i]))
			return false;
	}
	return digit && i < s.n;
}

static bool looks_like_placeholder(struct str s, size_t i)
{
	size_t from = ++i;

	while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_'))
		i++;
	return i > from + 1 && i < s.n && s.p[i] == '}';
}

/* A { that is no repetition. */
static void look_at_brace(struct traps *t, const struct node *n, bool first)
{
	struct str s = t->pattern->source;

	if (node_letter(n) != '{' || s.p[n->from] != '{')
		return;
	if (!first && looks_like_count(s, n->from)) {
		t->count_told = true;
		diag_find(t->x->diags, DIAG_WARNING, "pattern.count", trap_subject(t),
		    trap_place(t, n->from),
		    "this is no repetition, and is only found as it stands: one is written "
		    "{3}, {2,} or {0,6}, with both numbers and no blank");
		diag_propose(t->x->diags, "write {0,3} for {,3}; the sign itself is \\{");
	} else if (looks_like_placeholder(s, n->from)) {
		diag_find(t->x->diags, DIAG_WARNING, "pattern.placeholder", trap_subject(t),
		    trap_place(t, n->from),
		    "a placeholder stands for nothing in a pattern, and is only found as it is "
		    "written");
		diag_propose(
		    t->x->diags, "to catch a value give a group its name: (?<order_no>\\d{8,})");
	}
}

static void look_at_options(struct traps *t, const struct node *n)
{
	struct str s = node_text(t->tree, n);
	size_t i = 2;

	if (!str_starts(s, STR("(?")))
		return;
	while (i < s.n && strchr("ims", s.p[i]))
		i++;
	if (i == 2 || i == s.n || (s.p[i] != ')' && s.p[i] != ':'))
		return;
	diag_find(t->x->diags, DIAG_ADVICE, "pattern.option", trap_subject(t),
	    trap_place(t, n->from),
	    "this changes nothing: upper and lower case are the same anyway, and messages are "
	    "one line");
	diag_propose(t->x->diags, "leave it out");
}

/* Signs of a Chinese keyboard that work like nothing but themselves.  (Brackets and | are seen by
 * signs.c.) */
static void look_at_wide_sign(struct traps *t, const struct node *n, bool first, bool last)
{
	uint32_t c = node_letter(n);
	bool alone = c == 0xff5b || c == 0xff5d;  /* ｛｝ */
	bool behind = c == 0xff0a || c == 0xff0b; /* ＊＋ */
	bool wrong = alone || (behind && !first) || (c == 0xff3e && first) || (c == 0xff04 && last);
	size_t before = n->from;

	if (!wrong || n->written)
		return;
	if (behind) { /* 10＊20 is meant */
		char b = before ? t->pattern->source.p[before - 1] : 0;

		if (!strchr(".)]>", b) &&
		    !(before >= 3 && memcmp(t->pattern->source.p + before - 3, "．", 3) == 0))
			return;
	}
	diag_find(t->x->diags, DIAG_WARNING, "pattern.wide_sign", trap_subject(t),
	    trap_place(t, n->from),
	    "a full-width sign is only found as it is: to repeat or to begin and end write the "
	    "plain one");
	diag_propose(t->x->diags, "switch the keyboard to English for ^ $ * + { }");
}

/* A mark that parts things in a text, in its plain form; 0: none. */
static uint32_t parting_mark(uint32_t c)
{
	switch (c) {
	case ',':
	case 0xff0c:
		return ',';
	case ';':
	case 0xff1b:
		return ';';
	case '/':
	case 0xff0f:
		return '/';
	case 0x3001:
		return c;
	}
	return 0;
}

/* Chinese characters, and between them a mark, again and again: which one; 0: something else. */
static uint32_t separator_of(const struct traps *t, const struct node *all, uint32_t *times)
{
	uint32_t found = 0;

	*times = 0;
	for (uint32_t i = 0; i < all->n; i++) {
		uint32_t c = node_letter(all->kids[i]), mark = parting_mark(c);

		if (!mark && !trap_is_han(t, c))
			return 0;
		if (mark && ((found && mark != found) || !i || i + 1 == all->n))
			return 0;
		found = mark ? mark : found;
		*times += mark != 0;
	}
	return found;
}

/* (退货/换货) and 退货、换货、退款: a comma alone may be meant. */
static void look_at_separators(struct traps *t, const struct node *all, bool whole)
{
	uint32_t times, mark;

	if (all->type != NODE_SEQUENCE || !(mark = separator_of(t, all, &times)) ||
	    (mark == ',' && times < 2))
		return;
	if (whole)
		diag_find(t->x->diags, DIAG_WARNING, "pattern.separator", trap_subject(t),
		    trap_place(t, all->from),
		    "this is one text with its marks, and is only found as it stands");
	else
		diag_find(t->x->diags, DIAG_WARNING, "pattern.separator", trap_subject(t),
		    trap_place(t, all->from), "this is one word with a mark in it, not a choice");
	diag_propose(
	    t->x->diags, "put | between the choices: (退货|换货), or write each on its own line");
}

/* 退*货 and C++: what is repeated is the one character in front. */
static void look_at_repeat(struct traps *t, const struct node *n)
{
	uint32_t c = node_letter(n->kids[0]);
	size_t sign = n->to - 1;

	if (trap_is_han(t, c) && n->min == 0 && n->max == REPEAT_ENDLESS && !n->possessive) {
		diag_find(t->x->diags, DIAG_WARNING, "pattern.star", trap_subject(t),
		    trap_place(t, n->lazy ? sign - 1 : sign),
		    "the * repeats the one character in front of it, also no times at all: it "
		    "stands for nothing by itself");
		diag_propose(t->x->diags, "for a gap write .{0,8}");
	} else if (c && n->possessive && n->kids[0]->type == NODE_SET && !n->kids[0]->written) {
		diag_find(t->x->diags, DIAG_WARNING, "pattern.star", trap_subject(t),
		    trap_place(t, sign),
		    "the signs + and * repeat what stands in front of them, and are not found "
		    "themselves");
		diag_propose(t->x->diags, "for the sign itself write \\+, as in C\\+\\+");
	}
}

/* --- all of it --- */

static void look(struct traps *t, const struct node *n)
{
	bool sequence = n->type == NODE_SEQUENCE;

	if (n->type == NODE_SET) {
		look_at_set(t, n);
		class_tell(t, n);
	} else if (n->type == NODE_EMPTY || n->type == NODE_GROUP) {
		look_at_options(t, n);
	}
	if (n->type == NODE_GROUP && n->captures)
		look_at_separators(t, n->kids[0], false);
	else if (n->type == NODE_REPEAT)
		look_at_repeat(t, n);
	for (uint32_t i = 0; i < n->n; i++) {
		const struct node *kid = n->kids[i];

		if (sequence && kid->type == NODE_MARK)
			look_at_boundary(t, n, i);
		if (sequence) {
			look_at_brace(t, kid, i == 0);
			look_at_wide_sign(t, kid, i == 0, i + 1 == n->n);
		}
		look(t, kid);
	}
}

static bool names_han(const struct traps *t, const struct node *n)
{
	if (n->type == NODE_SET)
		for (uint32_t i = 0; i < n->items_n; i++)
			if (trap_is_han(t, n->items[i].first))
				return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (names_han(t, n->kids[i]))
			return true;
	return false;
}

/* A blank of another width, which a line may seem to be empty with. */
static bool is_blank_sign(const struct traps *t, uint32_t code)
{
	uint32_t forms[18];

	return code > 0x7f && normalise_char(t->x->book->normaliser, code, forms) == 1 &&
	       forms[0] == ' ';
}

/* Found in a text that says nothing?  Of `story`, and of others that take what is left, it is
 * meant. */
static void look_at_everything(struct traps *t)
{
	const struct pattern *p = t->pattern;
	const struct intent *in = &t->x->book->intents[p->intent];

	if (p->veto || in->kind == INTENT_DATA || in->priority < 0)
		return;
	if (is_blank_sign(t, node_letter(t->tree->root))) {
		diag_find(t->x->diags, DIAG_WARNING, "pattern.everything", trap_subject(t), p->at,
		    "this line looks empty and is a full-width blank: it finds every message "
		    "with a blank in it");
		diag_propose(t->x->diags, "take the line out");
	} else if (rx_search(p->rx, t->x->rx, t->x->filler, 0, NULL) == RX_YES) {
		t->x->broken[p - t->x->book->patterns] = true;
		diag_find(t->x->diags, DIAG_WARNING, "pattern.everything", trap_subject(t), p->at,
		    "this pattern finds nearly every message: it asks for no word at all");
		diag_propose(t->x->diags, "write a word that these messages have in common");
	}
}

/* Every message has to be tried with it. */
static void look_at_literal(struct traps *t)
{
	size_t index = (size_t)(t->pattern - t->x->book->patterns);

	if (prefilter_has_literal(t->x->book->prefilter, index) || t->x->broken[index] ||
	    t->count_told)
		return;
	diag_find(t->x->diags, DIAG_ADVICE, "pattern.literal", trap_subject(t), t->pattern->at,
	    "this pattern has no fixed word, so it has to be tried on every message");
	diag_propose(t->x->diags, "if there is a word that all of these messages have, write it");
}

void pattern_traps_tell(struct examiner *x, const struct pattern *p)
{
	struct traps t = {.x = x, .pattern = p, .han = x->book->settings.script == WRITING_HAN};

	t.tree = examiner_syntax(x, p->source, true);
	if (t.tree) {
		t.names_han = names_han(&t, t.tree->root);
		look(&t, t.tree->root);
		look_at_separators(&t, t.tree->root, true);
		gaps_tell(&t);
		look_at_everything(&t);
	}
	look_at_literal(&t);
}
