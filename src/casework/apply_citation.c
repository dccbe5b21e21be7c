/* SPDX-License-Identifier: Apache-2.0 */
/* apply_citation.c - citations as they are made, and what they are pinned to. */
#include "casework/apply.h"

#include "casework/row.h"

enum status
apply_citation_made(struct database *database, const struct event_record *record,
                    struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_citations (number, uuid, seq, subject, time, actor, drafted, report,"
	          " version, object, status, verified_as, version_cited, part, stance, locator,"
	          " quote, label, quote_language, accessed, because) VALUES ($1, $2, $3, $4, $5, $6,"
	          " $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_integer(&row, !json_is_string(json_object_get(record->values, "published_report")));
	row_reference(&row, row_either(&row, "published_report", "draft_report"));
	row_value(&row, "version");
	row_value(&row, "object");
	row_value(&row, "status");
	row_value(&row, "verified_as");
	row_value(&row, "version_cited");
	row_json(&row, "part");
	row_value(&row, "stance");
	row_value(&row, row_either(&row, "published_locator", "draft_locator"));
	row_value(&row, row_either(&row, "published_quote", "draft_quote"));
	row_value(&row, row_either(&row, "published_label", "draft_label"));
	row_value(&row, "quote_language");
	row_json(&row, "accessed");
	row_value(&row, "because");
	return row_write(&row);
}

enum status
apply_citation_pinned(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_pins (seq, subject, time, actor, citation, report, version, object,"
	          " status, verified_as, version_cited, locator, quote)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	          record, err);
	row_seq(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "citation");
	row_reference(&row, "report");
	row_value(&row, "version");
	row_value(&row, "object");
	row_value(&row, "status");
	row_value(&row, "verified_as");
	row_value(&row, "version_cited");
	row_value(&row, "locator");
	row_value(&row, "quote");
	return row_write(&row);
}
