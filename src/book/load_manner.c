/* load_manner.c - what a book does, as one number: for who wants to know whether two books differ
 * in more than in what they recognise and in the words they say.
 *
 * Of wordings (under `say`, `again`, `wrong`) only their conditions count; of an intent neither its
 * patterns and examples nor its rank.  The order of files and entries counts: it is a hint that
 * spares work, never more. */
#include "book/load_internal.h"

static bool is_one_of(struct str key, const char *const *names)
{
	for (; *names; names++)
		if (str_is(key, *names))
			return true;
	return false;
}

static uint64_t walk(const struct yaml *v, bool words, uint64_t h);

static uint64_t walk_map(const struct yaml *v, bool words, uint64_t h)
{
	static const char *const said[] = {"say", "again", "wrong", NULL};

	for (size_t i = 0; i < v->size; i++) {
		const struct yaml_member *m = &v->members[i];

		if (words) {
			h = walk(m->value, !str_is(m->key, "when"), h);
			continue;
		}
		h = walk(m->value, is_one_of(m->key, said), str_hash(m->key, h + 2));
	}
	return h;
}

/* words: it is what is said, of which the conditions count alone. */
static uint64_t walk(const struct yaml *v, bool words, uint64_t h)
{
	if (v->type == YAML_SCALAR)
		return words ? h : str_hash(v->text, h + 1 + v->plain);
	if (v->type == YAML_MAP)
		return walk_map(v, words, h);
	for (size_t i = 0; i < v->size; i++)
		h = walk(v->members[i].value, words, h);
	return words ? h : h * 31 + v->size;
}

uint64_t load_manner_of_intent(const struct yaml *v)
{
	static const char *const recognised[] = {
	    "match", "unless", "examples", "counterexamples", "priority", NULL};
	static const char *const said[] = {"say", "again", NULL};
	uint64_t h = 0;

	for (size_t i = 0; v->type == YAML_MAP && i < v->size; i++) {
		const struct yaml_member *m = &v->members[i];

		if (!is_one_of(m->key, recognised))
			h = walk(m->value, is_one_of(m->key, said), str_hash(m->key, h + 2));
	}
	return h;
}

static uint64_t walk_file(const struct yaml *root, uint64_t h)
{
	for (size_t i = 0; i < root->size; i++) {
		const struct yaml_member *m = &root->members[i];

		if (!str_is(m->key, "intents"))
			h = walk(m->value, str_is(m->key, "phrases"), h + str_hash(m->key, 0));
	}
	return h;
}

uint64_t load_manner_of_book(const struct load *l)
{
	uint64_t h = 0;

	for (size_t i = 0; i < l->files_n; i++)
		if (l->files[i].root)
			h = walk_file(l->files[i].root, h);
	return l->options->overrides ? walk(l->options->overrides, false, h) : h;
}
