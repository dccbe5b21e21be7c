/* SPDX-License-Identifier: Apache-2.0 */
/* test_json_number.c - a double's digits read back the same, and none shorter do. */
#include "base/json.h"

#include "support/support.h"

#include "base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
written_as(double number, const char *expected)
{
	char out[JSON_NUMBER_SIZE];

	assert_int_equal(json_number_write(out, number), strlen(expected));
	assert_string_equal(out, expected);
}

static double
from_bits(uint64_t bits)
{
	double number;

	memcpy(&number, &bits, sizeof number);
	return number;
}

/* How many significant digits a written number has. */
static int
significant_digits(const char *written)
{
	char digits[JSON_NUMBER_SIZE];
	size_t n = 0;

	for (const char *p = written; *p && *p != 'e'; p++) {
		if (*p >= '0' && *p <= '9' && (n > 0 || *p != '0'))
			digits[n++] = *p;
	}
	while (n > 0 && digits[n - 1] == '0')
		n--;
	return (int)n;
}

/* Whether any decimal with one digit less, on either side, reads back the same. */
static bool
shorter_reads_back(double number, int digits)
{
	char text[64], *end;

	if (digits < 2)
		return false;
	snprintf(text, sizeof text, "%.*e", digits - 2, number);
	if (strtod(text, NULL) == number)
		return true;
	end = strchr(text, 'e');
	for (int up = -1; up <= 1; up += 2) {
		char other[64];
		long long whole = 0;

		for (const char *p = text; p < end; p++)
			whole = *p >= '0' && *p <= '9' ? whole * 10 + (*p - '0') : whole;
		snprintf(other, sizeof other, "%llde%d", whole + up,
		         atoi(end + 1) - (digits - 2));
		if (strtod(other, NULL) == number)
			return true;
	}
	return false;
}

static void
shortest_and_exact(double number)
{
	char out[JSON_NUMBER_SIZE];

	assert_true(json_number_write(out, number) < JSON_NUMBER_SIZE);
	if (strtod(out, NULL) != number)
		fail_msg("%s is not %.17g\n", out, number);
	if (shorter_reads_back(fabs(number), significant_digits(out)))
		fail_msg("%s could be shorter\n", out);
}

static void
the_forms_of_ecmascript(void **state)
{
	(void)state;
	written_as(0, "0");
	written_as(-0.0, "0");
	written_as(5e-324, "5e-324");
	written_as(-DBL_MAX, "-1.7976931348623157e+308");
	written_as(1e21, "1e+21");
	written_as(1e20, "100000000000000000000");
	written_as(123456789012345680000.0, "123456789012345680000");
	written_as(0.000001, "0.000001");
	written_as(0.0000001, "1e-7");
	written_as(-0.0000012345678901234567, "-0.0000012345678901234567");
	written_as(1.5, "1.5");
	written_as(333333333.33333329, "333333333.3333333");
	written_as(9007199254740993.0, "9007199254740992");
	written_as(1e23, "1e+23");
	written_as(9.999999999999997e22, "9.999999999999997e+22");
}

static void
what_is_not_finite_is_refused(void **state)
{
	char out[JSON_NUMBER_SIZE];

	(void)state;
	assert_int_equal(json_number_write(out, (double)NAN), 0);
	assert_int_equal(json_number_write(out, (double)INFINITY), 0);
	assert_int_equal(json_number_write(out, -(double)INFINITY), 0);
}

static void
every_power_of_two_is_shortest(void **state)
{
	(void)state;
	for (uint64_t bits = 1; bits < UINT64_C(1) << 52; bits <<= 1)
		shortest_and_exact(from_bits(bits));
	for (uint64_t exponent = 1; exponent <= 2046; exponent++) {
		shortest_and_exact(from_bits(exponent << 52));
		shortest_and_exact(-from_bits((exponent << 52) - 1));
	}
}

static void
random_doubles_are_shortest(void **state)
{
	uint64_t bits = UINT64_C(0x9e3779b97f4a7c15);

	(void)state;
	for (int i = 0; i < 5000; i++) {
		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		if (isfinite(from_bits(bits)))
			shortest_and_exact(from_bits(bits));
	}
}

static void
the_locale_does_not_matter(void **state)
{
	(void)state;
	if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL && setlocale(LC_NUMERIC, "de_DE") == NULL)
		skip();
	written_as(1.5, "1.5");
	written_as(0.1, "0.1");
	setlocale(LC_NUMERIC, "C");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_forms_of_ecmascript),
		cmocka_unit_test(what_is_not_finite_is_refused),
		cmocka_unit_test(every_power_of_two_is_shortest),
		cmocka_unit_test(random_doubles_are_shortest),
		cmocka_unit_test(the_locale_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
