/* settings_internal.h - between settings.c (the table of keys) and settings_hours.c (opening
 * hours). */
#ifndef XIAOER_BOOK_SETTINGS_INTERNAL_H
#define XIAOER_BOOK_SETTINGS_INTERNAL_H

#include "base/yaml.h"
#include "book/settings.h"

/* Where a reader puts things and says what is wrong. */
struct settings_reader {
	struct settings *s;
	struct arena *arena;
	struct diag_list *diags;
};

/* Readers of single keys; each 0, or -1 after adding errors. */
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
