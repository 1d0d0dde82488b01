/* config_internal.h - what the files of config share: the table of keys, and setting one. */
#ifndef XIAOER_COMMAND_CONFIG_INTERNAL_H
#define XIAOER_COMMAND_CONFIG_INTERNAL_H

#include <stdbool.h>

#include "base/shape.h"
#include "base/yaml.h"
#include "command/config.h"

enum config_type {
	CONFIG_TEXT,
	CONFIG_TEXTS,                 /* one or a list; in the environment with commas between */
	CONFIG_URL,
	CONFIG_SECRET,
	CONFIG_SECRET_FILE,           /* the offset of the secret itself */
	CONFIG_TOKENS,
	CONFIG_TOKEN_FILE,
	CONFIG_POINTER,
	CONFIG_LEVEL,
	CONFIG_SPAN,                  /* milliseconds */
	CONFIG_SIZE,                  /* bytes */
	CONFIG_NUMBER,
	CONFIG_BOOL,
	CONFIG_MAP,                   /* kept as it is */
	/* of look-ups: config_lookup.c */
	CONFIG_ADDRESS,               /* a URL with {slots} */
	CONFIG_METHOD,
	CONFIG_BODY,                  /* JSON with {slots} */
	CONFIG_HEADERS,
	CONFIG_HEADER_FILES,          /* the offset of the headers themselves */
	CONFIG_POINTERS               /* slots and where they stand in an answer */
};

/* Of whom the offset is counted. */
enum config_scope { CONFIG_OF_ALL, CONFIG_OF_SHOP, CONFIG_OF_CHANNEL, CONFIG_OF_LOOKUP };

struct config_key {
	const char *name;             /* "channels.<name>.deliver" */
	enum config_type type;
	enum config_scope scope;
	size_t offset;
	const char *standard;         /* read like a written value; "": nothing is read */
	const char *help;             /* message id */
	int64_t min, max;             /* CONFIG_SPAN in ms, CONFIG_SIZE, CONFIG_NUMBER */
};

extern const struct config_key config_keys[];
extern const size_t config_keys_n;
extern const char config_shops[]; /* the one key beside them: a map of shops */
/* What stands under a part of names that more follows ("escalation"), a message id; NULL: none
 * such. */
const char *config_group_help(struct str name);
/* The part of a key's name that begins at *name, moved behind it and its dot. */
struct str config_part(const char **name);
bool config_part_is_free(struct str part); /* "<name>": stands for any */

enum { CONFIG_DEPTH = 8 };

struct config_path {
	struct str part[CONFIG_DEPTH];
	size_t n;
};

enum config_match { CONFIG_NONE, CONFIG_GROUP, CONFIG_KEY };

/* What path is: a key (*key), the beginning of keys, or nothing.  in_shop: only keys that a shop
 * may have. */
enum config_match config_find(
    const struct config_path *path, bool in_shop, const struct config_key **key);
/* The same for the name of an environment variable without XIAOER_; fills in path, whose free parts
 * (`<name>`) are lower case. */
const struct config_key *config_find_variable(struct str name, struct config_path *path,
    struct arena *arena);
/* The nearest name that could stand at the end of path; NULL when none is near. */
const char *config_nearest(const struct config_path *path, bool in_shop, struct arena *arena);
const char *config_nearest_variable(struct str name, struct arena *arena);

struct config_source {
	struct config *config;
	struct arena *scratch;
	struct diag_list *diags;
	enum config_from from;
};

/* One key, and where its value goes. */
struct config_setting {
	struct config_source *source;
	const struct config_key *key;
	const struct yaml *value;
	const char *what;             /* how messages call it */
	void *at;
};

int config_set_address(const struct config_setting *s);
int config_set_method(const struct config_setting *s);
int config_set_body(const struct config_setting *s);
int config_set_headers(const struct config_setting *s);
int config_set_header_files(const struct config_setting *s);
int config_set_pointers(const struct config_setting *s);
int config_set_url(const struct config_setting *s);
/* Is it such a key's value a map, in the environment too? */
bool config_is_map(enum config_type type);
/* What the value of a key may be; lives in the arena. */
const struct shape *config_value_shape(const struct config_key *key, struct arena *arena);
extern const struct shape config_address_shape, config_method_shape, config_headers_shape;
extern const struct shape config_pointers_shape;
/* Reads a small file that the value names; -1 after an error. */
int config_read_file(const struct config_setting *s, const struct yaml *path, struct str *out);
struct config_lookup *config_lookup(
    struct config_source *s, struct config_shop *shop, struct str name, struct place at);
/* What a shop takes from outside, and what does not go together. */
void config_inherit_lookups(struct config *c, struct config_shop *shop);
void config_check_lookups(struct config_source *s, struct config_shop *shop);

/* Sets a key of the shop (or of all).  what: how messages call it. */
int config_set(struct config_source *s, const struct config_key *key, struct config_shop *shop,
    const struct config_path *path, const struct yaml *value, const char *what);

#endif
