/* settings.c - the one table of settings: its rows yield parsing, defaults and help.
 *
 * A row belongs to a section (a map under `settings:`); the rows of the top level have none. */
#include "book/settings.h"

#include <assert.h>
#include <stdlib.h>

#include "base/zone.h"
#include "book/book.h"
#include "book/settings_internal.h"

enum key_kind { KEY_TEXT, KEY_YES, KEY_SPAN, KEY_COUNT, KEY_LIKENESS, KEY_LIMIT, KEY_SPECIAL };

struct key {
	const char *section, *name;
	enum key_kind kind;
	size_t at;            /* offset in struct settings */
	const char *fallback; /* the default as a book would write it; NULL: none */
	const char *help;
	int (*read)(struct settings_reader *r, const struct yaml *v); /* KEY_SPECIAL */
};

static int read_script(struct settings_reader *r, const struct yaml *v);
static int read_skills(struct settings_reader *r, const struct yaml *v);
static int read_section(struct settings_reader *r, const char *section, const struct yaml *map);
static int read_sla(struct settings_reader *r, const struct yaml *v)
{
	return read_section(r, "sla", v);
}

static int read_tickets(struct settings_reader *r, const struct yaml *v)
{
	return read_section(r, "tickets", v);
}

static int read_options(struct settings_reader *r, const struct yaml *v)
{
	return read_section(r, "options", v);
}

static int read_zone(struct settings_reader *r, const struct yaml *v);
static int read_hours(struct settings_reader *r, const struct yaml *v);
static int read_calendar(struct settings_reader *r, const struct yaml *v);
static int read_limits(struct settings_reader *r, const struct yaml *v);
static int read_sla(struct settings_reader *r, const struct yaml *v);
static int read_tickets(struct settings_reader *r, const struct yaml *v);
static int read_options(struct settings_reader *r, const struct yaml *v);
static int read_survey(struct settings_reader *r, const struct yaml *v);

#define AT(member) offsetof(struct settings, member)
#define SPECIAL(section, name, fallback, help, read) \
	{section, name, KEY_SPECIAL, 0, fallback, help, read}

static const struct key keys[] = {
    {NULL, "language", KEY_TEXT, AT(language), "zh-CN", "language of the book", NULL},
    SPECIAL(NULL, "script", NULL,
        "script of the customers it is for, when the language does not tell: han, latin, ...",
        read_script),
    {NULL, "agent", KEY_TEXT, AT(agent), "小二", "name of the assistant, for {agent}", NULL},
    {NULL, "shop", KEY_TEXT, AT(shop), "本店", "name of the shop, for {shop}", NULL},
    SPECIAL(NULL, "skills", NULL, "a title for each group of colleagues, for {skill}", read_skills),
    SPECIAL(NULL, "hours", "always", "opening hours: a map, or `always`", read_hours),
    SPECIAL(NULL, "calendar", NULL, "the words for days, for {opens}", read_calendar),
    SPECIAL(NULL, "limits", NULL, "times and numbers", read_limits),
    SPECIAL(NULL, "sla", NULL, "how long a customer may wait", read_sla),
    SPECIAL(NULL, "tickets", NULL, "the words for how a ticket stands, for {ticket_status}",
        read_tickets),
    SPECIAL(NULL, "options", NULL,
        "what may be offered, by whose fault it is: told to the colleague alone", read_options),
    SPECIAL(NULL, "survey", NULL, "the score asked for behind a conversation", read_survey),

    SPECIAL("hours", "zone", "Asia/Shanghai", "time zone", read_zone),
    SPECIAL("hours", "week", NULL, "hours of each weekday: {mon-fri: \"9:00-18:00\", sun: closed}",
        settings_read_week),
    SPECIAL("hours", "lunch", NULL, "lunch break: \"12:00-13:00\"", settings_read_lunch),
    SPECIAL("hours", "holidays", NULL, "closed days: [2026-10-01..2026-10-07, 2027-01-01]",
        settings_read_holidays),
    SPECIAL("hours", "workdays", NULL, "make-up working days: [2026-10-10]",
        settings_read_workdays),
    SPECIAL("hours", "makeup", NULL, "hours of make-up working days; default Monday's",
        settings_read_makeup),

    {"calendar", "today", KEY_TEXT, AT(today), "今天", "today", NULL},
    {"calendar", "tomorrow", KEY_TEXT, AT(tomorrow), "明天", "tomorrow", NULL},
    SPECIAL("calendar", "weekdays", "[周一, 周二, 周三, 周四, 周五, 周六, 周日]",
        "the seven weekdays, Monday first", settings_read_weekdays),
    SPECIAL("calendar", "date", "{month}月{day}日", "a date, with {month} and {day}, and {year} if you like",
        settings_read_date_format),

    {"limits", "hold_after", KEY_SPAN, AT(hold_after), "60s",
        "waiting for a human: after this the first `hold`", NULL},
    {"limits", "hold_every", KEY_SPAN, AT(hold_every), "120s", "between two `hold.again`", NULL},
    {"limits", "hold_times", KEY_COUNT, AT(hold_times), "3", "how many `hold.again` at most", NULL},
    {"limits", "acknowledge_within", KEY_SPAN, AT(acknowledge_within), "60s",
        "a hand-over that the webhook does not acknowledge: `transfer.failed`", NULL},
    {"limits", "take_within", KEY_SPAN, AT(take_within), "30m",
        "a hand-over that no human takes: `transfer.failed`", NULL},
    {"limits", "close_idle", KEY_SPAN, AT(close_idle), "5m",
        "silence after `closing.check`: `closing.idle`", NULL},
    {"limits", "close_silent", KEY_SPAN, AT(close_silent), "12h",
        "silence after anything else: closed without a word", NULL},
    {"limits", "human_silence", KEY_SPAN, AT(human_silence), "30m",
        "silence of the human in charge: the assistant takes over again; 0: never", NULL},
    {"limits", "ticket_answer", KEY_SPAN, AT(ticket_answer), "10s",
        "how long to wait for the ticket system's number", NULL},
    {"limits", "queue_long", KEY_COUNT, AT(queue_long), "20",
        "from so many waiting conversations on: `opening.queue`", NULL},
    {"limits", "form_tries", KEY_COUNT, AT(form_tries), "3",
        "answers that do not fit a form's question: then a human does the rest", NULL},
    {"limits", "form_within", KEY_SPAN, AT(form_within), "30m",
        "how long a form waits for an answer; then it is left", NULL},
    {"limits", "confirm_score", KEY_LIKENESS, AT(confirm_score), "0.35",
        "likeness (0 to 1) from which the nearest intent is asked about", NULL},

    {"sla", "first_reply", KEY_SPAN, AT(first_reply), "30m",
        "a human's first words after a hand-over, in opening time: `sla.late`", NULL},
    {"sla", "first_reply_urgent", KEY_SPAN, AT(first_reply_urgent), "15m",
        "the same for urgency 1 (by the clock) and 2", NULL},
    {"sla", "first_reply_vip", KEY_SPAN, AT(first_reply_vip), "5m", "the same for VIPs", NULL},
    {"sla", "assigned_reply", KEY_SPAN, AT(assigned_reply), "90s",
        "from taking a conversation over to the first words; for the reports", NULL},
    {"sla", "due_1", KEY_LIMIT, AT(due[1]), "15m",
        "a case of urgency 1 is answered; a span of the clock, or working days as in 5wd", NULL},
    {"sla", "due_2", KEY_LIMIT, AT(due[2]), "24h", "the same for urgency 2", NULL},
    {"sla", "due_3", KEY_LIMIT, AT(due[3]), "72h", "the same for urgency 3", NULL},
    {"sla", "due_4", KEY_LIMIT, AT(due[4]), "5wd", "the same for urgency 4", NULL},
    {"sla", "progress_every", KEY_SPAN, AT(progress_every), "24h",
        "an open ticket without news: `ticket.progress`; 0: never", NULL},
    {"sla", "progress_every_urgent", KEY_SPAN, AT(progress_every_urgent), "12h",
        "the same for urgency 1 and 2, and for VIPs", NULL},
    {"sla", "progress_for", KEY_SPAN, AT(progress_for), "14d",
        "so long after a ticket was filed its notes end", NULL},

    {"tickets", "filed", KEY_TEXT, AT(ticket_status[0]), "已登记", "filed, no news yet", NULL},
    {"tickets", "pending", KEY_TEXT, AT(ticket_status[1]), "处理中", "being worked on", NULL},
    {"tickets", "answered", KEY_TEXT, AT(ticket_status[2]), "已答复", "answered", NULL},
    {"tickets", "closed", KEY_TEXT, AT(ticket_status[3]), "已办结", "closed", NULL},

    {"options", "shop", KEY_TEXT, AT(option[1]), "", "the shop's fault", NULL},
    {"options", "both", KEY_TEXT, AT(option[2]), "", "the fault of both", NULL},
    {"options", "customer", KEY_TEXT, AT(option[3]), "", "not the shop's fault", NULL},

    {"survey", "enabled", KEY_YES, AT(survey_enabled), "yes",
        "ask for a score behind a conversation in which something was solved", NULL},
    {"survey", "every", KEY_SPAN, AT(survey_every), "30d",
        "one customer is not asked again within this time", NULL},
    {"survey", "window", KEY_SPAN, AT(survey_window), "24h", "how long a score is waited for", NULL},
    {"survey", "remark_window", KEY_SPAN, AT(survey_remark), "10m",
        "how long a remark is waited for behind the score", NULL},
    {"survey", "callback_at", KEY_COUNT, AT(survey_callback_at), "3",
        "up to this score a colleague calls back; 0: never", NULL},
    SPECIAL("survey", "words", NULL, "words for each score: {5: [perfect], 1: [terrible]}",
        settings_read_survey_words),
    SPECIAL("survey", "beside", NULL, "words that may stand beside a score: [points, stars]",
        settings_read_survey_beside),
};

enum { KEYS = sizeof keys / sizeof keys[0] };

static bool in_section(const struct key *k, const char *section)
{
	return k->section == section ||
	    (k->section && section && str_is(str_of(section), k->section));
}

/* "72h", or "5wd": working days. */
static int put_limit(struct limit *to, struct str text)
{
	struct limit limit = {0, 0};

	if (text.n > 2 && memcmp(text.p + text.n - 2, "wd", 2) == 0) {
		if (!str_to_int64(str_make(text.p, text.n - 2), &limit.days) || limit.days < 1 ||
		    limit.days > 1000)
			return -1;
	} else if (span_parse(text, &limit.ms) || limit.ms < 0 ||
		   limit.ms > SETTINGS_SPAN_MAX_MS) {
		return -1;
	}
	*to = limit;
	return 0;
}

/* A default or a value that is text already: 0, or -1 when it is not of the kind. */
static int put(const struct key *k, struct settings *s, struct str text)
{
	void *to = (char *)s + k->at;
	char *end;
	int64_t n;
	double likeness;

	switch (k->kind) {
	case KEY_TEXT:
		*(struct str *)to = text;
		return 0;
	case KEY_YES:
		if (!str_is(text, "yes") && !str_is(text, "no"))
			return -1;
		*(bool *)to = str_is(text, "yes");
		return 0;
	case KEY_SPAN:
		if (span_parse(text, &n) || n < 0 || n > SETTINGS_SPAN_MAX_MS)
			return -1;
		*(int64_t *)to = n;
		return 0;
	case KEY_COUNT:
		if (!str_to_int64(text, &n) || n < 0 || n > 1000000)
			return -1;
		*(int64_t *)to = n;
		return 0;
	case KEY_LIKENESS: /* text ends with a NUL, as all of yaml.h and every literal does */
		likeness = text.n ? strtod(text.p, &end) : -1;
		if (!(likeness >= 0 && likeness <= 1) || end != text.p + text.n)
			return -1;
		*(double *)to = likeness;
		return 0;
	case KEY_LIMIT:
		return put_limit(to, text);
	case KEY_SPECIAL:
		break;
	}
	return -1;
}

static int read_simple(struct settings_reader *r, const struct key *k, const struct yaml *v)
{
	static const char *const wanted[] = {
	    [KEY_TEXT] = "a text",
	    [KEY_YES] = "yes or no",
	    [KEY_SPAN] = "a span of time such as 90s, 5m or 2h, of 3650d at most",
	    [KEY_COUNT] = "a number from 0 to 1000000",
	    [KEY_LIKENESS] = "a number from 0 to 1",
	    [KEY_LIMIT] = "a span of time such as 15m or 72h, or working days such as 5wd",
	};
	struct str text;

	if (yaml_text(v, k->name, r->diags, &text))
		return -1;
	if (k->kind == KEY_TEXT && !str_trim(text).n)
		return diag_error(r->diags, v->at, "%s is empty", k->name);
	if (put(k, r->s, k->kind == KEY_TEXT ? arena_str(r->arena, text) : text))
		return diag_error(r->diags, v->at, "%s is %s, not '%.*s'", k->name,
		    wanted[k->kind], STR_ARG(text));
	return 0;
}

static int unknown_key(struct settings_reader *r, const char *section, const struct yaml_member *m)
{
	const char *names[KEYS], *near;
	size_t n = 0;

	for (size_t i = 0; i < KEYS; i++)
		if (in_section(&keys[i], section))
			names[n++] = keys[i].name;
	near = diag_nearest(m->key, names, n);
	return diag_error(r->diags, m->key_at, "unknown setting '%.*s'%s%s%s", STR_ARG(m->key),
	    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static int read_key(struct settings_reader *r, const char *section, const struct yaml_member *m)
{
	for (size_t i = 0; i < KEYS; i++) {
		const struct key *k = &keys[i];

		if (in_section(k, section) && str_is(m->key, k->name))
			return k->kind == KEY_SPECIAL ? k->read(r, m->value)
						      : read_simple(r, k, m->value);
	}
	return unknown_key(r, section, m);
}

static int read_section(struct settings_reader *r, const char *section, const struct yaml *map)
{
	int rc = 0;

	if (map->type != YAML_MAP)
		return yaml_is_nothing(map) ? 0 :
		    diag_error(r->diags, map->at, "%s is a map of keys and values",
			section ? section : "settings");
	for (size_t i = 0; i < map->size; i++)
		rc |= read_key(r, section, &map->members[i]);
	return rc;
}

static int read_hours(struct settings_reader *r, const struct yaml *v)
{
	if (v->type == YAML_SCALAR && str_is(v->text, "always")) {
		r->s->always_open = true;
		return 0;
	}
	if (yaml_is_nothing(v) || v->type != YAML_MAP)
		return diag_error(r->diags, v->at, "hours is a map with `week:`, or `always`");
	r->s->always_open = false;
	if (!r->s->week_at.file)
		r->s->week_at = v->at;
	if (read_section(r, "hours", v) == 0)
		return 0;
	r->s->hours_unsure = true;
	return -1;
}

static int read_calendar(struct settings_reader *r, const struct yaml *v)
{
	return read_section(r, "calendar", v);
}

static int read_limits(struct settings_reader *r, const struct yaml *v)
{
	return read_section(r, "limits", v);
}

static int read_survey(struct settings_reader *r, const struct yaml *v)
{
	return read_section(r, "survey", v);
}

static int read_zone(struct settings_reader *r, const struct yaml *v)
{
	struct str text;

	if (yaml_text(v, "zone", r->diags, &text))
		return -1;
	r->s->zone_name = arena_str(r->arena, text);
	r->s->zone_at = v->at;
	return 0;
}

static int read_script(struct settings_reader *r, const struct yaml *v)
{
	struct str text;
	const char *near;
	size_t n = 0;

	if (yaml_text(v, "script", r->diags, &text))
		return -1;
	r->s->script = writing_parse(text);
	if (r->s->script)
		return 0;
	while (writing_names[n])
		n++;
	near = diag_nearest(text, writing_names, n);
	return diag_error(r->diags, v->at, "unknown script '%.*s'%s%s%s", STR_ARG(text),
	    near ? "; did you mean '" : " (han, kana, hangul, latin, cyrillic, ...)",
	    near ? near : "", near ? "'?" : "");
}

static int put_skill(struct settings_reader *r, struct str name, struct str title)
{
	struct settings *s = r->s;
	struct value_pair *grown;

	for (size_t i = 0; i < s->skills_n; i++) {
		if (str_eq(s->skills[i].name, name)) {
			s->skills[i].value = title;
			return 0;
		}
	}
	grown = ARENA_ARRAY(r->arena, struct value_pair, s->skills_n + 1);
	for (size_t i = 0; i < s->skills_n; i++)
		grown[i] = s->skills[i];
	grown[s->skills_n] = (struct value_pair){arena_str(r->arena, name), title};
	s->skills = grown;
	s->skills_n++;
	return 0;
}

static int read_skill(struct settings_reader *r, const struct yaml_member *m)
{
	size_t n = 0;
	bool known = false;
	struct str title;
	const char *near;

	for (; book_skills[n]; n++)
		known = known || str_is(m->key, book_skills[n]);
	if (!known) {
		near = diag_nearest(m->key, book_skills, n);
		return diag_error(r->diags, m->key_at, "unknown skill '%.*s'%s%s%s",
		    STR_ARG(m->key), near ? "; did you mean '" : "", near ? near : "",
		    near ? "'?" : "");
	}
	if (yaml_text(m->value, "the title of a skill", r->diags, &title))
		return -1;
	if (!str_trim(title).n)
		return diag_error(r->diags, m->value->at, "the title of a skill is empty");
	return put_skill(r, m->key, arena_str(r->arena, title));
}

static int read_skills(struct settings_reader *r, const struct yaml *v)
{
	int rc = 0;

	if (yaml_is_nothing(v))
		return 0;
	if (v->type != YAML_MAP)
		return diag_error(r->diags, v->at, "skills is a map: a title for each skill");
	for (size_t i = 0; i < v->size; i++)
		rc |= read_skill(r, &v->members[i]);
	return rc;
}

void settings_default(struct settings *s)
{
	static const char *const weekdays[7] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};

	*s = (struct settings){
	    .always_open = true,
	    .zone_name = STR("Asia/Shanghai"),
	    .date_format = STR("{month}月{day}日"),
	};
	for (size_t i = 0; i < 7; i++)
		s->weekdays[i] = str_of(weekdays[i]);
	for (size_t i = 0; i < KEYS; i++) {
		if (keys[i].kind == KEY_SPECIAL)
			continue;
		int rc = put(&keys[i], s, str_of(keys[i].fallback));

		assert(rc == 0);
		(void)rc;
	}
}

int settings_read(struct settings *s, const struct yaml *map, struct arena *arena,
    struct diag_list *diags)
{
	struct settings_reader r = {s, arena, diags};

	return map ? read_section(&r, NULL, map) : 0;
}

int settings_finish(struct settings *s, struct place at, struct diag_list *diags)
{
	int rc = 0;

	settings_close(s);
	s->zone = zone_load(s->zone_name.p);
	if (!s->zone)
		rc = diag_error(diags, s->zone_at.file ? s->zone_at : at,
		    "no time zone '%.*s' on this machine; write it as in Asia/Shanghai",
		    STR_ARG(s->zone_name));
	rc |= settings_check_hours(s, at, diags);
	if (!s->script)
		s->script = writing_of_language(s->language);
	/* the names of the files need not live as long as the settings */
	s->zone_at = s->week_at = s->lunch_at = s->workdays_at = (struct place){0};
	return rc;
}

void settings_close(struct settings *s)
{
	struct zone *zone = (struct zone *)s->zone;

	zone_free(&zone);
	s->zone = NULL;
}

void settings_help(FILE *to)
{
	char name[48];

	for (size_t i = 0; i < KEYS; i++) {
		const struct key *k = &keys[i];

		snprintf(name, sizeof name, "%s%s%s", k->section ? k->section : "",
		    k->section ? "." : "", k->name);
		fprintf(to, "  %-28s %s", name, k->help);
		if (k->fallback && *k->fallback)
			fprintf(to, " (default %s)", k->fallback);
		fputc('\n', to);
	}
}
