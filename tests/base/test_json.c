/* SPDX-License-Identifier: Apache-2.0 */
/* test_json.c - texts read strictly within their limits, and what an event may hold. */
#include "base/json.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static void
reads_as(const char *json, const char *canonical)
{
	SCOPED_JSON json_t *value = NULL;
	SCOPED(buffer) out = { 0 };
	struct error err;

	assert_ok(json_read(&value, text_of(json), &err), &err);
	assert_ok(json_canonical(&out, value, &err), &err);
	assert_string_equal(buffer_string(&out), canonical);
}

static void
refused(enum status status, struct text json, const char *words)
{
	json_t *untouched = (json_t *)&untouched, *value = untouched;
	struct error err;

	assert_status(status, json_read(&value, json, &err), &err);
	assert_ptr_equal(value, untouched);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"\n", err.text, words);
}

static void
event_check_is(enum status status, const char *json)
{
	SCOPED_JSON json_t *value = NULL;
	struct error err = { 0 };

	assert_ok(json_read(&value, text_of(json), &err), &err);
	if (json_check_event_value(value, &err) != status)
		fail_msg("not %d: %s: %s\n", (int)status, json, err.text);
}

static void
numbers_are_doubles_in_the_shortest_form(void **state)
{
	(void)state;
	reads_as("[-0,-0.0,0e5,1.0,1e2,1E-7,0.000001]", "[0,0,0,1,100,1e-7,0.000001]");
	reads_as("[9007199254740991,9007199254740993]", "[9007199254740991,9007199254740992]");
	reads_as("[-9223372036854775808]", "[-9223372036854776000]");
	reads_as("[5,123456789012345678901234567890]", "[5,1.2345678901234568e+29]");
	reads_as("100000000000000000000", "100000000000000000000");
	reads_as("1000000000000000000000", "1e+21");
	reads_as("[4.9406564584124654e-324,1.7976931348623157e308]",
	         "[5e-324,1.7976931348623157e+308]");
	refused(STATUS_INVALID, text_of("[1e400]"), "line 1");
}

static void
keys_sort_by_utf16_units(void **state)
{
	(void)state;
	reads_as("{\"\\uff61\":1,\"\\ud83d\\ude00\":2,\"\\ud7ff\":3,\"z\":4,\"\":5,\"zz\":6}",
	         "{\"\":5,\"z\":4,\"zz\":6,\"\xed\x9f\xbf\":3,\"\xf0\x9f\x98\x80\":2,"
	         "\"\xef\xbd\xa1\":1}");
	assert_true(json_key_compare(text_of("a"), text_of("a")) == 0);
	assert_true(json_key_compare(text_of("\xee\x80\x80"), text_of("\xf0\x90\x80\x80")) > 0);
	assert_true(json_key_compare(text_of("\xf0\x90\x80\x80"), text_of("\xf0\x90\x80\x81")) < 0);
	assert_true(json_key_compare(text_of("\xed\x9f\xbf"), text_of("\xf0\x90\x80\x80")) < 0);
}

static void
strings_have_the_shortest_escapes(void **state)
{
	(void)state;
	reads_as("\"\\u0008\\u0009\\u000a\\u000B\\u000c\\u000d\\u001F\\u007f\\/\\u0022\\u005C\"",
	         "\"\\b\\t\\n\\u000b\\f\\r\\u001f\x7f/\\\"\\\\\"");
	reads_as("\"\\u0000\"", "\"\\u0000\"");
	reads_as("\"\\u2028\\ud834\\udd1e\"", "\"\xe2\x80\xa8\xf0\x9d\x84\x9e\"");
}

static void
malformed_texts_are_refused_with_their_place(void **state)
{
	(void)state;
	refused(STATUS_INVALID, text_of(""), "empty");
	refused(STATUS_INVALID, text_of("{\n\"a\":1,\n\"a\":2}"), "line 3");
	refused(STATUS_INVALID, text_of("[1] x"), "line 1");
	refused(STATUS_INVALID, text_of("[1,]"), "line 1");
	refused(STATUS_INVALID, text_of("\"\\ud800\""), "line 1");
	refused(STATUS_INVALID, text_of("\"\xed\xa0\x80\""), "decode byte 0xed");
	refused(STATUS_INVALID, text_of("\xef\xbb\xbf[]"), "line 1");
	refused(STATUS_INVALID, text_of("{\"\\u0000\":1}"), "NUL");
	refused(STATUS_INVALID, text_of("\"open"), "line 1");
	refused(STATUS_INVALID, text_of("\"open\\"), "line 1");
	refused(STATUS_INVALID, text_of("[01]"), "line 1");
	refused(STATUS_INVALID, text_of("[NaN]"), "line 1");
	refused(STATUS_INVALID, (struct text){ "[]\0", 3 }, "line 1");
	refused(STATUS_INVALID, text_of("]]"), "line 1");
}

static struct text
nested(struct buffer *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buffer_append_string(out, i % 2 ? "{\"[\":" : "[");
	buffer_append_string(out, "\"]]\\\"[[\"");
	for (size_t i = depth; i > 0; i--)
		buffer_append_string(out, i % 2 ? "]" : "}");
	return text_of_buffer(out);
}

static void
depth_is_bounded(void **state)
{
	SCOPED(buffer) deepest = { 0 };
	SCOPED(buffer) deeper = { 0 };
	SCOPED_JSON json_t *value = NULL;
	SCOPED(buffer) out = { 0 };
	struct error err;

	(void)state;
	assert_ok(json_read(&value, nested(&deepest, JSON_DEPTH_LIMIT), &err), &err);
	assert_ok(json_canonical(&out, value, &err), &err);
	assert_string_equal(buffer_string(&out), buffer_string(&deepest));
	assert_status(STATUS_LIMIT, json_check_event_value(value, &err), &err);
	refused(STATUS_LIMIT, nested(&deeper, JSON_DEPTH_LIMIT + 1), "64 levels");
}

static void
a_value_too_deep_is_not_written(void **state)
{
	SCOPED_JSON json_t *value = json_null();
	SCOPED(buffer) out = { 0 };
	struct error err;

	(void)state;
	for (int i = 0; i <= JSON_DEPTH_LIMIT; i++) {
		json_t *outer = json_array();

		assert_int_equal(json_array_append_new(outer, value), 0);
		value = outer;
	}
	buffer_append_string(&out, "kept");
	assert_status(STATUS_LIMIT, json_canonical(&out, value, &err), &err);
	assert_string_equal(buffer_string(&out), "kept");
	assert_ok(json_canonical(&out, json_array_get(value, 0), &err), &err);
}

static void
the_number_of_values_and_the_size_are_bounded(void **state)
{
	SCOPED(buffer) many = { 0 };
	char *huge;

	(void)state;
	buffer_append_byte(&many, '[');
	for (size_t i = 0; i < JSON_VALUE_LIMIT; i++)
		buffer_append_string(&many, "0,");
	buffer_append_string(&many, "0]");
	refused(STATUS_LIMIT, text_of_buffer(&many), "values");
	huge = calloc(1, JSON_SIZE_LIMIT + 1);
	assert_non_null(huge);
	refused(STATUS_LIMIT, (struct text){ huge, JSON_SIZE_LIMIT + 1 }, "bytes");
	free(huge);
}

static void
an_ill_formed_string_is_not_written(void **state)
{
	SCOPED_JSON json_t *value = json_array();
	SCOPED_JSON json_t *keyed = json_object();
	SCOPED(buffer) out = { 0 };
	struct error err;

	(void)state;
	assert_int_equal(json_array_append_new(value, json_stringn_nocheck("\xed\xa0\x80", 3)), 0);
	assert_int_equal(json_object_setn_new_nocheck(keyed, "\xff", 1, json_null()), 0);
	assert_status(STATUS_INVALID, json_canonical(&out, value, &err), &err);
	assert_status(STATUS_INVALID, json_canonical(&out, keyed, &err), &err);
	assert_status(STATUS_INVALID, json_check_event_value(value, &err), &err);
	assert_status(STATUS_INVALID, json_check_event_value(keyed, &err), &err);
	assert_int_equal(out.n, 0);
}

static void
events_hold_small_integers_and_clean_strings(void **state)
{
	(void)state;
	event_check_is(STATUS_OK, "{\"a\":[null,true,false,\"\xd5\x8e\",-0]}");
	event_check_is(STATUS_OK, "[9007199254740991,-9007199254740991]");
	event_check_is(STATUS_INVALID, "[9007199254740992]");
	event_check_is(STATUS_INVALID, "[-9007199254740992]");
	event_check_is(STATUS_INVALID, "[18446744073709551616]");
	event_check_is(STATUS_INVALID, "[1.5]");
	event_check_is(STATUS_INVALID, "[1.0]");
	event_check_is(STATUS_INVALID, "1e2");
	event_check_is(STATUS_INVALID, "{\"a\":{\"b\":[\"x\\u0000\"]}}");
}

static void
event_values_may_nest_32_levels(void **state)
{
	SCOPED(buffer) deepest = { 0 };
	SCOPED(buffer) deeper = { 0 };

	(void)state;
	nested(&deepest, JSON_EVENT_DEPTH_LIMIT);
	nested(&deeper, JSON_EVENT_DEPTH_LIMIT + 1);
	event_check_is(STATUS_OK, buffer_string(&deepest));
	event_check_is(STATUS_LIMIT, buffer_string(&deeper));
}

static void
member_names_are_lower_case_words(void **state)
{
	(void)state;
	assert_true(json_is_member_name(text_of("public_key")));
	assert_true(json_is_member_name(text_of("a1_")));
	assert_false(json_is_member_name(text_of("")));
	assert_false(json_is_member_name(text_of("1a")));
	assert_false(json_is_member_name(text_of("_a")));
	assert_false(json_is_member_name(text_of("aB")));
	assert_false(json_is_member_name(text_of("a-b")));
	assert_false(json_is_member_name((struct text){ "a\0", 2 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_doubles_in_the_shortest_form),
		cmocka_unit_test(keys_sort_by_utf16_units),
		cmocka_unit_test(strings_have_the_shortest_escapes),
		cmocka_unit_test(malformed_texts_are_refused_with_their_place),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(a_value_too_deep_is_not_written),
		cmocka_unit_test(the_number_of_values_and_the_size_are_bounded),
		cmocka_unit_test(an_ill_formed_string_is_not_written),
		cmocka_unit_test(events_hold_small_integers_and_clean_strings),
		cmocka_unit_test(event_values_may_nest_32_levels),
		cmocka_unit_test(member_names_are_lower_case_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
