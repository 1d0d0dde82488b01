/* desk.c - how many durable messages a second the desk takes, without HTTP: submitted from one
 * thread, N at a time in flight.
 *
 *     build/bench/desk [SECONDS [IN_FLIGHT [CONVERSATIONS [DIR]]]]
 *
 * Prints one JSON object.  Matching is done once for each text, before: it is the HTTP loop's work.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "book/load.h"
#include "book/slot.h"
#include "desk/desk.h"
#include "desk/metrics.h"
#include "pattern/normalise.h"

struct bench {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct job *free;
	size_t out;
	int64_t finished, failed;
	int64_t *took; /* us, of each job finished */
	size_t took_n, took_room;
	int64_t wal_max;
};

struct slot {
	struct job job; /* first */
	int64_t sent;
	char id[32], name[32];
	struct bench *bench;
};

static void done(struct job *job)
{
	struct slot *s = (struct slot *)job;
	struct bench *b = s->bench;
	int64_t took = clock_monotonic_us() - s->sent;

	pthread_mutex_lock(&b->lock);
	b->finished++;
	b->failed += job->result != JOB_OK;
	if (b->took_n < b->took_room)
		b->took[b->took_n++] = took;
	job->next = b->free;
	b->free = job;
	b->out--;
	pthread_cond_signal(&b->wake);
	pthread_mutex_unlock(&b->lock);
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t cpu_of(const struct rusage *u)
{
	return (u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1000000 + u->ru_utime.tv_usec +
	       u->ru_stime.tv_usec;
}

static double resident_mb(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size, pages = 0;

	if (!f || fscanf(f, "%ld %ld", &size, &pages) != 2)
		pages = 0;
	if (f)
		fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static const char *const texts[] = {
    "我的快递到哪里了", "什么时候发货", "我要退款", "可以开发票吗", "谢谢", "有没有优惠券"};
enum { TEXTS = sizeof texts / sizeof *texts };

int main(int argc, char **argv)
{
	int64_t seconds = argc > 1 ? atoi(argv[1]) : 5;
	size_t in_flight = argc > 2 ? (size_t)atoi(argv[2]) : 64;
	long conversations = argc > 3 ? atol(argv[3]) : 10000;
	char path[256], wal[300], error[STORE_ERROR_MAX];
	struct normaliser *normaliser = normaliser_new();
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(0);
	struct diag_list *diags = diag_list_new();
	struct book_options book_options = {.normaliser = normaliser, .no_examples = true};
	struct book *book = book_load_embedded(0, &book_options, diags);
	struct match_result matches[TEXTS];
	struct shop shop = {.name = STR("default")};
	struct bench b = {.took_room = 10000000};
	struct desk_options options = {.shops = &shop, .shops_n = 1, .metrics = metrics_new()};
	enum store_result result;
	struct slot *slots = calloc(in_flight, sizeof *slots);
	struct desk *desk;
	int64_t started, end, n = 0;
	unsigned long long random = 88172645463325252ULL;
	struct stat st;
	struct rusage before, usage;

	log_set_level(argc > 5 ? LOG_DEBUG : LOG_WARN);
	if (!book) {
		diag_print(diags, stderr, false);
		return 1;
	}
	snprintf(
	    path, sizeof path, "%s/xiaoer-bench-%d.db", argc > 4 ? argv[4] : ".", (int)getpid());
	snprintf(wal, sizeof wal, "%s-wal", path);
	shop.book = book_slot_new(book);
	for (size_t i = 0; i < TEXTS; i++)
		match_text(book, scratch, arena, str_of(texts[i]), &matches[i]);
	options.store = store_open(path, &result, error);
	if (!options.store) {
		fprintf(stderr, "%s\n", error);
		return 1;
	}
	desk = desk_start(&options);
	pthread_mutex_init(&b.lock, NULL);
	pthread_cond_init(&b.wake, NULL);
	b.took = malloc(b.took_room * sizeof *b.took);
	for (size_t i = 0; i < in_flight; i++) {
		slots[i].bench = &b;
		slots[i].job.arena = arena_new(2048);
		slots[i].job.next = b.free;
		b.free = &slots[i].job;
	}
	getrusage(RUSAGE_SELF, &before);
	fprintf(stderr, "resident before: %.1f MB\n", resident_mb());
	started = clock_monotonic_us();
	end = started + seconds * 1000000;
	while (clock_monotonic_us() < end) {
		struct slot *s;
		struct job *job;

		pthread_mutex_lock(&b.lock);
		while (!b.free)
			pthread_cond_wait(&b.wake, &b.lock);
		job = b.free;
		b.free = job->next;
		b.out++;
		pthread_mutex_unlock(&b.lock);
		s = (struct slot *)job;
		random ^= random << 13, random ^= random >> 7, random ^= random << 17;
		arena_reset(job->arena);
		*job = (struct job){.kind = JOB_MESSAGE,
		    .arena = job->arena,
		    .shop = &shop,
		    .book = book,
		    .done = done};
		job->key = (struct store_key){STR("default"), STR("web"),
		    str_make(s->name, (size_t)snprintf(s->name, sizeof s->name, "c-%lu",
					  (unsigned long)(random % (unsigned long)conversations)))};
		job->id =
		    str_make(s->id, (size_t)snprintf(s->id, sizeof s->id, "m-%lld", (long long)n));
		job->text = str_of(texts[n % TEXTS]);
		job->match = matches[n % TEXTS];
		s->sent = clock_monotonic_us();
		if (!desk_submit(desk, job))
			abort();
		if (n++ % 1000 == 0 && stat(wal, &st) == 0 && st.st_size > b.wal_max)
			b.wal_max = st.st_size;
	}
	pthread_mutex_lock(&b.lock);
	while (b.out)
		pthread_cond_wait(&b.wake, &b.lock);
	pthread_mutex_unlock(&b.lock);
	end = clock_monotonic_us();
	getrusage(RUSAGE_SELF, &usage);
	qsort(b.took, b.took_n, sizeof *b.took, compare);
	stat(path, &st);
	printf("{\"messages_per_second\":%.0f,\"in_flight\":%zu,\"conversations\":%ld,\"batch\":%."
	       "1f,\"p50_ms\":%.2f,"
	       "\"p99_ms\":%.2f,\"max_ms\":%.2f,\"failed\":%lld,\"wal_max_mb\":%.1f,\"db_mb\":%.1f,"
	       "\"rss_mb\":%.1f,\"cpu_us\":%.1f}\n",
	    (double)b.finished * 1e6 / (double)(end - started), in_flight, conversations,
	    (double)b.finished / (double)metrics_get(options.metrics, METRIC_COMMITS),
	    (double)b.took[b.took_n / 2] / 1e3, (double)b.took[b.took_n * 99 / 100] / 1e3,
	    (double)b.took[b.took_n - 1] / 1e3, (long long)b.failed, (double)b.wal_max / 1e6,
	    (double)st.st_size / 1e6, resident_mb(),
	    (double)(cpu_of(&usage) - cpu_of(&before)) / (double)b.finished);
	desk_stop(&desk);
	unlink(path);
	strcat(path, "-lock");
	unlink(path);
	for (size_t i = 0; i < in_flight; i++)
		arena_free(&slots[i].job.arena);
	free(slots);
	free(b.took);
	book_slot_free(&shop.book);
	match_scratch_free(&scratch);
	normaliser_free(&normaliser);
	diag_list_free(&diags);
	arena_free(&arena);
	metrics_free(&options.metrics);
	return b.failed != 0;
}
