/* page.h - the looks and the filter of the replay's page, put into the binary by
 * scripts/embed from the files beside this one. */
#ifndef XIAOER_REPLAY_PAGE_H
#define XIAOER_REPLAY_PAGE_H

#include "book/embedded.h"

/* In the order of the Makefile's PAGE_FILES. */
enum { PAGE_CSS, PAGE_JS };

extern const struct embedded_file page_files[];

#endif
