/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place.h - positions as files write them: EXIF's fractions, XMP's degrees,
 * and ISO 6709, as decimal degrees.
 */
#ifndef VIDIMUS_MEDIA_PLACE_H
#define VIDIMUS_MEDIA_PLACE_H

#include "media/moment.h"

#include <vidimus/types.h>

/* Ten-millionths of a degree, about a centimetre. */
#define PLACE_UNIT INT64_C(10000000)

struct place {
	int64_t latitude;     /* PLACE_UNIT a degree, north positive, within ±90 degrees */
	int64_t longitude;    /* east positive, within ±180 degrees */
	bool    has_altitude;
	int64_t altitude;     /* millimetres above the sea, or above the ellipsoid: the file seldom says which */
};

/*
 * "40/1 10/1 3912/100" (degrees, minutes, seconds; later ones may be missing)
 * without a sign, in PLACE_UNIT, at most `limit` degrees. READING_PLACEHOLDER
 * when a denominator is 0.
 */
enum reading place_read_rationals(struct text text, unsigned limit, int64_t *out);

/* Sign of "N", "north", "S", "E", "W": +1 or -1; 0 when it is none of `letters`, "NS" or "EW". */
int place_sign(struct text text, const char *letters);

/* XMP's GPSCoordinate: "40,10,39.12N" or "40,10.652N"; `letters` as above. */
enum reading place_read_xmp(struct text text, const char *letters, int64_t *out);

/*
 * ISO 6709:2008 annex H (+40.1776+044.5126+1000.000CRSWGS_84/) with degrees,
 * minutes or seconds, with or without altitude and solidus. The zero point
 * without altitude is a placeholder: what cameras write that have no position.
 */
enum reading place_read_iso6709(struct text text, struct place *out);

/* A fraction or decimal in thousandths, of either sign: an altitude in millimetres. */
enum reading place_read_thousandths(struct text text, int64_t *out);

/* Appends a decimal: 7 digits behind the point for degrees, 3 for metres; zeros at the end are left out. */
void place_write_degrees(struct buffer *out, int64_t degrees);
void place_write_metres(struct buffer *out, int64_t millimetres);

#endif
