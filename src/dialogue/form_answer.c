/* form_answer.c - what a message tells of a form's slots. */
#include "base/utf8.h"
#include "base/zone.h"
#include "book/kind.h"
#include "book/match.h"
#include "dialogue/form_internal.h"
#include "pattern/rx.h"

enum { MEDIA_MAX = 4096, PART_CHARS = 2, NUMBER_CHARS = 8 };

static bool has(struct str text, struct str piece)
{
	return piece.n && piece.n <= text.n && memmem(text.p, text.n, piece.p, piece.n) != NULL;
}

/* "[图片]": how platforms write a picture that they do not hand on. */
static bool stands_for_media(struct str text)
{
	static const char *const words[] = {"图", "视频", "照片", "录像", "image", "photo", "video",
	    "picture", NULL};
	if (text.n < 3 || text.p[0] != '[' || text.p[text.n - 1] != ']')
		return false;
	for (size_t i = 0; words[i]; i++)
		if (has(text, str_of(words[i])))
			return true;
	return false;
}

void sent_init(struct sent *m, struct step *s, struct str text, bool media)
{
	*m = (struct sent){.text = text, .media = media};
	if (normalise(s->env->book->normaliser, s->arena, text, &m->normal) != 0)
		m->normal = (struct normal){.text = STR("")};
	if (media)
		m->attached = s->event->attached.n ? s->event->attached : STR("attachment");
	if (!stands_for_media(m->normal.text))
		return;
	if (!media)
		m->attached = m->normal.text;
	m->media = true;
	m->text = m->normal.text = STR("");
}

/* ---- patterns ---- */

/* Those of an open form are searched for by the desk itself: a few, not a book's thousands. */
static struct rx_scratch *borrow(struct step *s)
{
	return s->env->scratch ? match_scratch_rx(s->env->scratch) : rx_scratch_new();
}

static void give_back(struct step *s, struct rx_scratch *scratch)
{
	if (!s->env->scratch)
		rx_scratch_free(&scratch);
}

bool sent_matches(struct step *s, const struct sent *m, const struct rx_list *list)
{
	if (!list->n || !m->normal.text.n)
		return false;
	struct rx_scratch *scratch = borrow(s);
	bool found = false;
	for (size_t i = 0; i < list->n && !found; i++)
		found = rx_search(list->rx[i], scratch, m->normal.text, 0, NULL) == RX_YES;
	give_back(s, scratch);
	return found;
}

bool sent_is(struct step *s, const struct sent *m, enum answer_sense sense)
{
	return sent_matches(s, m, &s->env->book->answers[sense]);
}

static struct str as_written(struct step *s, const struct sent *m, struct rx_span span)
{
	size_t start, length;
	normal_range(s->env->book->normaliser, &m->normal, m->text, span.start, span.end, &start,
	    &length);
	return str_make(m->text.p + start, length);
}

/* Dates and figures have one form, whatever was found by a pattern of one's own. */
static bool in_its_form(struct step *s, enum slot_kind kind, struct str found, struct str *value)
{
	if (kind == SLOT_DATE || kind == SLOT_AMOUNT || kind == SLOT_NUMBER)
		return kind_read(kind, found, step_facts(s)->env.today, s->arena, value);
	*value = str_trim(found);
	return value->n > 0;
}

static void keep_groups(struct step *s, const struct field *field, const struct sent *m,
    const struct rx *rx, const struct rx_scratch *scratch, struct str *own)
{
	for (size_t i = 0; i < rx_group_count(rx); i++) {
		struct rx_span span = rx_group(rx, scratch, i);
		struct str name = str_of(rx_group_name(rx, i)), value;
		if (span.start == SIZE_MAX || span.start == span.end)
			continue;
		struct str found = as_written(s, m, span);
		if (str_eq(name, field->slot))
			*own = found;
		else if (in_its_form(s, book_slot_kind(s->env->book, name), found, &value))
			conversation_set_slot(s->c, name, value);
	}
}

static bool read_patterns(
    struct step *s, const struct field *field, const struct sent *m, struct str *value)
{
	struct rx_scratch *scratch = borrow(s);
	bool found = false;
	for (size_t i = 0; i < field->patterns.n && !found && m->normal.text.n; i++) {
		const struct rx *rx = field->patterns.rx[i];
		struct rx_span span;
		if (rx_search(rx, scratch, m->normal.text, 0, &span) != RX_YES)
			continue;
		struct str own = STR("");
		keep_groups(s, field, m, rx, scratch, &own);
		if (!own.n)
			own = as_written(s, m, span);
		found = in_its_form(s, field->kind, own, value);
	}
	give_back(s, scratch);
	return found;
}

/* ---- choices ---- */

/* Marks at both ends say nothing: 质量！ */
static struct str without_marks(struct str text)
{
	static const char *const marks[] = {"。", "、", "…", "~", ".", ",", "!", "?", " ", ":", ";", "(",
	    ")", "吧", "的", "了", "啊", "呢", NULL};
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; marks[i]; i++) {
			struct str mark = str_of(marks[i]);
			while (text.n > mark.n &&
			    memcmp(text.p + text.n - mark.n, mark.p, mark.n) == 0) {
				text.n -= mark.n;
				more = true;
			}
		}
	}
	return text;
}

/* How well a message names a word: its length when it holds it; else, when it is a part of the word,
 * one; 0: not at all.  bare: the message without marks, empty: parts do not count. */
static size_t likeness(struct str message, struct str bare, struct str word)
{
	if (has(message, word))
		return 1 + word.n;
	return has(word, bare);
}

static const struct choice *named_choice(
    const struct field *field, const struct sent *m, bool parts)
{
	const struct choice *best = NULL;
	struct str bare = parts ? without_marks(m->normal.text) : STR("");
	size_t most = 0;
	if (utf8_length(bare) < PART_CHARS)
		bare = STR("");
	for (size_t i = 0; i < field->choices_n; i++) {
		const struct choice *c = &field->choices[i];
		size_t like = 0;
		for (size_t k = 0; k <= c->words_n; k++) {
			size_t other = likeness(m->normal.text, bare, c->normal[k]);
			like = other > like ? other : like;
		}
		if (like > most) {
			most = like;
			best = c;
		}
	}
	return best;
}

static struct str cut_front(struct str text, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (str_starts(text, str_of(words[i])) && text.n > strlen(words[i]))
			return cut_front(
			    str_make(text.p + strlen(words[i]), text.n - strlen(words[i])), words);
	return text;
}

static bool ordinal_word(struct str text, int64_t *number)
{
	static const char *const words[] = {
	    "first", "second", "third", "fourth", "fifth", "sixth", "1st", "2nd", "3rd", "4th", NULL};
	for (size_t i = 0; words[i]; i++)
		if (str_is(text, words[i])) {
			*number = i < 6 ? (int64_t)i + 1 : (int64_t)i - 5;
			return true;
		}
	return false;
}

/* 2, ２, 第二个, 选3, option 2, the second one */
static const struct choice *numbered_choice(
    struct step *s, const struct field *field, const struct sent *m)
{
	static const char *const fronts[] = {"我选", "选择", "选项", "选", "第", "就", "是", "option ",
	    "number ", "no.", "the ", "#", " ", NULL};
	static const char *const ends[] = {"个", "项", "种", "号", " one", " option", NULL};
	struct str text = cut_front(without_marks(m->normal.text), fronts), value;
	int64_t number = 0;
	for (size_t i = 0; ends[i]; i++) {
		size_t n = strlen(ends[i]);
		if (text.n > n && memcmp(text.p + text.n - n, ends[i], n) == 0)
			text.n -= n;
	}
	if (utf8_length(text) > NUMBER_CHARS)
		return NULL;
	if (!ordinal_word(text, &number) &&
	    !(kind_read(SLOT_NUMBER, text, 0, s->arena, &value) && str_to_int64(value, &number)))
		return NULL;
	if (number < 1 || (size_t)number > field->choices_n)
		return NULL;
	return &field->choices[number - 1];
}

/* ---- one field ---- */

static bool read_choice(
    struct step *s, const struct field *field, const struct sent *m, bool asked, struct str *value)
{
	if (!m->normal.text.n)
		return false;
	const struct choice *c = named_choice(field, m, asked);
	if (!c && asked)
		c = numbered_choice(s, field, m);
	if (c)
		*value = c->value;
	return c != NULL;
}

/* A value that was not asked for is taken when it cannot be mistaken for something else. */
static bool is_plain(const struct field *field)
{
	return field->patterns.n || field->kind == SLOT_ORDER_NO || field->kind == SLOT_PHONE ||
	    field->kind == SLOT_EMAIL || field->kind == SLOT_DATE || field->kind == SLOT_CHOICE;
}

static bool read_field(
    struct step *s, const struct field *field, const struct sent *m, bool asked, struct str *value)
{
	if (field->patterns.n && read_patterns(s, field, m, value))
		return true;
	if (field->choices_n)
		return read_choice(s, field, m, asked, value);
	if (field->patterns.n)
		return false;
	return kind_read(field->kind, m->text, step_facts(s)->env.today, s->arena, value);
}

static bool is_value(const struct field *field, struct str value)
{
	int32_t days;
	if (!value.n || (field->kind == SLOT_DATE && kind_date_days(value, &days) != 0))
		return false;
	for (size_t i = 0; i < field->choices_n; i++)
		if (str_eq(field->choices[i].value, value))
			return true;
	return field->choices_n == 0;
}

bool form_knows(const struct step *s, const struct field *field)
{
	return is_value(field, conversation_slot(s->c, field->slot));
}

/* What was known before this message: captures of its intents are in the slots already. */
static struct str before(const struct step *s, struct str slot)
{
	if (!s->before)
		return conversation_slot(s->c, slot);
	for (size_t i = 0; i < s->before_n; i++)
		if (str_eq(s->before[i].name, slot))
			return s->before[i].value;
	return STR("");
}

/* ---- what was answered ---- */

void form_note(struct step *s, struct str slot, bool skipped)
{
	struct form_answer *a = conversation_form_answer(s->c, slot);
	if (a)
		a->skipped = skipped;
}

bool form_noted(const struct step *s, struct str slot, bool *skipped)
{
	const struct form_state *st = &s->c->form;
	for (size_t i = 0; i < st->answers_n; i++) {
		if (!str_eq(st->answers[i].slot, slot))
			continue;
		*skipped = st->answers[i].skipped;
		return true;
	}
	return false;
}

/* false: it had that value already. */
static bool fill(struct step *s, const struct field *field, struct str value)
{
	bool fresh = !str_eq(before(s, field->slot), value);
	conversation_set_slot(s->c, field->slot, value);
	form_note(s, field->slot, false);
	return fresh;
}

static bool take_other(struct step *s, const struct field *field, const struct sent *m,
    bool anew, bool *kinds_used)
{
	struct str value;
	if (!is_plain(field) || (!anew && is_value(field, before(s, field->slot))))
		return false;
	if (!field->patterns.n && field->kind != SLOT_CHOICE && kinds_used[field->kind])
		return false;
	if (!read_field(s, field, m, false, &value))
		return false;
	kinds_used[field->kind] = true;
	return fill(s, field, value);
}

struct told form_take(
    struct step *s, const struct form *f, const struct field *asked, const struct sent *m)
{
	struct told told = {0};
	bool kinds_used[SLOT_KIND_COUNT] = {0};
	struct str value;
	if (asked && asked->kind == SLOT_ATTACHMENT && m->media)
		told.asked = true; /* form_keep_media() has it */
	else if (asked && read_field(s, asked, m, true, &value)) {
		fill(s, asked, value);
		told.asked = true;
	}
	if (asked)
		kinds_used[asked->kind] = asked->kind != SLOT_CHOICE;
	bool free_text = asked && asked->kind == SLOT_TEXT && !asked->patterns.n;
	for (size_t i = 0; i < f->fields_n && !free_text; i++)
		if (&f->fields[i] != asked && take_other(s, &f->fields[i], m, !asked, kinds_used))
			told.others = true;
	return told;
}

void form_read_order_no(struct step *s, const struct form *f)
{
	struct str value;
	for (size_t i = 0; i < f->fields_n; i++)
		if (f->fields[i].kind == SLOT_ORDER_NO && !f->fields[i].patterns.n &&
		    kind_read(SLOT_ORDER_NO, s->words, 0, s->arena, &value))
			conversation_set_slot(s->c, f->fields[i].slot, value);
}

/* Whole links alone, as many as there is room for; without any it is known at least that one came. */
static struct str links_kept(struct str list)
{
	size_t n = MEDIA_MAX;
	if (list.n <= MEDIA_MAX)
		return list;
	while (n && list.p[n] != ' ')
		n--;
	return n ? str_make(list.p, n) : STR("attachment");
}

void form_keep_media(struct step *s, const struct form *f, const struct sent *m)
{
	struct str slot = STR("attachment");
	for (size_t i = f->fields_n; i-- > 0;)
		if (f->fields[i].kind == SLOT_ATTACHMENT)
			slot = f->fields[i].slot;
	struct str old = conversation_slot(s->c, slot);
	struct str all = old.n
	    ? arena_printf(s->arena, "%.*s %.*s", STR_ARG(old), STR_ARG(m->attached)) : m->attached;
	conversation_set_slot(s->c, slot, links_kept(all));
	form_note(s, slot, false);
}
