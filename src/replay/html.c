/* html.c - a replay as one page that needs nothing else.
 *
 * Customers' words stand in it, so nothing is taken on trust: every text goes through text(), which
 * leaves no sign of HTML and none that turns the direction of writing; and the page forbids itself
 * (by its policy) every script and style but its own two and every request. */
#include <stdlib.h>

#include "base/crypto.h"
#include "base/intl.h"
#include "replay/page.h"
#include "replay/past.h"
#include "replay/show.h"

enum { MESSAGE = 600, ANSWER = 800, PATTERN = 200 }; /* characters */

struct page {
	const struct replay_result *r;
	const struct replay_print *p;
	struct arena *arena;
	FILE *to;
};

/* ---- pieces ---- */

static void raw(const struct page *g, const char *html)
{
	fputs(html, g->to);
}

/* As text, or as the value of an attribute in double quotes. */
static void text(const struct page *g, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			raw(g, "&amp;");
			break;
		case '<':
			raw(g, "&lt;");
			break;
		case '>':
			raw(g, "&gt;");
			break;
		case '"':
			raw(g, "&quot;");
			break;
		case '\'':
			raw(g, "&#39;");
			break;
		default:
			fputc(s.p[i], g->to);
		}
	}
}

static void words(const struct page *g, const char *translated)
{
	text(g, str_of(translated));
}

/* Of others: in a box of its own direction. */
static void foreign(const struct page *g, struct str s, size_t most)
{
	raw(g, "<bdi>");
	text(g, show_text(s, g->p->mask, true, most, g->arena));
	raw(g, "</bdi>");
}

static void number(const struct page *g, size_t n)
{
	fprintf(g->to, "<td class=\"n\">%zu</td>", n);
}

/* ---- the head ---- */

/* Only these two, by what they are made of. */
static void policy(const struct page *g, const char *kind, const struct embedded_file *f)
{
	unsigned char hash[32];
	char base64[48];

	crypto_sha256(str_make(f->data, f->size), hash);
	crypto_base64(hash, sizeof hash, base64);
	fprintf(g->to, "%s-src 'sha256-%s'; ", kind, base64);
}

static void put_head(const struct page *g)
{
	raw(g, "<!DOCTYPE html>\n<html lang=\"");
	/* the language of the page, as a tag of BCP 47 */
	words(g, _("en"));
	raw(g, "\">\n<head>\n<meta charset=\"utf-8\">\n"
	       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
	policy(g, "style", &page_files[PAGE_CSS]);
	policy(g, "script", &page_files[PAGE_JS]);
	raw(g, "base-uri 'none'; form-action 'none'\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	       "<meta name=\"color-scheme\" content=\"light dark\">\n"
	       "<meta name=\"referrer\" content=\"no-referrer\">\n"
	       "<meta name=\"robots\" content=\"noindex\">\n<title>");
	words(g, _("What an edit would have changed"));
	raw(g, "</title>\n<style>");
	fwrite(page_files[PAGE_CSS].data, 1, page_files[PAGE_CSS].size, g->to);
	raw(g, "</style>\n</head>\n<body>\n");
}

static void term(const struct page *g, const char *name, const char *value)
{
	raw(g, "<dt>");
	words(g, name);
	raw(g, "</dt><dd>");
	words(g, value);
	raw(g, "</dd>\n");
}

static void note(const struct page *g, size_t n, const char *fmt)
{
	if (!n)
		return;
	raw(g, "<p class=\"quiet\">");
	text(g, arena_printf(g->arena, intl(fmt), n));
	raw(g, "</p>\n");
}

static void put_title(const struct page *g)
{
	const struct past_numbers *n = past_counts(g->p->past);

	raw(g, "<header class=\"head\">\n<h1>");
	words(g, _("What an edit would have changed"));
	raw(g, "</h1>\n<dl>\n");
	term(g, _("old book"), g->p->old);
	term(g, _("new book"), g->p->fresh);
	term(g, _("messages from"), g->p->source);
	raw(g, "</dl>\n<p>");
	text(g, arena_printf(g->arena, _("%zu conversations, %zu messages of customers"),
		    g->r->conversations, g->r->messages));
	raw(g, "</p>\n");
	note(g, n->humans, N_("%zu acts of humans were played too"));
	note(g, n->agents_left, N_("%zu texts of humans were left out"));
	note(g, n->bots_left, N_("%zu texts of bots were left out"));
	note(g, n->duplicates, N_("%zu messages came twice and were played once"));
	note(g, n->empty, N_("%zu messages had neither words nor attachments"));
	note(g, n->bad_lines, N_("%zu lines could not be used"));
	raw(g, "</header>\n");
}

/* ---- the numbers ---- */

static void put_row(
    const struct page *g, const char *class, const char *label, size_t n, size_t consequences)
{
	fprintf(g->to, "<tr><th scope=\"row\" class=\"%s\">", class);
	words(g, label);
	raw(g, "</th>");
	number(g, n);
	fprintf(g->to, "<td class=\"n\">%.2f %%</td>", show_share(n, g->r->messages));
	number(g, consequences);
	raw(g, "</tr>\n");
}

static void change_row(const struct page *g, enum replay_change c)
{
	put_row(g, replay_change_name(c), show_change(c), g->r->changes[c], g->r->consequences[c]);
}

static void missed_row(const struct page *g, const char *label, size_t n)
{
	raw(g, "<tr><th scope=\"row\">");
	words(g, label);
	raw(g, "</th>");
	number(g, n);
	fprintf(g->to, "<td class=\"n\">%.2f %%</td><td class=\"n\"></td></tr>\n",
	    show_share(n, g->r->messages));
}

static void column(const struct page *g, const char *name)
{
	raw(g, "<th scope=\"col\">");
	words(g, name);
	raw(g, "</th>");
}

static void put_numbers(const struct page *g)
{
	const struct replay_result *r = g->r;

	raw(g, "<div class=\"scroll\">\n<table class=\"numbers\">\n<thead><tr>");
	column(g, "");
	column(g, _("messages"));
	column(g, _("share"));
	column(g, _("from an earlier one"));
	raw(g, "</tr></thead>\n<tbody>\n");
	change_row(g, REPLAY_NEWLY_MISSED);
	put_row(g, "other-answer", _("other answer"),
	    r->changes[REPLAY_OTHER] + r->changes[REPLAY_WORDS],
	    r->consequences[REPLAY_OTHER] + r->consequences[REPLAY_WORDS]);
	put_row(g, "words-only part", _("of these in their words alone"), r->changes[REPLAY_WORDS],
	    r->consequences[REPLAY_WORDS]);
	change_row(g, REPLAY_NEWLY_ANSWERED);
	change_row(g, REPLAY_UNCHANGED);
	missed_row(g, _("not understood by the old book"), r->missed_old);
	missed_row(g, _("not understood by the new book"), r->missed_fresh);
	raw(g, "</tbody>\n</table>\n</div>\n");
}

/* ---- the filter ---- */

static int by_name(const void *va, const void *vb)
{
	return str_compare(*(const struct str *)va, *(const struct str *)vb);
}

/* Every intent that is on a side of a group, once, in order. */
static void put_intents(const struct page *g)
{
	size_t n = 0;
	struct str *names = ARENA_ARRAY(g->arena, struct str, 2 * g->r->groups_n + 1);

	for (size_t i = 0; i < g->r->groups_n; i++) {
		names[n++] = g->r->groups[i].old;
		names[n++] = g->r->groups[i].fresh;
	}
	qsort(names, n, sizeof *names, by_name);
	raw(g, "<label><select><option value=\"\">");
	words(g, _("all intents"));
	raw(g, "</option>");
	for (size_t i = 0; i < n; i++) {
		if (!names[i].n || (i && str_eq(names[i], names[i - 1])))
			continue;
		raw(g, "<option>");
		text(g, names[i]);
		raw(g, "</option>");
	}
	raw(g, "</select></label>\n");
}

static void put_filter(const struct page *g)
{
	raw(g, "<form class=\"filter\" hidden data-shown=\"");
	words(g, _("{shown} of {all} groups"));
	raw(g, "\">\n<input type=\"search\" aria-label=\"");
	words(g, _("search"));
	raw(g, "\" placeholder=\"");
	words(g, _("search"));
	raw(g, "\">\n");
	put_intents(g);
	for (int c = 0; c < REPLAY_UNCHANGED; c++) {
		if (!g->r->changes[c])
			continue;
		fprintf(g->to, "<label><input type=\"checkbox\" checked value=\"%s\"> ",
		    replay_change_name(c));
		words(g, show_change(c));
		raw(g, "</label>\n");
	}
	raw(g, "<output></output>\n</form>\n");
}

/* ---- groups ---- */

static void put_cause(const struct page *g, const struct replay_cause *c)
{
	raw(g, "<td>");
	if (c->at.file) {
		raw(g, "<span class=\"place\">");
		text(g, show_place(c->at, g->arena));
		raw(g, "</span> ");
	}
	raw(g, "<span class=\"quiet\">");
	words(g, show_by(c->by));
	raw(g, "</span>");
	if (c->pattern.n) {
		raw(g, "<br><code>");
		text(g, show_text(c->pattern, false, false, PATTERN, g->arena));
		raw(g, "</code>");
	}
	raw(g, "</td>");
}

static void put_lines(const struct page *g, const struct replay_group *group)
{
	raw(g, "<div class=\"scroll\"><table class=\"lines\">\n<thead><tr>");
	column(g, _("messages"));
	column(g, _("old line"));
	column(g, _("new line"));
	raw(g, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < group->lines_n; i++) {
		raw(g, "<tr>");
		number(g, group->lines[i].n);
		put_cause(g, &group->lines[i].old);
		put_cause(g, &group->lines[i].fresh);
		raw(g, "</tr>\n");
	}
	raw(g, "</tbody></table></div>\n");
	if (group->lines_n < group->lines_all) {
		raw(g, "<p class=\"quiet\">");
		text(g, arena_printf(g->arena, _("and %zu more pairs of lines"),
			    group->lines_all - group->lines_n));
		raw(g, "</p>\n");
	}
}

static void put_side(const struct page *g, const char *title, const struct replay_side *s)
{
	raw(g, "<div class=\"side\"><h3>");
	words(g, title);
	if (s->missed) {
		raw(g, " · <span class=\"missed\">");
		words(g, _("not understood"));
		raw(g, "</span>");
	}
	raw(g, "</h3>\n");
	if (s->text.n) {
		foreign(g, s->text, ANSWER);
	} else {
		raw(g, "<span class=\"quiet\">");
		words(g, _("(nothing is said)"));
		raw(g, "</span>");
	}
	raw(g, "\n<p class=\"quiet\"><code>");
	text(g, s->phrases);
	raw(g, "</code></p>");
	if (s->acts.n) {
		raw(g, "<p class=\"quiet\">");
		text(g, s->acts);
		raw(g, "</p>");
	}
	raw(g, "</div>\n");
}

static void put_example(const struct page *g, const struct replay_example *e)
{
	raw(g, "<div class=\"example\">\n<p class=\"quiet\">");
	foreign(g, e->conversation, MESSAGE);
	raw(g, " · ");
	text(g, arena_printf(g->arena, _("message %zu"), e->turn));
	if (e->line) {
		raw(g, " · ");
		text(g, arena_printf(g->arena, _("line %zu"), e->line));
	}
	raw(g, " · ");
	text(g, show_time(e->at, g->p->zone, g->arena));
	if (e->consequence) {
		raw(g, " · ");
		words(g, _("follows from an earlier one"));
	}
	raw(g, "</p>\n<p class=\"customer\">");
	foreign(g, e->text, MESSAGE);
	raw(g, "</p>\n<div class=\"sides\">\n");
	put_side(g, _("old"), &e->old);
	put_side(g, _("new"), &e->fresh);
	raw(g, "</div>\n</div>\n");
}

static void put_group(const struct page *g, const struct replay_group *group, bool open)
{
	fprintf(g->to, "<details class=\"group %s\" data-change=\"%s\" data-old=\"",
	    replay_change_name(group->change), replay_change_name(group->change));
	text(g, group->old);
	raw(g, "\" data-fresh=\"");
	text(g, group->fresh);
	fprintf(g->to, "\"%s>\n<summary><b>%zu</b>", open ? " open" : "", group->n);
	text(g, show_intent(group->old));
	raw(g, " → ");
	text(g, show_intent(group->fresh));
	if (group->consequences) {
		raw(g, " <span class=\"quiet\">");
		text(g,
		    arena_printf(g->arena, _("(from an earlier one: %zu)"), group->consequences));
		raw(g, "</span>");
	}
	raw(g, "</summary>\n<div class=\"inside\">\n");
	put_lines(g, group);
	for (size_t i = 0; i < group->examples_n; i++)
		put_example(g, &group->examples[i]);
	raw(g, "</div>\n</details>\n");
	arena_reset(g->arena);
}

/* Groups of one change begin at `from`; returns where they end.  The first is open: whoever prints
 * the page or has never seen one sees what is in them. */
static size_t put_change(const struct page *g, size_t from)
{
	enum replay_change c = g->r->groups[from].change;
	size_t i = from;

	fprintf(g->to, "<section>\n<h2 class=\"%s\">", replay_change_name(c));
	words(g, show_change(c));
	fprintf(g->to, " <span class=\"quiet\">%zu</span></h2>\n", g->r->changes[c]);
	for (; i < g->r->groups_n && g->r->groups[i].change == c; i++)
		put_group(g, &g->r->groups[i], i == from);
	raw(g, "</section>\n");
	return i;
}

static void put_same(const struct page *g)
{
	raw(g, "<details class=\"same unchanged\">\n<summary>");
	fprintf(g->to, "<b>%zu</b>", g->r->changes[REPLAY_UNCHANGED]);
	words(g, _("unchanged, by intent"));
	raw(g, "</summary>\n<div class=\"inside scroll\"><table>\n");
	for (size_t i = 0; i < g->r->same_n; i++) {
		raw(g, "<tr>");
		number(g, g->r->same[i].n);
		raw(g, "<td>");
		text(g, show_intent(g->r->same[i].old));
		raw(g, "</td></tr>\n");
	}
	raw(g, "</table></div>\n</details>\n");
}

/* ---- the foot ---- */

static void put_foot(const struct page *g)
{
	raw(g, "<footer>\n<dl>\n");
	term(g, _("newly missed"),
	    _("The old book answered, the new one does not understand: it asks back, or hands over "
	      "because of that."));
	term(g, _("other answer"),
	    _("Both answer, or neither does, but with other phrases, or something else is done: a "
	      "hand-over, a ticket, an end."));
	term(g, _("other words alone"), _("The same phrases, in another wording."));
	term(g, _("newly answered"), _("The old book did not understand, the new one answers."));
	term(g, _("follows from an earlier one"),
	    _("From where the old book stood in the conversation, the new one would have answered "
	      "as "
	      "the old did."));
	raw(g, "</dl>\n<p>");
	words(g,
	    _("Played without look-ups, ticket systems and webhooks; the wordings were chosen as "
	      "they would have been then."));
	raw(g, "</p>\n<p>");
	words(g, g->p->mask ? _("Numbers that name a person (phones, cards, e-mail) are hidden.")
			    : _("Customers' words stand here as they were written."));
	raw(g, "</p>\n</footer>\n<script>");
	fwrite(page_files[PAGE_JS].data, 1, page_files[PAGE_JS].size, g->to);
	raw(g, "</script>\n</body>\n</html>\n");
}

int replay_html(const struct replay_result *r, const struct replay_print *p, FILE *to)
{
	struct page g = {.r = r, .p = p, .arena = arena_new(1 << 14), .to = to};

	put_head(&g);
	put_title(&g);
	put_numbers(&g);
	put_filter(&g);
	raw(&g, "<main>\n");
	for (size_t i = 0; i < r->groups_n;)
		i = put_change(&g, i);
	raw(&g, "</main>\n");
	if (r->same_n)
		put_same(&g);
	put_foot(&g);
	arena_free(&g.arena);
	return fflush(to) == 0 && !ferror(to) ? 0 : -1;
}
