/* test_cases.h - the cases of one run of `xiaoer test`: examples and dialogues, each passed or failed. */
#ifndef XIAOER_COMMAND_TEST_CASES_H
#define XIAOER_COMMAND_TEST_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "book/book.h"

enum test_kind {
	TEST_EXAMPLE,
	TEST_DIALOGUE,
	TEST_FILE, /* a file, or a place in it, that cannot be read */
};

struct test_case {
	enum test_kind kind;
	struct place at;
	struct str name, group; /* group: the intent of an example; empty: none */
	bool passed;
	size_t finding, findings_n; /* of the list of findings */
	int64_t us;
};

struct test_cases {
	struct arena *arena; /* where cases and their texts live; file names outlive it */
	struct test_case *list;
	size_t n, room;
	size_t passed, failed;
};

const char *test_kind_name(enum test_kind k); /* "example", ... */
struct test_case *test_cases_add(struct test_cases *c, enum test_kind kind, struct place at,
    struct str name, struct str group, bool passed);
/* A book whose loading has left `diags`: each example is a case, failed when it has a finding; what
 * else is an error there is a case of its own.  book NULL: it cannot be read at all. */
void test_cases_of_book(
    struct test_cases *c, const struct book *book, const struct diag_list *diags);

#endif
