/* book_change.c - `xiaoer book publish` and `rollback`.
 *
 * The store has one writer.  When a server runs it is the server, which answers with the new book
 * at once; otherwise this command opens the store itself, and says the same. */
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "command/book_command.h"
#include "command/client.h"
#include "command/command.h"
#include "command/config.h"
#include "command/progress.h"
#include "command/serve_books.h"
#include "http/books_answer.h"
#include "http/decode.h"
#include "pattern/normalise.h"
#include "trainer/examine.h"
#include "trainer/history.h"

enum { BODY_MAX = 64 << 20, ANSWER_MAX = 4 << 20, WAIT_S = 300 };

struct change {
	struct book_command *c;
	bool publish;
	const char *dir;         /* publish: the folder */
	struct book_files files; /* and what is in it */
	struct buf body, answer; /* JSON */
	int status;              /* HTTP's */
	bool served;             /* a server has it in force */
};

/* ---- the request ---- */

static const char *login_name(void)
{
	const struct passwd *user = getpwuid(getuid());

	return user ? user->pw_name : "?";
}

static void put(struct json_out *o, const char *key, const char *text)
{
	if (text)
		json_key_str(o, key, str_of(text));
}

static int write_body(struct change *p)
{
	struct book_command *c = p->c;
	struct json_out o;

	json_out_init(&o, &p->body);
	json_open(&o, '{');
	put(&o, "shop", c->shop);
	put(&o, "language", c->language);
	put(&o, "who", c->who ? c->who : login_name());
	put(&o, "why", c->why);
	put(&o, "base", c->base);
	json_key_str(&o, "warnings", c->accept_warnings ? STR("accept") : STR("refuse"));
	json_key_bool(&o, "dry_run", c->dry_run);
	if (!p->publish)
		put(&o, "version", c->arguments[0]);
	else
		history_write_files(&o, p->files.list, p->files.n);
	json_close(&o, '}');
	return p->body.failed ? book_failed(_("the book is too large")) : 0;
}

/* ---- its two ways ---- */

static int through_server(struct change *p)
{
	const struct config *config = p->c->config;
	struct str token = config->tokens_n ? config->tokens[0] : STR("");
	const struct client_request r = {.method = "POST",
	    .path = p->publish ? "/v1/book/publish" : "/v1/book/rollback",
	    .body = buf_str(&p->body),
	    .process = store_owner(config->store.p),
	    .wait_s = WAIT_S};
	char error[CLIENT_ERROR];

	p->served = true;
	p->status = client_call(config->listen, token, &r, &p->answer, error);
	if (p->status >= 0)
		return 0;
	fprintf(stderr, _("xiaoer book: the store is in use by a server, but %s\n"), error);
	return -1;
}

/* Of the one shop: what is wrong with others need not be known here.  An unknown one is told as the
 * server would. */
static struct books *load_books(const struct change *p)
{
	const struct config *config = p->c->config;
	struct config own = *config;

	for (size_t i = 0; i < config->shops_n; i++)
		if (!p->c->shop || str_is(config->shops[i].name, p->c->shop)) {
			own.shops = &config->shops[i];
			own.shops_n = 1;
			break;
		}
	return serve_books_load(&own, true);
}

static void run(struct change *p, struct books *b, struct store *store)
{
	struct diag_list *diags = diag_list_new();
	const struct books_keeper keeper = {serve_books_keep, store};
	struct progress_line line;
	struct books_request r;
	struct books_outcome outcome;
	struct problem problem;

	if ((p->publish ? decode_publish : decode_rollback)(
		buf_str(&p->body), p->c->arena, &r, &problem) != 0) {
		problem_write(&problem, &p->answer);
		p->status = problem_status(problem.kind);
	} else {
		progress_begin(&line, _("playing the dialogues"));
		r.progress = &line.progress;
		r.time_ms = p->publish ? p->c->config->publish.timeout : 0;
		(p->publish ? books_publish : books_roll_back)(
		    b, p->c->reader, &keeper, &r, p->c->arena, diags, &outcome);
		progress_end(&line);
		p->status = books_answer(&outcome, diags, &p->answer);
	}
	diag_list_free(&diags);
}

static int in_store(struct change *p, struct store *store)
{
	struct books *b;

	log_set_level(LOG_WARN);
	if (book_open_reader(p->c) != 0)
		return -1;
	b = load_books(p);
	if (!b)
		return book_failed(_("what is in force now cannot be loaded"));
	run(p, b, store);
	books_free(&b);
	return 0;
}

static int ask(struct change *p)
{
	char error[STORE_ERROR_MAX];
	enum store_result result;
	struct store *store = store_open(p->c->config->store.p, &result, error);
	int rc;

	if (!store && result == STORE_BUSY)
		return through_server(p);
	if (!store)
		return book_failed(error);
	rc = in_store(p, store);
	store_close(&store);
	return rc;
}

/* ---- what came of it ---- */

/* A finding in the reader's own folder shows its line. */
static const char *file_of(const struct change *p, struct str name)
{
	for (size_t i = 0; i < p->files.n; i++)
		if (str_eq(p->files.list[i].name, name))
			return arena_printf(p->c->arena, "%s/%.*s", p->dir, STR_ARG(name)).p;
	return p->dir ? p->dir : arena_str(p->c->arena, name).p;
}

static enum diag_level level_of(struct str name)
{
	for (int level = DIAG_ERROR; level < DIAG_ADVICE; level++)
		if (str_is(name, diag_level_name((enum diag_level)level)))
			return (enum diag_level)level;
	return DIAG_ADVICE;
}

static struct place place_of(const struct change *p, const struct json *f)
{
	return (struct place){.file = file_of(p, json_text(json_get(f, "file"))),
	    .line = (unsigned)json_number(json_get(f, "line")),
	    .col = (unsigned)json_number(json_get(f, "column"))};
}

static void add_finding(const struct change *p, struct diag_list *list, const struct json *f)
{
	const struct json *others = json_get(f, "others");
	struct str proposal = json_text(json_get(f, "proposal"));

	diag_find(list, level_of(json_text(json_get(f, "level"))),
	    arena_str(p->c->arena, json_text(json_get(f, "kind"))).p, STR(""), place_of(p, f),
	    "%.*s", STR_ARG(json_text(json_get(f, "message"))));
	if (proposal.n)
		diag_propose(list, "%.*s", STR_ARG(proposal));
	for (const struct json *o = json_first(others); o; o = json_next(o))
		diag_other(
		    list, place_of(p, o), "%.*s", STR_ARG(json_text(json_get(o, "message"))));
}

static struct place own_place(const struct change *p, struct place at)
{
	if (at.file)
		at.file = file_of(p, str_of(at.file));
	return at;
}

static void add_own(const struct change *p, struct diag_list *list, const struct diag *d)
{
	diag_find(list, d->level, d->kind, STR(""), own_place(p, d->at), "%s", d->text);
	if (d->proposal)
		diag_propose(list, "%s", d->proposal);
	for (const struct diag_other *o = d->others; o; o = o->next)
		diag_other(list, own_place(p, o->at), "%s", o->text);
}

/* The server tells its findings in its own language: who sent the book is told them in his. */
static void find_again(const struct change *p, struct diag_list *list)
{
	struct diag_list *own = diag_list_new();
	struct normaliser *normaliser = normaliser_new();
	struct examination e = {
	    .files = &p->files, .name = str_of(p->dir), .normaliser = normaliser};

	if (examine_load(&e, own) == 0)
		examine(&e, own);
	for (size_t i = 0; i < diag_size(own); i++)
		if (diag_at(own, i)->level != DIAG_ADVICE)
			add_own(p, list, diag_at(own, i));
	examine_end(&e);
	normaliser_free(&normaliser);
	diag_list_free(&own);
}

/* Errors and warnings; advice is what `check` is for.  How many errors. */
static size_t print_findings(const struct change *p, const struct json *findings)
{
	struct diag_list *list = diag_list_new();
	size_t errors;

	for (size_t i = 0; i < p->files.n; i++)
		diag_source(list, file_of(p, p->files.list[i].name), p->files.list[i].text);
	if (p->served && p->publish && json_first(findings))
		find_again(p, list);
	if (diag_size(list)) /* what the server alone finds (another version of it) is told by itself */
		findings = NULL;
	for (const struct json *f = json_first(findings); f; f = json_next(f))
		if (level_of(json_text(json_get(f, "level"))) != DIAG_ADVICE)
			add_finding(p, list, f);
	diag_print(list, stderr, isatty(STDERR_FILENO));
	errors = diag_count(list, DIAG_ERROR);
	diag_list_free(&list);
	return errors;
}

static int print_refusal(const struct change *p, const struct json *answer)
{
	struct str detail = book_line(p->c->arena, json_text(json_get(answer, "detail")));
	size_t errors = print_findings(p, json_get(answer, "findings"));

	if (p->status == 401)
		return book_failed(_("the server wants a token (tokens in the config)"));
	if (p->status == 413)
		return book_failed(_("the book is larger than the server takes (http.book_max)"));
	if (!detail.n)
		fprintf(stderr, _("xiaoer book: the server answered %d\n"), p->status);
	else if (json_get(answer, "findings") && errors)
		fprintf(stderr, _("xiaoer book: refused, nothing was changed: %.*s\n"),
		    STR_ARG(detail));
	else if (json_get(answer, "findings"))
		fprintf(stderr,
		    _("xiaoer book: refused, nothing was changed: %.*s (--accept-warnings)\n"),
		    STR_ARG(detail));
	else
		fprintf(stderr, "xiaoer book: %.*s\n", STR_ARG(detail));
	return COMMAND_FAILED;
}

static void print_passed(const struct json *answer)
{
	printf(_("  %.0f intents, %.0f patterns; %.0f examples and %.0f dialogues hold\n"),
	    json_number(json_get(answer, "intents")), json_number(json_get(answer, "patterns")),
	    json_number(json_get(answer, "examples")), json_number(json_get(answer, "dialogues")));
}

/* What the new one changes, and how the old one comes back, when the store has it. */
static void print_changed(const struct change *p, struct str shop, struct str language,
    struct str version, struct str previous)
{
	struct book_command *c = p->c;
	struct book_files now = p->files, before;
	struct store_book row;

	if (!c->reader && book_open_reader(c) != 0)
		return;
	if (store_book(c->reader, shop, language, previous, c->arena, &row) != 1 ||
	    book_files_of_row(c, &row, &before) != 0)
		return;
	if (!p->publish && (store_book(c->reader, shop, language, version, c->arena, &row) != 1 ||
			       book_files_of_row(c, &row, &now) != 0))
		return;
	before.n = before.own;
	now.n = now.own;
	book_print_changes(c, &before, &now, false);
	if (!c->dry_run)
		printf(_("to go back: xiaoer book rollback %.*s --shop %.*s --language %.*s "
			 "--why TEXT\n"),
		    STR_ARG(previous), STR_ARG(shop), STR_ARG(language));
}

static int print_outcome(const struct change *p, const struct json *answer)
{
	struct str shop = json_text(json_get(answer, "shop"));
	struct str language = json_text(json_get(answer, "language"));
	struct str version = json_text(json_get(answer, "version"));
	struct str previous = json_text(json_get(answer, "previous"));

	print_findings(p, json_get(answer, "findings"));
	if (json_bool(json_get(answer, "unchanged"))) {
		printf(_("version %.*s is in force already (shop %.*s, %.*s)\n"), STR_ARG(version),
		    STR_ARG(shop), STR_ARG(language));
		return COMMAND_GOOD;
	}
	if (p->c->dry_run)
		printf(_("version %.*s could take the place of %.*s (shop %.*s, %.*s)\n"),
		    STR_ARG(version), STR_ARG(previous), STR_ARG(shop), STR_ARG(language));
	else if (p->served)
		printf(_("version %.*s is in force in the place of %.*s (shop %.*s, %.*s)\n"),
		    STR_ARG(version), STR_ARG(previous), STR_ARG(shop), STR_ARG(language));
	else
		printf(
		    _("version %.*s is in force from the next start on in the place of %.*s (shop "
		      "%.*s, %.*s): no server runs on this store\n"),
		    STR_ARG(version), STR_ARG(previous), STR_ARG(shop), STR_ARG(language));
	print_passed(answer);
	print_changed(p, shop, language, version, previous);
	return COMMAND_GOOD;
}

static int tell(const struct change *p)
{
	struct json *answer;
	int status = p->status == 200 ? COMMAND_GOOD : COMMAND_FAILED;

	if (p->c->json) {
		printf("%.*s\n", STR_ARG(buf_str(&p->answer)));
		return status;
	}
	answer = json_parse(buf_str(&p->answer), NULL);
	status = status == COMMAND_GOOD ? print_outcome(p, answer) : print_refusal(p, answer);
	json_free(&answer);
	return status;
}

static int change(struct change *p)
{
	int status = COMMAND_FAILED;

	buf_init(&p->body, BODY_MAX);
	buf_init(&p->answer, ANSWER_MAX);
	if (write_body(p) == 0 && ask(p) == 0)
		status = tell(p);
	buf_free(&p->body);
	buf_free(&p->answer);
	return status;
}

/* Other bytes would be changed on the way. */
static int check_text(const struct change *p)
{
	int rc = 0;

	for (size_t i = 0; i < p->files.n; i++) {
		const struct book_file *f = &p->files.list[i];

		if (utf8_valid(f->name) && utf8_valid(f->text) &&
		    !memchr(f->text.n ? f->text.p : "", 0, f->text.n))
			continue;
		fprintf(stderr, _("xiaoer book: %s is no text in UTF-8\n"), file_of(p, f->name));
		rc = -1;
	}
	return rc;
}

int book_publish(struct book_command *c)
{
	struct change p = {.c = c, .publish = true, .dir = c->arguments[0]};

	if (book_read_folder(c, p.dir, &p.files) != 0 || check_text(&p) != 0)
		return COMMAND_FAILED;
	return change(&p);
}

int book_rollback(struct book_command *c)
{
	struct change p = {.c = c};

	return change(&p);
}
