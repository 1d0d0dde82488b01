/* groups.c - is a named group set whenever its pattern matches?
 *
 * Reads what PCRE2 has accepted, as far as that question needs; what it does not know is no. */
#include "check/check_internal.h"

enum { DEEPEST = 200 };

struct reader {
	struct str s, name;
	size_t i;
	unsigned depth;
};

static bool choices(struct reader *r);

static bool at(const struct reader *r, const char *bytes)
{
	return r->i < r->s.n && str_starts(str_make(r->s.p + r->i, r->s.n - r->i), str_of(bytes));
}

static void skip_to(struct reader *r, const char *end)
{
	const char *p =
	    r->i < r->s.n ? memmem(r->s.p + r->i, r->s.n - r->i, end, strlen(end)) : NULL;

	r->i = p ? (size_t)(p - r->s.p) + strlen(end) : r->s.n;
}

static void skip_class(struct reader *r)
{
	r->i++;
	r->i += at(r, "^");
	r->i += at(r, "]");
	while (r->i < r->s.n && !at(r, "]")) {
		if (at(r, "\\")) {
			r->i += 2;
		} else if (at(r, "[:")) {
			r->i += 2;
			skip_to(r, ":]");
		} else {
			r->i++;
		}
	}
	r->i++;
}

/* A quantifier, when there is one.  false: it takes none as well. */
static bool at_least_once(struct reader *r)
{
	bool some = true;

	if (at(r, "?") || at(r, "*") || at(r, "+")) {
		some = r->s.p[r->i++] == '+';
	} else if (at(r, "{")) {
		size_t from = r->i++;
		const char *p;

		while (r->i < r->s.n && strchr("0123456789, ", r->s.p[r->i]))
			r->i++;
		if (!at(r, "}") || r->i == from + 1) {
			r->i = from + 1; /* a brace that stands for itself */
			return true;
		}
		r->i++;
		for (p = r->s.p + from + 1; *p == '0' || *p == ' '; p++)
			;
		some = *p >= '1' && *p <= '9';
	}
	if (at(r, "?") || at(r, "+")) /* lazy, possessive */
		r->i++;
	return some;
}

/* Behind (?, whose kind it tells: is it the group that is looked for? */
static bool is_named(struct reader *r)
{
	static const char *const opens[] = {"P<", "<", "'"};
	static const char *const ends[] = {">", ">", "'"};

	for (size_t k = 0; k < 3; k++) {
		struct str rest;

		if (!at(r, opens[k]) || at(r, "<=") || at(r, "<!"))
			continue;
		r->i += strlen(opens[k]);
		rest = str_make(r->s.p + r->i, r->s.n - r->i);
		skip_to(r, ends[k]);
		return str_starts(rest, r->name) && rest.n > r->name.n &&
		       rest.p[r->name.n] == *ends[k];
	}
	return false;
}

/* Behind a bracket that opened.  Leaves r behind the one that closes it. */
static bool group(struct reader *r)
{
	bool sure = false, counts = true;

	if (at(r, "*")) {
		skip_to(r, ")");
		return false;
	}
	if (at(r, "?#")) {
		skip_to(r, ")");
		return false;
	}
	if (at(r, "?")) {
		r->i++;
		counts = !at(r, "!") && !at(r, "<!") && !at(r, "(");
		if (at(r, "<=") || at(r, "<!"))
			r->i += 2;
		else if (at(r, "(")) {
			skip_to(r, ")"); /* what it depends on */
		} else if (at(r, "P<") || at(r, "<") || at(r, "'")) {
			sure = is_named(r);
		} else {
			while (r->i < r->s.n && !strchr(":|>=!)", r->s.p[r->i]))
				r->i++; /* options, calls */
			if (!at(r, ")"))
				r->i++;
		}
	}
	sure = choices(r) || sure;
	r->i++;
	return sure && counts;
}

static bool atom(struct reader *r)
{
	if (at(r, "\\Q")) {
		skip_to(r, "\\E");
		return false;
	}
	if (at(r, "\\"))
		r->i += 2;
	else if (at(r, "["))
		skip_class(r);
	else if (at(r, "(")) {
		r->i++;
		return group(r);
	} else
		r->i++;
	return false;
}

/* All up to the bracket that closes, or the end: set in each of the choices? */
static bool choices(struct reader *r)
{
	bool all = true, sure = false;

	if (++r->depth > DEEPEST) {
		r->i = r->s.n;
		return false;
	}
	while (r->i < r->s.n && !at(r, ")")) {
		if (at(r, "|")) {
			r->i++;
			all = all && sure;
			sure = false;
		} else {
			bool found = atom(r);

			sure = (at_least_once(r) && found) || sure;
		}
	}
	r->depth--;
	return all && sure;
}

bool check_group_is_sure(struct str pattern, struct str name)
{
	struct reader r = {.s = pattern, .name = name};

	return choices(&r) && r.depth == 0;
}
