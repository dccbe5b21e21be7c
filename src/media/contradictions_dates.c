/* SPDX-License-Identifier: Apache-2.0 */
/* contradictions_dates.c - dates against each other, against satellites, and against our clock. */
#include "media/contradictions_internal.h"

#include "media/moment.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)

/* Zones lie between UTC-12 and UTC+14: an unknown clock against UTC. */
#define ZONES_SPREAD (14 * HOUR)

/* Two clocks of unknown zones, as a camera's and a container's, may be this far apart. */
#define CONTAINER_SPREAD (26 * HOUR)

/* A satellite's time is that of the last fix; zones are quarters of hours. */
#define QUARTER_HOUR   (15 * MINUTE)
#define FIX_AGE        (5 * MINUTE)

/* Digital cameras were sold from about then on. */
#define FIRST_DIGITAL_YEAR 1990

struct declared_date {
	const char   *kind, *value, *source;
	struct moment moment;
	int64_t       earliest, latest;
};

/* Midnight to the second is what programs write that know the day alone. */
static void
forget_midnight(struct moment *moment)
{
	if (moment->precision >= MOMENT_MINUTE && moment->fraction[0] == '\0' &&
	    moment->civil.hour == 0 && moment->civil.minute == 0 && moment->civil.second == 0)
		moment->precision = MOMENT_DAY;
}

static bool
read_declared(const json_t *entry, struct declared_date *out)
{
	struct text zone = { 0 };
	enum zone_status status;

	out->kind = json_string_value(json_object_get(entry, "kind"));
	out->value = json_string_value(json_object_get(entry, "value"));
	out->source = json_string_value(json_object_get(entry, "source"));
	if (!out->kind || !out->value || !out->source || !json_member_text(entry, "zone", &zone) ||
	    !zone_status_read(zone, &status) ||
	    moment_read(text_of(out->value), &out->moment) != READING_OK)
		return false;
	if (out->moment.zone == ZONE_UNKNOWN && status == ZONE_UTC)
		out->moment.zone = ZONE_UTC; /* a day without time has no Z */
	forget_midnight(&out->moment);
	moment_bounds(&out->moment, &out->earliest, &out->latest);
	return true;
}

static bool
zone_is_known(const struct declared_date *date)
{
	return date->moment.zone != ZONE_UNKNOWN;
}

/* Seconds that lie between the two at least; negative when `a` is the later one, 0 when they overlap. */
static int64_t
gap(const struct declared_date *a, const struct declared_date *b)
{
	if (a->latest < b->earliest)
		return b->earliest - a->latest;
	if (b->latest < a->earliest)
		return b->latest - a->earliest;
	return 0;
}

/* How far apart they may be before they disagree. */
static int64_t
allowance(const struct declared_date *a, const struct declared_date *b, bool containers)
{
	if (containers)
		return CONTAINER_SPREAD;
	if (zone_is_known(a) != zone_is_known(b))
		return ZONES_SPREAD;
	return DATES_AGREE_SECONDS;
}

static bool
is_kind(const struct declared_date *date, const char *kind)
{
	return strcmp(date->kind, kind) == 0;
}

/* Whether two dates cannot both be true of one recording. */
static bool
disagree(const struct declared_date *a, const struct declared_date *b)
{
	bool container = is_kind(a, "container-created") || is_kind(b, "container-created");
	int64_t between = gap(a, b), allowed = allowance(a, b, container);

	if (strcmp(a->kind, b->kind) == 0)
		return is_kind(a, "taken") && llabs(between) > allowed;
	/* Order: taken, then digitized or put in a container, then modified. */
	if (is_kind(a, "taken") && is_kind(b, "container-created"))
		return llabs(between) > allowed;
	if (is_kind(a, "taken") && (is_kind(b, "digitized") || is_kind(b, "modified")))
		return between < -allowed;
	return false;
}

static bool
tell_disagreement(struct contradiction_search *search, const struct declared_date *a,
                  const struct declared_date *b)
{
	if (!disagree(a, b) && !disagree(b, a))
		return false;
	contradiction_tell(search, "dates-disagree", "%s (%s), %s (%s)", a->value, a->source,
	                   b->value, b->source);
	return true;
}

/* The first pair is enough: all dates are shown side by side. */
static void
find_disagreement(struct contradiction_search *search)
{
	const json_t *dates = search->facts->metadata->dates;
	struct declared_date a, b;

	for (size_t i = 0; i < json_array_size(dates); i++) {
		if (!read_declared(json_array_get(dates, i), &a))
			continue;
		for (size_t k = i + 1; k < json_array_size(dates); k++) {
			if (read_declared(json_array_get(dates, k), &b) &&
			    tell_disagreement(search, &a, &b))
				return;
		}
	}
}

/* Clocks begin there when nobody set them. */
static bool
was_never_set(const struct moment *moment)
{
	static const int64_t years[] = { 1904, 1970, 1980, 2000 };

	for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
		if (moment->civil.year == years[i] && moment->precision >= MOMENT_DAY &&
		    moment->civil.month == 1 && moment->civil.day == 1)
			return true;
	}
	return false;
}

static void
judge_alone(struct contradiction_search *search, const json_t *dates)
{
	int64_t now = search->facts->now.milliseconds / 1000;
	bool future = false, implausible = false;
	struct declared_date date;
	json_t *entry;
	size_t i;

	json_array_foreach(dates, i, entry) {
		if (!read_declared(entry, &date))
			continue;
		if (!future && date.earliest > now + (zone_is_known(&date) ? DATES_AGREE_SECONDS
		                                                           : ZONES_SPREAD)) {
			contradiction_tell(search, "declared-date-in-future", "%s (%s)", date.value,
			                   date.source);
			future = true;
		}
		if (!implausible && (date.moment.civil.year < FIRST_DIGITAL_YEAR ||
		                     was_never_set(&date.moment))) {
			contradiction_tell(search, "implausible-declared-date", "%s (%s)", date.value,
			                   date.source);
			implausible = true;
		}
	}
}

/* Whether a camera's clock can have shown `local` when satellites said `utc`. */
static bool
agrees_with_satellites(const struct declared_date *local, const struct declared_date *utc)
{
	int64_t difference = local->earliest - utc->earliest, over;

	if (local->moment.precision < MOMENT_SECOND || utc->moment.precision < MOMENT_SECOND)
		return llabs(gap(local, utc)) <= ZONES_SPREAD;
	if (zone_is_known(local))
		return llabs(difference) <= QUARTER_HOUR;
	over = llabs(difference) % QUARTER_HOUR;
	return llabs(difference) <= ZONES_SPREAD + FIX_AGE &&
	       (over <= FIX_AGE || over >= QUARTER_HOUR - FIX_AGE);
}

static void
judge_by_satellites(struct contradiction_search *search)
{
	const struct metadata *metadata = search->facts->metadata;
	struct declared_date utc, local;
	json_t *entry, *other;
	size_t i, k;

	json_array_foreach(metadata->place_dates, i, other) {
		if (!read_declared(other, &utc))
			continue;
		json_array_foreach(metadata->dates, k, entry) {
			if (!read_declared(entry, &local) || !is_kind(&local, "taken") ||
			    agrees_with_satellites(&local, &utc))
				continue;
			contradiction_tell(search, "gps-time-against-local-time", "%s (%s), %s (%s)",
			                   utc.value, utc.source, local.value, local.source);
			return;
		}
	}
}

void
contradictions_of_dates(struct contradiction_search *search)
{
	find_disagreement(search);
	judge_alone(search, search->facts->metadata->dates);
	judge_by_satellites(search);
}
