/* condition_internal.h - the compiled form of an expression, between condition.c, which works it
 * out, and the loader (load_expression.c reads it, load_condition.c checks names and types). */
#ifndef XIAOER_BOOK_CONDITION_INTERNAL_H
#define XIAOER_BOOK_CONDITION_INTERNAL_H

#include "book/condition.h"

/* OP_NAME is a bare word that is not looked up yet; none is left once an expression is checked. */
enum expression_op {
	OP_OR, OP_AND, OP_NOT,
	OP_EQUAL, OP_UNEQUAL, OP_LESS, OP_LESS_EQUAL, OP_MORE, OP_MORE_EQUAL,
	OP_PLUS, OP_MINUS, OP_TIMES, OP_DIVIDED, OP_NEGATIVE,
	OP_LITERAL, OP_NAME, OP_SLOT, OP_FACT, OP_TODAY,
	OP_KNOWN /* left has a value */
};

/* TYPE_WRONG: a mistake was told, nothing more is concluded.  TYPE_YES: holds or does not. */
enum expression_type {
	TYPE_WRONG, TYPE_YES, TYPE_TEXT, TYPE_DATE, TYPE_NUMBER, TYPE_AMOUNT, TYPE_SPAN
};

/* Numbers and amounts have four decimals: 12.5 is 125000. */
enum { NUMBER_ONE = 10000 };

struct expression {
	enum expression_op op;
	enum expression_type type;
	bool by_word;      /* before, after: for dates alone */
	uint32_t at;       /* where it stands: byte of the scalar's text */
	uint32_t steps;    /* to work it out, with the facts it uses; once checked */
	struct expression *left, *right; /* OP_NOT, OP_NEGATIVE, OP_KNOWN: left alone */
	struct str text;   /* OP_NAME, OP_SLOT, OP_FACT: the name; OP_LITERAL: a text, as written */
	int64_t number;    /* OP_LITERAL: number, civil days, or ms of a span */
	const struct fact *fact;
};

struct condition {
	const struct expression *root;
	struct place at;
};

/* "12.5", "-3": 0, or -1 when it is no number or too large; further decimals are cut off. */
int expression_number(struct str text, int64_t *out);

#endif
