/* letters.c - see letters.h. */
#include "check/letters.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "book/writing.h"
#include "pattern/rx.h"

enum { ASKED_MAX = 512, STAND_INS_ROOM = 16, ITEMS_MAX = 200000, LOOK_FOR_NORMAL = 64 };

/* A class that was compiled, to be asked of single characters. */
struct asked {
	struct str class;
	bool caseful;
	struct rx *rx; /* NULL: it does not compile alone */
};

struct sense {
	const struct normaliser *normaliser;
	struct rx_scratch *scratch;
	struct arena *arena;
	struct asked asked[ASKED_MAX];
	uint32_t han[16]; /* those that stand in the fewest patterns first */
	bool han_first;   /* the book is for customers who write Han */
};

/* --- what is known of characters --- */

static const char han_fillers[] = "那这个的山河树云月桥湖石";

static uint32_t count_in_patterns(const struct book *book, uint32_t code)
{
	char bytes[4];
	size_t n = utf8_put(code, bytes);
	uint32_t count = 0;

	for (size_t i = 0; i < book->patterns_n && count < 1000; i++) {
		struct str s = book->patterns[i].text;

		count += s.n && memmem(s.p, s.n, bytes, n) != NULL;
	}
	return count;
}

/* In order of how little they mean in this book; equal ones as they stand in the list. */
static void choose_fillers(struct sense *s, const struct book *book)
{
	uint32_t counts[16] = {0}, n = 0;

	for (size_t i = 0; i < sizeof han_fillers - 1;) {
		uint32_t code = utf8_next(STR(han_fillers), &i), count, k;

		count = count_in_patterns(book, code);
		for (k = n++; k && counts[k - 1] > count; k--) {
			counts[k] = counts[k - 1];
			s->han[k] = s->han[k - 1];
		}
		counts[k] = count;
		s->han[k] = code;
	}
}

struct sense *sense_new(const struct book *book)
{
	struct sense *s = calloc(1, sizeof *s);

	if (!s)
		abort();
	s->normaliser = book->normaliser;
	s->scratch = rx_scratch_new();
	s->arena = arena_new(0);
	s->han_first = book->settings.script == WRITING_HAN;
	choose_fillers(s, book);
	return s;
}

void sense_free(struct sense **sp)
{
	struct sense *s = sp ? *sp : NULL;

	if (!s)
		return;
	for (size_t i = 0; i < ASKED_MAX; i++)
		rx_free(&s->asked[i].rx);
	rx_scratch_free(&s->scratch);
	arena_free(&s->arena);
	free(s);
	*sp = NULL;
}

struct str sense_filler(const struct sense *s, struct arena *arena)
{
	char *p = arena_alloc(arena, 8);
	size_t n = utf8_put(s->han[0], p);

	if (!s->han_first)
		return STR("zq");
	return str_make(p, n + utf8_put(s->han[1], p + n));
}

/* Where the class stands in the table, or would; NULL: the table is full. */
static struct asked *slot_of_class(struct sense *s, struct str class, bool caseful)
{
	size_t i = str_hash(class, caseful) % ASKED_MAX;

	for (size_t n = 0; n < ASKED_MAX; n++, i = (i + 1) % ASKED_MAX) {
		struct asked *a = &s->asked[i];

		if (!a->class.n || (str_eq(a->class, class) && a->caseful == caseful))
			return a;
	}
	return NULL;
}

static struct rx *ask(struct sense *s, struct str class, bool caseful)
{
	struct asked *a = slot_of_class(s, class, caseful);
	struct rx_error err;

	if (!a || a->class.n)
		return a ? a->rx : NULL;
	a->class = arena_str(s->arena, class);
	a->caseful = caseful;
	a->rx = rx_compile(
	    arena_printf(s->arena, "^%s(?:%.*s)", caseful ? "(?-i)" : "", STR_ARG(class)), &err);
	return a->rx;
}

/* Does the class take the character?  unknown, when nobody can say. */
static bool takes(struct sense *s, struct str class, bool caseful, uint32_t code, bool unknown)
{
	char bytes[4];
	size_t n = utf8_put(code, bytes);
	struct rx *rx = ask(s, class, caseful);

	if (!rx)
		return unknown;
	return rx_search(rx, s->scratch, str_make(bytes, n), 0, NULL) == RX_YES;
}

static bool is_ascii_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

static struct letter letter_of(struct sense *s, uint32_t code)
{
	struct letter l = {code, normalise_kind(s->normaliser, code), false};

	if (code < 0x80)
		l.word = is_ascii_word(code);
	else if (l.kind == NORMAL_HAN)
		l.word = true;
	else if (l.kind == NORMAL_OTHER)
		l.word = takes(s, STR("\\w"), false, code, true);
	return l;
}

/* Beyond ASCII, where characters may have two cases: there the engine is asked. */
static bool may_have_case(uint32_t c)
{
	return c >= 0x80 && !(c >= 0x2010 && c <= 0x205e) && !(c >= 0x2600 && c <= 0x27ff) &&
	       !(c >= 0x2e80 && c <= 0xa4cf) && !(c >= 0xac00 && c <= 0xd7a3) &&
	       !(c >= 0xfe00 && c <= 0xff20) && !(c >= 0x1f000 && c <= 0x3ffff);
}

static uint32_t lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* The letter of normalised texts that stands for c in a pattern; false: none does. */
static bool normal_letter(
    struct sense *s, const struct node *set, uint32_t c, struct str text, uint32_t *out)
{
	uint32_t forms[18];

	if (!set->caseful && c < 0x80)
		c = lower(c);
	*out = c;
	if (normalise_kind(s->normaliser, c) != NORMAL_NEVER)
		return true;
	if (!may_have_case(c) || normalise_char(s->normaliser, c, forms) != 1)
		return false;
	*out = forms[0];
	return takes(s, text, set->caseful, forms[0], false);
}

/* --- alphabets --- */

static uint32_t slot_of(const struct alphabet *a, uint32_t code)
{
	uint32_t i = (code * 2654435761u) & (a->slots_n - 1);

	while (a->slots[i] && a->v[a->slots[i] - 1].code != code)
		i = (i + 1) & (a->slots_n - 1);
	return i;
}

static void add(struct alphabet *a, uint32_t code)
{
	uint32_t slot;

	if (a->n > LETTERS_MAX)
		return;
	slot = slot_of(a, code);
	if (a->slots[slot])
		return;
	a->v[a->n++] = letter_of(a->sense, code);
	a->slots[slot] = a->n;
}

static bool is_plain_class(struct str escape)
{
	return escape.n == 2 && strchr("dDwWsShHvVN", escape.p[1]);
}

/* A normal letter near the beginning of a range, and its ends. */
static void add_range(struct alphabet *a, const struct syntax_tree *t, const struct node *set,
    uint32_t first, uint32_t last)
{
	struct str text = node_text(t, set);
	uint32_t code;

	for (uint32_t c = first; c <= last && c - first < LOOK_FOR_NORMAL; c++)
		if (normal_letter(a->sense, set, c, text, &code)) {
			add(a, code);
			break;
		}
	if (last > first && normal_letter(a->sense, set, last, text, &code))
		add(a, code);
}

static void add_letters(struct alphabet *a, const struct syntax_tree *t, const struct node *n)
{
	for (uint32_t i = 0; i < n->n && a->n <= LETTERS_MAX; i++)
		add_letters(a, t, n->kids[i]);
	if (n->type != NODE_SET || n->dot)
		return;
	for (uint32_t i = 0; i < n->items_n && a->n <= LETTERS_MAX; i++)
		if (!n->items[i].escape.n)
			add_range(a, t, n, n->items[i].first, n->items[i].last);
}

/* What patterns name, of those that may be stand-ins. */
struct named {
	bool ascii[128];
	bool han[16]; /* as in sense->han */
};

static void note_named(const struct sense *s, const struct node *n, struct named *named)
{
	for (uint32_t i = 0; i < n->n; i++)
		note_named(s, n->kids[i], named);
	for (uint32_t i = 0; n->type == NODE_SET && i < n->items_n; i++) {
		const struct set_item *item = &n->items[i];

		if (item->escape.n)
			continue;
		for (uint32_t c = item->first; c <= item->last && c < 128; c++)
			named->ascii[lower(c)] = true;
		for (size_t k = 0; s->han[k] && item->last - item->first < 256; k++)
			if (s->han[k] >= item->first && s->han[k] <= item->last)
				named->han[k] = true;
	}
}

static void add_han(struct alphabet *a, const struct named *named)
{
	const uint32_t *han = a->sense->han;
	size_t i = 0;

	while (han[i + 1] && named->han[i])
		i++;
	add(a, han[i]);
}

static void add_one_of(struct alphabet *a, const struct named *named, const char *codes)
{
	while (codes[1] && named->ascii[(unsigned char)*codes])
		codes++;
	add(a, (unsigned char)*codes);
}

static void add_stand_ins(struct alphabet *a, struct syntax_tree *const *trees, size_t n)
{
	struct named named = {0};

	for (size_t i = 0; i < n; i++)
		note_named(a->sense, trees[i]->root, &named);
	if (a->sense->han_first)
		add_han(a, &named);
	add_one_of(a, &named, "xzqvjkwyupmbfg");
	add(a, ' ');
	if (!a->sense->han_first)
		add_han(a, &named);
	add_one_of(a, &named, "8764923015");
	add_one_of(a, &named, "~;%!?,");
	add_one_of(a, &named, ",+=:?!");
	add_one_of(a, &named, "!/$*?,");
}

static size_t count_items(const struct node *n)
{
	size_t count = n->type == NODE_SET ? n->items_n : 0;

	for (uint32_t i = 0; i < n->n; i++)
		count += count_items(n->kids[i]);
	return count;
}

/* An accent, kana, Hangul, a picture: where two patterns are compared, one may take them. */
static const uint32_t others[] = {0xe9, 0x3042, 0xd55c, 0x1f600};

struct alphabet *alphabet_new(
    struct sense *s, struct syntax_tree *const *trees, size_t n, struct arena *arena)
{
	struct alphabet *a = ARENA_NEW(arena, struct alphabet);
	size_t most = STAND_INS_ROOM;

	for (size_t i = 0; i < n; i++)
		most += 2 * count_items(trees[i]->root);
	if (most > LETTERS_MAX + STAND_INS_ROOM)
		most = LETTERS_MAX + STAND_INS_ROOM;
	a->sense = s;
	for (a->slots_n = 64; a->slots_n < 2 * most; a->slots_n *= 2)
		;
	a->slots = ARENA_ARRAY(arena, uint32_t, a->slots_n);
	a->v = ARENA_ARRAY(arena, struct letter, most + 1);
	add_stand_ins(a, trees, n);
	for (size_t i = 0; n > 1 && i < sizeof others / sizeof *others; i++)
		add(a, others[i]);
	a->plain = a->n;
	for (size_t i = 0; i < n; i++)
		add_letters(a, trees[i], trees[i]->root);
	a->words = (a->n + 63) / 64;
	return a->n > LETTERS_MAX ? NULL : a;
}

uint32_t alphabet_stand_in(const struct alphabet *a, enum stand_in which)
{
	for (uint32_t i = 0; i < a->plain; i++) {
		const struct letter *l = &a->v[i];

		if (which == STAND_IN_HAN     ? l->kind == NORMAL_HAN
		    : which == STAND_IN_LATIN ? l->word && l->kind != NORMAL_HAN
					      : l->kind == NORMAL_SIGN)
			return i;
	}
	return 0;
}

/* --- sets --- */

static bool plain_class_takes(struct sense *s, struct str escape, const struct letter *l)
{
	char c = escape.p[1];
	bool not = c >= 'A' && c <= 'Z' && c != 'N', in;

	switch (c | 32) {
	case 'd':
		in = l->code < 0x80
			 ? l->code >= '0' && l->code <= '9'
			 : l->kind == NORMAL_OTHER && takes(s, STR("\\d"), false, l->code, true);
		break;
	case 'w':
		in = l->word;
		break;
	case 'n':
		in = true;
		break;
	case 'v':
		in = false;
		break;
	default:
		in = l->kind == NORMAL_BLANK;
		break;
	}
	return in != not ;
}

static bool item_takes(
    struct sense *s, const struct node *set, const struct set_item *item, const struct letter *l)
{
	uint32_t c = l->code;

	if (item->escape.n)
		return plain_class_takes(s, item->escape, l);
	if (c >= item->first && c <= item->last)
		return true;
	return !set->caseful && c >= 'a' && c <= 'z' && c - 32 >= item->first &&
	       c - 32 <= item->last;
}

/* Is the whole set to be asked of the engine? */
static bool is_odd(const struct node *set)
{
	for (uint32_t i = 0; i < set->items_n; i++) {
		const struct set_item *item = &set->items[i];

		if (item->escape.n ? !is_plain_class(item->escape)
				   : !set->caseful &&
					 (may_have_case(item->first) || may_have_case(item->last)))
			return true;
	}
	return false;
}

/* Capital letters alone: messages have none. */
static bool is_capital(const struct node *set)
{
	static const char *const names[] = {"\\p{Lu}", "\\p{Lt}", "[:upper:]"};

	for (uint32_t i = 0; i < set->items_n; i++) {
		bool found = false;

		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			found = found || str_is(set->items[i].escape, names[k]);
		if (!found)
			return false;
	}
	return !set->negated;
}

/* Does it take characters beside those that were looked at?  What is written as a range, an escape
 * or with ^ does. */
static bool is_wide(const struct node *set)
{
	if (set->negated)
		return true;
	for (uint32_t i = 0; i < set->items_n; i++)
		if (set->items[i].escape.n ? !is_plain_class(set->items[i].escape)
					   : set->items[i].last - set->items[i].first > 1)
			return true;
	return false;
}

static void set_of_one(
    const struct alphabet *a, const struct syntax_tree *t, const struct node *set, uint64_t *bits)
{
	uint32_t code, slot;

	if (!normal_letter(a->sense, set, set->items->first, node_text(t, set), &code))
		return;
	slot = slot_of(a, code);
	if (a->slots[slot])
		bits[(a->slots[slot] - 1) / 64] |= 1ull << (a->slots[slot] - 1) % 64;
}

void alphabet_set(const struct alphabet *a, const struct syntax_tree *t, const struct node *set,
    uint64_t *bits, bool *open)
{
	bool odd, any = false;

	memset(bits, 0, a->words * sizeof *bits);
	*open = false;
	if (node_letter(set)) {
		set_of_one(a, t, set, bits);
		return;
	}
	odd = is_odd(set);
	*open = (size_t)set->items_n * a->n > ITEMS_MAX;
	for (uint32_t i = 0; i < a->n; i++) {
		bool in = *open || set->dot;

		for (uint32_t k = 0; !in && !odd && k < set->items_n; k++)
			in = item_takes(a->sense, set, &set->items[k], &a->v[i]);
		if (odd && !in)
			in = takes(a->sense, node_text(t, set), set->caseful, a->v[i].code, true);
		else if (!*open && !set->dot)
			in = in != set->negated;
		any = any || in;
		if (in)
			bits[i / 64] |= 1ull << i % 64;
	}
	*open = *open || ((odd || (!any && is_wide(set))) && (any || !is_capital(set)));
}
