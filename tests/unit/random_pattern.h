/* random_pattern.h - patterns and texts by chance, from a seed, over an alphabet small enough that
 * they often meet. */
#ifndef XIAOER_TESTS_RANDOM_PATTERN_H
#define XIAOER_TESTS_RANDOM_PATTERN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct chance {
	uint64_t state;
};

static inline uint32_t chance_below(struct chance *c, uint32_t n)
{
	c->state ^= c->state << 13;
	c->state ^= c->state >> 7;
	c->state ^= c->state << 17;
	return (uint32_t)(c->state >> 33) % n;
}

static inline const char *chance_letter(struct chance *c)
{
	static const char *const letters[] = {"退", "货", "款", "快", "递", "吗", "a", "b", "k",
	    "s", "K", "S", "1", "2", " ", "?", "é", "ж", "Ж", "退", "货", "٣"};
	return letters[chance_below(c, sizeof letters / sizeof *letters)];
}

struct pattern_maker {
	struct chance *chance;
	char *p;
	size_t n, room;
	int groups;
	bool plain; /* only what plans can do (plan.h), most of the time */
};

static inline void make_z(struct pattern_maker *m, const char *z)
{
	size_t n = strlen(z);
	if (m->n + n < m->room) {
		memcpy(m->p + m->n, z, n + 1);
		m->n += n;
	}
}

static inline void make_letter(struct pattern_maker *m)
{
	const char *z = chance_letter(m->chance);
	make_z(m, *z == '?' ? "\\?" : z);
}

static inline void make_class(struct pattern_maker *m)
{
	static const char *const ready[] = {"[a-c]", "[^退]", "[\\d货]", "[]a]", "[1-9]", "[退-退]",
	    "[a\\]-]", "[\\x{9000}退]", "[K]", "[-a]", "[^a-]"};
	if (chance_below(m->chance, 2)) {
		make_z(m, ready[chance_below(m->chance, sizeof ready / sizeof *ready)]);
		return;
	}
	make_z(m, "[");
	for (uint32_t n = 1 + chance_below(m->chance, 3); n; n--)
		make_z(m, chance_letter(m->chance));
	make_z(m, "]");
}

static inline void make_alternatives(struct pattern_maker *m, int depth);

static inline void make_group(struct pattern_maker *m, int depth)
{
	static const char *const open[] = {"(", "(", "(", "(?:", "(?:", "(?!", "(?<=", "(?<!",
	    "(?>", "(?|", "(?i:", "(?-i:", "(?=", "(?s-m:", "(?x: "};
	const uint32_t plain = 8;
	uint32_t kind =
	    chance_below(m->chance, m->plain ? plain : sizeof open / sizeof *open + 2);
	char name[40];
	if (kind < sizeof open / sizeof *open) {
		make_z(m, open[kind]);
	} else {
		snprintf(name, sizeof name, kind % 2 ? "(?<n%d>" : "(?'n%d'", m->groups++);
		make_z(m, name);
	}
	make_alternatives(m, depth + 1);
	make_z(m, ")");
}

static inline void make_atom(struct pattern_maker *m, int depth)
{
	static const char *const odd[] = {".", "\\d", "\\w", "\\s", "^", "$", "\\b", "\\1",
	    "\\k<n0>", "(?1)", "(?R)?", "\\x{9000}", "\\x61", "\\p{Han}", "\\pL", "\\Q退?货\\E",
	    "\\Qab\\E", "\\R", "\\X", "\\K", "(?#退货)", "(?i)", "(?(1)a|退)", "(*COMMIT)", "(?1)?",
	    "\\N", "\\E", "\\.", "\\-", "\\101", "a{,2}", "\\退", "(?P>n0)?", "\\g{-1}",
	    "[[:alpha:]]", "(*ACCEPT)", "(?x)", "\\Q\\E", "(?:)", "^", "$", "\\A", "\\z", "\\Z",
	    "\\G", "\\d+"};
	static const char *const plain[] = {".", "\\d", "\\w", "\\W", "\\D", "^", "$", "\\b",
	    "\\p{Han}", "\\P{Han}", "[^,?]", "[^退\\d]", "[\\w-]", "(?!货)", "(?<!退)",
	    "(?<![ab])", "(?<!^)", "(?!$)", "(?!.{2})", "(?<=\\b)", "()"};
	uint32_t pick = chance_below(m->chance, 20);
	if (pick < 11)
		make_letter(m);
	else if (pick < 13)
		make_class(m);
	else if (pick < 17 && depth < 4)
		make_group(m, depth);
	else if (m->plain)
		make_z(m, plain[chance_below(m->chance, sizeof plain / sizeof *plain)]);
	else
		make_z(m, odd[chance_below(m->chance, sizeof odd / sizeof *odd)]);
}

static inline void make_alternatives(struct pattern_maker *m, int depth)
{
	static const char *const times[] = {"?", "*", "+", "{0,2}", "{1,3}", "{2}", "??", "{1,}",
	    "*?", "{2,}?", "{0,3}?", "{3}", "{0}", "++", "{", "{1}{2}", "{x}"};
	const uint32_t plain = 12, all = sizeof times / sizeof *times;
	for (uint32_t branches = 1 + (chance_below(m->chance, 3) == 0) + chance_below(m->chance, 2);
	     branches; branches--) {
		for (uint32_t n = chance_below(m->chance, 8) ? 1 + chance_below(m->chance, 4) : 0;
		     n; n--) {
			make_atom(m, depth);
			if (chance_below(m->chance, 4) == 0)
				make_z(m, times[chance_below(m->chance, m->plain ? plain : all)]);
		}
		if (branches > 1)
			make_z(m, "|");
	}
}

/* Most are good patterns; those that are not are for the caller to leave out. */
static inline size_t random_pattern(struct chance *c, char *p, size_t room)
{
	struct pattern_maker m = {.chance = c, .p = p, .room = room};
	*p = '\0';
	make_alternatives(&m, 0);
	return m.n;
}

/* The same without what no plan does. */
static inline size_t random_plain_pattern(struct chance *c, char *p, size_t room)
{
	struct pattern_maker m = {.chance = c, .p = p, .room = room, .plain = true};
	*p = '\0';
	make_alternatives(&m, 0);
	return m.n;
}

static inline size_t random_text(struct chance *c, char *p, size_t room)
{
	size_t n = 0;
	*p = '\0';
	for (uint32_t k = chance_below(c, 14); k && n + 8 < room; k--) {
		const char *z = chance_letter(c);
		n += (size_t)snprintf(p + n, room - n, "%s", z);
	}
	return n;
}

#endif
