/* chat_line.c - reading lines through libedit; no name of it leaves this file. */
#include "command/chat_line.h"

#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <histedit.h>

enum { HISTORY_KEPT = 1000 };

struct chat_line {
	EditLine *edit; /* NULL: not a terminal */
	History *history;
	char *plain; /* getline's */
	size_t room;
};

static char *prompt(EditLine *edit)
{
	static char text[] = "> ";
	(void)edit;
	return text;
}

static void open_editor(struct chat_line *l)
{
	HistEvent event;
	/* libedit takes the bytes of a Han character for one character only in a UTF-8 locale. */
	if (!setlocale(LC_CTYPE, "") || strcmp(setlocale(LC_CTYPE, NULL), "C") == 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	l->edit = el_init("xiaoer", stdin, stdout, stderr);
	l->history = history_init();
	if (!l->edit || !l->history)
		return;
	history(l->history, &event, H_SETSIZE, HISTORY_KEPT);
	el_set(l->edit, EL_PROMPT, prompt);
	el_set(l->edit, EL_EDITOR, "emacs");
	el_set(l->edit, EL_SIGNAL, 1);
	el_set(l->edit, EL_HIST, history, l->history);
}

struct chat_line *chat_line_open(void)
{
	struct chat_line *l = calloc(1, sizeof *l);
	if (!l)
		abort();
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		open_editor(l);
	return l;
}

void chat_line_close(struct chat_line **lp)
{
	struct chat_line *l = *lp;
	if (!l)
		return;
	if (l->history)
		history_end(l->history);
	if (l->edit)
		el_end(l->edit);
	free(l->plain);
	free(l);
	*lp = NULL;
}

static bool read_edited(struct chat_line *l, struct str *out)
{
	HistEvent event;
	int n = 0;
	const char *line = el_gets(l->edit, &n);
	if (!line || n <= 0)
		return false;
	*out = str_trim(str_make(line, (size_t)n));
	if (out->n && l->history)
		history(l->history, &event, H_ENTER, line);
	return true;
}

/* The editor shows its prompt over ours. */
bool chat_line_wait(struct chat_line *l, int fd)
{
	struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = fd, .events = POLLIN}};

	if (!l->edit)
		return false;
	printf("%s", prompt(l->edit));
	fflush(stdout);
	while (poll(p, 2, -1) < 0)
		;
	printf("\r");
	return !p[0].revents && p[1].revents;
}

bool chat_line_read(struct chat_line *l, struct str *out)
{
	if (l->edit)
		return read_edited(l, out);
	ssize_t n = getline(&l->plain, &l->room, stdin);
	if (n < 0)
		return false;
	*out = str_trim(str_make(l->plain, (size_t)n));
	if (out->n && !isatty(STDIN_FILENO)) /* nobody else has shown what was said */
		printf("> %.*s\n", STR_ARG(*out));
	return true;
}
