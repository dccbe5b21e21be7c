/* SPDX-License-Identifier: Apache-2.0 */
/* apply_destruction.c - destructions asked for, refused and approved. */
#include "casework/apply.h"

#include "casework/row.h"

#include "base/text.h"

enum status
apply_destruction_requested(struct database *database, const struct event_record *record,
                            struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_destruction_requests (seq, uuid, time, actor, members, files,"
	          " objects, keep_hash, reason, basis, reach, protected_because) VALUES ($1, $2,"
	          " $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_time(&row);
	row_actor(&row);
	row_json(&row, "members");
	row_json(&row, "files");
	row_value(&row, "objects");
	row_value(&row, "keep_hash");
	row_value(&row, "reason");
	row_value(&row, "basis");
	row_json(&row, "reach");
	row_value(&row, "protected_because");
	return row_write(&row);
}

static enum status
decide(struct database *database, const struct event_record *record, bool approved,
       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_destructions (seq, request, subject, time, actor, approved,"
	          " members, objects, keep_hash, reason, because) VALUES ($1, $2, $3, $4, $5, $6,"
	          " $7, $8, $9, $10, $11)",
	          record, err);
	row_seq(&row);
	row_value(&row, "request");
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_integer(&row, approved);
	row_json(&row, "members");
	row_value(&row, "objects");
	row_value(&row, "keep_hash");
	row_value(&row, "reason");
	row_value(&row, "because");
	return row_write(&row);
}

enum status
apply_destruction_refused(struct database *database, const struct event_record *record,
                          struct error *err)
{
	return decide(database, record, false, err);
}

/* The item's file: its hash, where that stayed, and that it is not held. */
static enum status
note_item_object(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database, "UPDATE p_items SET held = 0 WHERE uuid = $1", record, err);
	row_subject_name(&row);
	st = row_write(&row);
	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_destroyed_objects (sha256, seq) SELECT object, $1"
	          " FROM p_items WHERE uuid = $2 AND object IS NOT NULL",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	return row_write(&row);
}

/* The file of an acquisition whose values are in the list. */
static enum status
note_received_object(struct database *database, const struct event_record *record,
                     const json_t *entry, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_destroyed_objects (sha256, seq) SELECT object, $1"
	          " FROM p_acquisitions WHERE uuid = $2 AND object IS NOT NULL",
	          record, err);
	row_seq(&row);
	row_part_text(&row, entry, "event");
	return row_write(&row);
}

/* Which files went, as far as their hashes are known still. */
enum status
apply_destruction_approved(struct database *database, const struct event_record *record,
                           struct error *err)
{
	const struct text kind = subject_kind(&record->header.subject);
	json_t *list = json_object_get(record->values, "members"), *entry;
	int64_t objects = 0;
	size_t i;
	enum status st = decide(database, record, true, err);

	if (st != STATUS_OK || !json_member_integer(record->values, "objects", &objects) ||
	    objects < 1)
		return st;
	if (text_is(kind, "item"))
		return note_item_object(database, record, err);
	json_array_foreach(list, i, entry) {
		if (st == STATUS_OK)
			st = note_received_object(database, record, entry, err);
	}
	return st;
}
