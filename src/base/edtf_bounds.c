/* SPDX-License-Identifier: Apache-2.0 */
/* edtf_bounds.c - the first and last second a date can mean, and the order of two dates. */
#include "base/edtf_part.h"

#include "base/calendar.h"

#define HOURS INT64_C(3600)

/* UTC = clock - offset, and offsets lie between UTC-12 and UTC+14. */
#define ZONE_REACH_EARLIER (14 * HOURS)
#define ZONE_REACH_LATER   (12 * HOURS)

/* Which of two ends is looked for. */
enum end { FIRST_END, LAST_END };

static bool
digits_match(const int8_t *digits, int count, int value)
{
	for (int i = count - 1; i >= 0; i--) {
		if (digits[i] != ANY_DIGIT && digits[i] != value % 10)
			return false;
		value /= 10;
	}
	return true;
}

/* The first or last number in [low, high] with these digits, or -1. */
static int
end_match(const int8_t digits[2], int low, int high, enum end end)
{
	for (int i = 0; i <= high - low; i++) {
		int value = end == FIRST_END ? low + i : high - i;

		if (digits_match(digits, 2, value))
			return value;
	}
	return -1;
}

/* Finds the first or last month and day meant in that year; false when there is none. */
static bool
end_in_year(const struct edtf_part *part, int64_t year, enum end end, int *month, int *day)
{
	for (int i = 1; i <= 12; i++) {
		int m = end == FIRST_END ? i : 13 - i;
		int length = calendar_month_days(year, m);

		if (part->precision != PRECISION_YEAR && !digits_match(part->month, 2, m))
			continue;
		*month = m;
		*day = end == FIRST_END ? 1 : length;
		if (part->precision == PRECISION_DAY)
			*day = end_match(part->day, 1, length, end);
		if (*day > 0)
			return true;
	}
	return false;
}

/*
 * The months that bear a season's name in the northern or the southern
 * hemisphere; summer and winter run over the turn of a year, and it is not
 * said of which year they count.
 */
static void
season_end(int season, int64_t year, enum end end, struct civil *out)
{
	bool over_new_year = season == 22 || season == 24;

	if (end == FIRST_END)
		*out = over_new_year ? (struct civil){ year - 1, 12, 1, 0, 0, 0 }
		                     : (struct civil){ year, 3, 1, 0, 0, 0 };
	else
		*out = over_new_year ? (struct civil){ year + 1, 3, 31, 23, 59, 59 }
		                     : (struct civil){ year, 12, 31, 23, 59, 59 };
}

/* The first or last second meant in that year, if there is one. */
static bool
second_in_year(const struct edtf_part *part, int64_t year, enum end end, int64_t *seconds)
{
	struct civil civil = { .year = year };

	if (part->precision == PRECISION_SEASON) {
		season_end(part->season, year, end, &civil);
	} else {
		if (!end_in_year(part, year, end, &civil.month, &civil.day))
			return false;
		if (end == LAST_END) {
			civil.hour = 23;
			civil.minute = 59;
			civil.second = 59;
		}
	}
	*seconds = calendar_seconds(&civil);
	return true;
}

/*
 * Tries years from the wanted end inwards. At most two kinds of year differ,
 * leap and common, so one failure of each ends the search.
 */
static bool
find_end(const struct edtf_part *part, enum end end, int64_t *seconds)
{
	bool failed[2] = { false, false };
	bool upwards = (end == FIRST_END) != part->negative;

	if (part->is_long)
		return second_in_year(part, part->long_year, end, seconds);
	for (int i = 0; i <= 9999 && !(failed[0] && failed[1]); i++) {
		int value = upwards ? i : 9999 - i;
		int64_t year = part->negative ? -value : value;

		if (!digits_match(part->year, 4, value) || (part->negative && value == 0))
			continue;
		if (failed[calendar_leap_year(year)])
			continue;
		if (second_in_year(part, year, end, seconds))
			return true;
		failed[calendar_leap_year(year)] = true;
	}
	return false;
}

bool
edtf_part_bounds(struct edtf_part *part)
{
	struct edtf_bounds *bounds = &part->bounds;

	if (!find_end(part, FIRST_END, &bounds->earliest) ||
	    !find_end(part, LAST_END, &bounds->latest))
		return false;
	bounds->widest_earliest = bounds->earliest - part->margin;
	bounds->widest_latest = bounds->latest + part->margin;
	return true;
}

static bool
is_tied_to_utc(const struct edtf *date)
{
	return date->zone == ZONE_UTC || date->zone == ZONE_OFFSET;
}

/* The widest bounds, further widened to every zone on earth when `any_zone`. */
static struct edtf_bounds
reach(const struct edtf *date, bool any_zone)
{
	struct edtf_bounds bounds = date->bounds;

	if (any_zone && bounds.widest_earliest != NO_EARLIEST)
		bounds.widest_earliest -= ZONE_REACH_EARLIER;
	if (any_zone && bounds.widest_latest != NO_LATEST)
		bounds.widest_latest += ZONE_REACH_LATER;
	return bounds;
}

static bool
ends_before(const struct edtf_bounds *a, const struct edtf_bounds *b)
{
	return a->widest_latest != NO_LATEST && b->widest_earliest != NO_EARLIEST &&
	       a->widest_latest < b->widest_earliest;
}

enum date_order
edtf_compare(const struct edtf *a, const struct edtf *b)
{
	bool mixed = is_tied_to_utc(a) != is_tied_to_utc(b);
	struct edtf_bounds first = reach(a, mixed && !is_tied_to_utc(a));
	struct edtf_bounds second = reach(b, mixed && !is_tied_to_utc(b));

	if (ends_before(&first, &second))
		return DATES_BEFORE;
	if (ends_before(&second, &first))
		return DATES_AFTER;
	return DATES_UNORDERED;
}

int64_t
edtf_day(int64_t second)
{
	int64_t day = second / SECONDS_A_DAY;

	return second % SECONDS_A_DAY < 0 ? day - 1 : day;
}
