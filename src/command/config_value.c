/* config_value.c - setting one key of the config: each type checks what was written. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/intl.h"
#include "book/settings.h"
#include "command/config_internal.h"
#include "desk/webhook.h"

enum { FILE_MAX = 64 << 10, TOKENS_MAX = 1000, TOKEN_SHORT = 16, TEXTS_MAX = 16 };

typedef int setter(const struct config_setting *s);

static int set_text(const struct config_setting *s)
{
	struct str text;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	if (memchr(text.p, '\0', text.n))
		return diag_error(
		    s->source->diags, s->value->at, "%s holds a NUL character", s->what);
	*(struct str *)s->at = arena_str(s->source->config->arena, text);
	return 0;
}

static int add_text(const struct config_setting *s, const struct yaml *value, struct str text)
{
	struct config_texts *to = s->at;

	text = str_trim(text);
	if (!text.n)
		return diag_error(s->source->diags, value->at, "%s: a name is empty", s->what);
	if (memchr(text.p, '\0', text.n))
		return diag_error(
		    s->source->diags, value->at, "%s holds a NUL character", s->what);
	if (to->n == TEXTS_MAX)
		return diag_error(
		    s->source->diags, value->at, "%s: more than %d of them", s->what, TEXTS_MAX);
	to->list[to->n++] = arena_str(s->source->config->arena, text);
	return 0;
}

static int add_between_commas(const struct config_setting *s, struct str text)
{
	int rc = 0;

	for (size_t at = 0; at <= text.n && !rc;) {
		const char *comma = memchr(text.p + at, ',', text.n - at);
		size_t end = comma ? (size_t)(comma - text.p) : text.n;

		rc = add_text(s, s->value, str_make(text.p + at, end - at));
		at = end + 1;
	}
	return rc;
}

static int set_texts(const struct config_setting *s)
{
	struct config_texts *to = s->at;
	struct str text;

	*to = (struct config_texts){
	    .list = ARENA_ARRAY(s->source->config->arena, struct str, TEXTS_MAX)};
	if (s->value->type != YAML_LIST) {
		if (yaml_text(s->value, s->what, s->source->diags, &text))
			return -1;
		return s->source->from == CONFIG_FROM_ENVIRONMENT ? add_between_commas(s, text)
								  : add_text(s, s->value, text);
	}
	for (size_t i = 0; i < s->value->size; i++)
		if (yaml_text(s->value->members[i].value, s->what, s->source->diags, &text)
		    || add_text(s, s->value->members[i].value, text))
			return -1;
	return 0;
}

int config_set_url(const struct config_setting *s)
{
	struct str text;
	size_t scheme;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	scheme = text.n > 7 && !strncasecmp(text.p, "http://", 7)    ? 7
	         : text.n > 8 && !strncasecmp(text.p, "https://", 8) ? 8
	                                                             : 0;
	if (!scheme || strchr("/?#:", text.p[scheme]))
		return diag_error(s->source->diags, s->value->at,
		    "%s is an address that begins with http:// or https://", s->what);
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7f)
			return diag_error(s->source->diags, yaml_place(s->value, i),
			    "%s holds a blank or a control character", s->what);
	*(struct str *)s->at = arena_str(s->source->config->arena, text);
	return 0;
}

int config_read_file(const struct config_setting *s, const struct yaml *named, struct str *out)
{
	struct str path;
	char *text;
	ssize_t n = -1;
	int fd;

	if (yaml_text(named, s->what, s->source->diags, &path))
		return -1;
	text = arena_alloc(s->source->scratch, FILE_MAX);
	fd = open(arena_str(s->source->scratch, path).p, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, FILE_MAX); /* a secret is one short read, also from a pipe */
		close(fd);
	}
	if (n < 0)
		return diag_error(s->source->diags, named->at, "%s: %.*s: %s", s->what,
		    STR_ARG(path), intl_errno(errno));
	*out = str_make(text, (size_t)n);
	return 0;
}

static int keep_secret(const struct config_setting *s, struct str written)
{
	struct config_secret *secret = s->at;
	struct place at = {s->value->at.file, 0, 0};
	struct str bytes;

	if (secret->from == s->source->from)
		return diag_error(
		    s->source->diags, at, "%s: given twice, as text and as a file", s->what);
	if (webhook_secret(written, s->source->config->arena, &bytes))
		return diag_error(s->source->diags, at, "%s (line %u): %s", s->what,
		    s->value->at.line,
		    written.n ? _("what follows whsec_ is not base64") : _("a secret is not empty"));
	*secret = (struct config_secret){bytes, s->source->from};
	return 0;
}

static int set_secret(const struct config_setting *s)
{
	struct str text;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	return keep_secret(s, text);
}

static int set_secret_file(const struct config_setting *s)
{
	struct str text;

	if (config_read_file(s, s->value, &text))
		return -1;
	return keep_secret(s, str_trim(text));
}

static int add_token(const struct config_setting *s, struct str token)
{
	struct config *c = s->source->config;
	struct place at = {s->value->at.file, 0, 0};

	for (size_t i = 0; i < token.n; i++)
		if (token.p[i] <= ' ' || token.p[i] == 0x7f)
			return diag_error(s->source->diags, at,
			    "%s: a token has no blanks and no characters beyond ASCII", s->what);
	if (token.n < TOKEN_SHORT)
		diag_warning(s->source->diags, at,
		    "%s: a token of %zu characters is easily guessed", s->what, token.n);
	if (c->tokens_n == TOKENS_MAX)
		return diag_error(
		    s->source->diags, at, "%s: more than %d tokens", s->what, TOKENS_MAX);
	c->tokens[c->tokens_n++] = arena_str(c->arena, token);
	return 0;
}

/* Tokens of the environment replace those of the file; several keys of one source add up. */
static void begin_tokens(const struct config_setting *s)
{
	struct config *c = s->source->config;

	if (!c->tokens)
		c->tokens = ARENA_ARRAY(c->arena, struct str, TOKENS_MAX);
	if (c->tokens_from != s->source->from)
		c->tokens_n = 0;
	c->tokens_from = s->source->from;
}

/* Words between blanks, commas and line ends; a `#` begins a remark to the end of its line. */
static int add_tokens(const struct config_setting *s, struct str text)
{
	size_t i = 0, from;

	while (i < text.n) {
		if (strchr(" \t\r\n,", text.p[i])) {
			i++;
		} else if (text.p[i] == '#') {
			while (i < text.n && text.p[i] != '\n')
				i++;
		} else {
			for (from = i; i < text.n && !strchr(" \t\r\n,", text.p[i]); i++)
				;
			if (add_token(s, str_make(text.p + from, i - from)))
				return -1;
		}
	}
	return 0;
}

static int set_tokens(const struct config_setting *s)
{
	struct str text;

	begin_tokens(s);
	if (s->value->type != YAML_LIST)
		return yaml_text(s->value, s->what, s->source->diags, &text) || add_tokens(s, text)
		           ? -1
		           : 0;
	for (size_t i = 0; i < s->value->size; i++)
		if (yaml_text(s->value->members[i].value, s->what, s->source->diags, &text)
		    || add_token(s, text))
			return -1;
	return 0;
}

static int set_token_file(const struct config_setting *s)
{
	struct str text;

	begin_tokens(s);
	return config_read_file(s, s->value, &text) ? -1 : add_tokens(s, text);
}

static int set_pointer(const struct config_setting *s)
{
	struct str text;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	if (text.n && text.p[0] != '/')
		return diag_error(s->source->diags, s->value->at,
		    "%s is a JSON Pointer such as /data/number", s->what);
	*(struct str *)s->at = arena_str(s->source->config->arena, text);
	return 0;
}

static int set_level(const struct config_setting *s)
{
	enum log_level level;
	struct str text;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	if (log_level_parse(text, &level))
		return diag_error(
		    s->source->diags, s->value->at, "%s is debug, info, warn or error", s->what);
	*(int64_t *)s->at = level;
	return 0;
}

static int within(const struct config_setting *s, int64_t n, const char *unit)
{
	if (n < s->key->min || n > s->key->max)
		return diag_error(s->source->diags, s->value->at, "%s is from %lld to %lld%s",
		    s->what, (long long)s->key->min, (long long)s->key->max, unit);
	*(int64_t *)s->at = n;
	return 0;
}

static int set_span(const struct config_setting *s)
{
	int64_t ms;

	if (yaml_span(s->value, s->what, s->source->diags, &ms))
		return -1;
	return within(s, ms, " ms");
}

static int set_number(const struct config_setting *s)
{
	int64_t n;

	if (yaml_int(s->value, s->what, s->key->min, s->key->max, s->source->diags, &n))
		return -1;
	return within(s, n, "");
}

static int set_bool(const struct config_setting *s)
{
	return yaml_bool(s->value, s->what, s->source->diags, s->at);
}

static int set_size(const struct config_setting *s)
{
	struct str text;
	int64_t n, unit = 1;

	if (yaml_text(s->value, s->what, s->source->diags, &text))
		return -1;
	if (text.n && strchr("kKmM", text.p[text.n - 1]))
		unit = strchr("kK", text.p[--text.n]) ? 1 << 10 : 1 << 20;
	if (!str_to_int64(text, &n) || n < 0 || n > (1 << 30))
		return diag_error(s->source->diags, s->value->at,
		    "%s is a number of bytes such as 65536, 64k or 1M", s->what);
	return within(s, n * unit, _(" bytes"));
}

static int set_map(const struct config_setting *s)
{
	if (s->value->type != YAML_MAP)
		return diag_error(
		    s->source->diags, s->value->at, "%s is a map of names and values", s->what);
	*(const struct yaml **)s->at = s->value;
	return 0;
}

/* ---- the types ---- */

static const struct shape texts_shape = {.title = N_("a text, or a list of texts"),
    .takes = SHAPE_SCALAR | SHAPE_LIST,
    .scalar = SHAPE_FILLED,
    .most = TEXTS_MAX,
    .each = &shape_filled};
static const struct shape tokens_shape = {.title = N_("tokens: a text, or a list"),
    .takes = SHAPE_SCALAR | SHAPE_LIST,
    .each = &shape_text};
static const struct shape pointer_shape = {.title = N_("a JSON Pointer such as /data/number"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^(/|$)"};
static const struct shape level_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(log_level_names)};
static const struct shape number_shape = {.takes = SHAPE_SCALAR, .scalar = SHAPE_INT};
static const struct shape size_shape = {.title = N_("a number of bytes such as 65536, 64k or 1M"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^[0-9]+[kKmM]?$"};

/* min and max of the last ones are the key's. */
static const struct type {
	setter *set;
	const struct shape *shape;
} types[] = {
    [CONFIG_TEXT] = {set_text, &shape_text},
    [CONFIG_TEXTS] = {set_texts, &texts_shape},
    [CONFIG_URL] = {config_set_url, &config_address_shape},
    [CONFIG_SECRET] = {set_secret, &shape_text},
    [CONFIG_SECRET_FILE] = {set_secret_file, &shape_text},
    [CONFIG_TOKENS] = {set_tokens, &tokens_shape},
    [CONFIG_TOKEN_FILE] = {set_token_file, &shape_text},
    [CONFIG_POINTER] = {set_pointer, &pointer_shape},
    [CONFIG_LEVEL] = {set_level, &level_shape},
    [CONFIG_BOOL] = {set_bool, &shape_yes},
    [CONFIG_MAP] = {set_map, &settings_shape},
    [CONFIG_ADDRESS] = {config_set_address, &config_address_shape},
    [CONFIG_METHOD] = {config_set_method, &config_method_shape},
    [CONFIG_BODY] = {config_set_body, &shape_text},
    [CONFIG_HEADERS] = {config_set_headers, &config_headers_shape},
    [CONFIG_HEADER_FILES] = {config_set_header_files, &config_headers_shape},
    [CONFIG_POINTERS] = {config_set_pointers, &config_pointers_shape},
    [CONFIG_SPAN] = {set_span, &shape_span},
    [CONFIG_SIZE] = {set_size, &size_shape},
    [CONFIG_NUMBER] = {set_number, &number_shape},
};

const struct shape *config_value_shape(const struct config_key *key, struct arena *arena)
{
	const struct shape *shape = types[key->type].shape;
	struct shape *own;

	if (shape->takes & SHAPE_NOTHING)
		return shape;
	own = ARENA_NEW(arena, struct shape);
	*own = *shape;
	own->takes |= SHAPE_NOTHING; /* as if the key were not there */
	if (key->type == CONFIG_SPAN || key->type == CONFIG_SIZE || key->type == CONFIG_NUMBER) {
		own->min = key->min;
		own->max = key->max;
	}
	return own;
}

static void set_defaults(struct config_source *s, struct config_channel *channel)
{
	struct config_source standard = *s;

	standard.from = CONFIG_NOWHERE;
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *key = &config_keys[i];
		struct yaml value = {.type = YAML_SCALAR, .at = {"default", 0, 0},
		    .text = str_of(key->standard)};
		struct config_setting setting = {
		    &standard, key, &value, key->name, (char *)channel + key->offset};

		if (key->scope == CONFIG_OF_CHANNEL && value.text.n)
			types[key->type].set(&setting);
	}
}

bool config_is_map(enum config_type type)
{
	return !(types[type].shape->takes & SHAPE_SCALAR);
}

static struct config_channel *channel(
    struct config_source *s, struct config_shop *shop, struct str name)
{
	struct arena *arena = s->config->arena;
	size_t n = shop->channels_n;

	for (size_t i = 0; i < n; i++)
		if (str_eq(shop->channels[i].name, name))
			return &shop->channels[i];
	shop->channels = arena_grow(arena, shop->channels, n * sizeof *shop->channels,
	    (n + 1) * sizeof *shop->channels);
	shop->channels[n] = (struct config_channel){.name = arena_str(arena, name)};
	set_defaults(s, &shop->channels[n]);
	return &shop->channels[shop->channels_n++];
}

int config_set(struct config_source *s, const struct config_key *key, struct config_shop *shop,
    const struct config_path *path, const struct yaml *value, const char *what)
{
	struct config_setting setting = {s, key, value, what, NULL};
	char *base = (char *)s->config;

	if (key->scope == CONFIG_OF_SHOP)
		base = (char *)shop;
	else if (key->scope == CONFIG_OF_CHANNEL)
		base = (char *)channel(s, shop, path->part[1]);
	else if (key->scope == CONFIG_OF_LOOKUP)
		base = (char *)config_lookup(s, shop, path->part[1], value->at);
	setting.at = base + key->offset;
	return types[key->type].set(&setting);
}
