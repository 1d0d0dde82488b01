/* writing.c - scripts of texts and languages: two tables. */
#include "book/writing.h"

#include <string.h>

#include "base/utf8.h"

const char *const writing_names[] = {"han", "kana", "hangul", "latin", "cyrillic", "greek",
    "arabic", "hebrew", "devanagari", "thai", NULL};
_Static_assert(sizeof writing_names / sizeof *writing_names == WRITING_COUNT, "a script's name");

/* By first code point; letters alone, as far as it matters. */
static const struct {
	uint32_t from, to;
	enum writing writing;
} ranges[] = {
    {0x00aa, 0x00aa, WRITING_LATIN},
    {0x00ba, 0x00ba, WRITING_LATIN},
    {0x00c0, 0x00d6, WRITING_LATIN},
    {0x00d8, 0x00f6, WRITING_LATIN},
    {0x00f8, 0x024f, WRITING_LATIN},
    {0x0370, 0x03ff, WRITING_GREEK},
    {0x0400, 0x052f, WRITING_CYRILLIC},
    {0x05d0, 0x05ea, WRITING_HEBREW},
    {0x0620, 0x065f, WRITING_ARABIC},
    {0x066e, 0x06ef, WRITING_ARABIC},
    {0x06fa, 0x06ff, WRITING_ARABIC},
    {0x0750, 0x077f, WRITING_ARABIC},
    {0x0900, 0x0963, WRITING_DEVANAGARI},
    {0x0e01, 0x0e3a, WRITING_THAI},
    {0x0e40, 0x0e4e, WRITING_THAI},
    {0x1100, 0x11ff, WRITING_HANGUL},
    {0x1e00, 0x1eff, WRITING_LATIN},
    {0x1f00, 0x1fff, WRITING_GREEK},
    {0x3005, 0x3007, WRITING_HAN},
    {0x3041, 0x3096, WRITING_KANA},
    {0x30a1, 0x30fa, WRITING_KANA},
    {0x3131, 0x318e, WRITING_HANGUL},
    {0x31f0, 0x31ff, WRITING_KANA},
    {0x3400, 0x4dbf, WRITING_HAN},
    {0x4e00, 0x9fff, WRITING_HAN},
    {0xac00, 0xd7a3, WRITING_HANGUL},
    {0xf900, 0xfaff, WRITING_HAN},
    {0xfb50, 0xfdff, WRITING_ARABIC},
    {0xfe70, 0xfefc, WRITING_ARABIC},
    {0xff21, 0xff3a, WRITING_LATIN},
    {0xff41, 0xff5a, WRITING_LATIN},
    {0xff66, 0xff9d, WRITING_KANA},
    {0x20000, 0x323af, WRITING_HAN},
};

static const struct {
	const char *language;
	enum writing writing;
} languages[] = {
    {"zh", WRITING_HAN},
    {"yue", WRITING_HAN},
    {"wuu", WRITING_HAN},
    {"ja", WRITING_KANA},
    {"ko", WRITING_HANGUL},
    {"ru", WRITING_CYRILLIC},
    {"uk", WRITING_CYRILLIC},
    {"be", WRITING_CYRILLIC},
    {"bg", WRITING_CYRILLIC},
    {"mk", WRITING_CYRILLIC},
    {"sr", WRITING_CYRILLIC},
    {"kk", WRITING_CYRILLIC},
    {"ky", WRITING_CYRILLIC},
    {"mn", WRITING_CYRILLIC},
    {"tg", WRITING_CYRILLIC},
    {"el", WRITING_GREEK},
    {"ar", WRITING_ARABIC},
    {"fa", WRITING_ARABIC},
    {"ur", WRITING_ARABIC},
    {"ug", WRITING_ARABIC},
    {"ps", WRITING_ARABIC},
    {"he", WRITING_HEBREW},
    {"yi", WRITING_HEBREW},
    {"hi", WRITING_DEVANAGARI},
    {"mr", WRITING_DEVANAGARI},
    {"ne", WRITING_DEVANAGARI},
    {"th", WRITING_THAI},
};

enum writing writing_of_letter(uint32_t code)
{
	size_t from = 0, to = sizeof ranges / sizeof *ranges;

	if (code < 0x80)
		return (code | 0x20) - 'a' < 26 ? WRITING_LATIN : WRITING_NONE;
	while (from < to) {
		size_t mid = (from + to) / 2;

		if (code > ranges[mid].to)
			from = mid + 1;
		else if (code < ranges[mid].from)
			to = mid;
		else
			return ranges[mid].writing;
	}
	return WRITING_NONE;
}

struct counts {
	size_t letters[WRITING_COUNT];
	unsigned words;
	bool lower; /* a word in lower case was there */
};

static bool is_ascii_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* One run of ASCII without blanks. */
static void count_ascii(struct str run, struct counts *k)
{
	for (size_t i = 0; i < run.n; i++)
		if ((run.p[i] >= '0' && run.p[i] <= '9') || strchr("@_/\\", run.p[i]))
			return;
	if (run.n > 4 && strncmp(run.p, "www.", 4) == 0)
		return;
	for (size_t i = 0; i < run.n;) {
		size_t from = i;
		bool lower = true;

		for (; i < run.n && (is_ascii_letter(run.p[i]) || (i > from && run.p[i] == '\'')); i++)
			lower = lower && (run.p[i] >= 'a' || run.p[i] == '\'');
		if (i == from) {
			i++;
			continue;
		}
		k->letters[WRITING_LATIN] += i - from;
		k->words++;
		k->lower = k->lower || lower;
	}
}

static void count(struct str text, struct counts *k)
{
	for (size_t i = 0; i < text.n;) {
		size_t from = i;

		while (i < text.n && (unsigned char)text.p[i] > ' ' && (unsigned char)text.p[i] < 0x7f)
			i++;
		if (i > from)
			count_ascii(str_make(text.p + from, i - from), k);
		else if ((unsigned char)text.p[i] < 0x80)
			i++;
		else
			k->letters[writing_of_letter(utf8_next(text, &i))]++;
	}
}

void writing_of_text(struct str text, struct writing_found *out)
{
	struct counts k = {0};

	*out = (struct writing_found){0};
	if (utf8_first_bad(text) < text.n)
		return;
	count(text, &k);
	k.letters[WRITING_NONE] = 0;
	if (k.lower)
		out->words = k.words;
	if (k.letters[WRITING_KANA] > 1 || (k.letters[WRITING_KANA] && !k.letters[WRITING_HAN])) {
		out->order[out->n++] = WRITING_KANA;
		k.letters[WRITING_KANA] = 0;
	}
	for (enum writing w = WRITING_HANGUL; w; w = w == WRITING_HANGUL ? WRITING_HAN : WRITING_NONE)
		if (k.letters[w]) {
			out->order[out->n++] = w;
			k.letters[w] = 0;
		}
	for (;;) {
		enum writing most = WRITING_NONE;

		for (enum writing w = WRITING_HAN; w < WRITING_COUNT; w++)
			if (k.letters[w] > k.letters[most])
				most = w;
		if (most == WRITING_NONE)
			return;
		out->order[out->n++] = most;
		k.letters[most] = 0;
	}
}

enum writing writing_of_language(struct str language)
{
	size_t n = 0;

	while (n < language.n && language.p[n] != '-' && language.p[n] != '_')
		n++;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (str_is(str_make(language.p, n), languages[i].language))
			return languages[i].writing;
	return WRITING_LATIN;
}

const char *writing_name(enum writing w)
{
	return w == WRITING_NONE ? "" : writing_names[w - 1];
}

enum writing writing_parse(struct str name)
{
	for (size_t i = 0; writing_names[i]; i++)
		if (str_is(name, writing_names[i]))
			return (enum writing)(i + 1);
	return WRITING_NONE;
}
