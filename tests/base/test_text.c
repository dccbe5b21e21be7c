/* SPDX-License-Identifier: Apache-2.0 */
/* test_text.c - UTF-8 at the border, and foreign bytes made harmless. */
#include "base/text.h"

#include "support/support.h"

#include "base/scoped.h"

static void
escaped_is(const char *bytes, size_t n, const char *expected)
{
	SCOPED(buffer) out = { 0 };

	text_append_escaped(&out, bytes, n);
	assert_string_equal(buffer_string(&out), expected);
}

static void
controls_and_bidi_are_shown(void **state)
{
	(void)state;
	escaped_is("a\x1b[31mb", 7, "a\\x1b[31mb");
	escaped_is("x\ny\tz\r", 6, "x\\ny\\tz\\r");
	escaped_is("\xe2\x80\xae" "gpj.exe", 10, "\\u202egpj.exe");
	escaped_is("\xff\xfe", 2, "\\xff\\xfe");
	escaped_is("\xd5\x8e\xd5\xaf", 4, "\xd5\x8e\xd5\xaf");
	escaped_is("\xc2\x9b", 2, "\\u009b");
}

static void
ill_formed_utf8_is_found(void **state)
{
	(void)state;
	assert_true(text_is_utf8("\xf0\x9f\x98\x80", 4));
	assert_false(text_is_utf8("\xed\xa0\x80", 3));
	assert_false(text_is_utf8("\xc0\xaf", 2));
	assert_false(text_is_utf8("\xf4\x90\x80\x80", 4));
	assert_false(text_is_utf8("\xe2\x82", 2));
}

static void
lossy_text_has_one_replacement_a_part(void **state)
{
	SCOPED(buffer) out = { 0 };

	(void)state;
	text_append_lossy(&out, "a\xe2\x82z\xff", 5);
	assert_string_equal(buffer_string(&out), "a\xef\xbf\xbdz\xef\xbf\xbd");
}

static void
fixed_arrays_are_cut_at_characters(void **state)
{
	char small[6];

	(void)state;
	text_escape_into(small, sizeof small, "abc\xd5\x8e\xd5\xaf", 7);
	assert_string_equal(small, "abc\xd5\x8e");
	text_escape_into(small, 5, "abc\xd5\x8e", 5);
	assert_string_equal(small, "abc");
}

static void
numbers_are_read_strictly(void **state)
{
	uint64_t n = 0;

	(void)state;
	assert_true(text_number(text_of("18446744073709551615"), UINT64_MAX, &n));
	assert_true(n == UINT64_MAX);
	assert_false(text_number(text_of("18446744073709551616"), UINT64_MAX, &n));
	assert_false(text_number(text_of("01"), 99, &n));
	assert_false(text_number(text_of("-1"), 99, &n));
	assert_false(text_number(text_of(""), 99, &n));
	assert_false(text_number(text_of("100"), 99, &n));
}

static void
parts_are_cut_off_in_order(void **state)
{
	struct text rest = text_of("a\t\tb");

	(void)state;
	assert_true(text_is(text_cut(&rest, '\t'), "a"));
	assert_true(text_is(text_cut(&rest, '\t'), ""));
	assert_true(text_is(text_cut(&rest, '\t'), "b"));
	assert_null(rest.p);
}

/* Digits of any script, numerals and fractions; what is no UTF-8 hides none. */
static void
numbers_are_found_in_any_script(void **state)
{
	static const char *const with[] = { "7", "km 7", "Name\u0663", "\uff13", "\u0968", "\u2163", "\u00bd",
		                            "\xff" "1", "a\xe2\x82" "5" };
	static const char *const without[] = { "", "Xocav\u0259nd", "\u054d\u0575\u0578\u0582\u0576\u056b\u0584",
		                               "\xff", "\xe2\x82", "-.,'\u00b0" };

	(void)state;
	for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
		assert_true(text_has_number(text_of(with[i])));
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		assert_false(text_has_number(text_of(without[i])));
}

static void
a_prefix_is_taken_off_or_nothing(void **state)
{
	struct text rest = text_of("prefix and rest");

	(void)state;
	assert_false(text_skip(&rest, "prefixes"));
	assert_true(text_is(rest, "prefix and rest"));
	assert_true(text_skip(&rest, "prefix "));
	assert_true(text_is(rest, "and rest"));
	assert_true(text_skip(&rest, ""));
	assert_true(text_skip(&rest, "and rest"));
	assert_int_equal(rest.n, 0);
	assert_false(text_skip(&rest, "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_and_bidi_are_shown),
		cmocka_unit_test(ill_formed_utf8_is_found),
		cmocka_unit_test(lossy_text_has_one_replacement_a_part),
		cmocka_unit_test(fixed_arrays_are_cut_at_characters),
		cmocka_unit_test(numbers_are_read_strictly),
		cmocka_unit_test(numbers_are_found_in_any_script),
		cmocka_unit_test(parts_are_cut_off_in_order),
		cmocka_unit_test(a_prefix_is_taken_off_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
