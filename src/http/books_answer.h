/* books_answer.h - what a publish or a rollback is answered with.  Pure: a command that works on the
 * store itself says the same. */
#ifndef XIAOER_HTTP_BOOKS_ANSWER_H
#define XIAOER_HTTP_BOOKS_ANSWER_H

#include "base/buf.h"
#include "base/diag.h"
#include "trainer/books.h"

/* The body, with all findings, and the status: 200 with the outcome, or a problem document's. */
int books_answer(
    const struct books_outcome *outcome, const struct diag_list *findings, struct buf *to);

#endif
