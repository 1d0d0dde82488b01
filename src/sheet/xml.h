/* xml.h - XML read piece by piece: elements by their local names, in any namespace.
 *
 * The only file that knows expat's names is xml.c.  A document type is refused, so that no
 * entity is ever expanded but the five of XML; depth and the length of a text are limited. */
#ifndef XIAOER_SHEET_XML_H
#define XIAOER_SHEET_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { XML_DEPTH_MAX = 64, XML_TEXT_MAX = 4 << 20 /* bytes of one text */ };

struct sheet_xml;

/* attributes: name, value, name, value, ..., NULL; names local too. */
struct sheet_xml_events {
	/* not 0 stops the reading */
	int (*start)(void *ctx, const char *name, const char **attributes);
	int (*end)(void *ctx, const char *name);
	int (*text)(void *ctx, struct str text); /* in pieces */
	void *ctx;
};

struct sheet_xml *sheet_xml_new(const struct sheet_xml_events *events);
void sheet_xml_free(struct sheet_xml **x);
/* -1: it is no XML, or an event stopped it; *why says which, NULL for the event. */
int sheet_xml_feed(struct sheet_xml *x, const char *p, size_t n, const char **why);
int sheet_xml_finish(struct sheet_xml *x, const char **why);
/* The value of an attribute, or NULL. */
const char *sheet_xml_get(const char **attributes, const char *name);
/* "1" and "true". */
bool sheet_xml_flag(const char **attributes, const char *name);

#endif
