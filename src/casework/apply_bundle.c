/* SPDX-License-Identifier: Apache-2.0 */
/* apply_bundle.c - bundles that were begun, sealed or abandoned. */
#include "casework/apply.h"

#include "casework/apply_object.h"
#include "casework/apply_bundle.h"
#include "casework/row.h"

#include "base/error.h"

enum status
apply_bundle_number(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database, "INSERT OR IGNORE INTO p_bundles (uuid, number) VALUES ($1, $2)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	return row_write(&row);
}

static enum status
begin_bundle(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_bundles (uuid, number, begun_seq, begun, actor, policy, recipient,"
	          " recipient_person, purpose, terms, expires, no_onward, decisions, size) VALUES"
	          " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, json_array_length($13),"
	          " $3 + 1) ON CONFLICT (uuid) DO UPDATE SET begun_seq = excluded.begun_seq,"
	          " begun = excluded.begun, actor = excluded.actor, policy = excluded.policy,"
	          " recipient = excluded.recipient, recipient_person = excluded.recipient_person,"
	          " purpose = excluded.purpose, terms = excluded.terms,"
	          " expires = excluded.expires, no_onward = excluded.no_onward,"
	          " decisions = excluded.decisions, size = excluded.size",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "policy");
	row_value(&row, "recipient");
	row_reference(&row, "recipient_person");
	row_value(&row, "purpose");
	row_value(&row, "terms");
	row_json(&row, "expires");
	row_value(&row, "no_onward");
	row_json(&row, "decisions");
	return row_write(&row);
}

enum status
apply_bundle_begun(struct database *database, const struct event_record *record,
                   struct error *err)
{
	enum status st = begin_bundle(database, record, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_bundle_exhibits (bundle, position, exhibit, item)"
	          " SELECT $1, key, json_extract(value, '$.number'),"
	          " substr(json_extract(value, '$.item'), 6) FROM json_each(coalesce($2, '[]'))"
	          " WHERE true ON CONFLICT (bundle, position) DO UPDATE SET"
	          " exhibit = excluded.exhibit, item = excluded.item",
	          record, err);
	row_subject_name(&row);
	row_json(&row, "exhibits");
	return row_write(&row);
}

/* Its generated files are an object of the vault like any other. */
static enum status
keep_files(struct database *database, const struct event_record *record, struct error *err)
{
	SCOPED_JSON json_t *file = json_pack("{s:O?,s:O?,s:s}", "object",
	                                     json_object_get(record->values, "files"), "bytes",
	                                     json_object_get(record->values, "files_bytes"),
	                                     "media_type", "application/x-tar");

	return file ? apply_object(database, record, file, err) : fail_memory(err);
}

enum status
apply_bundle_sealed(struct database *database, const struct event_record *record,
                    struct error *err)
{
	enum status st = keep_files(database, record, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "UPDATE p_bundles SET sealed_seq = $1, sealed = $2, files = $3, form = $4,"
	          " tag_manifest = $5, seal = $6, leaf = $7, root = $8, bytes = $9,"
	          " originals = $10, derivatives = $11, accepted_finds = $12 WHERE uuid = $13",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_value(&row, "files");
	row_value(&row, "form");
	row_value(&row, "tag_manifest");
	row_value(&row, "seal");
	row_value(&row, "leaf");
	row_value(&row, "root");
	row_decimal(&row, "bytes");
	row_value(&row, "originals");
	row_value(&row, "derivatives");
	row_value(&row, "accepted_finds");
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_bundle_abandoned(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_bundles SET abandoned = $1, outcome = $2 WHERE uuid = $3", record, err);
	row_time(&row);
	row_value(&row, "outcome");
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_bundle_repeated(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_bundle_repeats (seq, bundle, time, actor, form) VALUES ($1, $2, $3,"
	          " $4, $5)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "form");
	return row_write(&row);
}
