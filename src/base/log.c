/* log.c - one write() a line, so that lines of several threads (and of several processes on one
 * pipe) stay whole. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mask.h"
#include "base/utf8.h"
#include "base/zone.h"

enum { LINE_MAX_BYTES = 4096 }; /* PIPE_BUF: a longer write to a pipe may be torn */

static _Atomic int least = LOG_INFO;
const char *const log_level_names[] = {"debug", "info", "warn", "error", NULL};

void log_set_level(enum log_level level)
{
	atomic_store_explicit(&least, (int)level, memory_order_relaxed);
}

int log_level_parse(struct str name, enum log_level *out)
{
	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
		if (str_is(name, log_level_names[i])) {
			*out = (enum log_level)i;
			return 0;
		}
	}
	return -1;
}

int log_would(enum log_level level)
{
	return (int)level >= atomic_load_explicit(&least, memory_order_relaxed);
}

static void write_all(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(STDERR_FILENO, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return; /* nowhere to say so */
		p += done;
		n -= (size_t)done;
	}
}

/* What was cut does not end inside a character; a message is one line whatever it quotes. */
static size_t tidy(char *p, size_t n, bool cut)
{
	if (cut) {
		while (n && ((unsigned char)p[n - 1] & 0xc0) == 0x80)
			n--;
		if (n && (unsigned char)p[n - 1] >= 0xc0)
			n--;
		memcpy(p + n, "...", 3);
		n += 3;
	}
	utf8_tame(p, n);
	return n;
}

static __attribute__((format(printf, 2, 0))) void line(
    enum log_level level, const char *fmt, va_list args)
{
	int saved = errno;
	char out[LINE_MAX_BYTES], *text;
	size_t n = (size_t)time_format(clock_now_ms(), out);
	n += (size_t)snprintf(out + n, sizeof out - n, " %-5s ", log_level_names[level]);
	text = out + n;
	size_t room = sizeof out - n - 4; /* "..." and the newline */
	errno = saved;                    /* for %m */
	int want = vsnprintf(text, room, fmt, args);
	if (want < 0)
		want = 0;
	bool cut = (size_t)want >= room;
	size_t length = tidy(text, cut ? room - 1 : (size_t)want, cut);
	mask_personal(text, length);
	n += length;
	out[n++] = '\n';
	write_all(out, n);
	errno = saved;
}

#define LOG_FUNCTION(name, level)                                                                  \
	void name(const char *fmt, ...)                                                            \
	{                                                                                          \
		if (!log_would(level))                                                             \
			return;                                                                    \
		va_list args;                                                                      \
		va_start(args, fmt);                                                               \
		line(level, fmt, args);                                                            \
		va_end(args);                                                                      \
	}

LOG_FUNCTION(log_debug, LOG_DEBUG)
LOG_FUNCTION(log_info, LOG_INFO)
LOG_FUNCTION(log_warn, LOG_WARN)
LOG_FUNCTION(log_error, LOG_ERROR)
