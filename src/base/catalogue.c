/* catalogue.c - the layout of a .mo file, by the manual of GNU gettext: a head of numbers of 32
 * bits, two tables of lengths and places (the messages, their translations), a table of hashes. */
#include "base/catalogue.h"

#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"

enum { FILE_MAX = 16 << 20, NUMBER = 4, PAIR = 8 };

/* The head, as indices of numbers. */
enum { MAGIC, REVISION, COUNT, MESSAGES, TRANSLATIONS, HASHES, HASHES_AT, HEAD };

static const uint32_t magic = 0x950412de; /* as msgfmt of this machine writes it */

static uint32_t number(struct str bytes, size_t at)
{
	uint32_t n;

	memcpy(&n, bytes.p + at, sizeof n);
	return n;
}

/* n entries of `size` bytes from `at` on. */
static bool holds(struct str bytes, uint32_t at, uint32_t n, size_t size)
{
	return !n || (at % NUMBER == 0 && at <= bytes.n && n <= (bytes.n - at) / size);
}

/* A table of texts, each with a NUL behind it. */
static bool holds_texts(struct str bytes, uint32_t at, uint32_t count)
{
	if (!holds(bytes, at, count, PAIR))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = number(bytes, at + i * PAIR), text = number(bytes, at + i * PAIR + NUMBER);

		if (text >= bytes.n || n >= bytes.n - text || bytes.p[text + n])
			return false;
	}
	return true;
}

static bool is_prime(uint32_t n)
{
	for (uint32_t i = 2; i <= n / i; i++)
		if (n % i == 0)
			return false;
	return n > 1;
}

/* Each is 0, or one more than the index of a message.  What is looked up goes on in steps until it
 * meets a 0: of a prime number there is none that is never met. */
static bool holds_hashes(struct str bytes, uint32_t at, uint32_t n, uint32_t count)
{
	bool free = false;

	if (!holds(bytes, at, n, NUMBER) || (n && !is_prime(n)))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t hash = number(bytes, at + i * NUMBER);

		if (hash > count)
			return false;
		free = free || !hash;
	}
	return free || !n;
}

bool catalogue_is_whole(struct str bytes)
{
	uint32_t head[HEAD];

	if (bytes.n < sizeof head)
		return false;
	memcpy(head, bytes.p, sizeof head);
	return head[MAGIC] == magic && head[REVISION] == 0 &&
	       holds_texts(bytes, head[MESSAGES], head[COUNT]) &&
	       holds_texts(bytes, head[TRANSLATIONS], head[COUNT]) &&
	       holds_hashes(bytes, head[HASHES_AT], head[HASHES], head[COUNT]);
}

static bool is_whole(const char *path)
{
	struct arena *arena = arena_new(0);
	struct diag_list *diags = diag_list_new();
	struct str bytes;
	bool whole =
	    file_read(path, FILE_MAX, arena, diags, &bytes) == 0 && catalogue_is_whole(bytes);

	diag_list_free(&diags);
	arena_free(&arena);
	return whole;
}

int catalogue_count(const char *dir, const char *domain)
{
	char path[PATH_MAX];
	const struct dirent *e;
	DIR *d = opendir(dir);
	int n = 0;

	while (d && n >= 0 && (e = readdir(d))) {
		int length =
		    snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/%s.mo", dir, e->d_name, domain);

		if (e->d_name[0] == '.' || length < 0 || (size_t)length >= sizeof path ||
		    access(path, F_OK) != 0)
			continue;
		n = is_whole(path) ? n + 1 : -1;
	}
	if (d)
		closedir(d);
	return n;
}
