/* SPDX-License-Identifier: Apache-2.0 */
/* moment.c - dates, times and zones of files. */
#include "media/moment.h"

#include "media/clock.h"

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
	return out->precision == MOMENT_DAY && clock_read(cursor, out) &&
	       clock_read_zone(cursor, out);
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
	return clock_read(cursor, out) && clock_read_zone(cursor, out);
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
	if (!clock_read(cursor, out) || cursor_skip(cursor, ' ') == 0 ||
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
