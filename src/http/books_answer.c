/* books_answer.c - see books_answer.h. */
#include "http/books_answer.h"

#include "base/json.h"
#include "base/zone.h"
#include "http/findings.h"
#include "http/problem.h"

static void write_stored(struct json_out *o, const struct books_outcome *out)
{
	char at[32];

	json_key_bool(o, "dry_run", out->dry_run);
	json_key_bool(o, "stored", out->stored);
	if (!out->stored)
		return;
	json_key_str(o, "at", str_make(at, (size_t)time_format(out->at, at)));
	json_key_str(o, "who", out->who);
	json_key_str(o, "why", out->why);
}

static void write_outcome(
    const struct books_outcome *out, const struct diag_list *findings, struct buf *to)
{
	struct json_out o;

	json_out_init(&o, to);
	json_open(&o, '{');
	json_key_str(&o, "shop", out->shop);
	json_key_str(&o, "language", out->language);
	json_key_str(&o, "book", out->name);
	json_key_str(&o, "version", out->version);
	json_key_str(&o, "previous", out->previous);
	json_key_bool(&o, "unchanged", out->unchanged);
	write_stored(&o, out);
	json_key_int(&o, "intents", (int64_t)out->intents);
	json_key_int(&o, "phrases", (int64_t)out->phrases);
	json_key_int(&o, "patterns", (int64_t)out->patterns);
	json_key_int(&o, "examples", (int64_t)out->examples);
	json_key_int(&o, "dialogues", (int64_t)out->dialogues);
	findings_write(&o, "findings", findings);
	json_close(&o, '}');
}

int books_answer(
    const struct books_outcome *outcome, const struct diag_list *findings, struct buf *to)
{
	static const enum problem_kind kinds[] = {[BOOKS_DONE] = PROBLEM_NONE,
	    [BOOKS_REFUSED] = PROBLEM_BOOK_REFUSED,
	    [BOOKS_TOO_LONG] = PROBLEM_BOOK_REFUSED,
	    [BOOKS_CONFLICT] = PROBLEM_CONFLICT,
	    [BOOKS_MISSING] = PROBLEM_NOT_FOUND,
	    [BOOKS_UNAVAILABLE] = PROBLEM_UNAVAILABLE};
	struct problem p = {.kind = kinds[outcome->result],
	    .detail = outcome->problem,
	    .findings = outcome->result == BOOKS_REFUSED ? findings : NULL};

	if (outcome->result == BOOKS_DONE) {
		write_outcome(outcome, findings, to);
		return 200;
	}
	problem_write(&p, to);
	return problem_status(p.kind);
}
