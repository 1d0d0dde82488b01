/* script_internal.h - a dialogue test being played.  Not for others. */
#ifndef XIAOER_DIALOGUE_SCRIPT_INTERNAL_H
#define XIAOER_DIALOGUE_SCRIPT_INTERNAL_H

#include "base/yaml.h"
#include "dialogue/script.h"
#include "dialogue/step.h"

struct play {
	struct dialogue_env env;
	struct conversation c;
	int64_t now;
	struct match_scratch *scratch;
	struct arena *arena; /* of this dialogue */
	struct diag_list *diags;
	FILE *trace;
	struct lookup_offer *lookups; /* those of env */
	/* what was decided since the last expect */
	struct decision *seen;
	size_t seen_n, seen_cap;
};

/* All return 0, or -1 with an error for everything that is not so. */

int script_expect(struct play *p, const struct yaml *expect);

/* A span of time, a moment; what: how messages call it (script.c). */
int script_span(struct play *p, const struct yaml *v, const char *what, int64_t *out);
int script_time(struct play *p, const struct yaml *v, const char *what, int64_t *out);

/* `env:` and `notices:` of a dialogue, into p->env (script_env.c); v NULL: none. */
int script_env(struct play *p, const struct yaml *v);
int script_notices(struct play *p, const struct yaml *list);

/* `lookups:` of env, into p->env (script_lookup.c). */
int script_lookups(struct play *p, const struct yaml *v);
/* The look-up under way brings these, if env does not say what it brings. */
void script_brought(struct play *p, const struct values *brought);

#endif
