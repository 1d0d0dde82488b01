/* load_condition_internal.h - between load_condition.c, which checks types, and
 * load_condition_names.c, which knows the names. */
#ifndef XIAOER_BOOK_LOAD_CONDITION_INTERNAL_H
#define XIAOER_BOOK_LOAD_CONDITION_INTERNAL_H

#include "book/condition_internal.h"
#include "book/load_internal.h"

struct checker {
	struct load *l;
	const struct yaml *node;
	size_t facts; /* so many may be used: those that stand before */
};

struct place checker_place(const struct checker *c, const struct expression *e);
/* Tells it, a message id, at e's place; always TYPE_WRONG. */
enum expression_type checker_wrong(
    struct checker *c, const struct expression *e, const char *what);
/* Makes of an OP_NAME what it stands for, with its type.  false: nobody knows the name, e is as
 * before. */
bool checker_find(struct checker *c, struct expression *e);
/* Tells that nobody knows it; always TYPE_WRONG. */
enum expression_type checker_unknown(struct checker *c, const struct expression *e);
/* Can the name ever have the value it is compared with?  false: it was told that it cannot. */
bool checker_can_be(
    struct checker *c, const struct expression *name, const struct expression *value);

#endif
