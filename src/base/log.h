/* log.h - one line an event on stderr: time, level, message, then key=value.  The only global.
 *
 * Any thread may log.  Never customer text above debug, never secrets.  Whatever a message quotes:
 * phone, e-mail, card and identity numbers in it are hidden (mask.h). */
#ifndef XIAOER_BASE_LOG_H
#define XIAOER_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level least);
int log_level_parse(struct str name, enum log_level *out); /* "debug", "info", "warn", "error"; -1 unknown */
extern const char *const log_level_names[]; /* by enum log_level, ends with NULL */
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int log_would(enum log_level level);                  /* is this level printed? spares making the text */

#endif
