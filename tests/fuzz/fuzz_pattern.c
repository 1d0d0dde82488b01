/* fuzz_pattern.c - a pattern, a NUL, a text: what the prefilter leaves out must not match, and what
 * it finds PCRE2 must find at the same place (its interpreter, as its machine code finds less at
 * times: test_plan.c), and what the check says finds nothing finds nothing. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "book/book.h"
#include "book/match.h"
#include "check/check_internal.h"
#include "pattern/normalise.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"

enum { PATTERN_MAX = 2000, TEXT_MAX = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void stop(const char *what, struct str pattern, struct str text)
{
	fprintf(stderr, "'%.*s' on '%.*s': %s\n", STR_ARG(pattern), STR_ARG(text), what);
	abort();
}

static void compare(const struct rx *rx, struct str pattern, struct str text)
{
	struct pattern one = {.text = pattern};
	struct book book = {.patterns = &one, .patterns_n = 1};
	struct prefilter *p = match_prepare(&book, false, NULL);
	struct prefilter_scratch *s = prefilter_scratch_new();
	struct rx_scratch *rs = rx_scratch_new();
	struct rx_span span;
	size_t n;

	const struct candidate *c = prefilter_find(p, s, text, &n);
	enum rx_verdict v = rx_search(rx, rs, text, 0, &span);
	if (v == RX_YES && (span.start > span.end || span.end > text.n))
		stop("a strange span", pattern, text);
	if (v == RX_YES && n == 0)
		stop("left out", pattern, text);
	if (v == RX_NO && n && c->found)
		stop("found, and does not match", pattern, text);
	if (v == RX_YES && n && c->found &&
	    (span.start != c->span.start || span.end != c->span.end))
		stop("found elsewhere", pattern, text);
	rx_scratch_free(&rs);
	prefilter_scratch_free(&s);
	prefilter_free(&p);
}

/* A book of that one pattern, checked. */
static void check(const struct normaliser *normaliser, const struct rx *rx, struct str pattern, struct str text)
{
	struct pattern one = {.rx = rx, .source = pattern, .text = pattern, .at = {"fuzz", 1, 1}};
	const struct pattern *const list[] = {&one};
	struct intent intent = {.id = STR("i"), .patterns = list, .patterns_n = 1};
	struct book book = {.name = STR("fuzz"), .patterns = &one, .patterns_n = 1,
	    .intents = &intent, .intents_n = 1, .normaliser = normaliser,
	    .settings = {.script = pattern.n % 2 ? WRITING_HAN : WRITING_LATIN}};
	struct diag_list *diags = diag_list_new();
	struct rx_scratch *s = rx_scratch_new();

	book.prefilter = match_prepare(&book, false, NULL);
	check_patterns(&book, NULL, 0, diags);
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (strcmp(d->kind, "pattern.never") == 0 &&
		    rx_search(rx, s, text, 0, NULL) == RX_YES) {
			fprintf(stderr, "'%.*s' finds '%.*s': %s\n", STR_ARG(pattern),
			    STR_ARG(text), d->text);
			abort();
		}
	}
	rx_scratch_free(&s);
	prefilter_free(&book.prefilter);
	diag_list_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct normaliser *normaliser;
	static struct arena *arena;
	const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
	struct rx_error err = {0};
	struct normal normal;

	if (!normaliser) {
		normaliser = normaliser_new();
		arena = arena_new(1 << 16);
		log_set_level(LOG_ERROR + 1); /* of patterns that give up */
	}
	if (!end)
		return 0;
	struct str pattern = str_make((const char *)data, (size_t)(end - data));
	struct str text = str_make((const char *)end + 1, size - pattern.n - 1);
	if (pattern.n > PATTERN_MAX || text.n > TEXT_MAX)
		return 0;
	arena_reset(arena);
	if (normalise(normaliser, arena, text, &normal) < 0)
		return 0;
	struct rx *rx = rx_compile(pattern, &err);
	if (rx)
		check(normaliser, rx, pattern, normal.text);
	else if (err.offset > pattern.n || !err.text[0])
		abort();
	rx_free(&rx);
	/* as a pattern may begin with words to PCRE2 like this one, it may still not compile */
	rx = rx_compile(arena_printf(arena, "(*NO_JIT)%.*s", STR_ARG(pattern)), &err);
	if (rx)
		compare(rx, pattern, normal.text);
	rx_free(&rx);
	return 0;
}
