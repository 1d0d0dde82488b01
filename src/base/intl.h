/* intl.h - messages for people in the language of who reads them: gettext, by the locale.
 *
 * What is translated: everything a person reads of the commands and the findings about his files.
 * What is not: the log (but for what it quotes), JSON keys, names of kinds, and the last words of a
 * program without memory.  A message that is no argument of a diag_*() function stands in _(), or
 * where that cannot be (a table, behind a compound literal with commas) in N_(), and then in intl()
 * at its use; scripts/messages finds both.  Threads may share it once intl_init() has returned. */
#ifndef XIAOER_BASE_INTL_H
#define XIAOER_BASE_INTL_H

/* Once, at the start, before there are threads: takes the locale from the environment, and the
 * catalogues from beside the program or from share/locale of where it is installed.  Without it,
 * without a catalogue, or with one that is not whole, all stays English. */
void intl_init(void);

/* The message in the reader's language; lives for good.  "" is "". */
const char *intl(const char *message) __attribute__((format_arg(1)));
/* Of a number of things. */
const char *intl_n(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));

/* strerror() in the reader's language, where the system does not know it itself. */
const char *intl_errno(int error);

#define _(message) intl(message)
#define N_(message) (message)

#endif
