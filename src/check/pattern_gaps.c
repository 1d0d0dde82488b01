/* pattern_gaps.c - gaps that find nothing more, and what stands at the ends of a pattern and of its
 * choices. */
#include "check/pattern_traps.h"

static bool is_open_gap(const struct node *n)
{
	return n->type == NODE_REPEAT && n->kids[0]->type == NODE_SET && n->kids[0]->dot &&
	       n->max == REPEAT_ENDLESS && n->min <= 1;
}

static bool is_mark(const struct node *n, enum mark mark)
{
	return n->type == NODE_MARK && n->mark == mark;
}

/* At the beginning of all: .*退货, ^.*退货.  Behind a look ahead it is needed. */
static uint32_t tell_leading(struct traps *t, const struct node *seq)
{
	uint32_t i = seq->n && is_mark(seq->kids[0], MARK_START);

	if (i + 1 >= seq->n || !is_open_gap(seq->kids[i]))
		return UINT32_MAX;
	diag_find(t->x->diags, DIAG_ADVICE, "pattern.needless", trap_subject(t),
	    trap_place(t, seq->kids[i]->from),
	    "a pattern is looked for anywhere in the message: this gap at its beginning only "
	    "makes what is found longer, and so this intent win over others");
	diag_propose(t->x->diags, "leave it out");
	return i;
}

static uint32_t tell_trailing(struct traps *t, const struct node *seq)
{
	uint32_t last = seq->n;

	if (last && is_mark(seq->kids[last - 1], MARK_END))
		last--;
	if (last < 2 || !is_open_gap(seq->kids[last - 1]) || seq->kids[last - 2]->type == NODE_LOOK)
		return UINT32_MAX;
	diag_find(t->x->diags, DIAG_ADVICE, "pattern.needless", trap_subject(t),
	    trap_place(t, seq->kids[last - 1]->from),
	    "what follows in the message does not matter to a pattern: this gap at its end "
	    "only makes what is found longer, and so this intent win over others");
	diag_propose(t->x->diags, "leave it out");
	return last - 1;
}

/* Between two things: anything may stand there, whole sentences too. */
static bool tell_open(struct traps *t, const struct node *n, uint32_t leading, uint32_t trailing)
{
	if (n->type == NODE_LOOK || t->pattern->veto)
		return false;
	for (uint32_t i = 0; i < n->n; i++) {
		const struct node *kid = n->kids[i];

		if (n->type == NODE_SEQUENCE && i && i + 1 < n->n && is_open_gap(kid) &&
		    i != leading && i != trailing && n->kids[i - 1]->type != NODE_LOOK) {
			diag_find(t->x->diags, DIAG_ADVICE, "pattern.gap", trap_subject(t),
			    trap_place(t, kid->from),
			    "a gap without an end goes over whole sentences: what stands far "
			    "apart seldom belongs together");
			diag_propose(t->x->diags, "say how long it may be: .{0,8}");
			return true;
		}
		if (tell_open(t, kid, UINT32_MAX, UINT32_MAX))
			return true;
	}
	return false;
}

static bool is_greedy(const struct node *n)
{
	return n->type == NODE_REPEAT && n->kids[0]->type == NODE_SET && n->min < n->max && !n->lazy &&
	       !n->possessive;
}

/* Does a value of some length begin here, that may as well begin later? */
static bool may_be_shortened(const struct node *n)
{
	if (n->type != NODE_GROUP || !n->named)
		return false;
	while (n->n && (n->type == NODE_GROUP || n->type == NODE_SEQUENCE))
		n = n->kids[0];
	return n->type == NODE_REPEAT && n->kids[0]->type == NODE_SET && n->min < n->max;
}

/* 单号.{0,4}(?<order_no>\d{8,}): of 4088123607 the gap takes the first two digits. */
static bool tell_greedy(struct traps *t, const struct node *n)
{
	for (uint32_t i = 0; i < n->n; i++) {
		const struct node *kid = n->kids[i];

		if (n->type == NODE_SEQUENCE && i + 1 < n->n && is_greedy(kid) && kid->kids[0]->dot &&
		    may_be_shortened(n->kids[i + 1])) {
			diag_find(t->x->diags, DIAG_WARNING, "pattern.greedy", trap_subject(t),
			    trap_place(t, kid->from),
			    "this gap takes as much as it may, the beginning of the value behind it too: "
			    "only the rest is caught");
			diag_propose(t->x->diags,
			    "for a gap without digits write [^0-9]{0,8}, for the shortest one .{0,8}?");
			return true;
		}
		if (tell_greedy(t, kid))
			return true;
	}
	return false;
}

static bool is_plain_dot(const struct node *n)
{
	return n->type == NODE_SET && n->dot;
}

/* 你好. and 退货\. */
static void tell_last_dot(struct traps *t, const struct node *seq)
{
	uint32_t last = seq->n;
	const struct node *n;

	if (last && is_mark(seq->kids[last - 1], MARK_END))
		last--;
	if (last < 2 || !trap_is_han(t, trap_edge(seq->kids[last - 2], true)))
		return;
	n = seq->kids[last - 1];
	if (is_plain_dot(n)) {
		diag_find(t->x->diags, DIAG_ADVICE, "pattern.dot", trap_subject(t),
		    trap_place(t, n->from),
		    "the . is any one character, and there has to be one: without it the "
		    "message is not found");
		diag_propose(t->x->diags, "leave it out; a full stop is 。");
	} else if (t->han && node_letter(n) == '.') {
		diag_find(t->x->diags, DIAG_ADVICE, "pattern.stop", trap_subject(t),
		    trap_place(t, n->from),
		    "the full stop of Chinese messages is 。 and stays it; the . here is "
		    "another sign");
		diag_propose(t->x->diags, "write [.。]");
	}
}

/* 能退吗?: the ? is no question mark. */
static void tell_last_question(struct traps *t, const struct node *seq)
{
	static const char *const particles[] = {
	    "吗?", "呢?", "么?", "嘛?", "吗??", "呢??", "么??", "嘛??", "了吗?", NULL};
	const struct node *n = seq->n > 1 ? seq->kids[seq->n - 1] : NULL;

	for (size_t i = 0; n && n->type == NODE_REPEAT && particles[i]; i++) {
		if (!str_is(node_text(t->tree, n), particles[i]))
			continue;
		diag_find(t->x->diags, DIAG_ADVICE, "pattern.question", trap_subject(t),
		    trap_place(t, n->to - 1),
		    "the ? means that the character in front of it may be left out, and at the "
		    "end of a pattern that changes nothing");
		diag_propose(t->x->diags, "leave both out; for a question mark write \\?");
		return;
	}
}

static bool begins_at_start(const struct node *n)
{
	return is_mark(n, MARK_START) ||
	       (n->type == NODE_SEQUENCE && n->n && is_mark(n->kids[0], MARK_START));
}

static bool ends_at_end(const struct node *n)
{
	return is_mark(n, MARK_END) ||
	       (n->type == NODE_SEQUENCE && n->n && is_mark(n->kids[n->n - 1], MARK_END));
}

/* ^退货|换货$ */
static void tell_choice_of_ends(struct traps *t, const struct node *choice)
{
	for (uint32_t i = 0; i < choice->n; i++)
		if (begins_at_start(choice->kids[i]) != (i == 0) ||
		    ends_at_end(choice->kids[i]) != (i + 1 == choice->n))
			return;
	diag_find(t->x->diags, DIAG_WARNING, "pattern.ends", trap_subject(t),
	    trap_place(t, choice->from),
	    "the ^ belongs to the first choice alone, and the $ to the last one");
	diag_propose(t->x->diags, "if all of them are meant, write ^(退货|换货)$");
}

static void look_at_branch(struct traps *t, const struct node *n)
{
	uint32_t leading = UINT32_MAX, trailing = UINT32_MAX;

	if (n->type == NODE_SEQUENCE) {
		leading = tell_leading(t, n);
		trailing = tell_trailing(t, n);
		tell_last_dot(t, n);
		tell_last_question(t, n);
	}
	tell_open(t, n, leading, trailing);
}

void gaps_tell(struct traps *t)
{
	const struct node *root = t->tree->root;

	tell_greedy(t, root);
	if (root->type != NODE_CHOICE) {
		look_at_branch(t, root);
		return;
	}
	tell_choice_of_ends(t, root);
	for (uint32_t i = 0; i < root->n; i++)
		look_at_branch(t, root->kids[i]);
}
