/* outcome.c - see outcome.h. */
#include "book/outcome.h"

static const struct outcome *first_that_holds(
    const struct outcome *cases, size_t n, const struct facts_env *env)
{
	for (size_t i = 0; i < n; i++)
		if (condition_holds(cases[i].when, env))
			return &cases[i];
	return NULL;
}

const struct intent *intent_now(
    const struct intent *i, const struct facts_env *env, struct arena *arena)
{
	const struct outcome *o = first_that_holds(i->cases, i->cases_n, env);
	struct intent *now;

	if (!o)
		return i;
	now = ARENA_NEW(arena, struct intent);
	*now = *i;
	if (o->has_then)
		now->then = o->then;
	if (o->has_form)
		now->form = o->form;
	if (o->has_lookup)
		now->lookup = o->lookup;
	if (o->answer)
		now->answer = o->answer;
	if (o->skill.n)
		now->skill = o->skill;
	if (o->urgency)
		now->urgency = o->urgency;
	if (o->responsible)
		now->responsible = o->responsible;
	return now;
}
