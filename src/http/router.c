#include "http/router.h"

#include <string.h>

/* Does the path fit the pattern?  At most one {...} a pattern. */
static bool fits(const char *pattern, struct str path, struct str *param)
{
	const char *p = path.p, *end = path.p + path.n;

	for (; *pattern; pattern++) {
		if (*pattern != '{') {
			if (p == end || *p++ != *pattern)
				return false;
			continue;
		}
		const char *slash = memchr(p, '/', (size_t)(end - p));
		const char *stop = slash ? slash : end;

		if (stop == p)
			return false;
		*param = str_make(p, (size_t)(stop - p));
		p = stop;
		pattern = strchr(pattern, '}');
	}
	return p == end;
}

enum router_verdict router_find(const struct route *routes, size_t n, enum method method,
    struct str path, struct router_match *out)
{
	struct str param = STR("");

	memset(out, 0, sizeof *out);
	if (path.n == 0)
		return ROUTER_NO_PATH;
	for (size_t i = 0; i < n; i++) {
		if (!fits(routes[i].path, path, &param))
			continue;
		out->methods |= 1u << routes[i].method;
		if (routes[i].method == method) {
			out->route = &routes[i];
			out->param = param;
			return ROUTER_FOUND;
		}
	}
	return out->methods ? ROUTER_NO_METHOD : ROUTER_NO_PATH;
}

static const char *const names[METHOD_COUNT] = {"GET", "POST", "PUT", "DELETE"};

const char *router_allow(unsigned methods, struct arena *arena)
{
	struct str list = STR("");

	for (unsigned m = 0; m < METHOD_COUNT; m++)
		if (methods & 1u << m)
			list = arena_printf(arena, "%.*s%s%s%s", STR_ARG(list), list.n ? ", " : "",
			    names[m], m == METHOD_GET ? ", HEAD" : "");
	return list.p;
}

enum method method_parse(const char *name)
{
	if (strcmp(name, "HEAD") == 0)
		return METHOD_GET;
	for (unsigned m = 0; m < METHOD_COUNT; m++)
		if (strcmp(name, names[m]) == 0)
			return (enum method)m;
	return METHOD_OTHER;
}
