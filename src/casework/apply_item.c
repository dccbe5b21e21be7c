/* SPDX-License-Identifier: Apache-2.0 */
/* apply_item.c - exhibits, their acquisitions and their descriptions. */
#include "casework/apply.h"

#include "casework/row.h"

/* The object's exhibit: the first item made of it. */
static enum status
link_object(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_objects SET item = $1 WHERE sha256 = $2 AND item IS NULL", record, err);
	row_subject_name(&row);
	row_value(&row, "object");
	return row_write(&row);
}

enum status
apply_item_accessioned(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_items (number, uuid, seq, accessioned, actor, version, described,"
	          " held, object, bytes, media_type, warnings, delivery)"
	          " VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7, $8, $9, $10, $11)",
	          record, err);
	row_number(&row);
	row_subject_name(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_integer(&row, record->header.n);
	row_value(&row, "object");
	row_decimal(&row, "bytes");
	row_value(&row, "media_type");
	row_json(&row, "warnings");
	row_reference(&row, "delivery");
	st = row_write(&row);
	return st == STATUS_OK ? link_object(database, record, err) : st;
}

/* Known of, and not held. */
enum status
apply_item_noted(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_items (number, uuid, seq, accessioned, actor, version, described,"
	          " held) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)",
	          record, err);
	row_number(&row);
	row_subject_name(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_integer(&row, record->header.n);
	st = row_write(&row);
	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_noted (item, seq, described_as, told_object, kind, availability,"
	          " wanted, because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	          record, err);
	row_subject_name(&row);
	row_seq(&row);
	row_value(&row, "described_as");
	row_value(&row, "told_object");
	row_value(&row, "kind");
	row_value(&row, "availability");
	row_value(&row, "wanted");
	row_value(&row, "because");
	return row_write(&row);
}

/* When the file came, and why it was taken for the one that was noted. */
static enum status
note_filling(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_noted SET filled_seq = $1, filled = $2, filled_actor = $3, grounds = $4,"
	          " protected_grounds = $5 WHERE item = $6",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_item_filled(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "UPDATE p_items SET held = 1, object = $1, bytes = $2, media_type = $3,"
	          " warnings = $4, delivery = $5 WHERE uuid = $6",
	          record, err);
	row_value(&row, "object");
	row_decimal(&row, "bytes");
	row_value(&row, "media_type");
	row_json(&row, "warnings");
	row_reference(&row, "delivery");
	row_subject_name(&row);
	st = row_write(&row);
	if (st == STATUS_OK)
		st = note_filling(database, record, err);
	return st == STATUS_OK ? link_object(database, record, err) : st;
}

enum status
apply_item_acquired(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database, "UPDATE p_acquisitions SET item = $1 WHERE number = $2", record,
	          err);
	row_subject_name(&row);
	row_number(&row);
	return row_write(&row);
}

enum status
apply_item_described(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_items SET described = $1, title = $2, summary = $3, graphic_level = $4,"
	          " sound = $5, flags = $6, protection_flags = $7, content_tags = $8"
	          " WHERE uuid = $9",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "title");
	row_value(&row, "summary");
	row_value(&row, "graphic_level");
	row_value(&row, "sound");
	row_json(&row, "flags");
	row_json(&row, "protection_flags");
	row_json(&row, "content_tags");
	row_subject_name(&row);
	return row_write(&row);
}
