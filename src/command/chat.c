/* chat.c - `xiaoer chat`: talk to a book in the terminal, look inside, move the clock. */
#include <stdio.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/zone.h"
#include "book/explain.h"
#include "book/match.h"
#include "command/chat_line.h"
#include "command/command.h"
#include "command/watch.h"
#include "dialogue/language.h"
#include "dialogue/trace.h"
#include "pattern/normalise.h"
#include "trainer/why.h"

/* The customer's last message, and what came of it. */
struct last {
	struct str text;
	const struct book *book; /* NULL: nothing was asked, or the book was loaded anew since */
	const struct match_result *found;
	struct decisions decided;
	const struct slot_value *before; /* the slots */
	size_t before_n;
};

struct chat {
	struct shelf shelf;
	struct dialogue_env env;
	struct match_scratch *scratch;
	struct arena *arena; /* everything of this chat */
	struct conversation c;
	int64_t offset;                  /* of the chat's clock from the real one */
	int64_t stands_at;               /* not 0: the clock stands and moves by /clock alone */
	struct last last; /* for /why and /again */
	const struct normaliser *normaliser;
	const char *dir;     /* of the book; NULL: those inside the binary, or of the environment */
	struct watch *watch; /* of dir; NULL: it is not watched */
	bool quit;
};

static int64_t now(const struct chat *c)
{
	return c->stands_at ? c->stands_at : clock_now_ms() + c->offset;
}

static struct str time_text(const struct chat *c, int64_t ms)
{
	return trace_time(&c->env.book->settings, ms, c->arena);
}

static struct decisions step(struct chat *c, const struct event *e, int64_t at)
{
	struct decisions d;
	enum mode before = c->c.mode;
	c->env.book = language_book(&c->c, &c->shelf);
	dialogue_step(&c->env, &c->c, e, at, c->arena, &d);
	for (size_t i = 0; i < d.n; i++)
		trace_decision(stdout, &d.list[i]);
	if (c->c.mode != before)
		printf(_("    [mode] %s -> %s\n"), mode_name(before), mode_name(c->c.mode));
	return d;
}

/* Fires what has come due by now, each timer at its own time. */
static void catch_up(struct chat *c)
{
	struct event timer = {.kind = EVENT_TIMER};
	int64_t until = now(c);
	for (int64_t due; (due = conversation_due(&c->c)) && due <= until;) {
		printf("  * %.*s\n", STR_ARG(time_text(c, due)));
		step(c, &timer, due);
	}
}

static void act(struct chat *c, struct event e)
{
	step(c, &e, now(c));
}

/* ---- /why ---- */

static bool was_known(const struct last *l, const struct slot_value *v)
{
	for (size_t i = 0; i < l->before_n; i++)
		if (str_eq(l->before[i].name, v->name) && str_eq(l->before[i].value, v->value))
			return true;
	return false;
}

static void print_slots(const struct chat *c)
{
	for (size_t i = 0; i < c->c.slots_n; i++) {
		const struct slot_value *v = &c->c.slots[i];

		printf(was_known(&c->last, v) ? _("    slot    %.*s = %.*s\n")
					      : _("    slot    %.*s = %.*s (by this message)\n"),
		    STR_ARG(v->name), STR_ARG(v->value));
	}
}

static void print_said(const struct last *l)
{
	for (size_t i = 0; i < l->decided.n; i++) {
		const struct decision *d = &l->decided.list[i];

		if (d->kind != DECIDE_SAY)
			continue;
		printf(_("    said    %.*s  %s:%u  (%s: %s)\n"), STR_ARG(d->phrase),
		    d->at.file ? d->at.file : "", d->at.line, rule_name(d->rule),
		    rule_means(d->rule));
	}
}

static void do_why(struct chat *c, struct str argument)
{
	const struct last *l = &c->last;
	struct explanation e;

	(void)argument;
	if (!l->book) {
		puts(l->text.n ? _("    the book was loaded anew since: /again asks once more")
			       : _("    nothing was asked yet"));
		return;
	}
	printf("    %.*s\n", STR_ARG(l->text));
	printf(_("    book    %.*s %.*s\n"), STR_ARG(l->book->settings.language),
	    STR_ARG(l->book->version));
	printf(_("    rule    %s: %s\n"), rule_name(l->decided.rule), rule_means(l->decided.rule));
	explain(l->book, c->scratch, c->arena, l->text, l->found, &e);
	why_print_intents(&e, stdout);
	print_slots(c);
	print_said(l);
}

static void take_message(struct chat *c, struct str line);

static void do_again(struct chat *c, struct str argument)
{
	(void)argument;
	if (c->last.text.n)
		take_message(c, c->last.text);
	else
		puts(_("    nothing was asked yet"));
}

static void do_clock(struct chat *c, struct str argument)
{
	int64_t span, moment = now(c);
	struct str rest = argument.n ? str_make(argument.p + 1, argument.n - 1) : argument;
	if (argument.n && argument.p[0] == '+' && span_parse(str_trim(rest), &span) == 0) {
		moment += span;
	} else if (argument.n && (time_parse(argument, c->env.book->settings.zone, &moment) != 0 ||
				     moment < now(c))) {
		puts(_("    /clock +5m, or a later moment: /clock 2026-11-23 11:58"));
		return;
	}
	if (c->stands_at)
		c->stands_at = moment;
	else
		c->offset += moment - now(c);
	catch_up(c);
	printf("    %.*s\n", STR_ARG(time_text(c, now(c))));
}

static void do_state(struct chat *c, struct str argument)
{
	(void)argument;
	trace_state(stdout, &c->c, &c->env.book->settings);
}

/* Most likely a slip, as of everything that is not known. */
static void print_unknown_phrase(struct chat *c, struct str id)
{
	const struct book *b = c->env.book;
	const char **names = ARENA_ARRAY(c->arena, const char *, b->phrases_n + 1);

	for (size_t i = 0; i < b->phrases_n; i++)
		names[i] = arena_str(c->arena, b->phrases[i].id).p;
	printf(_("    the book has no phrase '%.*s'%s\n"), STR_ARG(id),
	    diag_hint(diag_nearest(id, names, b->phrases_n), c->arena));
}

static void do_say(struct chat *c, struct str argument)
{
	if (!book_phrase(c->env.book, argument)) {
		print_unknown_phrase(c, argument);
		return;
	}
	act(c, (struct event){.kind = EVENT_SAY, .phrase = argument});
}

static void do_take(struct chat *c, struct str argument)
{
	act(c, (struct event){.kind = EVENT_TAKE, .agent = argument.n ? argument : STR("agent")});
}

static void do_reply(struct chat *c, struct str argument)
{
	if (!argument.n)
		puts(_("    /reply TEXT: what does the human say?"));
	else
		act(c,
		    (struct event){.kind = EVENT_REPLY, .agent = STR("agent"), .text = argument});
}

static void do_release(struct chat *c, struct str argument)
{
	(void)argument;
	act(c, (struct event){.kind = EVENT_RELEASE});
}

static void do_close(struct chat *c, struct str argument)
{
	(void)argument;
	act(c, (struct event){.kind = EVENT_CLOSE});
}

static void do_quit(struct chat *c, struct str argument)
{
	(void)argument;
	c->quit = true;
}

static void do_help(struct chat *c, struct str argument);

static const struct {
	const char *name, *argument, *help;
	void (*run)(struct chat *c, struct str argument);
} verbs[] = {
    {"why", "", N_("why the last message was answered so: intents that won and lost, lines, rule"), do_why},
    {"again", "", N_("asks the last message once more"), do_again},
    {"clock", "[+5m]", N_("the time; moves it, and timers that come due fire"), do_clock},
    {"state", "", N_("what is known of the conversation"), do_state},
    {"say", "PHRASE", N_("how a phrase of the book reads"), do_say},
    {"take", "[NAME]", N_("a human takes over"), do_take},
    {"reply", "TEXT", N_("the human says something"), do_reply},
    {"release", "", N_("back to the bot"), do_release},
    {"close", "", N_("the human ends the conversation"), do_close},
    {"quit", "", N_("ends the chat"), do_quit},
    {"help", "", N_("this list"), do_help},
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static void do_help(struct chat *c, struct str argument)
{
	(void)c;
	(void)argument;
	for (size_t i = 0; i < VERBS; i++)
		printf("    /%-8s %-8s %s\n", verbs[i].name, verbs[i].argument, intl(verbs[i].help));
}

static void take_verb(struct chat *c, struct str line)
{
	struct str name = str_make(line.p + 1, line.n - 1);
	const char *blank = memchr(name.p, ' ', name.n);
	struct str argument = STR("");
	if (blank) {
		size_t n = (size_t)(blank - name.p);
		argument = arena_str(c->arena, str_trim(str_make(blank, name.n - n)));
		name.n = n;
	}
	for (size_t i = 0; i < VERBS; i++) {
		if (!str_is(name, verbs[i].name))
			continue;
		verbs[i].run(c, argument);
		return;
	}
	printf(_("    no such command: /%.*s (/help lists them)\n"), STR_ARG(name));
}

static void remember_slots(struct chat *c)
{
	struct slot_value *copy = ARENA_ARRAY(c->arena, struct slot_value, c->c.slots_n + 1);

	for (size_t i = 0; i < c->c.slots_n; i++)
		copy[i] = c->c.slots[i];
	c->last.before = copy;
	c->last.before_n = c->c.slots_n;
}

static void take_message(struct chat *c, struct str line)
{
	struct str text = arena_str(c->arena, line);
	struct match_result *r = ARENA_NEW(c->arena, struct match_result);
	const struct book *by_script = shelf_by_text(&c->shelf, text), *book;
	if (!by_script)
		by_script = language_book(&c->c, &c->shelf);
	if (match_text(by_script, c->scratch, c->arena, text, r) != 0) {
		puts(_("    that was not UTF-8"));
		return;
	}
	book = language_choose(&c->c, &c->shelf, by_script, text, r);
	if (book != by_script)
		match_text(book, c->scratch, c->arena, text, r);
	language_keep(&c->c, &c->shelf, book, text, r);
	c->last = (struct last){.text = text, .book = book, .found = r};
	remember_slots(c);
	c->last.decided =
	    step(c, &(struct event){.kind = EVENT_MESSAGE, .text = text, .match = r}, now(c));
}

/* ---- the book, as it is saved ---- */

/* What was said stays said; what was matched belongs to the old book. */
static void load_anew(struct chat *c)
{
	struct shelf fresh;

	if (command_books(c->dir, c->normaliser, &fresh) != 0) {
		puts(_("    the book has mistakes: the one before stays"));
		return;
	}
	shelf_release(&c->shelf);
	c->shelf = fresh;
	c->env.book = c->shelf.books[0];
	c->last = (struct last){.text = c->last.text};
	printf(_("    the book is loaded anew: version %.*s\n"), STR_ARG(c->shelf.books[0]->version));
}

static bool next_line(struct chat *c, struct chat_line *lines, struct str *line)
{
	bool more;

	while (c->watch && chat_line_wait(lines, watch_fd(c->watch)))
		if (watch_saved(c->watch))
			load_anew(c);
	more = chat_line_read(lines, line);
	if (c->watch && watch_saved(c->watch)) /* while it was typed */
		load_anew(c);
	return more;
}

static void talk(struct chat *c)
{
	struct chat_line *lines = chat_line_open();
	struct str line;
	while (!c->quit && next_line(c, lines, &line)) {
		catch_up(c);
		if (line.n == 0)
			continue;
		if (line.p[0] == '/')
			take_verb(c, line);
		else
			take_message(c, line);
		fflush(stdout);
	}
	chat_line_close(&lines);
}

static int run(struct chat *c, const char *at)
{
	c->env.book = c->shelf.books[0];
	if (at && time_parse(str_of(at), c->env.book->settings.zone, &c->stands_at) != 0)
		return command_misused(
		    "chat", "--at must be a time such as \"2026-11-23 11:58\", not \"%s\"", at);
	c->env.scratch = c->scratch = match_scratch_new();
	c->arena = arena_new(1 << 16);
	conversation_init(&c->c, c->arena, 1);
	talk(c);
	arena_free(&c->arena);
	match_scratch_free(&c->scratch);
	return COMMAND_GOOD;
}

static int watch_book(struct chat *c)
{
	c->watch = watch_new();
	return c->watch && watch_add(c->watch, c->dir) == 0 ? 0 : -1;
}

int command_chat(int argc, char **argv)
{
	struct chat c = {0};
	const char *at = NULL;
	bool watch = false;
	const struct command_option options[] = {
	    {"book", "DIR",
		N_("the book; default those inside the binary, by the script of what you type"),
		.text = &c.dir},
	    {"at", "TIME", N_("the clock stands at this time and moves by /clock alone"), .text = &at},
	    {"watch", NULL, N_("with --book: loads it anew whenever a file of it is saved"),
		.flag = &watch},
	};
	const struct command_usage usage = {N_("chat [options]"),
	    N_("Talks to a book: what you type is the customer's message; every decision is shown.\n"
	       "Lines that begin with / are for the desk: /why, /again, /clock +5m, /state, /say PHRASE,\n"
	       "/take NAME, /reply TEXT, /release, /close, /quit, /help.\n"),
	    options, sizeof options / sizeof *options, 0, 0};
	int status;
	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	if (watch && !c.dir)
		return command_misused("chat", "--watch goes with --book DIR");
	struct normaliser *normaliser = normaliser_new();
	c.normaliser = normaliser;
	status = COMMAND_FAILED;
	if (command_books(c.dir, normaliser, &c.shelf) == 0 && (!watch || watch_book(&c) == 0))
		status = run(&c, at);
	watch_free(&c.watch);
	shelf_release(&c.shelf);
	normaliser_free(&normaliser);
	return status;
}
