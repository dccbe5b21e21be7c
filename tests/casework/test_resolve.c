/* SPDX-License-Identifier: Apache-2.0 */
/* test_resolve.c - ids, ranges, UUIDs, hashes and codes to records, and the words when there is none. */
#include "casework/resolve.h"

#include "casework/view_sample.h"

#define ALL "EDCWKQP#"

static struct resolved
resolved(const char *text, const char *kinds)
{
	struct resolved found;
	struct error err;

	assert_ok(resolve(sample.ledger, text_of(text), kinds, &found, &err), &err);
	return found;
}

static void
see_subject(const struct resolved *found, const struct subject *expected)
{
	struct subject subject;

	assert_true(resolved_subject(found, &subject));
	assert_string_equal(subject.text, expected->text);
}

static void
see_refusal(const char *text, const char *kinds, enum status status, const char *words)
{
	struct resolved found;
	struct error err = { 0 };

	assert_status(status, resolve(sample.ledger, text_of(text), kinds, &found, &err), &err);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: %s\n", text, err.text);
}

static void
short_ids_of_every_kind_are_found(void **state)
{
	static const char *const ids[] = { "E-000002", "d1", "C-1", "w-1", "K1", "Q-3", "P-2" };
	struct resolved found;

	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		resolved(ids[i], ALL);
	found = resolved("E2", "E");
	assert_int_equal(found.number, 2);
	see_subject(&found, &sample.items[1]);
	found = resolved("C-1", "CE");
	see_subject(&found, &sample.channel);
}

static void
uuids_are_found_in_either_case(void **state)
{
	char upper[UUID_TEXT_SIZE];
	struct text name = subject_name(&sample.items[0]);
	struct resolved found;

	(void)state;
	for (size_t i = 0; i <= name.n; i++)
		upper[i] = name.p[i] >= 'a' && name.p[i] <= 'f' ? (char)(name.p[i] - 32) : name.p[i];
	found = resolved(upper, "DE");
	assert_int_equal(found.kind, 'E');
	found = resolved(sample.acquisitions[2], "Q");
	assert_int_equal(found.number, 3);
}

static void
hashes_are_items_where_there_is_one_else_objects(void **state)
{
	char upper[DIGEST_TEXT_SIZE];
	struct resolved found = resolved(sample.objects[0], "E");

	(void)state;
	see_subject(&found, &sample.items[0]);
	found = resolved(sample.objects[0], "#");
	assert_int_equal(found.kind, RESOLVED_OBJECT);
	for (size_t i = 0; i < sizeof upper; i++)
		upper[i] = sample.objects[2][i] >= 'a' ? (char)(sample.objects[2][i] - 32)
		                                       : sample.objects[2][i];
	found = resolved(upper, "E#");
	assert_int_equal(found.kind, RESOLVED_OBJECT);
	see_refusal(sample.objects[2], "E", STATUS_INVALID, "is no item");
	upper[0] = upper[0] == '1' ? '2' : '1';
	see_refusal(upper, "E#", STATUS_NOT_FOUND, "no file with the SHA-256");
}

static void
refusals_say_what_is_expected(void **state)
{
	(void)state;
	see_refusal("E-9", "E", STATUS_NOT_FOUND, "there is no item E-000009");
	see_refusal("D-1", "EC", STATUS_INVALID,
	            "D-1 is a delivery; expected is an item (E-…) or a channel (C-…)");
	see_refusal(subject_name(&sample.person).p, "E", STATUS_INVALID, "is a person");
	see_refusal("Z-1", "E", STATUS_INVALID, "Z-1 is no record");
	see_refusal("hello", "E#", STATUS_INVALID,
	            "“hello” is no id; expected is an item (E-…) or the SHA-256 of a file");
	see_refusal("", "E", STATUS_INVALID, "is no id");
	see_refusal("00000000-0000-4000-8000-000000000000", ALL, STATUS_NOT_FOUND,
	            "there is no record");
}

static enum status
keep_numbers(void *context, const struct resolved *found, struct error *err)
{
	buffer_append_format(context, "%c%lld ", found->kind, (long long)found->number);
	return buffer_check(context, err);
}

static enum status
each(const char *text, const char *kinds, struct buffer *found, struct error *err)
{
	struct resolved_output to = { keep_numbers, found };

	return resolve_each(sample.ledger, text_of(text), kinds, &to, err);
}

static void
ranges_give_each_record_in_order(void **state)
{
	SCOPED(buffer) found = { 0 };
	struct error err;

	(void)state;
	assert_ok(each("E-1..3", "E", &found, &err), &err);
	assert_ok(each("Q-2..Q-4", "Q", &found, &err), &err);
	assert_ok(each("D-2", "D", &found, &err), &err);
	assert_ok(each(sample.objects[1], "E", &found, &err), &err);
	assert_string_equal(buffer_string(&found), "E1 E2 E3 Q2 Q3 Q4 D2 E2 ");
	assert_status(STATUS_NOT_FOUND, each("E-1..E-4", "E", &found, &err), &err);
	assert_non_null(strstr(err.text, "E-000004"));
	assert_status(STATUS_INVALID, each("E-1..E-2", "D", &found, &err), &err);
	assert_status(STATUS_INVALID, each("E-1..D-2", "E", &found, &err), &err);
	assert_string_equal(buffer_string(&found), "E1 E2 E3 Q2 Q3 Q4 D2 E2 ");
}

static void
ranges_longer_than_a_page_are_whole(void **state)
{
	struct subject first = sample.items[2];
	SCOPED(buffer) found = { 0 };
	struct error err;
	char id[32];

	(void)state;
	sample_begin();
	for (int i = 4; i <= 513; i++) {
		snprintf(id, sizeof id, "E-%06d", i);
		sample_accession(2, 3, 1, id, NULL);
	}
	sample_commit();
	sample.items[2] = first;
	assert_ok(each("E-1..E-513", "E", &found, &err), &err);
	assert_true(text_ends(text_of_buffer(&found), "E511 E512 E513 "));
	assert_true(text_begins(text_of_buffer(&found), "E1 E2 E3 E4 "));
}

static void
persons_and_channels_are_found_by_code_or_id(void **state)
{
	struct resolved found;
	struct error err;

	(void)state;
	assert_ok(resolve_person(sample.ledger, text_of("src-1"), &found, &err), &err);
	see_subject(&found, &sample.person);
	assert_ok(resolve_person(sample.ledger, text_of("W-1"), &found, &err), &err);
	assert_int_equal(found.number, 1);
	assert_ok(resolve_channel(sample.ledger, text_of("tg-7"), &found, &err), &err);
	see_subject(&found, &sample.channel);
	assert_status(STATUS_NOT_FOUND,
	              resolve_person(sample.ledger, text_of("tg-7"), &found, &err), &err);
	assert_string_equal(err.text, "there is no person “tg-7”: see vidimus person list");
	assert_status(STATUS_NOT_FOUND,
	              resolve_channel(sample.ledger, text_of("C-9"), &found, &err), &err);
}

/* W-000002 has the code w1, which is a way of writing W-000001: never guess whom. */
static void
a_code_that_is_anothers_id_is_not_guessed(void **state)
{
	struct resolved found;
	struct error err;

	(void)state;
	assert_status(STATUS_INVALID, resolve_person(sample.ledger, text_of("w1"), &found, &err),
	              &err);
	assert_non_null(strstr(err.text, "W-000002 or W-000001"));
	assert_ok(resolve_person(sample.ledger, text_of("W-000001"), &found, &err), &err);
	assert_int_equal(found.number, 1);
	assert_ok(resolve_person(sample.ledger, text_of("W-2"), &found, &err), &err);
	assert_int_equal(found.number, 2);
}

static void
a_code_given_twice_is_not_guessed(void **state)
{
	struct subject third;
	struct resolved found;
	struct error err;

	(void)state;
	sample_begin();
	third = sample_subject("person");
	sample_add("person.added", &third, sample_id("W-000003"), json_pack("{ss}", "code", "src-1"));
	sample_commit();
	assert_status(STATUS_INVALID, resolve_person(sample.ledger, text_of("src-1"), &found, &err),
	              &err);
	assert_non_null(strstr(err.text, "W-000003"));
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(short_ids_of_every_kind_are_found),
		CASE(uuids_are_found_in_either_case),
		CASE(hashes_are_items_where_there_is_one_else_objects),
		CASE(refusals_say_what_is_expected),
		CASE(ranges_give_each_record_in_order),
		CASE(ranges_longer_than_a_page_are_whole),
		CASE(persons_and_channels_are_found_by_code_or_id),
		CASE(a_code_that_is_anothers_id_is_not_guessed),
		CASE(a_code_given_twice_is_not_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
