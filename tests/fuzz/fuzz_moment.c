/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_moment.c - whatever reads as a date is a real day, is written in one
 * form that reads as itself, and spans no negative time.
 */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "media/moment.h"
#include "media/normalise.h"

#include <stdlib.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check(const struct moment *moment)
{
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) again = { 0 };
	int64_t earliest, latest;
	struct moment same;

	require(moment->civil.year >= 1 && moment->civil.year <= 9999);
	require(moment->civil.day >= 1 &&
	        moment->civil.day <= calendar_month_days(moment->civil.year, moment->civil.month));
	moment_bounds(moment, &earliest, &latest);
	require(earliest <= latest);
	moment_write(&text, moment);
	require(moment_read(text_of_buffer(&text), &same) == READING_OK);
	moment_write(&again, &same);
	require(text_equal(text_of_buffer(&text), text_of_buffer(&again)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = { (const char *)data, size };
	struct moment moment, day = { .civil = { 2020, 11, 22, 0, 0, 0 }, .precision = MOMENT_DAY };

	if (moment_read(text, &moment) == READING_OK)
		check(&moment);
	moment = day;
	if (moment_read_time(text, &moment) == READING_OK)
		check(&moment);
	moment = day;
	if (moment_read_rationals(text, &moment) == READING_OK)
		check(&moment);
	moment = day;
	if (moment_read_zone(text, &moment) == READING_OK)
		check(&moment);
	(void)moment_read_fraction(text, &moment);
	return 0;
}
