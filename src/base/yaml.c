/* yaml.c - the only file that includes libfyaml: from its events to our tree.
 *
 * Events and not its document tree, as they carry exact marks, come one by one (so that a limit
 * stops the reading), and leave aliases to us. */
#include "base/intl.h"
#include "base/yaml.h"

#include <libfyaml.h>
#include <stdio.h>

#include "base/utf8.h"
#include "base/yaml_internal.h"

struct anchor {
	struct str name;
	const struct yaml *node;
	size_t weight;   /* nodes below it, aliases expanded */
	size_t bytes;    /* of text in them */
	unsigned height; /* collections in each other */
};

struct builder {
	struct fy_parser *parser;
	struct fy_diag *errors;
	struct arena *arena, *scratch;
	struct diag_list *diags;
	const char *name;
	struct yaml_spot spot;
	struct yaml_member *stack; /* members of the collections being read */
	size_t top, room;
	struct anchor *anchors;
	size_t anchor_count, anchor_room;
	size_t nodes, aliased, seen; /* seen: the byte behind the last event */
	size_t bytes, aliased_bytes; /* of text */
	size_t open;
	bool stop;
};

static struct place place_at(struct builder *b, size_t pos)
{
	yaml_spot_move(&b->spot, pos);
	return (struct place){b->name, b->spot.line, b->spot.col};
}

/* why is a message id. */
static void *stop_at(struct builder *b, struct place at, const char *why)
{
	diag_error(b->diags, at, "%s", intl(why));
	b->stop = true;
	return NULL;
}

static void report(struct builder *b)
{
	void *i = NULL;
	struct fy_diag_error *e;
	size_t before = diag_count(b->diags, DIAG_ERROR);
	while ((e = fy_diag_errors_iterate(b->errors, &i)))
		if (e->type >= FYET_ERROR && e->msg)
			yaml_error(
			    &b->spot, b->name, b->open, e->line, e->column, e->msg, b->diags);
	if (diag_count(b->diags, DIAG_ERROR) == before)
		diag_error(b->diags, place_at(b, b->seen), "cannot be read as YAML from here on");
}

static struct fy_event *next(struct builder *b)
{
	struct fy_event *e = b->stop ? NULL : fy_parser_parse(b->parser);
	if (!e && !b->stop) {
		report(b);
		b->stop = true;
	}
	return e;
}

/* Where the event begins.  One without a mark is an empty value: behind what was read last, and in
 * a list at its dash. */
static size_t start_of(struct builder *b, struct fy_event *e)
{
	const struct fy_mark *start = fy_event_start_mark(e), *end = fy_event_end_mark(e);
	if (start) {
		if (end && end->input_pos > b->seen)
			b->seen = end->input_pos;
		return start->input_pos;
	}
	const char *p = b->spot.text.p;
	size_t i = b->seen, n = b->spot.text.n;
	while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\r' || p[i] == '#')) {
		if (p[i] == '#')
			while (i + 1 < n && p[i + 1] != '\n')
				i++;
		i++;
	}
	if (i < n && p[i] == '-') {
		b->seen = i + 1;
		return i;
	}
	return b->seen;
}

static size_t skip_space(struct str s, size_t i)
{
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r'))
		i++;
	return i;
}

static void scalar_place(struct builder *b, struct yaml *v, enum fy_scalar_style style, size_t pos)
{
	const char *p = b->spot.text.p;
	char quote = style == FYSS_SINGLE_QUOTED ? '\'' : '"';
	switch (style) {
	case FYSS_LITERAL:
		yaml_literal_place(b->spot.text, v, pos);
		break;
	case FYSS_FOLDED:
		v->folded = yaml_has_lines(b->spot.text, v->text, skip_space(b->spot.text, pos));
		if (v->text.n)
			v->at = place_at(b, skip_space(b->spot.text, pos));
		break;
	case FYSS_SINGLE_QUOTED:
	case FYSS_DOUBLE_QUOTED:
		v->exact = yaml_is_written_at(b->spot.text, v->text, pos) &&
			   pos + v->text.n < b->spot.text.n && p[pos + v->text.n] == quote;
		if (pos > 0 && p[pos - 1] == quote)
			v->at = place_at(b, pos - 1);
		else
			v->exact = false;
		break;
	default:
		v->plain = true;
		v->exact = yaml_is_written_at(b->spot.text, v->text, pos);
		v->folded = !v->exact;
		break;
	}
}

static struct yaml *node_new(struct builder *b, enum yaml_type type, size_t pos)
{
	struct yaml *v = ARENA_NEW(b->arena, struct yaml);
	v->type = type;
	v->at = place_at(b, pos);
	b->nodes++;
	return v;
}

static struct yaml *scalar(struct builder *b, struct fy_event *e)
{
	size_t pos = start_of(b, e), n = 0;
	struct yaml *v = node_new(b, YAML_SCALAR, pos);
	const char *p = e->scalar.value ? fy_token_get_text(e->scalar.value, &n) : "";
	if (!p)
		return stop_at(b, v->at, N_("no memory for this text"));
	enum fy_scalar_style style =
	    e->scalar.value ? fy_token_scalar_style(e->scalar.value) : FYSS_PLAIN;
	if (style == FYSS_LITERAL || style == FYSS_FOLDED)
		n = strnlen(p, n); /* libfyaml makes "\0" of an empty one at the end of the file */
	v->text = arena_str(b->arena, str_make(p, n));
	b->bytes += n;
	scalar_place(b, v, style, pos);
	v->dashed = v->folded && yaml_has_dash(b->spot.text, pos, b->seen);
	if (strlen(v->text.p) < n || !utf8_valid(v->text)) {
		diag_error(b->diags, v->at, "an escape in this text gives NUL or half a character");
		v->text = STR("?"); /* who reads on in spite of the error gets valid text */
		v->exact = v->block = false;
	}
	return v;
}

static const struct yaml *node(
    struct builder *b, struct fy_event *e, unsigned depth, unsigned *height);

static void push(struct builder *b, struct yaml_member m)
{
	if (b->top == b->room) {
		size_t room = b->room ? b->room * 2 : 256;
		b->stack = arena_grow(b->scratch, b->stack, b->room * sizeof m, room * sizeof m);
		b->room = room;
	}
	b->stack[b->top++] = m;
}

static void duplicate(
    struct builder *b, const struct yaml_member *first, const struct yaml_member *m)
{
	struct str key = utf8_head(m->key, 60);
	diag_error(b->diags, m->key_at, "the key %.*s is here twice: first in line %u",
	    STR_ARG(key), first->key_at.line);
}

/* Small maps pair by pair, others through an open hash table of member numbers, counted from 1. */
static void find_duplicates(struct builder *b, const struct yaml *map)
{
	const struct yaml_member *m = map->members;
	size_t slots = 64;
	if (map->size <= 8) {
		for (size_t i = 1; i < map->size; i++)
			for (size_t j = 0; j < i; j++)
				if (str_eq(m[i].key, m[j].key)) {
					duplicate(b, &m[j], &m[i]);
					break;
				}
		return;
	}
	while (slots < map->size * 2)
		slots *= 2;
	size_t *table = ARENA_ARRAY(b->scratch, size_t, slots);
	for (size_t i = 0; i < map->size; i++) {
		size_t slot = str_hash(m[i].key, 0) & (slots - 1);
		while (table[slot] && !str_eq(m[table[slot] - 1].key, m[i].key))
			slot = (slot + 1) & (slots - 1);
		if (table[slot])
			duplicate(b, &m[table[slot] - 1], &m[i]);
		else
			table[slot] = i + 1;
	}
}

/* The key of the next member into m; false at the map's end or when the reading stops. */
static bool read_key(struct builder *b, struct yaml_member *m)
{
	struct fy_event *e = next(b);
	if (!e || e->type == FYET_MAPPING_END) {
		if (e)
			start_of(b, e);
		fy_parser_event_free(b->parser, e);
		return false;
	}
	struct yaml *key = NULL;
	const size_t from = start_of(b, e);
	if (e->type != FYET_SCALAR || e->scalar.tag || e->scalar.anchor)
		stop_at(b, place_at(b, start_of(b, e)), N_("a key must be a plain or quoted text"));
	else
		key = scalar(b, e);
	fy_parser_event_free(b->parser, e);
	if (!key)
		return false;
	if (key->plain && str_is(key->text, "<<"))
		stop_at(b, key->at, N_("merge keys (<<) are not used here: write the entries out"));
	else if (key->plain && key->text.n == 0)
		stop_at(b, key->at, N_("a key is missing before the ':'"));
	*m = (struct yaml_member){.key = key->text, .key_at = key->at, .key_from = (uint32_t)from,
	    .key_to = (uint32_t)b->seen};
	return !b->stop;
}

static void members(struct builder *b, struct yaml *v, unsigned depth, unsigned *height)
{
	size_t base = b->top;
	for (;;) {
		struct yaml_member m = {0};
		unsigned below = 0;
		if (v->type == YAML_MAP && !read_key(b, &m))
			break;
		struct fy_event *e = next(b);
		if (e && e->type == FYET_SEQUENCE_END) {
			start_of(b, e);
			fy_parser_event_free(b->parser, e);
			break;
		}
		if (!e)
			break;
		const struct fy_mark *start = fy_event_start_mark(e);
		size_t from = start ? start->input_pos : SIZE_MAX;
		m.alias = e->type == FYET_ALIAS;
		if (!(m.value = node(b, e, depth, &below)))
			break;
		m.to = (uint32_t)(b->seen < b->spot.text.n ? b->seen : b->spot.text.n);
		m.from = from < m.to ? (uint32_t)from : m.to;
		if (v->type == YAML_LIST)
			m.key_at = m.value->at;
		if (below > *height)
			*height = below;
		push(b, m);
	}
	v->size = b->top - base;
	v->members = ARENA_ARRAY(b->arena, struct yaml_member, v->size);
	if (v->size)
		memcpy(v->members, b->stack + base, v->size * sizeof *v->members);
	b->top = base;
}

static struct yaml *collection(
    struct builder *b, struct fy_event *e, unsigned depth, unsigned *height)
{
	bool map = e->type == FYET_MAPPING_START;
	struct yaml *v = node_new(b, map ? YAML_MAP : YAML_LIST, start_of(b, e));
	if (depth >= YAML_DEPTH)
		return stop_at(b, v->at, N_("nested deeper than 32"));
	members(b, v, depth + 1, height);
	++*height;
	if (b->stop)
		return NULL;
	if (!map)
		return v;
	if (v->size && v->members[0].key_at.line == v->at.line &&
	    v->members[0].key_at.col < v->at.col)
		v->at = v->members[0].key_at; /* [a: 1]: libfyaml's mark is at the colon */
	find_duplicates(b, v);
	return v;
}

static const struct yaml *alias(
    struct builder *b, struct fy_event *e, unsigned depth, unsigned *height)
{
	size_t n = 0;
	struct place at = place_at(b, start_of(b, e));
	const char *p = fy_token_get_text(e->alias.anchor, &n);
	/* an anchor may be set anew: the last one counts */
	for (size_t i = b->anchor_count; p && i--;) {
		const struct anchor *a = &b->anchors[i];
		if (!str_eq(a->name, str_make(p, n)))
			continue;
		b->aliased += a->weight;
		b->aliased_bytes += a->bytes;
		*height = a->height;
		if (b->aliased_bytes > YAML_ALIASED_BYTES)
			return stop_at(b, at, N_("the aliases (*) of this file expand to more than 4 MB of text"));
		if (b->aliased > YAML_ALIASED)
			return stop_at(b, at,
			    N_("the aliases (*) of this file expand to more than 100,000 nodes"));
		if (depth + a->height > YAML_DEPTH)
			return stop_at(b, at, N_("nested deeper than 32 by this alias"));
		return a->node;
	}
	diag_error(b->diags, at,
	    "no anchor &%.*s before this alias; a text that begins with * needs quotes", (int)n,
	    p ? p : "");
	b->stop = true;
	return NULL;
}

static void remember(struct builder *b, struct fy_token *token, struct anchor a)
{
	size_t n = 0;
	const char *p = token ? fy_token_get_text(token, &n) : NULL;
	if (!p || !a.node)
		return;
	if (b->anchor_count == YAML_ANCHORS) {
		stop_at(b, a.node->at, N_("over 1,000 anchors (&)"));
		return;
	}
	if (b->anchor_count == b->anchor_room) {
		size_t room = b->anchor_room ? b->anchor_room * 2 : 16;
		b->anchors =
		    arena_grow(b->scratch, b->anchors, b->anchor_room * sizeof a, room * sizeof a);
		b->anchor_room = room;
	}
	a.name = arena_str(b->scratch, str_make(p, n));
	b->anchors[b->anchor_count++] = a;
}

/* Takes ownership of the event. */
static const struct yaml *node(
    struct builder *b, struct fy_event *e, unsigned depth, unsigned *height)
{
	const struct yaml *v = NULL;
	struct fy_token *anchor = NULL, *tag = NULL;
	size_t before = b->nodes + b->aliased, bytes = b->bytes + b->aliased_bytes;
	switch (e->type) {
	case FYET_SCALAR:
		anchor = e->scalar.anchor;
		tag = e->scalar.tag;
		v = scalar(b, e);
		break;
	case FYET_MAPPING_START:
		anchor = e->mapping_start.anchor;
		tag = e->mapping_start.tag;
		v = collection(b, e, depth, height);
		break;
	case FYET_SEQUENCE_START:
		anchor = e->sequence_start.anchor;
		tag = e->sequence_start.tag;
		v = collection(b, e, depth, height);
		break;
	case FYET_ALIAS:
		v = alias(b, e, depth, height);
		break;
	default:
		stop_at(b, place_at(b, start_of(b, e)), N_("a value is wanted here"));
	}
	if (v && tag)
		diag_error(b->diags, v->at,
		    "tags (!) are not used here; a text that begins with ! needs quotes");
	remember(b, anchor,
	    (struct anchor){
		.node = v, .weight = b->nodes + b->aliased - before,
		.bytes = b->bytes + b->aliased_bytes - bytes, .height = *height});
	fy_parser_event_free(b->parser, e);
	return b->stop ? NULL : v;
}

/* Reads the stream; NULL when there is no document or the reading stopped. */
static const struct yaml *stream(struct builder *b)
{
	const struct yaml *root = NULL;
	unsigned documents = 0, height = 0;
	struct fy_event *e;
	while ((e = next(b))) {
		enum fy_event_type type = e->type;
		if (type == FYET_DOCUMENT_START && ++documents == 2)
			stop_at(b, place_at(b, start_of(b, e)),
			    N_("a second document (---): one file holds one"));
		bool value = type != FYET_STREAM_START && type != FYET_STREAM_END &&
			     type != FYET_DOCUMENT_START && type != FYET_DOCUMENT_END;
		if (value)
			root = node(b, e, 0, &height);
		else
			fy_parser_event_free(b->parser, e);
		if (type == FYET_STREAM_END)
			break;
	}
	return root;
}

static const struct yaml *empty_map(struct arena *arena, const char *name)
{
	struct yaml *v = ARENA_NEW(arena, struct yaml);
	v->type = YAML_MAP;
	v->at = (struct place){name, 1, 1};
	return v;
}

static int open_parser(struct builder *b)
{
	struct fy_diag_cfg quiet;
	fy_diag_cfg_default(&quiet);
	quiet.fp = NULL;
	b->errors = fy_diag_create(&quiet);
	if (!b->errors)
		return -1;
	fy_diag_set_collect_errors(b->errors, true);
	struct fy_parse_cfg config = {
	    .search_path = "",
	    .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
	    .diag = b->errors,
	};
	b->parser = fy_parser_create(&config);
	struct str text = b->spot.text;
	/* without a last line feed libfyaml takes the text of an empty block scalar from nowhere */
	if (text.p[text.n - 1] != '\n')
		text = arena_printf(b->scratch, "%.*s\n", STR_ARG(text));
	return b->parser ? fy_parser_set_string(b->parser, text.p, text.n) : -1;
}

const struct yaml *yaml_parse(
    struct str text, const char *name, struct arena *arena, struct diag_list *diags)
{
	size_t before = diag_count(diags, DIAG_ERROR);
	const struct yaml *root = yaml_parse_on(text, name, arena, diags);
	return diag_count(diags, DIAG_ERROR) > before ? NULL : root;
}

const struct yaml *yaml_parse_on(
    struct str text, const char *name, struct arena *arena, struct diag_list *diags)
{
	struct builder b = {.arena = arena, .diags = diags, .name = name};
	struct place start = {name, 1, 1};
	if (text.n > YAML_MAX) {
		diag_error(diags, start, "larger than %d MB", YAML_MAX >> 20);
		return NULL;
	}
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_make(text.p + 3, text.n - 3);
	diag_source(diags, name, text);
	yaml_spot_init(&b.spot, text);
	if (yaml_scan(text, name, diags, &b.open))
		return NULL;
	if (text.n == 0)
		return empty_map(arena, name);
	b.scratch = arena_new(1 << 16);
	const struct yaml *root = NULL;
	if (open_parser(&b))
		stop_at(&b, start, N_("no memory to read this file"));
	else
		root = stream(&b);
	fy_parser_destroy(b.parser);
	fy_diag_destroy(b.errors);
	arena_free(&b.scratch);
	if (b.stop)
		return NULL;
	return yaml_is_nothing(root) ? empty_map(arena, name) : root;
}
