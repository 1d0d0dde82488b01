/* misses_add.c - `xiaoer misses add`: a sentence into the book, seen before it is saved. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/mask.h"
#include "base/str_index.h"
#include "book/match.h"
#include "pattern/normalise.h"
#include "command/config.h"
#include "command/misses_command.h"
#include "command/progress.h"
#include "trainer/addition.h"
#include "replay/replay.h"
#include "replay/past.h"
#include "trainer/telling.h"

enum { OTHERS_MOST = 200000, WANTED_MOST = 2000, JOBS_MOST = 64, ANSWER_MAX = 64, LINES = 3, EXAMPLES = 2 };

/* All that is known of one addition. */
struct adding {
	struct misses_command *c;
	const struct miss_group *group;
	const struct miss_sentence *sentence;
	struct book *old;
	const char *dir;
	const struct intent *intent; /* of the old book */
	struct past *past;
	struct telling telling;
	struct str patterns[TELLING_LINES];
	size_t patterns_n;
	struct addition addition;
	struct diag_list *diags;
};

static int refused(void)
{
	puts(_("Nothing was saved."));
	return COMMAND_FAILED;
}

static unsigned jobs(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > JOBS_MOST ? JOBS_MOST : (unsigned)n;
}

/* ---- the place ---- */

/* Without slashes at its end, as it stands in front of the names of its files. */
static const char *folder_of(struct arena *arena, const char *dir)
{
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/')
		n--;
	return arena_printf(arena, "%.*s", (int)n, dir).p;
}

static int no_intent(const struct adding *a)
{
	const char *into = a->c->into, *near;
	const char **names = ARENA_ARRAY(a->c->arena, const char *, a->old->intents_n + 1);

	for (size_t i = 0; i < a->old->intents_n; i++)
		names[i] = a->old->intents[i].id.p;
	near = diag_nearest(str_of(into), names, a->old->intents_n);
	if (near)
		return command_misused("misses", "the book %s has no intent '%s'; did you mean '%s'?",
		    a->dir, into, near);
	return command_misused("misses", "the book %s has no intent '%s'", a->dir, into);
}

static int find_place(struct adding *a)
{
	struct misses_command *c = a->c;
	size_t i = 0;

	a->group = misses_named(c, &a->sentence);
	if (!a->group)
		return COMMAND_FAILED;
	a->old = shelf_by_text(&c->shelf, a->sentence->text);
	if (!a->old)
		a->old = c->shelf.books[0];
	while (c->shelf.books[i] != a->old)
		i++;
	if (!c->dirs[i])
		return command_misused("misses",
		    "the book inside the program cannot be changed: --book DIR names a folder (cp -r "
		    "phrases/zh-CN my-shop)");
	a->dir = folder_of(c->arena, c->dirs[i]);
	a->intent = book_intent(a->old, str_of(c->into));
	return a->intent ? 0 : no_intent(a);
}

/* ---- the example ---- */

static int choose_example(struct adding *a)
{
	struct misses_command *c = a->c;
	struct str text = str_of(c->example);
	char *masked;

	if (!text.n)
		text = a->sentence->text;
	text = addition_line(c->arena, text);
	if (!text.n)
		return command_misused("misses", "--example is empty");
	if (!c->example) {
		masked = arena_strdup(c->arena, arena_str(c->arena, text).p);
		mask_personal(masked, text.n);
		if (!str_eq(text, str_make(masked, text.n)))
			puts(_("Numbers of persons are hidden in the example (--example TEXT writes "
			       "another)."));
		text = str_make(masked, text.n);
	}
	a->addition.example = text;
	return 0;
}

/* ---- what was written ---- */

static int read_past(struct adding *a)
{
	struct misses_command *c = a->c;
	struct progress_line line;
	struct past_options o = {.shop = c->shop->name,
	    .channel = str_of(c->channel),
	    .from = c->begin,
	    .to = c->end,
	    .humans = true,
	    .zone = a->old->settings.zone,
	    .jobs = jobs(),
	    .progress = &line.progress};
	char error[512];
	int rc;

	progress_begin(&line, _("reading"));
	rc = past_read_store(a->past, c->config->store.p, &o, error, sizeof error);
	progress_end(&line);
	if (rc != 0)
		return misses_failed(error);
	past_close(a->past, 0);
	return 0;
}

/* ---- patterns ---- */

struct texts {
	struct str_index index;
	struct arena *arena;
};

static void add_text(struct texts *t, struct str normal)
{
	if (t->index.n < OTHERS_MOST && str_index_find(&t->index, normal) == STR_INDEX_NONE)
		str_index_add(&t->index, arena_str(t->arena, normal));
}

static void add_examples(struct adding *a, struct texts *t, struct arena *scratch)
{
	for (size_t i = 0; i < a->old->intents_n; i++) {
		const struct intent *in = &a->old->intents[i];

		for (size_t k = 0; k < in->examples_n; k++) {
			struct normal normal;

			arena_reset(scratch);
			if ((in == a->intent) == in->examples[k].counter &&
			    normalise(a->c->normaliser, scratch, in->examples[k].text, &normal) == 0)
				add_text(t, normal.text);
		}
	}
}

/* What another matter has answered must not be found by the new pattern. */
static void add_answered(struct adding *a, struct texts *t, struct arena *scratch)
{
	for (size_t i = 0; i < past_talks(a->past); i++) {
		const struct past_talk *talk = past_talk(a->past, i);

		for (size_t k = 0; k < talk->n; k++) {
			const struct past_event *e = past_event(a->past, talk->events[k]);
			struct match_result r;

			if (e->kind != EVENT_MESSAGE || !e->text.n || t->index.n == OTHERS_MOST)
				continue;
			arena_reset(scratch);
			if (match_text(a->old, a->c->scratch, scratch, e->text, &r) == 0 && r.n &&
			    r.hits[0].intent != a->intent &&
			    r.hits[0].intent->kind == INTENT_BUSINESS)
				add_text(t, r.normal.text);
		}
	}
}

/* The example first, then what of the group nothing answers. */
static size_t wanted_texts(struct adding *a, struct str example, struct telling_text *out)
{
	const struct miss_group *g = a->group;
	size_t n = 0;

	out[n++] = (struct telling_text){example, a->sentence->n ? a->sentence->n : 1};
	for (size_t i = 0; i < g->sentences_n && n < WANTED_MOST; i++)
		if (g->sentences[i] != a->sentence && !g->sentences[i]->answered &&
		    shelf_by_text(&a->c->shelf, g->sentences[i]->text) ==
			shelf_by_text(&a->c->shelf, a->sentence->text))
			out[n++] = (struct telling_text){g->sentences[i]->normal, g->sentences[i]->n};
	return n;
}

static int propose(struct adding *a, struct str example)
{
	struct arena *arena = a->c->arena, *scratch = arena_new(1 << 16);
	struct texts others = {.index = {.arena = arena}, .arena = arena};
	struct telling_text *wanted = ARENA_ARRAY(arena, struct telling_text, WANTED_MOST + 1);
	struct progress_line line;
	struct telling_options o = {.wanted = wanted,
	    .side_by_side = a->old->settings.script == WRITING_HAN,
	    .progress = &line.progress};

	progress_begin(&line, _("looking for a pattern"));
	add_examples(a, &others, scratch);
	o.strict = others.index.n;
	add_answered(a, &others, scratch);
	o.wanted_n = wanted_texts(a, example, wanted);
	o.others = others.index.keys;
	o.others_n = others.index.n;
	telling_find(&o, arena, &a->telling);
	progress_end(&line);
	arena_free(&scratch);
	for (size_t i = 0; i < a->telling.lines_n; i++)
		a->patterns[a->patterns_n++] = a->telling.lines[i].pattern;
	if (a->patterns_n)
		return 0;
	puts(_("No pattern was found that finds this sentence and nothing that others answer: give one "
	       "with --pattern, or other words with --example."));
	return refused();
}

/* What the book takes for it already needs no pattern. */
static int choose_patterns(struct adding *a)
{
	struct misses_command *c = a->c;
	struct match_result r;

	if (match_text(a->old, c->scratch, c->arena, a->addition.example, &r) != 0)
		return misses_failed(_("the sentence is not UTF-8"));
	if (c->pattern) {
		a->patterns[0] = addition_line(c->arena, str_of(c->pattern));
		a->patterns_n = a->patterns[0].n > 0;
		return 0;
	}
	if (r.n && r.hits[0].intent == a->intent)
		return 0;
	return propose(a, arena_str(c->arena, r.normal.text));
}

/* ---- what comes of it ---- */

static void print_diags(struct diag_list *diags)
{
	diag_sort(diags);
	diag_print(diags, stdout, isatty(STDOUT_FILENO));
}

/* Of what is not saved yet. */
static void print_would_be(struct diag_list *diags)
{
	print_diags(diags);
	if (diag_size(diags))
		puts(_("(Lines are counted with those that would be added.)"));
}

static void print_pattern(const struct adding *a, size_t i)
{
	const struct telling_pattern *p = i < a->telling.lines_n ? &a->telling.lines[i] : NULL;

	if (p && p->others)
		printf(_("  pattern  %.*s    (messages: %zu; and of what others answer: %zu)\n"),
		    STR_ARG(p->pattern), p->messages, p->others);
	else if (p)
		printf(_("  pattern  %.*s    (messages: %zu)\n"), STR_ARG(p->pattern), p->messages);
	else
		printf(_("  pattern  %.*s\n"), STR_ARG(a->patterns[i]));
}

static void print_wish(const struct adding *a)
{
	printf(_("Into %.*s, in %s:\n"), STR_ARG(a->intent->id), a->addition.path);
	if (a->addition.known)
		printf(_("  example  %.*s    (stands there already)\n"), STR_ARG(a->addition.example));
	else
		printf(_("  example  %.*s\n"), STR_ARG(a->addition.example));
	for (size_t i = 0; i < a->patterns_n; i++)
		print_pattern(a, i);
	if (!a->patterns_n)
		puts(a->c->pattern ? _("  no pattern")
				   : _("  no pattern: the book takes it for this intent already"));
	for (size_t i = 0; i < a->telling.choices_n; i++) {
		const struct telling_pattern *p = &a->telling.choices[i];

		printf(_("  or       --pattern '%.*s'    (messages: %zu; and of what others answer: %zu)\n"),
		    STR_ARG(p->pattern), p->messages, p->others);
	}
}

/* Of the group's messages, those that the book would answer with the intent. */
static size_t answered_then(const struct adding *a)
{
	struct arena *scratch = arena_new(1 << 16);
	size_t n = 0;

	for (size_t i = 0; i < a->group->sentences_n; i++) {
		struct match_result r;

		arena_reset(scratch);
		if (match_text(a->addition.book, a->c->scratch, scratch, a->group->sentences[i]->text,
			&r) == 0 && r.n)
			n += a->group->sentences[i]->n;
	}
	arena_free(&scratch);
	return n;
}

static int make(struct adding *a)
{
	struct addition *add = &a->addition;

	add->dir = a->dir;
	add->intent = a->intent->id;
	add->patterns = a->patterns;
	add->patterns_n = a->patterns_n;
	add->normaliser = a->c->normaliser;
	add->overrides = a->c->shop->settings;
	if (addition_make(add, a->diags) == 0) {
		print_wish(a);
		printf(_("Messages of the group: %zu; the book would answer: %zu\n"),
		    a->group->messages, answered_then(a));
		return 0;
	}
	if (add->path)
		print_wish(a);
	print_would_be(a->diags);
	return refused();
}

static int examine(struct adding *a)
{
	struct addition *add = &a->addition;
	struct diag_list *diags = diag_list_new();
	struct progress_line line;
	size_t warnings;
	int rc;

	progress_begin(&line, _("playing the dialogues"));
	add->progress = &line.progress;
	rc = addition_examine(add, diags);
	progress_end(&line);
	print_would_be(diags);
	warnings = diag_count(diags, DIAG_WARNING);
	printf(_("Check and tests: new mistakes: %zu, new warnings: %zu, failed dialogues: %zu of %zu\n"),
	    diag_count(diags, DIAG_ERROR), warnings, add->failed, add->dialogues);
	diag_list_free(&diags);
	if (add->failed_before)
		printf(_("Dialogues that fail without it as well: %zu (xiaoer test %s)\n"),
		    add->failed_before, a->dir);
	if (rc != 0)
		return refused();
	if (!warnings || a->c->accept_warnings)
		return 0;
	puts(_("(--accept-warnings saves it in spite of them)"));
	return refused();
}

static void replay(struct adding *a)
{
	struct progress_line line;
	struct replay_options o = {
	    .jobs = jobs(), .examples = EXAMPLES, .lines = LINES, .progress = &line.progress};
	struct replay_print p = {.old = a->dir,
	    .fresh = _("the same with it"),
	    .source = a->c->config->store.p,
	    .past = a->past,
	    .zone = a->old->settings.zone,
	    .mask = !a->c->no_mask};
	struct shelf fresh = a->c->shelf;
	struct replay_result *r;

	for (size_t i = 0; i < fresh.n; i++) /* those of other languages stay as they are */
		if (fresh.books[i] == a->old)
			fresh.books[i] = a->addition.book;
	progress_begin(&line, _("replaying"));
	r = replay_run(a->past, &a->c->shelf, &fresh, &o);
	progress_end(&line);
	putchar('\n');
	replay_table(r, &p, stdout);
	replay_free(&r);
}

/* ---- the end ---- */

static bool says_yes(void)
{
	char answer[ANSWER_MAX];

	printf(_("\nSave it? [y/N] "));
	fflush(stdout);
	if (!fgets(answer, sizeof answer, stdin))
		return false;
	return str_is(str_trim(str_of(answer)), "y") || str_is(str_trim(str_of(answer)), "yes");
}

static int save(struct adding *a)
{
	size_t left = a->group->messages - answered_then(a);

	if (folder_save(a->addition.folder) != 0) {
		print_diags(a->diags);
		return refused();
	}
	printf(_("Saved: %s\n"), a->addition.path);
	if (misses_store(a->c, a->group, MISS_DONE, a->intent->id) != COMMAND_GOOD) {
		puts(_("The book is saved, but the group could not be marked as done."));
		return COMMAND_FAILED;
	}
	printf(_("m%lld is done.\n"), (long long)a->c->number);
	if (left)
		printf(_("Messages of the group that it does not answer: %zu (xiaoer misses new m%lld shows "
			 "them again)\n"),
		    left, (long long)a->c->number);
	printf(_("Next: xiaoer book publish %s --why \"...\"\n"), a->dir);
	return COMMAND_GOOD;
}

static int decide(struct adding *a)
{
	if (!folder_changed(a->addition.folder)) {
		puts(_("The book has all of it already."));
		return a->c->dry_run ? COMMAND_GOOD : misses_store(a->c, a->group, MISS_DONE, a->intent->id);
	}
	if (a->c->dry_run) {
		puts(_("\nNothing was saved: --dry-run"));
		return COMMAND_GOOD;
	}
	if (!a->c->yes && !says_yes())
		return refused();
	return save(a);
}

static int run(struct adding *a)
{
	int status = find_place(a);

	if (!status)
		status = choose_example(a);
	if (!status)
		status = read_past(a);
	if (!status)
		status = choose_patterns(a);
	if (!status)
		status = make(a);
	if (!status)
		status = examine(a);
	if (status)
		return status;
	replay(a);
	return decide(a);
}

int misses_add(struct misses_command *c)
{
	struct adding a = {.c = c, .past = past_new(), .diags = diag_list_new()};
	int status;

	if (!c->yes && !c->dry_run && !isatty(STDIN_FILENO))
		status = command_misused("misses",
		    "there is no terminal to ask at: --yes saves without asking, --dry-run only shows");
	else
		status = run(&a);
	addition_end(&a.addition);
	diag_list_free(&a.diags);
	past_free(&a.past);
	return status;
}
