/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dated.h - a date as a claim has it: the EDTF text, what is known of its
 * zone, an optional local time of day, and the words it was taken from.
 */
#ifndef VIDIMUS_BASE_DATED_H
#define VIDIMUS_BASE_DATED_H

#include "base/edtf.h"

#include <jansson.h>
#include <vidimus/types.h>

#define DATED_RAW_LIMIT        768 /* bytes of the words it was taken from */
#define DATED_TIME_OF_DAY_SIZE 12  /* 18:04/19:30 and a NUL */

/* Filled by dated_make or dated_of_json only; owns no memory. */
struct dated {
	char             edtf[DATE_TEXT_LIMIT + 1];
	char             raw[DATED_RAW_LIMIT + 1];
	char             time_of_day[DATED_TIME_OF_DAY_SIZE]; /* "" for none */
	enum zone_status zone;
};

/* What dated_make takes; a view whose p is NULL is not given. All are borrowed. */
struct dated_words {
	struct text edtf;
	struct text zone;        /* a code of zone-status; see dated_make */
	struct text time_of_day; /* HH:MM/HH:MM, both included; past midnight when the end is the lesser */
	struct text raw;         /* as the source has it; not given: the EDTF text itself */
};

/*
 * Makes a date of words. The zone is `utc` of a text with Z, `offset` of one
 * with an offset, else `unknown` unless `local` is given; a zone that
 * contradicts the text, and a time of day beside a text that has one, are
 * refused. STATUS_INVALID and STATUS_LIMIT say what is wrong and give an
 * example of the right form.
 */
CHECKED enum status dated_make(const struct dated_words *words, struct dated *out,
                               struct error *err);

/*
 * A new object with exactly "edtf", "raw", "time_of_day" (a string or null)
 * and "zone"; NULL without memory. The caller owns the reference.
 */
CHECKED json_t *dated_to_json(const struct dated *date);

/* Reads exactly that object, by the rules of dated_make; `object` may be NULL. */
CHECKED enum status dated_of_json(const json_t *object, struct dated *out, struct error *err);

/*
 * The date as edtf_compare takes it: with the zone of the claim, and for a
 * time of day with its bounds narrowed to that.
 */
CHECKED enum status dated_read(const struct dated *date, struct edtf *out, struct error *err);

/* edtf_compare of two claims' dates. */
enum date_order dated_compare(const struct dated *a, const struct dated *b);

#endif
