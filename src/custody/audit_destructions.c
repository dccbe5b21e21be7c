/* SPDX-License-Identifier: Apache-2.0 */
/* audit_destructions.c - who destroyed what: told, and checked to have been two people. */
#include "custody/audit_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* A column as text, or what stands for none. */
static const char *
text_or(struct statement *row, int column, const char *otherwise)
{
	return statement_is_null(row, column) ? otherwise : statement_text(row, column).p;
}

static json_t *
lossy(const char *text)
{
	return json_of_text_lossy(text_of(text));
}

static void
take_row(struct audit *audit, struct statement *row)
{
	const char *request = text_or(row, 0, "unknown"), *time = text_or(row, 1, "unknown");
	const char *asked_by = text_or(row, 5, "unknown"), *approved_by = text_or(row, 6, "unknown");
	long long values = statement_integer(row, 2), files = statement_integer(row, 3);
	SCOPED(buffer) text = { 0 };

	if (statement_is_null(row, 4))
		audit_fault(audit, PART_COMMITMENTS, "destruction %s: nobody asked for it", request);
	else if (statement_is_null(row, 5) || statement_is_null(row, 6) ||
	         text_equal(statement_text(row, 5), statement_text(row, 6)))
		audit_fault(audit, PART_COMMITMENTS,
		            "destruction %s: it was asked for and approved by one person (%s)", request,
		            approved_by);
	buffer_append_format(&text, "%.10s: values %lld, files %lld; asked for by %s, approved by %s",
	                     time, values, files, asked_by, approved_by);
	audit_list_add(audit, &audit->destructions,
	               json_pack("{s:o,s:o,s:I,s:I,s:o,s:o,s:o}", "request", lossy(request), "time",
	                         lossy(time), "values", (json_int_t)values, "files",
	                         (json_int_t)files, "asked_by", lossy(asked_by), "approved_by",
	                         lossy(approved_by), "text", lossy(buffer_string(&text))));
}

enum status
audit_destructions(struct audit *audit, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct error why = { 0 };
	enum status st = database_statement(
		audit->catalogue->database,
		"SELECT d.request, min(d.time), sum(coalesce(json_array_length(d.members), 0)),"
		" sum(coalesce(d.objects, 0)), q.uuid, a.code, k.code FROM p_destructions d"
		" LEFT JOIN p_destruction_requests q ON q.uuid = d.request AND q.seq < d.seq"
		" LEFT JOIN p_actors a ON a.fingerprint = q.actor"
		" LEFT JOIN p_actors k ON k.fingerprint = d.actor"
		" WHERE d.approved = 1 GROUP BY d.request ORDER BY min(d.seq)",
		&row, &why);

	while (st == STATUS_OK && (st = statement_step(row, &why)) == STATUS_OK)
		take_row(audit, row);
	/* that the layer was checked at all, audit_commitments said */
	return st == STATUS_DONE ? STATUS_OK
	                         : audit_ended(audit, PART_COMMITMENTS, st, &why, err);
}
