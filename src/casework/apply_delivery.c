/* SPDX-License-Identifier: Apache-2.0 */
/* apply_delivery.c - deliveries, the files in them, and how they ended. */
#include "casework/apply.h"

#include "casework/identity.h"
#include "casework/apply_object.h"
#include "casework/row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* Binds an identity, or NULL when a value it rests on was destroyed. */
static void
row_identity(struct row *row, enum status found, const struct digest *identity)
{
	char text[DIGEST_TEXT_SIZE];

	if (found == STATUS_OK) {
		digest_write(text, identity);
		row_string(row, text);
	} else if (found == STATUS_NOT_FOUND) {
		row_null(row);
	} else {
		row->status = found;
	}
}

static void
row_identities_of_delivery(struct row *row)
{
	const struct event_record *record = row->record;
	char actor[DIGEST_TEXT_SIZE];
	struct digest identity;
	enum status found;

	digest_write(actor, &record->header.actor);
	found = identity_of_provenance(record->values, &identity, row->err);
	row_identity(row, found, &identity);
	found = identity_of_delivery(record->values, actor, &identity, row->err);
	row_identity(row, found, &identity);
}

static void
row_handing(struct row *row)
{
	row_reference(row, "from");
	row_value(row, "from_organisation");
	row_reference(row, "collector");
	row_value(row, row_either(row, "method", "protected_method"));
	row_value(row, "medium");
	row_value(row, "serial");
	row_value(row, "seal_number");
	row_value(row, "write_blocked");
	row_value(row, "condition");
	row_value(row, "place");
	row_json(row, "received");
	row_value(row, "legal_basis");
	row_value(row, "capture_tool");
}

static void
row_posting(struct row *row)
{
	row_reference(row, row_either(row, "public_channel", "private_channel"));
	row_value(row, row_either(row, "public_url", "private_url"));
	row_value(row, row_either(row, "public_post_id", "private_post_id"));
	row_json(row, row_either(row, "public_published", "private_published"));
	row_value(row, row_either(row, "public_caption", "private_caption"));
}

static void
row_circumstances(struct row *row)
{
	row_value(row, "host");
	row_value(row, "login");
	row_json(row, "tool");
	row_json(row, "circumstances");
	row_value(row, "clock");
}

enum status
apply_delivery_begun(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_deliveries (uuid, number, begun, actor, provenance, identity,"
	          " from_person, from_organisation, collector, method, medium, serial,"
	          " seal_number, write_blocked, condition, place, received, legal_basis,"
	          " capture_tool, channel, url, post_id, published, caption, host, login, tool,"
	          " circumstances, clock, mode, all_items, paths, paths_count, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
	          " $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,"
	          " $31, $32, $33, $34)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_time(&row);
	row_actor(&row);
	row_identities_of_delivery(&row);
	row_handing(&row);
	row_posting(&row);
	row_circumstances(&row);
	row_value(&row, "mode");
	row_value(&row, "all_items");
	row_json(&row, "paths");
	row_value(&row, "paths_count");
	row_value(&row, "note");
	return row_write(&row);
}

enum status
apply_delivery_continued(struct database *database, const struct event_record *record,
                         struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_continuations (seq, delivery, time, host, login, tool,"
	          " circumstances, clock) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_circumstances(&row);
	return row_write(&row);
}

enum status
apply_file_failed(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_failures (seq, delivery, time, path, path_bytes, code, text)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_name_text(&row, "path");
	row_name_bytes(&row, "path");
	row_value(&row, "code");
	row_value(&row, "text");
	return row_write(&row);
}

enum status
apply_delivery_closed(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_deliveries SET closed = $1, files = $2, bytes = $3, already_had = $4,"
	          " failed = $5, manifest = $6, receipt = $7 WHERE uuid = $8",
	          record, err);
	row_time(&row);
	row_value(&row, "files");
	row_decimal(&row, "bytes");
	row_value(&row, "already_had");
	row_value(&row, "failed");
	row_value(&row, "manifest");
	row_value(&row, "receipt");
	row_subject_name(&row);
	return row_write(&row);
}

/* Binds the identity of the acquisition, which rests on its delivery's row too. */
static void
row_identity_of_acquisition(struct row *row, struct database *database)
{
	struct statement *delivery = NULL;
	struct digest identity;
	enum status found;

	if (row->status != STATUS_OK)
		return;
	found = database_statement(database,
	                           "SELECT host, provenance FROM p_deliveries WHERE uuid = $1",
	                           &delivery, row->err);
	if (found == STATUS_OK) {
		statement_bind_text(delivery, 1, subject_name(&row->record->header.subject));
		found = statement_step(delivery, row->err);
	}
	if (found == STATUS_OK)
		found = identity_of_acquisition(row->record->values, statement_text(delivery, 0),
		                                statement_text(delivery, 1), &identity, row->err);
	statement_release(delivery);
	row_identity(row, found == STATUS_DONE ? STATUS_NOT_FOUND : found, &identity);
}

enum status
apply_file_received(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;
	enum status st = apply_object(database, record, record->values, err);

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_acquisitions (number, uuid, seq, delivery, received, actor,"
	          " identity, object, bytes, media_type, kind, known, name, path, path_bytes,"
	          " modified, copy_times, owner, read_ended, warnings)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
	          " $16, $17, $18, $19, $20)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_identity_of_acquisition(&row, database);
	row_value(&row, "object");
	row_decimal(&row, "bytes");
	row_value(&row, "media_type");
	row_value(&row, "kind");
	row_value(&row, "known");
	row_name_text(&row, row_either(&row, "public_name", "private_name"));
	row_name_text(&row, "path");
	row_name_bytes(&row, "path");
	row_value(&row, "modified");
	row_json(&row, "copy_times");
	row_json(&row, "owner");
	row_value(&row, "read_ended");
	row_json(&row, "warnings");
	return row_write(&row);
}

enum status
apply_object_repaired(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_repairs (seq, subject, time, actor, object, damaged,"
	          " damaged_bytes, kept_as, acquisition)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_seq(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "object");
	row_value(&row, "damaged");
	row_decimal(&row, "damaged_bytes");
	row_value(&row, "kept_as");
	row_value(&row, "acquisition");
	return row_write(&row);
}
