/* SPDX-License-Identifier: Apache-2.0 */
/* test_claim_values.c - numbers, parties and values of claims: one form of all that mean the same, and how two compare. */
#include "casework/claim_compare.h"
#include "casework/claim_number.h"
#include "casework/party_words.h"

#include "casework/view_sample.h"

static void
expect_number(const char *words, const char *expected)
{
	struct claim_number number;
	SCOPED(buffer) text = { 0 };
	struct error err;

	assert_ok(claim_number_read(text_of(words), &number, &err), &err);
	claim_number_write(&text, &number);
	assert_string_equal(buffer_string(&text), expected);
}

static void
numbers_have_one_form(void **state)
{
	static const struct {
		const char *words, *expected;
	} cases[] = {
		{ "22", "22" },           { " 22 ", "22" },      { "~20", "20~" },
		{ "20~", "20~" },         { "about 20", "20~" }, { "About 20", "20~" },
		{ "over 25", "26.." },    { ">25", "26.." },     { "> 25", "26.." },
		{ ">=26", "26.." },       { "26+", "26.." },     { "26..", "26.." },
		{ "more than 25", "26.." }, { "at least 26", "26.." }, { "..10", "..10" },
		{ "up to 10", "..10" },   { "<=10", "..10" },    { "<11", "..10" },
		{ "fewer than 11", "..10" }, { "10-14", "10..14" }, { "10..14", "10..14" },
		{ "0", "0" },             { "7-7", "7" },        { "0..5", "..5" },
		{ "1000000000000", "1000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect_number(cases[i].words, cases[i].expected);
}

static void
what_is_no_number_is_refused(void **state)
{
	static const char *const cases[] = {
		"",     "twelve", "1,234", "1.5",  "-3",   "14-10", "..",      "~",  "+",
		"<0",   "over",   "over x", "22 videos", "1000000000001", "10...14", "1-2-3",
		"99999999999999999999999", "22\n23", "२२", "0x16", "022",
	};
	struct claim_number number;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (claim_number_read(text_of(cases[i]), &number, NULL) != STATUS_INVALID)
			fail_msg("“%s” was read as a number\n", cases[i]);
	}
}

static void
parties_are_read_as_they_are_written(void **state)
{
	static const char words[] = "Armenia; kind armed-forces; basis language-spoken,uniform;"
				    " involvement carried-out";
	SCOPED_JSON json_t *party = NULL;
	SCOPED(buffer) text = { 0 };
	json_t *none = NULL;
	struct error err;

	(void)state;
	assert_ok(party_of_words(sample.database, text_of(words), &party, &err), &err);
	party_to_words(&text, party);
	assert_string_equal(buffer_string(&text), words);
	assert_ok(party_of_words(sample.database, text_of(" ; "), &none, &err), &err);
	assert_true(json_is_null(none));
	assert_status(STATUS_INVALID,
	              party_of_words(sample.database, text_of("Armenia; Azerbaijan"), &none, &err),
	              &err);
	assert_status(STATUS_INVALID,
	              party_of_words(sample.database, text_of("basis uniform"), &none, &err), &err);
	assert_status(STATUS_INVALID,
	              party_of_words(sample.database, text_of("A; basis unifrom"), &none, &err), &err);
	assert_non_null(strstr(err.text, "uniform"));
	assert_status(STATUS_INVALID,
	              party_of_words(sample.database, text_of("A; kind state; kind state"), &none,
	                             &err),
	              &err);
	assert_status(STATUS_INVALID,
	              party_of_words(sample.database, text_of("a\xff"), &none, &err), &err);
}

/* The values of a claim, and the property they are of. */
static json_t *
values_of(const char *code, const char *value, const char *party, struct claim_property *property)
{
	struct claim_value_words words = { .value = value, .party = party };
	json_t *values = json_object();
	struct error err;

	assert_ok(claim_property_find(sample.database, text_of(code), property, &err), &err);
	assert_ok(claim_value_read(sample.database, property, &words, values, &err), &err);
	return values;
}

static void
expect_relation(const char *code, const char *a, const char *b, const char *expected)
{
	bool counted = strcmp(code, "count-by-alleged-party") == 0;
	struct claim_property property;
	SCOPED_JSON json_t *one = values_of(code, a, counted ? "X" : NULL, &property);
	SCOPED_JSON json_t *other = values_of(code, b, counted ? "X" : NULL, &property);
	SCOPED(buffer) first = { 0 };
	SCOPED(buffer) second = { 0 };
	enum claim_relation relation = CLAIM_SAME, back = CLAIM_SAME;
	struct error err;

	assert_ok(claim_key(&first, property.kind, one, &err), &err);
	assert_ok(claim_key(&second, property.kind, other, &err), &err);
	if (!text_equal(text_of_buffer(&first), text_of_buffer(&second))) {
		assert_ok(claim_relate(sample.database, &property, one, other, &relation, &err), &err);
		assert_ok(claim_relate(sample.database, &property, other, one, &back, &err), &err);
		assert_int_equal(relation, back);
	}
	if (strcmp(claim_relation_code(relation), expected) != 0)
		fail_msg("%s: “%s” and “%s” %s, not %s\n", code, a, b, claim_relation_code(relation),
		         expected);
}

static void
values_are_compared(void **state)
{
	static const struct {
		const char *property, *a, *b, *expected;
	} cases[] = {
		{ "count-of-items-total", "22", " 22", "agree" },
		{ "count-of-items-total", "22", "over 25", "conflict" },
		{ "count-of-items-total", "22", "20..30", "differ-in-precision" },
		{ "count-of-items-total", "10..20", "15..25", "differ" },
		{ "count-of-items-total", "22", "20~", "differ-in-precision" },
		{ "count-of-items-total", "32", "20~", "conflict" },
		{ "count-of-items-total", "26..", "30", "differ-in-precision" },
		{ "count-by-alleged-party", "12", "14", "conflict" },
		{ "event-date", "2020-11-22", "2020-11-22", "agree" },
		{ "event-date", "2020-11", "2020-11-22", "differ-in-precision" },
		{ "event-date", "2020-11-22", "2020-12-03", "conflict" },
		{ "event-date", "2020-11-22?", "2020-11-22", "differ-in-precision" },
		{ "event-date", "2020-11-20~", "2020-11-21", "differ-in-precision" },
		{ "event-date", "2020-11-01/2020-11-20", "2020-11-10/2020-12-10", "differ" },
		{ "event-date", "[2020-11-22,2020-12-03]", "2020-12-03", "differ-in-precision" },
		{ "event-date", "{2020-11-22,2020-12-03}", "2021", "differ" },
		/* 23:30 of no known zone may be the next day of another */
		{ "event-date", "2020-11-09T23:30:00", "2020-11-10T00:10:00Z", "differ" },
		{ "place", "X; 39.65,46.75; radius 500", "X; 39.65,46.75; radius 5000",
		  "differ-in-precision" },
		{ "place", "A; 39.65,46.75; radius 500", "B; 40.65,46.75; radius 500", "conflict" },
		{ "place", "A; 39.65,46.75; radius 900", "A; 39.66,46.75; radius 900", "differ" },
		{ "place", "Madatashen (hy); precision locality", "Madatshen (en); madatashen; precision area",
		  "differ-in-precision" },
		{ "place", "A; 0.0,179.999; radius 500", "A; 0.0,-179.999; radius 500", "differ" },
		{ "place", "Shusha", "Stepanakert", "differ" },
		{ "alleged-party", "Armenia; basis uniform", "ARMENIA; basis insignia-flag", "agree" },
		{ "alleged-party", "Armenia", "Armenia; kind police", "differ-in-precision" },
		{ "alleged-party", "Armenia; kind state", "Armenia; kind police", "differ" },
		{ "alleged-party", "Armenia", "Azerbaijan", "differ" },
		{ "item-authentic", "yes", "no", "conflict" },
		{ "manipulated", "no", "not-determinable", "differ" },
		{ "item-shows", "torture", "forced-statement", "differ" },
		{ "cause-of-death", "Cut  of the\tthroat", "cut of the throat", "differ" },
		{ "cause-of-death", "Cut  of the throat", "cut of the THROAT", "agree" },
		{ "cause-of-death", "cut", "execution", "differ" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect_relation(cases[i].property, cases[i].a, cases[i].b, cases[i].expected);
}

static void
expect_refused(const char *code, const struct claim_value_words *words, const char *why)
{
	SCOPED_JSON json_t *values = json_object();
	struct claim_property property;
	struct error err;

	assert_ok(claim_property_find(sample.database, text_of(code), &property, &err), &err);
	assert_int_not_equal(claim_value_read(sample.database, &property, words, values, &err),
	                     STATUS_OK);
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: “%s” does not say “%s”\n", code, err.text, why);
}

/* Impossible, ambiguous and hostile dates, and values of another kind. */
static void
wrong_values_are_refused(void **state)
{
	static const char *const dates[] = {
		"2020-02-30", "2020-13", "03/04/2020", "4.3.2020", "yesterday", "2020-11-22 18:00",
		"2020-1-2", "20201122", "2020-11-22T25:00:00Z", "2020-12-10/2020-11-01", "99999-01-01",
		"2020-11-22\xe2\x80\xae", "2020-11-22\x1b[2J", "Y17E7", "[2020-11-22", "2020-11-22/",
	};
	struct claim_property property;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof dates / sizeof dates[0]; i++)
		expect_refused("event-date", &(struct claim_value_words){ .value = dates[i] }, "date");
	expect_refused("event-date", &(struct claim_value_words){ .value = " " }, "empty");
	expect_refused("event-date",
	               &(struct claim_value_words){ .value = "2020-11-22T18:00:00Z", .zone = "local" },
	               "zone");
	expect_refused("victim-count", &(struct claim_value_words){ .value = "some" }, "no number");
	expect_refused("count-by-alleged-party", &(struct claim_value_words){ .value = "12" },
	               "Name the party");
	expect_refused("count-of-items-total",
	               &(struct claim_value_words){ .value = "12", .party = "Armenia" }, "only count-by");
	expect_refused("item-authentic", &(struct claim_value_words){ .value = "maybe" }, "yes, no");
	expect_refused("item-shows", &(struct claim_value_words){ .value = "tortur" },
	               "did you mean torture?");
	expect_refused("place", &(struct claim_value_words){ .value = "39.65,46.75" }, "radius");
	expect_refused("event-place",
	               &(struct claim_value_words){ .value = "X", .region = "Farm 7; precision region" },
	               "number");
	expect_refused("cause-of-death", &(struct claim_value_words){ .value = "a\xff" }, "UTF-8");
	expect_refused("victim-count",
	               &(struct claim_value_words){ .value = "2", .region = "X; precision region" },
	               "region");
	assert_status(STATUS_INVALID,
	              claim_property_find(sample.database, text_of("event-dat"), &property, NULL), NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, sample_open, sample_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_one_form),
		cmocka_unit_test(what_is_no_number_is_refused),
		TEST(parties_are_read_as_they_are_written),
		TEST(values_are_compared),
		TEST(wrong_values_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
