/* routes.c - the table of what can be called.  The busiest first. */
#include "http/http_internal.h"

const struct route http_routes[] = {
    {METHOD_POST, "/v1/messages", api_message, false},
    {METHOD_POST, "/webhooks/rest/webhook", api_rasa, false},
    {METHOD_POST, "/webhooks/rest/webhook/", api_rasa, false},
    {METHOD_GET, "/webhooks/rest", api_rasa_health, false},
    {METHOD_GET, "/webhooks/rest/", api_rasa_health, false},
    {METHOD_GET, "/healthz", api_health, true},
    {METHOD_GET, "/readyz", api_ready, true},
    {METHOD_GET, "/metrics", api_metrics, false},
    {METHOD_POST, "/v1/suggestions", api_suggest, false},
    {METHOD_GET, "/v1/messages/{id}/why", api_why, false},
    {METHOD_GET, "/v1/conversations", api_list, false},
    {METHOD_GET, "/v1/conversations/{id}", api_conversation, false},
    {METHOD_GET, "/v1/conversations/{id}/messages", api_messages, false},
    {METHOD_POST, "/v1/conversations/{id}/reply", api_reply, false},
    {METHOD_POST, "/v1/conversations/{id}/take", api_take, false},
    {METHOD_POST, "/v1/conversations/{id}/release", api_release, false},
    {METHOD_POST, "/v1/conversations/{id}/ticket", api_ticket, false},
    {METHOD_POST, "/v1/conversations/{id}/close", api_close, false},
    {METHOD_GET, "/v1/tickets", api_tickets, false},
    {METHOD_GET, "/v1/tickets/{number}", api_ticket_get, false},
    {METHOD_POST, "/v1/tickets/{number}", api_ticket_news, true}, /* signed, or with a token */
    {METHOD_GET, "/v1/notices", api_notices, false},
    {METHOD_GET, "/v1/notices/{id}", api_notice_get, false},
    {METHOD_PUT, "/v1/notices/{id}", api_notice_put, false},
    {METHOD_DELETE, "/v1/notices/{id}", api_notice_delete, false},
    {METHOD_GET, "/v1/outbox", api_outbox, false},
    {METHOD_POST, "/v1/outbox/{id}/retry", api_outbox_retry, false},
    {METHOD_POST, "/v1/outbox/{id}/drop", api_outbox_drop, false},
    {METHOD_DELETE, "/v1/customers/{id}", api_customer_forget, false},
    {METHOD_GET, "/v1/report", api_report, false},
    {METHOD_GET, "/v1/misses", api_misses, false},
    {METHOD_POST, "/v1/misses/{id}", api_miss_decide, false},
    {METHOD_POST, "/v1/book/reload", api_reload, false},
    {METHOD_POST, "/v1/book/publish", api_publish, false, true},
    {METHOD_POST, "/v1/book/rollback", api_rollback, false},
    {METHOD_GET, "/v1/books", api_books, false},
    {METHOD_GET, "/v1/books/{version}", api_book_files, false},
};

const size_t http_routes_n = sizeof http_routes / sizeof http_routes[0];
