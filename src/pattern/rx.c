/* rx.c - PCRE2, and nothing but PCRE2.
 *
 * A pattern that is searched often is compiled to machine code and goes through pcre2_jit_match(): it
 * checks nothing, which is what makes it fast, and the reason that texts must be valid UTF-8.  Until
 * then, and elsewhere (no JIT in the build, memory that may not be made executable, (*NO_JIT) in the
 * pattern) pcre2_match() gives the same answers more slowly.  Most patterns of a book are searched
 * seldom, as the prefilter passes them over and finds what it can by itself (plan.h): machine code for
 * all of them took half of the memory and of the load. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern/rx.h"

#include <pcre2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"

enum {
	/* Steps from one start of the search.  A pattern for chat lines needs tens; a hundred
	 * thousand is 1-5 ms of a core, the most that one pattern may cost a message.  (PCRE2's own
	 * default is ten million.) */
	MATCH_LIMIT = 100000,
	/* Nesting and memory of the slow way: a group repeated over the longest text that is
	 * matched (8 KB) nests 8,000 deep at 100-200 bytes each.  (PCRE2's own default is 20 GB.)
	 */
	DEPTH_LIMIT = 20000,
	HEAP_LIMIT_KB = 4096,
	/* The machine code's own stack; the same repeated group takes about 300 KB of it.  Only
	 * what is used is ever resident. */
	JIT_STACK_LEAST = 32 << 10,
	JIT_STACK_MOST = 1 << 20,
	USES_BEFORE_JIT = 12,
	PAIRS = 32, /* capture groups a scratch has room for at first */
};

/* JIT_MAKING: one thread compiles; the others search the slow way meanwhile, and with PCRE2_NO_JIT
 * pcre2_match() uses nothing of what it makes. */
enum jit { JIT_NOT_YET, JIT_MAKING, JIT_READY, JIT_NEVER };

struct rx {
	pcre2_code *code;
	_Atomic unsigned uses;
	_Atomic int jit; /* enum jit */
	bool empty;
	uint32_t captures; /* groups, named or not */
	uint32_t names_n, name_size;
	const unsigned char *names; /* PCRE2's table: two bytes of number, then the name */
};

struct rx_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	uint32_t pairs;
	bool seldom;
	int rc;
};

static _Noreturn void no_memory(void)
{
	fputs("xiaoer: out of memory in the pattern engine\n", stderr);
	abort();
}

static void *must(void *p)
{
	if (!p)
		no_memory();
	return p;
}

static uint32_t info(const pcre2_code *code, uint32_t what)
{
	uint32_t value = 0;
	pcre2_pattern_info(code, what, &value);
	return value;
}

/* What follows `(?`: not (?P<name>..) nor (?-i). */
static bool calls_after(const char *p, const char *end)
{
	bool sign = *p == '+' || *p == '-';

	if (*p == 'P' || sign) {
		if (++p == end)
			return false;
		return sign ? *p >= '0' && *p <= '9' : *p == '>';
	}
	return *p == 'R' || *p == '&' || (*p >= '0' && *p <= '9');
}

/* Does the pattern call a group as a subroutine: (?R) (?1) (?&n) (?P>n) \g<n>?  The machine code of
 * PCRE2 10.42 does not count the steps of such calls, so a pattern like (|(?1)|b)c never ends in it; the
 * interpreter counts them.  Text that only looks like a call costs speed, not answers. */
static bool calls_group(struct str pattern)
{
	for (size_t i = 0; i + 2 < pattern.n; i++) {
		const char *p = pattern.p + i;

		if (p[0] == '\\' && p[1] == 'g' && (p[2] == '<' || p[2] == '\''))
			return true;
		if (p[0] == '(' && p[1] == '?' && calls_after(p + 2, pattern.p + pattern.n))
			return true;
	}
	return false;
}

static bool has_jit(pcre2_code *code)
{
	size_t size = 0;
	return pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0 &&
	       pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &size) == 0 && size > 0;
}

/* The mistakes that people make, in their words; PCRE2's own come first, for who looks them up. */
static const char *plain_words(int code)
{
	static const struct {
		int code;
		const char *words;
	} table[] = {
	    {PCRE2_ERROR_END_BACKSLASH, N_("nothing follows the \\")},
	    {PCRE2_ERROR_UNKNOWN_ESCAPE, N_("this letter means nothing after \\")},
	    {PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER, N_("in {from,to} the smaller number comes first")},
	    {PCRE2_ERROR_QUANTIFIER_TOO_BIG, N_("65535 is the most")},
	    {PCRE2_ERROR_MISSING_SQUARE_BRACKET, N_("a [ is never closed by ]")},
	    {PCRE2_ERROR_CLASS_RANGE_ORDER, N_("in [from-to] the lower sign comes first")},
	    {PCRE2_ERROR_QUANTIFIER_INVALID, N_("before this sign stands nothing that it could repeat")},
	    {PCRE2_ERROR_INVALID_AFTER_PARENS_QUERY, N_("this sign means nothing after (?")},
	    {PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS, N_("a ( is never closed by )")},
	    {PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE, N_("there is no such group")},
	    {PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS, N_("this ) closes nothing, its ( is missing")},
	    {PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH, N_("what stands in (?<=..) needs a fixed length")},
	    {PCRE2_ERROR_MISSING_NAME_TERMINATOR, N_("a name has letters, digits and _ alone, and a > behind it")},
	    {PCRE2_ERROR_SUBPATTERN_NAME_EXPECTED, N_("the name is missing")},
	    {PCRE2_ERROR_INVALID_SUBPATTERN_NAME, N_("a name begins with a letter")},
	    {PCRE2_ERROR_POSIX_CLASS_NOT_IN_CLASS, N_("put it into brackets: [[:digit:]]")},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].code == code)
			return intl(table[i].words);
	return NULL;
}

/* What people meet more seldom, in PCRE2's words, for scripts/messages to find. */
static const char *const seldom[] __attribute__((unused)) = {
    N_("escape sequence is invalid in character class"),
    N_("POSIX collating elements are not supported"),
    N_("missing ) after (?# comment"),
    N_("parentheses are too deeply nested"),
    N_("regular expression is too large"),
    N_("regular expression is too complicated"),
    N_("missing closing parenthesis for condition"),
    N_("a relative value of zero is not allowed"),
    N_("conditional subpattern contains more than two branches"),
    N_("assertion expected after (?( or (?(?C)"),
    N_("digit expected after (?+ or (?-"),
    N_("unknown POSIX class name"),
    N_("character code point value in \\x{} or \\o{} is too large"),
    N_("lookbehind is too complicated"),
    N_("lookbehind assertion is too long"),
    N_("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u"),
    N_("unrecognized character after (?P"),
    N_("two named subpatterns have the same name (PCRE2_DUPNAMES not set)"),
    N_("malformed \\P or \\p sequence"),
    N_("unknown property after \\P or \\p"),
    N_("subpattern name is too long (maximum 32 code units)"),
    N_("invalid range in character class"),
    N_("DEFINE subpattern contains more than one branch"),
    N_("missing opening brace after \\o"),
    N_("(*VERB) not recognized or malformed"),
    N_("subpattern number is too big"),
    N_("non-octal character in \\o{} (closing brace missing?)"),
    N_("non-hex character in \\x{} (closing brace missing?)"),
    N_("digits missing in \\x{} or \\o{} or \\N{U+}"),
    N_("\\c at end of pattern"),
    N_("\\c must be followed by a printable ASCII character"),
    N_("\\k is not followed by a braced, angle-bracketed, or quoted name"),
    N_("\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain "
       "number"),
    N_("(?R (recursive pattern call) must be followed by a closing parenthesis"),
    N_("\\N is not supported in a class"),
    N_("disallowed Unicode code point (>= 0xd800 && <= 0xdfff)"),
    N_("using \\C is disabled by the application"),
    N_("invalid hyphen in option setting"),
    N_("(*alpha_assertion) not recognized"),
    N_("too many capturing groups (maximum 65535)"),
};

static void tell_error(int code, struct rx_error *err)
{
	const char *plain = plain_words(code);
	char theirs[128];

	pcre2_get_error_message(code, (PCRE2_UCHAR *)theirs, sizeof theirs);
	if (plain)
		snprintf(err->text, sizeof err->text, _("%s (%s)"), theirs, plain);
	else
		snprintf(err->text, sizeof err->text, "%s", intl(theirs));
}

static pcre2_code *compile(struct str pattern, uint32_t more, int *code, PCRE2_SIZE *offset)
{
	/* \C could end a match within a character. */
	const uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
	pcre2_compile_context *context = must(pcre2_compile_context_create(NULL));
	pcre2_code *compiled;

	pcre2_set_newline(context, PCRE2_NEWLINE_LF); /* whatever the library was built with */
	compiled = pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n, flags | more,
	    code, offset, context);
	pcre2_compile_context_free(context);
	return compiled;
}

struct rx *rx_compile(struct str pattern, struct rx_error *err)
{
	int code = 0;
	PCRE2_SIZE offset = 0;
	struct rx *rx = must(calloc(1, sizeof *rx));

	rx->code = compile(pattern, 0, &code, &offset);
	if (!rx->code) {
		if (code == PCRE2_ERROR_NOMEMORY)
			no_memory();
		err->offset = offset < pattern.n ? offset : pattern.n;
		tell_error(code, err);
		rx_free(&rx);
		return NULL;
	}
	atomic_init(&rx->uses, 0);
	atomic_init(&rx->jit, calls_group(pattern) ? JIT_NEVER : JIT_NOT_YET);
	rx->captures = info(rx->code, PCRE2_INFO_CAPTURECOUNT);
	rx->empty = info(rx->code, PCRE2_INFO_MATCHEMPTY) != 0;
	rx->names_n = info(rx->code, PCRE2_INFO_NAMECOUNT);
	rx->name_size = info(rx->code, PCRE2_INFO_NAMEENTRYSIZE);
	pcre2_pattern_info(rx->code, PCRE2_INFO_NAMETABLE, &rx->names);
	return rx;
}

void rx_free(struct rx **rxp)
{
	struct rx *rx = rxp ? *rxp : NULL;
	if (!rx)
		return;
	pcre2_code_free(rx->code);
	free(rx);
	*rxp = NULL;
}

struct rx_scratch *rx_scratch_new(void)
{
	struct rx_scratch *s = must(calloc(1, sizeof *s));
	s->pairs = PAIRS;
	s->data = must(pcre2_match_data_create(s->pairs, NULL));
	s->context = must(pcre2_match_context_create(NULL));
	pcre2_set_match_limit(s->context, MATCH_LIMIT);
	pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(s->context, HEAP_LIMIT_KB);
	/* NULL where the library has no JIT: then nothing asks for it */
	s->stack = pcre2_jit_stack_create(JIT_STACK_LEAST, JIT_STACK_MOST, NULL);
	pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void rx_scratch_free(struct rx_scratch **sp)
{
	struct rx_scratch *s = sp ? *sp : NULL;
	if (!s)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	if (s->stack)
		pcre2_jit_stack_free(s->stack);
	free(s);
	*sp = NULL;
}

static void make_room(struct rx_scratch *s, uint32_t captures)
{
	if (captures < s->pairs)
		return;
	s->pairs = captures + 1;
	pcre2_match_data_free(s->data);
	s->data = must(pcre2_match_data_create(s->pairs, NULL));
}

/* Beside searches of other threads.  What is compiled is not changed by it for who reads answers:
 * the one thing in an rx that moves. */
static void make_jit(const struct rx *shared)
{
	struct rx *rx = (struct rx *)shared;
	int not_yet = JIT_NOT_YET;

	if (atomic_compare_exchange_strong(&rx->jit, &not_yet, JIT_MAKING))
		atomic_store(&rx->jit, has_jit(rx->code) ? JIT_READY : JIT_NEVER);
}

static int search_slowly(const struct rx *rx, struct rx_scratch *s, struct str text, size_t from)
{
	return pcre2_match(rx->code, (PCRE2_SPTR)text.p, text.n, from,
	    PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, s->data, s->context);
}

static int search_fast(const struct rx *rx, struct rx_scratch *s, struct str text, size_t from)
{
	return pcre2_jit_match(
	    rx->code, (PCRE2_SPTR)text.p, text.n, from, 0, s->data, s->context);
}

static int search(const struct rx *rx, struct rx_scratch *s, struct str text, size_t from)
{
	int jit = atomic_load_explicit(&rx->jit, memory_order_acquire), rc;

	if (jit == JIT_READY)
		return search_fast(rx, s, text, from);
	rc = search_slowly(rx, s, text, from);
	if (jit != JIT_NOT_YET)
		return rc;
	/* The limits of the two ways differ a little: an answer must not depend on how often it was
	 * asked for. */
	bool gave_up = rc < 0 && rc != PCRE2_ERROR_NOMATCH;
	if (s->seldom && !gave_up)
		return rc;
	unsigned uses = atomic_fetch_add_explicit(
	    &((struct rx *)rx)->uses, 1, memory_order_relaxed);
	if (!gave_up && uses + 1 < USES_BEFORE_JIT)
		return rc;
	make_jit(rx);
	if (gave_up && atomic_load(&rx->jit) == JIT_READY)
		rc = search_fast(rx, s, text, from);
	return rc;
}

void rx_scratch_seldom(struct rx_scratch *s)
{
	s->seldom = true;
}

enum rx_verdict rx_search(
    const struct rx *rx, struct rx_scratch *s, struct str text, size_t from, struct rx_span *span)
{
	if (!text.n)
		text.p = "";
	make_room(s, rx->captures);
	s->rc = search(rx, s, text, from);
	if (s->rc == PCRE2_ERROR_NOMATCH)
		return RX_NO;
	if (s->rc <= 0)
		return RX_GAVE_UP;
	if (span) {
		const PCRE2_SIZE *v = pcre2_get_ovector_pointer(s->data);
		/* a \K in a group called from a look-ahead moves the start behind the end */
		*span = (struct rx_span){v[0] < v[1] ? v[0] : v[1], v[1]};
	}
	return RX_YES;
}

struct rx_span rx_group(const struct rx *rx, const struct rx_scratch *s, size_t i)
{
	const unsigned char *entry = rx->names + i * rx->name_size;
	int number = entry[0] << 8 | entry[1];
	const PCRE2_SIZE *v = pcre2_get_ovector_pointer(s->data);

	if (number >= s->rc || v[2 * number] == PCRE2_UNSET)
		return (struct rx_span){SIZE_MAX, SIZE_MAX};
	return (struct rx_span){v[2 * number], v[2 * number + 1]};
}

size_t rx_group_count(const struct rx *rx)
{
	return rx->names_n;
}

const char *rx_group_name(const struct rx *rx, size_t i)
{
	return (const char *)rx->names + i * rx->name_size + 2;
}

bool rx_matches_empty(const struct rx *rx)
{
	return rx->empty;
}

const char *rx_gave_up_reason(const struct rx_scratch *s)
{
	switch (s->rc) {
	case PCRE2_ERROR_MATCHLIMIT:
		return "too many steps";
	case PCRE2_ERROR_DEPTHLIMIT:
		return "nested too deep";
	case PCRE2_ERROR_HEAPLIMIT:
	case PCRE2_ERROR_JIT_STACKLIMIT:
		return "too much memory";
	case PCRE2_ERROR_RECURSELOOP:
		return "it calls itself without end";
	default:
		return "the pattern engine failed";
	}
}

/* --- measuring --- */

/* PCRE2 calls out before each part of the pattern that it tries. */
struct rx_meter {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct count {
	uint64_t n, most;
};

static int count_step(pcre2_callout_block *block, void *ctx)
{
	struct count *c = ctx;

	(void)block;
	return ++c->n > c->most ? PCRE2_ERROR_CALLOUT : 0;
}

struct rx_meter *rx_meter_new(struct str pattern)
{
	struct rx_meter *m = must(calloc(1, sizeof *m));
	int code = 0;
	PCRE2_SIZE offset = 0;

	m->code = compile(pattern, PCRE2_AUTO_CALLOUT, &code, &offset);
	if (!m->code) {
		free(m);
		return NULL;
	}
	m->data = must(pcre2_match_data_create(1, NULL));
	m->context = must(pcre2_match_context_create(NULL));
	pcre2_set_match_limit(m->context, UINT32_MAX);
	pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(m->context, HEAP_LIMIT_KB);
	return m;
}

void rx_meter_free(struct rx_meter **mp)
{
	struct rx_meter *m = mp ? *mp : NULL;

	if (!m)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	pcre2_code_free(m->code);
	free(m);
	*mp = NULL;
}

uint64_t rx_meter_steps(const struct rx_meter *m, struct str text, uint64_t most)
{
	struct count count = {0, most};

	pcre2_set_callout(m->context, count_step, &count);
	pcre2_match(m->code, (PCRE2_SPTR)(text.n ? text.p : ""), text.n, 0, PCRE2_NO_UTF_CHECK,
	    m->data, m->context);
	return count.n;
}
