/* script_internal.h - a dialogue test being played.  Not for others. */
#ifndef XIAOER_DIALOGUE_SCRIPT_INTERNAL_H
#define XIAOER_DIALOGUE_SCRIPT_INTERNAL_H

#include "base/shape.h"
#include "base/yaml.h"
#include "dialogue/script.h"
#include "dialogue/step.h"

struct play {
	struct dialogue_env env;
	struct conversation c;
	const struct yaml *dialogue;
	struct str name; /* of the dialogue */
	int64_t now;
	struct match_scratch *scratch;
	struct arena *arena; /* of this dialogue */
	struct diag_list *diags;
	FILE *trace;
	const struct progress *progress; /* may stop it; may be NULL */
	struct lookup_offer *lookups; /* those of env */
	/* what was decided since the last expect */
	struct decision *seen;
	size_t seen_n, seen_cap;
};

/* All return 0, or -1 with an error for everything that is not so. */

int script_expect(struct play *p, const struct yaml *expect);
/* Of the last hand-over or ticket (script_expect_case.c). */
int script_expect_skill(struct play *p, const struct yaml *v);
int script_expect_urgency(struct play *p, const struct yaml *v);
int script_expect_responsible(struct play *p, const struct yaml *v);
int script_expect_also(struct play *p, const struct yaml *v);

/* What happened, and what it says for the trace (script.c). */
int script_step(struct play *p, const struct event *e);
void script_tell(struct play *p, const char *what, struct str text);
/* Names with values; v NULL: none. */
int script_values(struct play *p, const struct yaml *v, const char *what, struct values *out);

/* The steps `agent` and `event` (script_event.c). */
int script_agent(struct play *p, const struct yaml *v);
int script_event(struct play *p, const struct yaml *v);

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

/* "a, b and c": the keys of a map, for messages. */
const char *script_keys(struct play *p, const struct shape *map);

/* What the values of a test may be. */
extern const struct shape script_span_shape, script_time_shape, script_values_shape;
extern const struct shape script_urgency_shape;
extern const struct shape script_expect_shape, script_agent_shape, script_event_shape;
extern const struct shape script_env_shape, script_notices_shape, script_lookups_shape;

#endif
