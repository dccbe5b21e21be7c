/* SPDX-License-Identifier: Apache-2.0 */
/* apply_examination.c - what became of parsing an exhibit, what was measured and declared. */
#include "casework/apply.h"

#include "casework/row.h"

#include "media/moment.h"

#include "base/text.h"

/* Members of the event that hold the file's own statements. */
static const char *const classes[] = { "technical", "dates", "places", "devices", "descriptive" };

static int64_t
count_tags(const struct event_record *record)
{
	int64_t count = 0, left_out;

	for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		const json_t *part = json_object_get(record->values, classes[i]);

		count += (int64_t)json_array_size(json_object_get(part, "tags"));
		if (json_member_integer(part, "left_out", &left_out) && left_out <= INT32_MAX)
			count += left_out;
	}
	return count;
}

static enum status
insert_examination(struct database *database, const struct event_record *record,
                   struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_examinations (seq, item, time, actor, object, outcome, media_type,"
	          " parser, tool, warnings, origin_warnings, place_warnings, traits, tags)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "object");
	row_value(&row, "outcome");
	row_value(&row, "media_type");
	row_json(&row, "parser");
	row_json(&row, "tool");
	row_json(&row, "warnings");
	row_json(&row, "origin_warnings");
	row_json(&row, "place_warnings");
	row_json(&row, "traits");
	row_integer(&row, count_tags(record));
	return row_write(&row);
}

static enum status
forget_declared(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database, "DELETE FROM p_declared WHERE item = $1", record, err);
	row_subject_name(&row);
	return row_write(&row);
}

/* Of a decimal text with a fraction: its value in units of 10^-places, cut. */
static bool
scaled(struct text text, unsigned places, int64_t limit, int64_t *out)
{
	bool negative = text.n > 0 && text.p[0] == '-', point = false, digit = false;
	int64_t value = 0;

	for (size_t i = negative; i < text.n; i++) {
		char c = text.p[i];

		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		digit = true;
		if (point && places == 0)
			continue;
		value = value * 10 + (c - '0');
		places -= point;
		if (value > limit)
			return false;
	}
	for (; places > 0; places--) {
		value *= 10;
		if (value > limit)
			return false;
	}
	*out = negative ? -value : value;
	return digit;
}

static void
row_scaled(struct row *row, const json_t *object, const char *name, unsigned places,
           int64_t limit)
{
	struct text text;
	int64_t value;

	if (json_member_text(object, name, &text) && scaled(text, places, limit, &value))
		row_integer(row, value);
	else
		row_null(row);
}

#define DURATION_LIMIT (INT64_MAX / 100)

static enum status
write_measured(struct database *database, const struct event_record *record, struct error *err)
{
	const json_t *measured = json_object_get(record->values, "measured");
	struct row row;

	row_begin(&row, database,
	          "INSERT OR REPLACE INTO p_measured (item, seq, outcome, width, height, orientation,"
	          " rotation, duration, frame_rate, video_codec, audio_codec, pages, streams, frames)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	          record, err);
	row_subject_name(&row);
	row_seq(&row);
	row_value(&row, "outcome");
	row_part_integer(&row, measured, "width");
	row_part_integer(&row, measured, "height");
	row_part_integer(&row, measured, "orientation");
	row_part_integer(&row, measured, "rotation");
	row_scaled(&row, measured, "duration", 3, DURATION_LIMIT);
	row_part_text(&row, measured, "frame_rate");
	row_part_text(&row, measured, "video_codec");
	row_part_text(&row, measured, "audio_codec");
	row_part_integer(&row, measured, "pages");
	row_part_integer(&row, measured, "streams");
	row_part_integer(&row, measured, "frames");
	return row_write(&row);
}

/* First and last second of a date; NULL for what is none. */
static void
row_bounds(struct row *row, const json_t *declared)
{
	int64_t earliest, latest;
	struct moment moment;
	struct text text;

	if (!json_member_text(declared, "zone", &text) ||
	    !json_member_text(declared, "value", &text) ||
	    moment_read(text, &moment) != READING_OK) {
		row_null(row);
		row_null(row);
		return;
	}
	moment_bounds(&moment, &earliest, &latest);
	row_integer(row, earliest);
	row_integer(row, latest);
}

#define TEN_MILLIONTHS   7
#define LATITUDE_LIMIT   INT64_C(900000000)
#define LONGITUDE_LIMIT  INT64_C(1800000000)

static enum status
insert_declared(struct database *database, const struct event_record *record, int64_t position,
                const json_t *declared, struct error *err)
{
	bool place = json_object_get(declared, "latitude") != NULL;
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_declared (item, position, kind, value, subsecond, zone, earliest,"
	          " latest, latitude, longitude, altitude, source)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_subject_name(&row);
	row_integer(&row, position);
	if (place)
		row_string(&row, "place");
	else
		row_part_text(&row, declared, "kind");
	row_part_text(&row, declared, "value");
	row_part_text(&row, declared, "subsecond");
	row_part_text(&row, declared, "zone");
	row_bounds(&row, declared);
	row_scaled(&row, declared, "latitude", TEN_MILLIONTHS, LATITUDE_LIMIT);
	row_scaled(&row, declared, "longitude", TEN_MILLIONTHS, LONGITUDE_LIMIT);
	row_part_text(&row, declared, "altitude");
	row_part_text(&row, declared, "source");
	return row_write(&row);
}

/* Positions go on from *position. */
static enum status
insert_list(struct database *database, const struct event_record *record, const char *member,
            const char *list, int64_t *position, struct error *err)
{
	json_t *part = json_object_get(record->values, member), *declared;
	size_t i;

	json_array_foreach(json_object_get(part, list), i, declared) {
		enum status st = insert_declared(database, record, (*position)++, declared, err);

		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

enum status
apply_item_examined(struct database *database, const struct event_record *record,
                    struct error *err)
{
	int64_t position = 0;
	bool counting;
	enum status st = insert_examination(database, record, err);

	if (st == STATUS_OK)
		st = outcome_counts(database, record,
	                                "SELECT 1 FROM p_measured WHERE item = $1 AND outcome = 'complete'",
	                                &counting, err);
	if (st != STATUS_OK || !counting)
		return st;
	st = forget_declared(database, record, err);
	if (st == STATUS_OK)
		st = write_measured(database, record, err);
	if (st == STATUS_OK)
		st = insert_list(database, record, "dates", "declared", &position, err);
	if (st == STATUS_OK)
		st = insert_list(database, record, "places", "dates", &position, err);
	if (st == STATUS_OK)
		st = insert_list(database, record, "places", "declared", &position, err);
	return st == STATUS_OK
	               ? insert_list(database, record, "devices", "declared", &position, err)
	               : st;
}
