/* courier_net.c - the courier's legs: libcurl's multi interface.  See courier_net.h.
 *
 * Only http and https, no redirects, TLS verified.  Of a long answer NET_ANSWER_MAX bytes are kept
 * and the rest is not waited for: the status line has said what there was to say. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"
#include "desk/courier_net.h"

struct flight {
	CURL *easy;
	struct curl_slist *headers;
	struct buf answer;
	bool cut;                     /* the answer was longer than what we keep */
	char error[CURL_ERROR_SIZE];
	void *ctx;
	struct flight *before, *behind;
};

struct net {
	CURLM *multi;
	long timeout_ms, connect_timeout_ms;
	size_t flying;
	struct flight *flights;
	struct flight *taken;         /* landed; its answer is being looked at */
};

static void set_up(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct net *net_new(int64_t timeout_ms, int64_t connect_timeout_ms)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct net *n;

	pthread_once(&once, set_up);
	n = calloc(1, sizeof *n);
	if (!n)
		return NULL;
	n->timeout_ms = (long)timeout_ms;
	n->connect_timeout_ms = (long)connect_timeout_ms;
	n->multi = curl_multi_init();
	if (!n->multi) {
		free(n);
		return NULL;
	}
	return n;
}

static void flight_free(struct flight **f)
{
	if (!*f)
		return;
	curl_easy_cleanup((*f)->easy);
	curl_slist_free_all((*f)->headers);
	buf_free(&(*f)->answer);
	free(*f);
	*f = NULL;
}

static void unlink_flight(struct net *n, struct flight *f)
{
	*(f->before ? &f->before->behind : &n->flights) = f->behind;
	if (f->behind)
		f->behind->before = f->before;
	curl_multi_remove_handle(n->multi, f->easy);
	n->flying--;
}

void net_free(struct net **n)
{
	struct flight *f;

	if (!*n)
		return;
	while ((f = (*n)->flights)) {
		unlink_flight(*n, f);
		flight_free(&f);
	}
	flight_free(&(*n)->taken);
	curl_multi_cleanup((*n)->multi);
	free(*n);
	*n = NULL;
}

static size_t keep(char *data, size_t size, size_t count, void *ctx)
{
	struct flight *f = ctx;
	size_t n = size * count, room = NET_ANSWER_MAX - f->answer.n;

	buf_add(&f->answer, data, n < room ? n : room);
	f->cut = n > room;
	return f->cut ? 0 : n; /* 0 ends the transfer */
}

static int add_header(struct flight *f, struct str name, struct str value)
{
	struct curl_slist *longer;
	struct buf line;

	buf_init(&line, 80 << 10);
	/* a header without a value is written with a semicolon, else libcurl leaves it out */
	buf_printf(&line, "%.*s%s%.*s", STR_ARG(name), value.n ? ": " : ";", STR_ARG(value));
	longer = line.failed ? NULL : curl_slist_append(f->headers, line.p);
	buf_free(&line);
	if (!longer)
		return -1;
	f->headers = longer;
	return 0;
}

static int set_webhook(struct flight *f, const struct net_request *r)
{
	char seconds[24];

	snprintf(seconds, sizeof seconds, "%lld", (long long)r->timestamp);
	if (add_header(f, STR("webhook-id"), str_of(r->id))
	    || add_header(f, STR("webhook-timestamp"), str_of(seconds)))
		return -1;
	return *r->signature ? add_header(f, STR("webhook-signature"), str_of(r->signature)) : 0;
}

/* Ours first: of two with the same name libcurl sends both, and what the config says of the content
 * type replaces ours. */
static int set_headers(struct flight *f, const struct net_request *r)
{
	bool typed = r->get;
	struct curl_slist *longer;

	for (size_t i = 0; i < r->headers_n; i++) {
		typed |= r->headers[i].name.n == 12
		         && !strncasecmp(r->headers[i].name.p, "Content-Type", 12);
		if (add_header(f, r->headers[i].name, r->headers[i].value))
			return -1;
	}
	if ((!typed && add_header(f, STR("Content-Type"), STR("application/json")))
	    || (r->id && set_webhook(f, r)))
		return -1;
	longer = curl_slist_append(f->headers, "Expect:"); /* no "100 Continue" in between */
	if (!longer)
		return -1;
	f->headers = longer;
	return 0;
}

static int set_options(const struct net *n, struct flight *f, const struct net_request *r)
{
	CURL *e = f->easy;
	CURLcode bad = CURLE_OK;

	bad |= curl_easy_setopt(e, CURLOPT_URL, r->url);
	bad |= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	bad |= curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	bad |= curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	bad |= curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	bad |= curl_easy_setopt(
	    e, CURLOPT_TIMEOUT_MS, r->timeout_ms ? (long)r->timeout_ms : n->timeout_ms);
	bad |= curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, n->connect_timeout_ms);
	bad |= curl_easy_setopt(e, CURLOPT_USERAGENT, "xiaoer/" XIAOER_VERSION);
	bad |= curl_easy_setopt(e, CURLOPT_HTTPHEADER, f->headers);
	bad |= curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L); /* "%2E%2E" is what somebody wrote */
	if (!r->get) {
		bad |= curl_easy_setopt(e, CURLOPT_POST, 1L);
		bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
		bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDS, r->body.n ? r->body.p : "");
	}
	bad |= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, keep);
	bad |= curl_easy_setopt(e, CURLOPT_WRITEDATA, f);
	bad |= curl_easy_setopt(e, CURLOPT_ERRORBUFFER, f->error);
	bad |= curl_easy_setopt(e, CURLOPT_PRIVATE, f);
	return bad == CURLE_OK ? 0 : -1;
}

int net_send(struct net *n, const struct net_request *r, void *ctx)
{
	struct flight *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	f->ctx = ctx;
	buf_init(&f->answer, NET_ANSWER_MAX + 1);
	f->easy = curl_easy_init();
	if (!f->easy || set_headers(f, r) || set_options(n, f, r)
	    || curl_multi_add_handle(n->multi, f->easy) != CURLM_OK) {
		flight_free(&f);
		return -1;
	}
	f->behind = n->flights;
	if (f->behind)
		f->behind->before = f;
	n->flights = f;
	n->flying++;
	return 0;
}

void *net_drop(struct net *n)
{
	struct flight *f = n->flights;
	void *ctx = f ? f->ctx : NULL;

	if (!f)
		return NULL;
	unlink_flight(n, f);
	flight_free(&f);
	return ctx;
}

size_t net_flying(const struct net *n)
{
	return n->flying;
}

void net_run(struct net *n, int64_t timeout_ms)
{
	int running;

	curl_multi_perform(n->multi, &running);
	if ((size_t)running < n->flying)
		timeout_ms = 0; /* somebody has landed */
	curl_multi_poll(n->multi, NULL, 0, (int)timeout_ms, NULL);
}

static enum net_trouble trouble_of(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
		return NET_UNREACHED;
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return NET_CUT;
	default:
		return NET_FAILED;
	}
}

static void fill(struct net_answer *a, struct flight *f, CURLcode code)
{
	curl_off_t seconds = 0, us = 0;
	long status = 0;

	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(f->easy, CURLINFO_RETRY_AFTER, &seconds); /* a date counts from now */
	curl_easy_getinfo(f->easy, CURLINFO_TOTAL_TIME_T, &us);
	*a = (struct net_answer){.ctx = f->ctx, .body = buf_str(&f->answer)};
	a->took_ms = us / 1000;
	a->cut = f->cut;
	if (seconds > 0)
		a->retry_after_ms = (seconds < 1000000000 ? seconds : 1000000000) * 1000;
	if (code == CURLE_OK || f->cut) {
		a->status = (int)status;
		return;
	}
	a->trouble = trouble_of(code);
	snprintf(
	    a->error, sizeof a->error, "%s", f->error[0] ? f->error : curl_easy_strerror(code));
}

bool net_take(struct net *n, struct net_answer *a)
{
	struct flight *f = NULL;
	CURLMsg *m;
	CURLcode code;
	int left;

	flight_free(&n->taken);
	do {
		m = curl_multi_info_read(n->multi, &left);
		if (!m)
			return false;
	} while (m->msg != CURLMSG_DONE);
	code = m->data.result; /* m goes with its handle */
	curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &f);
	fill(a, f, code);
	unlink_flight(n, f);
	n->taken = f;
	return true;
}

void net_wake(struct net *n)
{
	curl_multi_wakeup(n->multi);
}
