#include "http/findings.h"

static void write_others(struct json_out *o, const struct diag_other *other)
{
	json_key_open(o, "others", '[');
	for (; other; other = other->next) {
		json_open(o, '{');
		json_key_str(o, "file", str_of(other->at.file));
		json_key_int(o, "line", other->at.line);
		json_key_int(o, "column", other->at.col);
		json_key_str(o, "message", str_of(other->text));
		json_close(o, '}');
	}
	json_close(o, ']');
}

void findings_write(struct json_out *o, const char *key, const struct diag_list *list)
{
	json_key_open(o, key, '[');
	for (size_t i = 0; i < diag_size(list); i++) {
		const struct diag *d = diag_at(list, i);

		json_open(o, '{');
		json_key_str(o, "file", str_of(d->at.file));
		json_key_int(o, "line", d->at.line);
		json_key_int(o, "column", d->at.col);
		json_key_str(o, "level", str_of(diag_level_name(d->level)));
		json_key_str(o, "message", str_of(d->text));
		if (*d->kind)
			json_key_str(o, "kind", str_of(d->kind));
		if (d->proposal)
			json_key_str(o, "proposal", str_of(d->proposal));
		if (d->others)
			write_others(o, d->others);
		json_close(o, '}');
	}
	json_close(o, ']');
}
