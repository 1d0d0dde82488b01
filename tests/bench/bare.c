/* bare.c - libmicrohttpd alone, in the same kind of loop as src/http/server.c, answering a constant
 * to any request: what scripts/bench measures the desk against.  Prints its address; ends on
 * SIGTERM. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static volatile sig_atomic_t stop;
static struct MHD_Response *constant;

static const char body[] =
    "{\"conversation\":\"c-1\",\"mode\":\"bot\",\"duplicate\":false,\"replies\":[{\"id\":\"m2\","
    "\"phrase\":\"shipping.where\","
    "\"intent\":\"shipping.where\",\"text\":\"a constant answer of about the length of a real one, "
    "so that as much is sent\"}],"
    "\"intents\":[{\"id\":\"shipping.where\",\"at\":\"phrases/zh-CN/shipping.yaml:12\"}]}";

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *n, void **context)
{
	static int begun;

	(void)cls, (void)url, (void)method, (void)version, (void)data;
	if (!*context) {
		*context = &begun;
		return MHD_YES;
	}
	if (*n > 0) {
		*n = 0;
		return MHD_YES;
	}
	return MHD_queue_response(c, 200, constant);
}

static int listen_local(unsigned *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, SOMAXCONN) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) < 0) {
		perror("listen");
		exit(1);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

int main(void)
{
	unsigned port;
	int fd = listen_local(&port);
	struct MHD_Daemon *d;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	constant = MHD_create_response_from_buffer(
	    sizeof body - 1, (void *)(size_t)body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(constant, "Content-Type", "application/json");
	d = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, on_request, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, 2000u,
	    MHD_OPTION_CONNECTION_TIMEOUT, 60u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16384,
	    MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
	if (!d)
		return 1;
	printf("http://127.0.0.1:%u\n", port);
	fflush(stdout);
	struct pollfd p = {MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, POLLIN, 0};

	while (!stop) {
		MHD_UNSIGNED_LONG_LONG ms;

		poll(&p, 1, MHD_get_timeout(d, &ms) == MHD_YES && ms < 1000 ? (int)ms : 1000);
		MHD_run(d);
	}
	MHD_stop_daemon(d);
	MHD_destroy_response(constant);
	return 0;
}
