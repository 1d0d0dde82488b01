/* shape.c - finding keys and names in tables. */
#include "base/shape.h"

#include <assert.h>

#include "base/intl.h"

const struct shape shape_anything = {
    .takes = SHAPE_NOTHING | SHAPE_SCALAR | SHAPE_LIST | SHAPE_MAP};
const struct shape shape_text = {.title = N_("a text"), .takes = SHAPE_SCALAR};
const struct shape shape_filled = {
    .title = N_("a text"), .takes = SHAPE_SCALAR, .scalar = SHAPE_FILLED};
const struct shape shape_yes = {
    .title = N_("yes or no"), .takes = SHAPE_SCALAR, .scalar = SHAPE_YES};
const struct shape shape_span = {.title = N_("a span of time such as 90s, 5m or 1h30m"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_SPAN,
    .max = INT64_MAX};

static const struct shape_key *row(const struct shape *map, size_t i)
{
	return (const void *)((const char *)map->keys + i * map->keys_size);
}

static bool is_among(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

const struct shape_key *shape_next(const struct shape *map, size_t *i)
{
	while (*i < map->keys_n) {
		const struct shape_key *k = row(map, (*i)++);

		if (!is_among(map->without, k->name))
			return k;
	}
	return NULL;
}

const struct shape_key *shape_missing(const struct shape *map, const struct yaml *v, size_t *i)
{
	const struct shape_key *k;

	while ((k = shape_next(map, i)))
		if (k->missing && *k->missing && !yaml_get(v, k->name))
			return k;
	return NULL;
}

const struct shape_key *shape_find(const struct shape *map, struct str key)
{
	const struct shape_key *k;

	for (size_t i = 0; (k = shape_next(map, &i));)
		if (str_is(key, k->name))
			return k;
	return NULL;
}

size_t shape_names(const struct shape *map, const char **names)
{
	const struct shape_key *k;
	size_t n = 0;

	for (size_t i = 0; (k = shape_next(map, &i)); names[n++] = k->name)
		assert(n < SHAPE_KEYS_MAX);
	return n;
}

const char *shape_join(
    const char *const *names, size_t n, const char *last, struct arena *arena)
{
	struct str s = {"", 0};

	for (size_t i = 0; i < n; i++)
		s = arena_printf(arena, "%.*s%s%s", STR_ARG(s),
		    !i ? "" : i + 1 < n ? _(", ") : intl(last), names[i]);
	return s.p;
}

const char *shape_name(const struct shape_names *names, size_t i)
{
	if (names->n && i >= names->n)
		return NULL;
	return *(const char *const *)(const void *)((const char *)names->first + i * names->step);
}

size_t shape_names_n(const struct shape_names *names)
{
	size_t n = 0;

	while (shape_name(names, n))
		n++;
	return n;
}

long shape_which(const struct shape_names *names, struct str text)
{
	const char *name;

	for (size_t i = 0; (name = shape_name(names, i)); i++)
		if (str_is(text, name))
			return (long)i;
	return -1;
}

bool shape_within(const struct shape *number, int64_t n)
{
	return number->min <= n && n <= number->max;
}

int shape_int(const struct shape *number, const struct yaml *v, const char *what,
    struct diag_list *diags, int64_t *out)
{
	return yaml_int(v, what, number->min, number->max, diags, out);
}
