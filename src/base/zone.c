/* zone.c - TZif files and the rules behind their tables (RFC 9636), and civil time in a zone. */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/zone_rule.h"

enum { FILE_MAX = 1 << 18, NAME_MAX_BYTES = 100, DAY = 86400 };

struct zone {
	size_t count;     /* moments at which the offset changes */
	int64_t *moments; /* seconds, ascending */
	int32_t *offsets; /* from moments[i] on */
	int32_t first;    /* before all of them */
	bool has_rule;    /* for the time after the last of them */
	struct zone_rule rule;
};

struct counts {
	uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t get_time(const unsigned char *p, size_t size)
{
	if (size == 4)
		return (int32_t)get32(p);
	return (int64_t)((uint64_t)get32(p) << 32 | get32(p + 4));
}

/* The header at p; false when there is none or a count is absurd. */
static bool get_header(const unsigned char *p, size_t n, struct counts *c)
{
	if (n < 44 || memcmp(p, "TZif", 4) != 0)
		return false;
	*c = (struct counts){get32(p + 20), get32(p + 24), get32(p + 28), get32(p + 32),
	    get32(p + 36), get32(p + 40)};
	return c->isut <= 256 && c->isstd <= 256 && c->leap <= FILE_MAX && c->time <= FILE_MAX &&
	       c->type >= 1 && c->type <= 256 && c->chars <= FILE_MAX;
}

static size_t block_size(const struct counts *c, size_t time_size)
{
	return c->time * (time_size + 1) + c->type * 6u + c->chars + c->leap * (time_size + 4) +
	       c->isstd + c->isut;
}

static bool is_offset(int32_t s)
{
	return s >= -2 * DAY && s <= 2 * DAY;
}

/* The table whose data begin at p; the caller has checked that all of it is there. */
static bool read_table(struct zone *z, const unsigned char *p, const struct counts *c, size_t size)
{
	const unsigned char *indexes = p + c->time * size, *types = indexes + c->time;
	if (c->leap)
		return false; /* "right/" zones count leap seconds; POSIX time does not */
	z->moments = calloc(c->time + 1u, sizeof *z->moments);
	z->offsets = calloc(c->time + 1u, sizeof *z->offsets);
	if (!z->moments || !z->offsets)
		return false;
	z->first = (int32_t)get32(types);
	for (uint32_t i = 0; i < c->time; i++) {
		z->moments[i] = get_time(p + i * size, size);
		if (indexes[i] >= c->type || (i && z->moments[i] <= z->moments[i - 1]))
			return false;
		z->offsets[i] = (int32_t)get32(types + indexes[i] * 6u);
		if (!is_offset(z->offsets[i]))
			return false;
	}
	z->count = c->time;
	return is_offset(z->first);
}

static bool parse_file(struct zone *z, const unsigned char *p, size_t n)
{
	struct counts c;
	size_t time_size = 4;
	if (!get_header(p, n, &c) || n - 44 < block_size(&c, 4))
		return false;
	if (p[4] >= '2') { /* a second table with 64 bits a moment follows, then a footer */
		size_t skip = 44 + block_size(&c, 4);
		time_size = 8;
		p += skip;
		n -= skip;
		if (!get_header(p, n, &c) || n - 44 < block_size(&c, 8))
			return false;
	}
	if (!read_table(z, p + 44, &c, time_size))
		return false;
	if (time_size == 4)
		return true;
	size_t used = 44 + block_size(&c, 8);
	p += used;
	n -= used;
	const unsigned char *end = n > 1 ? memchr(p + 1, '\n', n - 1) : NULL;
	if (!end || *p != '\n')
		return false;
	struct str footer = {(const char *)p + 1, (size_t)(end - p) - 1};
	z->has_rule = footer.n > 0;
	return !z->has_rule || zone_rule_parse(&z->rule, footer);
}

static bool name_is_safe(struct str name)
{
	if (name.n == 0 || name.n > NAME_MAX_BYTES || *name.p == '/')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i], low = c | 0x20;
		if (!(low >= 'a' && low <= 'z') && !(c >= '0' && c <= '9') && !strchr("+-_/.", c))
			return false;
		if (c == '.' && i + 1 < name.n && name.p[i + 1] == '.')
			return false;
	}
	return true;
}

/* The file of a zone in memory; 0 when it cannot be read. */
static size_t read_file(const char *name, unsigned char **out)
{
	const char *folder = getenv("TZDIR");
	char path[4096];
	struct stat st;
	size_t n = 0;
	int length = snprintf(
	    path, sizeof path, "%s/%s", folder && *folder ? folder : "/usr/share/zoneinfo", name);
	if (length < 0 || (size_t)length >= sizeof path)
		return 0;
	FILE *f = fopen(path, "rbe");
	if (!f)
		return 0;
	*out = malloc(FILE_MAX);
	if (*out && fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode))
		n = fread(*out, 1, FILE_MAX, f);
	fclose(f);
	return n < FILE_MAX ? n : 0;
}

struct zone *zone_load(const char *name)
{
	static const struct {
		const char *name;
		int32_t offset;
	} built_in[] = {{"UTC", 0}, {"Asia/Shanghai", 8 * 3600}};
	unsigned char *file = NULL;
	if (!name || !name_is_safe(str_of(name)))
		return NULL;
	struct zone *z = calloc(1, sizeof *z);
	size_t n = z ? read_file(name, &file) : 0;
	bool good = z && n && parse_file(z, file, n);
	free(file);
	for (size_t i = 0; z && n == 0 && i < sizeof built_in / sizeof *built_in; i++) {
		if (strcmp(name, built_in[i].name) == 0) {
			z->first = built_in[i].offset;
			good = true;
		}
	}
	if (!good)
		zone_free(&z);
	return z;
}

void zone_free(struct zone **z)
{
	if (!z || !*z)
		return;
	free((*z)->moments);
	free((*z)->offsets);
	free(*z);
	*z = NULL;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Seconds east of UTC at the moment t (seconds). */
static int32_t offset_at(const struct zone *z, int64_t t)
{
	size_t low = 0, high = z->count; /* the first moment after t */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (z->moments[middle] <= t)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == z->count && z->has_rule)
		return zone_rule_offset(&z->rule, t);
	return low ? z->offsets[low - 1] : z->first;
}

struct civil zone_civil(const struct zone *z, int64_t ms)
{
	struct civil c = {0};
	int64_t t = floor_div(ms, 1000);
	c.offset_s = offset_at(z, t);
	t += c.offset_s;
	int64_t days = floor_div(t, DAY);
	int of_day = (int)(t - days * DAY);
	civil_from_days(days, &c.year, &c.month, &c.day);
	c.hour = of_day / 3600;
	c.minute = of_day / 60 % 60;
	c.second = of_day % 60;
	c.weekday = civil_weekday(days);
	return c;
}

int64_t zone_ms(const struct zone *z, const struct civil *c)
{
	int64_t wall = civil_days(c->year, c->month, 1) * DAY + ((int64_t)c->day - 1) * DAY +
		       (int64_t)c->hour * 3600 + (int64_t)c->minute * 60 + c->second;
	/* the offsets before and after whatever change is near: no zone changes twice in two days
	 */
	int64_t early = wall - offset_at(z, wall - DAY), late = wall - offset_at(z, wall + DAY);
	int64_t low = early < late ? early : late, high = early < late ? late : early;
	if (low + offset_at(z, low) == wall)
		return low * 1000;
	if (high + offset_at(z, high) == wall)
		return high * 1000;
	while (low + 1 < high) { /* skipped: the change lies between, find its first second */
		int64_t middle = low + (high - low) / 2;
		if (middle + offset_at(z, middle) > wall)
			high = middle;
		else
			low = middle;
	}
	return high * 1000;
}
