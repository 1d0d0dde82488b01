/* config_keys.c - the table of keys, and finding a key in it. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "book/settings.h"
#include "command/config_internal.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 3600 * SECOND, CANDIDATES = 128 };

#define ALL(field) CONFIG_OF_ALL, offsetof(struct config, field)
#define SHOP(field) CONFIG_OF_SHOP, offsetof(struct config_shop, field)
#define LOOKUP(field) CONFIG_OF_LOOKUP, offsetof(struct config_lookup, field)
#define CHANNEL(field) CONFIG_OF_CHANNEL, offsetof(struct config_channel, field)

const struct config_key config_keys[] = {
    {"listen", CONFIG_TEXT, ALL(listen), "127.0.0.1:8080",
	N_("address:port; beyond loopback only with a token")},
    {"public_url", CONFIG_URL, ALL(public_url), "", N_("what links in escalations begin with")},
    {"tokens", CONFIG_TOKENS, ALL(tokens), "", N_("bearer tokens, any of them opens the API")},
    {"token_file", CONFIG_TOKEN_FILE, ALL(tokens), "", N_("a file of tokens, one a line")},
    {"store", CONFIG_TEXT, ALL(store), "xiaoer.db", N_("the SQLite file")},
    {"log_level", CONFIG_LEVEL, ALL(log_level), "info", N_("debug, info, warn or error")},
    {"book", CONFIG_TEXTS, SHOP(books), "",
	N_("folder of phrase files, or a list of them, one a language; without it the books inside")},
    {"settings", CONFIG_MAP, SHOP(settings), "",
	N_("a map that wins over the book's settings (phrases/README.md)")},
    {"escalation.url", CONFIG_URL, SHOP(escalation.url), "",
	N_("webhook of hand-overs and closings")},
    {"escalation.secret", CONFIG_SECRET, SHOP(escalation.secret), "",
	N_("signs them; whsec_... or any text")},
    {"escalation.secret_file", CONFIG_SECRET_FILE, SHOP(escalation.secret), "",
	N_("a file that holds it")},
    {"escalation.secret_old", CONFIG_SECRET, SHOP(escalation.secret_old), "",
	N_("while secrets are changed: signs as well")},
    {"escalation.secret_old_file", CONFIG_SECRET_FILE, SHOP(escalation.secret_old), "",
	N_("a file that holds it")},
    {"supervisor.url", CONFIG_URL, SHOP(supervisor.url), "",
	N_("webhook of limits that passed (sla.breached); without it the escalation's")},
    {"supervisor.secret", CONFIG_SECRET, SHOP(supervisor.secret), "",
	N_("signs what goes there")},
    {"supervisor.secret_file", CONFIG_SECRET_FILE, SHOP(supervisor.secret), "",
	N_("a file that holds it")},
    {"supervisor.secret_old", CONFIG_SECRET, SHOP(supervisor.secret_old), "",
	N_("while secrets are changed: signs as well")},
    {"supervisor.secret_old_file", CONFIG_SECRET_FILE, SHOP(supervisor.secret_old), "",
	N_("a file that holds it")},
    {"ticket.url", CONFIG_URL, SHOP(ticket.url), "", N_("webhook of the ticket system")},
    {"ticket.secret", CONFIG_SECRET, SHOP(ticket.secret), "",
	N_("signs what goes there, and must sign the news that come from there")},
    {"ticket.secret_file", CONFIG_SECRET_FILE, SHOP(ticket.secret), "",
	N_("a file that holds it")},
    {"ticket.secret_old", CONFIG_SECRET, SHOP(ticket.secret_old), "",
	N_("while secrets are changed: signs as well")},
    {"ticket.secret_old_file", CONFIG_SECRET_FILE, SHOP(ticket.secret_old), "",
	N_("a file that holds it")},
    {"ticket.number", CONFIG_POINTER, SHOP(ticket.number), "",
	N_("JSON Pointer of the number in its answer; without it /number, /ticket or /id")},
    {"channels.<name>.deliver", CONFIG_URL, CHANNEL(deliver.url), "",
	N_("webhook for what is said later on this channel")},
    {"channels.<name>.secret", CONFIG_SECRET, CHANNEL(deliver.secret), "",
	N_("signs what goes there")},
    {"channels.<name>.secret_file", CONFIG_SECRET_FILE, CHANNEL(deliver.secret), "",
	N_("a file that holds it")},
    {"channels.<name>.secret_old", CONFIG_SECRET, CHANNEL(deliver.secret_old), "",
	N_("while secrets are changed: signs as well")},
    {"channels.<name>.secret_old_file", CONFIG_SECRET_FILE, CHANNEL(deliver.secret_old), "",
	N_("a file that holds it")},
    {"channels.<name>.async", CONFIG_BOOL, CHANNEL(async), "false",
	N_("replies go by deliver or long poll, and several lines in a row are one message")},
    {"channels.<name>.burst_pause", CONFIG_SPAN, CHANNEL(burst_pause), "1.2s",
	N_("async: so long after a line it is judged what was written"), 1, 60 * SECOND},
    {"channels.<name>.burst_max", CONFIG_SPAN, CHANNEL(burst_max), "5s",
	N_("async: but no later than so long after the first line"), 1, 600 * SECOND},
    {"channels.<name>.text_max", CONFIG_SIZE, CHANNEL(text_max), "",
	N_("bytes of one text; a longer one is split at a good place"), 64, 1 << 20},
    {"channels.<name>.budget", CONFIG_NUMBER, CHANNEL(budget), "",
	N_("so many messages may be sent for one of the customer's"), 1, 1000},
    {"channels.<name>.budget_window", CONFIG_SPAN, CHANNEL(budget_window), "",
	N_("and none later than this after it"), SECOND, 30 * 24LL * HOUR},
    {"channels.<name>.own_senders", CONFIG_TEXTS, CHANNEL(own_senders), "",
	N_("the shop's own accounts: what they write is ours coming back")},
    {"lookups.<name>.url", CONFIG_ADDRESS, LOOKUP(lookup.url), "",
	N_("where the shop's system is asked; {order_no} stands for a slot")},
    {"lookups.<name>.method", CONFIG_METHOD, LOOKUP(lookup.post), "GET", N_("GET or POST")},
    {"lookups.<name>.body", CONFIG_BODY, LOOKUP(lookup.body), "",
	N_("of a POST: JSON with slots within texts")},
    {"lookups.<name>.headers", CONFIG_HEADERS, LOOKUP(lookup), "",
	N_("a map of names and values")},
    {"lookups.<name>.header_files", CONFIG_HEADER_FILES, LOOKUP(lookup), "",
	N_("the same, each value a file that holds it")},
    {"lookups.<name>.slots", CONFIG_POINTERS, LOOKUP(lookup), "",
	N_("what it brings: a map of slots, each with its JSON Pointer in the answer")},
    {"lookups.<name>.optional", CONFIG_TEXTS, LOOKUP(optional), "",
	N_("those of them that may be missing")},
    {"lookups.<name>.answer_within", CONFIG_SPAN, LOOKUP(lookup.answer_within), "1500ms",
	N_("so long the reply waits for it; then the customer is told to hold"), 1, MINUTE},
    {"lookups.<name>.timeout", CONFIG_SPAN, LOOKUP(lookup.timeout), "10s",
	N_("then it has failed"), 10, 2LL * MINUTE},
    {"lookups.<name>.reuse", CONFIG_SPAN, LOOKUP(lookup.reuse), "5m",
	N_("so long what it brought is taken as known"), 0, 24LL * HOUR},
    {"lookups.<name>.in_flight", CONFIG_NUMBER, LOOKUP(lookup.in_flight), "8",
	N_("requests at a time; further ones wait"), 1, 1000},
    {"http.body_max", CONFIG_SIZE, ALL(http.body_max), "64k",
	N_("a longer request body is refused"), 1024, 64 << 20},
    {"http.book_max", CONFIG_SIZE, ALL(http.book_max), "8m",
	N_("the same for a book that is published"), 1024, 12 << 20},
    {"http.header_max", CONFIG_SIZE, ALL(http.header_max), "8k",
	N_("request line and headers together"), 2048, 1 << 20},
    {"http.connections", CONFIG_NUMBER, ALL(http.connections), "2000",
	N_("at a time; further ones wait"), 1, 100000},
    {"http.idle", CONFIG_SPAN, ALL(http.idle), "60s",
	N_("a connection on which nothing moves is closed"), SECOND, HOUR},
    {"http.request", CONFIG_SPAN, ALL(http.request), "30s",
	N_("time for a whole request to arrive"), SECOND, HOUR},
    {"http.wait_max", CONFIG_SPAN, ALL(http.wait_max), "60s",
	N_("the longest long poll"), SECOND, HOUR},
    {"http.stop", CONFIG_SPAN, ALL(http.stop), "10s",
	N_("a graceful stop waits so long for slow clients"), SECOND, HOUR},
    {"publish.timeout", CONFIG_SPAN, ALL(publish.timeout), "30s",
	N_("for a book that is published to be loaded, checked and tested"), 100, HOUR},
    {"privacy.mask", CONFIG_BOOL, ALL(privacy.mask), "false",
	N_("phone, e-mail, card and identity numbers are hidden in what is stored")},
    {"privacy.keep", CONFIG_SPAN, ALL(privacy.keep), "0s",
	N_("messages and closed conversations older than this are removed; 0s: never"),
	0, SETTINGS_SPAN_MAX_MS},
    {"courier.timeout", CONFIG_SPAN, ALL(courier.timeout), "15s",
	N_("for one delivery in all"), 100, HOUR},
    {"courier.connect_timeout", CONFIG_SPAN, ALL(courier.connect_timeout), "5s",
	N_("to reach the receiver"), 100, HOUR},
    {"courier.retry_first", CONFIG_SPAN, ALL(courier.retry_first), "5s",
	N_("up to so long after the first failure, then twice that, ..."), 1, HOUR},
    {"courier.retry_max", CONFIG_SPAN, ALL(courier.retry_max), "1h",
	N_("but never longer than this"), 1, 48LL * HOUR},
    {"courier.attempts", CONFIG_NUMBER, ALL(courier.attempts), "20",
	N_("then it is a dead letter"), 1, 1000},
    {"courier.in_flight", CONFIG_NUMBER, ALL(courier.in_flight), "64",
	N_("deliveries at a time; a quarter of them to one host"), 1, 1000},
};
const size_t config_keys_n = sizeof config_keys / sizeof *config_keys;

const char config_shops[] = "shops";

static const struct {
	const char *name, *help;
} groups[] = {
    {"escalation", N_("where hand-overs to humans and ends of conversations go")},
    {"supervisor", N_("where limits that passed go")},
    {"ticket", N_("the ticket system")},
    {"channels", N_("what is said of each channel, by its name")},
    {"lookups", N_("the shop's own systems, by the names that the book gives")},
    {"http", N_("limits of the HTTP server")},
    {"publish", N_("how books are published")},
    {"privacy", N_("what is kept of customers")},
    {"courier", N_("how webhooks are delivered")},
    {config_shops, N_("shops, by name: each with a book, settings, channels ... of its own, and "
		      "from outside what it does not say")},
};

const char *config_group_help(struct str name)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (str_is(name, groups[i].name))
			return groups[i].help;
	return NULL;
}

struct str config_part(const char **name)
{
	struct str part = str_make(*name, strcspn(*name, "."));

	*name += part.n + ((*name)[part.n] == '.');
	return part;
}

bool config_part_is_free(struct str part)
{
	return part.n && part.p[0] == '<';
}

/* How many parts of path the key begins with: path->n when path is its beginning. */
static size_t common(
    const struct config_key *key, const struct config_path *path, const char **rest)
{
	const char *name = key->name;
	size_t i;

	for (i = 0; i < path->n && *name; i++) {
		struct str part = config_part(&name);

		if (!config_part_is_free(part) && !str_eq(part, path->part[i]))
			break;
	}
	*rest = name;
	return i;
}

enum config_match config_find(
    const struct config_path *path, bool in_shop, const struct config_key **key)
{
	enum config_match best = CONFIG_NONE;
	const char *rest;

	for (size_t i = 0; i < config_keys_n; i++) {
		if ((in_shop && config_keys[i].scope == CONFIG_OF_ALL)
		    || common(&config_keys[i], path, &rest) < path->n)
			continue;
		if (!*rest) {
			*key = &config_keys[i];
			return CONFIG_KEY;
		}
		best = CONFIG_GROUP;
	}
	return best;
}

const char *config_nearest(const struct config_path *path, bool in_shop, struct arena *arena)
{
	char names[CANDIDATES][64];
	const char *pointers[CANDIDATES], *rest, *near;
	struct config_path group = *path;
	struct str part;
	size_t n = 0;

	group.n--;
	for (size_t i = 0; i < config_keys_n && n < CANDIDATES; i++) {
		if ((in_shop && config_keys[i].scope == CONFIG_OF_ALL)
		    || common(&config_keys[i], &group, &rest) < group.n || !*rest)
			continue;
		part = config_part(&rest);
		snprintf(names[n], sizeof names[n], "%.*s", STR_ARG(part));
		pointers[n] = names[n];
		n++;
	}
	if (!group.n && !in_shop && n < CANDIDATES)
		pointers[n++] = config_shops;
	near = diag_nearest(path->part[path->n - 1], pointers, n);
	return near ? arena_strdup(arena, near) : NULL;
}

/* Does an upper-case name with underscores spell this key?  A free part takes letters and digits up
 * to the next underscore. */
static bool spells(
    struct str variable, const char *name, struct config_path *path, struct arena *arena)
{
	path->n = 0;
	while (*name) {
		struct str part = config_part(&name), taken = {variable.p, part.n};

		if (path->n == CONFIG_DEPTH)
			return false;
		if (config_part_is_free(part))
			for (taken.n = 0;
			     taken.n < variable.n && isalnum((unsigned char)variable.p[taken.n]);)
				taken.n++;
		if (!taken.n || taken.n > variable.n)
			return false;
		taken = arena_str(arena, taken);
		for (size_t i = 0; i < taken.n; i++)
			((char *)taken.p)[i] = (char)tolower((unsigned char)taken.p[i]);
		if (!config_part_is_free(part) && !str_eq(taken, part))
			return false;
		path->part[path->n++] = taken;
		variable.p += taken.n;
		variable.n -= taken.n;
		if (*name && (!variable.n || *variable.p++ != '_' || !variable.n--))
			return false;
	}
	return variable.n == 0;
}

const struct config_key *config_find_variable(struct str name, struct config_path *path,
    struct arena *arena)
{
	for (size_t i = 0; i < config_keys_n; i++)
		if (spells(name, config_keys[i].name, path, arena))
			return &config_keys[i];
	return NULL;
}

const char *config_nearest_variable(struct str name, struct arena *arena)
{
	char names[CANDIDATES][64];
	const char *pointers[CANDIDATES], *near;
	size_t n = 0;

	for (size_t i = 0; i < config_keys_n && n < CANDIDATES; i++, n++) {
		snprintf(names[n], sizeof names[n], "%s", config_keys[i].name);
		for (char *p = names[n]; *p; p++)
			*p = *p == '.' ? '_' : (char)toupper((unsigned char)*p);
		pointers[n] = names[n];
	}
	near = diag_nearest(name, pointers, n);
	return near ? arena_strdup(arena, near) : NULL;
}

void config_help(FILE *to)
{
	fprintf(to,
	    _("# xiaoer.yaml: every key, its default, and what it does.\n"
	    "# Each may also come from the environment, which wins: escalation.url is\n"
	    "# XIAOER_ESCALATION_URL.  Under shops.<name> a shop has its own book, settings,\n"
	    "# escalation, ticket, channels and lookups, and takes from outside what it does not say.\n"
	    "\n"));
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];

		fprintf(to, "%-32s %-15s %s\n", k->name, k->standard, intl(k->help));
	}
	fprintf(to, _("\n# under settings, here or in a book:\n\n"));
	settings_help(to);
}
