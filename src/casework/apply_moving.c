/* SPDX-License-Identifier: Apache-2.0 */
/* apply_moving.c - backups, moves to other machines, and what was lost when the log was resumed. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_home_moved(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_moves (seq, time, actor, machine, host, login, path, path_bytes,"
	          " because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "machine");
	row_value(&row, "host");
	row_value(&row, "login");
	row_name_text(&row, "path");
	row_name_bytes(&row, "path");
	row_value(&row, "because");
	return row_write(&row);
}

static void
row_open_integer(struct row *row, const char *name)
{
	row_integer(row, json_integer_value(json_object_get(row->record->open, name)));
}

enum status
apply_log_resumed(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_resumptions (seq, time, actor, generation, kept, lost_size,"
	          " lost_root, lost_checkpoint, because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_open_integer(&row, "generation");
	row_open_integer(&row, "kept");
	row_open_integer(&row, "lost_size");
	row_string(&row, json_string_value(json_object_get(record->open, "lost_root")));
	row_value(&row, "lost_checkpoint");
	row_value(&row, "because");
	return row_write(&row);
}

enum status
apply_backup_made(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_backups (seq, time, actor, events, objects, bytes, damaged, path,"
	          " path_bytes, host) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "events");
	row_value(&row, "objects");
	row_decimal(&row, "bytes");
	row_value(&row, "damaged");
	row_name_text(&row, "path");
	row_name_bytes(&row, "path");
	row_value(&row, "host");
	return row_write(&row);
}
