/* xml.c - the only file that includes expat. */
#include "sheet/xml.h"

#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/intl.h"

enum { ATTRIBUTES_MAX = 64, SEPARATOR = '\x01' };

struct sheet_xml {
	XML_Parser parser;
	struct sheet_xml_events events;
	unsigned depth;
	bool stopped;
	const char *why;
};

static void stop(struct sheet_xml *x, const char *why)
{
	if (x->stopped)
		return;
	x->stopped = true;
	x->why = why;
	XML_StopParser(x->parser, XML_FALSE);
}

static const char *local(const char *name)
{
	const char *end = strrchr(name, SEPARATOR);

	return end ? end + 1 : name;
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct sheet_xml *x = ctx;
	const char *mine[2 * ATTRIBUTES_MAX + 1];
	size_t n = 0;

	if (x->stopped)
		return;
	if (++x->depth > XML_DEPTH_MAX) {
		stop(x, _("is damaged: its XML is nested too deep"));
		return;
	}
	for (; attributes[n] && n < 2 * ATTRIBUTES_MAX; n += 2) {
		mine[n] = local(attributes[n]);
		mine[n + 1] = attributes[n + 1];
	}
	mine[n] = NULL;
	if (x->events.start(x->events.ctx, local(name), mine))
		stop(x, NULL);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	struct sheet_xml *x = ctx;

	x->depth--;
	if (!x->stopped && x->events.end(x->events.ctx, local(name)))
		stop(x, NULL);
}

static void XMLCALL on_text(void *ctx, const XML_Char *p, int n)
{
	struct sheet_xml *x = ctx;

	if (!x->stopped && x->events.text(x->events.ctx, str_make(p, (size_t)n)))
		stop(x, NULL);
}

static void XMLCALL on_doctype(
    void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	stop(ctx, _("has a document type in its XML: no spreadsheet writes one"));
}

struct sheet_xml *sheet_xml_new(const struct sheet_xml_events *events)
{
	struct sheet_xml *x = calloc(1, sizeof *x);

	if (!x || !(x->parser = XML_ParserCreateNS(NULL, SEPARATOR)))
		abort();
	x->events = *events;
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

void sheet_xml_free(struct sheet_xml **x)
{
	if (!x || !*x)
		return;
	XML_ParserFree((*x)->parser);
	free(*x);
	*x = NULL;
}

static int parse(struct sheet_xml *x, const char *p, size_t n, bool last, const char **why)
{
	*why = NULL;
	if (!x->stopped && XML_Parse(x->parser, p, (int)n, last) == XML_STATUS_OK)
		return 0;
	*why = x->stopped ? x->why : _("is damaged: a part of it is no XML");
	return -1;
}

int sheet_xml_feed(struct sheet_xml *x, const char *p, size_t n, const char **why)
{
	return parse(x, p, n, false, why);
}

int sheet_xml_finish(struct sheet_xml *x, const char **why)
{
	return parse(x, "", 0, true, why);
}

const char *sheet_xml_get(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

bool sheet_xml_flag(const char **attributes, const char *name)
{
	const char *value = sheet_xml_get(attributes, name);

	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}
