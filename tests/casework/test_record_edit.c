/* SPDX-License-Identifier: Apache-2.0 */
/* test_record_edit.c - fields that nobody can mean are refused before anything is written. */
#include "casework/posting.h"

#include "casework/fixture.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* Writes `count` fields of the same name. */
static void
repeat(struct fixture *f, const char *name, size_t count)
{
	for (size_t i = 0; i < count; i++)
		f->words[i] = (struct field_words){ name, "x" };
}

static void
expect_posting(struct fixture *f, size_t count, enum status expected, const char *why)
{
	static const struct uuid nobody = { { 1 } };
	struct subject subject = subject_of("item", &nobody);
	int64_t number;
	struct error err;

	assert_status(expected, posting_add(f->catalogue, &subject, f->words, count, &number, &err),
	              &err);
	assert_non_null(strstr(err.text, why));
	assert_status(expected,
	              posting_edit(f->catalogue, &nobody, f->words, count, 0, &number, &err), &err);
	assert_non_null(strstr(err.text, why));
}

static void
a_posting_takes_no_more_fields_than_it_has(void **state)
{
	struct fixture *f = *state;

	for (size_t count = 17; count <= FIELDS_MAX; count++) {
		repeat(f, "url", count);
		expect_posting(f, count, STATUS_LIMIT, "fields");
	}
}

static void
a_field_is_given_once(void **state)
{
	struct fixture *f = *state;
	int64_t number;
	struct error err;

	for (size_t count = 2; count <= 16; count++) {
		repeat(f, "url", count);
		expect_posting(f, count, STATUS_INVALID, "url is given twice");
	}
	repeat(f, "channel", 4);
	expect_posting(f, 4, STATUS_INVALID, "channel is given twice");
	repeat(f, "because", 2);
	expect_posting(f, 2, STATUS_INVALID, "because is given twice");
	repeat(f, "title", 3);
	f->words[1].name = "summary";
	assert_status(STATUS_INVALID, incident_add(f->catalogue, f->words, 3, &number, &err), &err);
	assert_non_null(strstr(err.text, "title is given twice"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_posting_takes_no_more_fields_than_it_has),
		TEST(a_field_is_given_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
