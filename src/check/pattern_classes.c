/* pattern_classes.c - [ ] that hold words, or the same sign twice. */
#include "base/utf8.h"
#include "check/pattern_traps.h"
#include "pattern/normalise.h"

/* The form that messages have of it. */
static uint32_t normal_form(const struct traps *t, uint32_t code)
{
	uint32_t forms[18];

	return normalise_char(t->x->book->normaliser, code, forms) == 1 ? forms[0] : code;
}

static bool is_letter(const struct traps *t, uint32_t code)
{
	return trap_is_han(t, code) || (code >= '0' && code <= '9') ||
	       ((code | 32) >= 'a' && (code | 32) <= 'z');
}

static bool is_single(const struct set_item *item)
{
	return !item->escape.n && item->first == item->last;
}

/* [退|换], [退货|换货] */
static bool tell_bar(struct traps *t, const struct node *set)
{
	for (uint32_t i = 1; i + 1 < set->items_n; i++) {
		const struct set_item *item = &set->items[i];

		if (!is_single(item) || item->first != '|' || item->to - item->from != 1 ||
		    !is_letter(t, set->items[i - 1].last) || !is_letter(t, set->items[i + 1].first))
			continue;
		diag_find(t->x->diags, DIAG_WARNING, "pattern.class", trap_subject(t),
		    trap_place(t, item->from),
		    "in [] the | is a sign like the others: [] is one character out of those "
		    "in it");
		diag_propose(t->x->diags,
		    "for one of some words write (退货|换货), for one of some characters [退换]");
		return true;
	}
	return false;
}

/* [A-z]: what stands between Z and a is in it. */
static bool tell_range(struct traps *t, const struct node *set)
{
	for (uint32_t i = 0; i < set->items_n; i++) {
		const struct set_item *item = &set->items[i];

		if (item->escape.n || item->first < 'A' || item->first > 'Z' || item->last < 'a' ||
		    item->last > 'z')
			continue;
		diag_find(t->x->diags, DIAG_WARNING, "pattern.class", trap_subject(t),
		    trap_place(t, item->from), "this range has the signs [ ] \\ ^ _ ` in it, too");
		diag_propose(t->x->diags, "write [a-z]");
		return true;
	}
	return false;
}

/* Does the item take the character in the form that messages have of it? */
static bool takes(const struct traps *t, const struct set_item *item, uint32_t code)
{
	if (item->escape.n)
		return str_is(item->escape, "\\d") && code >= '0' && code <= '9';
	return (code >= item->first && code <= item->last) ||
	       (is_single(item) && normal_form(t, item->first) == code);
}

static void tell_twice(struct traps *t, const struct set_item *item, uint32_t code, bool same)
{
	struct diag_list *diags = t->x->diags;
	char bytes[4];
	struct str shown = str_make(bytes, utf8_put(code, bytes)),
		   written = str_make(t->tree->text.p + item->from, item->to - item->from);

	if (same && is_letter(t, code)) {
		diag_find(diags, DIAG_WARNING, "pattern.class", trap_subject(t),
		    trap_place(t, item->from),
		    "'%.*s' stands twice in these []: they take one character, no words and no "
		    "numbers",
		    STR_ARG(shown));
		diag_propose(diags,
		    "for one of some words write (退货|退款), for one of some characters each "
		    "of them once");
	} else {
		diag_find(diags, DIAG_ADVICE, "pattern.same_sign", trap_subject(t),
		    trap_place(t, item->from),
		    "'%.*s' is in these [] already: messages have '%.*s' for both",
		    STR_ARG(written), STR_ARG(shown));
		diag_propose(diags,
		    "leave it out: wide and narrow signs, simplified and traditional "
		    "characters are the same");
	}
}

/* A character that an item before it takes already. */
static bool tell_doubles(struct traps *t, const struct node *set)
{
	for (uint32_t i = 1; i < set->items_n && i < 400; i++) {
		const struct set_item *item = &set->items[i];
		uint32_t code = normal_form(t, item->first);

		if (!is_single(item))
			continue;
		for (uint32_t k = 0; k < i; k++)
			if (takes(t, &set->items[k], code) &&
			    (is_single(&set->items[k]) || is_letter(t, code))) {
				tell_twice(t, item, code,
				    item->first == code && (!is_single(&set->items[k]) ||
							       set->items[k].first == code));
				return true;
			}
	}
	return false;
}

/* By itself, not in a range. */
static bool has(const struct node *set, uint32_t code)
{
	for (uint32_t i = 0; i < set->items_n; i++)
		if (is_single(&set->items[i]) && set->items[i].first == code)
			return true;
	return false;
}

/* [,.?!] in a book for Chinese: its full stop is another sign. */
static void tell_stop(struct traps *t, const struct node *set)
{
	bool others = has(set, '?') || has(set, '!') || has(set, ',') || has(set, 0xff1f) ||
		      has(set, 0xff01) || has(set, 0xff0c);

	if (!t->han || !others || !has(set, '.') || has(set, 0x3002))
		return;
	diag_find(t->x->diags, DIAG_ADVICE, "pattern.stop", trap_subject(t),
	    trap_place(t, set->from),
	    "the full stop of Chinese messages is 。 and stays it; the . here is another sign");
	diag_propose(t->x->diags, "write 。 too: [,。.?!]");
}

void class_tell(struct traps *t, const struct node *set)
{
	if (!set->written || tell_bar(t, set) || tell_range(t, set) || tell_doubles(t, set))
		return;
	tell_stop(t, set);
}
