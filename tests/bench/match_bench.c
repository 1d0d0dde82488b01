/* match_bench.c - how long matching one message takes with 300, 3,000 and 30,000 patterns.
 *
 * The patterns are those of the book, and variations of them: every word (a run of Han letters)
 * gives way to another made of the book's own letters, at least two long, chosen by a hash, so that
 * the same book always gives the same patterns. Such a pattern has the form of a real one and other
 * words, as those of other goods and shops have.  The messages come from a file, a line each, or
 * are the book's examples cut and joined.
 *
 * Each message is timed by itself in the order of the file, so that what a message touched is as
 * cold as in service. "median_ns" and "p99_ns" are over all samples; "quiet_median_ns" takes of
 * each message the quickest of the passes, which is what a machine with other work would have shown
 * without it.  Loading is counted in processor time.  "candidates" are the patterns of a message that
 * match, or that PCRE2 has to decide about. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "book/load.h"
#include "book/match.h"
#include "pattern/prefilter.h"

enum { PASSES = 9, MESSAGES_MAX = 200000, YAML_BYTES_MAX = 256 << 20 };

struct bench {
	const struct normaliser *normaliser;
	struct book *book;
	uint32_t *letters; /* the Han letters of the book's patterns, each once */
	size_t letters_n;
	struct str *messages;
	size_t messages_n;
	struct arena *arena;
};

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static int64_t cpu_ns(void)
{
	return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

static bool is_han(uint32_t c)
{
	return c >= 0x4e00 && c <= 0x9fff;
}

static _Noreturn void stop(const char *why, struct diag_list *diags)
{
	fprintf(stderr, "match_bench: %s\n", why);
	if (diags)
		diag_print(diags, stderr, false);
	exit(1);
}

/* --- patterns --- */

static void take_letters(struct bench *b)
{
	static bool taken[0x10000];
	size_t cap = 0;

	for (size_t i = 0; i < b->book->patterns_n; i++)
		for (size_t k = 0; k < b->book->patterns[i].text.n;) {
			uint32_t c = utf8_next(b->book->patterns[i].text, &k);
			if (!is_han(c) || taken[c])
				continue;
			taken[c] = true;
			if (b->letters_n == cap) {
				cap = 2 * cap + 1024;
				b->letters = realloc(b->letters, cap * sizeof *b->letters);
			}
			b->letters[b->letters_n++] = c;
		}
}

static struct str han_run(struct str s, size_t from)
{
	size_t end = from;
	while (end < s.n) {
		size_t next = end;
		if (!is_han(utf8_next(s, &next)))
			break;
		end = next;
	}
	return str_make(s.p + from, end - from);
}

static void vary(const struct bench *b, struct str pattern, unsigned variation, struct buf *out)
{
	for (size_t i = 0; i < pattern.n;) {
		struct str run = han_run(pattern, i);
		size_t chars = utf8_length(run), from = i;
		if (variation == 0 || chars == 0) {
			utf8_next(pattern, &i);
			buf_add(out, pattern.p + from, i - from);
			continue;
		}
		for (size_t k = 0; k < (chars > 2 ? chars : 2); k++) {
			char utf8[4];
			uint64_t h = str_hash(run, variation * 64 + k);
			buf_add(out, utf8, utf8_put(b->letters[h % b->letters_n], utf8));
		}
		i += run.n;
	}
}

/* Can it stand on a line, and is it another one each time? */
static bool varies(struct str text, unsigned variation)
{
	bool han = variation == 0;

	for (size_t i = 0; i < text.n && !han;)
		han = is_han(utf8_next(text, &i));
	return han && text.p[0] != '#' && text.p[0] != ' ' && !memchr(text.p, '\n', text.n);
}

static size_t put_patterns(const struct bench *b, const struct intent *in, bool veto,
    unsigned variation, size_t room, struct buf *yaml)
{
	size_t n = 0;
	for (size_t i = 0; i < in->patterns_n && n < room; i++) {
		if (in->patterns[i]->veto != veto || !varies(in->patterns[i]->text, variation))
			continue;
		if (n++ == 0)
			buf_printf(yaml, "    %s: |\n", veto ? "unless" : "match");
		buf_addz(yaml, "      ");
		vary(b, in->patterns[i]->text, variation, yaml);
		buf_addc(yaml, '\n');
	}
	return n;
}

static bool has_match(const struct intent *in, unsigned variation)
{
	for (size_t i = 0; i < in->patterns_n; i++)
		if (!in->patterns[i]->veto && varies(in->patterns[i]->text, variation))
			return true;
	return false;
}

/* The book's own; what customers of other shops say nobody knows. */
static void put_examples(const struct intent *in, unsigned variation, struct buf *yaml)
{
	buf_addz(yaml, "    examples: |\n      x\n");
	for (size_t i = 0; i < in->examples_n && variation == 0; i++)
		if (!memchr(in->examples[i].text.p, '\n', in->examples[i].text.n))
			buf_printf(yaml, "      %.*s\n", STR_ARG(in->examples[i].text));
}

/* A book of so many patterns, as a trainer would have written it. */
static void write_book(const struct bench *b, size_t patterns, struct buf *yaml)
{
	size_t n = 0;

	buf_addz(yaml, "intents:\n");
	for (unsigned variation = 0; n < patterns; variation++)
		for (size_t i = 0; i < b->book->intents_n && n < patterns; i++) {
			const struct intent *in = &b->book->intents[i];
			if (!has_match(in, variation))
				continue;
			buf_printf(yaml, "  i%zu.v%u:\n    title: t\n    say: [x]\n", i, variation);
			put_examples(in, variation, yaml);
			n += put_patterns(b, in, false, variation, patterns - n, yaml);
			n += put_patterns(b, in, true, variation, patterns - n, yaml);
		}
}

/* --- messages --- */

static void add_message(struct bench *b, struct str s)
{
	if (b->messages_n < MESSAGES_MAX && utf8_valid(s))
		b->messages[b->messages_n++] = arena_str(b->arena, s);
}

static void read_messages(struct bench *b, const char *file)
{
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t cap = 0;

	if (!f)
		stop("cannot open the file of messages", NULL);
	for (ssize_t n; (n = getline(&line, &cap, f)) > 0;)
		add_message(b, str_trim(str_make(line, (size_t)n)));
	free(line);
	fclose(f);
}

/* Half are examples as they stand, half the first part of one and the last of another. */
static void make_messages(struct bench *b)
{
	const struct book *book = b->book;
	struct str last = STR("");

	for (size_t i = 0; i < book->intents_n; i++)
		for (size_t k = 0; k < book->intents[i].examples_n; k++) {
			struct str s = book->intents[i].examples[k].text;
			struct str head = utf8_head(last, utf8_length(last) / 2),
				   rest = utf8_head(s, utf8_length(s) / 2);
			add_message(b, s);
			add_message(b, arena_printf(b->arena, "%.*s%.*s", STR_ARG(head),
					   STR_ARG(str_make(s.p + rest.n, s.n - rest.n))));
			last = s;
		}
}

/* --- measuring --- */

static int compare(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return a < b ? -1 : a > b;
}

/* What asking for the time costs: taken off every sample. */
static int64_t clock_cost(void)
{
	int64_t least = INT64_MAX;
	for (int i = 0; i < 10000; i++) {
		int64_t a = now_ns(), t = now_ns() - a;
		if (t < least)
			least = t;
	}
	return least;
}

struct times {
	int64_t median, p99, quiet;
	size_t hit; /* messages with an intent */
};

/* sample: PASSES rows, a message a column. */
static int64_t quiet_median(const int64_t *sample, size_t messages)
{
	int64_t *least = calloc(messages + 1, sizeof *least);
	for (size_t i = 0; i < messages; i++) {
		least[i] = sample[i];
		for (size_t k = 1; k < PASSES; k++)
			if (sample[k * messages + i] < least[i])
				least[i] = sample[k * messages + i];
	}
	qsort(least, messages, sizeof *least, compare);
	int64_t median = messages ? least[messages / 2] : 0;
	free(least);
	return median;
}

static struct times time_matching(const struct bench *b, const struct book *book)
{
	int64_t *sample = malloc((PASSES * b->messages_n + 1) * sizeof *sample),
		cost = clock_cost();
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(1 << 16);
	struct times t = {0};
	size_t n = 0;

	for (int pass = 0; pass <= PASSES; pass++) /* the first is to warm up */
		for (size_t i = 0; i < b->messages_n; i++) {
			struct match_result r;
			int64_t from = now_ns();
			arena_reset(arena);
			match_text(book, scratch, arena, b->messages[i], &r);
			int64_t took = now_ns() - from - cost;
			if (pass == 0)
				t.hit += r.n > 0;
			else
				sample[n++] = took < 0 ? 0 : took;
		}
	t.quiet = quiet_median(sample, b->messages_n);
	qsort(sample, n, sizeof *sample, compare);
	t.median = n ? sample[n / 2] : 0;
	t.p99 = n ? sample[n * 99 / 100] : 0;
	free(sample);
	arena_free(&arena);
	match_scratch_free(&scratch);
	return t;
}

static double candidates_a_message(const struct bench *b, const struct book *book)
{
	struct prefilter_scratch *s = prefilter_scratch_new();
	struct arena *arena = arena_new(1 << 16);
	size_t total = 0;

	for (size_t i = 0; i < b->messages_n; i++) {
		struct normal normal;
		size_t n;
		arena_reset(arena);
		normalise(b->normaliser, arena, b->messages[i], &normal);
		prefilter_find(book->prefilter, s, normal.text, &n);
		total += n;
	}
	arena_free(&arena);
	prefilter_scratch_free(&s);
	return b->messages_n ? (double)total / (double)b->messages_n : 0;
}

static long resident_kb(void)
{
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (!f || fscanf(f, "%*d %ld", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static double prefilter_ms(const struct book *book)
{
	int64_t least = INT64_MAX;
	for (int i = 0; i < 3; i++) {
		int64_t from = cpu_ns();
		struct prefilter *p = match_prepare(book, false, NULL);
		int64_t took = cpu_ns() - from;
		prefilter_free(&p);
		if (took < least)
			least = took;
	}
	return (double)least / 1e6;
}

static void measure(const struct bench *b, size_t patterns, struct json_out *o)
{
	struct book_options options = {.normaliser = b->normaliser, .no_examples = true};
	struct diag_list *diags = diag_list_new();
	struct buf yaml;

	buf_init(&yaml, YAML_BYTES_MAX);
	write_book(b, patterns, &yaml);
	struct book_file file = {STR("bench.yaml"), buf_str(&yaml)};
	long before = resident_kb();
	int64_t from = cpu_ns();
	struct book *book = book_load_files(STR("bench"), &file, 1, &options, diags);
	double load_ms = (double)(cpu_ns() - from) / 1e6;
	if (!book)
		stop("the made book does not load", diags);
	long after = resident_kb();
	struct book alone = *book; /* without the look for the nearest intent, which a message that
				      missed also costs */
	alone.nearest = NULL;
	struct times match = time_matching(b, &alone), all = time_matching(b, book);
	json_open(o, '{');
	json_key_int(o, "patterns", (int64_t)book->patterns_n);
	json_key_int(o, "median_ns", match.median);
	json_key_int(o, "quiet_median_ns", match.quiet);
	json_key_int(o, "p99_ns", match.p99);
	json_key_int(o, "with_nearest_median_ns", all.median);
	json_key_int(o, "with_nearest_p99_ns", all.p99);
	json_key_double(o, "candidates", candidates_a_message(b, book), 2);
	json_key_double(o, "hit", b->messages_n ? (double)match.hit / (double)b->messages_n : 0, 3);
	json_key_double(o, "load_ms", load_ms, 1);
	json_key_double(o, "prefilter_ms", prefilter_ms(book), 1);
	json_key_int(o, "prefilter_kb", (int64_t)(prefilter_memory(book->prefilter) / 1024));
	json_key_int(o, "book_kb", after - before);
	json_close(o, '}');
	book_release(&book);
	buf_free(&yaml);
	diag_list_free(&diags);
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = {300, 3000, 30000};
	struct bench b = {.arena = arena_new(1 << 20)};
	struct diag_list *diags = diag_list_new();
	struct json_out o;
	struct buf out;

	if (argc > 1 && argv[1][0] == '-') {
		printf("usage: match_bench [MESSAGES [BOOK]]\n"
		       "MESSAGES: a file, a message a line ('' or none: the book's examples); "
		       "BOOK: a folder (none: the\n"
		       "book inside).  Prints one JSON object.\n");
		return strcmp(argv[1], "--help") == 0 ? 0 : 2;
	}
	log_set_level(LOG_ERROR);
	b.normaliser = normaliser_new();
	struct book_options options = {.normaliser = b.normaliser, .no_examples = true};
	b.book = argc > 2 ? book_load_dir(argv[2], &options, diags)
			  : book_load_embedded(0, &options, diags);
	if (!b.book)
		stop("the book does not load", diags);
	b.messages = malloc(MESSAGES_MAX * sizeof *b.messages);
	take_letters(&b);
	if (argc > 1 && *argv[1])
		read_messages(&b, argv[1]);
	else
		make_messages(&b);
	buf_init(&out, 1 << 20);
	json_out_init(&o, &out);
	json_open(&o, '{');
	json_key_int(&o, "messages", (int64_t)b.messages_n);
	json_key_int(&o, "letters", (int64_t)b.letters_n);
	json_key_open(&o, "match", '[');
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		measure(&b, sizes[i], &o);
	json_close(&o, ']');
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&out)));
	return 0;
}
