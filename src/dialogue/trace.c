/* trace.c - decisions and state in words. */
#include "base/intl.h"
#include "dialogue/trace.h"

#include "base/intl.h"
#include "base/utf8.h"
#include "base/zone.h"

static void trace_place(FILE *to, struct place at)
{
	if (at.file)
		fprintf(to, "  %s:%u", at.file, at.line);
}

/* what: the message id of the line. */
static void trace_case(FILE *to, const char *what, const struct decision *d)
{
	fprintf(to, intl(what), STR_ARG(d->reason), STR_ARG(d->skill), d->urgency);
	if (d->also.n)
		fprintf(to, _(" also=%.*s"), STR_ARG(d->also));
	if (d->number.n)
		fprintf(to, _(" number=%.*s"), STR_ARG(d->number));
	fputc('\n', to);
}

void trace_decision(FILE *to, const struct decision *d)
{
	switch (d->kind) {
	case DECIDE_SAY:
		fprintf(to, _("  < %.*s\n    [say] %.*s%s%.*s"), STR_ARG(d->text), STR_ARG(d->led_by),
		    d->led_by.n ? " + " : "",
		    STR_ARG(d->phrase.n ? d->phrase : str_of(_("a human's words"))));
		trace_place(to, d->at);
		fputc('\n', to);
		break;
	case DECIDE_ESCALATE:
		trace_case(to, N_("    [escalate] reason=%.*s skill=%.*s urgency=%d"), d);
		break;
	case DECIDE_TICKET:
		trace_case(to, N_("    [ticket] reason=%.*s skill=%.*s urgency=%d"), d);
		break;
	case DECIDE_TICKET_NEWS:
		fprintf(to, _("    [ticket news] number=%.*s status=%.*s %.*s\n"), STR_ARG(d->number),
		    STR_ARG(d->reason), STR_ARG(d->text));
		break;
	case DECIDE_CLOSED:
		fprintf(to, _("    [closed] reason=%.*s\n"), STR_ARG(d->reason));
		break;
	case DECIDE_MISS:
		fprintf(to, _("    [miss] nearest=%.*s\n"), STR_ARG(d->intent));
		break;
	case DECIDE_LOOKUP:
		fprintf(to, _("    [lookup] %.*s number=%.*s\n"), STR_ARG(d->phrase), STR_ARG(d->number));
		break;
	case DECIDE_BREACH:
		trace_case(to, N_("    [breach] reason=%.*s skill=%.*s urgency=%d"), d);
		break;
	case DECIDE_RECORD:
		break;
	case DECIDE_UNSENT:
		fprintf(to, _("    [unsent] %.*s: the channel takes no more\n"), STR_ARG(d->phrase));
		break;
	case DECIDE_GAP:
		if (d->reason.n)
			fprintf(to, _("    [gap] phrase %.*s cannot be said: {%.*s} has no value"),
			    STR_ARG(d->phrase), STR_ARG(d->reason));
		else
			fprintf(to, _("    [gap] phrase %.*s cannot be said"), STR_ARG(d->phrase));
		trace_place(to, d->at);
		fputc('\n', to);
		break;
	}
}

void trace_hits(FILE *to, const struct match_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct match_hit *h = &r->hits[i];
		fprintf(to, "    %.2f %.*s", h->score, STR_ARG(h->intent->id));
		trace_place(to, h->pattern->at);
		fprintf(to, "  %.*s\n", STR_ARG(h->pattern->source));
	}
	if (r->n == 0 && r->nearest)
		fprintf(to, _("    nothing matched; nearest %.2f %.*s\n"), r->nearest_score,
		    STR_ARG(r->nearest->id));
	else if (r->n == 0)
		fputs(_("    nothing matched, and nothing is near\n"), to);
	if (r->gave_up)
		fprintf(to, intl_n("    %u pattern gave up\n", "    %u patterns gave up\n", r->gave_up),
		    r->gave_up);
}

struct str trace_time(const struct settings *s, int64_t ms, struct arena *arena)
{
	struct civil c = zone_civil(s->zone, ms);
	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
	    c.minute, c.second);
}

/* name is a message id. */
static void trace_name(FILE *to, const char *name)
{
	name = intl(name);
	fprintf(to, "  %-*s ", utf8_field(str_of(name), 10), name);
}

static void trace_text(FILE *to, const char *name, struct str value)
{
	if (!value.n)
		return;
	trace_name(to, name);
	fprintf(to, "%.*s\n", STR_ARG(value));
}

void trace_state(FILE *to, const struct conversation *c, const struct settings *s)
{
	static const char *const pendings[] = {"", "confirm", "closing", "solved", "understood"};
	struct arena *arena = arena_new(0);
	trace_name(to, N_("mode"));
	fprintf(to, _("%s (episode %u, turn %u, misses %u)\n"), mode_name(c->mode), c->episode,
	    c->turn, c->misses);
	trace_text(to, N_("agent"), c->agent);
	trace_text(to, N_("pending"), str_of(pendings[c->pending]));
	trace_text(to, N_("about"), c->pending == PENDING_CONFIRM ? c->pending_intent : STR(""));
	trace_text(to, N_("question"), c->question);
	trace_text(to, N_("reason"), c->reason);
	trace_text(to, N_("skill"), c->skill);
	trace_text(to, N_("ticket"), conversation_ticket(c));
	trace_text(to, N_("form"), c->form.form);
	trace_text(to, N_("asked"), c->form.slot);
	for (size_t i = 0; i < c->slots_n; i++) {
		trace_name(to, N_("slot"));
		fprintf(to, "%.*s = %.*s\n", STR_ARG(c->slots[i].name), STR_ARG(c->slots[i].value));
	}
	for (int t = 0; t < TIMER_COUNT; t++) {
		if (!c->timers[t])
			continue;
		trace_name(to, N_("timer"));
		fprintf(to, "%-12s %.*s\n", timer_name(t),
		    STR_ARG(trace_time(s, c->timers[t], arena)));
	}
	arena_free(&arena);
}
