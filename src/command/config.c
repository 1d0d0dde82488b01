/* config.c - reading xiaoer.yaml and the environment into a config: see config.h. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"

#include "command/config_internal.h"

enum { SHOPS_MAX = 1000, NAME_MAX_BYTES = 64 };

extern char **environ;

static const char usual_file[] = "xiaoer.yaml";

static int name_check(struct config_source *s, struct place at, const char *what, struct str name)
{
	bool good = name.n > 0 && name.n <= NAME_MAX_BYTES;

	for (size_t i = 0; i < name.n; i++)
		good =
		    good && (unsigned char)name.p[i] > ' ' && name.p[i] != 0x7f && name.p[i] != '/';
	if (good)
		return 0;
	return diag_error(s->diags, at, "the name of a %s has 1 to %d bytes, without blanks and /",
	    intl(what), NAME_MAX_BYTES);
}

static const char *dotted(
    struct config_source *s, const char *prefix, const struct config_path *path)
{
	struct str all = str_of(prefix);

	for (size_t i = 0; i < path->n; i++)
		all = arena_printf(s->scratch, "%.*s%s%.*s", STR_ARG(all), all.n ? "." : "",
		    STR_ARG(path->part[i]));
	return all.p;
}

static void unknown(struct config_source *s, const struct yaml_member *m, const char *what,
    const struct config_path *path, bool in_shop)
{
	const char *near = config_nearest(path, in_shop, s->scratch);

	if (near)
		diag_error(s->diags, m->key_at, "unknown key %s; did you mean %s?", what, near);
	else
		diag_error(s->diags, m->key_at,
		    "unknown key %s (xiaoer serve --help-config lists all)", what);
}

/* What has names of its own. */
static const char *kind_of(const struct config_path *path)
{
	return str_is(path->part[0], "lookups") ? N_("look-up") : N_("channel");
}

/* prefix: "" or "shops.NAME".  Depth is bounded by the keys: a group is no deeper than they are. */
static void read_map(struct config_source *s, const struct yaml *map, const char *prefix,
    struct config_path path, struct config_shop *shop)
{
	bool in_shop = shop != &s->config->top;

	path.n++;
	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		const struct config_key *key;
		enum config_match match;
		const char *what;

		path.part[path.n - 1] = m->key;
		what = dotted(s, prefix, &path);
		match = config_find(&path, in_shop, &key);
		if (path.n == 1 && !in_shop && str_is(m->key, config_shops))
			continue; /* read_shops() */
		if (match == CONFIG_NONE)
			unknown(s, m, what, &path, in_shop);
		else if (yaml_is_nothing(m->value))
			continue; /* "key:" with nothing behind it: as if it were not there */
		else if (match == CONFIG_KEY)
			config_set(s, key, shop, &path, m->value, what);
		else if (m->value->type != YAML_MAP)
			diag_error(s->diags, m->value->at, "%s is a map of names and values", what);
		else if (path.n == 2 && name_check(s, m->key_at, kind_of(&path), m->key))
			continue;
		else {
			if (path.n == 2 && str_is(path.part[0], "lookups"))
				config_lookup(s, shop, m->key, m->key_at);
			read_map(s, m->value, prefix, path, shop);
		}
	}
}

static struct config_shop *shop_named(struct config_source *s, struct str name)
{
	struct config *c = s->config;

	for (size_t i = 0; i < c->shops_n; i++)
		if (str_eq(c->shops[i].name, name))
			return &c->shops[i];
	if (!c->shops)
		c->shops = ARENA_ARRAY(c->arena, struct config_shop, SHOPS_MAX);
	if (c->shops_n == SHOPS_MAX)
		return NULL;
	c->shops[c->shops_n].name = arena_str(c->arena, name);
	return &c->shops[c->shops_n++];
}

static void read_shops(struct config_source *s, const struct yaml *shops)
{
	if (yaml_is_nothing(shops))
		return;
	if (shops->type != YAML_MAP) {
		diag_error(s->diags, shops->at, "shops is a map of names and what belongs to them");
		return;
	}
	for (size_t i = 0; i < shops->size; i++) {
		const struct yaml_member *m = &shops->members[i];
		struct config_shop *shop;

		if (name_check(s, m->key_at, N_("shop"), m->key))
			continue;
		shop = shop_named(s, m->key);
		if (!shop)
			diag_error(s->diags, m->key_at, "more than %d shops", SHOPS_MAX);
		else if (!yaml_is_nothing(m->value) && m->value->type != YAML_MAP)
			diag_error(s->diags, m->value->at, "shops.%.*s is a map", STR_ARG(m->key));
		else if (m->value->type == YAML_MAP)
			read_map(s, m->value,
			    arena_printf(s->scratch, "shops.%.*s", STR_ARG(m->key)).p,
			    (struct config_path){.n = 0}, shop);
	}
}

/* Reads a whole regular file; -1 with errno set. */
static int slurp(const char *path, struct arena *arena, struct str *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;
	char *p;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && st.st_size <= YAML_MAX) {
		p = arena_alloc(arena, (size_t)st.st_size + 1);
		n = read(fd, p, (size_t)st.st_size);
		*text = str_make(p, n > 0 ? (size_t)n : 0);
	} else {
		errno = EFBIG;
	}
	close(fd);
	return n < 0 ? -1 : 0;
}

static void read_file(struct config_source *s, const char *path)
{
	const char *name = path ? path : usual_file;
	const struct yaml *root;
	struct str text;

	if (slurp(name, s->scratch, &text)) {
		if (path || errno != ENOENT)
			diag_error(s->diags,
			    (struct place){arena_strdup(s->config->arena, name), 0, 0},
			    "cannot be read: %s", intl_errno(errno));
		return;
	}
	s->config->file = arena_str(s->config->arena, str_of(name));
	/* the tree stays: books are loaded again with its settings */
	root = yaml_parse(text, s->config->file.p, s->config->arena, s->diags);
	if (!root)
		return;
	if (root->type != YAML_MAP) {
		diag_error(s->diags, root->at, "a config is a map of keys and values");
		return;
	}
	read_map(s, root, "", (struct config_path){.n = 0}, &s->config->top);
	read_shops(s, yaml_get(root, config_shops));
}

/* The value of a variable as if it stood in a file. */
static const struct yaml *value_of(
    struct config_source *s, const struct config_key *key, struct str text, const char *variable)
{
	struct yaml *scalar;

	if (config_is_map(key->type))
		return yaml_parse(text, variable, s->config->arena, s->diags);
	scalar = ARENA_NEW(s->scratch, struct yaml);
	*scalar = (struct yaml){.type = YAML_SCALAR, .at = {variable, 0, 0}, .text = text};
	return scalar;
}

/* "SHOPS_MILK_BOOK" -> the shop milk (its name as the file writes it), *name "BOOK"; NULL: names no
 * shop. */
static struct config_shop *shop_of(struct config_source *s, struct str *name)
{
	struct str rest = {name->p + 6, name->n - 6};
	const char *end = memchr(rest.p, '_', rest.n);
	struct str shop = arena_str(s->scratch, str_make(rest.p, end ? (size_t)(end - rest.p) : 0));

	if (!shop.n)
		return NULL;
	*name = str_make(end + 1, rest.n - shop.n - 1);
	for (size_t i = 0; i < s->config->shops_n; i++)
		if (s->config->shops[i].name.n == shop.n
		    && strncasecmp(s->config->shops[i].name.p, shop.p, shop.n) == 0)
			return &s->config->shops[i];
	for (size_t i = 0; i < shop.n; i++)
		((char *)shop.p)[i] = (char)tolower((unsigned char)shop.p[i]);
	return shop_named(s, shop);
}

/* A variable nobody knows is a warning: container platforms set some of their own (XIAOER_PORT,
 * XIAOER_SERVICE_HOST) when a service is called xiaoer. */
static void read_variable(struct config_source *s, struct str name, struct str text)
{
	const char *variable = arena_printf(s->config->arena, "XIAOER_%.*s", STR_ARG(name)).p;
	struct config_shop *shop = &s->config->top;
	const struct config_key *key = NULL;
	const struct yaml *value;
	struct config_path path;
	const char *near;

	if (str_starts(name, STR("SHOPS_")))
		shop = shop_of(s, &name);
	if (shop)
		key = config_find_variable(name, &path, s->config->arena);
	if (!key || (key->scope == CONFIG_OF_ALL && shop != &s->config->top)) {
		near = config_nearest_variable(name, s->scratch);
		if (near)
			diag_warning(s->diags, (struct place){variable, 0, 0},
			    N_("is no setting; did you mean XIAOER_%s"), near);
		else
			diag_warning(s->diags, (struct place){variable, 0, 0}, N_("is no setting"));
		return;
	}
	value = value_of(s, key, text, variable);
	if (value)
		config_set(s, key, shop, &path, value, variable);
}

static void read_environment(struct config_source *s, char *const *environment)
{
	static const char prefix[] = "XIAOER_";

	for (; environment && *environment; environment++) {
		const char *equals = strchr(*environment, '=');
		struct str name;

		if (strncmp(*environment, prefix, sizeof prefix - 1) != 0 || !equals || !equals[1])
			continue; /* set to nothing is not set */
		name.p = *environment + sizeof prefix - 1;
		name.n = (size_t)(equals - name.p);
		read_variable(s, name, str_of(equals + 1));
	}
}

static void set_defaults(struct config_source *s)
{
	for (size_t i = 0; i < config_keys_n; i++) {
		struct yaml value = {.type = YAML_SCALAR, .at = {"default", 0, 0},
		    .text = str_of(config_keys[i].standard)};

		if (value.text.n && config_keys[i].scope != CONFIG_OF_CHANNEL
		    && config_keys[i].scope != CONFIG_OF_LOOKUP)
			config_set(
			    s, &config_keys[i], &s->config->top, NULL, &value, config_keys[i].name);
	}
}

static void inherit_channels(struct config *c, struct config_shop *shop)
{
	size_t own = shop->channels_n, all = own + c->top.channels_n;

	shop->channels = arena_grow(c->arena, shop->channels, own * sizeof *shop->channels,
	    all * sizeof *shop->channels);
	for (size_t i = 0; i < c->top.channels_n; i++) {
		bool has = false;

		for (size_t k = 0; k < own; k++)
			has = has || str_eq(shop->channels[k].name, c->top.channels[i].name);
		if (!has)
			shop->channels[shop->channels_n++] = c->top.channels[i];
	}
}

static void inherit(struct config *c, struct config_shop *shop)
{
	if (!shop->books.n)
		shop->books = c->top.books;
	if (!shop->settings)
		shop->settings = c->top.settings;
	if (!shop->escalation.url.n)
		shop->escalation = c->top.escalation;
	if (!shop->supervisor.url.n)
		shop->supervisor = c->top.supervisor;
	if (!shop->ticket.url.n)
		shop->ticket = c->top.ticket;
	inherit_channels(c, shop);
	config_inherit_lookups(c, shop);
}

/* A secret without an address is a slip: the webhook would silently not be called. */
static void check_webhook(struct config_source *s, const struct config_shop *shop, const char *what,
    const struct config_webhook *hook)
{
	struct place at = {s->config->file.n ? s->config->file.p : "environment", 0, 0};

	if (!hook->url.n && (hook->secret.from || hook->secret_old.from || hook->number.n))
		diag_error(
		    s->diags, at, "%s of shop %.*s has no address", what, STR_ARG(shop->name));
	if (!hook->secret.from && hook->secret_old.from)
		diag_error(s->diags, at, "%s of shop %.*s has secret_old but no secret", what,
		    STR_ARG(shop->name));
}

static void check_webhooks(struct config_source *s, const struct config_shop *shop)
{
	check_webhook(s, shop, "escalation", &shop->escalation);
	check_webhook(s, shop, "supervisor", &shop->supervisor);
	check_webhook(s, shop, "ticket", &shop->ticket);
}

static void check_channel(struct config_source *s, const struct config_shop *shop,
    const struct config_channel *channel)
{
	struct place at = {s->config->file.n ? s->config->file.p : "environment", 0, 0};

	if (channel->burst_max < channel->burst_pause)
		diag_error(s->diags, at, "channels.%.*s of shop %.*s: burst_max is shorter than burst_pause",
		    STR_ARG(channel->name), STR_ARG(shop->name));
	if (channel->budget_window && !channel->budget)
		diag_error(s->diags, at, "channels.%.*s of shop %.*s has budget_window but no budget",
		    STR_ARG(channel->name), STR_ARG(shop->name));
}

static void finish(struct config_source *s)
{
	struct config *c = s->config;

	if (!c->shops_n)
		shop_named(s, STR("default"));
	for (size_t i = 0; i < c->shops_n; i++) {
		struct config_shop *shop = &c->shops[i];

		check_webhooks(s, shop); /* a webhook is taken over whole: its secret alone would get lost */
		inherit(c, shop);
		check_webhooks(s, shop);
		config_check_lookups(s, shop);
		for (size_t k = 0; k < shop->channels_n; k++) {
			const struct config_channel *channel = &shop->channels[k];
			struct str what =
			    arena_printf(s->scratch, "channels.%.*s", STR_ARG(channel->name));

			check_webhook(s, shop, what.p, &channel->deliver);
			check_channel(s, shop, channel);
		}
	}
}

struct config *config_load(const char *path, char *const *environment, struct diag_list *diags)
{
	struct arena *arena = arena_new(0), *scratch = arena_new(0);
	struct config *c = ARENA_NEW(arena, struct config);
	struct config_source s = {c, scratch, diags, CONFIG_NOWHERE};

	c->arena = arena;
	set_defaults(&s);
	s.from = CONFIG_FROM_FILE;
	read_file(&s, path);
	s.from = CONFIG_FROM_ENVIRONMENT;
	read_environment(&s, environment);
	if (!diag_count(diags, DIAG_ERROR))
		finish(&s);
	arena_free(&scratch);
	if (diag_count(diags, DIAG_ERROR))
		config_free(&c);
	return c;
}

void config_free(struct config **c)
{
	struct arena *arena = *c ? (*c)->arena : NULL;

	arena_free(&arena);
	*c = NULL;
}

size_t config_print(const struct diag_list *diags, FILE *to)
{
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		fprintf(to, "%s", d->at.file);
		if (d->at.line)
			fprintf(to, ":%u:%u", d->at.line, d->at.col);
		fprintf(to, ": %s: %s\n", intl(diag_level_name(d->level)), d->text);
	}
	return diag_count(diags, DIAG_ERROR);
}

struct config *config_open(const char *path)
{
	struct diag_list *diags = diag_list_new();
	struct config *c = config_load(path, environ, diags);

	config_print(diags, stderr);
	diag_list_free(&diags);
	return c;
}
