/* heard.c - sorts the hits of a message. */
#include "dialogue/heard.h"

static const struct str role_ids[ROLE_COUNT] = {
    [ROLE_GREETING] = STR("greeting"),
    [ROLE_THANKS] = STR("thanks"),
    [ROLE_PRAISE] = STR("praise"),
    [ROLE_GOODBYE] = STR("goodbye"),
    [ROLE_ACKNOWLEDGE] = STR("acknowledge"),
    [ROLE_AFFIRM] = STR("affirm"),
    [ROLE_DENY] = STR("deny"),
    [ROLE_NUDGE] = STR("nudge"),
    [ROLE_STORY] = STR("story"),
    [ROLE_MEDIA] = STR("media"),
    [ROLE_HUMAN] = STR("human.request"),
    [ROLE_COMPLAINT] = STR("complaint"),
    [ROLE_SLOW] = STR("service.slow"),
    [ROLE_ANGER] = STR("anger"),
    [ROLE_DANGER] = STR("danger"),
};

enum role heard_role(const struct intent *i)
{
	for (int r = ROLE_NONE + 1; r < ROLE_COUNT; r++)
		if (str_eq(i->id, role_ids[r]))
			return (enum role)r;
	return ROLE_NONE;
}

bool heard_is_hand_over(const struct intent *i)
{
	enum role r = heard_role(i);
	return i->then == THEN_TRANSFER || r == ROLE_HUMAN || r == ROLE_DANGER;
}

static bool is_mood(const struct intent *i)
{
	enum role r = heard_role(i);
	return r == ROLE_ANGER || r == ROLE_SLOW;
}

static void sort_roles(struct heard *h)
{
	for (size_t i = 0; i < h->result->n; i++) {
		const struct match_hit *hit = &h->result->hits[i];
		enum role r = heard_role(hit->intent);
		if (!h->role[r])
			h->role[r] = hit;
		if (!h->courtesy && hit->intent->kind == INTENT_COURTESY)
			h->courtesy = hit;
	}
}

/* The hits without moods, for match_second() to choose from; the same result when there is none. */
static const struct match_result *without_moods(const struct match_result *r, struct arena *arena)
{
	struct match_result *calm = ARENA_NEW(arena, struct match_result);
	*calm = *r;
	calm->hits = ARENA_ARRAY(arena, struct match_hit, r->n);
	calm->n = 0;
	for (size_t i = 0; i < r->n; i++)
		if (!is_mood(r->hits[i].intent))
			calm->hits[calm->n++] = r->hits[i];
	return calm;
}

static bool begins_with_business(const struct match_result *r)
{
	return r->n && r->hits[0].intent->kind == INTENT_BUSINESS;
}

static void in_order_of_asking(struct heard *h)
{
	const struct match_hit *best = h->matter;

	if (h->second->start > best->start)
		return;
	h->matter = h->second;
	h->second = best;
}

static void choose_matters(struct heard *h, const struct match_result *r)
{
	h->matter = &r->hits[0];
	h->second = match_second(r);
	if (!h->second)
		return;
	bool first = heard_is_hand_over(h->matter->intent),
	     second = heard_is_hand_over(h->second->intent);
	if (!first && !second) {
		in_order_of_asking(h);
		return;
	}
	h->beside = first ? h->second : h->matter;
	if (!first)
		h->matter = h->second;
	h->second = NULL;
	/* Of two hand-overs a plain wish for a human says less than the matter itself. */
	if (first && second && heard_role(h->matter->intent) == ROLE_HUMAN) {
		const struct match_hit *human = h->matter;
		h->matter = h->beside;
		h->beside = human;
	}
}

void heard_message(struct heard *h, const struct match_result *r, struct arena *arena)
{
	*h = (struct heard){.result = r};
	if (!r || r->n == 0)
		return;
	sort_roles(h);
	if (!begins_with_business(r))
		return;
	if (!h->role[ROLE_ANGER] && !h->role[ROLE_SLOW]) {
		choose_matters(h, r);
		return;
	}
	const struct match_result *calm = without_moods(r, arena);
	h->upset = begins_with_business(calm);
	choose_matters(h, h->upset ? calm : r);
}
