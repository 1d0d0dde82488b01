/* json.h - reading JSON (through cJSON, whose names stay in json.c) and writing it into a buf.
 *
 * A document is read-only and belongs to who parsed it; texts taken from it live as long as it does. */
#ifndef XIAOER_BASE_JSON_H
#define XIAOER_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct json; /* a value */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* NULL when text is not one JSON value (RFC 8259) in UTF-8, is nested deeper than 64, or holds a NUL
 * character (\u0000); *where then is the byte where reading stopped. */
struct json *json_parse(struct str text, size_t *where);
void json_free(struct json **doc);

enum json_type json_type(const struct json *v);
const char *json_type_name(enum json_type t);        /* "a string", "an object", ... for messages */
/* The member of an object, exact case; NULL when there is none or v is no object (or NULL). */
const struct json *json_get(const struct json *v, const char *key);
size_t json_size(const struct json *v);              /* members of an array or object; else 0 */
const struct json *json_at(const struct json *array, size_t i);
const struct json *json_first(const struct json *v); /* walk the members of an array or object */
const struct json *json_next(const struct json *member);
struct str json_key(const struct json *member);
struct str json_text(const struct json *v);          /* of a string; empty for anything else */
double json_number(const struct json *v);
bool json_bool(const struct json *v);
/* RFC 6901 pointer ("/data/ticket/no"); "" is the document itself; NULL when nothing is there. */
const struct json *json_pointer(const struct json *doc, struct str pointer);

/* Writing: each call puts the comma it needs.  json_key_* writes a member of the object that is open. */
struct json_out {
	struct buf *to;
	bool comma;
};

void json_out_init(struct json_out *o, struct buf *to);
void json_open(struct json_out *o, char bracket);            /* '{' or '[' as a value of its own */
void json_close(struct json_out *o, char bracket);           /* '}' or ']' */
void json_key_open(struct json_out *o, const char *key, char bracket);
void json_put_str(struct json_out *o, struct str s);         /* bad UTF-8 bytes become U+FFFD */
void json_put_int(struct json_out *o, int64_t v);
void json_put_raw(struct json_out *o, struct str json);      /* must be one JSON value */
void json_key_str(struct json_out *o, const char *key, struct str s);
void json_key_int(struct json_out *o, const char *key, int64_t v);
void json_key_double(struct json_out *o, const char *key, double v, int decimals);
void json_key_bool(struct json_out *o, const char *key, bool v);
void json_key_null(struct json_out *o, const char *key);
void json_key_raw(struct json_out *o, const char *key, struct str json);

#endif
