/* SPDX-License-Identifier: Apache-2.0 */
/* dated.c - dates as claims have them: made of words, checked, carried as JSON. */
#include "base/dated.h"

#include "base/calendar.h"
#include "base/edtf_part.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* HH:MM as minutes of the day, or -1. */
static int
read_minutes(const char *p)
{
	int hour = edtf_two_digits(p, 23), minute = edtf_two_digits(p + 3, 59);

	return p[2] == ':' && hour >= 0 && minute >= 0 ? hour * 60 + minute : -1;
}

/* HH:MM/HH:MM as minutes of the day. */
static bool
read_time_of_day(struct text text, int *from, int *until)
{
	if (text.n != DATED_TIME_OF_DAY_SIZE - 1 || text.p[5] != '/')
		return false;
	*from = read_minutes(text.p);
	*until = read_minutes(text.p + 6);
	return *from >= 0 && *until >= 0;
}

static enum status
take_time_of_day(struct text text, const struct edtf *date, struct dated *out, struct error *err)
{
	int from, until;

	if (text.p == NULL)
		return STATUS_OK;
	if (!read_time_of_day(text, &from, &until))
		return fail(err, STATUS_INVALID,
		            "not a time of day: \"%.*s\": it is a range HH:MM/HH:MM with hours 00 "
		            "to 23; for example 18:04/19:30, or 18:04/18:04 for one minute",
		            (int)(text.n < 40 ? text.n : 40), text.p);
	if (date->kind == DATE_WITH_TIME)
		return fail(err, STATUS_INVALID,
		            "the date has a time already, so no time of day can stand beside it; "
		            "for example 2020-11-22 with 18:04/19:30");
	memcpy(out->time_of_day, text.p, text.n);
	return STATUS_OK;
}

/* Decides the zone from the text and what was said of it. */
static enum status
take_zone(struct text code, const struct edtf *date, struct dated *out, struct error *err)
{
	enum zone_status said = date->zone;

	if (code.p != NULL && !zone_status_read(code, &said))
		return fail(err, STATUS_INVALID,
		            "not a zone status: \"%.*s\"; it is utc, offset, local or unknown",
		            (int)(code.n < 40 ? code.n : 40), code.p);
	out->zone = said;
	if (said == date->zone || (said == ZONE_LOCAL && date->zone == ZONE_UNKNOWN))
		return STATUS_OK;
	if (date->zone == ZONE_UNKNOWN)
		return fail(err, STATUS_INVALID,
		            "the zone is said to be %s, but the date does not carry it; for example "
		            "2020-11-22T18:04:11Z for utc or 2020-11-22T18:04:11+03:00 for offset",
		            zone_status_code(said));
	return fail(err, STATUS_INVALID,
	            "the zone is said to be %s, but the date says %s; leave one of them away",
	            zone_status_code(said), zone_status_code(date->zone));
}

/* Control characters would be hidden from whoever compares the words with their source. */
static bool
has_controls(struct text text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
			return true;
	}
	return false;
}

static enum status
take_raw(struct text raw, struct dated *out, struct error *err)
{
	if (raw.n > DATED_RAW_LIMIT)
		return fail(err, STATUS_LIMIT,
		            "the words of a date have at most %d bytes, these have %zu",
		            DATED_RAW_LIMIT, raw.n);
	if (!text_is_utf8(raw.p, raw.n) || has_controls(raw))
		return fail(err, STATUS_INVALID,
		            "the words of a date are UTF-8 without control characters; for example "
		            "\"uploaded on 22 November, evening\"");
	if (raw.n > 0)
		memcpy(out->raw, raw.p, raw.n);
	return STATUS_OK;
}

enum status
dated_make(const struct dated_words *words, struct dated *out, struct error *err)
{
	struct dated made = { 0 };
	struct edtf date;
	enum status st = edtf_read(words->edtf, &date, err);

	if (st != STATUS_OK)
		return st;
	memcpy(made.edtf, words->edtf.p, words->edtf.n);
	st = take_zone(words->zone, &date, &made, err);
	if (st == STATUS_OK)
		st = take_time_of_day(words->time_of_day, &date, &made, err);
	if (st == STATUS_OK)
		st = take_raw(words->raw.p != NULL ? words->raw : words->edtf, &made, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

json_t *
dated_to_json(const struct dated *date)
{
	json_t *object = json_object();
	json_t *time_of_day =
		date->time_of_day[0] != '\0' ? json_string(date->time_of_day) : json_null();

	if (json_object_set_new(object, "edtf", json_string(date->edtf)) != 0 ||
	    json_object_set_new(object, "raw", json_string(date->raw)) != 0 ||
	    json_object_set(object, "time_of_day", time_of_day) != 0 ||
	    json_object_set_new(object, "zone", json_string(zone_status_code(date->zone))) != 0) {
		json_decref(object);
		object = NULL;
	}
	json_decref(time_of_day);
	return object;
}

/* A string member as a view; false when it is missing or something else. */
static bool
string_member(const json_t *object, const char *name, struct text *out)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_string(value))
		return false;
	*out = (struct text){ json_string_value(value), json_string_length(value) };
	return true;
}

enum status
dated_of_json(const json_t *object, struct dated *out, struct error *err)
{
	struct dated_words words = { 0 };
	bool has_time = json_is_string(json_object_get(object, "time_of_day"));

	if (!json_is_object(object) || json_object_size(object) != 4 ||
	    !string_member(object, "edtf", &words.edtf) ||
	    !string_member(object, "raw", &words.raw) ||
	    !string_member(object, "zone", &words.zone) ||
	    !(has_time ? string_member(object, "time_of_day", &words.time_of_day)
	               : json_is_null(json_object_get(object, "time_of_day"))))
		return fail(err, STATUS_INVALID,
		            "not a dated value: it is an object like {\"edtf\":\"2020-11\","
		            "\"raw\":\"in November\",\"time_of_day\":null,\"zone\":\"unknown\"}");
	return dated_make(&words, out, err);
}

/* Moves the bounds from whole days to the time of day of the first and the last. */
static void
narrow(struct edtf_bounds *bounds, int from, int until)
{
	int64_t later = from * INT64_C(60);
	int64_t earlier = SECONDS_A_DAY - (until * INT64_C(60) + 60);

	if (until < from)
		earlier -= SECONDS_A_DAY;
	if (bounds->earliest != NO_EARLIEST) {
		bounds->earliest += later;
		bounds->widest_earliest += later;
	}
	if (bounds->latest != NO_LATEST) {
		bounds->latest -= earlier;
		bounds->widest_latest -= earlier;
	}
}

enum status
dated_read(const struct dated *date, struct edtf *out, struct error *err)
{
	struct edtf read;
	int from, until;
	enum status st = edtf_read(text_of(date->edtf), &read, err);

	if (st != STATUS_OK)
		return st;
	read.zone = date->zone;
	if (read_time_of_day(text_of(date->time_of_day), &from, &until))
		narrow(&read.bounds, from, until);
	*out = read;
	return STATUS_OK;
}

enum date_order
dated_compare(const struct dated *a, const struct dated *b)
{
	struct edtf first, second;

	if (dated_read(a, &first, NULL) != STATUS_OK || dated_read(b, &second, NULL) != STATUS_OK)
		return DATES_UNORDERED;
	return edtf_compare(&first, &second);
}
