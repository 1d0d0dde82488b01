/* findings.h - a list of findings about a book as JSON: file, line, column, level, message;
 * kind, proposal and others (other places) where it has them. */
#ifndef XIAOER_HTTP_FINDINGS_H
#define XIAOER_HTTP_FINDINGS_H

#include "base/diag.h"
#include "base/json.h"

void findings_write(struct json_out *o, const char *key, const struct diag_list *list);

#endif
