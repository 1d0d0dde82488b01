/* settings_internal.h - between settings_keys.c (the tables of keys), settings.c (reading them),
 * settings_hours.c (opening hours) and settings_survey.c. */
#ifndef XIAOER_BOOK_SETTINGS_INTERNAL_H
#define XIAOER_BOOK_SETTINGS_INTERNAL_H

#include "base/shape.h"
#include "base/yaml.h"
#include "book/settings.h"

/* Where a reader puts things and says what is wrong. */
struct settings_reader {
	struct settings *s;
	struct arena *arena;
	struct diag_list *diags;
};

/* How the value of a key is read. */
enum settings_kind {
	SETTING_TEXT,
	SETTING_YES,
	SETTING_SPAN,
	SETTING_COUNT,
	SETTING_LIKENESS,
	SETTING_LIMIT,
	SETTING_SECTION, /* a map of keys of their own */
	SETTING_SPECIAL, /* by a function */
};

/* A row of the tables: a shape's keys (shape_find(), shape_next()). */
struct settings_key {
	struct shape_key key;
	enum settings_kind kind;
	size_t at; /* offset in struct settings */
	int (*read)(struct settings_reader *r, const struct yaml *v); /* SETTING_SPECIAL */
};

extern const struct shape settings_hours_shape, settings_script_shape, settings_skills_shape;

/* A map under `settings:`, or that itself; name: for messages.  0, or -1 after adding errors. */
int settings_read_section(struct settings_reader *r, const struct shape *section, const char *name,
    const struct yaml *map);

/* Readers of single keys; each 0, or -1 after adding errors. */
int settings_read_script(struct settings_reader *r, const struct yaml *v);
int settings_read_skills(struct settings_reader *r, const struct yaml *v);
int settings_read_zone(struct settings_reader *r, const struct yaml *v);
int settings_read_hours(struct settings_reader *r, const struct yaml *v);
int settings_read_week(struct settings_reader *r, const struct yaml *v);
int settings_read_lunch(struct settings_reader *r, const struct yaml *v);
int settings_read_holidays(struct settings_reader *r, const struct yaml *v);
int settings_read_workdays(struct settings_reader *r, const struct yaml *v);
int settings_read_makeup(struct settings_reader *r, const struct yaml *v);
int settings_read_weekdays(struct settings_reader *r, const struct yaml *v);
int settings_read_date_format(struct settings_reader *r, const struct yaml *v);

int settings_read_survey_words(struct settings_reader *r, const struct yaml *v);
int settings_read_survey_beside(struct settings_reader *r, const struct yaml *v);

/* What only holds together: the week is there, lunch within the hours, no day both holiday and
 * working day. */
int settings_check_hours(const struct settings *s, struct place at, struct diag_list *diags);

#endif
