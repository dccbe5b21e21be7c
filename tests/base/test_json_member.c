/* SPDX-License-Identifier: Apache-2.0 */
/* test_json_member.c - members in the catalogue's own forms, and names that are bytes. */
#include "base/json.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define ARRAY(literal) (literal), sizeof(literal) - 1

static void
name_is(const char *bytes, size_t n, const char *canonical)
{
	SCOPED_JSON json_t *name = json_of_name(bytes, n);
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) back = { 0 };
	struct error err;

	assert_non_null(name);
	assert_ok(json_canonical(&out, name, &err), &err);
	assert_string_equal(buffer_string(&out), canonical);
	buffer_append_byte(&back, '>');
	assert_ok(json_name_bytes(name, &back, &err), &err);
	assert_int_equal(back.n, n + 1);
	assert_memory_equal(back.p + 1, bytes, n);
}

static void
name_is_refused(const char *json)
{
	SCOPED_JSON json_t *name = NULL;
	SCOPED(buffer) out = { 0 };
	struct error err;

	assert_ok(json_read(&name, text_of(json), &err), &err);
	if (json_name_bytes(name, &out, &err) != STATUS_INVALID)
		fail_msg("accepted: %s\n", json);
	assert_int_equal(out.n, 0);
}

static void
names_keep_their_bytes(void **state)
{
	(void)state;
	name_is(ARRAY("a.jpg"), "{\"bytes\":\"YS5qcGc\",\"text\":\"a.jpg\"}");
	name_is(ARRAY("\xff\n"), "{\"bytes\":\"_wo\",\"text\":\"\xef\xbf\xbd\\n\"}");
	name_is(ARRAY(""), "{\"bytes\":\"\",\"text\":\"\"}");
	name_is(ARRAY("\xef\xbf\xbd"), "{\"bytes\":\"77-9\",\"text\":\"\xef\xbf\xbd\"}");
	assert_null(json_of_name(ARRAY("a\0b")));
}

static void
names_are_read_strictly(void **state)
{
	(void)state;
	name_is_refused("{\"bytes\":\"YS5qcGc\",\"text\":\"b.jpg\"}");
	name_is_refused("{\"bytes\":\"YS5qcGc=\",\"text\":\"a.jpg\"}");
	name_is_refused("{\"bytes\":\"YS5qcGd\",\"text\":\"a.jpg\"}");
	name_is_refused("{\"bytes\":\"_wo\",\"text\":\"\\u00ff\\n\"}");
	name_is_refused("{\"bytes\":\"YS5qcGc\"}");
	name_is_refused("{\"text\":\"a.jpg\"}");
	name_is_refused("{\"bytes\":\"YS5qcGc\",\"text\":\"a.jpg\",\"x\":1}");
	name_is_refused("{\"bytes\":[],\"text\":\"\"}");
	name_is_refused("{\"bytes\":\"YQBi\",\"text\":\"a\\u0000b\"}");
	name_is_refused("\"a.jpg\"");
	name_is_refused("null");
}

static void
members_are_found_in_their_form(void **state)
{
	SCOPED_JSON json_t *object = NULL;
	struct text text = { "kept", 4 };
	int64_t number = 7;
	struct error err;

	(void)state;
	assert_ok(json_read(&object, text_of("{\"t\":\"x\\u0000y\",\"n\":-5,\"r\":1.5,\"z\":null}"),
	                    &err), &err);
	assert_false(json_member_text(object, "n", &text));
	assert_false(json_member_text(object, "absent", &text));
	assert_false(json_member_text(NULL, "t", &text));
	assert_true(text_is(text, "kept"));
	assert_true(json_member_text(object, "t", &text));
	assert_true(text_equal(text, (struct text){ "x\0y", 3 }));
	assert_false(json_member_integer(object, "r", &number));
	assert_false(json_member_integer(object, "z", &number));
	assert_int_equal(number, 7);
	assert_true(json_member_integer(object, "n", &number));
	assert_int_equal(number, -5);
}

static void
digests_and_uuids_go_both_ways(void **state)
{
	SCOPED_JSON json_t *object = json_object();
	struct digest digest = { { 0xab, 1, [31] = 0xff } }, other = { { 0 } };
	struct uuid uuid = { { 0xde, 0xad, [15] = 0xef } }, another = { { 0 } };

	(void)state;
	assert_int_equal(json_object_set_new(object, "digest", json_of_digest(&digest)), 0);
	assert_int_equal(json_object_set_new(object, "uuid", json_of_uuid(&uuid)), 0);
	assert_int_equal(json_object_set_new(object, "upper", json_string("DEAD")), 0);
	assert_true(json_member_digest(object, "digest", &other));
	assert_memory_equal(&digest, &other, sizeof digest);
	assert_true(json_member_uuid(object, "uuid", &another));
	assert_memory_equal(&uuid, &another, sizeof uuid);
	assert_false(json_member_digest(object, "uuid", &other));
	assert_false(json_member_digest(object, "upper", &other));
	assert_false(json_member_uuid(object, "digest", &another));
	assert_memory_equal(&digest, &other, sizeof digest);
}

static void
strings_of_events_are_clean(void **state)
{
	SCOPED_JSON json_t *empty = json_of_text((struct text){ NULL, 0 });
	SCOPED_JSON json_t *letters = json_of_base64url("\xff\xfe", 2);

	(void)state;
	assert_non_null(empty);
	assert_int_equal(json_string_length(empty), 0);
	assert_string_equal(json_string_value(letters), "__4");
	assert_null(json_of_text((struct text){ "a\0b", 3 }));
	assert_null(json_of_text(text_of("\xff")));
	assert_null(json_of_text(text_of("\xed\xa0\x80")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_keep_their_bytes),
		cmocka_unit_test(names_are_read_strictly),
		cmocka_unit_test(members_are_found_in_their_form),
		cmocka_unit_test(digests_and_uuids_go_both_ways),
		cmocka_unit_test(strings_of_events_are_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
