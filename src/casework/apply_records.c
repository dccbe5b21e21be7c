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
	          " identity_held_at, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
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
apply_channel_added(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_channels (uuid, number, added, code, platform, kind, visibility,"
	          " native_id, handle, title, url, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_time(&row);
	row_value(&row, "code");
	row_value(&row, "platform");
	row_value(&row, "kind");
	row_value(&row, "visibility");
	row_value(&row, row_either(&row, "public_native_id", "private_native_id"));
	row_value(&row, row_either(&row, "public_handle", "private_handle"));
	row_value(&row, row_either(&row, "public_title", "private_title"));
	row_value(&row, row_either(&row, "public_url", "private_url"));
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
	          " acquisition)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
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
	row_value(&row, "language");
	row_value(&row, row_either(&row, "public_author", "private_author"));
	row_value(&row, row_either(&row, "public_forwarded_from", "private_forwarded_from"));
	row_value(&row, "basis");
	row_value(&row, "acquisition");
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
