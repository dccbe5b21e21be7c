/* SPDX-License-Identifier: Apache-2.0 */
/* moment.c - dates, times and zones of files. */
#include "media/moment.h"

#include "media/cursor.h"

#include "base/text.h"

#include <string.h>

/* Only zeros, blanks and signs between them: nobody set it. */
static bool
is_blank_date(struct text text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (strchr("0 :-/.TZ+", text.p[i]) == NULL || text.p[i] == '\0')
			return false;
	}
	return true;
}

static bool
is_separator(char c)
{
	return c == ':' || c == '-' || c == '/' || c == '.';
}

/* A part of one or two digits; blanks or 00 leave *out at 0. */
static bool
read_part(struct cursor *cursor, int *out)
{
	uint64_t number = 0;
	size_t digits;

	*out = 0;
	if (cursor_skip(cursor, ' ') >= 2)
		return true;
	digits = cursor_number(cursor, 2, &number);
	*out = (int)number;
	return digits > 0;
}

/* Month and day behind their separators, as far as there are any. */
static bool
read_month_and_day(struct cursor *cursor, struct moment *out)
{
	int month = 0, day = 0;

	if (!is_separator(cursor_peek(cursor)))
		return true;
	cursor->at++;
	if (!read_part(cursor, &month))
		return false;
	if (is_separator(cursor_peek(cursor))) {
		cursor->at++;
		if (!read_part(cursor, &day))
			return false;
	}
	if (month == 0)
		return true;
	out->civil.month = month;
	out->precision = MOMENT_MONTH;
	if (day == 0)
		return true;
	out->civil.day = day;
	out->precision = MOMENT_DAY;
	return true;
}

/* YYYYMMDD, of which the year was read. */
static bool
read_basic_month_and_day(struct cursor *cursor, struct moment *out)
{
	uint64_t number;

	if (cursor_number(cursor, 4, &number) != 4)
		return false;
	if (number == 0)
		return true;
	out->civil.month = (int)(number / 100);
	out->precision = MOMENT_MONTH;
	if (number % 100 == 0)
		return true;
	out->civil.day = (int)(number % 100);
	out->precision = MOMENT_DAY;
	return true;
}

static bool
is_real_day(const struct civil *civil)
{
	return civil->year >= 1 && civil->month >= 1 && civil->month <= 12 && civil->day >= 1 &&
	       civil->day <= calendar_month_days(civil->year, civil->month);
}

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

/* A clock's face; blanks for all of it leave the day as it is. */
static bool
read_clock(struct cursor *cursor, struct moment *moment)
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

/* Nothing, or a zone to the end of the text. */
static bool
read_zone_or_end(struct cursor *cursor, struct moment *moment)
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

/* What stands between day and time; false when nothing more stands there. */
static bool
comes_time(struct cursor *cursor)
{
	size_t start = cursor->at;

	(void)cursor_skip(cursor, ' ');
	if (cursor->at == start && cursor_peek(cursor) == 'T')
		cursor->at++;
	else if (cursor->at == start && is_separator(cursor_peek(cursor)))
		cursor->at++; /* 2003:01:01:12:00:00 */
	return !cursor_end(cursor) && cursor->at > start;
}

static bool
read_numeric(struct cursor *cursor, struct moment *out)
{
	uint64_t year;
	size_t digits = cursor_digits(cursor);

	if ((digits != 4 && digits != 8) || cursor_number(cursor, 4, &year) != 4 || year == 0)
		return false;
	*out = (struct moment){ .civil = { .year = (int64_t)year, .month = 1, .day = 1 },
		                .precision = MOMENT_YEAR };
	if (digits == 8 ? !read_basic_month_and_day(cursor, out) : !read_month_and_day(cursor, out))
		return false;
	if (!is_real_day(&out->civil))
		return false;
	if (!comes_time(cursor))
		return cursor_end(cursor);
	if (is_blank_date((struct text){ cursor->text.p + cursor->at,
	                                 cursor->text.n - cursor->at }) &&
	    out->precision < MOMENT_DAY)
		return true; /* 2011:00:00 00:00:00 */
	if (cursor_blank_clock(cursor))
		return true;
	return out->precision == MOMENT_DAY && read_clock(cursor, out) &&
	       read_zone_or_end(cursor, out);
}

/* A name or its first three letters, and no letter behind it. */
static bool
read_name(struct cursor *cursor, const char *name)
{
	char abbreviation[4] = { name[0], name[1], name[2], '\0' };
	size_t start = cursor->at;

	if ((cursor_word(cursor, name) || cursor_word(cursor, abbreviation)) &&
	    !cursor_letter(cursor))
		return true;
	cursor->at = start;
	return false;
}

static int
month_of_name(struct cursor *cursor)
{
	static const char *const names[] = { "January",   "February", "March",    "April",
		                             "May",       "June",     "July",     "August",
		                             "September", "October",  "November", "December" };

	for (int i = 0; i < 12; i++) {
		if (read_name(cursor, names[i]))
			return i + 1;
	}
	return 0;
}

/* A day of the week with what follows it; it tells nothing that the date does not. */
static void
skip_weekday(struct cursor *cursor)
{
	static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
		                             "Friday", "Saturday", "Sunday" };

	for (int i = 0; i < 7; i++) {
		if (!read_name(cursor, names[i]))
			continue;
		if (cursor_peek(cursor) == ',')
			cursor->at++;
		(void)cursor_skip(cursor, ' ');
		return;
	}
}

/* Behind the weekday: "22 Nov 2020 18:04:11 +0400". */
static bool
read_mail_form(struct cursor *cursor, struct moment *out)
{
	uint64_t day, year;

	if (cursor_number(cursor, 2, &day) == 0 || cursor_skip(cursor, ' ') == 0)
		return false;
	out->civil.day = (int)day;
	out->civil.month = month_of_name(cursor);
	(void)cursor_skip(cursor, ' ');
	if (out->civil.month == 0 || cursor_number(cursor, 4, &year) != 4)
		return false;
	out->civil.year = (int64_t)year;
	out->precision = MOMENT_DAY;
	if (cursor_skip(cursor, ' ') == 0)
		return cursor_end(cursor);
	return read_clock(cursor, out) && read_zone_or_end(cursor, out);
}

/* Behind the weekday: "Nov 22 18:04:11 2020", of asctime. */
static bool
read_asctime(struct cursor *cursor, struct moment *out)
{
	uint64_t day, year;

	out->civil.month = month_of_name(cursor);
	(void)cursor_skip(cursor, ' ');
	if (out->civil.month == 0 || cursor_number(cursor, 2, &day) == 0)
		return false;
	out->civil.day = (int)day;
	(void)cursor_skip(cursor, ' ');
	if (!read_clock(cursor, out) || cursor_skip(cursor, ' ') == 0 ||
	    cursor_number(cursor, 4, &year) != 4)
		return false;
	out->civil.year = (int64_t)year;
	return cursor_end(cursor);
}

static bool
read_worded(struct cursor *cursor, struct moment *out)
{
	*out = (struct moment){ 0 };
	skip_weekday(cursor);
	if (cursor_digit(cursor) ? !read_mail_form(cursor, out) : !read_asctime(cursor, out))
		return false;
	return is_real_day(&out->civil);
}

/* The first second of the clocks of QuickTime and of Unix. */
static bool
is_epoch(const struct moment *moment)
{
	const struct civil *c = &moment->civil;

	return (c->year == 1904 || c->year == 1970) && c->month == 1 && c->day == 1 &&
	       c->hour == 0 && c->minute == 0 && c->second == 0 &&
	       moment->precision == MOMENT_SECOND;
}

enum reading
moment_read(struct text text, struct moment *out)
{
	struct cursor cursor = { .text = text_trim(text) };
	struct moment moment;

	if (is_blank_date(cursor.text))
		return READING_PLACEHOLDER;
	if (cursor_digit(&cursor) && cursor_digits(&cursor) >= 4) {
		if (!read_numeric(&cursor, &moment))
			return READING_UNKNOWN;
	} else if (!read_worded(&cursor, &moment)) {
		return READING_UNKNOWN;
	}
	if (is_epoch(&moment))
		return READING_PLACEHOLDER;
	*out = moment;
	return READING_OK;
}

enum reading
moment_read_time(struct text text, struct moment *moment)
{
	struct cursor cursor = { .text = text_trim(text) };
	struct moment with = *moment;

	if (cursor.text.n == 0 || cursor_blank_clock(&cursor))
		return READING_PLACEHOLDER;
	if (!read_clock(&cursor, &with) || !read_zone_or_end(&cursor, &with))
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
	if (!read_zone_or_end(&cursor, &with))
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

void
moment_write(struct buffer *out, const struct moment *moment)
{
	const struct civil *c = &moment->civil;

	buffer_append_format(out, "%04d", (int)c->year);
	if (moment->precision >= MOMENT_MONTH)
		buffer_append_format(out, "-%02d", c->month);
	if (moment->precision >= MOMENT_DAY)
		buffer_append_format(out, "-%02d", c->day);
	if (moment->precision < MOMENT_MINUTE)
		return;
	buffer_append_format(out, "T%02d:%02d", c->hour, c->minute);
	if (moment->precision == MOMENT_SECOND)
		buffer_append_format(out, ":%02d", c->second);
	if (moment->zone == ZONE_UTC)
		buffer_append_byte(out, 'Z');
	else if (moment->zone == ZONE_OFFSET)
		buffer_append_format(out, "%c%02d:%02d", moment->offset < 0 ? '-' : '+',
		                     (moment->offset < 0 ? -moment->offset : moment->offset) / 60,
		                     (moment->offset < 0 ? -moment->offset : moment->offset) % 60);
}

void
moment_bounds(const struct moment *moment, int64_t *earliest, int64_t *latest)
{
	struct civil last = moment->civil;

	if (moment->precision < MOMENT_MONTH)
		last.month = 12;
	if (moment->precision < MOMENT_DAY)
		last.day = calendar_month_days(last.year, last.month);
	if (moment->precision < MOMENT_MINUTE) {
		last.hour = 23;
		last.minute = 59;
	}
	if (moment->precision < MOMENT_SECOND)
		last.second = 59;
	*earliest = calendar_seconds(&moment->civil);
	*latest = calendar_seconds(&last);
	if (moment->zone == ZONE_OFFSET) {
		*earliest -= (int64_t)moment->offset * 60;
		*latest -= (int64_t)moment->offset * 60;
	}
}
