/* SPDX-License-Identifier: Apache-2.0 */
/* apply_posting.c - what became of postings after they were recorded. */
#include "casework/apply.h"

#include "casework/row.h"

/* Only a posting of this very chain is revised; where it was destroyed which, none is. */
enum status
apply_posting_revised(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_postings SET revised = $1, channel = $2, url = $3, post_id = $4,"
	          " published = $5, caption = $6, language = $7, author = $8, forwarded_from = $9,"
	          " forwarded_channel = $10, forwarded_posting = $11, forwarded_published = $12,"
	          " edited = $13, role = $14, basis = $15, first_day = $16, last_day = $17"
	          " WHERE uuid = $18 AND subject = $19",
	          record, err);
	row_integer(&row, record->header.n);
	row_reference(&row, row_either(&row, "public_channel", "private_channel"));
	row_value(&row, row_either(&row, "public_url", "private_url"));
	row_value(&row, row_either(&row, "public_post_id", "private_post_id"));
	row_json(&row, row_either(&row, "public_published", "private_published"));
	row_value(&row, row_either(&row, "public_caption", "private_caption"));
	row_value(&row, row_either(&row, "public_language", "private_language"));
	row_value(&row, row_either(&row, "public_author", "private_author"));
	row_value(&row, row_either(&row, "public_forwarded_from", "private_forwarded_from"));
	row_reference(&row, row_either(&row, "public_forwarded_channel", "private_forwarded_channel"));
	row_value(&row, row_either(&row, "public_forwarded_posting", "private_forwarded_posting"));
	row_json(&row,
	         row_either(&row, "public_forwarded_published", "private_forwarded_published"));
	row_json(&row, row_either(&row, "public_edited", "private_edited"));
	row_value(&row, row_either(&row, "public_role", "private_role"));
	row_value(&row, "basis");
	row_days(&row, row_either(&row, "public_published", "private_published"));
	row_value(&row, "posting");
	row_subject(&row);
	return row_write(&row);
}

enum status
apply_posting_observed(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_observations (seq, posting, subject, time, actor, availability,"
	          " observed, title, caption, views, http_status, capture, tool, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	          record, err);
	row_seq(&row);
	row_value(&row, "posting");
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "availability");
	row_json(&row, row_either(&row, "public_observed", "private_observed"));
	row_value(&row, row_either(&row, "public_title", "private_title"));
	row_value(&row, row_either(&row, "public_caption", "private_caption"));
	row_value(&row, row_either(&row, "public_views", "private_views"));
	row_value(&row, "http_status");
	row_value(&row, row_either(&row, "public_capture", "private_capture"));
	row_json(&row, "tool");
	row_value(&row, "note");
	return row_write(&row);
}
