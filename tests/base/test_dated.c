/* SPDX-License-Identifier: Apache-2.0 */
/* test_dated.c - dates of claims: made of words, refused when they contradict themselves, carried as JSON. */
#include "base/dated.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* NULL: not given. */
static enum status
make(struct dated *out, const char *edtf, const char *zone, const char *time_of_day,
     const char *raw, struct error *err)
{
	struct dated_words words = { text_of(edtf), text_of(zone), text_of(time_of_day),
		                     text_of(raw) };

	return dated_make(&words, out, err);
}

static void
zone_of_is(const char *edtf, const char *said, enum zone_status expected)
{
	struct error err = { 0 };
	struct dated date = { 0 };

	assert_ok(make(&date, edtf, said, NULL, NULL, &err), &err);
	assert_int_equal(date.zone, expected);
}

static void
the_zone_comes_from_the_text_or_stays_unknown(void **state)
{
	(void)state;
	zone_of_is("2020-11-22T18:04:11Z", NULL, ZONE_UTC);
	zone_of_is("2020-11-22T18:04:11Z", "utc", ZONE_UTC);
	zone_of_is("2020-11-22T18:04:11+03:00", NULL, ZONE_OFFSET);
	zone_of_is("2020-11-22T18:04:11+03:00", "offset", ZONE_OFFSET);
	zone_of_is("2020-11-22T18:04:11", NULL, ZONE_UNKNOWN);
	zone_of_is("2020-11-22T18:04:11", "unknown", ZONE_UNKNOWN);
	zone_of_is("2020-11-22T18:04:11", "local", ZONE_LOCAL);
	zone_of_is("2020-11", "local", ZONE_LOCAL);
	zone_of_is("[2020-11-22,2020-12-03]", NULL, ZONE_UNKNOWN);
}

static void
is_refused(const char *edtf, const char *zone, const char *time_of_day, const char *words)
{
	struct error err = { 0 };
	struct dated date = { .zone = ZONE_LOCAL };

	assert_status(STATUS_INVALID, make(&date, edtf, zone, time_of_day, NULL, &err), &err);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
	assert_int_equal(date.zone, ZONE_LOCAL);
}

static void
contradictions_are_refused(void **state)
{
	(void)state;
	is_refused("2020-11-22T18:04:11Z", "local", NULL, "said to be local, but the date says utc");
	is_refused("2020-11-22T18:04:11Z", "unknown", NULL, "the date says utc");
	is_refused("2020-11-22T18:04:11Z", "offset", NULL, "the date says utc");
	is_refused("2020-11-22T18:04:11+03", "utc", NULL, "the date says offset");
	is_refused("2020-11-22T18:04:11+00:00", "utc", NULL, "the date says offset");
	is_refused("2020-11-22T18:04:11", "utc", NULL, "2020-11-22T18:04:11Z");
	is_refused("2020-11-22", "offset", NULL, "does not carry it");
	is_refused("2020-11-22", "Europe/Athens", NULL, "utc, offset, local or unknown");
	is_refused("2020-11-22", "", NULL, "utc, offset, local or unknown");
	is_refused("2020-11-22T18:04:11", NULL, "18:04/19:30", "has a time already");
	is_refused("2021-02-29", NULL, NULL, "no such day");
	is_refused("", NULL, NULL, "2020-11-22");
}

static void
times_of_day_are_ranges(void **state)
{
	static const char *const wrong[] = { "", "18:04", "18:04-19:30", "24:00/24:00",
		                             "18:04/24:00", "18:60/19:00", "8:04/19:30",
		                             "18:04/19:30 ", "18.04/19.30", "18:04:00/19:30:00",
		                             "XX:04/19:30" };
	struct dated date = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(make(&date, "2020-11-22", NULL, "18:04/19:30", NULL, &err), &err);
	assert_string_equal(date.time_of_day, "18:04/19:30");
	assert_ok(make(&date, "2020-11-XX", "local", "23:00/01:30", NULL, &err), &err);
	assert_ok(make(&date, "2020-11", NULL, "00:00/23:59", NULL, &err), &err);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		is_refused("2020-11-22", NULL, wrong[i], "18:04/19:30");
}

static void
the_words_are_kept_as_they_are(void **state)
{
	char raw[DATED_RAW_LIMIT + 2] = { 0 };
	struct dated date = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(make(&date, "2020-11-22?", NULL, NULL, "22 նոյեմբերի,\n\"երեկոյան\"", &err), &err);
	assert_string_equal(date.raw, "22 նոյեմբերի,\n\"երեկոյան\"");
	assert_ok(make(&date, "2020-11-22?", NULL, NULL, NULL, &err), &err);
	assert_string_equal(date.raw, "2020-11-22?");
	assert_ok(make(&date, "2020-11-22?", NULL, NULL, "", &err), &err);
	assert_string_equal(date.raw, "");
	memset(raw, 'a', DATED_RAW_LIMIT);
	assert_ok(make(&date, "2020-11", NULL, NULL, raw, &err), &err);
	raw[DATED_RAW_LIMIT] = 'a';
	assert_status(STATUS_LIMIT, make(&date, "2020-11", NULL, NULL, raw, &err), &err);
	assert_status(STATUS_INVALID, make(&date, "2020", NULL, NULL, "\xff", &err), &err);
	assert_status(STATUS_INVALID, make(&date, "2020", NULL, NULL, "a\x1b[2J", &err), &err);
}

static void
json_is(const struct dated *date, const char *expected)
{
	json_t *object = dated_to_json(date);
	SCOPED_FREE char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
	struct dated again = { 0 };
	struct error err = { 0 };

	assert_string_equal(text, expected);
	assert_ok(dated_of_json(object, &again, &err), &err);
	json_decref(object);
	assert_string_equal(again.edtf, date->edtf);
	assert_string_equal(again.raw, date->raw);
	assert_string_equal(again.time_of_day, date->time_of_day);
	assert_int_equal(again.zone, date->zone);
}

static void
json_has_all_four_members(void **state)
{
	struct dated date = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(make(&date, "2020-11-22T18:04:11Z", NULL, NULL, "18:04 \"UTC\"", &err), &err);
	json_is(&date, "{\"edtf\":\"2020-11-22T18:04:11Z\",\"raw\":\"18:04 \\\"UTC\\\"\","
	               "\"time_of_day\":null,\"zone\":\"utc\"}");
	assert_ok(make(&date, "2020-10~-20", "local", "18:04/19:30", "", &err), &err);
	json_is(&date, "{\"edtf\":\"2020-10~-20\",\"raw\":\"\",\"time_of_day\":\"18:04/19:30\","
	               "\"zone\":\"local\"}");
}

static void
other_json_is_refused(void **state)
{
	static const char *const wrong[] = {
		"[]",
		"{}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"time_of_day\":null}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"time_of_day\":\"\",\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"time_of_day\":false,\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\",\"raw\":null,\"time_of_day\":null,\"zone\":\"unknown\"}",
		"{\"edtf\":2020,\"raw\":\"\",\"time_of_day\":null,\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"time_of_day\":null,\"zone\":\"utc\"}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"time_of_day\":null,\"zone\":\"\"}",
		"{\"edtf\":\"2020-13\",\"raw\":\"\",\"time_of_day\":null,\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\\u0000\",\"raw\":\"\",\"time_of_day\":null,\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\",\"raw\":\"a\\u0000b\",\"time_of_day\":null,\"zone\":\"unknown\"}",
		"{\"edtf\":\"2020\",\"raw\":\"\",\"time_of_day\":null,\"zone\":\"unknown\",\"x\":1}",
	};
	struct dated date = { 0 };
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		json_t *value = json_loads(wrong[i], JSON_ALLOW_NUL, NULL);

		assert_non_null(value);
		if (dated_of_json(value, &date, &err) != STATUS_INVALID)
			fail_msg("not refused: %s", wrong[i]);
		json_decref(value);
	}
	assert_status(STATUS_INVALID, dated_of_json(NULL, &date, &err), &err);
}

static void
order_is(const char *a, const char *a_time, const char *b, const char *b_time,
         enum date_order expected)
{
	struct dated first = { 0 }, second = { 0 };
	struct error err = { 0 };

	assert_ok(make(&first, a, NULL, a_time, NULL, &err), &err);
	assert_ok(make(&second, b, NULL, b_time, NULL, &err), &err);
	if (dated_compare(&first, &second) != expected)
		fail_msg("%s %s and %s %s: %d", a, a_time ? a_time : "", b, b_time ? b_time : "",
		         (int)dated_compare(&first, &second));
}

static void
a_time_of_day_narrows_the_bounds(void **state)
{
	(void)state;
	order_is("2020-11-22", "06:00/07:29", "2020-11-22", "07:30/08:00", DATES_BEFORE);
	order_is("2020-11-22", "06:00/07:30", "2020-11-22", "07:30/08:00", DATES_UNORDERED);
	order_is("2020-11-22", "06:00/07:30", "2020-11-22T07:30:59", NULL, DATES_UNORDERED);
	order_is("2020-11-22", "06:00/07:30", "2020-11-22T07:31:00", NULL, DATES_BEFORE);
	order_is("2020-11-22", "06:00/07:30", "2020-11-22T05:59:59", NULL, DATES_AFTER);
	order_is("2020-11-22", "23:00/01:30", "2020-11-23T01:30:59", NULL, DATES_UNORDERED);
	order_is("2020-11-22", "23:00/01:30", "2020-11-23T01:31:00", NULL, DATES_BEFORE);
	order_is("2020-11-22", "06:00/07:30", "2020-11-22T12:00:00Z", NULL, DATES_UNORDERED);
	order_is("2020-11-22", "06:00/07:30", "2020-11-22T19:31:00Z", NULL, DATES_BEFORE);
	order_is("2020-11-22/..", "06:00/07:30", "2020-11-22T05:00:00", NULL, DATES_AFTER);
	order_is("../2020-11-22", "06:00/07:30", "2020-11-22T08:00:00", NULL, DATES_BEFORE);
	order_is("2020-11-22~", "06:00/07:30", "2020-11-23T07:30:00", NULL, DATES_UNORDERED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_zone_comes_from_the_text_or_stays_unknown),
		cmocka_unit_test(contradictions_are_refused),
		cmocka_unit_test(times_of_day_are_ranges),
		cmocka_unit_test(the_words_are_kept_as_they_are),
		cmocka_unit_test(json_has_all_four_members),
		cmocka_unit_test(other_json_is_refused),
		cmocka_unit_test(a_time_of_day_narrows_the_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
