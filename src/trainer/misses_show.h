/* misses_show.h - misses for people and for programs. */
#ifndef XIAOER_TRAINER_MISSES_SHOW_H
#define XIAOER_TRAINER_MISSES_SHOW_H

#include <stdio.h>

#include "base/json.h"
#include "base/zone.h"
#include "trainer/misses.h"

enum { MISSES_SENTENCES = 4 }; /* shown of a group */

struct misses_print {
	int state;      /* enum store_miss_state; -1: any */
	size_t limit;   /* groups */
	bool mask;      /* numbers of persons are hidden (base/mask.h) */
	const struct zone *zone; /* of times, in the table; NULL: UTC */
};

void misses_table(const struct misses *m, const struct misses_print *p, FILE *to);
/* One JSON object. */
void misses_json(const struct misses *m, const struct misses_print *p, struct json_out *o);

#endif
