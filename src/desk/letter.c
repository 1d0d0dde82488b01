/* letter.c - see letter.h. */
#include "desk/letter.h"

#include "base/zone.h"
#include "desk/webhook.h"

bool letter_id(struct str written, int64_t *id)
{
	struct str prefix = STR("msg_");

	if (str_starts(written, prefix))
		written = str_make(written.p + prefix.n, written.n - prefix.n);
	return str_to_int64(written, id) && *id > 0;
}

const char *letter_state(const struct store_outbox *row)
{
	return row->state == OUTBOX_DEAD ? "dead" : "waiting";
}

struct str letter_conversation(const struct store_outbox *row, struct arena *arena)
{
	struct json *doc = json_parse(row->body, NULL);
	struct str name = arena_str(arena, json_text(json_pointer(doc, STR("/data/conversation"))));

	json_free(&doc);
	return name;
}

static void put_time(struct json_out *o, const char *key, int64_t ms)
{
	char text[32];
	int n = time_format(ms, text);

	json_key_str(o, key, str_make(text, (size_t)n));
}

void letter_write(struct json_out *o, const struct store_outbox *row)
{
	struct json *doc = json_parse(row->body, NULL);
	const struct json *data = json_get(doc, "data");
	char id[WEBHOOK_ID];

	json_open(o, '{');
	json_key_str(o, "id", str_make(id, webhook_id(row->id, id)));
	json_key_str(o, "state", str_of(letter_state(row)));
	json_key_str(o, "shop", row->shop);
	json_key_str(o, "target", row->target);
	json_key_str(o, "type", row->type);
	json_key_str(o, "channel", json_text(json_get(data, "channel")));
	json_key_str(o, "conversation", json_text(json_get(data, "conversation")));
	json_key_int(o, "attempts", row->attempts);
	put_time(o, "created_at", row->created_at);
	put_time(o, "next_at", row->next_at);
	if (row->error.n)
		json_key_str(o, "error", row->error);
	else
		json_key_null(o, "error");
	json_close(o, '}');
	json_free(&doc);
}
