/* SPDX-License-Identifier: Apache-2.0 */
/* json_number.c - numbers as ECMAScript writes them, in the shortest digits. */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Any double reads back from so many significant digits. */
#define DIGITS_ENOUGH 17

/* 0.DIGITS times ten to the power of `point`; no zeros at either end. */
struct decimal {
	char digits[DIGITS_ENOUGH + 1];
	int  count;
	int  point;
};

/* The double nearest to the decimal. Written without a decimal point, which a locale may change. */
static double
decimal_value(const struct decimal *decimal)
{
	char text[DIGITS_ENOUGH + 16];

	snprintf(text, sizeof text, "%se%d", decimal->digits, decimal->point - decimal->count);
	return strtod(text, NULL);
}

/* The decimal of `count` digits nearest to a positive number. */
static void
round_to(struct decimal *out, double number, int count)
{
	char text[64];
	const char *exponent;

	snprintf(text, sizeof text, "%.*e", count - 1, number);
	exponent = strchr(text, 'e');
	out->digits[0] = text[0];
	memcpy(out->digits + 1, exponent - (count - 1), (size_t)count - 1);
	out->digits[count] = '\0';
	out->count = count;
	out->point = atoi(exponent + 1) + 1;
}

/* The next decimal up of as many digits; false when it would need one more. */
static bool
step_up(struct decimal *decimal)
{
	char text[DIGITS_ENOUGH + 8];
	int64_t whole = strtoll(decimal->digits, NULL, 10) + 1;

	if (snprintf(text, sizeof text, "%" PRId64, whole) != decimal->count)
		return false;
	memcpy(decimal->digits, text, (size_t)decimal->count + 1);
	return true;
}

/*
 * Above a power of two the doubles lie twice as far apart as below it, so
 * there the nearest decimal may lie below and read back as the neighbour,
 * while the next one up, though further away, reads back right.
 */
static bool
find_with(struct decimal *out, double number, int count)
{
	int exponent;

	round_to(out, number, count);
	if (decimal_value(out) == number)
		return true;
	return frexp(number, &exponent) == 0.5 && step_up(out) && decimal_value(out) == number;
}

static void
shortest(struct decimal *out, double number)
{
	int count = 1;

	while (count < DIGITS_ENOUGH && !find_with(out, number, count))
		count++;
	if (count == DIGITS_ENOUGH)
		round_to(out, number, count);
}

static size_t
write_zeros(char *out, int count)
{
	if (count > 0)
		memset(out, '0', (size_t)count);
	return count > 0 ? (size_t)count : 0;
}

/* ECMA-262 6.1.6.1.20 from step 6 on; k, n and s there are count, point and digits here. */
static size_t
write_decimal(char *out, const struct decimal *decimal)
{
	int count = decimal->count, point = decimal->point;
	size_t n = 0, whole = point > 0 && point < count ? (size_t)point : (size_t)count;

	if (point > -6 && point <= 0) {
		memcpy(out, "0.", 2);
		n = 2 + write_zeros(out + 2, -point);
	} else if (point < -5 || point > 21) {
		whole = 1;
	}
	memcpy(out + n, decimal->digits, whole);
	n += whole;
	if ((size_t)count > whole) {
		out[n++] = '.';
		memcpy(out + n, decimal->digits + whole, (size_t)count - whole);
		n += (size_t)count - whole;
	}
	if (point < -5 || point > 21)
		return n + (size_t)snprintf(out + n, 8, "e%+d", point - 1);
	return n + write_zeros(out + n, point - count);
}

size_t
json_number_write(char out[JSON_NUMBER_SIZE], double number)
{
	struct decimal decimal;
	size_t n = 0;

	if (!isfinite(number))
		return 0;
	if (number == 0) {
		memcpy(out, "0", 2);
		return 1;
	}
	if (number < 0)
		out[n++] = '-';
	shortest(&decimal, fabs(number));
	n += write_decimal(out + n, &decimal);
	out[n] = '\0';
	return n;
}
