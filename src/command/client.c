/* client.c - see client.h.  One request, one connection, read to its end: no need for a library. */
#include "command/client.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/intl.h"

enum { WAIT_S = 30, HOST_MAX = 256, ANSWER_MAX = 4 << 20, MISDIRECTED = 421 };

/* "[::1]:80" -> "::1" and "80". */
static int split(struct str listen, char host[HOST_MAX], char port[8])
{
	size_t colon = listen.n;
	struct str name;

	while (colon > 0 && listen.p[colon - 1] != ':')
		colon--;
	if (!colon || listen.n - colon >= 8 || colon > HOST_MAX)
		return -1;
	name = str_make(listen.p, colon - 1);
	if (name.n > 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
		name = str_make(name.p + 1, name.n - 2);
	if (!name.n || str_is(name, "*") || str_is(name, "0.0.0.0"))
		name = STR("127.0.0.1");
	else if (str_is(name, "::"))
		name = STR("::1");
	snprintf(host, HOST_MAX, "%.*s", STR_ARG(name));
	snprintf(port, 8, "%.*s", (int)(listen.n - colon), listen.p + colon);
	return 0;
}

static int reach(struct str listen, unsigned wait_s, char error[CLIENT_ERROR])
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	struct timeval limit = {.tv_sec = wait_s ? wait_s : WAIT_S};
	char host[HOST_MAX], port[8];
	int fd = -1, rc;

	if (split(listen, host, port)) {
		snprintf(error, CLIENT_ERROR, _("%.*s is no address:port"), STR_ARG(listen));
		return -1;
	}
	rc = getaddrinfo(host, port, &hints, &list);
	errno = 0;
	for (struct addrinfo *a = list; a && rc == 0 && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen)) {
			close(fd);
			fd = -1;
		}
	}
	if (fd < 0)
		snprintf(error, CLIENT_ERROR, _("no server answers at %.120s:%s: %.80s"), host, port,
		    rc ? gai_strerror(rc) : intl_errno(errno));
	else if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit)
	         || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit))
		snprintf(error, CLIENT_ERROR, "%s", intl_errno(errno));
	if (list)
		freeaddrinfo(list);
	return fd;
}

static int send_all(int fd, struct str text)
{
	while (text.n) {
		ssize_t n = send(fd, text.p, text.n, MSG_NOSIGNAL);

		if (n <= 0)
			return -1;
		text = str_make(text.p + n, text.n - (size_t)n);
	}
	return 0;
}

/* The status of "HTTP/1.1 200 OK"; -1 when the answer does not begin so. */
static int read_answer(int fd, struct buf *answer)
{
	struct buf all;
	char piece[4096];
	const char *body;
	ssize_t got;
	int status = -1;

	buf_init(&all, ANSWER_MAX);
	while ((got = recv(fd, piece, sizeof piece, 0)) > 0)
		buf_add(&all, piece, (size_t)got);
	if (all.n >= 12 && !strncmp(all.p, "HTTP/1.", 7) && all.p[8] == ' ')
		status = atoi(all.p + 9);
	body = all.n ? memmem(all.p, all.n, "\r\n\r\n", 4) : NULL;
	if (answer && body)
		buf_add(answer, body + 4, (size_t)(all.p + all.n - body) - 4);
	buf_free(&all);
	return status;
}

int client_call(struct str listen, struct str token, const struct client_request *r,
    struct buf *answer, char error[CLIENT_ERROR])
{
	int fd = reach(listen, r->wait_s, error), status;
	struct buf head;

	if (fd < 0)
		return -1;
	buf_init(&head, 16384);
	buf_printf(&head,
	    "%s %s HTTP/1.1\r\nHost: xiaoer\r\nConnection: close\r\nContent-Length: %zu\r\n",
	    r->method, r->path, r->body.n);
	if (r->body.n)
		buf_addz(&head, "Content-Type: application/json\r\n");
	if (r->process)
		buf_printf(&head, "Xiaoer-Process: %ld\r\n", r->process);
	if (token.n)
		buf_printf(&head, "Authorization: Bearer %.*s\r\n", STR_ARG(token));
	buf_addz(&head, "\r\n");
	/* a server that refuses a body answers before it has read all of it */
	if (!head.failed && send_all(fd, buf_str(&head)) == 0)
		send_all(fd, r->body);
	status = read_answer(fd, answer);
	if (status < 0)
		snprintf(error, CLIENT_ERROR, _("what serves at %.*s does not answer as xiaoer"),
		    STR_ARG(listen));
	else if (status == MISDIRECTED)
		snprintf(error, CLIENT_ERROR, _("what serves at %.*s has another store (listen in the config)"),
		    STR_ARG(listen));
	buf_free(&head);
	close(fd);
	return status == MISDIRECTED ? -1 : status;
}
