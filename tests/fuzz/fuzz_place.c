/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_place.c - whatever reads as a position lies on the earth; every shape
 * gives UTF-8 of a bounded length or nothing, and strict ones no words.
 */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "media/normalise.h"
#include "media/place.h"

#include <stdlib.h>
#include <string.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
try_places(struct text text)
{
	struct place place;
	int64_t degrees, millimetres;

	if (place_read_iso6709(text, &place) == READING_OK) {
		require(llabs(place.latitude) <= 90 * PLACE_UNIT);
		require(llabs(place.longitude) <= 180 * PLACE_UNIT);
	}
	if (place_read_rationals(text, 90, &degrees) == READING_OK)
		require(degrees >= 0 && degrees <= 90 * PLACE_UNIT);
	if (place_read_xmp(text, "NS", &degrees) == READING_OK)
		require(llabs(degrees) <= 90 * PLACE_UNIT);
	if (place_read_xmp(text, "EW", &degrees) == READING_OK)
		require(llabs(degrees) <= 180 * PLACE_UNIT);
	if (place_read_thousandths(text, &millimetres) == READING_OK)
		require(llabs(millimetres) <= INT64_C(1000000000000));
}

/* Letters that values of strict shapes may have: T and Z of times, true and false, R98, THM. */
static bool
is_strict_letter(char c)
{
	return strchr("TZtruefalsRHM", c) != NULL && c != '\0';
}

static void
try_shape(enum shape shape, struct text text)
{
	SCOPED(buffer) value = { 0 };

	if (normalise(shape, text, &value) != READING_OK) {
		require(value.n == 0);
		return;
	}
	/* U+FFFD takes three bytes for one that was ill-formed. */
	require(value.n <= 3 * NORMALISED_LIMIT);
	require(text_is_utf8(value.p, value.n));
	for (size_t i = 0; shape_is_strict(shape) && i < value.n; i++) {
		char c = value.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			require(is_strict_letter(c));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = { (const char *)data, size };

	try_places(text);
	for (int shape = SHAPE_ANY; shape <= SHAPE_ISO6709; shape++)
		try_shape((enum shape)shape, text);
	return 0;
}
