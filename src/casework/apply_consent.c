/* SPDX-License-Identifier: Apache-2.0 */
/* apply_consent.c - links of persons, consents, and what took them back. */
#include "casework/apply.h"

#include "casework/apply_covers.h"
#include "casework/row.h"

/* The member with the record that a link is about, whatever kind it is. */
static const char *
linked_member(const struct row *row)
{
	return row_either(row, "item",
	                  row_either(row, "footage", row_either(row, "incident", "delivery")));
}

enum status
apply_person_linked(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_person_links (seq, uuid, person, time, actor, link, role, about,"
	          " part, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "link");
	row_value(&row, "role");
	row_value(&row, linked_member(&row));
	row_json(&row, "part");
	row_value(&row, "note");
	return row_write(&row);
}

static void
row_consent(struct row *row)
{
	row_number(row);
	row_event_id(row);
	row_seq(row);
	row_subject(row);
	row_time(row);
	row_actor(row);
	row_value(row, "basis");
	row_json(row, "purposes");
	row_value(row, "conditions");
	row_value(row, "language");
	row_value(row, "form");
	row_json(row, "given");
	row_json(row, "expires");
	row_json(row, "items");
	row_json(row, "footage");
	row_json(row, "deliveries");
	row_value(row, "everything");
	row_json(row, "evidence");
	row_value(row, "replaces");
	row_value(row, "note");
}

enum status
apply_consent_recorded(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_consents (number, uuid, seq, subject, recorded, actor, basis,"
	          " purposes, conditions, language, form, given, expires, items, footage,"
	          " deliveries, everything, evidence, replaces, note) VALUES ($1, $2, $3, $4, $5,"
	          " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
	          record, err);
	row_consent(&row);
	st = row_write(&row);
	return st == STATUS_OK ? apply_covers(database, record, "consent", err) : st;
}

enum status
apply_consent_withdrawn(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_withdrawals (seq, uuid, consent, time, actor, purposes, received,"
	          " wishes, evidence, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_value(&row, "consent");
	row_time(&row);
	row_actor(&row);
	row_json(&row, "purposes");
	row_json(&row, "received");
	row_value(&row, "wishes");
	row_json(&row, "evidence");
	row_value(&row, "note");
	return row_write(&row);
}
