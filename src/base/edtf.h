/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edtf.h - dates as people know them: the Extended Date/Time Format of ISO
 * 8601-2:2019, by the Library of Congress's specification of 2019-02-04.
 *
 * Supported: levels 0 and 1, and of level 2 sets ([one of], {all of}),
 * qualification of parts (2020-10~-20, ?2020-11), unspecified digits anywhere
 * (2020-10-2X) and both of these inside intervals. Refused: exponential years,
 * significant digits, sub-year groupings other than the seasons 21 to 24, and
 * times of day within intervals and sets.
 */
#ifndef VIDIMUS_BASE_EDTF_H
#define VIDIMUS_BASE_EDTF_H

#include <vidimus/types.h>

#define DATE_TEXT_LIMIT 256 /* bytes of a text */
#define DATE_SET_LIMIT  32  /* members of a set; a range a..b is one */

/* What is known of the clock that a date or time was read from. */
enum zone_status {
	ZONE_UNKNOWN, /* nobody said */
	ZONE_LOCAL,   /* the clock of the place, whatever its zone was */
	ZONE_UTC,     /* the text has Z */
	ZONE_OFFSET   /* the text has an offset such as +03:00 */
};

enum edtf_kind {
	DATE_ALONE,     /* day, month, season or year */
	DATE_WITH_TIME, /* to the second */
	DATE_INTERVAL,
	DATE_ONE_OF,    /* [ ]: one of them, it is not known which */
	DATE_ALL_OF     /* { }: every one of them */
};

/* Where a side of the bounds is open or unknown. */
#define NO_EARLIEST INT64_MIN
#define NO_LATEST   INT64_MAX

/*
 * The first and the last second that the text can mean, both included, in
 * seconds from 1970-01-01T00:00:00 of the same clock: of UTC when the zone is
 * ZONE_UTC or ZONE_OFFSET, else of a clock that is not known to be any zone's.
 *
 * A season covers the months that have this name in either hemisphere, as
 * level 1 leaves the place open. For the widest bounds a qualifier (? ~ %)
 * moves its side outwards by one unit of the part that it qualifies; that
 * measure is ours, the standard gives none.
 */
struct edtf_bounds {
	int64_t earliest, latest;               /* at the word of the text */
	int64_t widest_earliest, widest_latest; /* with its qualifiers */
};

struct edtf {
	enum edtf_kind     kind;
	enum zone_status   zone;        /* edtf_read never says ZONE_LOCAL: a caller who knows may set it */
	int                offset;      /* seconds east of UTC for ZONE_OFFSET, else 0 */
	bool               uncertain;   /* has ? or % anywhere */
	bool               approximate; /* has ~ or % anywhere */
	bool               unspecified; /* has X anywhere */
	struct edtf_bounds bounds;
};

/*
 * Reads a whole text strictly. STATUS_INVALID says what is wrong and gives an
 * example of the right form; STATUS_LIMIT beyond the limits above. A day that
 * the calendar does not have and an interval that can only run backwards are
 * invalid; the hour 24 is read as the end of its day (24:00:00 only), a second
 * 60 never.
 */
CHECKED enum status edtf_read(struct text text, struct edtf *out, struct error *err);

/* What can be said of the order of two dates. */
enum date_order {
	DATES_BEFORE,   /* the first lies wholly before the second */
	DATES_AFTER,    /* wholly after it */
	DATES_UNORDERED /* they overlap, or what is known does not tell */
};

/*
 * Compares the widest bounds. No zone is ever filled in: where one side is
 * tied to UTC and the other is not, the other may lie in any zone from UTC-12
 * to UTC+14. Two sides that are both not tied to UTC are compared as their
 * calendars and clocks say, which is the order of these, not of the instants.
 */
enum date_order edtf_compare(const struct edtf *a, const struct edtf *b);

/* The day, from 1970-01-01, of a side of the bounds; an open side is a day beyond every other. */
int64_t edtf_day(int64_t second);

/* The code in the vocabulary zone-status: "unknown", "local", "utc", "offset". */
const char *zone_status_code(enum zone_status zone);
CHECKED bool zone_status_read(struct text code, enum zone_status *out);

#endif
