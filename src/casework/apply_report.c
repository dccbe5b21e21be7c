/* SPDX-License-Identifier: Apache-2.0 */
/* apply_report.c - reports as they are registered and described, and their versions. */
#include "casework/apply.h"

#include "casework/apply_object.h"
#include "casework/row.h"

#include "base/text.h"

#include <string.h>

/* Until it is known to be somebody else's, what is recorded of it is protected. */
enum status
apply_report_registered(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_reports (number, uuid, seq, registered, actor, version, described,"
	          " drafting, own) VALUES ($1, $2, $3, $4, $5, 1, 0, coalesce($6, 1), $6)",
	          record, err);
	row_number(&row);
	row_subject_name(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "own");
	return row_write(&row);
}

static enum status
remove_origins(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database, "DELETE FROM p_report_origins WHERE report = $1", record, err);
	row_subject_name(&row);
	return row_write(&row);
}

/* The reports that it repeats. */
static enum status
insert_origins(struct database *database, const struct event_record *record, struct error *err)
{
	const json_t *list = json_object_get(record->values, "derived_from"), *each;
	enum status st = remove_origins(database, record, err);
	size_t i;

	json_array_foreach(list, i, each) {
		struct subject origin;
		struct row row;

		if (st != STATUS_OK)
			break;
		if (!json_is_string(each) ||
		    !subject_read(text_of(json_string_value(each)), &origin))
			continue;
		row_begin(&row, database,
		          "INSERT INTO p_report_origins (report, origin) VALUES ($1, $2)"
		          " ON CONFLICT DO NOTHING",
		          record, err);
		row_subject_name(&row);
		row_text(&row, subject_name(&origin));
		st = row_write(&row);
	}
	return st;
}

enum status
apply_report_described(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "UPDATE p_reports SET described = $1, title = $2, draft_title = $3, authors = $4,"
	          " draft_authors = $5, publisher = $6, draft_publisher = $7, url = $8,"
	          " draft_url = $9, kind = $10, language = $11, derived_from = $12,"
	          " retrieved = $13, accessed = $14, reliability = $15, grade_grounds = $16,"
	          " protected_grade_grounds = $17, note = $18 WHERE uuid = $19",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "published_title");
	row_value(&row, "draft_title");
	row_value(&row, "published_authors");
	row_value(&row, "draft_authors");
	row_value(&row, "published_publisher");
	row_value(&row, "draft_publisher");
	row_value(&row, "published_url");
	row_value(&row, "draft_url");
	row_value(&row, "kind");
	row_value(&row, "language");
	row_json(&row, "derived_from");
	row_json(&row, "retrieved");
	row_json(&row, "accessed");
	row_value(&row, "reliability");
	row_value(&row, "grade_grounds");
	row_value(&row, "protected_grade_grounds");
	row_value(&row, "note");
	row_subject_name(&row);
	st = row_write(&row);
	return st == STATUS_OK ? insert_origins(database, record, err) : st;
}

static void
row_document(struct row *row, const json_t *document)
{
	const char *bytes = json_string_value(json_object_get(document, "bytes"));
	uint64_t number = 0;

	row_part_text(row, document, "object");
	if (bytes != NULL && text_number(text_of(bytes), INT64_MAX, &number))
		row_integer(row, (int64_t)number);
	else
		row_null(row);
	row_part_text(row, document, "media_type");
}

static enum status
insert_version(struct database *database, const struct event_record *record, const char *state,
               struct error *err)
{
	const json_t *document = json_object_get(record->values, "document");
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_report_versions (seq, report, time, actor, state, document, bytes,"
	          " media_type, version, name, name_bytes, published, url, citations, overridden,"
	          " because, corrects, correction, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
	          " $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_string(&row, state);
	row_document(&row, document);
	row_value(&row, "version");
	row_name_text(&row, "name");
	row_name_bytes(&row, "name");
	row_json(&row, "published");
	row_value(&row, "url");
	row_value(&row, "citations");
	row_json(&row, "overridden");
	row_value(&row, "because");
	row_value(&row, "corrects");
	row_value(&row, "correction");
	row_value(&row, "note");
	return row_write(&row);
}

static enum status
add_version(struct database *database, const struct event_record *record, const char *state,
            struct error *err)
{
	struct row row;
	enum status st = insert_version(database, record, state, err);

	if (st == STATUS_OK)
		st = apply_object(database, record, json_object_get(record->values, "document"),
		                   err);
	if (st != STATUS_OK)
		return st;
	/* of an earlier version more may become known */
	row_begin(&row, database,
	          "UPDATE p_reports SET drafting = $1 WHERE uuid = $2 AND NOT EXISTS (SELECT 1"
	          " FROM p_report_versions v WHERE v.report = $2 AND v.version > $3)",
	          record, err);
	row_integer(&row, strcmp(state, "draft") == 0);
	row_subject_name(&row);
	row_value(&row, "version");
	return row_write(&row);
}

enum status
apply_report_drafted(struct database *database, const struct event_record *record,
                     struct error *err)
{
	return add_version(database, record, "draft", err);
}

enum status
apply_report_published(struct database *database, const struct event_record *record,
                       struct error *err)
{
	return add_version(database, record, "published", err);
}

enum status
apply_report_corrected(struct database *database, const struct event_record *record,
                       struct error *err)
{
	return add_version(database, record, "corrected", err);
}
