/* facts.c - see facts.h. */
#include "dialogue/facts.h"

#include "base/zone.h"
#include "book/kind.h"
#include "book/outcome.h"
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

const struct intent *step_outcome(struct step *s, const struct intent *i)
{
	return i->cases_n ? intent_now(i, &step_facts(s)->env, s->arena) : i;
}

bool step_canonical(struct step *s, struct str name, struct str text, struct str *value)
{
	enum slot_kind kind = book_slot_kind(s->env->book, name);
	int64_t ms;
	*value = str_trim(text);
	if (value->n == 0 || kind == SLOT_TEXT || kind == SLOT_CHOICE || kind == SLOT_ATTACHMENT)
		return value->n > 0;
	/* a moment of the system's own zone is a day of the shop's */
	if (kind == SLOT_DATE && time_parse(*value, s->set->zone, &ms) == 0) {
		struct civil day = zone_civil(s->set->zone, ms);
		*value =
		    kind_date_text((int32_t)civil_days(day.year, day.month, day.day), s->arena);
		return value->n > 0;
	}
	return kind_read(kind, *value, step_facts(s)->env.today, s->arena, value);
}
