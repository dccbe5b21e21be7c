/* SPDX-License-Identifier: Apache-2.0 */
/* edtf_part.c - reads one date of an EDTF text: digits, unspecified digits, qualifiers. */
#include "base/edtf_part.h"

#include "base/calendar.h"
#include "base/error.h"

#include <string.h>

#define DAY_UNIT    INT64_C(86400)
#define MONTH_UNIT  (31 * DAY_UNIT)
#define SEASON_UNIT (92 * DAY_UNIT)
#define YEAR_UNIT   (366 * DAY_UNIT)

#define LONG_YEAR_DIGITS 11 /* of CALENDAR_YEAR_LIMIT */

/* A reading position; `failed` is the first fault, after which nothing is taken. */
struct scan {
	struct text       whole;
	size_t            at;
	struct edtf_part *part;
	struct error     *err;
	enum status       failed;
};

enum status
edtf_wrong(struct error *err, struct text text, const char *why, const char *example)
{
	return fail(err, STATUS_INVALID, "not a date in EDTF form: \"%.*s\": %s; for example %s",
	            (int)text.n, text.n > 0 ? text.p : "", why, example);
}

static void
wrong(struct scan *scan, const char *why, const char *example)
{
	if (scan->failed == STATUS_OK)
		scan->failed = edtf_wrong(scan->err, scan->whole, why, example);
}

/* The next byte, or NUL at the end and after a fault. */
static char
peek(const struct scan *scan)
{
	return scan->failed == STATUS_OK && scan->at < scan->whole.n ? scan->whole.p[scan->at]
	                                                             : '\0';
}

static bool
take(struct scan *scan, char wanted)
{
	if (wanted == '\0' || peek(scan) != wanted)
		return false;
	scan->at++;
	return true;
}

static bool
is_qualifier(char c)
{
	return c == '?' || c == '~' || c == '%';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes a qualifier, if one is next, of a component of that unit. */
static void
take_qualifier(struct scan *scan, int64_t unit)
{
	struct edtf_part *part = scan->part;
	char c = peek(scan);

	if (!is_qualifier(c))
		return;
	scan->at++;
	if (is_qualifier(peek(scan))) {
		wrong(scan, "a part has one qualifier, and % is both ? and ~", "2020-11%");
		return;
	}
	part->uncertain |= c != '~';
	part->approximate |= c != '?';
	if (part->margin < unit)
		part->margin = unit;
}

/* Takes exactly `count` digits or X. */
static void
take_digits(struct scan *scan, int count, int8_t *out, const char *why)
{
	for (int i = 0; i < count; i++) {
		char c = peek(scan);

		if (c == 'x' || c == 'u') {
			wrong(scan, "an unspecified digit is a capital X", "2020-11-XX");
		} else if (c == 'X') {
			out[i] = ANY_DIGIT;
			scan->part->unspecified = true;
		} else if (is_digit(c)) {
			out[i] = (int8_t)(c - '0');
		} else {
			wrong(scan, why, "2020-11-22");
		}
		scan->at++;
	}
}

static int
count_unspecified(const int8_t *digits, int count)
{
	int found = 0;

	for (int i = 0; i < count; i++)
		found += digits[i] == ANY_DIGIT;
	return found;
}

/* Y and a year of more than four digits. */
static void
take_long_year(struct scan *scan)
{
	static const char why[] = "Y stands only before a year of more than four digits";
	static const char example[] = "Y170000002 or Y-170000002";
	struct edtf_part *part = scan->part;
	int digits = 0;

	part->is_long = true;
	part->negative = take(scan, '-');
	if (peek(scan) == '0')
		wrong(scan, why, example);
	while (is_digit(peek(scan)) && digits <= LONG_YEAR_DIGITS) {
		part->long_year = part->long_year * 10 + (peek(scan) - '0');
		scan->at++;
		digits++;
	}
	if (peek(scan) == 'E' || peek(scan) == 'S')
		wrong(scan, "exponents and significant digits are not supported", example);
	if (digits <= 4)
		wrong(scan, why, example);
	if (digits > LONG_YEAR_DIGITS)
		wrong(scan, "a year has at most eleven digits", example);
	if (part->negative)
		part->long_year = -part->long_year;
	take_qualifier(scan, YEAR_UNIT);
	if (peek(scan) == '-')
		wrong(scan, "a year with Y has no month", example);
}

static void
take_four_digit_year(struct scan *scan)
{
	static const int8_t zero[4] = { 0 };
	struct edtf_part *part = scan->part;
	int64_t unit = YEAR_UNIT;

	part->negative = take(scan, '-');
	take_digits(scan, 4, part->year, "a year has four digits");
	if (is_digit(peek(scan)) || peek(scan) == 'X')
		wrong(scan, "a year has four digits and hyphens stand between the parts",
		      "2020-11-22");
	if (peek(scan) == 'S')
		wrong(scan, "significant digits are not supported", "195X");
	if (part->negative && memcmp(part->year, zero, sizeof zero) == 0)
		wrong(scan, "there is no year -0000, the year before 0001 is 0000", "-0001");
	for (int i = count_unspecified(part->year, 4); i > 0; i--)
		unit *= 10;
	/* A qualifier before the year was taken with a year's unit already. */
	if (part->margin > 0)
		part->margin = unit;
	take_qualifier(scan, unit);
}

static void
take_year(struct scan *scan)
{
	take_qualifier(scan, YEAR_UNIT);
	if (take(scan, 'Y'))
		take_long_year(scan);
	else
		take_four_digit_year(scan);
}

/* The value of two digits, or -1 when one is unspecified. */
static int
two_digit_value(const int8_t digits[2])
{
	return count_unspecified(digits, 2) > 0 ? -1 : digits[0] * 10 + digits[1];
}

/* A month, or a season in a month's place. */
static void
take_month(struct scan *scan)
{
	struct edtf_part *part = scan->part;
	int64_t before = part->margin, unit = MONTH_UNIT;
	int value;

	take_qualifier(scan, MONTH_UNIT);
	take_digits(scan, 2, part->month, "a month has two digits");
	value = two_digit_value(part->month);
	part->precision = PRECISION_MONTH;
	if (value >= 21 && value <= 24) {
		part->precision = PRECISION_SEASON;
		part->season = value;
		unit = SEASON_UNIT;
	} else if (value >= 25 && value <= 41) {
		wrong(scan, "of the groups of months only the seasons 21 to 24 are supported",
		      "2020-23 for autumn");
	} else if (value == 0 || value > 12) {
		wrong(scan, "the month is 01 to 12, or 21 to 24 for a season", "2020-11");
	} else if (value < 0) {
		unit = YEAR_UNIT;
	}
	if (part->margin > before && before < unit)
		part->margin = unit;
	take_qualifier(scan, unit);
}

static void
take_day(struct scan *scan)
{
	struct edtf_part *part = scan->part;
	int64_t before = part->margin, unit = DAY_UNIT;
	int value;

	if (part->precision == PRECISION_SEASON)
		wrong(scan, "a season has no day", "2020-23");
	take_qualifier(scan, DAY_UNIT);
	take_digits(scan, 2, part->day, "a day has two digits");
	value = two_digit_value(part->day);
	part->precision = PRECISION_DAY;
	if (value == 0 || value > 31)
		wrong(scan, "the day is 01 to 31", "2020-11-22");
	if (value < 0)
		unit = MONTH_UNIT;
	if (part->margin > before && before < unit)
		part->margin = unit;
	take_qualifier(scan, unit);
}

/* What follows a whole date, if anything. */
static void
take_end(struct scan *scan)
{
	char c = peek(scan);

	if (c == 'T')
		wrong(scan, "a time of day stands only with a single date, not in an interval or set",
		      "2020-11-22/2020-11-23");
	else if (c == '/')
		wrong(scan, "an interval has one / and is no member of a set",
		      "2020-11-22/2020-11-23");
	else if (scan->failed == STATUS_OK && scan->at < scan->whole.n)
		wrong(scan, "it goes on after the date", "2020-11-22");
}

enum status
edtf_part_read(struct text text, struct edtf_part *out, struct error *err)
{
	struct edtf_part part = { .precision = PRECISION_YEAR };
	struct scan scan = { .whole = text, .part = &part, .err = err };

	if (text.n == 0)
		return edtf_wrong(err, text, "a date is missing", "2020-11-22");
	take_year(&scan);
	if (take(&scan, '-'))
		take_month(&scan);
	if (part.precision != PRECISION_YEAR && take(&scan, '-'))
		take_day(&scan);
	take_end(&scan);
	if (scan.failed != STATUS_OK)
		return scan.failed;
	if (!edtf_part_bounds(&part))
		return edtf_wrong(err, text, "the calendar has no such day",
		                  "2020-02-29 or 2021-02-28");
	*out = part;
	return STATUS_OK;
}
