/* addition.c - see addition.h. */
#include "trainer/addition.h"

#include <ctype.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "trainer/examine.h"
#include "replay/show.h"

/* ---- into the files ---- */

struct str addition_line(struct arena *arena, struct str text)
{
	char *line = arena_room(arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n;) {
		size_t at = i;
		uint32_t c = utf8_next(text, &i);
		bool blank = c < 0xa0 || c == 0x2028 || c == 0x2029; /* of those that steer */

		if (!show_steers(c)) {
			memcpy(line + n, text.p + at, i - at);
			n += i - at;
		} else if (blank) {
			line[n++] = ' ';
		}
	}
	return str_trim(str_make(line, n));
}

static bool has_line(
    struct splice *s, struct str id, const char *key, struct str line)
{
	const struct str *texts;
	size_t n;

	splice_get(s, "intents", id, key, SPLICE_LINES, &texts, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(texts[i], line))
			return true;
	return false;
}

static int no_intent(const struct addition *a, struct diag_list *diags)
{
	return diag_error(diags, (struct place){.file = a->dir}, "there is no intent '%.*s' in this book",
	    STR_ARG(a->intent));
}

static int splice_in(struct addition *a, struct diag_list *diags)
{
	long file = folder_find_entry(a->folder, "intents", a->intent);
	struct splice *s;

	if (file == FOLDER_NONE)
		return no_intent(a, diags);
	s = folder_splice(a->folder, (size_t)file);
	a->path = folder_path(a->folder, (size_t)file);
	a->known = has_line(s, a->intent, "examples", a->example);
	if (!a->known)
		splice_add(s, "intents", a->intent, "examples", SPLICE_LINES, a->example);
	for (size_t i = 0; i < a->patterns_n; i++)
		if (!has_line(s, a->intent, "match", a->patterns[i]))
			splice_add(s, "intents", a->intent, "match", SPLICE_LINES, a->patterns[i]);
	return folder_apply(a->folder);
}

int addition_make(struct addition *a, struct diag_list *diags)
{
	const struct book_options options = {.normaliser = a->normaliser, .overrides = a->overrides};

	a->folder = folder_open(a->dir, false, diags);
	if (!a->folder || splice_in(a, diags) != 0)
		return -1;
	a->book = folder_load(a->folder, &options, diags);
	return a->book ? 0 : -1;
}

void addition_end(struct addition *a)
{
	book_release(&a->book);
	folder_free(&a->folder);
}

/* ---- what is new about it ---- */

/* The files as they are on the disk, tests too. */
static int read_old(
    const struct addition *a, struct arena *arena, struct diag_list *diags, struct book_files *out)
{
	int rc = book_read_dir(a->dir, arena, diags, out);

	return rc == 0 ? book_read_tests(a->dir, arena, diags, out) : rc;
}

/* The same with the text that the changed file would have. */
static void as_would_be(const struct addition *a, struct arena *arena, const struct book_files *old,
    struct book_files *out)
{
	*out = *old;
	out->list = ARENA_ARRAY(arena, struct book_file, old->n + 1);
	for (size_t i = 0; i < old->n; i++) {
		struct book_file *f = &out->list[i];
		long k;

		*f = old->list[i];
		k = i < old->own ? folder_find(a->folder,
				       str_make(f->name.p, f->name.n - (sizeof ".yaml" - 1)))
				 : FOLDER_NONE;
		if (k != FOLDER_NONE)
			f->text = folder_text(a->folder, (size_t)k);
	}
}

/* Places move, so numbers in a text are no difference. */
static bool same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (isdigit((unsigned char)*a))
			a++;
		while (isdigit((unsigned char)*b))
			b++;
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

struct known {
	const struct diag_list *old;
	bool *met; /* each of them stands for one */
	size_t same;
};

static bool is_known(void *ctx, const struct diag *d)
{
	struct known *k = ctx;

	for (size_t i = 0; i < diag_size(k->old); i++) {
		const struct diag *o = diag_at(k->old, i);

		if (!k->met[i] && o->level == d->level && strcmp(o->kind, d->kind) == 0 &&
		    strcmp(o->subject, d->subject) == 0 && same_words(o->text, d->text)) {
			k->met[i] = true;
			k->same++;
			return true;
		}
	}
	return false;
}

/* The book as it is.  Its dialogues are played when those of the other failed: they may have failed
 * before. */
static void check_old(struct addition *a, struct book_files files, struct diag_list *diags)
{
	struct examination e = {
	    .files = &files, .name = str_of(a->dir), .normaliser = a->normaliser};

	if (!a->failed)
		files.n = files.own;
	if (examine_load(&e, diags) == 0)
		examine(&e, diags);
	a->failed_before = e.failed;
	examine_end(&e);
}

static void check_new(struct addition *a, const struct book_files *files, struct diag_list *diags)
{
	struct examination e = {.files = files,
	    .name = str_of(a->dir),
	    .normaliser = a->normaliser,
	    .progress = a->progress};

	if (examine_load(&e, diags) == 0)
		examine(&e, diags);
	a->dialogues = e.dialogues;
	a->failed = e.failed;
	examine_end(&e);
}

int addition_examine(struct addition *a, struct diag_list *diags)
{
	struct arena *arena = arena_new(1 << 16);
	struct diag_list *before = diag_list_new();
	struct known known = {.old = before};
	struct book_files old, fresh;
	int rc = read_old(a, arena, diags, &old);

	if (rc == 0) {
		as_would_be(a, arena, &old, &fresh);
		check_new(a, &fresh, diags);
		check_old(a, old, before);
		known.met = ARENA_ARRAY(arena, bool, diag_size(before) + 1);
		diag_drop(diags, is_known, &known);
		a->same = known.same;
	}
	diag_list_free(&before);
	arena_free(&arena);
	return rc == 0 && !diag_count(diags, DIAG_ERROR) && !a->failed ? 0 : -1;
}
