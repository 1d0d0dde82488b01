/* misses_command.h - what the files of `xiaoer misses` share. */
#ifndef XIAOER_COMMAND_MISSES_COMMAND_H
#define XIAOER_COMMAND_MISSES_COMMAND_H

#include "command/command.h"
#include "trainer/misses.h"

struct config;
struct config_shop;
struct normaliser;

struct misses_command {
	/* as given */
	const char *shop_name, *channel, *from, *to, *last, *state, *who;
	const char *into, *example, *pattern;
	struct command_list books;
	int64_t limit;
	bool json, no_mask, yes, dry_run, accept_warnings;
	int64_t number; /* of the message that names a group */
	/* what is opened */
	struct config *config;
	const struct config_shop *shop;
	struct arena *arena;
	struct normaliser *normaliser;
	struct shelf shelf;
	const char *dirs[SHELF_MAX]; /* of each of its books; NULL: it is inside the binary */
	struct match_scratch *scratch;
	struct store_reader *reader;
	int64_t begin, end; /* the period */
	struct misses *misses;
};

/* "xiaoer misses: text" on stderr; returns COMMAND_FAILED. */
int misses_failed(const char *text);
/* The group that --number names and its sentence; NULL after saying that there is none. */
const struct miss_group *misses_named(
    struct misses_command *c, const struct miss_sentence **sentence);
/* Stores what was decided about the group, through the server that has the store, else by itself:
 * COMMAND_GOOD, or COMMAND_FAILED after saying why not. */
int misses_store(struct misses_command *c, const struct miss_group *g, enum store_miss_state state,
    struct str intent);

int misses_add(struct misses_command *c);

#endif
