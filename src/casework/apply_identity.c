/* SPDX-License-Identifier: Apache-2.0 */
/* apply_identity.c - certificates of actors, and keys that are in other hands. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_actor_certified(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_certificates (seq, actor, time, sha256, used_by, subject, issuer,"
	          " not_before, not_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_value(&row, "certificate");
	row_value(&row, "used_by");
	row_value(&row, "subject");
	row_value(&row, "issuer");
	row_value(&row, "not_before");
	row_value(&row, "not_after");
	return row_write(&row);
}

static void
begin_compromise(struct row *row, struct database *database, const struct event_record *record,
                 struct error *err)
{
	row_begin(row, database,
	          "INSERT INTO p_compromises (seq, actor, time, declared_by, last_good, until, reason,"
	          " because, certificate) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_seq(row);
	row_subject_name(row);
	row_time(row);
	row_actor(row);
}

enum status
apply_key_compromised(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;
	enum status st;

	begin_compromise(&row, database, record, err);
	row_open(&row, "last_good");
	row_value(&row, "until");
	row_value(&row, "reason");
	row_value(&row, "because");
	row_null(&row);
	st = row_write(&row);
	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "UPDATE p_actors SET compromised = $1 WHERE uuid = $2 AND compromised IS NULL", record,
	          err);
	row_seq(&row);
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_certificate_compromised(struct database *database, const struct event_record *record,
                              struct error *err)
{
	struct row row;

	begin_compromise(&row, database, record, err);
	row_value(&row, "last_good");
	row_value(&row, "until");
	row_value(&row, "reason");
	row_value(&row, "because");
	row_value(&row, "certificate");
	return row_write(&row);
}
