/* api_health.c - for whoever watches over the process. */
#include "http/http_internal.h"
#include "store/store.h"

enum exchange_next api_health(struct exchange *x)
{
	buf_addz(&x->out, "{\"status\":\"ok\",\"version\":\"" XIAOER_VERSION "\"}");
	return exchange_answer(x, 200);
}

static void ready_work(struct exchange *x, struct work_place *place)
{
	if (store_ping(place->reader) < 0)
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
}

static enum exchange_next ready_done(struct exchange *x)
{
	if (x->status != 0)
		return EXCHANGE_ANSWERED;
	if (server_stopping(x->server))
		return exchange_fail(x, PROBLEM_UNAVAILABLE, "the server is stopping");
	if (!desk_healthy(x->http->options.desk))
		return exchange_fail(
		    x, PROBLEM_UNAVAILABLE, "the store could not be written the last time");
	buf_addz(&x->out, "{\"status\":\"ready\"}");
	return exchange_answer(x, 200);
}

enum exchange_next api_ready(struct exchange *x)
{
	return exchange_work(x, x->http->reader, ready_work, ready_done);
}

enum exchange_next api_metrics(struct exchange *x)
{
	if (!x->http->options.metrics)
		return exchange_fail(x, PROBLEM_NOT_CONFIGURED, "nothing is counted");
	metrics_write(x->http->options.metrics, &x->out);
	x->type = "text/plain; version=0.0.4; charset=utf-8";
	return exchange_answer(x, 200);
}
