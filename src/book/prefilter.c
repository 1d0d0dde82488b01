/* prefilter.c - every pattern is a candidate. */
#include "book/prefilter.h"

#include <assert.h>
#include <stdlib.h>

#include "book/match.h"

struct prefilter {
	uint32_t *all;
	size_t n;
};

struct prefilter_scratch {
	char nothing;
};

struct prefilter *prefilter_new(const struct book *book, bool off)
{
	struct prefilter *p = calloc(1, sizeof *p);
	assert(p);
	(void)off;
	p->n = book->patterns_n;
	p->all = calloc(p->n + 1, sizeof *p->all);
	assert(p->all);
	for (size_t i = 0; i < p->n; i++)
		p->all[i] = (uint32_t)i;
	return p;
}

void prefilter_free(struct prefilter **pp)
{
	struct prefilter *p = pp ? *pp : NULL;
	if (!p)
		return;
	free(p->all);
	free(p);
	*pp = NULL;
}

bool prefilter_has_literal(const struct prefilter *p, size_t i)
{
	(void)p, (void)i;
	return true;
}

struct prefilter_scratch *prefilter_scratch_new(void)
{
	struct prefilter_scratch *s = calloc(1, sizeof *s);
	assert(s);
	return s;
}

void prefilter_scratch_free(struct prefilter_scratch **s)
{
	free(*s);
	*s = NULL;
}

const uint32_t *prefilter_find(const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n)
{
	(void)s, (void)text;
	*n = p->n;
	return p->all;
}

size_t prefilter_memory(const struct prefilter *p)
{
	return p->n * sizeof *p->all;
}
