/* report.c - the fold: each message and record counts in one group; the total is made of the
 * groups. */
#include "desk/report.h"

#include <stdlib.h>

#include "dialogue/record.h"

/* An end of an episode that may still prove not to have been the end of the matter. */
struct ending {
	int64_t conversation; /* 0: free */
	int64_t at;           /* 0: none is open */
	struct figures *of;
	enum report_who who;
};

struct report {
	struct report_query q;
	struct arena *arena;
	struct figures total, **groups;
	size_t groups_n, groups_room;
	/* the group found last, and for what */
	struct figures *last;
	const struct store_place *last_place;
	int64_t day_from, day_to;
	/* is the place asked for? */
	const struct store_place *judged;
	bool wanted;
	struct ending *endings; /* an open hash */
	size_t endings_n, endings_mask;
};

enum { ENDINGS_ROOM = 1024 };

struct report *report_new(const struct report_query *q)
{
	struct arena *arena = arena_new(1 << 16);
	struct report *r = ARENA_NEW(arena, struct report);

	*r = (struct report){.q = *q, .arena = arena, .endings_mask = ENDINGS_ROOM - 1};
	r->endings = ARENA_ARRAY(arena, struct ending, ENDINGS_ROOM);
	r->total.name = STR("total");
	return r;
}

static void free_figures(struct figures *f)
{
	for (int w = 0; w < WHO_COUNT; w++) {
		waits_free(&f->first_response[w]);
		waits_free(&f->resolution[w]);
	}
}

void report_free(struct report **r)
{
	struct arena *arena;

	if (!*r)
		return;
	for (size_t i = 0; i < (*r)->groups_n; i++)
		free_figures((*r)->groups[i]);
	free_figures(&(*r)->total);
	arena = (*r)->arena;
	*r = NULL;
	arena_free(&arena);
}

int64_t report_records_to(const struct report_query *q)
{
	return q->to > INT64_MAX - q->fcr_window ? INT64_MAX : q->to + q->fcr_window;
}

/* ---- groups ---- */

static struct figures *group_named(struct report *r, struct str name)
{
	struct figures *f;

	for (size_t i = r->groups_n; i-- > 0;)
		if (str_eq(r->groups[i]->name, name))
			return r->groups[i];
	if (r->groups_n == r->groups_room) {
		size_t room = r->groups_room ? r->groups_room * 2 : 8;

		r->groups = arena_grow(r->arena, r->groups,
		    r->groups_room * sizeof *r->groups, room * sizeof *r->groups);
		r->groups_room = room;
	}
	f = ARENA_NEW(r->arena, struct figures);
	f->name = arena_str(r->arena, name);
	return r->groups[r->groups_n++] = f;
}

static struct figures *group_of_day(struct report *r, int64_t at)
{
	struct civil c;
	struct str name;

	if (r->last && at >= r->day_from && at < r->day_to)
		return r->last;
	c = zone_civil(r->q.zone, at);
	name = arena_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
	c.hour = c.minute = c.second = 0;
	r->day_from = zone_ms(r->q.zone, &c);
	c.day++;
	r->day_to = zone_ms(r->q.zone, &c);
	return group_named(r, name);
}

static bool is_wanted(struct report *r, const struct store_place *place)
{
	if (place == r->judged)
		return r->wanted;
	r->judged = place;
	r->wanted = (!r->q.shop.n || str_eq(r->q.shop, place->shop)) &&
		    (!r->q.channel.n || str_eq(r->q.channel, place->channel));
	return r->wanted;
}

static struct figures *group_of(struct report *r, const struct store_place *place, int64_t at)
{
	switch (r->q.by) {
	case REPORT_DAY:
		r->last = group_of_day(r, at);
		break;
	case REPORT_CHANNEL:
	case REPORT_SHOP:
		if (r->last && place == r->last_place)
			break;
		r->last =
		    group_named(r, r->q.by == REPORT_SHOP ? place->shop : place->channel);
		r->last_place = place;
		break;
	case REPORT_TOTAL:
		if (!r->last)
			r->last = group_named(r, STR("total"));
		break;
	}
	return r->last;
}

/* ---- messages ---- */

static void take_message(void *ctx, const struct store_head *m)
{
	struct report *r = ctx;
	struct figures *f;

	if (!is_wanted(r, m->place))
		return;
	f = group_of(r, m->place, m->at);
	f->messages[m->direction]++;
	if (m->direction == STORE_CUSTOMER && m->intent.n)
		tally_add(&f->intents, r->arena, m->intent, 1);
	if (m->direction != STORE_CUSTOMER && m->phrase.n)
		tally_add(&f->phrases, r->arena, m->phrase, 1);
}

/* ---- who comes back ---- */

static struct ending *ending_slot(struct ending *list, size_t mask, int64_t conversation)
{
	size_t at = (size_t)((uint64_t)conversation * 0x9e3779b97f4a7c15U >> 20) & mask;

	while (list[at].conversation && list[at].conversation != conversation)
		at = (at + 1) & mask;
	return &list[at];
}

static void more_endings(struct report *r)
{
	size_t mask = r->endings_mask * 2 + 1;
	struct ending *list = ARENA_ARRAY(r->arena, struct ending, mask + 1);

	for (size_t i = 0; i <= r->endings_mask; i++)
		if (r->endings[i].conversation)
			*ending_slot(list, mask, r->endings[i].conversation) = r->endings[i];
	r->endings = list;
	r->endings_mask = mask;
}

/* Solved until he comes back. */
static void solved(struct report *r, struct figures *f, enum report_who who, int64_t conversation,
    int64_t at)
{
	struct ending *e = ending_slot(r->endings, r->endings_mask, conversation);

	f->first_contact_solved[who]++;
	if (!e->conversation && ++r->endings_n > r->endings_mask / 2) {
		more_endings(r);
		e = ending_slot(r->endings, r->endings_mask, conversation);
	}
	*e = (struct ending){conversation, at, f, who};
}

static void came_back(struct report *r, const struct store_record *rec)
{
	struct ending *e = ending_slot(r->endings, r->endings_mask, rec->conversation);

	if (!e->conversation || !e->of)
		return;
	if (rec->at < e->at + r->q.fcr_window)
		e->of->first_contact_solved[e->who]--;
	e->of = NULL;
}

/* ---- records ---- */

static enum report_who who_of(const struct store_record *rec)
{
	return rec->marks & MARK_HUMAN ? WHO_HUMAN : WHO_BOT;
}

static void take_opened(struct figures *f, struct arena *arena, const struct store_record *rec)
{
	tally_add(&f->opened_by, arena, rec->value, 1);
	if (rec->marks & MARK_CALL_BACK)
		return;
	f->opened++;
	if (rec->amount >= 0)
		waits_add(&f->first_response[WHO_BOT], rec->amount);
}

static void take_escalated(struct report *r, struct figures *f, const struct store_record *rec)
{
	f->hand_overs++;
	tally_add(&f->skills, r->arena, rec->detail, 1);
	tally_add(&f->reasons, r->arena, rec->value, 1);
	if (str_is(rec->value, "survey"))
		f->call_backs++;
	if (!(rec->marks & (MARK_CALL_BACK | MARK_HANDED_OVER)) &&
	    rec->at - rec->amount >= r->q.from)
		f->escalated++;
}

static void take_closed(struct report *r, struct figures *f, const struct store_record *rec)
{
	enum report_who who = who_of(rec);

	tally_add(&f->closed_by, r->arena, rec->value, 1);
	if (rec->marks & MARK_CALL_BACK)
		return;
	f->closed[who]++;
	waits_add(&f->resolution[who], rec->amount);
	if (!(rec->marks & MARK_MATTER))
		return;
	f->first_contact[who]++;
	if (!(rec->marks & MARK_TICKET))
		solved(r, f, who, rec->conversation, rec->at);
}

static void take_limit(struct figures *f, const struct store_record *rec, bool met)
{
	enum report_limit limit = str_is(rec->value, "due") ? LIMIT_DUE : LIMIT_FIRST_REPLY;
	int urgency = rec->urgency >= 1 && rec->urgency < REPORT_URGENCIES ? rec->urgency : 0;

	if (met)
		f->met[limit][urgency]++;
	else
		f->breached[limit][urgency]++;
}

static void take_score(struct figures *f, const struct store_record *rec)
{
	if (rec->amount >= 1 && rec->amount < REPORT_SCORES)
		f->scores[who_of(rec)][rec->amount]++;
}

static void count(struct report *r, struct figures *f, enum record what,
    const struct store_record *rec)
{
	switch (what) {
	case RECORD_OPENED:
		take_opened(f, r->arena, rec);
		break;
	case RECORD_ANSWERED:
		waits_add(&f->first_response[WHO_BOT], rec->amount);
		break;
	case RECORD_UNJUDGED:
		f->unjudged += rec->amount;
		break;
	case RECORD_MISS:
		f->misses++;
		break;
	case RECORD_ESCALATED:
		take_escalated(r, f, rec);
		break;
	case RECORD_REPLIED:
		if (rec->amount >= 0)
			waits_add(&f->first_response[WHO_HUMAN], rec->amount);
		break;
	case RECORD_TICKET:
		f->tickets++;
		tally_add(&f->tickets_by, r->arena, rec->value, 1);
		break;
	case RECORD_TICKET_ANSWERED:
		f->tickets_answered++;
		break;
	case RECORD_TICKET_CLOSED:
		f->tickets_closed++;
		break;
	case RECORD_FORM:
		tally_add(&f->forms, r->arena,
		    arena_printf(r->arena, "%.*s %.*s", STR_ARG(rec->value), STR_ARG(rec->detail)),
		    1);
		break;
	case RECORD_REASON:
		tally_add(&f->return_reasons, r->arena, rec->value, 1);
		break;
	case RECORD_LOOKUP_FAILED:
		tally_add(&f->lookups_failed, r->arena, rec->value, 1);
		break;
	case RECORD_SLA_MET:
		take_limit(f, rec, true);
		break;
	case RECORD_SLA_BREACHED:
		take_limit(f, rec, false);
		break;
	case RECORD_SURVEY_ASKED:
		f->asked[who_of(rec)]++;
		break;
	case RECORD_SURVEY:
		take_score(f, rec);
		break;
	case RECORD_REMARK:
		f->remarks++;
		break;
	case RECORD_CLOSED:
		take_closed(r, f, rec);
		break;
	case RECORD_UNSENT:
		tally_add(&f->unsent, r->arena, rec->value, 1);
		break;
	case RECORD_MATTER:
	case RECORD_TAKEN:
	case RECORD_RELEASED:
	case RECORD_COUNT:
		break;
	}
}

static void take_record(
    void *ctx, const struct store_record *rec, const struct store_place *place)
{
	struct report *r = ctx;
	enum record what;

	/* what a later version wrote is not counted by this one */
	if (!is_wanted(r, place) || record_parse(rec->what, &what) != 0)
		return;
	if (what == RECORD_MATTER || (what == RECORD_OPENED && rec->marks & MARK_MATTER))
		came_back(r, rec);
	if (rec->at < r->q.to)
		count(r, group_of(r, place, rec->at), what, rec);
}

struct store_visitor report_visitor(struct report *r)
{
	return (struct store_visitor){r, take_message, take_record};
}

/* ---- the end ---- */

static void add_who(struct figures *to, const struct figures *f)
{
	for (int w = 0; w < WHO_COUNT; w++) {
		to->closed[w] += f->closed[w];
		waits_merge(&to->first_response[w], &f->first_response[w]);
		waits_merge(&to->resolution[w], &f->resolution[w]);
		to->first_contact[w] += f->first_contact[w];
		to->first_contact_solved[w] += f->first_contact_solved[w];
		to->asked[w] += f->asked[w];
		for (int i = 0; i < REPORT_SCORES; i++)
			to->scores[w][i] += f->scores[w][i];
	}
}

static void add_numbers(struct figures *to, const struct figures *f)
{
	to->opened += f->opened;
	for (int d = 0; d < 3; d++)
		to->messages[d] += f->messages[d];
	to->unjudged += f->unjudged;
	to->misses += f->misses;
	to->hand_overs += f->hand_overs;
	to->escalated += f->escalated;
	to->tickets += f->tickets;
	to->tickets_answered += f->tickets_answered;
	to->tickets_closed += f->tickets_closed;
	to->remarks += f->remarks;
	to->call_backs += f->call_backs;
	for (int l = 0; l < LIMIT_COUNT; l++) {
		for (int u = 0; u < REPORT_URGENCIES; u++) {
			to->met[l][u] += f->met[l][u];
			to->breached[l][u] += f->breached[l][u];
		}
	}
}

static void add_tallies(struct figures *to, struct arena *arena, const struct figures *f)
{
	tally_merge(&to->opened_by, arena, &f->opened_by);
	tally_merge(&to->closed_by, arena, &f->closed_by);
	tally_merge(&to->intents, arena, &f->intents);
	tally_merge(&to->phrases, arena, &f->phrases);
	tally_merge(&to->skills, arena, &f->skills);
	tally_merge(&to->reasons, arena, &f->reasons);
	tally_merge(&to->return_reasons, arena, &f->return_reasons);
	tally_merge(&to->forms, arena, &f->forms);
	tally_merge(&to->tickets_by, arena, &f->tickets_by);
	tally_merge(&to->lookups_failed, arena, &f->lookups_failed);
	tally_merge(&to->unsent, arena, &f->unsent);
}

static int by_name(const void *a, const void *b)
{
	return str_compare(
	    (*(struct figures *const *)a)->name, (*(struct figures *const *)b)->name);
}

void report_finish(struct report *r)
{
	for (size_t i = 0; i < r->groups_n; i++) {
		add_who(&r->total, r->groups[i]);
		add_numbers(&r->total, r->groups[i]);
		add_tallies(&r->total, r->arena, r->groups[i]);
	}
	if (r->q.by == REPORT_TOTAL)
		return;
	if (r->groups_n)
		qsort(r->groups, r->groups_n, sizeof *r->groups, by_name);
}

const struct report_query *report_query(const struct report *r)
{
	return &r->q;
}

struct figures *report_total(struct report *r)
{
	return &r->total;
}

struct figures *report_group(struct report *r, size_t i)
{
	return r->q.by != REPORT_TOTAL && i < r->groups_n ? r->groups[i] : NULL;
}

struct arena *report_arena(struct report *r)
{
	return r->arena;
}
