/* fuzz_splice.c - a file made of any bytes, and changes to all its entries: made as wanted (splice
 * proves that itself), or refused for a reason. */
#include <stdlib.h>
#include <string.h>

#include "trainer/splice.h"

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str texts[] = {
    {"one", 3}, {"# two", 5}, {"three: [4", 9}, {"five\n\n  six", 11}, {"- 7", 3}, {"\"8\"", 3}};

static void change(struct splice *s, const char *part, struct str id, unsigned how)
{
	static const char *const keys[] = {"title", "examples", "say", "match"};
	const char *key = keys[how & 3];
	enum splice_form form = key[0] == 't'   ? SPLICE_TEXT
				: key[0] == 's' ? SPLICE_TEXTS
						: SPLICE_LINES;
	size_t first = how >> 2 & 3, n = form == SPLICE_TEXT ? 1 : how >> 4 & 3;
	struct str list[4];

	for (size_t i = 0; i < n; i++) {
		list[i] = texts[(first + i) % 6];
		if (form == SPLICE_LINES && memchr(list[i].p, '\n', list[i].n))
			list[i] = texts[0];
	}
	if (how & 64 && n)
		splice_add(s, part, id, key, form, list[0]);
	else
		splice_set(s, part, id, key, (struct splice_value){form, list, n});
}

/* Anchors and what shares them, and a root in braces, cannot be changed by a program. */
static bool is_plain(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr("&*!%?{[\"'\t", text.p[i]))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag_list *diags = diag_list_new();
	struct str text = size ? str_make((const char *)data + 1, size - 1) : STR("");
	struct splice *s = splice_new(STR("f"), text, diags);
	const struct yaml *map = s ? yaml_get(splice_root(s), "intents") : NULL;
	unsigned how = size ? data[0] : 0;
	struct splice_field field = {"say", {SPLICE_TEXTS, texts, 3}};
	struct str out;
	bool maps = true;

	for (size_t i = 0; map && map->type == YAML_MAP && i < map->size; i++, how = how * 5 + 3) {
		maps = maps && map->members[i].value->type == YAML_MAP &&
		       map->members[i].value->size > 4;
		change(s, "intents", map->members[i].key, how & 127);
	}
	if (s && how & 1 && !splice_entry(s, "intents", STR("new")))
		splice_add_entry(s, "intents", STR("new"), &field, 1);
	if (s && splice_apply(s, &out) && maps && map && map->type == YAML_MAP && is_plain(text) &&
	    strstr(diag_at(diags, 0)->text, "by a program"))
		abort();
	splice_free(&s);
	diag_list_free(&diags);
	return 0;
}
