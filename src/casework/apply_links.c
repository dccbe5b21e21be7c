/* SPDX-License-Identifier: Apache-2.0 */
/* apply_links.c - depictions, relations and searches. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_depiction_stated(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_depictions (number, uuid, seq, subject, time, actor, incident, part,"
	          " acts, seen, protected_seen, temporal, confidence, grounds, protected_grounds)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_reference(&row, "incident");
	row_json(&row, "part");
	row_json(&row, "acts");
	row_value(&row, "seen");
	row_value(&row, "protected_seen");
	row_value(&row, "when");
	row_value(&row, "confidence");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	return row_write(&row);
}

/* KIND/UUID of the other end, which stands in the member of its kind. */
static void
row_other(struct row *row)
{
	static const char *const kinds[] = { "item", "footage", "incident", "channel", "report" };
	size_t i = 0;

	while (i + 1 < sizeof kinds / sizeof kinds[0] &&
	       !json_is_string(json_object_get(row->record->values, kinds[i])))
		i++;
	row_value(row, kinds[i]);
}

enum status
apply_relation_stated(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_relations (seq, uuid, subject, time, actor, link, relation, other,"
	          " part, grounds, protected_grounds)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "link");
	row_value(&row, "relation");
	row_other(&row);
	row_json(&row, "part");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	return row_write(&row);
}

enum status
apply_search_logged(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_searches (number, uuid, seq, subject, time, actor, question, place,"
	          " query, protected_query, searched, result, hits, found, earliest, limits, tool,"
	          " account, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	          " $14, $15, $16, $17, $18, $19)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "question");
	row_value(&row, "where");
	row_value(&row, "query");
	row_value(&row, "protected_query");
	row_json(&row, "searched");
	row_value(&row, "result");
	row_value(&row, "count");
	row_value(&row, row_either(&row, "public_found", "private_found"));
	row_json(&row, "earliest");
	row_value(&row, "limits");
	row_json(&row, "tool");
	row_value(&row, "account");
	row_value(&row, "note");
	return row_write(&row);
}
