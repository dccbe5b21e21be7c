/* SPDX-License-Identifier: Apache-2.0 */
/* test_json_example.c - the example events of the log's design, to the byte. */
#include "base/json.h"

#include "support/support.h"

#include "base/canonical_reader.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define EXAMPLE "vectors/custody/disclosure/vidimus-three-events.json"

static json_t *
example(void)
{
	SCOPED_FREE char *path = shared_path(EXAMPLE);
	SCOPED(buffer) text = { 0 };
	json_t *value = NULL;
	struct error err;

	read_file(&text, path);
	assert_ok(json_read(&value, text_of_buffer(&text), &err), &err);
	return value;
}

/* The text is canonical, may stand in an event, and is written again as it was. */
static void
is_written_as(struct text canonical)
{
	SCOPED_JSON json_t *value = NULL;
	SCOPED(buffer) again = { 0 };
	struct error err;

	assert_ok(canonical_check(canonical, &err), &err);
	assert_ok(json_read(&value, canonical, &err), &err);
	assert_ok(json_check_event_value(value, &err), &err);
	assert_ok(json_canonical(&again, value, &err), &err);
	assert_true(text_equal(text_of_buffer(&again), canonical));
}

static void
events_and_disclosures_are_canonical(void **state)
{
	SCOPED_JSON json_t *whole = example();
	json_t *events = json_object_get(whole, "events"), *event, *member;
	struct text text;
	size_t i, k;

	(void)state;
	assert_int_equal(json_array_size(events), 3);
	json_array_foreach(events, i, event) {
		assert_true(json_member_text(event, "event", &text));
		is_written_as(text);
		json_array_foreach(json_object_get(event, "members"), k, member) {
			assert_true(json_member_text(member, "disclosure", &text));
			is_written_as(text);
		}
	}
}

static void
the_name_is_both_bytes_and_text(void **state)
{
	SCOPED_JSON json_t *whole = example();
	size_t names = 0, i, k;
	json_t *event, *member;

	(void)state;
	json_array_foreach(json_object_get(whole, "events"), i, event) {
		json_array_foreach(json_object_get(event, "members"), k, member) {
			json_t *value = json_object_get(member, "value");
			SCOPED_JSON json_t *again = NULL;
			SCOPED(buffer) bytes = { 0 };
			struct error err;

			if (!json_is_object(value) || json_object_get(value, "bytes") == NULL)
				continue;
			assert_ok(json_name_bytes(value, &bytes, &err), &err);
			again = json_of_name(bytes.p, bytes.n);
			assert_true(json_equal(value, again));
			names++;
		}
	}
	assert_true(names > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_and_disclosures_are_canonical),
		cmocka_unit_test(the_name_is_both_bytes_and_text),
	};

	need_shared(EXAMPLE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
