/* SPDX-License-Identifier: Apache-2.0 */
/* test_place.c - positions of EXIF, XMP and ISO 6709, and what is none. */
#include "media/place.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static void
expect(enum reading reading, const char *got, const char *raw, const char *expected)
{
	const char *value = reading == READING_OK            ? got
	                    : reading == READING_PLACEHOLDER ? "-"
	                                                     : "?";

	if (strcmp(value, expected) != 0)
		fail_msg("\"%s\" is %s and not %s", raw, value, expected);
}

static void
fractions_are_degrees(void **state)
{
	static const struct {
		const char *raw, *value;
	} samples[] = {
		{ "40/1 10/1 3912/100", "40.1775333" },
		{ "40/1 10652/1000 0/1", "40.1775333" },
		{ "4017753/100000", "40.17753" },
		{ "40/1 10/1", "40.1666667" },
		{ "35/1 39/1 0/0", "35.65" },
		{ "51/1 59/1 60/1", "52" },
		{ "180/1 0/1 0/1", "180" },
		{ "0/0 0/0 0/0", "-" },
		{ "0/0 10/1 3/1", "-" },
		{ "", "-" },
		{ "181/1 0/1 0/1", "?" },
		{ "40/1 61/1 0/1", "?" },
		{ "40/1 10/1 39/1 1/1", "?" },
		{ "-40/1 10/1 39/1", "?" },
		{ "forty", "?" },
		{ "40/", "?" },
		{ "9999999999999999/1", "?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		SCOPED(buffer) value = { 0 };
		int64_t degrees = 0;
		enum reading reading = place_read_rationals(text_of(samples[i].raw), 180, &degrees);

		place_write_degrees(&value, degrees);
		expect(reading, buffer_string(&value), samples[i].raw, samples[i].value);
	}
}

static void
iso6709_in_every_form(void **state)
{
	static const struct {
		const char *raw, *value;
	} samples[] = {
		{ "+40.1776+044.5126/", "40.1776 44.5126 none" },
		{ "+40.1776+044.5126+1000/", "40.1776 44.5126 1000" },
		{ "+40.1776+044.5126+1000.500/", "40.1776 44.5126 1000.5" },
		{ "+40.1776+044.5126-12.25CRSWGS_84/", "40.1776 44.5126 -12.25" },
		{ "-00.3713+036.0564", "-0.3713 36.0564 none" },
		{ "+4010.652+04430.756/", "40.1775333 44.5126 none" },
		{ "+401039.12-0443045.4/", "40.1775333 -44.5126111 none" },
		{ "+40-044/", "40 -44 none" },
		{ "+90-180/", "90 -180 none" },
		{ "+00.0000+000.0000/", "-" },
		{ "+00.0000+000.0000+0.000/", "-" },
		{ "", "-" },
		{ "+91.0+044.5126/", "?" },
		{ "+40.1776+181.0/", "?" },
		{ "40.1776+044.5126/", "?" },
		{ "+40.1776/", "?" },
		{ "+40.1776+044.5126/Ani", "?" },
		{ "+4.1776+044.5126/", "?" },
		{ "+4061.0+04430.0/", "?" },
		{ "+40.1776+044.5126+/", "?" },
		{ "Yerevan", "?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		SCOPED(buffer) value = { 0 };
		struct place place = { 0 };
		enum reading reading = place_read_iso6709(text_of(samples[i].raw), &place);

		place_write_degrees(&value, place.latitude);
		buffer_append_byte(&value, ' ');
		place_write_degrees(&value, place.longitude);
		buffer_append_byte(&value, ' ');
		if (place.has_altitude)
			place_write_metres(&value, place.altitude);
		else
			buffer_append_string(&value, "none");
		expect(reading, buffer_string(&value), samples[i].raw, samples[i].value);
	}
}

static void
xmp_degrees(void **state)
{
	static const struct {
		const char *raw, *letters, *value;
	} samples[] = {
		{ "40,10,39N", "NS", "40.1775" },
		{ "40,10.652N", "NS", "40.1775333" },
		{ "44,30.756W", "EW", "-44.5126" },
		{ "40,10.652E", "NS", "?" },
		{ "40,10.652", "NS", "?" },
		{ "91,0N", "NS", "?" },
		{ "40,10,39,1N", "NS", "?" },
		{ "N", "NS", "?" },
		{ "", "NS", "-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		SCOPED(buffer) value = { 0 };
		int64_t degrees = 0;
		enum reading reading = place_read_xmp(text_of(samples[i].raw), samples[i].letters,
		                                      &degrees);

		place_write_degrees(&value, degrees);
		expect(reading, buffer_string(&value), samples[i].raw, samples[i].value);
	}
}

static void
small_degrees_keep_their_sign(void **state)
{
	SCOPED(buffer) value = { 0 };

	(void)state;
	place_write_degrees(&value, -1);
	assert_string_equal(buffer_string(&value), "-0.0000001");
	buffer_clear(&value);
	place_write_metres(&value, -50);
	assert_string_equal(buffer_string(&value), "-0.05");
}

static void
altitudes(void **state)
{
	int64_t millimetres;

	(void)state;
	assert_int_equal(place_read_thousandths(text_of("1000/3"), &millimetres), READING_OK);
	assert_int_equal(millimetres, 333333);
	assert_int_equal(place_read_thousandths(text_of("-7.5"), &millimetres), READING_OK);
	assert_int_equal(millimetres, -7500);
	assert_int_equal(place_read_thousandths(text_of("0/0"), &millimetres), READING_PLACEHOLDER);
	assert_int_equal(place_read_thousandths(text_of("high"), &millimetres), READING_UNKNOWN);
	assert_int_equal(place_read_thousandths(text_of("999999999999999"), &millimetres),
	                 READING_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fractions_are_degrees),
		cmocka_unit_test(iso6709_in_every_form),
		cmocka_unit_test(xmp_degrees),
		cmocka_unit_test(small_degrees_keep_their_sign),
		cmocka_unit_test(altitudes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
