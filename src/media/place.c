/* SPDX-License-Identifier: Apache-2.0 */
/* place.c - positions from fractions, degrees and ISO 6709. */
#include "media/place.h"

#include "media/cursor.h"

#include "base/text.h"

#include <math.h>

/* Digits behind a point or a comma, if one comes; beyond the twelfth they change nothing. */
static double
read_decimals(struct cursor *cursor)
{
	uint64_t number;
	size_t digits;

	if (cursor_peek(cursor) != '.' && cursor_peek(cursor) != ',')
		return 0;
	cursor->at++;
	digits = cursor_number(cursor, 12, &number);
	while (cursor_digit(cursor))
		cursor->at++;
	return (double)number / pow(10, (double)digits);
}

/* n or n/d or n.f; false when no digit comes, *defined false for a denominator of 0. */
static bool
read_fraction(struct cursor *cursor, double *out, bool *defined)
{
	uint64_t number, other;

	if (cursor_number(cursor, 15, &number) == 0 || cursor_digit(cursor))
		return false;
	*out = (double)number;
	*defined = true;
	if (cursor_peek(cursor) == '/') {
		cursor->at++;
		if (cursor_number(cursor, 15, &other) == 0 || cursor_digit(cursor))
			return false;
		*defined = other != 0;
		*out = *defined ? (double)number / (double)other : 0;
	} else if (cursor_peek(cursor) == '.') {
		*out += read_decimals(cursor);
	}
	return true;
}

/* Degrees of up to three parts; minutes and seconds of 60 come from rounding. */
static enum reading
degrees_of(const double parts[3], size_t count, unsigned limit, int64_t *out)
{
	double degrees = parts[0];

	for (size_t i = 1; i < count; i++) {
		if (parts[i] > 60)
			return READING_UNKNOWN;
		degrees += parts[i] / (i == 1 ? 60 : 3600);
	}
	if (degrees > limit)
		return READING_UNKNOWN;
	*out = llround(degrees * (double)PLACE_UNIT);
	return READING_OK;
}

enum reading
place_read_rationals(struct text text, unsigned limit, int64_t *out)
{
	struct cursor cursor = { .text = text_trim(text) };
	double parts[3] = { 0 };
	bool all_defined = true, defined;
	size_t count = 0;

	for (; count < 3 && !cursor_end(&cursor); count++) {
		if (!read_fraction(&cursor, &parts[count], &defined))
			return READING_UNKNOWN;
		/* 35/1 39/1 0/0: what is not told is not zero, but nothing finer is known */
		all_defined = all_defined && (defined || count == 2);
		(void)cursor_skip(&cursor, ' ');
	}
	if (!cursor_end(&cursor))
		return READING_UNKNOWN;
	if (count == 0 || !all_defined)
		return READING_PLACEHOLDER;
	return degrees_of(parts, count, limit, out);
}

int
place_sign(struct text text, const char *letters)
{
	struct text word = text_trim(text);
	char c = word.n > 0 ? word.p[0] : '\0';

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == '\0')
		return 0;
	return c == letters[0] ? 1 : c == letters[1] ? -1 : 0;
}

enum reading
place_read_xmp(struct text text, const char *letters, int64_t *out)
{
	struct text whole = text_trim(text);
	struct cursor cursor = { .text = whole };
	double parts[3] = { 0 };
	size_t count = 0;
	enum reading reading;
	bool defined;
	int sign;

	if (whole.n < 2)
		return whole.n == 0 ? READING_PLACEHOLDER : READING_UNKNOWN;
	sign = place_sign((struct text){ whole.p + whole.n - 1, 1 }, letters);
	cursor.text.n--;
	while (count < 3 && !cursor_end(&cursor)) {
		if (!read_fraction(&cursor, &parts[count++], &defined) || !defined)
			return READING_UNKNOWN;
		if (cursor_peek(&cursor) == ',')
			cursor.at++;
		else
			break;
	}
	if (sign == 0 || !cursor_end(&cursor))
		return READING_UNKNOWN;
	reading = degrees_of(parts, count, letters[0] == 'N' ? 90 : 180, out);
	if (reading == READING_OK)
		*out *= sign;
	return reading;
}

/*
 * One coordinate of ISO 6709: sign, then `width` digits of degrees, or with two
 * more of minutes, or with four more of minutes and seconds; a decimal part of the last.
 */
static bool
read_coordinate(struct cursor *cursor, size_t width, unsigned limit, int64_t *out)
{
	char sign = cursor_peek(cursor);
	double parts[3] = { 0 };
	size_t digits, count;
	uint64_t number;

	if (sign != '+' && sign != '-')
		return false;
	cursor->at++;
	digits = cursor_digits(cursor);
	if (digits < width || digits > width + 4 || (digits - width) % 2 != 0)
		return false;
	count = 1 + (digits - width) / 2;
	for (size_t i = 0; i < count; i++) {
		(void)cursor_number(cursor, i == 0 ? width : 2, &number);
		parts[i] = (double)number;
	}
	parts[count - 1] += read_decimals(cursor);
	if (degrees_of(parts, count, limit, out) != READING_OK)
		return false;
	if (sign == '-')
		*out = -*out;
	return true;
}

/* Altitude, if one comes; false when it is malformed. */
static bool
read_altitude(struct cursor *cursor, struct place *out)
{
	bool negative = cursor_peek(cursor) == '-';
	uint64_t number;
	double metres;

	if (!negative && cursor_peek(cursor) != '+')
		return true;
	cursor->at++;
	if (cursor_number(cursor, 9, &number) == 0 || cursor_digit(cursor))
		return false;
	metres = (double)number + read_decimals(cursor);
	out->has_altitude = true;
	out->altitude = llround(metres * 1000) * (negative ? -1 : 1);
	return true;
}

/* CRS with its name, then the solidus; either may be missing. */
static bool
read_tail(struct cursor *cursor)
{
	if (cursor_word(cursor, "CRS")) {
		while (!cursor_end(cursor) && cursor_peek(cursor) != '/')
			cursor->at++;
	}
	if (cursor_peek(cursor) == '/')
		cursor->at++;
	return cursor_end(cursor);
}

enum reading
place_read_iso6709(struct text text, struct place *out)
{
	struct cursor cursor = { .text = text_trim(text) };
	struct place place = { 0 };

	if (cursor.text.n == 0)
		return READING_PLACEHOLDER;
	if (!read_coordinate(&cursor, 2, 90, &place.latitude) ||
	    !read_coordinate(&cursor, 3, 180, &place.longitude) || !read_altitude(&cursor, &place) ||
	    !read_tail(&cursor))
		return READING_UNKNOWN;
	if (place.latitude == 0 && place.longitude == 0 && place.altitude == 0)
		return READING_PLACEHOLDER;
	*out = place;
	return READING_OK;
}

enum reading
place_read_thousandths(struct text text, int64_t *out)
{
	struct cursor cursor = { .text = text_trim(text) };
	bool negative = cursor_peek(&cursor) == '-', defined;
	double value;

	if (cursor.text.n == 0)
		return READING_PLACEHOLDER;
	cursor.at += negative;
	if (!read_fraction(&cursor, &value, &defined) || !cursor_end(&cursor))
		return READING_UNKNOWN;
	if (!defined)
		return READING_PLACEHOLDER;
	if (value > 1e9)
		return READING_UNKNOWN;
	*out = llround(value * 1000) * (negative ? -1 : 1);
	return READING_OK;
}

static void
write_decimal(struct buffer *out, int64_t value, int64_t unit, int places)
{
	uint64_t size = value < 0 ? (uint64_t)-value : (uint64_t)value;
	uint64_t over = size % (uint64_t)unit;

	buffer_append_format(out, "%s%llu", value < 0 ? "-" : "",
	                     (unsigned long long)(size / (uint64_t)unit));
	if (over == 0)
		return;
	for (; over % 10 == 0; over /= 10)
		places--;
	buffer_append_format(out, ".%0*llu", places, (unsigned long long)over);
}

void
place_write_degrees(struct buffer *out, int64_t degrees)
{
	write_decimal(out, degrees, PLACE_UNIT, 7);
}

void
place_write_metres(struct buffer *out, int64_t millimetres)
{
	write_decimal(out, millimetres, 1000, 3);
}
