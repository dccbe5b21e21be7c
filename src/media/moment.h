/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moment.h - a point of time as a file writes it, in any of the forms that
 * cameras, programs and standards use, without anything filled in.
 */
#ifndef VIDIMUS_MEDIA_MOMENT_H
#define VIDIMUS_MEDIA_MOMENT_H

#include "base/buffer.h"
#include "base/calendar.h"
#include "base/edtf.h"

#include <vidimus/types.h>

/* What became of a raw value. */
enum reading {
	READING_OK,
	READING_PLACEHOLDER, /* it stands for no value: blanks, 0000:00:00, 0/0, an epoch */
	READING_UNKNOWN      /* it has not the form that is expected */
};

/* How far it is known. */
enum moment_precision { MOMENT_YEAR, MOMENT_MONTH, MOMENT_DAY, MOMENT_MINUTE, MOMENT_SECOND };

#define MOMENT_FRACTION_SIZE 13 /* digits of a fraction of a second, and a NUL */

struct moment {
	struct civil          civil; /* parts beyond the precision are 1 or 0 */
	enum moment_precision precision;
	char                  fraction[MOMENT_FRACTION_SIZE]; /* "" for none */
	enum zone_status      zone;  /* ZONE_UNKNOWN, ZONE_UTC or ZONE_OFFSET */
	int                   offset; /* minutes east of UTC, of ZONE_OFFSET */
};

/*
 * Reads a whole text: EXIF (2020:11:22 18:04:11), ISO 8601 and its profiles in
 * XMP, QuickTime and libavformat (2020-11-22T18:04:11.5+04:00, basic forms,
 * 2020, 2020-11, minutes without seconds), and those of RFC 2822 and asctime.
 * Separators - : / . are taken for each other, parts that are blank or 00 end
 * what is known. 1904-01-01 and 1970-01-01 at 00:00:00 are placeholders.
 */
enum reading moment_read(struct text text, struct moment *out);

/* HH:MM:SS, HHMMSS, HH:MM, each with a fraction and zone or without: into a moment that has its day. */
enum reading moment_read_time(struct text text, struct moment *moment);

/* "18/1 4/1 1134/100", as GPSTimeStamp has it: hours, minutes and seconds. */
enum reading moment_read_rationals(struct text text, struct moment *moment);

/* Z, UTC, +04:00, +0400, +4. */
enum reading moment_read_zone(struct text text, struct moment *moment);

/* Digits of a fraction of a second. */
enum reading moment_read_fraction(struct text text, struct moment *moment);

/*
 * Appends EDTF, or, when the time is known to the minute only, ISO 8601 with
 * hours and minutes, which EDTF lacks. The fraction is left out: EDTF has none.
 */
void moment_write(struct buffer *out, const struct moment *moment);

/* First and last second, of UTC when the zone is known, else of its own clock. */
void moment_bounds(const struct moment *moment, int64_t *earliest, int64_t *latest);

#endif
