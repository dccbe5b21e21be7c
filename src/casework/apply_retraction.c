/* SPDX-License-Identifier: Apache-2.0 */
/* apply_retraction.c - records that were taken back, and links that were removed. */
#include "casework/apply.h"

#include "casework/row.h"

/* Null is the chain itself; a value that was destroyed is not there, and tells of nothing. */
static void
row_record(struct row *row)
{
	if (json_is_null(json_object_get(row->record->values, "record")))
		row_subject_name(row);
	else
		row_value(row, "record");
}

/* The first that takes a record back counts; it cannot be taken back twice. */
static enum status
take_back(struct database *database, const struct event_record *record, bool retracted,
          struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_retractions (seq, subject, record, time, actor, how,"
	          " entered_in_error, instead, grounds, protected_grounds, because)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
	          " ON CONFLICT (record) DO NOTHING",
	          record, err);
	row_seq(&row);
	row_subject(&row);
	if (retracted)
		row_record(&row);
	else
		row_value(&row, "record");
	row_time(&row);
	row_actor(&row);
	row_string(&row, retracted ? "retracted" : "unlinked");
	row_value(&row, "entered_in_error");
	row_value(&row, "instead");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "because");
	return row_write(&row);
}

enum status
apply_record_retracted(struct database *database, const struct event_record *record,
                       struct error *err)
{
	return take_back(database, record, true, err);
}

enum status
apply_link_removed(struct database *database, const struct event_record *record,
                   struct error *err)
{
	return take_back(database, record, false, err);
}
