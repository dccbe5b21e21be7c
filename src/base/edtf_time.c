/* SPDX-License-Identifier: Apache-2.0 */
/* edtf_time.c - reads a date with time of day and zone (EDTF level 0), and zone codes. */
#include "base/edtf_part.h"

#include "base/text.h"

#include <string.h>

#define TIME_LENGTH 8 /* 18:04:11 */

static const char time_example[] = "2020-11-22T18:04:11, 2020-11-22T18:04:11Z or 2020-11-22T18:04:11+03:00";

int
edtf_two_digits(const char *p, int most)
{
	int value;

	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	value = (p[0] - '0') * 10 + p[1] - '0';
	return value <= most ? value : -1;
}

/* Seconds of the day; says why it is none. */
static int
read_clock(struct text clock, const char **why)
{
	int hour, minute, second;

	if (clock.n < TIME_LENGTH || clock.p[2] != ':' || clock.p[5] != ':') {
		*why = "a time is hh:mm:ss; when only the minute is known, give the date and the "
		       "time of day apart as 18:04/18:04";
		return -1;
	}
	hour = edtf_two_digits(clock.p, 24);
	minute = edtf_two_digits(clock.p + 3, 59);
	second = edtf_two_digits(clock.p + 6, 59);
	if (hour == 24 && (minute != 0 || second != 0))
		hour = -1;
	if (hour < 0 || minute < 0 || second < 0) {
		*why = "the hour is 00 to 23, minute and second are 00 to 59";
		return -1;
	}
	return hour * 3600 + minute * 60 + second;
}

/* Reads +hh or +hh:mm into seconds east of UTC; says why it is none. */
static bool
read_offset(struct text zone, int *offset, const char **why)
{
	int hours, minutes = 0;

	*why = "a zone is Z, +hh or +hh:mm";
	if ((zone.n != 3 && zone.n != 6) || (zone.n == 6 && zone.p[3] != ':'))
		return false;
	hours = edtf_two_digits(zone.p + 1, 99);
	if (zone.n == 6)
		minutes = edtf_two_digits(zone.p + 4, 59);
	if (hours < 0 || minutes < 0)
		return false;
	*offset = (hours * 60 + minutes) * 60;
	if (zone.p[0] == '-')
		*offset = -*offset;
	*why = "zones lie between -12:00 and +14:00";
	if (*offset < -12 * 3600 || *offset > 14 * 3600)
		return false;
	*why = "there is no offset -00:00; a zone that is not known is left away";
	return zone.p[0] == '+' || *offset != 0;
}

static bool
read_zone(struct text zone, struct edtf *out, const char **why)
{
	out->zone = ZONE_UNKNOWN;
	out->offset = 0;
	if (zone.n == 0)
		return true;
	if (zone.p[0] == '.' || zone.p[0] == ',') {
		*why = "EDTF has no fractions of a second";
		return false;
	}
	if (zone.p[0] == '?' || zone.p[0] == '~' || zone.p[0] == '%') {
		*why = "a date with a time has no qualifier";
		return false;
	}
	out->zone = ZONE_UTC;
	if (text_is(zone, "Z"))
		return true;
	out->zone = ZONE_OFFSET;
	*why = "a zone is Z, +hh or +hh:mm";
	return (zone.p[0] == '+' || zone.p[0] == '-') && read_offset(zone, &out->offset, why);
}

/* The day before T must be a whole one, without qualifiers or unspecified digits. */
static bool
is_plain_day(const struct edtf_part *part)
{
	return part->precision == PRECISION_DAY && part->margin == 0 && !part->unspecified;
}

enum status
edtf_time_read(struct text text, struct edtf *out, struct error *err)
{
	struct edtf date = { .kind = DATE_WITH_TIME };
	struct text rest = text, clock, zone = { 0 };
	struct text day = text_cut(&rest, 'T');
	const char *why = "";
	struct edtf_part part;
	enum status st;
	int seconds;

	clock = rest;
	st = edtf_part_read(day, &part, err);
	if (st != STATUS_OK)
		return st;
	if (!is_plain_day(&part))
		return edtf_wrong(err, text, "a time of day needs a day that is wholly known",
		                  time_example);
	seconds = read_clock(clock, &why);
	if (seconds < 0)
		return edtf_wrong(err, text, why, time_example);
	zone = (struct text){ clock.p + TIME_LENGTH, clock.n - TIME_LENGTH };
	if (!read_zone(zone, &date, &why))
		return edtf_wrong(err, text, why, time_example);
	date.bounds.earliest = part.bounds.earliest + seconds - date.offset;
	date.bounds.latest = date.bounds.earliest;
	date.bounds.widest_earliest = date.bounds.earliest;
	date.bounds.widest_latest = date.bounds.earliest;
	*out = date;
	return STATUS_OK;
}

static const char *const zone_codes[] = {
	[ZONE_UNKNOWN] = "unknown",
	[ZONE_LOCAL] = "local",
	[ZONE_UTC] = "utc",
	[ZONE_OFFSET] = "offset",
};

const char *
zone_status_code(enum zone_status zone)
{
	return zone_codes[zone];
}

bool
zone_status_read(struct text code, enum zone_status *out)
{
	for (size_t i = 0; i < sizeof zone_codes / sizeof zone_codes[0]; i++) {
		if (text_is(code, zone_codes[i])) {
			*out = (enum zone_status)i;
			return true;
		}
	}
	return false;
}
