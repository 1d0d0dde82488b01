/* Known answers: FIPS 180-4, RFC 4231, RFC 4648. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/crypto.h"

static const char *hex(const unsigned char in[32])
{
	static char out[65];
	for (size_t i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", in[i]);
	return out;
}

static void sha256_gives_the_known_answers(void **state)
{
	(void)state;
	unsigned char out[32];
	crypto_sha256(STR("abc"), out);
	assert_string_equal(
	    hex(out), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypto_sha256((struct str){NULL, 0}, out);
	assert_string_equal(
	    hex(out), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hmac_gives_the_known_answers(void **state)
{
	(void)state;
	unsigned char out[32];
	char key[131];
	crypto_hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), out);
	assert_string_equal(
	    hex(out), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key);
	crypto_hmac_sha256(
	    str_make(key, 131), STR("Test Using Larger Than Block-Size Key - Hash Key First"), out);
	assert_string_equal(
	    hex(out), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	crypto_hmac_sha256((struct str){NULL, 0}, (struct str){NULL, 0}, out);
	assert_string_equal(
	    hex(out), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void equality_needs_equal_length(void **state)
{
	(void)state;
	assert_true(crypto_equal(STR("secret"), STR("secret")));
	assert_false(crypto_equal(STR("secret"), STR("secreT")));
	assert_false(crypto_equal(STR("secret"), STR("secre")));
	assert_false(crypto_equal(STR("secre"), STR("secret")));
	assert_false(crypto_equal(STR(""), STR("s")));
	assert_true(crypto_equal((struct str){NULL, 0}, STR("")));
}

static void base64_goes_there_and_back(void **state)
{
	(void)state;
	static const struct {
		const char *plain, *coded;
	} cases[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
	    {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe\xfb", "//77"},
	    {"\xfb\xef", "++8="}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char coded[16];
		size_t n = strlen(cases[i].plain), want = strlen(cases[i].coded);
		unsigned char *plain = malloc(n ? n : 1);
		assert_int_equal(crypto_base64(cases[i].plain, n, coded), want);
		assert_string_equal(coded, cases[i].coded);
		assert_int_equal(crypto_unbase64(str_of(coded), plain, n), n);
		assert_memory_equal(plain, cases[i].plain, n);
		if (n)
			assert_int_equal(crypto_unbase64(str_of(coded), plain, n - 1), -1);
		free(plain);
	}
	static const char *const bad[] = {"Zg=", "Zg", "Z===", "=", "====", "Zm9v\n", " Zm9v",
	    "Zm9-", "Zm=v", "Zg==Zg==", "Zm9v====", "Zm\xe4v"};
	unsigned char out[16];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (crypto_unbase64(str_of(bad[i]), out, sizeof out) != -1)
			fail_msg("%s was decoded", bad[i]);
	/* bits left over are ignored: some platforms' keys have them set */
	assert_int_equal(crypto_unbase64(STR("Zh=="), out, sizeof out), 1);
	assert_int_equal(out[0], 'f');
}

static void random_values_do_not_repeat(void **state)
{
	(void)state;
	uint64_t seen[64];
	for (size_t i = 0; i < 64; i++) {
		seen[i] = crypto_random_u64();
		for (size_t j = 0; j < i; j++)
			assert_true(seen[i] != seen[j]);
	}
	unsigned char many[1000] = {0};
	crypto_random(many, sizeof many);
	unsigned zeros = 0;
	for (size_t i = 0; i < sizeof many; i++)
		zeros += many[i] == 0;
	assert_true(zeros < 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sha256_gives_the_known_answers),
	    cmocka_unit_test(hmac_gives_the_known_answers),
	    cmocka_unit_test(equality_needs_equal_length),
	    cmocka_unit_test(base64_goes_there_and_back),
	    cmocka_unit_test(random_values_do_not_repeat),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
