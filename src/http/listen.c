#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/str.h"

static bool is_loopback(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;

		return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	}
	const struct in6_addr *v6 = &((const struct sockaddr_in6 *)a)->sin6_addr;

	return IN6_IS_ADDR_LOOPBACK(v6) || (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
}

/* Cuts "HOST:PORT"; an IPv6 host stands in brackets. */
static int cut(const char *text, char *host, size_t room, int64_t *port)
{
	const char *colon = strrchr(text, ':');
	struct str name, digits;

	if (!colon)
		return -1;
	name = str_make(text, (size_t)(colon - text));
	digits = str_of(colon + 1);
	if (name.n >= 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
		name = str_make(name.p + 1, name.n - 2);
	else if (name.n > 0 && memchr(name.p, ':', name.n))
		return -1;
	if (name.n >= room || digits.n == 0 || digits.p[0] == '-' || digits.p[0] == '+')
		return -1;
	if (!str_to_int64(digits, port) || *port < 0 || *port > 65535)
		return -1;
	memcpy(host, name.p, name.n);
	host[name.n] = '\0';
	return 0;
}

int listen_parse(const char *text, struct listen_address *out, char error[256])
{
	struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *list = NULL;
	char host[256], service[16];
	int64_t port;
	int rc;

	memset(out, 0, sizeof *out);
	if (cut(text, host, sizeof host, &port) < 0) {
		snprintf(error, 256,
		    _("\"%.100s\" is no address to listen on; write HOST:PORT, as in "
		      "127.0.0.1:8080, [::1]:8080 or *:8080"),
		    text);
		return -1;
	}
	out->dual = host[0] == '\0' || strcmp(host, "*") == 0;
	if (out->dual)
		hints.ai_family = AF_INET6;
	snprintf(service, sizeof service, "%d", (int)port);
	if (strcmp(host, "localhost") == 0)
		strcpy(host, "127.0.0.1"); /* no look-up: it never means anything else */
	rc = getaddrinfo(out->dual ? "::" : host, service, &hints, &list);
	if (rc != 0 || !list) {
		snprintf(error, 256, _("cannot listen on %.100s: %s"), text, gai_strerror(rc));
		return -1;
	}
	memcpy(&out->addr, list->ai_addr, list->ai_addrlen);
	out->len = list->ai_addrlen;
	out->loopback = is_loopback(&out->addr);
	freeaddrinfo(list);
	return 0;
}

/* "*" where the kernel has no IPv6. */
static void only_ipv4(struct listen_address *a)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};

	v4.sin_port = ((struct sockaddr_in6 *)&a->addr)->sin6_port;
	v4.sin_addr.s_addr = htonl(INADDR_ANY);
	memset(&a->addr, 0, sizeof a->addr);
	memcpy(&a->addr, &v4, sizeof v4);
	a->len = sizeof v4;
	a->dual = false;
}

int listen_open(const struct listen_address *given, const char *text, char error[256])
{
	struct listen_address a = *given;
	const int flags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(a.addr.ss_family, flags, 0);
	int on = 1, v6only = a.dual ? 0 : 1;

	if (fd < 0 && a.dual && errno == EAFNOSUPPORT) {
		only_ipv4(&a);
		fd = socket(AF_INET, flags, 0);
	}
	if (fd < 0)
		goto fail;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (a.addr.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof v6only);
	if (bind(fd, (struct sockaddr *)&a.addr, a.len) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
fail:
	snprintf(error, 256, _("cannot listen on %.100s: %s%s"), text, intl_errno(errno),
	    errno == EADDRINUSE ? _(" (is another xiaoer running?)") : "");
	if (fd >= 0)
		close(fd);
	return -1;
}

int listen_name(int fd, char *out, size_t room)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof a;
	char host[INET6_ADDRSTRLEN];

	if (getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		return -1;
	if (a.ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (const struct sockaddr_in *)&a;

		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
		snprintf(out, room, "%s:%u", host, ntohs(v4->sin_port));
	} else {
		const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&a;

		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
		snprintf(out, room, "[%s]:%u", host, ntohs(v6->sin6_port));
	}
	return 0;
}
