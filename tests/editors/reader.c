/* reader.c - what the program itself says of books, tests and configs, for who compares it with
 * their schemas.
 *
 * Lines of JSON on standard input, {"kind": "book", "files": [TEXT...]} (or "config" with one file,
 * or "test" with one and "of": the folder of its book), become lines on standard output: [{"line":
 * 3, "text": "..."}...], the errors. Examples are not run: what is compared is how files are
 * written.  With the argument `cases` the books of tests/unit/load_cases.h are printed, one a line,
 * as such input. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../unit/load_cases.h"
#include "base/json.h"
#include "base/log.h"
#include "base/yaml.h"
#include "book/load.h"
#include "book/settings.h"
#include "command/config.h"
#include "dialogue/script.h"
#include "pattern/normalise.h"

enum { LINE_MAX_BYTES = 16 << 20, FILES_MAX = 64 };

static struct normaliser *normaliser;

static struct book *load(const struct json *files, const struct yaml *overrides,
    struct diag_list *diags)
{
	struct book_options options = {
	    .normaliser = normaliser, .overrides = overrides, .no_examples = true};
	struct book_file list[FILES_MAX];
	size_t n = json_size(files);

	for (size_t i = 0; i < n; i++)
		list[i] = (struct book_file){STR("a.yaml"), json_text(json_at(files, i))};
	return book_load_files(STR("a book"), list, n, &options, diags);
}

/* The book whose tests are played, loaded once. */
static struct player {
	char dir[4096];
	struct book *book;
} player;

static struct book *load_folder(void *ctx, const struct yaml *overrides, struct diag_list *diags)
{
	struct book_options options = {
	    .normaliser = normaliser, .overrides = overrides, .no_examples = true};

	return book_load_dir(ctx, &options, diags);
}

static void read_test(struct str dir, struct str text, struct diag_list *diags)
{
	struct script_options options = {.reload = load_folder, .ctx = player.dir};
	struct script_totals totals = {0};

	if (!player.book || !str_is(dir, player.dir)) {
		book_release(&player.book);
		snprintf(player.dir, sizeof player.dir, "%.*s", STR_ARG(dir));
		player.book = load_folder(player.dir, NULL, diags);
	}
	if (!player.book) {
		fprintf(stderr, "reader: %s is no book\n", player.dir);
		exit(1);
	}
	script_run(player.book, "test.yaml", text, &options, diags, &totals);
}

/* The settings of a config are read when books are loaded. */
static void read_settings(const struct yaml *config, struct diag_list *diags)
{
	const struct yaml *of = yaml_get(config, "settings");
	struct arena *arena = arena_new(0);
	struct settings settings;

	settings_default(&settings);
	if (of)
		settings_read(&settings, of, arena, diags);
	arena_free(&arena);
}

/* A config is read from a file. */
static void read_config(struct str text, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	const struct yaml *root, *shops;
	char path[] = "/tmp/xiaoer-config-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	struct config *config;

	if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f)) {
		perror(path);
		exit(1);
	}
	config = config_load(path, NULL, diags);
	config_free(&config);
	root = yaml_parse(text, "config", arena, diags);
	read_settings(root, diags);
	shops = yaml_get(root, "shops");
	for (size_t i = 0; shops && i < shops->size; i++)
		read_settings(shops->members[i].value, diags);
	arena_free(&arena);
	unlink(path);
}

static void print_errors(const struct diag_list *diags)
{
	struct json_out o;
	struct buf out;

	buf_init(&out, LINE_MAX_BYTES);
	json_out_init(&o, &out);
	json_open(&o, '[');
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (d->level != DIAG_ERROR)
			continue;
		json_open(&o, '{');
		json_key_int(&o, "line", d->at.line);
		json_key_str(&o, "text", str_of(d->text));
		json_close(&o, '}');
	}
	json_close(&o, ']');
	puts(out.p);
	fflush(stdout);
	buf_free(&out);
}

static void answer(struct str line)
{
	struct diag_list *diags = diag_list_new();
	struct json *doc = json_parse(line, &(size_t){0});
	const struct json *files = json_get(doc, "files");
	struct str kind = json_text(json_get(doc, "kind"));
	struct book *book;

	if (!doc || !json_size(files) || json_size(files) > FILES_MAX) {
		fprintf(stderr, "reader: not what is wanted: %.*s\n", STR_ARG(line));
		exit(1);
	}
	if (str_is(kind, "test")) {
		read_test(json_text(json_get(doc, "of")), json_text(json_at(files, 0)), diags);
	} else if (str_is(kind, "config")) {
		read_config(json_text(json_at(files, 0)), diags);
	} else {
		book = load(files, NULL, diags);
		book_release(&book);
	}
	print_errors(diags);
	json_free(&doc);
	diag_list_free(&diags);
}

static void print_cases(void)
{
	for (size_t i = 0; i < sizeof load_cases / sizeof *load_cases; i++) {
		struct json_out o;
		struct buf out;

		buf_init(&out, LINE_MAX_BYTES);
		json_out_init(&o, &out);
		json_open(&o, '{');
		json_key_str(&o, "kind", STR("book"));
		json_key_str(&o, "name", str_of(load_cases[i].name));
		json_key_open(&o, "files", '[');
		for (size_t k = 0; k < FILES && load_cases[i].files[k]; k++)
			json_put_str(&o, str_of(load_cases[i].files[k]));
		json_close(&o, ']');
		json_close(&o, '}');
		puts(out.p);
		buf_free(&out);
	}
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (argc > 1 && strcmp(argv[1], "cases") == 0) {
		print_cases();
		return 0;
	}
	log_set_level(LOG_ERROR);
	normaliser = normaliser_new();
	while ((n = getline(&line, &room, stdin)) > 0)
		answer(str_make(line, (size_t)n));
	book_release(&player.book);
	normaliser_free(&normaliser);
	free(line);
	return 0;
}
