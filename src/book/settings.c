/* settings.c - reading `settings:` by the tables of settings_keys.c: values, defaults, help. */
#include <assert.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/zone.h"
#include "book/book.h"
#include "book/settings_internal.h"

/* "72h", or "5wd": working days. */
static int put_limit(struct limit *to, struct str text)
{
	struct limit limit = {0, 0};

	if (text.n > 2 && memcmp(text.p + text.n - 2, "wd", 2) == 0) {
		if (!str_to_int64(str_make(text.p, text.n - 2), &limit.days) || limit.days < 1 ||
		    limit.days > 1000)
			return -1;
	} else if (span_parse(text, &limit.ms) || limit.ms < 0 ||
		   limit.ms > SETTINGS_SPAN_MAX_MS) {
		return -1;
	}
	*to = limit;
	return 0;
}

/* A default or a value that is text already: 0, or -1 when it is not of the kind. */
static int put(const struct settings_key *k, struct settings *s, struct str text)
{
	const struct shape *shape = k->key.shape;
	void *to = (char *)s + k->at;
	char *end;
	int64_t n;
	double likeness;

	switch (k->kind) {
	case SETTING_TEXT:
		*(struct str *)to = text;
		return 0;
	case SETTING_YES:
		n = shape_which(&shape->choices, text);
		if (n < 0)
			return -1;
		*(bool *)to = n == 0;
		return 0;
	case SETTING_SPAN:
		if (span_parse(text, &n) || !shape_within(shape, n))
			return -1;
		*(int64_t *)to = n;
		return 0;
	case SETTING_COUNT:
		if (!str_to_int64(text, &n) || !shape_within(shape, n))
			return -1;
		*(int64_t *)to = n;
		return 0;
	case SETTING_LIKENESS: /* text ends with a NUL, as all of yaml.h and every literal does */
		likeness = text.n ? strtod(text.p, &end) : -1;
		if (!(likeness >= (double)shape->min && likeness <= (double)shape->max) ||
		    end != text.p + text.n)
			return -1;
		*(double *)to = likeness;
		return 0;
	case SETTING_LIMIT:
		return put_limit(to, text);
	case SETTING_SECTION:
	case SETTING_SPECIAL:
		break;
	}
	return -1;
}

static int read_simple(struct settings_reader *r, const struct settings_key *k, const struct yaml *v)
{
	static const char *const wanted[] = {
	    [SETTING_TEXT] = N_("a text"),
	    [SETTING_YES] = N_("yes or no"),
	    [SETTING_SPAN] = N_("a span of time such as 90s, 5m or 2h, of 3650d at most"),
	    [SETTING_COUNT] = N_("a number from 0 to 1000000"),
	    [SETTING_LIKENESS] = N_("a number from 0 to 1"),
	    [SETTING_LIMIT] = N_("a span of time such as 15m or 72h, or working days such as 5wd"),
	};
	const char *name = k->key.name;
	struct str text;

	if (yaml_text(v, name, r->diags, &text))
		return -1;
	if (k->kind == SETTING_TEXT && !str_trim(text).n)
		return diag_error(r->diags, v->at, "%s is empty", name);
	if (put(k, r->s, k->kind == SETTING_TEXT ? arena_str(r->arena, text) : text))
		return diag_error(r->diags, v->at, "%s is %s, not '%.*s'", name, intl(wanted[k->kind]),
		    STR_ARG(text));
	return 0;
}

static int unknown_key(
    struct settings_reader *r, const struct shape *section, const struct yaml_member *m)
{
	const char *names[SHAPE_KEYS_MAX], *near;
	size_t n = shape_names(section, names);

	near = diag_nearest(m->key, names, n);
	if (near)
		return diag_error(r->diags, m->key_at, "unknown setting '%.*s'%s", STR_ARG(m->key),
		    diag_hint(near, r->arena));
	return diag_error(r->diags, m->key_at, "unknown setting '%.*s'; known here are %s",
	    STR_ARG(m->key), shape_join(names, n, N_(" and "), r->arena));
}

static int read_key(
    struct settings_reader *r, const struct shape *section, const struct yaml_member *m)
{
	const struct settings_key *k = (const void *)shape_find(section, m->key);

	if (!k)
		return unknown_key(r, section, m);
	if (k->kind == SETTING_SECTION)
		return settings_read_section(r, k->key.shape, k->key.name, m->value);
	return k->kind == SETTING_SPECIAL ? k->read(r, m->value) : read_simple(r, k, m->value);
}

int settings_read_section(struct settings_reader *r, const struct shape *section, const char *name,
    const struct yaml *map)
{
	int rc = 0;

	if (map->type != YAML_MAP)
		return yaml_is_nothing(map) ? 0 :
		    diag_error(r->diags, map->at, "%s is a map of keys and values", name);
	for (size_t i = 0; i < map->size; i++)
		rc |= read_key(r, section, &map->members[i]);
	return rc;
}

int settings_read_hours(struct settings_reader *r, const struct yaml *v)
{
	if (v->type == YAML_SCALAR && str_is(v->text, "always")) {
		r->s->always_open = true;
		return 0;
	}
	if (yaml_is_nothing(v) || v->type != YAML_MAP)
		return diag_error(r->diags, v->at, "hours is a map with `week:`, or `always`");
	r->s->always_open = false;
	if (!r->s->week_at.file)
		r->s->week_at = v->at;
	if (settings_read_section(r, &settings_hours_shape, "hours", v) == 0)
		return 0;
	r->s->hours_unsure = true;
	return -1;
}

int settings_read_zone(struct settings_reader *r, const struct yaml *v)
{
	struct str text;

	if (yaml_text(v, "zone", r->diags, &text))
		return -1;
	r->s->zone_name = arena_str(r->arena, text);
	r->s->zone_at = v->at;
	return 0;
}

int settings_read_script(struct settings_reader *r, const struct yaml *v)
{
	struct str text;
	const char *near;

	if (yaml_text(v, "script", r->diags, &text))
		return -1;
	r->s->script = writing_parse(text);
	if (r->s->script)
		return 0;
	near = diag_nearest(text, writing_names, shape_names_n(&settings_script_shape.choices));
	return diag_error(r->diags, v->at, "unknown script '%.*s'%s", STR_ARG(text),
	    near ? diag_hint(near, r->arena) : " (han, kana, hangul, latin, cyrillic, ...)");
}

static int put_skill(struct settings_reader *r, struct str name, struct str title)
{
	struct settings *s = r->s;
	struct value_pair *grown;

	for (size_t i = 0; i < s->skills_n; i++) {
		if (str_eq(s->skills[i].name, name)) {
			s->skills[i].value = title;
			return 0;
		}
	}
	grown = ARENA_ARRAY(r->arena, struct value_pair, s->skills_n + 1);
	for (size_t i = 0; i < s->skills_n; i++)
		grown[i] = s->skills[i];
	grown[s->skills_n] = (struct value_pair){arena_str(r->arena, name), title};
	s->skills = grown;
	s->skills_n++;
	return 0;
}

static int read_skill(struct settings_reader *r, const struct yaml_member *m)
{
	const struct shape_names *skills = &settings_skills_shape.names_from;
	struct str title;
	const char *near;

	if (shape_which(skills, m->key) < 0) {
		near = diag_nearest(m->key, book_skills, shape_names_n(skills));
		return diag_error(r->diags, m->key_at, "unknown skill '%.*s'%s",
		    STR_ARG(m->key), diag_hint(near, r->arena));
	}
	if (yaml_text(m->value, _("the title of a skill"), r->diags, &title))
		return -1;
	if (!str_trim(title).n)
		return diag_error(r->diags, m->value->at, "the title of a skill is empty");
	return put_skill(r, m->key, arena_str(r->arena, title));
}

int settings_read_skills(struct settings_reader *r, const struct yaml *v)
{
	int rc = 0;

	if (yaml_is_nothing(v))
		return 0;
	if (v->type != YAML_MAP)
		return diag_error(r->diags, v->at, "skills is a map: a title for each skill");
	for (size_t i = 0; i < v->size; i++)
		rc |= read_skill(r, &v->members[i]);
	return rc;
}

/* The defaults of a section and of the sections in it. */
static void put_defaults(struct settings *s, const struct shape *section)
{
	const struct settings_key *k;

	for (size_t i = 0; (k = (const void *)shape_next(section, &i));) {
		if (k->kind == SETTING_SECTION) {
			put_defaults(s, k->key.shape);
		} else if (k->kind != SETTING_SPECIAL) {
			int rc = put(k, s, str_of(k->key.standard));

			assert(rc == 0);
			(void)rc;
		}
	}
}

void settings_default(struct settings *s)
{
	static const char *const weekdays[7] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};

	*s = (struct settings){
	    .always_open = true,
	    .zone_name = STR("Asia/Shanghai"),
	    .date_format = STR("{month}月{day}日"),
	};
	for (size_t i = 0; i < 7; i++)
		s->weekdays[i] = str_of(weekdays[i]);
	put_defaults(s, &settings_shape);
}

int settings_read(struct settings *s, const struct yaml *map, struct arena *arena,
    struct diag_list *diags)
{
	struct settings_reader r = {s, arena, diags};

	return map ? settings_read_section(&r, &settings_shape, "settings", map) : 0;
}

int settings_finish(struct settings *s, struct place at, struct diag_list *diags)
{
	int rc = 0;

	settings_close(s);
	s->zone = zone_load(s->zone_name.p);
	if (!s->zone)
		rc = diag_error(diags, s->zone_at.file ? s->zone_at : at,
		    "no time zone '%.*s' on this machine; write it as in Asia/Shanghai",
		    STR_ARG(s->zone_name));
	rc |= settings_check_hours(s, at, diags);
	if (!s->script)
		s->script = writing_of_language(s->language);
	/* the names of the files need not live as long as the settings */
	s->zone_at = s->week_at = s->lunch_at = s->workdays_at = (struct place){0};
	return rc;
}

void settings_close(struct settings *s)
{
	struct zone *zone = (struct zone *)s->zone;

	zone_free(&zone);
	s->zone = NULL;
}

static void help_of(const struct shape *section, const char *prefix, FILE *to)
{
	const struct settings_key *k;
	char name[48];

	for (size_t i = 0; (k = (const void *)shape_next(section, &i));) {
		snprintf(name, sizeof name, "%s%s", prefix, k->key.name);
		fprintf(to, "  %-28s %s", name, intl(k->key.help));
		if (k->key.standard && *k->key.standard)
			fprintf(to, _(" (default %s)"), k->key.standard);
		fputc('\n', to);
	}
}

void settings_help(FILE *to)
{
	const struct settings_key *k;
	char prefix[32];

	help_of(&settings_shape, "", to);
	for (size_t i = 0; (k = (const void *)shape_next(&settings_shape, &i));) {
		snprintf(prefix, sizeof prefix, "%s.", k->key.name);
		if (k->key.shape->keys_n)
			help_of(k->key.shape, prefix, to);
	}
}
