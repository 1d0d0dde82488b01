/* config.h - xiaoer.yaml and the environment: one table of keys (config_keys.c) yields parsing,
 * help and the README's list.
 *
 * Environment wins over file.  A key is XIAOER_ and the key in capitals with `_` for dots:
 * escalation.url is XIAOER_ESCALATION_URL. A config belongs to who loaded it and never changes
 * afterwards; all its texts live in its arena. */
#ifndef XIAOER_COMMAND_CONFIG_H
#define XIAOER_COMMAND_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/log.h"
#include "base/str.h"
#include "desk/lookup.h"

struct shape;
struct yaml;

enum config_from { CONFIG_NOWHERE, CONFIG_FROM_FILE, CONFIG_FROM_ENVIRONMENT };

struct config_secret {
	struct str bytes;             /* decoded; empty: none */
	enum config_from from;
};

struct config_webhook {
	struct str url;               /* empty: none */
	struct config_secret secret, secret_old;
	struct str number;            /* ticket: JSON Pointer of its number */
};

struct config_texts {
	struct str *list;
	size_t n;
};

struct config_channel {
	struct str name;
	struct config_webhook deliver;
	bool async;
	int64_t burst_pause, burst_max; /* ms */
	int64_t text_max;               /* bytes; 0: any */
	int64_t budget;                 /* messages; 0: any */
	int64_t budget_window;          /* ms; 0: for each message of the customer's */
	struct config_texts own_senders;
};

struct config_lookup {
	struct lookup lookup;
	struct config_texts optional; /* names of its slots */
	enum config_from *headers_from; /* of each header */
	struct place at, body_at, optional_at;
};

struct config_shop {
	struct str name;
	struct config_texts books;    /* folders; none: the books inside the binary */
	struct config_webhook escalation, supervisor, ticket;
	struct config_channel *channels;
	size_t channels_n;
	struct config_lookup *lookups;
	size_t lookups_n;
	const struct yaml *settings;  /* NULL: none */
};

struct config {
	struct arena *arena;
	struct str file;              /* empty: there was none */
	struct str listen, public_url, store;
	int64_t log_level;            /* enum log_level */
	struct str *tokens;
	size_t tokens_n;
	enum config_from tokens_from;
	/* what stands outside `shops:`: each shop takes from it what it does not say itself */
	struct config_shop top;
	struct config_shop *shops;    /* at least one; the first is for messages that name none */
	size_t shops_n;
	struct {
		int64_t body_max, book_max, header_max, connections, idle, request, wait_max, stop;
	} http;
	struct {
		int64_t timeout; /* ms */
	} publish;
	struct {
		int64_t timeout, connect_timeout, retry_first, retry_max, attempts, in_flight;
	} courier;
	struct {
		int64_t keep; /* ms; 0: for ever */
		bool mask;
	} privacy;
};

/* path NULL: ./xiaoer.yaml when there is one.  NULL after at least one error in diags; warnings may
 * be there in any case. */
struct config *config_load(const char *path, char *const *environment, struct diag_list *diags);
/* The same for commands: the process's own environment, findings printed on stderr. */
struct config *config_open(const char *path);
void config_free(struct config **c);
void config_help(FILE *to);       /* every key, its default and meaning */
/* What may stand in xiaoer.yaml (base/shape.h); lives in the arena. */
const struct shape *config_shape(struct arena *arena);
/* "file:line:col: error: text" each, without the line itself: it may hold a secret.  Returns how
 * many errors. */
size_t config_print(const struct diag_list *diags, FILE *to);

#endif
