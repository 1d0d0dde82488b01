/* telling_word.c - see telling_word.h. */
#include "trainer/telling_word.h"

#include "base/utf8.h"

bool letter_is_han(uint32_t c)
{
	return (c >= 0x3400 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00) ||
	       (c >= 0x20000 && c < 0x32000) || (c >= 0x3040 && c < 0x3100) ||
	       (c >= 0xac00 && c < 0xd7b0);
}

bool letter_is_spelt(uint32_t c)
{
	return (c >= 'a' && c <= 'z') ||
	       (c >= 0xc0 && c < 0x250 && c != 0xd7 && c != 0xf7) || (c >= 0x370 && c < 0x530);
}

bool letter_is_filler(uint32_t c)
{
	static const char filler[] = "的了吗呢啊吧嘛么呀哦我你您他她它们是就也都还在把被给跟和与这那个请啦"
				     "哈一有可以能会要想说问下";
	const struct str all = STR(filler);

	for (size_t i = 0; i < all.n;)
		if (utf8_next(all, &i) == c)
			return true;
	return false;
}

static const char *const small_words[] = {"a", "an", "the", "i", "you", "my", "your", "is", "are", "do",
    "does", "can", "could", "to", "for", "of", "in", "on", "it", "this", "that", "me", "we", "and", "or",
    "be", "have", "has", "if", "with", "at", "please", "hi", "hello", "there", "would", "will", "am",
    "was", "did", "get", "want", "need", "so", "but", "not", "just", "any"};

bool word_is_small(struct str word)
{
	for (size_t i = 0; i < sizeof small_words / sizeof *small_words; i++)
		if (str_is(word, small_words[i]))
			return true;
	return false;
}
