/* options.c - the options of a command: one table yields parsing and --help. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/intl.h"
#include "base/str.h"
#include "command/command.h"

enum { OPTIONS_MAX = 32 };

int command_misused(const char *name, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "xiaoer %s: ", name);
	va_start(ap, fmt);
	vfprintf(stderr, intl(fmt), ap);
	va_end(ap);
	fprintf(stderr, _("\n(xiaoer %s --help tells more)\n"), name);
	return COMMAND_MISUSED;
}

static void print_help(const struct command_usage *u)
{
	char left[64];

	printf(_("usage: xiaoer %s\n\n%s"), intl(u->line), intl(u->about));
	printf(_("\noptions:\n"));
	for (size_t i = 0; i < u->n; i++) {
		const struct command_option *o = &u->options[i];

		snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "",
		    o->value ? o->value : "");
		printf("  %-22s %s\n", left, intl(o->help));
	}
	printf("  %-22s %s\n", "--help", _("this text"));
}

static const struct command_option *find(const struct command_usage *u, struct str name)
{
	for (size_t i = 0; i < u->n; i++)
		if (str_is(name, u->options[i].name))
			return &u->options[i];
	return NULL;
}

static int unknown(const struct command_usage *u, const char *command, struct str name)
{
	const char *names[OPTIONS_MAX] = {"help"};
	const char *near;
	size_t n = 1;

	for (size_t i = 0; i < u->n && n < OPTIONS_MAX; i++)
		names[n++] = u->options[i].name;
	near = diag_nearest(name, names, n);
	if (near)
		return command_misused(command, "no option --%.*s; did you mean --%s?",
		    STR_ARG(name), near);
	return command_misused(command, "no option --%.*s", STR_ARG(name));
}

/* value: NULL when none was given. */
static int set(const struct command_option *o, const char *command, const char *value)
{
	int64_t number;

	if (!o->value) {
		if (value)
			return command_misused(command, "--%s takes no value", o->name);
		*o->flag = true;
		return 0;
	}
	if (!value)
		return command_misused(command, "--%s needs a value: --%s %s", o->name, o->name,
		    o->value);
	if (o->text) {
		*o->text = value;
		return 0;
	}
	if (o->texts) {
		if (o->texts->n == sizeof o->texts->list / sizeof *o->texts->list)
			return command_misused(command, "--%s is given too often", o->name);
		o->texts->list[o->texts->n++] = value;
		return 0;
	}
	if (!str_to_int64(str_of(value), &number) || number < o->min || number > o->max)
		return command_misused(command, "--%s is a number from %lld to %lld, not '%s'",
		    o->name, (long long)o->min, (long long)o->max, value);
	*o->number = number;
	return 0;
}

/* argv[*i] begins with two dashes: 0, or the status to end with. */
static int take(const struct command_usage *u, char **argv, int *i)
{
	const char *eq = strchr(argv[*i], '=');
	struct str name = str_of(argv[*i] + 2);
	const struct command_option *o;
	const char *value = NULL;

	if (eq) {
		name.n = (size_t)(eq - name.p);
		value = eq + 1;
	}
	o = find(u, name);
	if (!o)
		return unknown(u, argv[0], name);
	if (o->value && !value && argv[*i + 1])
		value = argv[++*i];
	return set(o, argv[0], value);
}

/* check and test take the folder alone, the others behind --book. */
static bool is_stray_book(const struct command_usage *u, const char *argument)
{
	struct stat st;

	return find(u, STR("book")) && stat(argument, &st) == 0 && S_ISDIR(st.st_mode);
}

int command_options(const struct command_usage *u, int argc, char **argv, int *status)
{
	bool ended = false;
	int n = 0;

	for (int i = 1; i < argc; i++) {
		if (ended || argv[i][0] != '-' || !argv[i][1]) {
			argv[1 + n++] = argv[i];
		} else if (strcmp(argv[i], "--") == 0) {
			ended = true;
		} else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_help(u);
			*status = COMMAND_GOOD;
			return -1;
		} else if (argv[i][1] != '-') {
			*status = command_misused(argv[0], "no option %s", argv[i]);
			return -1;
		} else if ((*status = take(u, argv, &i))) {
			return -1;
		}
	}
	argv[1 + n] = NULL;
	if (n >= u->least && (u->most < 0 || n <= u->most))
		return n;
	if (n > u->most && is_stray_book(u, argv[1])) {
		*status = command_misused(argv[0], "the folder of a book stands behind --book here: --book %s",
		    argv[1]);
		return -1;
	}
	*status = n < u->least
	    ? command_misused(argv[0], "too few arguments; usage: xiaoer %s", intl(u->line))
	    : command_misused(argv[0], "too many arguments; usage: xiaoer %s", intl(u->line));
	return -1;
}
