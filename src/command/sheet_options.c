/* sheet_options.c - names of encodings and separators. */
#include "command/sheet_options.h"

#include <string.h>
#include <strings.h>

#include "command/command.h"
#include "sheet/charset.h"

/* UTF-16 has two orders of bytes; Excel writes and reads this one. */
static const struct {
	const char *given, *charset;
} charsets[] = {{"utf-16", "UTF-16LE"}, {"utf16", "UTF-16LE"}, {"unicode", "UTF-16LE"},
    {"utf8", "UTF-8"}, {"utf-8", "UTF-8"}, {"gbk", "GBK"}, {"gb2312", "GBK"},
    {"gb18030", "GB18030"}, {"ansi", "GBK"}};

static const struct {
	const char *given;
	char separator;
} separators[] = {{"comma", ','}, {",", ','}, {"semicolon", ';'}, {";", ';'}, {"tab", '\t'},
    {"\t", '\t'}, {"\\t", '\t'}};

static const char *charset_of(const char *given)
{
	for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
		if (strcasecmp(given, charsets[i].given) == 0)
			return charsets[i].charset;
	return charset_known(given) ? given : NULL;
}

static char separator_of(const char *given)
{
	for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
		if (strcmp(given, separators[i].given) == 0)
			return separators[i].separator;
	return 0;
}

int sheet_options_read(
    const char *command, const struct sheet_options *given, struct csv_options *out)
{
	if (given->encoding && !(out->charset = charset_of(given->encoding)))
		return command_misused(command, "no encoding '%s' is known", given->encoding);
	if (given->separator && !(out->separator = separator_of(given->separator)))
		return command_misused(
		    command, "--separator is comma, semicolon or tab, not '%s'", given->separator);
	return 0;
}
