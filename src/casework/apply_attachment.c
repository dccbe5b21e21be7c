/* SPDX-License-Identifier: Apache-2.0 */
/* apply_attachment.c - files that support records, and what people made of items. */
#include "casework/apply.h"

#include "casework/apply_object.h"
#include "casework/row.h"

#include "base/text.h"

/* The file, in the member that the person chose, and whether that is the protected one. */
static const json_t *
file_of(const struct event_record *record, bool *is_protected)
{
	const json_t *open = json_object_get(record->values, "file");

	*is_protected = !json_is_object(open);
	return *is_protected ? json_object_get(record->values, "protected_file") : open;
}

/* Object, bytes, media type. */
static void
row_file(struct row *row, const json_t *file)
{
	struct text bytes;
	uint64_t number;

	row_part_text(row, file, "object");
	if (json_member_text(file, "bytes", &bytes) && text_number(bytes, INT64_MAX, &number))
		row_integer(row, (int64_t)number);
	else
		row_null(row);
	row_part_text(row, file, "media_type");
}

static void
row_texts_of_attachment(struct row *row)
{
	row_name_text(row, row_either(row, "name", "protected_name"));
	row_name_bytes(row, row_either(row, "name", "protected_name"));
	row_name_text(row, "path");
	row_name_bytes(row, "path");
	row_value(row, row_either(row, "title", "protected_title"));
	row_value(row, row_either(row, "description", "protected_description"));
	row_value(row, row_either(row, "public_url", "private_url"));
	row_json(row, row_either(row, "public_captured", "private_captured"));
	row_value(row, "http_status");
	row_json(row, "tool");
	row_reference(row, "author");
	row_value(row, "language");
	row_value(row, "note");
}

enum status
apply_attachment_added(struct database *database, const struct event_record *record,
                       struct error *err)
{
	bool is_protected;
	const json_t *file = file_of(record, &is_protected);
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_attachments (number, uuid, seq, subject, about, time, actor, kind,"
	          " is_protected, object, bytes, media_type, name, name_bytes, path, path_bytes,"
	          " title, description, url, captured, http_status, tool, author, language, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
	          " $17, $18, $19, $20, $21, $22, $23, $24, $25)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject(&row);
	row_value(&row, "about");
	row_time(&row);
	row_actor(&row);
	row_value(&row, "kind");
	row_integer(&row, is_protected);
	row_file(&row, file);
	row_texts_of_attachment(&row);
	st = row_write(&row);
	return st == STATUS_OK ? apply_object(database, record, file, err) : st;
}

enum status
apply_derivative_made(struct database *database, const struct event_record *record,
                      struct error *err)
{
	bool is_protected;
	const json_t *file = file_of(record, &is_protected);
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_derivatives (number, uuid, seq, item, time, actor, kind, parent,"
	          " from_derivative, is_protected, object, bytes, media_type, name, name_bytes,"
	          " part, tool, steps, protected_steps, author, language, machine_made, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
	          " $17, $18, $19, $20, $21, $22, $23)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "kind");
	row_value(&row, "object");
	row_value(&row, "from_derivative");
	row_integer(&row, is_protected);
	row_file(&row, file);
	row_name_text(&row, "name");
	row_name_bytes(&row, "name");
	row_json(&row, "part");
	row_json(&row, "tool");
	row_json(&row, "steps");
	row_json(&row, "protected_steps");
	row_reference(&row, "author");
	row_value(&row, "language");
	row_value(&row, "machine_made");
	row_value(&row, "note");
	st = row_write(&row);
	return st == STATUS_OK ? apply_object(database, record, file, err) : st;
}

enum status
apply_derivative_reviewed(struct database *database, const struct event_record *record,
                          struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_derivative_reviews (seq, item, derivative, time, actor, conclusion,"
	          " cleared_for, grounds, protected_grounds)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_value(&row, "derivative");
	row_time(&row);
	row_actor(&row);
	row_value(&row, "conclusion");
	row_json(&row, "cleared_for");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	return row_write(&row);
}
