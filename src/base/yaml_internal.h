/* yaml_internal.h - what the files of yaml share. */
#ifndef XIAOER_BASE_YAML_INTERNAL_H
#define XIAOER_BASE_YAML_INTERNAL_H

#include "base/yaml.h"

enum {
	YAML_DEPTH = 32,
	YAML_ALIASED = 100000,
	YAML_ALIASED_BYTES = 4 << 20,
	YAML_ANCHORS = 1000,
	YAML_FLOW_ENTRIES = 100000
};

/* A byte of the text with its line and column.  Moving a little, in either direction, costs little.
 */
struct yaml_spot {
	struct str text;
	size_t pos, line_start;
	unsigned line, col;
};

void yaml_spot_init(struct yaml_spot *s, struct str text);
void yaml_spot_move(struct yaml_spot *s, size_t pos);

/* What libfyaml must not be given: NULs, broken UTF-8, control characters, and flow collections so
 * deep or long that it would take seconds and gigabytes.  0, or -1 after adding an error.  *open is
 * the byte of the bracket that is never closed, SIZE_MAX when there is none. */
int yaml_scan(struct str text, const char *name, struct diag_list *diags, size_t *open);

/* Adds libfyaml's complaint to diags in our words, at the line and column it names (from 1), or at
 * a better place: the bracket never closed, the tab that indents. */
void yaml_error(struct yaml_spot *s, const char *name, size_t open, int line, int col,
    const char *theirs, struct diag_list *diags);

/* Where the value begins in which pos stands, behind "key: " and "- " in its line. */
size_t yaml_value_start(struct str text, size_t pos);

/* Of a literal block scalar whose first line begins at pos: its column, and whether its lines are
 * those of the file. */
void yaml_literal_place(struct str file, struct yaml *v, size_t pos);
/* Is text longer than the rest of the line at pos? */
bool yaml_has_lines(struct str file, struct str text, size_t pos);
/* Does a line begin with a dash, plain or wide, in what stands in the file from pos to end? */
bool yaml_has_dash(struct str file, size_t pos, size_t end);
/* Does text, in one line, stand in the file at pos as it is? */
bool yaml_is_written_at(struct str file, struct str text, size_t pos);

#endif
