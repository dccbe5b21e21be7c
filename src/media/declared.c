/* SPDX-License-Identifier: Apache-2.0 */
/* declared.c - statements put together: a date with its zone, a latitude with its longitude. */
#include "media/declared.h"

#include "media/place.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Most bytes of a declared text; more stands in the statement itself. */
#define DECLARED_TEXT_LIMIT 512

/* Most bytes of canonical JSON of one list: below the limit of item.examined. */
#define DECLARED_LIST_LIMIT 60000

/* No entry is longer in canonical JSON: every byte escaped, names and signs counted. */
static size_t
greatest_size(const json_t *entry)
{
	size_t size = 128;
	const char *name;
	json_t *value;

	json_object_foreach(json_iterable(entry), name, value)
		size += 6 * json_string_length(value);
	return size;
}

/* Appends unless the list is full or says just the same already. */
static enum status
append_once(json_t *list, json_t *entry, struct error *err)
{
	size_t i, size = entry ? greatest_size(entry) : 0;
	json_t *other;

	if (entry == NULL)
		return fail_memory(err);
	json_array_foreach(list, i, other) {
		size += greatest_size(other);
		if (json_equal(other, entry)) {
			json_decref(entry);
			return STATUS_OK;
		}
	}
	if (i < DECLARED_LIMIT && size <= DECLARED_LIST_LIMIT)
		return json_array_append_new(list, entry) == 0 ? STATUS_OK : fail_memory(err);
	json_decref(entry);
	return STATUS_OK;
}

/* "EXIF Exif:DateTimeOriginal" */
static void
write_source(struct buffer *out, const struct statement *statement)
{
	/* The group of a stream, "stream 0", begins with the name of the source. */
	if (statement->group.n < statement->source.n ||
	    !text_equal(statement->source,
	                (struct text){ statement->group.p, statement->source.n })) {
		buffer_append_text(out, statement->source);
		buffer_append_byte(out, ' ');
	}
	if (statement->group.n > 0) {
		buffer_append_text(out, statement->group);
		buffer_append_byte(out, ':');
	}
	buffer_append_text(out, statement->tag);
}

/* A statement that completes another, when it could be read. */
static const struct statement *
companion(const struct metadata *metadata, const struct statement *statement, const char *word)
{
	struct text name = tag_rule_with(statement->rule, word);
	const struct statement *found;

	if (name.p == NULL)
		return NULL;
	found = metadata_beside(metadata, statement, name);
	return found != NULL && found->form != STATEMENT_BINARY ? found : NULL;
}

/* Reads what `with` names into the moment; the source tells which of them it rests on. */
static void
complete_date(const struct metadata *metadata, const struct statement *statement,
              struct moment *moment, struct buffer *source)
{
	static const struct {
		const char *word;
		enum reading (*read)(struct text text, struct moment *moment);
	} parts[] = {
		{ "time", moment_read_rationals },
		{ "time", moment_read_time },
		{ "zone", moment_read_zone },
		{ "fraction", moment_read_fraction },
	};
	const char *joint = " with ";

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		bool time = strcmp(parts[i].word, "time") == 0;
		const struct statement *part = companion(metadata, statement, parts[i].word);

		if (part == NULL || (time ? moment->precision != MOMENT_DAY
		                          : moment->precision < MOMENT_MINUTE))
			continue;
		if (strcmp(parts[i].word, "zone") == 0 && moment->zone != ZONE_UNKNOWN)
			continue;
		if (parts[i].read(normalise_trim(part->raw), moment) != READING_OK)
			continue;
		buffer_append_string(source, joint);
		buffer_append_text(source, part->tag);
		joint = " and ";
	}
	if (moment->zone == ZONE_UNKNOWN && text_is(tag_rule_with(statement->rule, "clock"), "utc"))
		moment->zone = ZONE_UTC;
}

/* A fraction of zeros tells nothing: libavformat writes one to every date. */
static const char *
fraction_of(const struct moment *moment)
{
	return strspn(moment->fraction, "0") == strlen(moment->fraction) ? NULL : moment->fraction;
}

static json_t *
date_entry(const struct statement *statement, const struct moment *moment,
           struct buffer *source)
{
	SCOPED(buffer) value = { 0 };

	moment_write(&value, moment);
	if (value.failed || source->failed)
		return NULL;
	return json_pack("{s:s%,s:s,s:s?,s:s,s:s}", "kind", statement->rule->kind.p,
	                 statement->rule->kind.n, "value", buffer_string(&value), "subsecond",
	                 fraction_of(moment), "zone",
	                 zone_status_code(moment->zone), "source", buffer_string(source));
}

static enum status
collect_date(struct metadata *metadata, const struct statement *statement, struct error *err)
{
	json_t *list = statement->tag_class == TAG_PLACES ? metadata->place_dates
	                                                  : metadata->dates;
	SCOPED(buffer) source = { 0 };
	struct moment moment;

	if (statement->tag_class != TAG_PLACES && statement->tag_class != TAG_DATES)
		return STATUS_OK;
	if (moment_read(normalise_trim(statement->raw), &moment) != READING_OK)
		return STATUS_OK;
	write_source(&source, statement);
	complete_date(metadata, statement, &moment, &source);
	return append_once(list, date_entry(statement, &moment, &source), err);
}

static json_t *
place_entry(const struct place *place, const struct statement *statement)
{
	SCOPED(buffer) latitude = { 0 };
	SCOPED(buffer) longitude = { 0 };
	SCOPED(buffer) altitude = { 0 };
	SCOPED(buffer) source = { 0 };

	place_write_degrees(&latitude, place->latitude);
	place_write_degrees(&longitude, place->longitude);
	if (place->has_altitude)
		place_write_metres(&altitude, place->altitude);
	write_source(&source, statement);
	if (latitude.failed || longitude.failed || altitude.failed || source.failed)
		return NULL;
	return json_pack("{s:s,s:s,s:s?,s:s}", "latitude", buffer_string(&latitude), "longitude",
	                 buffer_string(&longitude), "altitude",
	                 place->has_altitude ? buffer_string(&altitude) : NULL, "source",
	                 buffer_string(&source));
}

/* Beside the statement, if it is there and has a raw text; else an empty one. */
static struct text
raw_beside(const struct metadata *metadata, const struct statement *statement, const char *tag)
{
	const struct statement *found = metadata_beside(metadata, statement, text_of(tag));

	return found != NULL ? normalise_trim(found->raw) : (struct text){ 0 };
}

/* GPSAltitude with its reference: 1 is below, anything else above. */
static void
add_altitude(const struct metadata *metadata, const struct statement *statement,
             struct place *place)
{
	struct text altitude = raw_beside(metadata, statement, "GPSAltitude");
	struct text reference = raw_beside(metadata, statement, "GPSAltitudeRef");

	if (altitude.n == 0 ||
	    place_read_thousandths(altitude, &place->altitude) != READING_OK)
		return;
	place->has_altitude = true;
	if (text_is(reference, "1") && place->altitude > 0)
		place->altitude = -place->altitude;
}

static enum status
set_value(struct statement *statement, int64_t degrees, struct error *err)
{
	SCOPED(buffer) value = { 0 };
	char *text;

	place_write_degrees(&value, degrees);
	text = buffer_take(&value);
	if (text == NULL)
		return fail_memory(err);
	free(statement->value);
	statement->value = text;
	return STATUS_OK;
}

/*
 * A coordinate with its sign, in EXIF from the reference beside it, in XMP
 * from its last letter. READING_UNKNOWN without one: north is not assumed.
 */
static enum reading
read_side(const struct metadata *metadata, const struct statement *statement,
          const char *reference, const char *letters, int64_t *out)
{
	unsigned limit = letters[0] == 'N' ? 90 : 180;
	enum reading reading;
	int sign;

	if (statement->rule != NULL && statement->rule->shape == SHAPE_XMP_DEGREES)
		return place_read_xmp(normalise_trim(statement->raw), letters, out);
	sign = place_sign(raw_beside(metadata, statement, reference), letters);
	reading = place_read_rationals(normalise_trim(statement->raw), limit, out);
	if (reading == READING_OK && sign == 0)
		return READING_UNKNOWN;
	*out *= sign;
	return reading;
}

/* Of a latitude: with the longitude beside it. */
static enum status
collect_pair(struct metadata *metadata, struct statement *latitude, struct error *err)
{
	struct statement *longitude = metadata_beside(metadata, latitude, text_of("GPSLongitude"));
	struct place place = { 0 };
	enum status st;

	if (longitude == NULL ||
	    read_side(metadata, latitude, "GPSLatitudeRef", "NS", &place.latitude) != READING_OK ||
	    read_side(metadata, longitude, "GPSLongitudeRef", "EW", &place.longitude) != READING_OK)
		return STATUS_OK;
	if (place.latitude == 0 && place.longitude == 0) {
		latitude->reading = longitude->reading = READING_PLACEHOLDER;
		return STATUS_OK;
	}
	add_altitude(metadata, latitude, &place);
	st = set_value(latitude, place.latitude, err);
	if (st == STATUS_OK)
		st = set_value(longitude, place.longitude, err);
	return st == STATUS_OK ? append_once(metadata->places, place_entry(&place, latitude), err)
	                       : st;
}

static enum status
collect_place(struct metadata *metadata, struct statement *statement, struct error *err)
{
	struct place place;

	if (statement->rule->shape != SHAPE_ISO6709)
		return collect_pair(metadata, statement, err);
	if (place_read_iso6709(normalise_trim(statement->raw), &place) != READING_OK)
		return STATUS_OK;
	return append_once(metadata->places, place_entry(&place, statement), err);
}

static enum status
collect_device(struct metadata *metadata, const struct statement *statement, struct error *err)
{
	SCOPED(buffer) source = { 0 };
	size_t n;

	if (statement->value == NULL)
		return STATUS_OK;
	write_source(&source, statement);
	n = text_whole(text_of(statement->value), DECLARED_TEXT_LIMIT);
	if (source.failed)
		return fail_memory(err);
	return append_once(metadata->devices,
	                   json_pack("{s:s%,s:s%,s:s}", "kind", statement->rule->kind.p,
	                             statement->rule->kind.n, "value", statement->value,
	                             n, "source", buffer_string(&source)),
	                   err);
}

enum status
declared_collect(struct metadata *metadata, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < metadata->count && st == STATUS_OK; i++) {
		struct statement *statement = &metadata->statements[i];
		const struct tag_rule *rule = statement->rule;

		if (rule == NULL || rule->kind.n == 0)
			continue;
		if (text_is(rule->kind, "place"))
			st = collect_place(metadata, statement, err);
		else if (rule->shape == SHAPE_DATE)
			st = collect_date(metadata, statement, err);
		else
			st = collect_device(metadata, statement, err);
	}
	return st;
}
