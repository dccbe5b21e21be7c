/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c - times of day, fractions of a second and zones of files. */
#include "media/clock.h"

#include "base/text.h"

static bool
is_real_time(const struct civil *civil)
{
	return civil->hour < 24 && civil->minute < 60 && civil->second < 60;
}

static void
read_fraction_digits(struct cursor *cursor, struct moment *moment)
{
	size_t n = 0;

	for (; cursor_digit(cursor); cursor->at++) {
		if (n + 1 < sizeof moment->fraction)
			moment->fraction[n++] = cursor_peek(cursor);
	}
	moment->fraction[n] = '\0';
}

/* Seconds with their fraction behind ':'; none leaves the precision at the minute. */
static bool
read_seconds(struct cursor *cursor, struct moment *moment)
{
	uint64_t seconds;

	if (cursor_peek(cursor) != ':')
		return true;
	cursor->at++;
	if (cursor_skip(cursor, ' ') >= 2)
		return true;
	if (cursor_number(cursor, 2, &seconds) == 0)
		return false;
	moment->civil.second = (int)seconds;
	moment->precision = MOMENT_SECOND;
	if ((cursor_peek(cursor) == '.' || cursor_peek(cursor) == ',')) {
		cursor->at++;
		read_fraction_digits(cursor, moment);
	}
	return true;
}

/* HHMMSS or HHMM. */
static bool
read_basic_clock(struct cursor *cursor, size_t digits, struct moment *moment)
{
	uint64_t number;

	if (cursor_number(cursor, digits, &number) != digits)
		return false;
	moment->precision = digits == 6 ? MOMENT_SECOND : MOMENT_MINUTE;
	if (digits == 4)
		number *= 100;
	moment->civil.hour = (int)(number / 10000);
	moment->civil.minute = (int)(number / 100 % 100);
	moment->civil.second = (int)(number % 100);
	if (digits == 6 && cursor_peek(cursor) == '.') {
		cursor->at++;
		read_fraction_digits(cursor, moment);
	}
	return is_real_time(&moment->civil);
}

bool
clock_read(struct cursor *cursor, struct moment *moment)
{
	size_t digits = cursor_digits(cursor);
	uint64_t hour, minute;

	if (digits == 4 || digits == 6)
		return read_basic_clock(cursor, digits, moment);
	if (cursor_number(cursor, 2, &hour) == 0 || cursor_peek(cursor) != ':')
		return false;
	cursor->at++;
	(void)cursor_skip(cursor, ' '); /* some cameras pad by blanks */
	if (cursor_number(cursor, 2, &minute) == 0)
		return false;
	moment->civil.hour = (int)hour;
	moment->civil.minute = (int)minute;
	moment->precision = MOMENT_MINUTE;
	return read_seconds(cursor, moment) && is_real_time(&moment->civil);
}

static bool
read_offset(struct cursor *cursor, struct moment *moment)
{
	bool west = cursor_peek(cursor) == '-';
	uint64_t hours = 0, minutes = 0;
	size_t digits;

	cursor->at++;
	digits = cursor_digits(cursor);
	if (digits == 4) {
		(void)cursor_number(cursor, 4, &hours);
		minutes = hours % 100;
		hours /= 100;
	} else if (digits == 0 || digits > 2) {
		return false;
	} else {
		(void)cursor_number(cursor, 2, &hours);
		if (cursor_peek(cursor) == ':') {
			cursor->at++;
			if (cursor_number(cursor, 2, &minutes) != 2)
				return false;
		}
	}
	if (hours > 14 || minutes > 59)
		return false;
	moment->zone = ZONE_OFFSET;
	moment->offset = (int)(hours * 60 + minutes) * (west ? -1 : 1);
	return true;
}

bool
clock_read_zone(struct cursor *cursor, struct moment *moment)
{
	(void)cursor_skip(cursor, ' ');
	if (cursor_end(cursor))
		return true;
	if (cursor_word(cursor, "Z") || cursor_word(cursor, "UTC") || cursor_word(cursor, "GMT") ||
	    cursor_word(cursor, "UT"))
		moment->zone = ZONE_UTC;
	else if (cursor_peek(cursor) != '+' && cursor_peek(cursor) != '-')
		return false;
	else if (!read_offset(cursor, moment))
		return false;
	return cursor_end(cursor);
}

enum reading
moment_read_time(struct text text, struct moment *moment)
{
	struct cursor cursor = { .text = text_trim(text) };
	struct moment with = *moment;

	if (cursor.text.n == 0 || cursor_blank_clock(&cursor))
		return READING_PLACEHOLDER;
	if (!clock_read(&cursor, &with) || !clock_read_zone(&cursor, &with))
		return READING_UNKNOWN;
	*moment = with;
	return READING_OK;
}

/* n/d as a whole number and thousandths of what is over. */
static bool
read_rational(struct cursor *cursor, uint64_t *whole, uint64_t *thousandths)
{
	uint64_t n, d = 1;

	(void)cursor_skip(cursor, ' ');
	if (cursor_number(cursor, 10, &n) == 0)
		return false;
	if (cursor_peek(cursor) == '/') {
		cursor->at++;
		if (cursor_number(cursor, 10, &d) == 0 || d == 0)
			return false;
	}
	*whole = n / d;
	*thousandths = n % d * 1000 / d;
	return true;
}

enum reading
moment_read_rationals(struct text text, struct moment *moment)
{
	struct cursor cursor = { .text = text_trim(text) };
	struct moment with = *moment;
	uint64_t part[3], over[3];

	for (int i = 0; i < 3; i++) {
		if (!read_rational(&cursor, &part[i], &over[i]))
			return text_begins(cursor.text, "0/0") ? READING_PLACEHOLDER : READING_UNKNOWN;
	}
	if (!cursor_end(&cursor) || part[0] > 23 || part[1] > 59 || part[2] > 59 || over[0] != 0 ||
	    over[1] != 0)
		return READING_UNKNOWN;
	with.civil.hour = (int)part[0];
	with.civil.minute = (int)part[1];
	with.civil.second = (int)part[2];
	with.precision = MOMENT_SECOND;
	if (over[2] != 0) {
		for (int i = 2; i >= 0; i--, over[2] /= 10)
			with.fraction[i] = (char)('0' + over[2] % 10);
		with.fraction[3] = '\0';
	}
	*moment = with;
	return READING_OK;
}

enum reading
moment_read_zone(struct text text, struct moment *moment)
{
	struct cursor cursor = { .text = text_trim(text) };
	struct moment with = *moment;

	if (cursor.text.n == 0 || text_is(cursor.text, ":"))
		return READING_PLACEHOLDER;
	if (!clock_read_zone(&cursor, &with))
		return READING_UNKNOWN;
	*moment = with;
	return READING_OK;
}

enum reading
moment_read_fraction(struct text text, struct moment *moment)
{
	struct cursor cursor = { .text = text_trim(text) };

	if (cursor.text.n == 0)
		return READING_PLACEHOLDER;
	if (cursor_digits(&cursor) != cursor.text.n || cursor.text.n >= MOMENT_FRACTION_SIZE)
		return READING_UNKNOWN;
	read_fraction_digits(&cursor, moment);
	return READING_OK;
}
