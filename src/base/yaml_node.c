/* yaml_node.c - asking the nodes of a tree (declared in yaml.h). */
#include <strings.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "base/zone.h"

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->type != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->size; i++)
		if (str_is(map->members[i].key, key))
			return map->members[i].value;
	return NULL;
}

bool yaml_is_nothing(const struct yaml *v)
{
	if (!v)
		return true;
	if (v->type != YAML_SCALAR || !v->plain)
		return false;
	return v->text.n == 0 || str_is(v->text, "~") || str_is(v->text, "null");
}

static int unwanted(
    const struct yaml *v, const char *what, struct diag_list *diags, const char *wanted)
{
	struct place at = v ? v->at : (struct place){0};
	if (!v)
		return diag_error(diags, at, "%s is missing: %s is wanted", what, wanted);
	if (yaml_is_nothing(v))
		return diag_error(diags, at, "%s is empty: %s is wanted", what, wanted);
	if (v->type != YAML_SCALAR)
		return diag_error(diags, at, "%s must be %s, not %s", what, wanted,
		    v->type == YAML_LIST ? _("a list") : _("a map of keys"));
	struct str head = utf8_head(v->text, 40);
	return diag_error(diags, at, "%s must be %s, not \"%.*s%s\"", what, wanted, STR_ARG(head),
	    head.n < v->text.n ? "..." : "");
}

/* {shop}, a text that wanted quotes, is a map to YAML whose key has no value. */
static bool is_bare_placeholder(const struct yaml *v)
{
	return v && v->type == YAML_MAP && v->size == 1 && yaml_is_nothing(v->members[0].value);
}

int yaml_text(const struct yaml *v, const char *what, struct diag_list *diags, struct str *out)
{
	if (is_bare_placeholder(v) && v->members[0].from == v->members[0].to)
		return diag_error(diags, v->at, "a text that begins with %c needs quotes", '{');
	if (yaml_is_nothing(v) || v->type != YAML_SCALAR)
		return unwanted(v, what, diags, _("a text"));
	*out = v->text;
	return 0;
}

int yaml_int(const struct yaml *v, const char *what, int64_t min, int64_t max,
    struct diag_list *diags, int64_t *out)
{
	int64_t n;
	if (yaml_is_nothing(v) || v->type != YAML_SCALAR || !str_to_int64(v->text, &n))
		return unwanted(v, what, diags, _("a whole number"));
	if (n < min || n > max)
		return diag_error(diags, v->at,
		    "%s must be a whole number from %lld to %lld, not %lld", what, (long long)min,
		    (long long)max, (long long)n);
	*out = n;
	return 0;
}

int yaml_bool(const struct yaml *v, const char *what, struct diag_list *diags, bool *out)
{
	static const struct {
		const char *name;
		bool value;
	} words[] = {{"true", true}, {"false", false}, {"yes", true}, {"no", false}, {"on", true},
	    {"off", false}};
	for (size_t i = 0; v && v->type == YAML_SCALAR && i < sizeof words / sizeof *words; i++) {
		if (strcasecmp(v->text.p, words[i].name) == 0) {
			*out = words[i].value;
			return 0;
		}
	}
	return unwanted(v, what, diags, _("true or false"));
}

int yaml_span(const struct yaml *v, const char *what, struct diag_list *diags, int64_t *ms)
{
	if (yaml_is_nothing(v) || v->type != YAML_SCALAR || span_parse(v->text, ms))
		return unwanted(v, what, diags, _("a span of time such as 90s, 5m or 1h30m"));
	return 0;
}

struct place yaml_place(const struct yaml *scalar, size_t offset)
{
	struct place at = scalar->at;
	if (scalar->type != YAML_SCALAR || !(scalar->exact || scalar->block))
		return at;
	if (offset > scalar->text.n)
		offset = scalar->text.n;
	size_t line = 0;
	for (size_t i = 0; i < offset; i++) {
		if (scalar->text.p[i] == '\n') {
			at.line++;
			line = i + 1;
		}
	}
	bool quoted = !scalar->plain && !scalar->block;
	at.col += quoted + (unsigned)utf8_length(str_make(scalar->text.p + line, offset - line));
	return at;
}
