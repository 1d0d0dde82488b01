/* test_labelled.c - how well a book sorts messages that people have labelled.
 *
 * A message is right when its first intent is acceptable for its label; where no intent is, when no
 * business intent was found.  It is only wrong when business intents were found (at most two are
 * answered) and none is acceptable; nothing acceptable is named when none of all that `xiaoer match`
 * lists is.  Precision of an intent: of the messages that got it first, the
 * share it is acceptable for.  Recall: of those it is acceptable for, the share that got it first
 * (a label may accept several intents, so it seldom reaches 1).  The confusion table: which intent
 * was first instead of those that are acceptable; "-": none, or a courtesy where none was wanted. */
#include "command/test_labelled.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/json.h"
#include "base/utf8.h"
#include "book/match.h"
#include "command/test_files.h"

enum { OUTPUT_MAX = 16 << 20, CONFUSED_SHOWN = 30 };

struct pair {
	struct str left, right;
	unsigned line;
};

struct pairs {
	struct pair *list;
	size_t n;
};

struct tally {
	size_t first, first_right, wanted, wanted_first;
};

/* Messages that want one of these ids, and got this one. */
struct confusion {
	struct str wanted, got; /* "-": none */
	size_t n;
};

struct labelled {
	const struct book *book;
	struct arena *arena;
	struct pairs messages, map;
	bool mapped;
	struct tally *intents; /* by intent->index */
	size_t n, right, silent, silent_right, business, wrong, unnamed;
	struct confusion *confused; /* one a message that is not right; then each pair once */
	size_t confused_n;
};

static struct str next_line(struct str *rest)
{
	const char *end = memchr(rest->p, '\n', rest->n);
	size_t n = end ? (size_t)(end - rest->p) : rest->n;
	struct str line = str_make(rest->p, n);
	size_t skip = end ? n + 1 : n;
	*rest = str_make(rest->p + skip, rest->n - skip);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static int read_pairs(
    const char *path, struct arena *arena, struct diag_list *diags, struct pairs *out)
{
	struct str text = STR("");
	size_t lines = 1;
	unsigned number = 0;
	if (test_file_read(path, arena, diags, &text) != 0)
		return -1;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	out->list = ARENA_ARRAY(arena, struct pair, lines);
	while (text.n) {
		struct str line = next_line(&text);
		number++;
		if (line.n == 0)
			continue;
		const char *tab = memrchr(line.p, '\t', line.n);
		if (!tab)
			return diag_error(diags, (struct place){path, number, 1},
			    N_("a line needs a tab between its two columns"));
		size_t left = (size_t)(tab - line.p);
		out->list[out->n++] = (struct pair){
		    str_make(line.p, left), str_trim(str_make(tab + 1, line.n - left - 1)), number};
	}
	return 0;
}

static bool listed(struct str ids, struct str id)
{
	while (ids.n) {
		const char *comma = memchr(ids.p, ',', ids.n);
		size_t n = comma ? (size_t)(comma - ids.p) : ids.n;
		if (str_eq(str_trim(str_make(ids.p, n)), id))
			return true;
		size_t skip = comma ? n + 1 : n;
		ids = str_make(ids.p + skip, ids.n - skip);
	}
	return false;
}

static bool accepted(const struct labelled *l, struct str label, struct str *ids)
{
	*ids = label;
	if (!l->mapped)
		return true;
	for (size_t i = 0; i < l->map.n; i++) {
		if (!str_eq(l->map.list[i].left, label))
			continue;
		*ids = l->map.list[i].right;
		return true;
	}
	return false;
}

static bool names_intent(const struct book *book, struct str ids)
{
	for (size_t i = 0; i < book->intents_n; i++)
		if (listed(ids, book->intents[i].id))
			return true;
	return str_is(ids, "-");
}

static bool is_business(const struct match_hit *h)
{
	return h && h->intent->kind == INTENT_BUSINESS;
}

static bool names_any(const struct match_result *r, struct str ids)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_business(&r->hits[i]) && listed(ids, r->hits[i].intent->id))
			return true;
	return false;
}

static void count(struct labelled *l, const struct match_result *r, struct str ids)
{
	const struct match_hit *first = r->n ? &r->hits[0] : NULL, *second = match_second(r);
	bool silent = str_is(ids, "-"), good = first && listed(ids, first->intent->id);
	bool right = silent ? !is_business(first) : good;
	l->n++;
	l->right += right;
	if (!right)
		l->confused[l->confused_n++] =
		    (struct confusion){ids, first ? first->intent->id : STR("-"), 1};
	l->silent += silent;
	l->silent_right += silent && right;
	if (is_business(first)) {
		l->business++;
		l->wrong += !good && !(second && listed(ids, second->intent->id));
		l->unnamed += !names_any(r, ids);
	}
	if (first) {
		l->intents[first->intent->index].first++;
		l->intents[first->intent->index].first_right += good;
	}
	for (size_t i = 0; i < l->book->intents_n; i++) {
		if (silent || !listed(ids, l->book->intents[i].id))
			continue;
		l->intents[i].wanted++;
		l->intents[i].wanted_first += first && first->intent->index == i;
	}
}

static int measure(struct labelled *l, const char *path, struct diag_list *diags)
{
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(1 << 16);
	int result = 0;
	l->confused = ARENA_ARRAY(l->arena, struct confusion, l->messages.n + 1);
	for (size_t i = 0; i < l->messages.n && result == 0; i++) {
		const struct pair *m = &l->messages.list[i];
		struct match_result r;
		struct str ids;
		bool known = accepted(l, m->right, &ids), sensible = names_intent(l->book, ids);
		if (i == 0 && !(known && sensible))
			continue; /* a heading: the map may have one too */
		known = known && (l->mapped || sensible);
		arena_reset(arena);
		if (!known)
			result = diag_error(diags, (struct place){path, m->line, 1},
			    l->mapped ? N_("the label %.*s is not in the map")
				      : N_("the label %.*s names no intent of the book"),
			    STR_ARG(m->right));
		else if (match_text(l->book, scratch, arena, m->left, &r) != 0)
			result = diag_error(diags, (struct place){path, m->line, 1}, N_("not UTF-8"));
		else
			count(l, &r, ids);
	}
	arena_free(&arena);
	match_scratch_free(&scratch);
	return result;
}

static int by_pair(const void *x, const void *y)
{
	const struct confusion *a = x, *b = y;
	int by = str_compare(a->wanted, b->wanted);

	return by ? by : str_compare(a->got, b->got);
}

static int by_number(const void *x, const void *y)
{
	const struct confusion *a = x, *b = y;

	return a->n != b->n ? (a->n < b->n ? 1 : -1) : by_pair(x, y);
}

/* Each pair once, the most frequent first. */
static void sum_confused(struct labelled *l)
{
	size_t n = 0;

	if (!l->confused_n)
		return;
	qsort(l->confused, l->confused_n, sizeof *l->confused, by_pair);
	for (size_t i = 1; i < l->confused_n; i++)
		if (by_pair(&l->confused[n], &l->confused[i]) == 0)
			l->confused[n].n++;
		else
			l->confused[++n] = l->confused[i];
	l->confused_n = n + 1;
	qsort(l->confused, l->confused_n, sizeof *l->confused, by_number);
}

static double share(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static void print_confused(const struct labelled *l)
{
	if (l->confused_n)
		printf(_("\ntimes  got                       instead of\n"));
	for (size_t i = 0; i < l->confused_n && i < CONFUSED_SHOWN; i++) {
		const struct confusion *c = &l->confused[i];

		printf("%5zu  %-*.*s  %.*s\n", c->n, utf8_field(c->got, 24), STR_ARG(c->got),
		    STR_ARG(c->wanted));
	}
	if (l->confused_n > CONFUSED_SHOWN)
		printf(_("(and %zu rarer ones: --json lists them all)\n"), l->confused_n - CONFUSED_SHOWN);
}

static void print_table(const struct labelled *l)
{
	size_t wanting = l->n - l->silent;
	printf(_("%zu messages\n"), l->n);
	printf(_("acceptable first   %5.1f %%   (%zu; of the %zu that want an intent %.1f %%)\n"),
	    100 * share(l->right, l->n), l->right, wanting,
	    100 * share(l->right - l->silent_right, wanting));
	printf(_("only wrong         %5.1f %%   (%zu of the %zu that got a business intent)\n"),
	    100 * share(l->wrong, l->business), l->wrong, l->business);
	printf(_("nothing right named %4.1f %%   (%zu of them: none of all that `match` lists)\n"),
	    100 * share(l->unnamed, l->business), l->unnamed);
	printf(_("\nintent                    first precision    recall\n"));
	for (size_t i = 0; i < l->book->intents_n; i++) {
		const struct tally *t = &l->intents[i];
		if (t->first || t->wanted)
			printf("%-*.*s %6zu %9.2f %9.2f\n", utf8_field(l->book->intents[i].id, 24),
			    STR_ARG(l->book->intents[i].id), t->first, share(t->first_right, t->first),
			    share(t->wanted_first, t->wanted));
	}
	print_confused(l);
}

static void print_json(const struct labelled *l)
{
	struct buf b;
	struct json_out o;
	buf_init(&b, OUTPUT_MAX);
	json_out_init(&o, &b);
	json_open(&o, '{');
	json_key_int(&o, "messages", (int64_t)l->n);
	json_key_double(&o, "acceptable_first", share(l->right, l->n), 4);
	json_key_double(&o, "only_wrong", share(l->wrong, l->business), 4);
	json_key_double(&o, "nothing_right_named", share(l->unnamed, l->business), 4);
	json_key_int(&o, "business", (int64_t)l->business);
	json_key_open(&o, "intents", '[');
	for (size_t i = 0; i < l->book->intents_n; i++) {
		const struct tally *t = &l->intents[i];
		if (!t->first && !t->wanted)
			continue;
		json_open(&o, '{');
		json_key_str(&o, "id", l->book->intents[i].id);
		json_key_int(&o, "first", (int64_t)t->first);
		json_key_double(&o, "precision", share(t->first_right, t->first), 4);
		json_key_double(&o, "recall", share(t->wanted_first, t->wanted), 4);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_key_open(&o, "confusion", '[');
	for (size_t i = 0; i < l->confused_n; i++) {
		json_open(&o, '{');
		json_key_str(&o, "wanted", l->confused[i].wanted);
		json_key_str(&o, "got", l->confused[i].got);
		json_key_int(&o, "times", (int64_t)l->confused[i].n);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	buf_free(&b);
}

int test_labelled(const struct book *book, const char *labelled, const char *map, bool json,
    struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct labelled l = {.book = book, .arena = arena, .mapped = map != NULL};
	l.intents = ARENA_ARRAY(arena, struct tally, book->intents_n);
	int result = read_pairs(labelled, arena, diags, &l.messages);
	if (result == 0 && map)
		result = read_pairs(map, arena, diags, &l.map);
	if (result == 0)
		result = measure(&l, labelled, diags);
	sum_confused(&l);
	if (result == 0 && json)
		print_json(&l);
	else if (result == 0)
		print_table(&l);
	arena_free(&arena);
	return result;
}
