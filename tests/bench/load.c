/* load.c - sends POST /v1/messages over many connections and checks every answer.  One line of JSON
 * on stdout.
 *
 *     load [options] PORT
 *       --connections N     at a time (1)
 *       --seconds S         how long (5); or
 *       --count N           how many requests
 *       --rate R            an open loop: R requests a second, each timed from the moment it was
 * due (closed loop)
 *       --conversations N   the messages go round over so many (1000)
 *       --run NAME          a beginning for ids and conversations (the time)
 *       --texts FILE        one message a line (built in)
 *       --token TOKEN
 *       --bare              the answer is only looked at for its status
 *
 * Exit status 1 when an answer was wrong or a connection broke. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 65536, REQUEST_MAX = 8192 };

static const char *const built_in[] = {
    "我的快递到哪里了",
    "什么时候发货",
    "可以退货吗",
    "退款多久到账",
    "帮我改一下收货地址",
    "这件衣服有没有大码",
    "能便宜一点吗",
    "发票怎么开",
    "在吗",
    "好的谢谢",
    "转人工",
    "订单号20261123456789查一下物流",
    "东西收到是坏的怎么办",
    "优惠券用不了",
    "你们几点上班",
    "这个是正品吗",
    "我要取消订单",
    "运费谁出",
    "今天天气不错",
    "嗯嗯",
    "买了三天还没发货,急用!!",
    "换个颜色可以吗",
    "忘记密码登录不上去",
    "保修多长时间",
    "有没有赠品",
    "到货通知我一下",
    "付款失败但是扣钱了",
    "质量太差了我要投诉",
    "谢谢再见",
    "请问怎么安装,说明书看不懂",
};

struct connection {
	int fd;
	bool busy;
	int64_t due_us; /* when the request in flight was to be sent */
	size_t sent, request_n, got;
	char request[REQUEST_MAX];
	char answer[ANSWER_MAX];
};

static struct {
	unsigned port, connections, conversations;
	double seconds, rate;
	long long count;
	const char *run, *texts, *token;
	bool bare;
} opt = {.connections = 1, .conversations = 1000, .seconds = 5};

static char **texts;
static size_t texts_n;
static struct connection *connections;
static int epoll_fd;
static long long started, finished, errors;
static uint32_t *times;
static size_t times_n, times_cap;
static char first_error[512];
static struct connection **idle;
static size_t idle_n;

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

static void *need(void *p)
{
	if (!p) {
		fprintf(stderr, "load: no memory\n");
		exit(2);
	}
	return p;
}

static void text_add(const char *text)
{
	texts = need(realloc(texts, (texts_n + 1) * sizeof *texts));
	texts[texts_n++] = need(strdup(text));
}

static void texts_read(void)
{
	char line[2048];
	FILE *f;

	if (!opt.texts) {
		for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++)
			text_add(built_in[i]);
		return;
	}
	f = fopen(opt.texts, "r");
	if (!f) {
		perror(opt.texts);
		exit(2);
	}
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] && !strpbrk(line, "\"\\\t"))
			text_add(line);
	}
	fclose(f);
	if (texts_n == 0)
		exit(2);
}

static void fault(const char *what, const char *answer)
{
	errors++;
	if (!first_error[0])
		snprintf(first_error, sizeof first_error, "%s: %.300s", what, answer);
}

static void request_make(struct connection *c)
{
	char body[4096];
	long long i = started++;
	int n = snprintf(body, sizeof body,
	    "{\"id\":\"%s-%lld\",\"conversation\":\"%s-c%lld\",\"text\":\"%s\"}", opt.run, i,
	    opt.run, i % opt.conversations,
	    texts[(size_t)(i * 7 + i / (long long)texts_n) % texts_n]);
	int head = snprintf(c->request, REQUEST_MAX,
	    "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
	    "Content-Type: application/json\r\n%s%s%sContent-Length: %d\r\n\r\n",
	    opt.port, opt.token ? "Authorization: Bearer " : "", opt.token ? opt.token : "",
	    opt.token ? "\r\n" : "", n);

	memcpy(c->request + head, body, (size_t)n);
	c->request_n = (size_t)(head + n);
	c->sent = c->got = 0;
	c->busy = true;
}

static void connection_open(struct connection *c)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)opt.port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
	int on = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0) {
		perror("load: connect");
		exit(2);
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

/* Requests are small: they fit the socket's buffer. */
static void request_send(struct connection *c, int64_t due_us)
{
	request_make(c);
	c->due_us = due_us;
	if (send(c->fd, c->request, c->request_n, MSG_NOSIGNAL) != (ssize_t)c->request_n)
		fault("send", strerror(errno));
}

static void time_add(int64_t us)
{
	if (times_n == times_cap) {
		times_cap = times_cap ? 2 * times_cap : 65536;
		times = need(realloc(times, times_cap * sizeof *times));
	}
	times[times_n++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

/* True when the answer is whole. */
static bool answer_whole(struct connection *c)
{
	char *end, *length;

	c->answer[c->got] = '\0';
	end = strstr(c->answer, "\r\n\r\n");
	if (!end)
		return false;
	length = strcasestr(c->answer, "\r\nContent-Length:");
	if (!length || length > end) {
		fault("no length", c->answer);
		return true;
	}
	return c->got >= (size_t)(end + 4 - c->answer) + strtoul(length + 17, NULL, 10);
}

static void answer_check(const struct connection *c)
{
	if (strncmp(c->answer, "HTTP/1.1 200", 12) != 0)
		fault("status", c->answer);
	else if (!opt.bare && !strstr(c->answer, "\"replies\":["))
		fault("no replies", c->answer);
}

/* Reads what is there.  True when the request in flight is answered. */
static bool answer_read(struct connection *c)
{
	ssize_t n = recv(c->fd, c->answer + c->got, ANSWER_MAX - 1 - c->got, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		fault("connection", n < 0 ? strerror(errno) : "closed by the server");
		close(c->fd);
		connection_open(c);
		return c->busy;
	}
	c->got += (size_t)n;
	if (!answer_whole(c))
		return false;
	answer_check(c);
	time_add(now_us() - c->due_us);
	return true;
}

static bool more(int64_t begin_us)
{
	if (opt.count)
		return started < opt.count;
	return (double)(now_us() - begin_us) < opt.seconds * 1e6;
}

static void done(struct connection *c)
{
	c->busy = false;
	finished++;
	idle[idle_n++] = c;
}

/* Sends what is due; returns microseconds until the next is, -1: when an answer comes. */
static int64_t send_due(int64_t begin_us)
{
	while (idle_n > 0 && more(begin_us)) {
		int64_t now = now_us(), due = now;

		if (opt.rate > 0) {
			due = begin_us + (int64_t)((double)started * 1e6 / opt.rate);
			if (due > now)
				return due - now;
		}
		request_send(idle[--idle_n], due);
	}
	return -1;
}

static void run(int64_t begin_us)
{
	struct epoll_event events[512];

	for (;;) {
		int64_t wait = send_due(begin_us);
		struct timespec most = {wait < 0, wait < 0 ? 0 : wait % 1000000 * 1000};

		if (!more(begin_us) && idle_n == opt.connections)
			return;
		int n = epoll_pwait2(epoll_fd, events, 512, &most, NULL);

		for (int i = 0; i < n; i++)
			if (answer_read(events[i].data.ptr))
				done(events[i].data.ptr);
	}
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double percentile(double p)
{
	if (times_n == 0)
		return 0;
	return times[(size_t)(p * (double)(times_n - 1))] / 1000.0;
}

static void options_read(int argc, char **argv)
{
	static const struct option list[] = {
	    {"connections", 1, NULL, 'c'},
	    {"seconds", 1, NULL, 's'},
	    {"count", 1, NULL, 'n'},
	    {"rate", 1, NULL, 'r'},
	    {"conversations", 1, NULL, 'k'},
	    {"run", 1, NULL, 'i'},
	    {"texts", 1, NULL, 't'},
	    {"token", 1, NULL, 'a'},
	    {"bare", 0, NULL, 'b'},
	    {0},
	};
	static char run_name[32];

	snprintf(run_name, sizeof run_name, "%llx", (unsigned long long)now_us());
	opt.run = run_name;
	for (int o; (o = getopt_long(argc, argv, "", list, NULL)) != -1;) {
		switch (o) {
		case 'c':
			opt.connections = (unsigned)atoi(optarg);
			break;
		case 's':
			opt.seconds = atof(optarg);
			break;
		case 'n':
			opt.count = atoll(optarg);
			break;
		case 'r':
			opt.rate = atof(optarg);
			break;
		case 'k':
			opt.conversations = (unsigned)atoi(optarg);
			break;
		case 'i':
			opt.run = optarg;
			break;
		case 't':
			opt.texts = optarg;
			break;
		case 'a':
			opt.token = optarg;
			break;
		case 'b':
			opt.bare = true;
			break;
		default:
			exit(2);
		}
	}
	if (optind != argc - 1 || opt.connections == 0 || opt.conversations == 0) {
		fprintf(stderr, "usage: load [options] PORT\n");
		exit(2);
	}
	opt.port = (unsigned)atoi(argv[optind]);
}

int main(int argc, char **argv)
{
	int64_t begin_us;
	double took;

	options_read(argc, argv);
	texts_read();
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	connections = need(calloc(opt.connections, sizeof *connections));
	idle = need(calloc(opt.connections, sizeof *idle));
	for (unsigned i = 0; i < opt.connections; i++) {
		connection_open(&connections[i]);
		idle[idle_n++] = &connections[i];
	}
	begin_us = now_us();
	run(begin_us);
	took = (double)(now_us() - begin_us) / 1e6;
	qsort(times, times_n, sizeof *times, by_value);
	printf("{\"connections\":%u,\"seconds\":%.3f,\"requests\":%lld,\"rate\":%.1f,\"p50_ms\":%."
	       "3f,\"p90_ms\":%.3f,"
	       "\"p99_ms\":%.3f,\"max_ms\":%.3f,\"errors\":%lld}\n",
	    opt.connections, took, finished, (double)finished / took, percentile(0.5),
	    percentile(0.9), percentile(0.99), percentile(1), errors);
	if (errors)
		fprintf(stderr, "load: first error: %s\n", first_error);
	return errors ? 1 : 0;
}
