/* load_examples.c - a book proves itself: every example must give its intent first, no counterexample may give it. */
#include "book/load_internal.h"

void load_examples(struct load *l, struct intent *t, const struct yaml *v, bool counter)
{
	struct lines it = {.v = v};
	struct line line;

	while (line_next(l, &it, counter ? "a counterexample" : "an example", &line))
		t->examples[t->examples_n++] = (struct example){.text = arena_str(l->arena, line.text),
		    .at = line_place(&line, 0), .counter = counter};
}

void load_check_examples(struct load *l)
{
	(void)l;
}
