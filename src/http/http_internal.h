/* http_internal.h - what the files of the API share; insiders of src/http only. */
#ifndef XIAOER_HTTP_HTTP_INTERNAL_H
#define XIAOER_HTTP_HTTP_INTERNAL_H

#include <stdatomic.h>

#include "desk/desk.h"
#include "desk/metrics.h"
#include "http/exchange.h"
#include "http/http.h"
#include "http/polls.h"
#include "http/router.h"
#include "http/server.h"
#include "http/worker.h"
#include "trainer/books.h"

struct http {
	struct http_options options; /* with the defaults filled in; texts are in the arena */
	struct arena *arena;
	char address[80];
	struct server *server;
	struct match_scratch *scratch; /* the loop's */
	/* each has a store_reader and a scratch; README.md has what they do */
	struct worker *reader, *searcher, *loader;
	struct task reload_task; /* of SIGHUP */
	atomic_bool reload_wanted, reload_running;
	atomic_bool stopping; /* what takes long and was not done yet is not done any more */
	atomic_uint overtaking; /* rollbacks and reloads that wait for the loader: no publish is examined
				   meanwhile */
	struct polls *polls;
};

extern const struct route http_routes[];
extern const size_t http_routes_n;

/* The shop of that name; empty: the first.  NULL: there is none (the exchange has its answer then).
 */
const struct shop *http_shop(struct exchange *x, struct str name);
/* A query parameter: 0 (out empty when there is none), or -1 with the answer made. */
int http_query(struct exchange *x, const char *name, struct str *out);
/* names: all that the call takes, as in "shop, limit".  -1 (the answer is made): the query has
 * another; a mistyped filter must not give the numbers of everything. */
int http_query_names(struct exchange *x, const char *names);
/* A query parameter that is a whole number; *out stays when it is not there. */
int http_query_int(struct exchange *x, const char *name, int64_t min, int64_t max, int64_t *out);
/* The answer to a decoder's problem: 415 instead of 400 when the client itself called the body
 * something else than JSON. */
/* NULL: who asks may; else what he is to be told. */
const char *http_doubt(const struct exchange *x);
enum exchange_next http_refuse(struct exchange *x, struct problem *p);
/* Fills in what every job of an exchange has, and submits it; `then` goes on with job->ctx == x. */
enum exchange_next http_submit(
    struct exchange *x, struct job *job, enum exchange_next (*then)(struct exchange *x));
/* What a stop of the server stops. */
struct progress http_progress(struct http *h);
/* Loads the books; on the loader's thread.  An enum books_result. */
int http_reload_run(struct http *h, struct diag_list *diags);
/* A books_keeper's, ctx the http: through the desk. */
int http_keep_books(void *ctx, struct store_book **books, size_t n);

void api_poll_wake(struct poll *poll);

/* Handlers, by file. */
enum exchange_next api_message(struct exchange *x); /* api_message.c */
enum exchange_next api_rasa(struct exchange *x);
enum exchange_next api_rasa_health(struct exchange *x);
enum exchange_next api_suggest(struct exchange *x); /* api_suggest.c */
enum exchange_next api_why(struct exchange *x);     /* api_why.c */
enum exchange_next api_list(struct exchange *x);    /* api_conversation.c */
enum exchange_next api_conversation(struct exchange *x);
enum exchange_next api_messages(struct exchange *x); /* api_poll.c */
enum exchange_next api_reply(struct exchange *x);    /* api_act.c */
enum exchange_next api_take(struct exchange *x);
enum exchange_next api_release(struct exchange *x);
enum exchange_next api_ticket(struct exchange *x);
enum exchange_next api_close(struct exchange *x);
enum exchange_next api_tickets(struct exchange *x); /* api_ticket.c */
enum exchange_next api_ticket_get(struct exchange *x);
enum exchange_next api_ticket_news(struct exchange *x);
enum exchange_next api_notices(struct exchange *x); /* api_notice.c */
enum exchange_next api_notice_get(struct exchange *x);
enum exchange_next api_notice_put(struct exchange *x);
enum exchange_next api_notice_delete(struct exchange *x);
enum exchange_next api_outbox(struct exchange *x); /* api_outbox.c */
enum exchange_next api_outbox_retry(struct exchange *x);
enum exchange_next api_outbox_drop(struct exchange *x);
enum exchange_next api_customer_forget(struct exchange *x); /* api_customer.c */
enum exchange_next api_reload(struct exchange *x);  /* api_book.c */
enum exchange_next api_publish(struct exchange *x); /* api_books.c */
enum exchange_next api_rollback(struct exchange *x);
enum exchange_next api_books(struct exchange *x);
enum exchange_next api_book_files(struct exchange *x);
enum exchange_next api_misses(struct exchange *x); /* api_miss.c */
enum exchange_next api_miss_decide(struct exchange *x);
enum exchange_next api_report(struct exchange *x); /* api_report.c */
enum exchange_next api_health(struct exchange *x); /* api_health.c */
enum exchange_next api_ready(struct exchange *x);
enum exchange_next api_metrics(struct exchange *x);

#endif
