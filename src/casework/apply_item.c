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
	          " object, bytes, media_type, warnings, delivery)"
	          " VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)",
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
