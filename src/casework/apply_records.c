/* SPDX-License-Identifier: Apache-2.0 */
/* apply_records.c - persons, channels, postings and notes. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_person_added(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_persons (uuid, number, added, code, roles, protection_level,"
	          " identity_held_at, note, version, described)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_time(&row);
	row_value(&row, "code");
	row_json(&row, "roles");
	row_value(&row, "protection_level");
	row_value(&row, "identity_held_at");
	row_value(&row, "note");
	return row_write(&row);
}

enum status
apply_person_described(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_persons SET described = $1, code = $2, roles = $3, protection_level = $4,"
	          " identity_held_at = $5, discipline = $6, languages = $7, reliability = $8,"
	          " grade_grounds = $9, note = $10 WHERE uuid = $11",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "code");
	row_json(&row, "roles");
	row_value(&row, "protection_level");
	row_value(&row, "identity_held_at");
	row_value(&row, "discipline");
	row_json(&row, "languages");
	row_value(&row, "reliability");
	row_value(&row, "grade_grounds");
	row_value(&row, "note");
	row_subject_name(&row);
	return row_write(&row);
}

/* The four names, each of the public member or of its private twin. */
static void
row_names(struct row *row)
{
	row_value(row, row_either(row, "public_native_id", "private_native_id"));
	row_value(row, row_either(row, "public_handle", "private_handle"));
	row_value(row, row_either(row, "public_title", "private_title"));
	row_value(row, row_either(row, "public_url", "private_url"));
}

/* Names that the channel bore; of channel.added nothing is known of their time. */
static enum status
keep_names(struct database *database, const struct event_record *record, bool dated,
           struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_channel_names (seq, channel, time, actor, native_id, handle, title,"
	          " url, since, until, seen, basis, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_names(&row);
	row_json(&row, row_either(&row, "public_since", "private_since"));
	row_json(&row, row_either(&row, "public_until", "private_until"));
	row_json(&row, row_either(&row, "public_seen", "private_seen"));
	row_value(&row, row_either(&row, "public_basis", "private_basis"));
	if (dated)
		row_value(&row, "note");
	else
		row_null(&row);
	return row_write(&row);
}

/* Is there no end, in neither member? Where one was destroyed, nobody can tell. */
static bool
has_no_end(const json_t *values)
{
	return json_is_null(json_object_get(values, "public_until")) &&
	       json_is_null(json_object_get(values, "private_until"));
}

/* Names without an end are the present ones. */
enum status
apply_channel_named(struct database *database, const struct event_record *record,
                    struct error *err)
{
	enum status st = keep_names(database, record, true, err);
	struct row row;

	if (st != STATUS_OK || !has_no_end(record->values))
		return st;
	row_begin(&row, database,
	          "UPDATE p_channels SET native_id = $1, handle = $2, title = $3, url = $4"
	          " WHERE uuid = $5",
	          record, err);
	row_names(&row);
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_channel_described(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_channels SET described = $1, code = $2, platform = $3, kind = $4,"
	          " visibility = $5, roles = $6, identity_disclosure = $7, language = $8,"
	          " reliability = $9, grade_grounds = $10, protected_grade_grounds = $11, note = $12"
	          " WHERE uuid = $13",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "code");
	row_value(&row, "platform");
	row_value(&row, "kind");
	row_value(&row, "visibility");
	row_json(&row, "roles");
	row_value(&row, "identity_disclosure");
	row_value(&row, "language");
	row_value(&row, "reliability");
	row_value(&row, "grade_grounds");
	row_value(&row, "protected_grade_grounds");
	row_value(&row, "note");
	row_subject_name(&row);
	return row_write(&row);
}

enum status
apply_channel_added(struct database *database, const struct event_record *record,
                    struct error *err)
{
	enum status st = keep_names(database, record, false, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_channels (uuid, number, added, code, platform, kind, visibility,"
	          " native_id, handle, title, url, note, version, described)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, 0)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_time(&row);
	row_value(&row, "code");
	row_value(&row, "platform");
	row_value(&row, "kind");
	row_value(&row, "visibility");
	row_names(&row);
	row_value(&row, "note");
	return row_write(&row);
}

enum status
apply_posting_recorded(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_postings (number, uuid, subject, recorded, actor, channel, url,"
	          " post_id, published, caption, language, author, forwarded_from, basis,"
	          " acquisition, revised, first_day, last_day)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0,"
	          " $16, $17)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_reference(&row, row_either(&row, "public_channel", "private_channel"));
	row_value(&row, row_either(&row, "public_url", "private_url"));
	row_value(&row, row_either(&row, "public_post_id", "private_post_id"));
	row_json(&row, row_either(&row, "public_published", "private_published"));
	row_value(&row, row_either(&row, "public_caption", "private_caption"));
	row_value(&row, row_either(&row, "public_language", "private_language"));
	row_value(&row, row_either(&row, "public_author", "private_author"));
	row_value(&row, row_either(&row, "public_forwarded_from", "private_forwarded_from"));
	row_value(&row, "basis");
	row_value(&row, "acquisition");
	row_days(&row, row_either(&row, "public_published", "private_published"));
	return row_write(&row);
}

enum status
apply_note_added(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_notes (seq, subject, actor, time, text)"
	          " VALUES ($1, $2, $3, $4, $5)",
	          record, err);
	row_seq(&row);
	row_subject(&row);
	row_actor(&row);
	row_time(&row);
	row_value(&row, "text");
	return row_write(&row);
}
