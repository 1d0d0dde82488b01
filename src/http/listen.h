/* listen.h - from "127.0.0.1:8080" to a listening socket. */
#ifndef XIAOER_HTTP_LISTEN_H
#define XIAOER_HTTP_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

struct listen_address {
	struct sockaddr_storage addr;
	socklen_t len;
	bool loopback;
	bool dual; /* "*:8080": IPv6 and IPv4 in one socket */
};

/* -1 with a sentence in error.  Names are resolved ("localhost"). */
int listen_parse(const char *text, struct listen_address *out, char error[256]);
/* A non-blocking listening socket, or -1.  A system without IPv6 gives "*" IPv4 alone. */
int listen_open(const struct listen_address *a, const char *text, char error[256]);
/* "127.0.0.1:8080", "[::1]:8080" of a listening socket; -1 when the system does not say. */
int listen_name(int fd, char *out, size_t room);

#endif
