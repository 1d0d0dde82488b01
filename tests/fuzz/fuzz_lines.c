/* fuzz_lines.c - files of chats: every line is taken or told, and what is taken is text. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "replay/line.h"

static void check_item(const struct line_item *it)
{
	if (!utf8_valid(it->e.text) || !it->conversation.n || !utf8_valid(it->conversation))
		abort();
	if (it->e.more && !utf8_valid(it->e.more->attached))
		abort();
}

static void check_line(struct line_reader *r, struct str line)
{
	size_t before = r->n;

	if (line_read(r, line) != 0) {
		if (r->n != before || !r->fault.n || r->fault_byte > line.n + 1)
			abort();
		return;
	}
	for (size_t i = before; i < r->n; i++)
		check_item(&r->items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct line_reader r = {.words = arena_new(0), .names = arena_new(0)};
	struct str rest = str_make((const char *)data, size);

	while (rest.n) {
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n;

		check_line(&r, str_make(rest.p, n));
		n += end != NULL;
		rest = str_make(rest.p + n, rest.n - n);
	}
	free(r.items);
	arena_free(&r.words);
	arena_free(&r.names);
	return 0;
}
