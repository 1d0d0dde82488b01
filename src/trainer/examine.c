/* examine.c - see examine.h. */
#include "trainer/examine.h"

#include "check/check.h"
#include "dialogue/script.h"
#include "trainer/version.h"

/* Who may stop it; told is he of the dialogues alone. */
static struct progress stop_of(const struct examination *e)
{
	struct progress stop = e->progress ? *e->progress : (struct progress){0};

	stop.told = NULL;
	return stop;
}

int examine_load(struct examination *e, struct diag_list *diags)
{
	struct progress progress = stop_of(e);
	struct book_options options = {.normaliser = e->normaliser, .progress = &progress};

	e->book = version_load(e->files, e->name, true, &options, diags);
	for (size_t i = 0; e->book && i < e->book->intents_n; i++)
		e->examples += e->book->intents[i].examples_n;
	return e->book ? 0 : -1;
}

/* For a dialogue that has settings of its own; the examples were checked with the book. */
static struct book *reload(void *ctx, const struct yaml *overrides, struct diag_list *diags)
{
	const struct examination *e = ctx;
	struct progress progress = stop_of(e);
	struct book_options options = {.normaliser = e->normaliser,
	    .overrides = overrides,
	    .no_examples = true,
	    .progress = &progress};

	return version_load(e->files, e->name, true, &options, diags);
}

/* As `xiaoer check BOOK`: what a comment allows is no reason to refuse the book. */
static void check(const struct examination *e, struct diag_list *diags)
{
	const struct progress progress = stop_of(e);
	struct arena *arena = arena_new(0);
	struct allowed *allowed;

	check_book_for(e->book, &(struct check_options){.progress = &progress}, diags);
	check_allow(diags, CHECKED_BOOKS, arena, &allowed);
	arena_free(&arena);
}

int examine(struct examination *e, struct diag_list *diags)
{
	const struct progress progress = stop_of(e);
	const struct script_options options = {.reload = reload, .ctx = e, .progress = &progress};
	struct script_totals totals = {0};
	const struct book_files *f = e->files;

	check(e, diags);
	for (size_t i = f->own; i < f->n && !progress_stopped(e->progress); i++) {
		progress_tell(e->progress, i - f->own, f->n - f->own);
		if (script_run(
			e->book, f->list[i].name.p, f->list[i].text, &options, diags, &totals) != 0)
			totals.failed++;
	}
	e->dialogues = totals.passed + totals.failed;
	e->failed = totals.failed;
	diag_sort(diags);
	return diag_count(diags, DIAG_ERROR) ? -1 : 0;
}

void examine_end(struct examination *e)
{
	book_release(&e->book);
}
