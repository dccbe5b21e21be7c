/* SPDX-License-Identifier: Apache-2.0 */
/* apply_status.c - what was decided of items and footage: status, defects, value. */
#include "casework/apply.h"

#include "casework/row.h"

#include "base/text.h"

/* Of an item's chain the one statement, of footage's the other. */
static const char *
sql_of(const struct event_record *record, const char *item, const char *footage)
{
	return text_is(subject_kind(&record->header.subject), "item") ? item : footage;
}

static enum status
keep_status(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_statuses (seq, uuid, subject, n, time, actor, before, status,"
	          " verified_as, findings, member_findings, dissents, one_person, grounds,"
	          " protected_grounds, because)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "before");
	row_value(&row, "status");
	row_value(&row, "verified_as");
	row_json(&row, "findings");
	row_json(&row, "member_findings");
	row_json(&row, "dissents");
	row_value(&row, "one_person");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "because");
	return row_write(&row);
}

/* A row for each finding of the member, which is a list of UUIDs. */
static enum status
keep_findings(struct database *database, const struct event_record *record, const char *member,
              struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "WITH told(list, seq, subject) AS (VALUES ($1, $2, $3))"
	          " INSERT OR IGNORE INTO p_status_findings (finding, seq, subject)"
	          " SELECT each.value, seq, subject FROM told, json_each(told.list) each",
	          record, err);
	row_json(&row, member);
	row_seq(&row);
	row_subject(&row);
	return row_write(&row);
}

enum status
apply_status_decided(struct database *database, const struct event_record *record,
                     struct error *err)
{
	enum status st = keep_status(database, record, err);
	struct row row;

	if (st == STATUS_OK)
		st = keep_findings(database, record, "findings", err);
	if (st == STATUS_OK)
		st = keep_findings(database, record, "member_findings", err);

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          sql_of(record,
	                 "UPDATE p_items SET status = $1, verified_as = $2 WHERE uuid = $3",
	                 "UPDATE p_footage SET status = $1, verified_as = $2 WHERE uuid = $3"),
	          record, err);
	row_value(&row, "status");
	row_value(&row, "verified_as");
	row_subject_name(&row);
	return row_write(&row);
}

static enum status
keep_defects(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_defects_decided (seq, uuid, subject, n, time, actor, defects,"
	          " findings, original, grounds, protected_grounds, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_json(&row, "defects");
	row_json(&row, "findings");
	row_reference(&row, "original");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "note");
	return row_write(&row);
}

enum status
apply_defects_decided(struct database *database, const struct event_record *record,
                      struct error *err)
{
	enum status st = keep_defects(database, record, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          sql_of(record, "UPDATE p_items SET defects = $1 WHERE uuid = $2",
	                 "UPDATE p_footage SET defects = $1 WHERE uuid = $2"),
	          record, err);
	row_json(&row, "defects");
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_value_assessed(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_values_assessed (seq, uuid, subject, n, time, actor, strength,"
	          " disclosure, caption, grounds, protected_grounds)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "strength");
	row_value(&row, "disclosure");
	row_value(&row, "caption");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	return row_write(&row);
}
