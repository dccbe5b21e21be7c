/* SPDX-License-Identifier: Apache-2.0 */
/* test_instant.c - instants and file times in their frozen forms, and durations in words. */
#include "base/instant.h"

#include "support/support.h"

#include "base/calendar.h"
#include "base/text.h"

#include <string.h>
#include <time.h>

/* Instants whose text and number were worked out by date(1), independently of ours. */
static const struct {
	const char *text;
	int64_t milliseconds;
} known[] = {
	{ "1970-01-01T00:00:00.000Z", 0 },
	{ "1969-12-31T23:59:59.999Z", -1 },
	{ "1969-12-31T23:59:59.000Z", -1000 },
	{ "2026-03-04T05:06:07.123Z", INT64_C(1772600767123) },
	{ "2000-02-29T12:00:00.500Z", INT64_C(951825600500) },
	{ "1900-02-28T23:59:59.999Z", INT64_C(-2203891200001) },
	{ "0000-01-01T00:00:00.000Z", INT64_C(-62167219200000) },
	{ "9999-12-31T23:59:59.999Z", INT64_C(253402300799999) },
};

static void
instants_have_one_form(void **state)
{
	char text[INSTANT_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct instant read = { 7 };

		assert_true(instant_write(text, (struct instant){ known[i].milliseconds }));
		assert_string_equal(text, known[i].text);
		assert_true(instant_read(text_of(known[i].text), &read));
		assert_true(read.milliseconds == known[i].milliseconds);
	}
}

static void
other_forms_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"2026-03-04",
		"2026-03-04T05:06:07Z",
		"2026-03-04T05:06:07.12Z",
		"2026-03-04T05:06:07.1234Z",
		"2026-03-04T05:06:07.123",
		"2026-03-04T05:06:07.123z",
		"2026-03-04t05:06:07.123Z",
		"2026-03-04 05:06:07.123Z",
		"2026-03-04T05:06:07,123Z",
		"2026-03-04T05:06:07.123+00:00",
		"2026-03-04T05:06:60.000Z",
		"2016-12-31T23:59:60.000Z",
		"2026-03-04T24:00:00.000Z",
		"2026-03-04T05:60:07.123Z",
		"2026-02-29T05:06:07.123Z",
		"1900-02-29T05:06:07.123Z",
		"2026-04-31T05:06:07.123Z",
		"2026-00-04T05:06:07.123Z",
		"2026-13-04T05:06:07.123Z",
		"2026-03-00T05:06:07.123Z",
		" 026-03-04T05:06:07.123Z",
		"-026-03-04T05:06:07.123Z",
		"2026-03-04T05:06:07.12 Z",
		"2026-03-04T05:06:07.123Z ",
	};
	struct instant read = { 7 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (instant_read(text_of(wrong[i]), &read))
			fail_msg("read: %s", wrong[i]);
	}
	assert_true(read.milliseconds == 7);
}

static void
years_beyond_four_digits_are_not_written(void **state)
{
	char text[FILE_TIME_TEXT_SIZE];

	(void)state;
	assert_false(instant_write(text, (struct instant){ INT64_C(253402300800000) }));
	assert_string_equal(text, "");
	assert_false(instant_write(text, (struct instant){ INT64_C(-62167219200001) }));
	assert_false(instant_write(text, (struct instant){ INT64_MAX }));
	assert_false(instant_write(text, (struct instant){ INT64_MIN }));
	assert_false(instant_write_human(text, (struct instant){ INT64_MIN }));
	assert_false(file_time_write(text, (struct file_time){ INT64_MAX, 0 }));
	assert_false(file_time_write(text, (struct file_time){ INT64_MIN, 0 }));
	assert_false(file_time_write(text, (struct file_time){ 0, 1000000000 }));
	assert_string_equal(text, "");
}

static void
file_time_is(int64_t seconds, long nanoseconds, const char *expected)
{
	struct timespec given = { .tv_sec = seconds, .tv_nsec = nanoseconds };
	struct file_time read = { 0 };
	char text[FILE_TIME_TEXT_SIZE];

	assert_true(file_time_write(text, file_time_of(&given)));
	assert_string_equal(text, expected);
	assert_true(file_time_read(text_of(expected), &read));
	assert_true(read.seconds == seconds && read.nanoseconds == (uint32_t)nanoseconds);
}

static void
file_times_keep_every_nanosecond(void **state)
{
	struct file_time read = { 7, 7 };

	(void)state;
	file_time_is(1772600767, 123456789, "2026-03-04T05:06:07.123456789Z");
	file_time_is(0, 0, "1970-01-01T00:00:00.000000000Z");
	file_time_is(-1, 999999999, "1969-12-31T23:59:59.999999999Z");
	file_time_is(-1, 1, "1969-12-31T23:59:59.000000001Z");
	file_time_is(-2147483648, 0, "1901-12-13T20:45:52.000000000Z");
	assert_false(file_time_read(text_of("2026-03-04T05:06:07.123Z"), &read));
	assert_false(file_time_read(text_of("2026-03-04T05:06:60.123456789Z"), &read));
	assert_true(read.seconds == 7 && read.nanoseconds == 7);
}

static void
people_read_seconds_and_utc(void **state)
{
	char text[INSTANT_HUMAN_SIZE];

	(void)state;
	assert_true(instant_write_human(text, (struct instant){ INT64_C(1772600767999) }));
	assert_string_equal(text, "2026-03-04 05:06:07 UTC");
	assert_true(instant_write_human(text, (struct instant){ -1 }));
	assert_string_equal(text, "1969-12-31 23:59:59 UTC");
}

static void
duration_is(int64_t seconds, const char *expected)
{
	char text[DURATION_TEXT_SIZE];

	duration_write(text, seconds);
	assert_string_equal(text, expected);
}

static void
durations_are_words(void **state)
{
	(void)state;
	duration_is(0, "0 s");
	duration_is(59, "59 s");
	duration_is(60, "1 min 00 s");
	duration_is(725, "12 min 05 s");
	duration_is(3599, "59 min 59 s");
	duration_is(7500, "2 h 05 min");
	duration_is(86399, "23 h 59 min");
	duration_is(86400, "1 day");
	duration_is(3 * 86400 + 5, "3 days");
	duration_is(-90, "-1 min 30 s");
	duration_is(INT64_MIN, "-106751991167300 days");
}

/* Every day of four centuries and more, counted one by one beside the arithmetic. */
static void
every_day_follows_the_one_before(void **state)
{
	int64_t days = calendar_days(-801, 1, 1);

	(void)state;
	for (int64_t year = -801; year <= 2401; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int day = 1; day <= calendar_month_days(year, month); day++) {
				struct civil back = calendar_civil(days * SECONDS_A_DAY + 86399);

				assert_true(calendar_days(year, month, day) == days);
				assert_true(back.year == year && back.month == month &&
				            back.day == day);
				assert_true(back.hour == 23 && back.minute == 59 &&
				            back.second == 59);
				days++;
			}
		}
	}
	assert_true(calendar_days(1970, 1, 1) == 0);
}

static void
leap_years_are_gregorian(void **state)
{
	(void)state;
	assert_true(calendar_leap_year(2000) && calendar_leap_year(2024) && calendar_leap_year(0));
	assert_true(calendar_leap_year(-4) && calendar_leap_year(-400));
	assert_false(calendar_leap_year(1900) || calendar_leap_year(2023) ||
	             calendar_leap_year(-100) || calendar_leap_year(-1));
	assert_int_equal(calendar_month_days(2024, 2), 29);
	assert_int_equal(calendar_month_days(2100, 2), 28);
}

static void
the_clock_is_the_real_one(void **state)
{
	int64_t before = (int64_t)time(NULL);
	struct instant now = instant_now();
	int64_t after = (int64_t)time(NULL);

	(void)state;
	assert_true(now.milliseconds / 1000 >= before - 1 && now.milliseconds / 1000 <= after + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instants_have_one_form),
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(years_beyond_four_digits_are_not_written),
		cmocka_unit_test(file_times_keep_every_nanosecond),
		cmocka_unit_test(people_read_seconds_and_utc),
		cmocka_unit_test(durations_are_words),
		cmocka_unit_test(every_day_follows_the_one_before),
		cmocka_unit_test(leap_years_are_gregorian),
		cmocka_unit_test(the_clock_is_the_real_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
