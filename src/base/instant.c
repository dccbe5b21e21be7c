/* SPDX-License-Identifier: Apache-2.0 */
/* instant.c - the frozen forms of instants and file times, read strictly. */
#include "base/instant.h"

#include "base/calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
#define FIRST_SECOND INT64_C(-62167219200)
#define LAST_SECOND  INT64_C(253402300799)

#define SECOND_FORM_LENGTH 19 /* 2026-03-04T05:06:07 */

struct instant
instant_now(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec < FIRST_SECOND || now.tv_sec > LAST_SECOND)
		now.tv_sec = now.tv_sec < 0 ? FIRST_SECOND : LAST_SECOND;
	return (struct instant){ (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 };
}

/* Two digits; values above 99 cannot come. */
static void
put_two(char *out, int value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
}

/* Writes 2026-03-04T05:06:07 with `between` for T; no NUL. */
static bool
put_seconds(char *out, int64_t seconds, char between)
{
	struct civil civil;

	if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
		return false;
	civil = calendar_civil(seconds);
	memcpy(out, "0000-00-00T00:00:00", SECOND_FORM_LENGTH);
	put_two(out, (int)civil.year / 100);
	put_two(out + 2, (int)civil.year % 100);
	put_two(out + 5, civil.month);
	put_two(out + 8, civil.day);
	out[10] = between;
	put_two(out + 11, civil.hour);
	put_two(out + 14, civil.minute);
	put_two(out + 17, civil.second);
	return true;
}

/* Writes ".", `digits` digits of `value`, "Z" and a NUL. */
static void
put_fraction(char *out, int digits, uint32_t value)
{
	out[0] = '.';
	for (int i = digits; i > 0; i--) {
		out[i] = (char)('0' + value % 10);
		value /= 10;
	}
	memcpy(out + digits + 1, "Z", 2);
}

/* Reads `digits` digits. */
static bool
take_digits(const char *p, int digits, uint32_t *out)
{
	uint32_t value = 0;

	for (int i = 0; i < digits; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(p[i] - '0');
	}
	*out = value;
	return true;
}

static bool
take_seconds(const char *p, int64_t *out)
{
	uint32_t year, month, day, hour, minute, second;
	struct civil civil;

	if (p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' || p[16] != ':')
		return false;
	if (!take_digits(p, 4, &year) || !take_digits(p + 5, 2, &month) ||
	    !take_digits(p + 8, 2, &day) || !take_digits(p + 11, 2, &hour) ||
	    !take_digits(p + 14, 2, &minute) || !take_digits(p + 17, 2, &second))
		return false;
	if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 ||
	    day > (uint32_t)calendar_month_days(year, (int)month))
		return false;
	civil = (struct civil){ year, (int)month, (int)day, (int)hour, (int)minute, (int)second };
	*out = calendar_seconds(&civil);
	return true;
}

/* Reads 2026-03-04T05:06:07, a fraction of exactly `digits` digits and Z. */
static bool
take_form(struct text text, int digits, int64_t *seconds, uint32_t *fraction)
{
	size_t length = SECOND_FORM_LENGTH + (size_t)digits + 2;

	return text.n == length && text.p[SECOND_FORM_LENGTH] == '.' && text.p[length - 1] == 'Z' &&
	       take_digits(text.p + SECOND_FORM_LENGTH + 1, digits, fraction) &&
	       take_seconds(text.p, seconds);
}

/* Seconds rounded down, also before 1970, and the milliseconds that are left. */
static int64_t
whole_seconds(struct instant instant, uint32_t *milliseconds)
{
	int64_t rest = instant.milliseconds % 1000;

	*milliseconds = (uint32_t)(rest < 0 ? rest + 1000 : rest);
	return instant.milliseconds / 1000 - (rest < 0);
}

bool
instant_write(char out[INSTANT_TEXT_SIZE], struct instant instant)
{
	uint32_t milliseconds;
	int64_t seconds = whole_seconds(instant, &milliseconds);

	out[0] = '\0';
	if (!put_seconds(out, seconds, 'T'))
		return false;
	put_fraction(out + SECOND_FORM_LENGTH, 3, milliseconds);
	return true;
}

bool
instant_read(struct text text, struct instant *out)
{
	uint32_t milliseconds;
	int64_t seconds;

	if (!take_form(text, 3, &seconds, &milliseconds))
		return false;
	out->milliseconds = seconds * 1000 + milliseconds;
	return true;
}

bool
instant_write_human(char out[INSTANT_HUMAN_SIZE], struct instant instant)
{
	uint32_t milliseconds;
	int64_t seconds = whole_seconds(instant, &milliseconds);

	out[0] = '\0';
	if (!put_seconds(out, seconds, ' '))
		return false;
	memcpy(out + SECOND_FORM_LENGTH, " UTC", 5);
	return true;
}

struct file_time
file_time_of(const struct timespec *time)
{
	return (struct file_time){ time->tv_sec, (uint32_t)time->tv_nsec };
}

bool
file_time_write(char out[FILE_TIME_TEXT_SIZE], struct file_time time)
{
	out[0] = '\0';
	if (time.nanoseconds > 999999999 || !put_seconds(out, time.seconds, 'T'))
		return false;
	put_fraction(out + SECOND_FORM_LENGTH, 9, time.nanoseconds);
	return true;
}

bool
file_time_read(struct text text, struct file_time *out)
{
	struct file_time time;

	if (!take_form(text, 9, &time.seconds, &time.nanoseconds))
		return false;
	*out = time;
	return true;
}

void
duration_write(char out[DURATION_TEXT_SIZE], int64_t seconds)
{
	const char *sign = seconds < 0 ? "-" : "";
	uint64_t n = seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds;
	uint64_t days = n / SECONDS_A_DAY;

	if (days > 0)
		snprintf(out, DURATION_TEXT_SIZE, "%s%" PRIu64 " day%s", sign, days,
		         days == 1 ? "" : "s");
	else if (n >= 3600)
		snprintf(out, DURATION_TEXT_SIZE, "%s%d h %02d min", sign, (int)(n / 3600),
		         (int)(n / 60 % 60));
	else if (n >= 60)
		snprintf(out, DURATION_TEXT_SIZE, "%s%d min %02d s", sign, (int)(n / 60),
		         (int)(n % 60));
	else
		snprintf(out, DURATION_TEXT_SIZE, "%s%d s", sign, (int)n);
}

double
monotonic_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
