/* facts.c - see facts.h. */
#include "dialogue/facts.h"

#include "base/zone.h"
#include "dialogue/hours.h"
#include "dialogue/step_internal.h"

static struct str value_mode(const struct facts *f)
{
	return str_of(mode_name(f->c->mode));
}

static struct str value_hours(const struct facts *f)
{
	static const char *const names[] = {
	    [HOURS_OPEN] = "open", [HOURS_LUNCH] = "lunch", [HOURS_CLOSED] = "closed"};

	return str_of(names[hours_state_at(&f->env.book->settings, f->now)]);
}

static struct str value_urgency(const struct facts *f)
{
	static const char *const levels[] = {"", "1", "2", "3", "4"};
	int urgency = f->c->urgency;

	return str_of(levels[urgency >= 1 && urgency <= 4 ? urgency : 0]);
}

static struct str value_vip(const struct facts *f)
{
	struct str vip = conversation_slot(f->c, STR("vip"));

	return str_is(vip, "yes") || str_is(vip, "true") || str_is(vip, "1") ? STR("yes") : STR("");
}

static const struct {
	const char *name;
	struct str (*value)(const struct facts *f);
} desk_values[] = {{"mode", value_mode}, {"hours", value_hours}, {"urgency", value_urgency},
    {"vip", value_vip}};

static struct str value_of(void *ctx, struct str name)
{
	const struct facts *f = ctx;

	for (size_t i = 0; i < sizeof desk_values / sizeof *desk_values; i++)
		if (str_is(name, desk_values[i].name))
			return desk_values[i].value(f);
	return conversation_slot(f->c, name);
}

void facts_init(
    struct facts *f, const struct book *book, const struct conversation *c, int64_t now)
{
	struct civil day = zone_civil(book->settings.zone, now);

	*f = (struct facts){.c = c, .now = now};
	f->env = (struct facts_env){.book = book, .value = value_of, .ctx = f,
	    .today = (int32_t)civil_days(day.year, day.month, day.day)};
}

struct str facts_value(const struct facts *f, struct str name, struct arena *arena)
{
	const struct fact *fact = book_fact(f->env.book, name);

	return fact ? fact_value(fact, &f->env, arena) : conversation_slot(f->c, name);
}

const struct facts *step_facts(struct step *s)
{
	if (s->facts_at != s->now || !s->facts) {
		if (!s->facts)
			s->facts = ARENA_NEW(s->arena, struct facts);
		facts_init(s->facts, s->env->book, s->c, s->now);
		s->facts_at = s->now;
	}
	return s->facts;
}
