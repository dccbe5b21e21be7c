/* SPDX-License-Identifier: Apache-2.0 */
/* apply_viewing.c - derived pictures, working copies, and what is kept of looking. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_object_derived(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_derived (seq, item, time, actor, kind, object, result, bytes,"
	          " media_type, width, height, microseconds, asked)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "kind");
	row_value(&row, "object");
	row_value(&row, "result");
	row_decimal(&row, "bytes");
	row_value(&row, "media_type");
	row_value(&row, "width");
	row_value(&row, "height");
	row_value(&row, "microseconds");
	row_value(&row, "asked");
	return row_write(&row);
}

enum status
apply_copy_made(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_copies (seq, item, time, actor, object, bytes, form, label,"
	          " folder, folder_bytes, host, login)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "object");
	row_decimal(&row, "bytes");
	row_value(&row, "form");
	row_value(&row, "label");
	row_name_text(&row, "folder");
	row_name_bytes(&row, "folder");
	row_value(&row, "host");
	row_value(&row, "login");
	return row_write(&row);
}

enum status
apply_retention_changed(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database, "INSERT INTO p_retentions (seq, of, days) VALUES ($1, $2, $3)",
	          record, err);
	row_seq(&row);
	row_value(&row, "of");
	row_value(&row, "days");
	return row_write(&row);
}

enum status
apply_journal_disclosed(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_disclosed_journals (seq, time, actor, ordered, entries, host, login)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "order");
	row_value(&row, "entries");
	row_value(&row, "host");
	row_value(&row, "login");
	return row_write(&row);
}
