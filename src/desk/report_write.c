/* report_write.c - one walk over the figures, two forms. */
#include "desk/report_write.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"

enum { DEPTH = 4, SATISFIED = 4 };

static const char *const who_names[WHO_COUNT] = {"bot", "human"};

/* Where numbers go: JSON, or CSV when json is NULL. */
struct sink {
	struct report *report;
	struct json_out *json;
	struct buf *csv;
	struct str group;
	const char *path[DEPTH];
	size_t depth;
};

/* ---- the sink ---- */

static void open(struct sink *s, const char *name)
{
	if (s->json)
		json_key_open(s->json, name, '{');
	else
		s->path[s->depth++] = name;
}

static void shut(struct sink *s)
{
	if (s->json)
		json_close(s->json, '}');
	else
		s->depth--;
}

/* A text that a spreadsheet would take for a formula gets an apostrophe in front. */
static void csv_text(struct buf *to, struct str text)
{
	buf_addz(to, "\"");
	if (text.n && strchr("=+-@\t\r", text.p[0]))
		buf_addz(to, "'");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_addz(to, "\"");
		buf_addc(to, text.p[i]);
	}
	buf_addz(to, "\"");
}

static void csv_line(struct sink *s, const char *name, const char *value)
{
	csv_text(s->csv, s->group);
	for (size_t i = 0; i < s->depth; i++)
		buf_printf(s->csv, "%s%s", i ? "." : ",", s->path[i]);
	buf_addz(s->csv, ",");
	csv_text(s->csv, str_of(name));
	buf_printf(s->csv, ",%s\n", value);
}

static void put(struct sink *s, const char *name, int64_t v)
{
	char text[32];

	if (s->json) {
		json_key_int(s->json, name, v);
		return;
	}
	snprintf(text, sizeof text, "%" PRId64, v);
	csv_line(s, name, text);
}

static void put_double(struct sink *s, const char *name, double v, bool known, int decimals)
{
	char text[64] = "";

	if (s->json && known)
		json_key_double(s->json, name, v, decimals);
	else if (s->json)
		json_key_null(s->json, name);
	if (s->json)
		return;
	if (known)
		snprintf(text, sizeof text, "%.*f", decimals, v);
	csv_line(s, name, text);
}

/* ---- what is worked out ---- */

double report_share(int64_t part, int64_t whole)
{
	return whole > 0 ? (double)part / (double)whole : -1;
}

int64_t report_judged(const struct figures *f)
{
	return f->messages[STORE_CUSTOMER] - f->unjudged;
}

int64_t report_scored(const struct figures *f, enum report_who who, int least)
{
	int64_t n = 0;

	for (int i = least; i < REPORT_SCORES; i++)
		n += f->scores[who][i];
	return n;
}

static void put_share(struct sink *s, const char *name, int64_t part, int64_t whole)
{
	put_double(s, name, report_share(part, whole), whole > 0, 4);
}

/* ---- the walk ---- */

static void put_waits(struct sink *s, const char *name, struct waits *w)
{
	int64_t n = (int64_t)waits_count(w);

	open(s, name);
	put(s, "count", n);
	put_double(s, "mean_ms", n ? (double)w->sum / (double)n : 0, n > 0, 1);
	put_double(s, "median_ms", n ? (double)waits_percentile(w, 50) : 0, n > 0, 0);
	put_double(s, "p90_ms", n ? (double)waits_percentile(w, 90) : 0, n > 0, 0);
	shut(s);
}

static void put_both_waits(struct sink *s, const char *name, struct waits w[WHO_COUNT])
{
	open(s, name);
	for (int i = 0; i < WHO_COUNT; i++)
		put_waits(s, who_names[i], &w[i]);
	shut(s);
}

static void put_resolution(struct sink *s, struct figures *f)
{
	struct waits all = {0};

	open(s, "resolution");
	for (int i = 0; i < WHO_COUNT; i++) {
		put_waits(s, who_names[i], &f->resolution[i]);
		waits_merge(&all, &f->resolution[i]);
	}
	put_waits(s, "all", &all);
	shut(s);
	waits_free(&all);
}

static void put_first_contact_of(
    struct sink *s, const char *name, int64_t closed, int64_t solved)
{
	open(s, name);
	put(s, "closed", closed);
	put(s, "solved", solved);
	put_share(s, "rate", solved, closed);
	shut(s);
}

static void put_first_contact(struct sink *s, const struct figures *f)
{
	int64_t closed = 0, solved = 0;

	open(s, "first_contact");
	for (int i = 0; i < WHO_COUNT; i++) {
		put_first_contact_of(
		    s, who_names[i], f->first_contact[i], f->first_contact_solved[i]);
		closed += f->first_contact[i];
		solved += f->first_contact_solved[i];
	}
	put_first_contact_of(s, "all", closed, solved);
	shut(s);
}

static void put_scores(struct sink *s, const char *name, int64_t asked,
    const int64_t scores[REPORT_SCORES])
{
	int64_t n = 0, sum = 0, satisfied = 0;

	for (int i = 1; i < REPORT_SCORES; i++) {
		n += scores[i];
		sum += i * scores[i];
		satisfied += i >= SATISFIED ? scores[i] : 0;
	}
	open(s, name);
	put(s, "asked", asked);
	put(s, "answered", n);
	put_share(s, "csat", satisfied, n);
	put_double(s, "mean", n ? (double)sum / (double)n : 0, n > 0, 4);
	open(s, "scores");
	for (int i = 1; i < REPORT_SCORES; i++)
		put(s, (char[]){(char)('0' + i), '\0'}, scores[i]);
	shut(s);
	shut(s);
}

static void put_survey(struct sink *s, const struct figures *f)
{
	int64_t all[REPORT_SCORES] = {0};

	open(s, "survey");
	for (int w = 0; w < WHO_COUNT; w++) {
		put_scores(s, who_names[w], f->asked[w], f->scores[w]);
		for (int i = 1; i < REPORT_SCORES; i++)
			all[i] += f->scores[w][i];
	}
	put_scores(s, "all", f->asked[WHO_BOT] + f->asked[WHO_HUMAN], all);
	put(s, "remarks", f->remarks);
	put(s, "call_backs", f->call_backs);
	shut(s);
}

static void put_limit_of(struct sink *s, const char *name, int64_t met, int64_t breached)
{
	open(s, name);
	put(s, "met", met);
	put(s, "breached", breached);
	put_share(s, "kept", met, met + breached);
	shut(s);
}

static void put_limits(struct sink *s, const struct figures *f)
{
	static const char *const names[LIMIT_COUNT] = {"first_reply", "due"};

	open(s, "sla");
	for (int l = 0; l < LIMIT_COUNT; l++) {
		int64_t met = 0, breached = 0;

		open(s, names[l]);
		for (int u = 1; u < REPORT_URGENCIES; u++) {
			put_limit_of(
			    s, (char[]){(char)('0' + u), '\0'}, f->met[l][u], f->breached[l][u]);
		}
		for (int u = 0; u < REPORT_URGENCIES; u++) {
			met += f->met[l][u];
			breached += f->breached[l][u];
		}
		put_limit_of(s, "all", met, breached);
		shut(s);
	}
	shut(s);
}

static void put_tally(struct sink *s, const char *name, const struct tally *t)
{
	const struct tally_entry *e = tally_sorted(t, report_arena(s->report));

	open(s, name);
	for (size_t i = 0; i < t->n; i++)
		put(s, e[i].name.p, e[i].n);
	shut(s);
}

static void put_conversations(struct sink *s, const struct figures *f)
{
	open(s, "conversations");
	put(s, "opened", f->opened);
	put(s, "closed", f->closed[WHO_BOT] + f->closed[WHO_HUMAN]);
	put(s, "closed_bot_only", f->closed[WHO_BOT]);
	put(s, "closed_human", f->closed[WHO_HUMAN]);
	shut(s);
	open(s, "messages");
	put(s, "customer", f->messages[STORE_CUSTOMER]);
	put(s, "bot", f->messages[STORE_BOT]);
	put(s, "human", f->messages[STORE_HUMAN]);
	shut(s);
}

static void put_rates(struct sink *s, const struct figures *f)
{
	open(s, "escalation");
	put(s, "hand_overs", f->hand_overs);
	put(s, "conversations", f->escalated);
	put_share(s, "rate", f->escalated, f->opened);
	shut(s);
	open(s, "misses");
	put(s, "missed", f->misses);
	put(s, "judged", report_judged(f));
	put_share(s, "rate", f->misses, report_judged(f));
	shut(s);
	open(s, "tickets");
	put(s, "filed", f->tickets);
	put(s, "answered", f->tickets_answered);
	put(s, "closed", f->tickets_closed);
	shut(s);
}

static void walk(struct sink *s, struct figures *f)
{
	put_conversations(s, f);
	put_both_waits(s, "first_response", f->first_response);
	put_resolution(s, f);
	put_first_contact(s, f);
	put_rates(s, f);
	put_survey(s, f);
	put_limits(s, f);
	put_tally(s, "intents", &f->intents);
	put_tally(s, "phrases", &f->phrases);
	put_tally(s, "skills", &f->skills);
	put_tally(s, "escalation_reasons", &f->reasons);
	put_tally(s, "return_reasons", &f->return_reasons);
	put_tally(s, "forms", &f->forms);
	put_tally(s, "ticket_matters", &f->tickets_by);
	put_tally(s, "lookups_failed", &f->lookups_failed);
	put_tally(s, "unsent", &f->unsent);
	put_tally(s, "opened_by", &f->opened_by);
	put_tally(s, "closed_by", &f->closed_by);
}

/* ---- JSON ---- */

static void head(struct json_out *o, const struct report_query *q)
{
	static const char *const by[] = {NULL, "day", "channel", "shop"};
	char text[32];

	time_format(q->from, text);
	json_key_str(o, "from", str_of(text));
	time_format(q->to, text);
	json_key_str(o, "to", str_of(text));
	json_key_int(o, "fcr_window_ms", q->fcr_window);
	if (q->shop.n)
		json_key_str(o, "shop", q->shop);
	if (q->channel.n)
		json_key_str(o, "channel", q->channel);
	if (by[q->by])
		json_key_str(o, "by", str_of(by[q->by]));
}

void report_json(struct report *r, struct buf *to)
{
	struct json_out o;
	struct sink s = {.report = r, .json = &o};
	struct figures *f;

	json_out_init(&o, to);
	json_open(&o, '{');
	head(&o, report_query(r));
	json_key_open(&o, "total", '{');
	walk(&s, report_total(r));
	json_close(&o, '}');
	if (report_query(r)->by != REPORT_TOTAL) {
		json_key_open(&o, "groups", '[');
		for (size_t i = 0; (f = report_group(r, i)); i++) {
			json_open(&o, '{');
			json_key_str(&o, "name", f->name);
			walk(&s, f);
			json_close(&o, '}');
		}
		json_close(&o, ']');
	}
	json_close(&o, '}');
}

/* ---- CSV ---- */

void report_csv(struct report *r, struct buf *to)
{
	struct sink s = {.report = r, .csv = to, .group = report_total(r)->name};
	struct figures *f;

	buf_addz(to, "group,figure,name,value\n");
	walk(&s, report_total(r));
	for (size_t i = 0; (f = report_group(r, i)); i++) {
		s.group = f->name;
		walk(&s, f);
	}
}
