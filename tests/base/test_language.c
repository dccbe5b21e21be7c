/* SPDX-License-Identifier: Apache-2.0 */
/* Language tags are well-formed or not, as RFC 5646 says with examples of its appendix A. */
#include "support/support.h"

#include "base/language.h"
#include "base/text.h"

static void
well_formed_tags_are_taken(void **state)
{
	static const char *const good[] = {
		"hy", "HY", "az", "ru-RU", "az-Latn", "zh-Hant", "zh-cmn-Hans-CN", "cmn-Hans-CN",
		"zh-yue-HK", "sr-Latn-RS", "sl-rozaj-biske", "de-CH-1901", "sl-IT-nedis",
		"hy-Latn-IT-arevela", "es-419", "de-CH-x-phonebk", "az-Arab-x-AZE-derbend",
		"x-whatever", "qaa-Qaaa-QM-x-southern", "en-US-u-islamcal", "zh-CN-a-myext-x-private",
		"en-a-myext-b-another", "i-klingon", "en-GB-oed", "art-lojban", "und", "mul", "zxx",
		"x-a-b-c", "en-x-US", "abcdefgh",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		if (!language_is_well_formed(text_of(good[i])))
			fail_msg("%s is well-formed\n", good[i]);
	}
}

static void
malformed_tags_are_not(void **state)
{
	static const char *const bad[] = {
		"", "!!", "-", "hy-", "-hy", "h", "hy--AM", "hy_AM", "hy AM", "de-419-DE", "a-DE",
		"ar-a-aaa-b-bbb-a-ccc", "de-1901-1901", "en-a", "x", "en-x", "abcdefghi", "1234",
		"en-a-x-y", "հայ", "hy\n", "i-nothing", "12",
		"aa-x-12345678-12345678-12345678-12345678-12345678-12345678-1234567890",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (language_is_well_formed(text_of(bad[i])))
			fail_msg("%s is malformed\n", bad[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_tags_are_taken),
		cmocka_unit_test(malformed_tags_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
