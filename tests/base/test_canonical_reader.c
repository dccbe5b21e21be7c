/* SPDX-License-Identifier: Apache-2.0 */
/* test_canonical_reader.c - canonical text is walked member by member, and no other is let in. */
#include "base/canonical_reader.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The bytes in a block of their own, so that reading beyond them is seen by a sanitizer. */
static enum status
check_alone(struct text text, struct error *err)
{
	SCOPED_FREE char *copy = malloc(text.n ? text.n : 1);
	enum status status;

	assert_non_null(copy);
	if (text.n > 0)
		memcpy(copy, text.p, text.n);
	status = canonical_check((struct text){ copy, text.n }, err);
	return status;
}

static void
accepted(const char *canonical)
{
	struct error err;

	if (check_alone(text_of(canonical), &err) != STATUS_OK)
		fail_msg("%s: %s\n", canonical, err.text);
}

static void
refused(const char *text, const char *words)
{
	struct error err = { 0 };

	if (check_alone(text_of(text), &err) != STATUS_INVALID)
		fail_msg("accepted %s\n", text);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: \"%s\" does not say \"%s\"\n", text, err.text, words);
}

static void
canonical_texts_are_accepted(void **state)
{
	(void)state;
	accepted("null");
	accepted("true");
	accepted("false");
	accepted("0");
	accepted("-1");
	accepted("9007199254740991");
	accepted("-9007199254740991");
	accepted("\"\"");
	accepted("\"\x7f/\xc2\x80\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"");
	accepted("\"\\b\\t\\n\\u000b\\f\\r\\u000e\\u001f\\\"\\\\\"");
	accepted("[]");
	accepted("{}");
	accepted("[[],{},[null,1]]");
	accepted("{\"\":0,\"a\":[],\"a\\u0001\":1,\"aa\":{\"b\":{}},\"b\":null}");
	accepted("{\"\\n\":1,\"\\u000b\":2,\" \":3,\"\\\"\":4,\"[\":5,\"\\\\\":6,\"]\":7}");
	accepted("{\"\xf0\x9f\x98\x80\":1,\"\xef\xbd\xa1\":2}");
}

static void
numbers_have_one_form(void **state)
{
	(void)state;
	refused("-0", "zero");
	refused("00", "zero");
	refused("01", "zero");
	refused("-01", "zero");
	refused("-", "neither");
	refused("+1", "neither");
	refused("1.0", "fraction");
	refused("1e2", "fraction");
	refused("9007199254740992", "2^53");
	refused("-9007199254740992", "2^53");
	refused("11111111111111111", "2^53");
	refused("99999999999999999999999999999999999999999999", "2^53");
}

static void
strings_have_one_form(void **state)
{
	(void)state;
	refused("\"", "does not end");
	refused("\"abcdefgh", "does not end");
	refused("\"\\", "does not end");
	refused("\"\\u00", "need not be");
	refused("\"\n\"", "control");
	refused("\"1234567\x1f\"", "control");
	refused("\"\\/\"", "escape");
	refused("\"\\u000a\"", "shorter");
	refused("\"\\u000B\"", "lower-case");
	refused("\"\\u0041\"", "need not be");
	refused("\"\\u0022\"", "need not be");
	refused("\"\\u20ac\"", "need not be");
	refused("\"\\ud83d\\ude00\"", "need not be");
	refused("\"\\u0000\"", "U+0000");
	refused("\"\\x\"", "escape");
	refused("\"\xc0\xaf\"", "byte 1: bytes that are not UTF-8");
	refused("\"abcdefghijk\xed\xa0\x80\"", "byte 12: bytes that are not UTF-8");
	refused("\"\xf4\x90\x80\x80\"", "UTF-8");
	refused("\"\xe2\x82", "UTF-8");
	refused("\"\xd5\x8e\x80\"", "byte 3: bytes that are not UTF-8");
}

static void
structure_has_one_form(void **state)
{
	(void)state;
	refused("", "ends where a value");
	refused(" 1", "neither");
	refused("1 ", "after its end");
	refused("[1, 2]", "neither");
	refused("[1 ,2]", "comma");
	refused("[1,]", "neither");
	refused("[,1]", "neither");
	refused("[1}", "comma");
	refused("[", "ends where a value");
	refused("[1", "comma");
	refused("[1,", "ends where a value");
	refused("{", "no key");
	refused("{1:2}", "no key");
	refused("{\"a\"}", "no colon");
	refused("{\"a\" :1}", "no colon");
	refused("{\"a\":}", "neither");
	refused("{\"a\":1,}", "no key");
	refused("{\"a\":1 }", "comma");
	refused("nul", "neither");
	refused("nulL", "neither");
	refused("nullnull", "after its end");
	refused("]", "neither");
	refused("[]]", "after its end");
}

static void
keys_ascend_by_utf16_units(void **state)
{
	(void)state;
	refused("{\"b\":1,\"a\":2}", "byte 7: keys that are not in order");
	refused("{\"a\":1,\"a\":2}", "there before");
	refused("{\"aa\":1,\"a\":2}", "not in order");
	refused("{\"\xef\xbd\xa1\":1,\"\xf0\x9f\x98\x80\":2}", "not in order");
	refused("{\"\\u000b\":1,\"\\n\":2}", "not in order");
	refused("{\"[\":1,\"\\n\":2}", "not in order");
	refused("{\"\\n\":1,\"\\n\":2}", "there before");
	refused("{\"\\\\a\":1,\"\\\\\":2}", "not in order");
	refused("{\"a\":{\"z\":1},\"b\":{\"z\":1,\"y\":1}}", "not in order");
}

static void
zero_bytes_are_refused_anywhere(void **state)
{
	static const char text[] = "{\"a\":[1,\"b\"],\"c\":null}";
	char changed[sizeof text];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++) {
		struct error err;

		memcpy(changed, text, sizeof text);
		changed[i] = '\0';
		assert_status(STATUS_INVALID,
		              check_alone((struct text){ changed, sizeof text }, &err), &err);
	}
}

static void
depth_is_bounded(void **state)
{
	char deep[2 * (JSON_DEPTH_LIMIT + 1)];
	struct error err;

	(void)state;
	memset(deep, '[', sizeof deep / 2);
	memset(deep + sizeof deep / 2, ']', sizeof deep / 2);
	assert_ok(canonical_check((struct text){ deep + 1, sizeof deep - 2 }, &err), &err);
	assert_status(STATUS_LIMIT, canonical_check((struct text){ deep, sizeof deep }, &err), &err);
}

#define EVENT                                                                                  \
	"{\"actor\":\"ec\",\"n\":1,\"note\":\"a\\nb\",\"open\":{\"list\":[1,[2,{}],\"x\"],\"role\":" \
	"\"keeper\"},\"previous\":null,\"sealed\":{\"name\":\"tcs\",\"size\":\"4\"},\"v\":1}"

static void
an_event_is_walked_member_by_member(void **state)
{
	struct canonical_reader reader;
	struct canonical_value value;
	struct text key, text, span;
	enum status status;
	struct error err;
	int64_t number;
	char seen[256] = "";

	(void)state;
	canonical_begin(&reader, text_of(EVENT));
	assert_ok(canonical_object(&reader, &err), &err);
	while ((status = canonical_member(&reader, &key, &err)) == STATUS_OK) {
		strncat(seen, key.p, key.n);
		strcat(seen, " ");
		if (text_is(key, "actor")) {
			assert_ok(canonical_plain(&reader, &text, &err), &err);
			assert_true(text_is(text, "ec"));
		} else if (text_is(key, "open")) {
			assert_ok(canonical_skip(&reader, &span, &err), &err);
			assert_true(text_is(span, "{\"list\":[1,[2,{}],\"x\"],\"role\":\"keeper\"}"));
		} else if (text_is(key, "previous")) {
			assert_ok(canonical_value(&reader, &value, &err), &err);
			assert_int_equal(value.kind, CANONICAL_NULL);
		} else if (text_is(key, "v")) {
			assert_ok(canonical_integer(&reader, &number, &err), &err);
			assert_int_equal(number, 1);
		}
	}
	assert_int_equal(status, STATUS_DONE);
	assert_ok(canonical_finish(&reader, &err), &err);
	assert_string_equal(seen, "actor n note open previous sealed v ");
}

static void
levels_are_entered_and_left(void **state)
{
	struct canonical_reader reader;
	struct text key, text;
	struct error err;

	(void)state;
	canonical_begin(&reader, text_of(EVENT));
	assert_ok(canonical_object(&reader, &err), &err);
	assert_ok(canonical_expect(&reader, "actor", &err), &err);
	assert_ok(canonical_expect(&reader, "n", &err), &err);
	assert_ok(canonical_expect(&reader, "note", &err), &err);
	assert_ok(canonical_expect(&reader, "open", &err), &err);
	assert_ok(canonical_object(&reader, &err), &err);
	assert_ok(canonical_expect(&reader, "list", &err), &err);
	assert_ok(canonical_array(&reader, &err), &err);
	assert_ok(canonical_element(&reader, &err), &err);
	assert_ok(canonical_element(&reader, &err), &err);
	assert_ok(canonical_array(&reader, &err), &err);
	assert_ok(canonical_element(&reader, &err), &err);
	assert_ok(canonical_leave(&reader, &err), &err);
	assert_ok(canonical_element(&reader, &err), &err);
	assert_ok(canonical_string(&reader, &text, &err), &err);
	assert_true(text_is(text, "x"));
	assert_status(STATUS_DONE, canonical_element(&reader, &err), &err);
	assert_ok(canonical_leave(&reader, &err), &err);
	assert_ok(canonical_expect(&reader, "previous", &err), &err);
	assert_ok(canonical_leave(&reader, &err), &err);
	assert_ok(canonical_finish(&reader, &err), &err);
	assert_status(STATUS_FAULT, canonical_member(&reader, &key, &err), &err);
}

static void
escapes_are_undone_on_request(void **state)
{
	struct canonical_reader reader;
	SCOPED(buffer) out = { 0 };
	struct text raw = { NULL, 0 };
	struct error err;

	(void)state;
	canonical_begin(&reader, text_of("\"a\\n\\u001f\\\\\\\"z\""));
	assert_ok(canonical_string(&reader, &raw, &err), &err);
	canonical_unescape(&out, raw);
	canonical_unescape(&out, text_of("plain"));
	assert_string_equal(buffer_string(&out), "a\n\x1f\\\"zplain");
	canonical_begin(&reader, text_of("\"a\\n\""));
	assert_status(STATUS_INVALID, canonical_plain(&reader, &raw, &err), &err);
}

static void
other_kinds_and_names_are_refused(void **state)
{
	struct canonical_reader reader;
	struct text text = { "kept", 4 };
	int64_t number = 7;
	struct error err;

	(void)state;
	canonical_begin(&reader, text_of("1"));
	assert_status(STATUS_INVALID, canonical_object(&reader, &err), &err);
	canonical_begin(&reader, text_of("{}"));
	assert_status(STATUS_INVALID, canonical_array(&reader, &err), &err);
	canonical_begin(&reader, text_of("null"));
	assert_status(STATUS_INVALID, canonical_plain(&reader, &text, &err), &err);
	canonical_begin(&reader, text_of("\"1\""));
	assert_status(STATUS_INVALID, canonical_integer(&reader, &number, &err), &err);
	assert_true(text_is(text, "kept"));
	assert_int_equal(number, 7);
	canonical_begin(&reader, text_of("{\"a\":1}"));
	assert_ok(canonical_object(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_expect(&reader, "b", &err), &err);
	assert_non_null(strstr(err.text, "expecting \"b\""));
	canonical_begin(&reader, text_of("{}"));
	assert_ok(canonical_object(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_expect(&reader, "b", &err), &err);
}

static void
a_fault_sticks_and_an_end_is_needed(void **state)
{
	struct canonical_reader reader;
	struct error err;
	struct text key;

	(void)state;
	canonical_begin(&reader, text_of("[1,x,2]"));
	assert_ok(canonical_array(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_leave(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_element(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_leave(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_skip(&reader, NULL, &err), &err);
	assert_status(STATUS_INVALID, canonical_finish(&reader, &err), &err);
	assert_non_null(strstr(err.text, "byte 3: neither"));
	canonical_begin(&reader, text_of("{}"));
	assert_status(STATUS_INVALID, canonical_finish(&reader, &err), &err);
	canonical_begin(&reader, text_of("{}"));
	assert_ok(canonical_object(&reader, &err), &err);
	assert_status(STATUS_INVALID, canonical_finish(&reader, NULL), &err);
	canonical_begin(&reader, text_of("{}"));
	assert_ok(canonical_object(&reader, &err), &err);
	assert_status(STATUS_FAULT, canonical_element(&reader, &err), &err);
	canonical_begin(&reader, text_of("{}"));
	assert_status(STATUS_FAULT, canonical_leave(&reader, NULL), &err);
	assert_status(STATUS_INVALID, canonical_member(&reader, &key, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_texts_are_accepted),
		cmocka_unit_test(numbers_have_one_form),
		cmocka_unit_test(strings_have_one_form),
		cmocka_unit_test(structure_has_one_form),
		cmocka_unit_test(keys_ascend_by_utf16_units),
		cmocka_unit_test(zero_bytes_are_refused_anywhere),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(an_event_is_walked_member_by_member),
		cmocka_unit_test(levels_are_entered_and_left),
		cmocka_unit_test(escapes_are_undone_on_request),
		cmocka_unit_test(other_kinds_and_names_are_refused),
		cmocka_unit_test(a_fault_sticks_and_an_end_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
