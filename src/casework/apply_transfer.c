/* SPDX-License-Identifier: Apache-2.0 */
/* apply_transfer.c - custody that passed to somebody else. */
#include "casework/apply.h"

#include "casework/row.h"

static void
row_what_was_given(struct row *row)
{
	row_value(row, "object");
	row_value(row, "form");
	row_value(row, "derivative");
	row_value(row, "audience");
	row_value(row, "purpose");
	row_value(row, "terms");
	row_json(row, "expires");
	row_value(row, "no_onward");
	row_value(row, "means");
	row_value(row, "condition");
	row_json(row, "handed_over");
	row_json(row, "place");
	row_value(row, "receipt");
	row_value(row, "because");
}

enum status
apply_transfer_made(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_transfers (number, uuid, seq, item, time, actor, to_organisation,"
	          " to_person, object, form, derivative, audience, purpose, terms, expires,"
	          " no_onward, means, condition, handed_over, place, receipt, because) VALUES ($1,"
	          " $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
	          " $19, $20, $21, $22)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "to_organisation");
	row_reference(&row, "to_person");
	row_what_was_given(&row);
	return row_write(&row);
}
