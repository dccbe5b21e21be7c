/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.c - days and seconds of the proleptic Gregorian calendar. */
#include "base/calendar.h"

/* The calendar repeats after 400 years of this many days. */
#define CYCLE_YEARS 400
#define CYCLE_DAYS  146097

/* Days from 0000-03-01, a cycle's first day, to 1970-01-01. */
#define MARCH_TO_1970 719468

static int64_t
floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

bool
calendar_leap_year(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
calendar_month_days(int64_t year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && calendar_leap_year(year));
}

/*
 * Years are counted from March, so that the leap day is the last of its year
 * and the months before a given one have (153 m + 2) / 5 days.
 */
int64_t
calendar_days(int64_t year, int month, int day)
{
	int64_t march_year = month > 2 ? year : year - 1;
	int64_t cycle = floor_divide(march_year, CYCLE_YEARS);
	int64_t in_cycle = march_year - cycle * CYCLE_YEARS;
	int64_t march_month = month > 2 ? month - 3 : month + 9;
	int64_t in_year = (153 * march_month + 2) / 5 + day - 1;

	return cycle * CYCLE_DAYS + in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + in_year -
	       MARCH_TO_1970;
}

int64_t
calendar_seconds(const struct civil *civil)
{
	int64_t days = calendar_days(civil->year, civil->month, civil->day);

	return days * SECONDS_A_DAY + civil->hour * 3600 + civil->minute * 60 + civil->second;
}

/* The inverse of calendar_days: guesses the year within its cycle, then the month. */
static void
date_of_days(int64_t days, struct civil *out)
{
	int64_t shifted = days + MARCH_TO_1970;
	int64_t cycle = floor_divide(shifted, CYCLE_DAYS);
	int64_t in_cycle = shifted - cycle * CYCLE_DAYS;
	int64_t leaps = in_cycle / 1460 - in_cycle / 36524 + in_cycle / (CYCLE_DAYS - 1);
	int64_t year = (in_cycle - leaps) / 365;
	int64_t in_year = in_cycle - (year * 365 + year / 4 - year / 100);
	int64_t march_month = (5 * in_year + 2) / 153;

	out->day = (int)(in_year - (153 * march_month + 2) / 5 + 1);
	out->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	out->year = cycle * CYCLE_YEARS + year + (out->month <= 2);
}

struct civil
calendar_civil(int64_t seconds)
{
	int64_t days = floor_divide(seconds, SECONDS_A_DAY);
	int in_day = (int)(seconds - days * SECONDS_A_DAY);
	struct civil civil = { 0 };

	date_of_days(days, &civil);
	civil.hour = in_day / 3600;
	civil.minute = in_day / 60 % 60;
	civil.second = in_day % 60;
	return civil;
}
