/* config_lookup.c - the keys of `lookups:`, and what of them does not go together. */
#include <string.h>
#include <strings.h>

#include "base/intl.h"
#include "command/config_internal.h"

enum { HEADERS_MAX = 32, SLOTS_MAX = 64 };

/* A URL, too: a slot stands behind the host. */
const struct shape config_address_shape = {
    .title = N_("an address that begins with http:// or https://"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\x00- /?#:\\x7f][^\\x00- \\x7f]*$"};

static const char *const methods[] = {"GET", "POST", NULL};

const struct shape config_method_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(methods)};
const struct shape config_headers_shape = {
    .title = N_("a map of names and values"), .takes = SHAPE_MAP, .value = &shape_text};

static const struct shape slot_pointer_shape = {.title = N_("a JSON Pointer such as /data/status"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^/"};

const struct shape config_pointers_shape = {
    .title = N_("a map of slots, each with its JSON Pointer"),
    .takes = SHAPE_MAP,
    .most = SLOTS_MAX,
    .value = &slot_pointer_shape};

int config_set_address(const struct config_setting *s)
{
	struct str *url = s->at;
	const char *wrong;
	size_t where;

	if (config_set_url(s))
		return -1;
	wrong = lookup_check_url(*url, &where);
	if (wrong)
		return diag_error(
		    s->source->diags, yaml_place(s->value, where), "%s: %s", s->what, intl(wrong));
	return 0;
}

int config_set_method(const struct config_setting *s)
{
	struct str text;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	if (shape_which(&config_method_shape.choices, text) < 0)
		return diag_error(
		    s->source->diags, s->value->at, "%s is GET or POST", s->what);
	*(bool *)s->at = str_is(text, "POST");
	return 0;
}

/* `at` is within the config_lookup that is being set. */
#define OWNER(s, field) \
	((struct config_lookup *)((char *)(s)->at - offsetof(struct config_lookup, field)))

int config_set_body(const struct config_setting *s)
{
	const char *wrong;
	struct str text;
	size_t where = 0;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	wrong = lookup_check_body(text, s->source->scratch, &where);
	if (wrong)
		return diag_error(
		    s->source->diags, yaml_place(s->value, where), "%s: %s", s->what, intl(wrong));
	*(struct str *)s->at = arena_str(s->source->config->arena, text);
	OWNER(s, lookup.body)->body_at = s->value->at;
	return 0;
}

/* ---- headers ---- */

static const char *header_fault(struct str name, struct str value)
{
	static const char *const ours[] = {
	    "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect"};

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", name.p[i]))
			return N_("is no name of a header");
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (name.n == strlen(ours[i]) && !strncasecmp(name.p, ours[i], name.n))
			return N_("is set by the program itself");
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f)
			return N_("has a line break or a control character in its value");
	return name.n ? NULL : N_("is no name of a header");
}

static struct net_header *header(struct config_lookup *c, struct str name, enum config_from **from)
{
	struct lookup *l = &c->lookup;
	size_t i = 0;

	while (i < l->headers_n && (l->headers[i].name.n != name.n
	                               || strncasecmp(l->headers[i].name.p, name.p, name.n)))
		i++;
	*from = &c->headers_from[i];
	return &l->headers[i];
}

static int add_header(
    const struct config_setting *s, const struct yaml_member *m, struct str value)
{
	struct config_lookup *c = OWNER(s, lookup);
	struct arena *arena = s->source->config->arena;
	const char *fault = header_fault(m->key, value);
	struct net_header *h;
	enum config_from *from;

	/* no column: the value may be a secret, and so may be what stands beside it */
	if (fault)
		return diag_error(s->source->diags, m->key_at, "%s: '%.*s' %s", s->what,
		    STR_ARG(m->key), intl(fault));
	if (!c->headers_from) {
		c->lookup.headers = ARENA_ARRAY(arena, struct net_header, HEADERS_MAX + 1);
		c->headers_from = ARENA_ARRAY(arena, enum config_from, HEADERS_MAX + 1);
	}
	h = header(c, m->key, &from);
	if (*from == s->source->from)
		return diag_error(s->source->diags, m->key_at,
		    "%s: '%.*s' is given twice, as text and as a file", s->what, STR_ARG(m->key));
	if (!*from && c->lookup.headers_n == HEADERS_MAX)
		return diag_error(s->source->diags, m->key_at, "%s: more than %d headers", s->what,
		    HEADERS_MAX);
	c->lookup.headers_n += !*from;
	*h = (struct net_header){arena_str(arena, m->key), arena_str(arena, value)};
	*from = s->source->from;
	return 0;
}

static int want_map(const struct config_setting *s)
{
	if (s->value->type == YAML_MAP)
		return 0;
	return diag_error(
	    s->source->diags, s->value->at, "%s is a map of names and values", s->what);
}

int config_set_headers(const struct config_setting *s)
{
	int result = want_map(s);
	struct str value;

	for (size_t i = 0; !result && i < s->value->size; i++) {
		const struct yaml_member *m = &s->value->members[i];

		if (yaml_text(m->value, s->what, s->source->diags, &value)
		    || add_header(s, m, str_trim(value)))
			result = -1;
	}
	return result;
}

int config_set_header_files(const struct config_setting *s)
{
	int result = want_map(s);
	struct str value;

	for (size_t i = 0; !result && i < s->value->size; i++) {
		const struct yaml_member *m = &s->value->members[i];

		if (config_read_file(s, m->value, &value) || add_header(s, m, str_trim(value)))
			result = -1;
	}
	return result;
}

/* ---- slots ---- */

static bool is_slot_name(struct str name)
{
	struct lookup_piece piece;
	size_t at = 0;
	char text[128];

	if (!name.n || name.n > sizeof text - 2)
		return false;
	text[0] = '{';
	memcpy(text + 1, name.p, name.n);
	text[name.n + 1] = '}';
	return lookup_piece(str_make(text, name.n + 2), &at, &piece) && piece.slot.n == name.n;
}

int config_set_pointers(const struct config_setting *s)
{
	struct config_lookup *c = OWNER(s, lookup);
	struct arena *arena = s->source->config->arena;
	struct str pointer;

	if (want_map(s))
		return -1;
	if (s->value->size > SLOTS_MAX)
		return diag_error(s->source->diags, s->value->at, "%s: more than %d slots", s->what,
		    SLOTS_MAX);
	c->lookup.slots = ARENA_ARRAY(arena, struct lookup_slot, s->value->size + 1);
	c->lookup.slots_n = 0;
	for (size_t i = 0; i < s->value->size; i++) {
		const struct yaml_member *m = &s->value->members[i];

		if (!is_slot_name(m->key))
			return diag_error(s->source->diags, m->key_at,
			    "%s: '%.*s' is no name of a slot: it has letters, digits and . _ -",
			    s->what, STR_ARG(m->key));
		if (yaml_text(m->value, s->what, s->source->diags, &pointer))
			return -1;
		if (!pointer.n || pointer.p[0] != '/')
			return diag_error(s->source->diags, m->value->at,
			    "%s: %.*s is a JSON Pointer such as /data/status", s->what,
			    STR_ARG(m->key));
		c->lookup.slots[c->lookup.slots_n++] = (struct lookup_slot){
		    .slot = arena_str(arena, m->key), .pointer = arena_str(arena, pointer)};
	}
	return 0;
}

/* ---- the whole ---- */

static void set_standards(struct config_source *s, struct config_shop *shop, struct str name)
{
	struct config_path path = {.part = {STR("lookups"), name}, .n = 3};
	struct config_source defaults = *s;

	defaults.from = CONFIG_NOWHERE;
	for (size_t i = 0; i < config_keys_n; i++) {
		struct yaml value = {.type = YAML_SCALAR, .at = {"default", 0, 0},
		    .text = str_of(config_keys[i].standard)};

		if (config_keys[i].scope == CONFIG_OF_LOOKUP && value.text.n)
			config_set(&defaults, &config_keys[i], shop, &path, &value,
			    config_keys[i].name);
	}
}

struct config_lookup *config_lookup(
    struct config_source *s, struct config_shop *shop, struct str name, struct place at)
{
	struct arena *arena = s->config->arena;
	size_t n = shop->lookups_n;

	for (size_t i = 0; i < n; i++)
		if (str_eq(shop->lookups[i].lookup.name, name))
			return &shop->lookups[i];
	shop->lookups = arena_grow(
	    arena, shop->lookups, n * sizeof *shop->lookups, (n + 1) * sizeof *shop->lookups);
	shop->lookups[n] =
	    (struct config_lookup){.lookup.name = arena_str(arena, name), .at = at};
	shop->lookups_n++;
	set_standards(s, shop, shop->lookups[n].lookup.name);
	return &shop->lookups[n];
}

void config_inherit_lookups(struct config *c, struct config_shop *shop)
{
	size_t own = shop->lookups_n, all = own + c->top.lookups_n;

	shop->lookups = arena_grow(c->arena, shop->lookups, own * sizeof *shop->lookups,
	    all * sizeof *shop->lookups);
	for (size_t i = 0; i < c->top.lookups_n; i++) {
		bool has = false;

		for (size_t k = 0; k < own; k++)
			has = has || str_eq(shop->lookups[k].lookup.name, c->top.lookups[i].lookup.name);
		if (!has)
			shop->lookups[shop->lookups_n++] = c->top.lookups[i];
	}
}

static void mark_optional(struct config_source *s, struct config_lookup *c)
{
	struct lookup *l = &c->lookup;

	for (size_t i = 0; i < c->optional.n; i++) {
		size_t k = 0;

		while (k < l->slots_n && !str_eq(l->slots[k].slot, c->optional.list[i]))
			k++;
		if (k < l->slots_n)
			l->slots[k].optional = true;
		else
			diag_error(s->diags, c->at,
			    "lookups.%.*s: '%.*s' is optional, but none of its slots", STR_ARG(l->name),
			    STR_ARG(c->optional.list[i]));
	}
}

static void check_one(struct config_source *s, struct config_lookup *c)
{
	const struct lookup *l = &c->lookup;

	if (!l->url.n)
		diag_error(s->diags, c->at, "lookups.%.*s has no url", STR_ARG(l->name));
	if (!l->slots_n)
		diag_error(s->diags, c->at, "lookups.%.*s brings nothing: it has no slots",
		    STR_ARG(l->name));
	if (l->body.n && !l->post)
		diag_error(s->diags, c->body_at, "lookups.%.*s: only a POST has a body",
		    STR_ARG(l->name));
	if (l->answer_within > l->timeout)
		diag_error(s->diags, c->at,
		    "lookups.%.*s: answer_within is longer than timeout", STR_ARG(l->name));
	mark_optional(s, c);
}

void config_check_lookups(struct config_source *s, struct config_shop *shop)
{
	for (size_t i = 0; i < shop->lookups_n; i++)
		check_one(s, &shop->lookups[i]);
}
