/* test_junit.c - see test_junit.h. */
#include "command/test_junit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "command/output.h"

/* What XML 1.0 has no way to write is U+FFFD. */
static void put_text(FILE *to, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t c;

		if (utf8_first_bad(str_make(s.p + i, s.n - i)) == 0) {
			fputs("\xef\xbf\xbd", to);
			i++;
			continue;
		}
		c = utf8_next(s, &i);
		if (c == '&')
			fputs("&amp;", to);
		else if (c == '<')
			fputs("&lt;", to);
		else if (c == '>')
			fputs("&gt;", to);
		else if (c == '"')
			fputs("&quot;", to);
		else if (c == '\n' || c == '\t' || c == '\r')
			fprintf(to, "&#%u;", (unsigned)c);
		else if (c < 0x20 || c == 0xfffe || c == 0xffff)
			fputs("\xef\xbf\xbd", to);
		else
			fwrite(s.p + from, 1, i - from, to);
	}
}

static void put_attribute(FILE *to, const char *name, struct str value)
{
	fprintf(to, " %s=\"", name);
	put_text(to, value);
	fputc('"', to);
}

static void put_failures(FILE *to, const struct test_case *c, const struct diag_list *diags)
{
	for (size_t i = 0; i < c->findings_n; i++) {
		const struct diag *d = diag_at(diags, c->finding + i);
		char *shown = NULL;
		size_t n = 0;
		FILE *memory;

		if (!d || d->level != DIAG_ERROR)
			continue;
		fputs("      <failure", to);
		put_attribute(to, "message", str_of(d->text));
		put_attribute(to, "type", str_of(test_kind_name(c->kind)));
		fputc('>', to);
		memory = open_memstream(&shown, &n);
		if (!memory)
			abort();
		diag_print_one(diags, d, memory, false);
		fclose(memory);
		put_text(to, str_make(shown, n));
		free(shown);
		fputs("</failure>\n", to);
	}
}

static void put_case(FILE *to, const struct test_case *c, const struct diag_list *diags)
{
	fputs("    <testcase", to);
	put_attribute(to, "classname", c->group.n ? c->group : str_of(test_kind_name(c->kind)));
	put_attribute(to, "name", c->name);
	put_attribute(to, "file", str_of(c->at.file));
	fprintf(to, " line=\"%u\" time=\"%.6f\"", c->at.line, (double)c->us / 1e6);
	if (c->passed) {
		fputs("/>\n", to);
		return;
	}
	fputs(">\n", to);
	put_failures(to, c, diags);
	fputs("    </testcase>\n", to);
}

static void put_counts(FILE *to, const struct test_cases *all, const char *file)
{
	size_t tests = 0, failures = 0;
	int64_t us = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct test_case *c = &all->list[i];

		if (file && strcmp(c->at.file ? c->at.file : "", file) != 0)
			continue;
		tests++;
		failures += !c->passed;
		us += c->us;
	}
	fprintf(to, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"%.6f\"", tests,
	    failures, (double)us / 1e6);
}

/* Cases of a file need not stand together: intents of a book come in its order, not its files'. */
static void put_suite(
    FILE *to, const struct test_cases *all, const char *file, const struct diag_list *diags)
{
	fputs("  <testsuite", to);
	put_attribute(to, "name", str_of(file));
	put_counts(to, all, file);
	fputs(">\n", to);
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->list[i].at.file ? all->list[i].at.file : "", file) == 0)
			put_case(to, &all->list[i], diags);
	fputs("  </testsuite>\n", to);
}

static bool is_first_of_its_file(const struct test_cases *all, size_t i)
{
	const char *file = all->list[i].at.file ? all->list[i].at.file : "";

	if (i && strcmp(all->list[i - 1].at.file ? all->list[i - 1].at.file : "", file) == 0)
		return false;
	for (size_t k = 0; k < i; k++)
		if (strcmp(all->list[k].at.file ? all->list[k].at.file : "", file) == 0)
			return false;
	return true;
}

static void put_all(FILE *to, const char *name, const struct test_cases *cases,
    const struct diag_list *diags)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", to);
	put_attribute(to, "name", str_of(name));
	put_counts(to, cases, NULL);
	fputs(">\n", to);
	for (size_t i = 0; i < cases->n; i++)
		if (is_first_of_its_file(cases, i))
			put_suite(to, cases, cases->list[i].at.file ? cases->list[i].at.file : "", diags);
	fputs("</testsuites>\n", to);
}

int test_junit_write(const char *path, const char *name, const struct test_cases *cases,
    const struct diag_list *diags)
{
	struct output o;

	if (strcmp(path, "-") == 0) {
		put_all(stdout, name, cases, diags);
		return 0;
	}
	if (output_open(&o, path) == 0) {
		put_all(o.to, name, cases, diags);
		if (output_close(&o, !ferror(o.to)) == 0)
			return 0;
	}
	fprintf(stderr, _("xiaoer test: %s cannot be written: %s\n"), path, intl_errno(errno));
	return -1;
}
