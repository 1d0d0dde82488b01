/* courier_lane.c - lanes and how they are filled from the store: see courier_lane.h. */
#include "desk/courier_lane.h"

static struct lane *lane_of(struct lanes *l, const struct store_outbox *row)
{
	for (size_t i = 0; i + 1 < l->n; i++)
		if (str_eq(l->list[i].target.target, row->target)
		    && str_eq(l->list[i].target.shop, row->shop))
			return &l->list[i];
	return &l->list[l->n - 1];
}

static void take_in(
    struct lane *lane, const struct store_outbox *row, int64_t now, int64_t retry_max)
{
	/* one that was never tried is to go at once; later it stands there only when the clock was
	 * set back */
	int64_t latest = row->attempts ? now + retry_max : now;

	if (row->id <= lane->after || lane->behind)
		return;
	if (queue_full(lane->queue)) {
		lane->behind = true;
		return;
	}
	/* look-ups do not stand in line behind each other */
	queue_add(lane->queue, row->id, lane->target.lookup ? row->id : row->conversation,
	    row->next_at < latest ? row->next_at : latest);
	lane->after = row->id;
}

bool lane_hungry(const struct lane *l)
{
	return l->behind && queue_size(l->queue) <= LANE_ROWS / 2;
}

/* Where to read on for all lanes that have room; INT64_MAX: none has. */
static int64_t read_from(struct lanes *l)
{
	int64_t after = INT64_MAX;

	for (size_t i = 0; i < l->n; i++) {
		struct lane *lane = &l->list[i];

		if (lane_hungry(lane))
			lane->behind = false;
		if (!lane->behind && lane->after < after)
			after = lane->after;
	}
	return after;
}

int lanes_read(struct lanes *l, struct store_reader *reader, int64_t now, int64_t retry_max)
{
	int64_t after = read_from(l);
	struct store_outbox *rows;
	struct arena *arena;
	size_t n = 0;
	int result;

	if (after == INT64_MAX)
		return 0;
	arena = arena_new(16384);
	result = store_outbox(reader, OUTBOX_WAITING, after, LANE_PAGE, arena, &rows, &n) ? -1 : 0;
	for (size_t i = 0; result == 0 && i < n; i++)
		take_in(lane_of(l, &rows[i]), &rows[i], now, retry_max);
	for (size_t i = 0; result == 0 && n && i < l->n; i++)
		if (!l->list[i].behind && l->list[i].after < rows[n - 1].id)
			l->list[i].after = rows[n - 1].id; /* there was nothing for it in between */
	if (result == 0 && n == LANE_PAGE)
		result = 1;
	arena_free(&arena);
	return result;
}

void lanes_forget(struct lanes *l)
{
	for (size_t i = 0; i < l->n; i++) {
		queue_forget(l->list[i].queue);
		l->list[i].after = 0;
		l->list[i].behind = false;
	}
}

/* "user@shop.example:8443" of "https://user@shop.example:8443/hook?x" */
static struct str host_of(struct str url)
{
	const char *slashes = url.n ? memmem(url.p, url.n, "://", 3) : NULL;
	struct str host = url;
	size_t i = 0;

	if (slashes) {
		host.n -= (size_t)(slashes + 3 - url.p);
		host.p = slashes + 3;
	}
	while (i < host.n && !strchr("/?#", host.p[i]))
		i++;
	host.n = i;
	return host;
}

static struct host *find_host(struct lanes *l, struct str name)
{
	for (size_t i = 0; i < l->hosts_n; i++)
		if (str_eq(l->hosts[i].name, name))
			return &l->hosts[i];
	l->hosts[l->hosts_n].name = name;
	return &l->hosts[l->hosts_n++];
}

void lanes_init(
    struct lanes *l, const struct courier_target *targets, size_t n, struct arena *arena)
{
	*l = (struct lanes){.n = n + 1};
	l->list = ARENA_ARRAY(arena, struct lane, n + 1);
	l->hosts = ARENA_ARRAY(arena, struct host, n + 1);
	for (size_t i = 0; i <= n; i++) {
		struct lane *lane = &l->list[i];

		lane->queue = queue_new(LANE_ROWS);
		if (i < n) {
			const struct courier_target *t = &targets[i];

			lane->target = (struct courier_target){arena_str(arena, t->shop),
			    arena_str(arena, t->target), arena_str(arena, t->url),
			    arena_str(arena, t->secret), arena_str(arena, t->secret_old),
			    arena_str(arena, t->number_pointer), t->lookup, t->counters};
		}
		lane->url = lane->target.url.p;
		lane->host = find_host(l, host_of(lane->target.url));
	}
}

void lanes_free(struct lanes *l)
{
	for (size_t i = 0; i < l->n; i++)
		queue_free(&l->list[i].queue);
}
