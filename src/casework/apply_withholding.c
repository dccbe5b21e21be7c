/* SPDX-License-Identifier: Apache-2.0 */
/* apply_withholding.c - decisions over members, requests for bundles, and what was opened later. */
#include "casework/apply.h"

#include "casework/apply_bundle.h"
#include "casework/row.h"

static enum status
decide(struct database *database, const struct event_record *record, bool opened,
       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_member_decisions (seq, uuid, time, actor, event, member, opened,"
	          " code, policies, because, protected_because) VALUES ($1, $2, $3, $4, $5, $6, $7,"
	          " $8, $9, $10, $11)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "event");
	row_value(&row, "member");
	row_integer(&row, opened);
	row_value(&row, "code");
	row_json(&row, "policies");
	row_value(&row, "because");
	row_value(&row, "protected_because");
	return row_write(&row);
}

enum status
apply_member_withheld(struct database *database, const struct event_record *record,
                      struct error *err)
{
	return decide(database, record, false, err);
}

enum status
apply_member_opened(struct database *database, const struct event_record *record,
                    struct error *err)
{
	return decide(database, record, true, err);
}

enum status
apply_bundle_requested(struct database *database, const struct event_record *record,
                       struct error *err)
{
	enum status st = apply_bundle_number(database, record, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_bundle_requests (seq, uuid, bundle, time, actor, kind, policy,"
	          " opens_protected, asked, recipient, recipient_person, purpose, items, decisions,"
	          " finds, because, protected_because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
	          " $10, $11, $12, $13, $14, $15, $16, $17)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "kind");
	row_value(&row, "policy");
	row_value(&row, "opens_protected");
	row_value(&row, "asked");
	row_value(&row, "recipient");
	row_reference(&row, "recipient_person");
	row_value(&row, "purpose");
	row_json(&row, "items");
	row_json(&row, "decisions");
	row_json(&row, "finds");
	row_value(&row, "because");
	row_value(&row, "protected_because");
	return row_write(&row);
}

enum status
apply_bundle_approved(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_bundle_approvals (seq, bundle, request, time, actor, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_value(&row, "request");
	row_time(&row);
	row_actor(&row);
	row_value(&row, "note");
	return row_write(&row);
}

enum status
apply_bundle_disclosed(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_bundle_disclosures (seq, bundle, time, actor, event, member, code,"
	          " name, sha256, request, because, protected_because) VALUES ($1, $2, $3, $4, $5,"
	          " $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "event");
	row_value(&row, "member");
	row_value(&row, "code");
	row_value(&row, "name");
	row_value(&row, "sha256");
	row_value(&row, "request");
	row_value(&row, "because");
	row_value(&row, "protected_because");
	return row_write(&row);
}
