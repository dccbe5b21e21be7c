/* SPDX-License-Identifier: Apache-2.0 */
/* apply_incident.c - incidents as they are opened and described. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_incident_opened(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_incidents (number, uuid, seq, opened, actor, version, described,"
	          " part_of) VALUES ($1, $2, $3, $4, $5, 1, 0, $6)",
	          record, err);
	row_number(&row);
	row_subject_name(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_reference(&row, "part_of");
	return row_write(&row);
}

enum status
apply_incident_described(struct database *database, const struct event_record *record,
                         struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_incidents SET described = $1, title = $2, summary = $3,"
	          " internal_summary = $4, acts = $5, methods = $6, purposes = $7, types = $8,"
	          " date = $9, place = $10, region = $11, victims = $12, victim_persons = $13,"
	          " victim_note = $14 WHERE uuid = $15",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "title");
	row_value(&row, "summary");
	row_value(&row, "internal_summary");
	row_json(&row, "acts");
	row_json(&row, "methods");
	row_json(&row, "purposes");
	row_json(&row, "types");
	row_json(&row, "date");
	row_json(&row, "place");
	row_json(&row, "region");
	row_json(&row, "victims");
	row_json(&row, "victim_persons");
	row_value(&row, "victim_note");
	row_subject_name(&row);
	return row_write(&row);
}
