/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.h - the proleptic Gregorian calendar (ISO 8601-1) as arithmetic:
 * no locale, no zone, no leap seconds. The year before 0001 is 0000, the one
 * before that -0001.
 */
#ifndef VIDIMUS_BASE_CALENDAR_H
#define VIDIMUS_BASE_CALENDAR_H

#include <vidimus/types.h>

#define SECONDS_A_DAY 86400

/* Years that the functions here take: a second count of them fits an int64_t. */
#define CALENDAR_YEAR_LIMIT INT64_C(99999999999)

/* A clock's face: month 1-12, day 1-31, hour 0-23. */
struct civil {
	int64_t year;
	int     month, day, hour, minute, second;
};

bool calendar_leap_year(int64_t year);

/* 28 to 31; month 1-12. */
int calendar_month_days(int64_t year, int month);

/*
 * Days from 1970-01-01 to that day, negative before it. The year is within
 * ±CALENDAR_YEAR_LIMIT, month 1-12; the day may lie outside its month.
 */
int64_t calendar_days(int64_t year, int month, int day);

/* Seconds from 1970-01-01T00:00:00 by the same clock. */
int64_t calendar_seconds(const struct civil *civil);

/* The clock's face at that many seconds, within the same years. */
struct civil calendar_civil(int64_t seconds);

#endif
