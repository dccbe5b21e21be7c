/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_posting.c - postings of footage are its own and its members', the earliest known first. */
#include "casework/view_posting.h"

#include "casework/view_sample.h"

static void
add_posting(const struct subject *subject, const char *id, const char *edtf)
{
	sample_add("posting.recorded", subject, sample_id(id),
	           json_pack("{so*}", "private_published", edtf ? sample_dated(edtf) : NULL));
}

/* Footage with two members, one of which left again. */
static struct subject
add_footage(void)
{
	struct subject footage;

	sample_begin();
	footage = sample_subject("footage");
	sample_add("footage.made", &footage, sample_id("V-000001"), NULL);
	for (int i = 0; i < 2; i++)
		sample_add("footage.joined", &footage, NULL,
		           json_pack("{ss}", "item", sample.items[i].text));
	sample_add("footage.left", &footage, NULL,
	           json_pack("{ss}", "item", sample.items[1].text));
	add_posting(&footage, "P-000101", "2020-12-05");
	add_posting(&sample.items[0], "P-000102", "2020-11");
	add_posting(&sample.items[0], "P-000103", NULL);
	add_posting(&sample.items[1], "P-000104", "1999");
	add_posting(&footage, "P-000105", "2020-11-22");
	sample_commit();
	return footage;
}

static void
postings_of_footage_are_its_own_and_its_members(void **state)
{
	SCOPED_JSON json_t *found = json_array();
	struct view_output to = { sample_keep, found };
	struct subject footage = add_footage();
	struct resolved of = { .kind = 'V' };
	struct error err;
	size_t n;

	(void)state;
	assert_true(uuid_read(subject_name(&footage), &of.uuid));
	assert_ok(posting_list(sample.ledger, &of, &to, &err), &err);
	n = json_array_size(found);
	assert_true(n >= 4);
	/* what the sample itself says of the first item is there, too; nothing of who left */
	for (size_t i = 0; i < n; i++)
		assert_string_not_equal(json_string_value(json_object_get(json_array_get(found, i), "id")),
		                        "P-000104");
	/* a month begins before its days; what has no date comes last */
	for (size_t i = 0, seen = 0; i < n; i++) {
		static const char *const expected[] = { "P-000102", "P-000105", "P-000101", "P-000103" };
		const char *id = json_string_value(json_object_get(json_array_get(found, i), "id"));

		if (strncmp(id, "P-0001", 6) != 0)
			continue;
		assert_true(seen < 4);
		assert_string_equal(id, expected[seen++]);
		assert_int_equal(seen == 4, i + 1 == n);
	}
}

static void
postings_are_of_nothing_else(void **state)
{
	SCOPED_JSON json_t *found = json_array();
	struct view_output to = { sample_keep, found };
	struct resolved of = { .kind = 'D' };

	(void)state;
	assert_status(STATUS_INVALID, posting_list(sample.ledger, &of, &to, NULL), NULL);
	assert_int_equal(json_array_size(found), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(postings_of_footage_are_its_own_and_its_members,
		                                sample_open, sample_close),
		cmocka_unit_test_setup_teardown(postings_are_of_nothing_else, sample_open,
		                                sample_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
