/* suggest_message.h - `xiaoer suggest --message`: why a stored message was answered as it was. */
#ifndef XIAOER_COMMAND_SUGGEST_MESSAGE_H
#define XIAOER_COMMAND_SUGGEST_MESSAGE_H

#include <stdbool.h>

struct normaliser;

/* store, config: as given, or NULL.  Returns the status to end with. */
int suggest_message(const char *id, const char *store, const char *config,
    const struct normaliser *normaliser, bool json);

#endif
