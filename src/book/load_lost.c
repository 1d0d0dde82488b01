/* load_lost.c - what could not be read, so that nobody is told that it is missing. */
#include "base/utf8.h"
#include "book/load_internal.h"

void load_lose(struct load *l, struct str text)
{
	buf_adds(&l->lost, text);
	buf_addc(&l->lost, '\n');
}

bool load_may_be_lost(const struct load *l, struct str name)
{
	return l->incomplete || l->lost.failed ||
	    (l->undecoded && utf8_length(name) < name.n) ||
	    (l->lost.n && memmem(l->lost.p, l->lost.n, name.p, name.n));
}

void load_damage(struct load *l, struct place entry)
{
	if (l->damaged_n == l->damaged_room) {
		size_t room = l->damaged_room ? l->damaged_room * 2 : 16;

		l->damaged = arena_grow(l->scratch, l->damaged,
		    l->damaged_room * sizeof *l->damaged, room * sizeof *l->damaged);
		l->damaged_room = room;
	}
	l->damaged[l->damaged_n++] = entry;
}

bool load_is_damaged(const struct load *l, struct place entry)
{
	for (size_t i = 0; i < l->damaged_n; i++)
		if (l->damaged[i].line == entry.line && l->damaged[i].file == entry.file)
			return true;
	return false;
}
