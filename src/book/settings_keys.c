/* settings_keys.c - the tables of settings: their rows yield parsing, defaults, help and schema.
 *
 * A section is a map under `settings:` with a table of its own. */
#include "base/intl.h"
#include "book/book.h"
#include "book/settings_internal.h"

/* ---- what the values are ---- */

static const char *const yes_no[] = {"yes", "no", NULL};

static const struct shape yes_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(yes_no)};
static const struct shape span_shape = {.title = N_("a span of time such as 90s, 5m or 1h30m"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_SPAN,
    .max = SETTINGS_SPAN_MAX_MS};
static const struct shape count_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .max = 1000000};
static const struct shape likeness_shape = {.title = N_("a number from 0 to 1"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_NUMBER,
    .max = 1};
static const struct shape limit_shape = {
    .title = N_("a span of time such as 15m or 72h, or working days such as 5wd"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^(" SHAPE_SPAN_PATTERN "|0*([1-9][0-9]{0,2}|1000)wd)$",
    .least = 1,
    .max = SETTINGS_SPAN_MAX_MS / 1000}; /* without a unit: seconds */

const struct shape settings_script_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(writing_names)};

const struct shape settings_skills_shape = {.title = N_("a title for each skill"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &shape_filled,
    .names_from = SHAPE_NAMED(book_skills)};

/* settings_hours.c reads these. */
#define TIME "\\s*(([01]?[0-9]|2[0-3])\\s*:\\s*[0-5][0-9]|24\\s*:\\s*00)\\s*"
#define INTERVAL TIME "-" TIME
#define WEEKDAY "(mon|tue|wed|thu|fri|sat|sun)"
#define DATE "\\s*[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\\s*"

static const char *const weekday_names[] = {
    "mon-fri", "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

static const struct shape day_shape = {.name = "day",
    .title = N_("hours such as \"9:00-18:00\" or \"9:00-12:00, 14:00-18:00\", or closed"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^\\s*(closed|" INTERVAL "(," INTERVAL ")*,?)\\s*$"};
static const struct shape week_shape = {
    .title = N_("hours of each weekday: {mon-fri: \"9:00-18:00\", sun: closed}"),
    .takes = SHAPE_MAP,
    .value = &day_shape,
    .names = "^\\s*" WEEKDAY "\\s*(-|-\\s*" WEEKDAY "\\s*)?$",
    .names_from = SHAPE_NAMED(weekday_names)};
static const struct shape lunch_shape = {.title = N_("hours such as \"12:00-13:00\""),
    .takes = SHAPE_SCALAR | SHAPE_NOTHING,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^" INTERVAL "$"};
static const struct shape date_shape = {
    .title = N_("a date such as 2027-01-01, or days such as 2026-10-01..2026-10-07"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^" DATE "(\\.\\.(" DATE ")?)?$"};
static const struct shape dates_shape = {
    .takes = SHAPE_LIST | SHAPE_NOTHING, .most = DATES_MAX, .each = &date_shape};
static const struct shape weekdays_shape = {
    .takes = SHAPE_LIST, .least = 7, .most = 7, .each = &shape_filled};
static const struct shape date_format_shape = {
    .title = N_("a date with {month} and {day}, as in \"{month}月{day}日\""),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "\\{month\\}[\\s\\S]*\\{day\\}|\\{day\\}[\\s\\S]*\\{month\\}"};

/* settings_survey.c reads these. */
static const struct shape survey_list_shape = {.title = N_("a list of words"),
    .takes = SHAPE_LIST | SHAPE_NOTHING,
    .each = &shape_filled};
static const struct shape survey_words_shape = {.title = N_("a list of words for each score"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &survey_list_shape,
    .names = "^0*[1-5]$"}; /* by a pattern: to some editors a key of digits is no name */

/* ---- the keys ---- */

#define AT(member) offsetof(struct settings, member)
#define SIMPLE(kind, name, shape, member, standard, help) \
	{{name, shape, help, standard}, kind, AT(member), NULL}
#define TEXT(name, member, standard, help) \
	SIMPLE(SETTING_TEXT, name, &shape_filled, member, standard, help)
#define YES(name, member, standard, help) \
	SIMPLE(SETTING_YES, name, &yes_shape, member, standard, help)
#define SPAN(name, member, standard, help) \
	SIMPLE(SETTING_SPAN, name, &span_shape, member, standard, help)
#define COUNT(name, member, standard, help) \
	SIMPLE(SETTING_COUNT, name, &count_shape, member, standard, help)
#define LIKENESS(name, member, standard, help) \
	SIMPLE(SETTING_LIKENESS, name, &likeness_shape, member, standard, help)
#define LIMIT(name, member, standard, help) \
	SIMPLE(SETTING_LIMIT, name, &limit_shape, member, standard, help)
#define SPECIAL(name, shape, standard, help, read) \
	{{name, shape, help, standard}, SETTING_SPECIAL, 0, read}
#define SECTION(name, shape, help) {{name, shape, help, NULL}, SETTING_SECTION, 0, NULL}

static const struct settings_key hours_keys[] = {
    SPECIAL("zone", &shape_text, "Asia/Shanghai", N_("time zone"), settings_read_zone),
    SPECIAL("week", &week_shape, NULL,
	N_("hours of each weekday: {mon-fri: \"9:00-18:00\", sun: closed}"), settings_read_week),
    SPECIAL("lunch", &lunch_shape, NULL, N_("lunch break: \"12:00-13:00\""), settings_read_lunch),
    SPECIAL("holidays", &dates_shape, NULL,
	N_("closed days: [2026-10-01..2026-10-07, 2027-01-01]"), settings_read_holidays),
    SPECIAL("workdays", &dates_shape, NULL, N_("make-up working days: [2026-10-10]"),
	settings_read_workdays),
    SPECIAL("makeup", &day_shape, NULL, N_("hours of make-up working days; default Monday's"),
	settings_read_makeup),
};

static const char *const always[] = {"always", NULL};

const struct shape settings_hours_shape = {.name = "hours",
    .title = N_("opening hours: a map, or always"),
    .takes = SHAPE_SCALAR | SHAPE_MAP,
    .scalar = SHAPE_CHOICE,
    .choices = SHAPE_NAMED(always),
    SHAPE_KEYS(hours_keys)};

static const struct settings_key calendar_keys[] = {
    TEXT("today", today, "今天", N_("today")),
    TEXT("tomorrow", tomorrow, "明天", N_("tomorrow")),
    SPECIAL("weekdays", &weekdays_shape, "[周一, 周二, 周三, 周四, 周五, 周六, 周日]",
	N_("the seven weekdays, Monday first"), settings_read_weekdays),
    SPECIAL("date", &date_format_shape, "{month}月{day}日",
	N_("a date, with {month} and {day}, and {year} if you like"), settings_read_date_format),
};

static const struct shape calendar_shape = {.name = "calendar",
    .title = N_("the words for days"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(calendar_keys)};

static const struct settings_key limits_keys[] = {
    SPAN("hold_after", hold_after, "60s", N_("waiting for a human: after this the first `hold`")),
    SPAN("hold_every", hold_every, "120s", N_("between two `hold.again`")),
    COUNT("hold_times", hold_times, "3", N_("how many `hold.again` at most")),
    SPAN("acknowledge_within", acknowledge_within, "60s",
	N_("a hand-over that the webhook does not acknowledge: `transfer.failed`")),
    SPAN("take_within", take_within, "30m",
	N_("a hand-over that no human takes: `transfer.failed`")),
    SPAN("close_idle", close_idle, "5m", N_("silence after `closing.check`: `closing.idle`")),
    SPAN("close_silent", close_silent, "12h",
	N_("silence after anything else: closed without a word")),
    SPAN("human_silence", human_silence, "30m",
	N_("silence of the human in charge: the assistant takes over again; 0: never")),
    SPAN("ticket_answer", ticket_answer, "10s",
	N_("how long to wait for the ticket system's number")),
    COUNT("queue_long", queue_long, "20",
	N_("from so many waiting conversations on: `opening.queue`")),
    COUNT("form_tries", form_tries, "3",
	N_("answers that do not fit a form's question: then a human does the rest")),
    SPAN("form_within", form_within, "30m",
	N_("how long a form waits for an answer; then it is left")),
    LIKENESS("confirm_score", confirm_score, "0.35",
	N_("likeness (0 to 1) from which the nearest intent is asked about")),
};

static const struct shape limits_shape = {.name = "limits",
    .title = N_("times and numbers"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(limits_keys)};

static const struct settings_key sla_keys[] = {
    SPAN("first_reply", first_reply, "30m",
	N_("a human's first words after a hand-over, in opening time: `sla.late`")),
    SPAN("first_reply_urgent", first_reply_urgent, "15m",
	N_("the same for urgency 1 (by the clock) and 2")),
    SPAN("first_reply_vip", first_reply_vip, "5m", N_("the same for VIPs")),
    SPAN("assigned_reply", assigned_reply, "90s",
	N_("from taking a conversation over to the first words; for the reports")),
    LIMIT("due_1", due[1], "15m",
	N_("a case of urgency 1 is answered; a span of the clock, or working days as in 5wd")),
    LIMIT("due_2", due[2], "24h", N_("the same for urgency 2")),
    LIMIT("due_3", due[3], "72h", N_("the same for urgency 3")),
    LIMIT("due_4", due[4], "5wd", N_("the same for urgency 4")),
    SPAN("progress_every", progress_every, "24h",
	N_("an open ticket without news: `ticket.progress`; 0: never")),
    SPAN("progress_every_urgent", progress_every_urgent, "12h",
	N_("the same for urgency 1 and 2, and for VIPs")),
    SPAN("progress_for", progress_for, "14d",
	N_("so long after a ticket was filed its notes end")),
};

static const struct shape sla_shape = {.name = "sla",
    .title = N_("how long a customer may wait"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(sla_keys)};

static const struct settings_key tickets_keys[] = {
    TEXT("filed", ticket_status[0], "已登记", N_("filed, no news yet")),
    TEXT("pending", ticket_status[1], "处理中", N_("being worked on")),
    TEXT("answered", ticket_status[2], "已答复", N_("answered")),
    TEXT("closed", ticket_status[3], "已办结", N_("closed")),
};

static const struct shape tickets_shape = {.name = "tickets",
    .title = N_("the words for how a ticket stands"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(tickets_keys)};

static const struct settings_key options_keys[] = {
    TEXT("shop", option[1], "", N_("the shop's fault")),
    TEXT("both", option[2], "", N_("the fault of both")),
    TEXT("customer", option[3], "", N_("not the shop's fault")),
};

static const struct shape options_shape = {.name = "options",
    .title = N_("what may be offered"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(options_keys)};

static const struct settings_key survey_keys[] = {
    YES("enabled", survey_enabled, "yes",
	N_("ask for a score behind a conversation in which something was solved")),
    SPAN("every", survey_every, "30d", N_("one customer is not asked again within this time")),
    SPAN("window", survey_window, "24h", N_("how long a score is waited for")),
    SPAN("remark_window", survey_remark, "10m",
	N_("how long a remark is waited for behind the score")),
    COUNT("callback_at", survey_callback_at, "3",
	N_("up to this score a colleague calls back; 0: never")),
    SPECIAL("words", &survey_words_shape, NULL,
	N_("words for each score: {5: [perfect], 1: [terrible]}"), settings_read_survey_words),
    SPECIAL("beside", &survey_list_shape, NULL,
	N_("words that may stand beside a score: [points, stars]"), settings_read_survey_beside),
};

static const struct shape survey_shape = {.name = "survey",
    .title = N_("the survey"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(survey_keys)};

static const struct settings_key keys[] = {
    TEXT("language", language, "zh-CN", N_("language of the book")),
    SPECIAL("script", &settings_script_shape, NULL,
	N_("script of the customers it is for, when the language does not tell: han, latin, ..."),
	settings_read_script),
    TEXT("agent", agent, "小二", N_("name of the assistant, for {agent}")),
    TEXT("shop", shop, "本店", N_("name of the shop, for {shop}")),
    SPECIAL("skills", &settings_skills_shape, NULL,
	N_("a title for each group of colleagues, for {skill}"), settings_read_skills),
    SPECIAL("hours", &settings_hours_shape, "always", N_("opening hours: a map, or `always`"),
	settings_read_hours),
    SECTION("calendar", &calendar_shape, N_("the words for days, for {opens}")),
    SECTION("limits", &limits_shape, N_("times and numbers")),
    SECTION("sla", &sla_shape, N_("how long a customer may wait")),
    SECTION("tickets", &tickets_shape,
	N_("the words for how a ticket stands, for {ticket_status}")),
    SECTION("options", &options_shape,
	N_("what may be offered, by whose fault it is: told to the colleague alone")),
    SECTION("survey", &survey_shape, N_("the score asked for behind a conversation")),
};

const struct shape settings_shape = {.name = "settings",
    .title = N_("settings"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(keys)};
