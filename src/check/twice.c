/* twice.c - the same pattern twice in an intent, or in two of them; the same word twice in a list.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "check/patterns.h"
#include "pattern/normalise.h"

/* Does a come before b when both find the same? */
static bool comes_first(const struct intent *a, const struct intent *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (a->priority != b->priority)
		return a->priority > b->priority;
	return a->index < b->index;
}

/* By text, those under `unless` behind the others; equal ones in order of the book. */
static int by_text(const void *a, const void *b)
{
	const struct pattern *x = *(const struct pattern *const *)a,
			     *y = *(const struct pattern *const *)b;
	int order = str_compare(x->text, y->text);

	if (!order)
		order = x->veto - y->veto;
	return order ? order : (x > y) - (x < y);
}

static bool is_equal(const struct pattern *a, const struct pattern *b)
{
	return a->veto == b->veto && str_eq(a->text, b->text);
}

static bool has_unless(const struct intent *t)
{
	return t->patterns_n && t->patterns[t->patterns_n - 1]->veto;
}

/* What an `unless` of the winner forbids the other one wins: that is for contest.c to find out. */
static void tell(struct examiner *x, const struct pattern *p, const struct pattern *winner)
{
	const struct intent *t = &x->book->intents[p->intent],
			    *first = &x->book->intents[winner->intent];

	if (has_unless(first))
		return;
	diag_find(x->diags, DIAG_WARNING, "pattern.twice", t->id, p->at,
	    "this pattern stands in %.*s too (%s:%u), which wins whatever it finds",
	    STR_ARG(first->id), winner->at.file, winner->at.line);
	diag_other(x->diags, winner->at, "the same one");
	diag_propose(x->diags, "leave it to the one whose answer is right");
	x->told[p - x->book->patterns] = true;
}

/* Those that stand already in their own intent; of those that remain, the one that wins. */
static void look_at_equal(struct examiner *x, const struct pattern *const *equal, size_t n)
{
	const struct pattern *winner = equal[0], *before = NULL;

	for (size_t i = 0; i < n; i++) { /* those of one intent stand side by side */
		if (before && before->intent == equal[i]->intent) {
			diag_find(x->diags, DIAG_ADVICE, "pattern.same",
			    x->book->intents[before->intent].id, equal[i]->at,
			    "this pattern stands already in line %u", before->at.line);
			x->told[equal[i] - x->book->patterns] = true;
			continue;
		}
		before = equal[i];
		if (comes_first(
			&x->book->intents[before->intent], &x->book->intents[winner->intent]))
			winner = before;
	}
	for (size_t i = 0; i < n && !winner->veto; i++)
		if (equal[i]->intent != winner->intent && !x->told[equal[i] - x->book->patterns])
			tell(x, equal[i], winner);
}

void twice_tell(struct examiner *x)
{
	const struct book *book = x->book;
	const struct pattern **sorted =
	    ARENA_ARRAY(x->kept, const struct pattern *, book->patterns_n + 1);
	size_t n = book->patterns_n;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &book->patterns[i];
	qsort(sorted, n, sizeof *sorted, by_text);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && is_equal(sorted[i], sorted[k]); k++)
			;
		if (k > i + 1)
			look_at_equal(x, sorted + i, k - i);
	}
}

/* --- words --- */

struct word {
	struct str normal, written;
	size_t number;
};

static int by_word(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	int order = str_compare(x->normal, y->normal);

	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void look_at_words(struct examiner *x, const struct word_list *list)
{
	struct word *words;

	arena_reset(x->arena);
	words = ARENA_ARRAY(x->arena, struct word, list->n + 1);
	for (size_t i = 0; i < list->n; i++) {
		struct normal normal;

		if (normalise(x->book->normaliser, x->arena, list->words[i], &normal))
			return;
		words[i] = (struct word){normal.text, list->words[i], i};
	}
	qsort(words, list->n, sizeof *words, by_word);
	for (size_t i = 1; i < list->n; i++) {
		if (!str_eq(words[i].normal, words[i - 1].normal))
			continue;
		if (str_eq(words[i].written, words[i - 1].written))
			diag_find(x->diags, DIAG_ADVICE, "words.twice", list->name, list->at,
			    "'%.*s' stands twice in the word list '%.*s'",
			    STR_ARG(words[i].written), STR_ARG(list->name));
		else
			diag_find(x->diags, DIAG_ADVICE, "words.twice", list->name, list->at,
			    "'%.*s' and '%.*s' in the word list '%.*s' are the same once "
			    "messages are tidied up",
			    STR_ARG(words[i - 1].written), STR_ARG(words[i].written),
			    STR_ARG(list->name));
		diag_propose(x->diags, "leave one out");
	}
}

void words_tell(struct examiner *x)
{
	for (size_t i = 0; i < x->book->words_n; i++)
		look_at_words(x, &x->book->words[i]);
}
