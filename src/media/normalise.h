/* SPDX-License-Identifier: Apache-2.0 */
/*
 * normalise.h - one raw statement of a file as the value that it stands for.
 * Pure: text in, text out, the same on every machine and in every locale.
 */
#ifndef VIDIMUS_MEDIA_NORMALISE_H
#define VIDIMUS_MEDIA_NORMALISE_H

#include "media/moment.h"

#include "base/buffer.h"

#include <vidimus/types.h>

/* How a raw value is read; the words of catalog/metadata-tags.tsv in quotes. */
enum shape {
	SHAPE_ANY,              /* "any": text as text, numbers as numbers */
	SHAPE_TEXT,             /* "text": without white space at both ends */
	SHAPE_NUMBERS,          /* "numbers": digits, fractions, True and False; a fraction is reduced */
	SHAPE_DATE,             /* "date": EDTF (moment.h) */
	SHAPE_TIME,             /* "time": HH:MM:SS with zone */
	SHAPE_ZONE,             /* "zone" */
	SHAPE_FRACTION,         /* "fraction": of a second */
	SHAPE_INTEROPERABILITY, /* "interoperability": R98, R03, THM */
	SHAPE_DEGREES,          /* "degrees": EXIF's fractions; value without its sign */
	SHAPE_XMP_DEGREES,      /* "xmp-degrees" */
	SHAPE_ISO6709           /* "iso6709": latitude and longitude in degrees, a comma between */
};

/* The shape of that name; false when there is none. */
CHECKED bool shape_read(struct text name, enum shape *out);

/* Whether only what its standard allows has the shape: no words of a person fit. */
bool shape_is_strict(enum shape shape);

/* Longest value in bytes; what is longer is cut at a whole character. */
#define NORMALISED_LIMIT 4096

/*
 * Appends the value of `raw`, UTF-8. Nothing is appended unless READING_OK.
 */
enum reading normalise(enum shape shape, struct text raw, struct buffer *value);

/*
 * A text as programs write it: cut at the first zero byte, white space and
 * what is no UTF-8 at its end left out. A view of `raw`.
 */
struct text normalise_trim(struct text raw);

#endif
