/* sheet_options.h - what export and import are told of a CSV file. */
#ifndef XIAOER_COMMAND_SHEET_OPTIONS_H
#define XIAOER_COMMAND_SHEET_OPTIONS_H

#include "sheet/csv.h"

struct sheet_options {
	const char *encoding, *separator; /* as given; NULL: not */
};

/* 0, or COMMAND_MISUSED after a message.  What *out points to lives as long as the program. */
int sheet_options_read(
    const char *command, const struct sheet_options *given, struct csv_options *out);

#endif
