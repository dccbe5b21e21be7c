/* SPDX-License-Identifier: Apache-2.0 */
/* edtf_part.h - one date within an EDTF text, and what else the files edtf*.c and dated.c share. */
#ifndef VIDIMUS_BASE_EDTF_PART_H
#define VIDIMUS_BASE_EDTF_PART_H

#include "base/edtf.h"

#include <vidimus/types.h>

#define ANY_DIGIT (-1) /* X */

enum edtf_precision { PRECISION_YEAR, PRECISION_SEASON, PRECISION_MONTH, PRECISION_DAY };

/* A date whose digits may be unspecified. */
struct edtf_part {
	enum edtf_precision precision;
	bool                negative;    /* the year has a minus sign */
	bool                is_long;     /* Y form: long_year counts, not the digits */
	int64_t             long_year;
	int8_t              year[4];     /* digits, most significant first, or ANY_DIGIT */
	int8_t              month[2];    /* for PRECISION_MONTH and PRECISION_DAY */
	int8_t              day[2];      /* for PRECISION_DAY */
	int                 season;      /* 21 to 24 for PRECISION_SEASON */
	bool                uncertain, approximate, unspecified;
	int64_t             margin;      /* seconds by which the qualifiers widen it */
	struct edtf_bounds  bounds;
};

/* Fails with STATUS_INVALID: the text, why it is wrong, an example of the right form. */
enum status edtf_wrong(struct error *err, struct text text, const char *why, const char *example);

/* Reads one date without time of day, bounds included. */
CHECKED enum status edtf_part_read(struct text text, struct edtf_part *out, struct error *err);

/* Fills the bounds from the other members; false when no day of the calendar is meant. */
CHECKED bool edtf_part_bounds(struct edtf_part *part);

/*
 * The bounds from a start to an end, either NULL where no date is given; false
 * when the end lies before the start.
 */
CHECKED bool edtf_join(const struct edtf_part *start, const struct edtf_part *end,
                       struct edtf_bounds *out);

/* Adds what the part's qualifiers and unspecified digits say to the whole's. */
void edtf_add_marks(struct edtf *date, const struct edtf_part *part);

/* Reads a text that begins with [ or {. */
CHECKED enum status edtf_set_read(struct text text, struct edtf *out, struct error *err);

/* The value of two digits when it is at most `most`, else -1. */
int edtf_two_digits(const char *p, int most);

/* Reads a date with time of day. */
CHECKED enum status edtf_time_read(struct text text, struct edtf *out, struct error *err);

#endif
