/* SPDX-License-Identifier: Apache-2.0 */
/* apply_footage.c - the same filming in several items. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_footage_made(struct database *database, const struct event_record *record,
                   struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_footage (number, uuid, seq, made, actor, version, described)"
	          " VALUES ($1, $2, $3, $4, $5, $6, 0)",
	          record, err);
	row_number(&row);
	row_subject_name(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_integer(&row, record->header.n);
	return row_write(&row);
}

enum status
apply_footage_described(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_footage SET described = $1, title = $2, summary = $3, reference = $4"
	          " WHERE uuid = $5",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "title");
	row_value(&row, "summary");
	row_reference(&row, "reference");
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_footage_joined(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_footage_members (seq, footage, item, link, joined, actor)"
	          " VALUES ($1, $2, $3, $4, $5, $6)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_reference(&row, "item");
	row_value(&row, "link");
	row_time(&row);
	row_actor(&row);
	return row_write(&row);
}

enum status
apply_footage_left(struct database *database, const struct event_record *record,
                   struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_footage_members SET left_seq = $1"
	          " WHERE footage = $2 AND item = $3 AND left_seq IS NULL",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_reference(&row, "item");
	return row_write(&row);
}

enum status
apply_item_grouped(struct database *database, const struct event_record *record,
                   struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_groupings (seq, item, footage, link) VALUES ($1, $2, $3, $4)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_reference(&row, "footage");
	row_value(&row, "link");
	return row_write(&row);
}

enum status
apply_item_ungrouped(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_groupings SET left_seq = $1"
	          " WHERE item = $2 AND footage = $3 AND left_seq IS NULL",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_reference(&row, "footage");
	return row_write(&row);
}
