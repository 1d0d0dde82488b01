/* intl.c - gettext, and where its catalogues are. */
#include "base/intl.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/catalogue.h"

static const char domain[] = "xiaoer";

static bool found; /* catalogues, all of them whole */

const char *intl(const char *message)
{
	/* "" is the catalogue's heading */
	return found && *message ? dgettext(domain, message) : message;
}

const char *intl_n(const char *one, const char *many, unsigned long n)
{
	if (found)
		return dngettext(domain, one, many, n);
	return n == 1 ? one : many;
}

const char *intl_errno(int error)
{
	/* what reading and writing files and sockets ends with, for scripts/messages to find */
	static const char *const known[] __attribute__((unused)) = {
	    N_("No such file or directory"), N_("Permission denied"),
	    N_("Operation not permitted"), N_("Is a directory"), N_("Not a directory"),
	    N_("File exists"), N_("Directory not empty"), N_("File name too long"),
	    N_("Too many levels of symbolic links"), N_("No space left on device"),
	    N_("Disk quota exceeded"), N_("File too large"), N_("Read-only file system"),
	    N_("Input/output error"), N_("Too many open files"), N_("Cannot allocate memory"),
	    N_("Text file busy"), N_("Device or resource busy"), N_("Invalid argument"),
	    N_("Invalid cross-device link"), N_("Broken pipe"), N_("Address already in use"),
	    N_("Cannot assign requested address"), N_("Connection refused"),
	    N_("Connection reset by peer"), N_("Connection timed out"),
	    N_("Resource temporarily unavailable"), N_("Network is unreachable"), N_("Success")};

	return intl(strerror(error));
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/* The language that the environment asks for, as setlocale() looks it up. */
static const char *wanted(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_set(names[i]))
			return getenv(names[i]);
	return "C";
}

/* A system need not have the locale installed to read its language: bare ones have C.UTF-8 alone,
 * under which gettext goes by LANGUAGE. */
static void take_locale(void)
{
	setlocale(LC_CTYPE, "");
	if (setlocale(LC_MESSAGES, ""))
		return;
	setlocale(LC_CTYPE, "C.UTF-8");
	if (setlocale(LC_MESSAGES, "C.UTF-8") && !is_set("LANGUAGE"))
		setenv("LANGUAGE", wanted(), 1);
}

/* DIR/locale beside build/xiaoer, else DIR/../share/locale of bin/xiaoer. */
static void find_catalogues(void)
{
	char dir[PATH_MAX], path[PATH_MAX + 32];
	ssize_t n = readlink("/proc/self/exe", dir, sizeof dir - 1);
	char *slash;

	if (n < 0)
		return;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	if (!slash)
		return;
	*slash = '\0';
	snprintf(path, sizeof path, "%s/locale", dir);
	if (access(path, X_OK) != 0)
		snprintf(path, sizeof path, "%s/../share/locale", dir);
	found = catalogue_count(path, domain) > 0;
	bindtextdomain(domain, path);
	bind_textdomain_codeset(domain, "UTF-8");
}

void intl_init(void)
{
	take_locale();
	find_catalogues();
}
