#include "http/exchange.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <strings.h>

static void webhook_header(struct exchange *x, const char *key, struct str v)
{
	if (strcasecmp(key, "id") == 0)
		x->webhook_id = v;
	else if (strcasecmp(key, "timestamp") == 0)
		x->webhook_timestamp = v;
	else if (strcasecmp(key, "signature") == 0)
		x->webhook_signature = v;
}

void exchange_header(struct exchange *x, const char *key, struct str v)
{
	if (strcasecmp(key, "Authorization") == 0)
		x->authorization = v;
	else if (strcasecmp(key, "Content-Type") == 0)
		x->content_type = v;
	else if (strcasecmp(key, "Host") == 0)
		x->host = v;
	else if (strcasecmp(key, "Origin") == 0)
		x->origin = v;
	else if (strcasecmp(key, "Xiaoer-Process") == 0)
		x->process = v;
	else if (strncasecmp(key, "webhook-", 8) == 0)
		webhook_header(x, key + 8, v);
}

static void work_run(struct task *task, struct work_place *place)
{
	struct exchange *x = (struct exchange *)((char *)task - offsetof(struct exchange, task));

	x->work(x, place);
	exchange_back(x);
}

enum exchange_next exchange_work(struct exchange *x, struct worker *worker,
    void (*work)(struct exchange *x, struct work_place *place),
    enum exchange_next (*then)(struct exchange *x))
{
	x->work = work;
	x->then = then;
	x->task.run = work_run;
	worker_submit(worker, &x->task);
	return EXCHANGE_LATER;
}

enum exchange_next exchange_problem(struct exchange *x, const struct problem *p)
{
	buf_clear(&x->out);
	x->out.failed = false;
	problem_write(p, &x->out);
	x->status = problem_status(p->kind);
	x->type = "application/problem+json";
	return EXCHANGE_ANSWERED;
}

enum exchange_next exchange_fail(struct exchange *x, enum problem_kind kind, const char *fmt, ...)
{
	struct problem p = {.kind = kind};
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	p.detail = str_of(text);
	return exchange_problem(x, &p);
}

enum exchange_next exchange_answer(struct exchange *x, int status)
{
	if (x->out.failed)
		return exchange_fail(
		    x, PROBLEM_INTERNAL, "the answer would be larger than %zu bytes", x->out.max);
	x->status = status;
	return EXCHANGE_ANSWERED;
}
