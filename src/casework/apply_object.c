/* SPDX-License-Identifier: Apache-2.0 */
/* apply_object.c - an original's row, and the counters of all originals. */
#include "casework/apply_object.h"

#include "casework/row.h"

#include "base/text.h"

static void
row_bytes(struct row *row, const json_t *file)
{
	struct text bytes;
	uint64_t number;

	if (json_member_text(file, "bytes", &bytes) && text_number(bytes, INT64_MAX, &number))
		row_integer(row, (int64_t)number);
	else
		row_null(row);
}

/* A log may name sizes that no disk has: their sum stays below 2^63. */
static enum status
count(struct database *database, const struct event_record *record, const json_t *file,
      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_counters (name, key, number) SELECT c.name, c.key, c.number FROM ("
	          "WITH one(object, bytes) AS (SELECT $1, $2)"
	          " SELECT 'objects' AS name, '' AS key, 1 AS number, object FROM one"
	          " UNION ALL SELECT 'objects', 'bytes', coalesce(bytes, 0), object FROM one) c"
	          " WHERE NOT EXISTS (SELECT 1 FROM p_objects o WHERE o.sha256 = c.object)"
	          " ON CONFLICT (name, key) DO UPDATE SET number = iif(number > 9000000000000000000"
	          " - excluded.number, 9000000000000000000, number + excluded.number)",
	          record, err);
	row_part_text(&row, file, "object");
	row_bytes(&row, file);
	return row_write(&row);
}

enum status
apply_object(struct database *database, const struct event_record *record, const json_t *file,
             struct error *err)
{
	struct row row;
	enum status st;

	if (!json_is_string(json_object_get(file, "object")))
		return STATUS_OK;
	st = count(database, record, file, err);
	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_objects (sha256, seq, bytes, media_type, digests)"
	          " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO NOTHING",
	          record, err);
	row_part_text(&row, file, "object");
	row_seq(&row);
	row_bytes(&row, file);
	row_part_text(&row, file, "media_type");
	row_part_json(&row, file, "digests");
	return row_write(&row);
}
