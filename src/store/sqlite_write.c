/* sqlite_write.c - what a batch changed, row by row, within the transaction that is open. */
#include "dialogue/conversation.h"
#include "store/sqlite_internal.h"

static int insert_conversation(struct conn *c, const struct store_conversation *r)
{
	struct binding b = bind_to(c, ST_CONVERSATION_INSERT);

	bind_int(&b, r->id);
	bind_text(&b, r->key.shop);
	bind_text(&b, r->key.channel);
	bind_text(&b, r->key.name);
	bind_int(&b, r->mode);
	bind_int(&b, r->urgency);
	bind_int(&b, r->waiting_since);
	bind_int(&b, r->opened_at);
	bind_int(&b, r->updated_at);
	bind_int(&b, r->updated_at / RECENT_SPAN_MS);
	bind_int(&b, r->wake_at);
	bind_int(&b, r->last_message);
	bind_blob(&b, r->state);
	bind_blob(&b, r->seen);
	bind_int(&b, r->vip);
	return bind_run(&b);
}

/* Nothing changed that stands in an index: the row alone is written. */
static bool is_light(const struct sqlite_row *s)
{
	const struct store_conversation *r = &s->row;

	return r->mode == s->mode && r->urgency == s->urgency && r->vip == s->vip &&
	       r->waiting_since == s->waiting_since && r->opened_at == s->opened_at &&
	       r->wake_at == s->wake_at &&
	       r->updated_at / RECENT_SPAN_MS == s->updated_at / RECENT_SPAN_MS;
}

static int update_conversation(struct conn *c, const struct sqlite_row *s)
{
	const struct store_conversation *r = &s->row;
	bool light = is_light(s);
	struct binding b = bind_to(c, light ? ST_CONVERSATION_LIGHT : ST_CONVERSATION_FULL);

	bind_int(&b, r->id);
	if (!light) {
		bind_int(&b, r->mode);
		bind_int(&b, r->urgency);
		bind_int(&b, r->waiting_since);
		bind_int(&b, r->opened_at);
	}
	bind_int(&b, r->updated_at);
	if (!light) {
		bind_int(&b, r->updated_at / RECENT_SPAN_MS);
		bind_int(&b, r->vip);
		bind_int(&b, r->wake_at);
	}
	bind_int(&b, r->last_message);
	bind_blob(&b, r->state);
	bind_blob(&b, r->seen);
	return bind_run(&b);
}

static int write_conversations(struct conn *c, struct store_changes *ch, size_t *waiting)
{
	for (size_t i = 0; i < ch->conversations_n; i++) {
		const struct sqlite_row *s = (const struct sqlite_row *)ch->conversations[i];
		int rc = s->row.fresh ? insert_conversation(c, &s->row) : update_conversation(c, s);

		if (rc != SQLITE_OK)
			return rc;
		*waiting += (s->row.mode == MODE_QUEUED) - (s->mode == MODE_QUEUED);
	}
	return SQLITE_OK;
}

static int write_messages(struct conn *c, struct store_changes *ch)
{
	for (size_t i = 0; i < ch->messages_n; i++) {
		const struct store_message *m = ch->messages[i];
		struct binding b = bind_to(c, ST_MESSAGE_INSERT);
		int rc;

		bind_int(&b, m->no);
		bind_int(&b, m->conversation);
		bind_int(&b, m->previous);
		bind_int(&b, m->at);
		bind_int(&b, m->direction);
		bind_int(&b, m->reply_to);
		bind_text(&b, m->platform_id);
		bind_text(&b, m->sender);
		bind_text(&b, m->text);
		bind_text(&b, m->phrase);
		bind_text(&b, m->intent);
		bind_text(&b, m->place);
		bind_text(&b, m->extra);
		rc = bind_run(&b);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static int write_records(struct conn *c, struct store_changes *ch)
{
	for (size_t i = 0; i < ch->records_n; i++) {
		const struct store_record *r = ch->records[i];
		struct binding b = bind_to(c, ST_RECORD_INSERT);
		int rc;

		bind_int(&b, r->at);
		bind_int(&b, r->conversation);
		bind_int(&b, r->episode);
		bind_int(&b, r->message);
		bind_text(&b, r->what);
		bind_text(&b, r->value);
		bind_text(&b, r->detail);
		bind_int(&b, r->urgency);
		bind_int(&b, r->amount);
		bind_int(&b, r->marks);
		rc = bind_run(&b);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static int insert_outbox(struct conn *c, struct store_outbox *o)
{
	struct binding b = bind_to(c, ST_OUTBOX_INSERT);
	int rc;

	bind_int(&b, o->conversation);
	bind_text(&b, o->shop);
	bind_text(&b, o->target);
	bind_text(&b, o->type);
	bind_int(&b, o->created_at);
	bind_int(&b, o->next_at);
	bind_int(&b, o->attempts);
	bind_int(&b, o->state);
	bind_text(&b, o->error);
	bind_text(&b, o->body);
	rc = bind_run(&b);
	if (rc == SQLITE_OK)
		o->id = sqlite3_last_insert_rowid(c->db);
	return rc;
}

/* Is the row one that waits?  For the count. */
static int outbox_waits(struct conn *c, int64_t id, bool *waits)
{
	struct binding b = bind_to(c, ST_OUTBOX_ROW);

	bind_int(&b, id);
	*waits = bind_row(&b) && sqlite3_column_int(b.st, 8) == OUTBOX_WAITING;
	return bind_end(&b);
}

static int update_outbox(struct conn *c, const struct store_outbox *o, size_t *waiting)
{
	bool waited;
	int rc = outbox_waits(c, o->id, &waited);
	struct binding b;

	if (rc != SQLITE_OK)
		return rc;
	b = bind_to(c, ST_OUTBOX_UPDATE);
	bind_int(&b, o->id);
	bind_int(&b, o->next_at);
	bind_int(&b, o->attempts);
	bind_int(&b, o->state);
	bind_text(&b, o->error);
	rc = bind_run(&b);
	*waiting += (o->state == OUTBOX_WAITING) - waited;
	return rc;
}

static int delete_outbox(struct conn *c, int64_t id, size_t *waiting)
{
	struct binding b = bind_to(c, ST_OUTBOX_DELETE);

	bind_int(&b, id);
	while (bind_row(&b))
		*waiting -= sqlite3_column_int(b.st, 0) == OUTBOX_WAITING;
	return bind_end(&b);
}

static int write_outbox(struct conn *c, struct store_changes *ch, size_t *waiting)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < ch->outbox_new_n && rc == SQLITE_OK; i++) {
		rc = insert_outbox(c, ch->outbox_new[i]);
		*waiting += ch->outbox_new[i]->state == OUTBOX_WAITING;
	}
	for (size_t i = 0; i < ch->outbox_changed_n && rc == SQLITE_OK; i++)
		rc = update_outbox(c, ch->outbox_changed[i], waiting);
	for (size_t i = 0; i < ch->outbox_done_n && rc == SQLITE_OK; i++)
		rc = delete_outbox(c, ch->outbox_done[i], waiting);
	return rc;
}

static int write_notices(struct conn *c, struct store_changes *ch)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < ch->notices_n && rc == SQLITE_OK; i++) {
		const struct store_notice *n = &ch->notices[i];
		struct binding b = bind_to(c, n->body.n ? ST_NOTICE_PUT : ST_NOTICE_DELETE);

		bind_text(&b, n->shop);
		bind_text(&b, n->id);
		if (n->body.n)
			bind_text(&b, n->body);
		rc = bind_run(&b);
	}
	return rc;
}

int put_ticket(struct conn *c, const struct store_ticket *t)
{
	struct binding b = bind_to(c, ST_TICKET_PUT);

	bind_text(&b, t->shop);
	bind_text(&b, t->reference);
	bind_text(&b, t->number);
	bind_int(&b, t->conversation);
	bind_text(&b, t->matter);
	bind_text(&b, t->order_no);
	bind_text(&b, t->skill);
	bind_int(&b, t->urgency);
	bind_int(&b, t->status);
	bind_text(&b, t->question);
	bind_text(&b, t->answer);
	bind_int(&b, t->filed_at);
	bind_int(&b, t->changed_at);
	return bind_run(&b);
}

static int write_tickets(struct conn *c, struct store_changes *ch)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < ch->tickets_n && rc == SQLITE_OK; i++)
		rc = put_ticket(c, ch->tickets[i]);
	return rc;
}

int sqlite_write(
    struct sqlite_store *s, struct store_changes *ch, size_t *waiting, size_t *outbox_waiting)
{
	int rc = write_conversations(&s->conn, ch, waiting);

	if (rc == SQLITE_OK)
		rc = write_messages(&s->conn, ch);
	if (rc == SQLITE_OK)
		rc = write_records(&s->conn, ch);
	if (rc == SQLITE_OK)
		rc = write_outbox(&s->conn, ch, outbox_waiting);
	if (rc == SQLITE_OK)
		rc = write_notices(&s->conn, ch);
	if (rc == SQLITE_OK)
		rc = write_tickets(&s->conn, ch);
	if (rc == SQLITE_OK)
		rc = sqlite_put_books(&s->conn, ch->books, ch->books_n);
	if (rc == SQLITE_OK)
		rc = sqlite_put_misses(&s->conn, ch->misses, ch->misses_n);
	return rc;
}
