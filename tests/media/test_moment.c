/* SPDX-License-Identifier: Apache-2.0 */
/* test_moment.c - dates of every form that files use, what is no date, and what is nobody's. */
#include "media/moment.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* What it reads as, with zone and fraction; "-" a placeholder, "?" not understood. */
static const struct {
	const char *raw, *value, *zone, *fraction;
} dates[] = {
	{ "2020:11:22 18:04:11", "2020-11-22T18:04:11", "unknown", "" },
	{ "2020:11:22 18:04:11.25", "2020-11-22T18:04:11", "unknown", "25" },
	{ "2020:11:22 18:04:11+04:00", "2020-11-22T18:04:11+04:00", "offset", "" },
	{ "2020-11-22T18:04:11Z", "2020-11-22T18:04:11Z", "utc", "" },
	{ "2020-11-22T14:04:11.000000Z", "2020-11-22T14:04:11Z", "utc", "000000" },
	{ "2020-11-22T18:04:11+0400", "2020-11-22T18:04:11+04:00", "offset", "" },
	{ "2020-11-22T18:04:11-03:30", "2020-11-22T18:04:11-03:30", "offset", "" },
	{ "2020-11-22 18:04:11 UTC", "2020-11-22T18:04:11Z", "utc", "" },
	{ "2020-11-22T18:04", "2020-11-22T18:04", "unknown", "" },
	{ "2020-11-22T18:04+04:00", "2020-11-22T18:04+04:00", "offset", "" },
	{ "2020-11-22", "2020-11-22", "unknown", "" },
	{ "2020-11", "2020-11", "unknown", "" },
	{ "2020", "2020", "unknown", "" },
	{ "2020:11:00 00:00:00", "2020-11", "unknown", "" },
	{ "2020:00:00 00:00:00", "2020", "unknown", "" },
	{ "2020:11:22   :  :  ", "2020-11-22", "unknown", "" },
	{ "20201122", "2020-11-22", "unknown", "" },
	{ "20201100", "2020-11", "unknown", "" },
	{ "20201122T180411Z", "2020-11-22T18:04:11Z", "utc", "" },
	{ "2020/11/22 18:04:11", "2020-11-22T18:04:11", "unknown", "" },
	{ "2003:01:01:12:00:00", "2003-01-01T12:00:00", "unknown", "" },
	{ "2020:1:2 3:04:05", "2020-01-02T03:04:05", "unknown", "" },
	{ "Sun, 22 Nov 2020 18:04:11 +0400", "2020-11-22T18:04:11+04:00", "offset", "" },
	{ "22 Nov 2020 18:04:11 GMT", "2020-11-22T18:04:11Z", "utc", "" },
	{ "Sunday, 22 November 2020 18:04", "2020-11-22T18:04", "unknown", "" },
	{ "Sun Nov 22 18:04:11 2020", "2020-11-22T18:04:11", "unknown", "" },
	{ "Mon Mar  3 09:44:56 2008", "2008-03-03T09:44:56", "unknown", "" },
	{ "2000:02:29 00:00:00", "2000-02-29T00:00:00", "unknown", "" },
	/* Nobody set them. */
	{ "", "-", NULL, NULL },
	{ "0000:00:00 00:00:00", "-", NULL, NULL },
	{ "    :  :     :  :  ", "-", NULL, NULL },
	{ "0000-00-00T00:00:00Z", "-", NULL, NULL },
	{ "1970-01-01T00:00:00.000000Z", "-", NULL, NULL },
	{ "1904-01-01T00:00:00Z", "-", NULL, NULL },
	/* No dates. */
	{ "2020:13:22 18:04:11", "?", NULL, NULL },
	{ "2021:02:29 18:04:11", "?", NULL, NULL },
	{ "2020:11:22 25:04:11", "?", NULL, NULL },
	{ "2020:11:22 18:04:60", "?", NULL, NULL },
	{ "2020:11:22 18:04:11 by Ani", "?", NULL, NULL },
	{ "2020:11:22 18:04:11+15:00", "?", NULL, NULL },
	{ "2020:11:22 18:04:11+04:0", "?", NULL, NULL },
	{ "2020:11:22 18:  :  ", "?", NULL, NULL },
	{ "2020:11 18:04:11", "?", NULL, NULL },
	{ "yesterday", "?", NULL, NULL },
	{ "Monica, 22 Nov 2020", "?", NULL, NULL },
	{ "Sun, 22 Novak 2020", "?", NULL, NULL },
	{ "202", "?", NULL, NULL },
	{ "20201122180411", "?", NULL, NULL },
	{ "0099:01:01 00:00:00x", "?", NULL, NULL },
};

static void
dates_read_as_they_are_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		SCOPED(buffer) value = { 0 };
		struct moment moment;
		enum reading reading = moment_read(text_of(dates[i].raw), &moment);

		if (reading == READING_OK)
			moment_write(&value, &moment);
		else
			buffer_append_string(&value, reading == READING_PLACEHOLDER ? "-" : "?");
		if (strcmp(buffer_string(&value), dates[i].value) != 0)
			fail_msg("\"%s\" is %s and not %s", dates[i].raw, buffer_string(&value),
			         dates[i].value);
		if (reading != READING_OK)
			continue;
		assert_string_equal(zone_status_code(moment.zone), dates[i].zone);
		assert_string_equal(moment.fraction, dates[i].fraction);
	}
}

/* What is written reads as itself, so that the projection can take it up again. */
static void
what_is_written_reads_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		SCOPED(buffer) again = { 0 };
		struct moment moment;

		if (moment_read(text_of(dates[i].value), &moment) != READING_OK)
			continue;
		moment_write(&again, &moment);
		assert_string_equal(buffer_string(&again), dates[i].value);
	}
}

static void
every_cut_is_refused_or_shorter(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		for (size_t n = 0; n < strlen(dates[i].raw); n++) {
			struct moment moment = { 0 };
			struct text cut = { dates[i].raw, n };

			if (moment_read(cut, &moment) == READING_OK)
				assert_in_range(moment.civil.year, 1, 9999);
		}
	}
}

static void
parts_complete_a_day(void **state)
{
	struct moment moment;

	(void)state;
	assert_int_equal(moment_read(text_of("2020:11:22"), &moment), READING_OK);
	assert_int_equal(moment_read_time(text_of("180411+0400"), &moment), READING_OK);
	assert_int_equal(moment.zone, ZONE_OFFSET);
	assert_int_equal(moment.offset, 240);
	assert_int_equal(moment.civil.second, 11);
	assert_int_equal(moment_read_time(text_of("18:04:11 Ani"), &moment), READING_UNKNOWN);

	assert_int_equal(moment_read(text_of("2020:11:22"), &moment), READING_OK);
	assert_int_equal(moment_read_rationals(text_of("14/1 4/1 1134/100"), &moment), READING_OK);
	assert_int_equal(moment.civil.hour, 14);
	assert_int_equal(moment.civil.second, 11);
	assert_string_equal(moment.fraction, "340");
	assert_int_equal(moment_read_rationals(text_of("0/0 0/0 0/0"), &moment), READING_PLACEHOLDER);
	assert_int_equal(moment_read_rationals(text_of("24/1 0/1 0/1"), &moment), READING_UNKNOWN);
	assert_int_equal(moment_read_rationals(text_of("14/1 4/1"), &moment), READING_UNKNOWN);
	assert_int_equal(moment_read_rationals(text_of("14/1 4/1 1/1 1/1"), &moment),
	                 READING_UNKNOWN);
	assert_int_equal(moment_read_rationals(text_of("99999999999/1 4/1 1/1"), &moment),
	                 READING_UNKNOWN);

	assert_int_equal(moment_read_zone(text_of("+04:00"), &moment), READING_OK);
	assert_int_equal(moment_read_zone(text_of("   :  "), &moment), READING_PLACEHOLDER);
	assert_int_equal(moment_read_zone(text_of("east"), &moment), READING_UNKNOWN);
	assert_int_equal(moment_read_fraction(text_of("07"), &moment), READING_OK);
	assert_string_equal(moment.fraction, "07");
	assert_int_equal(moment_read_fraction(text_of("7x"), &moment), READING_UNKNOWN);
	assert_int_equal(moment_read_fraction(text_of(" "), &moment), READING_PLACEHOLDER);
}

/* An unknown zone stays on its own clock; an offset is taken off. */
static void
bounds_cover_what_is_known(void **state)
{
	struct moment moment;
	int64_t earliest, latest;

	(void)state;
	assert_int_equal(moment_read(text_of("2020-11-22T18:04:11+04:00"), &moment), READING_OK);
	moment_bounds(&moment, &earliest, &latest);
	assert_int_equal(earliest, 1606053851);
	assert_int_equal(latest, 1606053851);
	assert_int_equal(moment_read(text_of("2020-02"), &moment), READING_OK);
	moment_bounds(&moment, &earliest, &latest);
	assert_int_equal(earliest, 1580515200);
	assert_int_equal(latest, 1583020799);
	assert_int_equal(moment_read(text_of("2020-11-22T18:04"), &moment), READING_OK);
	moment_bounds(&moment, &earliest, &latest);
	assert_int_equal(latest - earliest, 59);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_read_as_they_are_written),
		cmocka_unit_test(what_is_written_reads_the_same),
		cmocka_unit_test(every_cut_is_refused_or_shorter),
		cmocka_unit_test(parts_complete_a_day),
		cmocka_unit_test(bounds_cover_what_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
