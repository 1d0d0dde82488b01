/* chat.c - `xiaoer chat`: talk to a book in the terminal, look inside, move the clock. */
#include <stdio.h>

#include "base/clock.h"
#include "base/zone.h"
#include "book/match.h"
#include "book/normalise.h"
#include "command/chat_line.h"
#include "command/command.h"
#include "dialogue/language.h"
#include "dialogue/trace.h"

struct chat {
	struct shelf shelf;
	struct dialogue_env env;
	struct match_scratch *scratch;
	struct arena *arena; /* everything of this chat */
	struct conversation c;
	int64_t offset;                  /* of the chat's clock from the real one */
	int64_t stands_at;               /* not 0: the clock stands and moves by /clock alone */
	const struct match_result *last; /* for /why */
	struct str last_text;
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

static void step(struct chat *c, const struct event *e, int64_t at)
{
	struct decisions d;
	enum mode before = c->c.mode;
	c->env.book = language_book(&c->c, &c->shelf);
	dialogue_step(&c->env, &c->c, e, at, c->arena, &d);
	for (size_t i = 0; i < d.n; i++)
		trace_decision(stdout, &d.list[i]);
	if (c->c.mode != before)
		printf("    [mode] %s -> %s\n", mode_name(before), mode_name(c->c.mode));
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

static void do_why(struct chat *c, struct str argument)
{
	(void)argument;
	if (!c->last) {
		puts("    nothing was asked yet");
		return;
	}
	printf("    %.*s\n", STR_ARG(c->last_text));
	trace_hits(stdout, c->last);
}

static void do_clock(struct chat *c, struct str argument)
{
	int64_t span, moment = now(c);
	struct str rest = argument.n ? str_make(argument.p + 1, argument.n - 1) : argument;
	if (argument.n && argument.p[0] == '+' && span_parse(str_trim(rest), &span) == 0) {
		moment += span;
	} else if (argument.n && (time_parse(argument, c->env.book->settings.zone, &moment) != 0 ||
				     moment < now(c))) {
		puts("    /clock +5m, or a later moment: /clock 2026-11-23 11:58");
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

static void do_say(struct chat *c, struct str argument)
{
	act(c, (struct event){.kind = EVENT_SAY, .phrase = argument});
}

static void do_take(struct chat *c, struct str argument)
{
	act(c, (struct event){.kind = EVENT_TAKE, .agent = argument.n ? argument : STR("agent")});
}

static void do_reply(struct chat *c, struct str argument)
{
	if (argument.n)
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
    {"why", "", "what the last message matched, best first, with its place in the book", do_why},
    {"clock", "[+5m]", "the time; moves it, and timers that come due fire", do_clock},
    {"state", "", "what is known of the conversation", do_state},
    {"say", "PHRASE", "how a phrase of the book reads", do_say},
    {"take", "[NAME]", "a human takes over", do_take},
    {"reply", "TEXT", "the human says something", do_reply},
    {"release", "", "back to the bot", do_release},
    {"close", "", "the human ends the conversation", do_close},
    {"quit", "", "ends the chat", do_quit},
    {"help", "", "this list", do_help},
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static void do_help(struct chat *c, struct str argument)
{
	(void)c;
	(void)argument;
	for (size_t i = 0; i < VERBS; i++)
		printf("    /%-8s %-8s %s\n", verbs[i].name, verbs[i].argument, verbs[i].help);
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
	printf("    no such command: /%.*s (/help lists them)\n", STR_ARG(name));
}

static void take_message(struct chat *c, struct str line)
{
	struct str text = arena_str(c->arena, line);
	struct match_result *r = ARENA_NEW(c->arena, struct match_result);
	const struct book *by_script = shelf_by_text(&c->shelf, text), *book;
	if (!by_script)
		by_script = language_book(&c->c, &c->shelf);
	if (match_text(by_script, c->scratch, c->arena, text, r) != 0) {
		puts("    that was not UTF-8");
		return;
	}
	book = language_choose(&c->c, &c->shelf, by_script, text, r);
	if (book != by_script)
		match_text(book, c->scratch, c->arena, text, r);
	language_keep(&c->c, &c->shelf, book, text, r);
	c->last = r;
	c->last_text = text;
	act(c, (struct event){.kind = EVENT_MESSAGE, .text = text, .match = r});
}

static void talk(struct chat *c)
{
	struct chat_line *lines = chat_line_open();
	struct str line;
	while (!c->quit && chat_line_read(lines, &line)) {
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

static int run(const struct shelf *shelf, const char *at)
{
	struct chat c = {.shelf = *shelf, .env = {.book = shelf->books[0]}};
	if (at && time_parse(str_of(at), c.env.book->settings.zone, &c.stands_at) != 0)
		return command_misused(
		    "chat", "--at must be a time such as \"2026-11-23 11:58\", not \"%s\"", at);
	c.env.scratch = c.scratch = match_scratch_new();
	c.arena = arena_new(1 << 16);
	conversation_init(&c.c, c.arena, 1);
	talk(&c);
	arena_free(&c.arena);
	match_scratch_free(&c.scratch);
	return COMMAND_GOOD;
}

int command_chat(int argc, char **argv)
{
	const char *dir = NULL, *at = NULL;
	const struct command_option options[] = {
	    {"book", "DIR", "the book; default those inside the binary, by the script of what you type", .text = &dir},
	    {"at", "TIME", "the clock stands at this time and moves by /clock alone", .text = &at},
	};
	const struct command_usage usage = {"chat [options]",
	    "Talks to a book: what you type is the customer's message; every decision is shown.\n"
	    "Lines that begin with / are for the desk: /why, /clock +5m, /state, /say PHRASE,\n"
	    "/take NAME, /reply TEXT, /release, /close, /quit, /help.\n",
	    options, sizeof options / sizeof *options, 0, 0};
	int status;
	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	struct normaliser *normaliser = normaliser_new();
	struct shelf shelf;
	status = command_books(dir, normaliser, &shelf) == 0 ? run(&shelf, at) : COMMAND_FAILED;
	shelf_release(&shelf);
	normaliser_free(&normaliser);
	return status;
}
