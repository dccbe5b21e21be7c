/* SPDX-License-Identifier: Apache-2.0 */
/* apply_hold.c - holds and restrictions, placed and lifted, and what they name. */
#include "casework/apply.h"

#include "casework/apply_covers.h"
#include "casework/row.h"

static enum status
cover(struct database *database, const struct event_record *record, const char *kind,
      const json_t *subject, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_covers (subject, kind, record) VALUES ($1, $2, $3)",
	          record, err);
	row_string(&row, json_string_value(subject));
	row_string(&row, kind);
	row_event_id(&row);
	return row_write(&row);
}

enum status
apply_covers(struct database *database, const struct event_record *record, const char *kind,
             struct error *err)
{
	static const char *const lists[] = { "items",      "footage", "incidents", "channels",
		                             "deliveries", "reports", "persons" };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < sizeof lists / sizeof lists[0]; i++) {
		json_t *list = json_object_get(record->values, lists[i]), *subject;
		size_t k;

		json_array_foreach(list, k, subject) {
			if (st == STATUS_OK && json_is_string(subject))
				st = cover(database, record, kind, subject, err);
		}
	}
	return st;
}

enum status
apply_hold_placed(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_holds (number, uuid, seq, placed, actor, kind, authority, since,"
	          " until, replaces, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "kind");
	row_value(&row, "authority");
	row_json(&row, "from");
	row_json(&row, "until");
	row_value(&row, "replaces");
	row_value(&row, "note");
	st = row_write(&row);
	return st == STATUS_OK ? apply_covers(database, record, "hold", err) : st;
}

enum status
apply_hold_lifted(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_holds_lifted (seq, hold, time, actor, authority, because)"
	          " VALUES ($1, $2, $3, $4, $5, $6)",
	          record, err);
	row_seq(&row);
	row_value(&row, "hold");
	row_time(&row);
	row_actor(&row);
	row_value(&row, "authority");
	row_value(&row, "because");
	return row_write(&row);
}

enum status
apply_restriction_placed(struct database *database, const struct event_record *record,
                         struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_restrictions (seq, uuid, placed, actor, uses, until, because,"
	          " protected_because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_time(&row);
	row_actor(&row);
	row_json(&row, "uses");
	row_json(&row, "until");
	row_value(&row, "because");
	row_value(&row, "protected_because");
	st = row_write(&row);
	return st == STATUS_OK ? apply_covers(database, record, "restriction", err) : st;
}

enum status
apply_restriction_lifted(struct database *database, const struct event_record *record,
                         struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_restrictions_lifted (seq, restriction, time, actor, because,"
	          " protected_because) VALUES ($1, $2, $3, $4, $5, $6)",
	          record, err);
	row_seq(&row);
	row_value(&row, "restriction");
	row_time(&row);
	row_actor(&row);
	row_value(&row, "because");
	row_value(&row, "protected_because");
	return row_write(&row);
}
