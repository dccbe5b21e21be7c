/* SPDX-License-Identifier: Apache-2.0 */
/* view_reliance_of.c - what rests on findings, claims, reports and incidents. */
#include "casework/reliance_internal.h"

#include "casework/view_citation.h"
#include "casework/view_retraction.h"

#include "base/text.h"

enum status
reliance_of_finding(const struct asked *asked, struct error *err)
{
	static const struct view_select resting = {
		.sql = STATUS_COLUMNS " WHERE f.uuid = $1 ORDER BY s.seq",
		VIEW_COLUMNS(reliance_status_columns),
	};

	return reliance_add_list(asked, "statuses", &resting, text_of(asked->uuid), err);
}

#define DEPICTION_SELECT                                                                          \
	"SELECT d.number, d.uuid, e.number, v.number, i.number, d.confidence,"                    \
	" coalesce(e.status, v.status), (SELECT count(DISTINCT c.report) FROM p_citations c"      \
	" WHERE c.subject = d.subject) FROM p_depictions d"                                       \
	" LEFT JOIN p_items e ON e.uuid = substr(d.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(d.subject, 9)"                                 \
	" LEFT JOIN p_incidents i ON i.uuid = d.incident"

/* Findings that rest on the claim, the statuses that rest on these, and claims made from it. */
enum status
reliance_of_claim(const struct asked *asked, struct error *err)
{
	static const struct view_column finding_columns[] = {
		{ "id", 'F' },           { "uuid", VIEW_TEXT },   { "item", 'E' },
		{ "footage", 'V' },      { "question", VIEW_TEXT }, { "answer", VIEW_TEXT },
		{ "status_now", VIEW_TEXT },
	};
	static const struct view_column claim_columns[] = {
		{ "id", 'A' }, { "uuid", VIEW_TEXT }, { "property", VIEW_TEXT }, { "how", VIEW_TEXT },
	};
	static const struct view_select findings = {
		.sql = "SELECT f.number, f.uuid, e.number, v.number, f.question, f.answer,"
		       " coalesce(e.status, v.status) FROM p_finding_bases b"
		       " JOIN p_findings f ON f.uuid = b.finding"
		       " LEFT JOIN p_items e ON e.uuid = substr(f.subject, 6)"
		       " LEFT JOIN p_footage v ON v.uuid = substr(f.subject, 9)"
		       " WHERE b.record = $1 ORDER BY f.number",
		VIEW_COLUMNS(finding_columns),
		.finish = retraction_add,
	};
	static const struct view_select statuses = {
		.sql = STATUS_COLUMNS " JOIN p_finding_bases b ON b.finding = f.uuid"
		                      " WHERE b.record = $1 ORDER BY s.seq",
		VIEW_COLUMNS(reliance_status_columns),
	};
	static const struct view_select claims = {
		.sql = "SELECT c.number, c.uuid, c.property, s.how FROM p_claim_sources s"
		       " JOIN p_claims c ON c.uuid = s.claim WHERE s.source = $1 ORDER BY c.number",
		VIEW_COLUMNS(claim_columns),
		.finish = retraction_add,
	};
	struct text key = text_of(asked->uuid);
	enum status st = reliance_add_list(asked, "findings", &findings, key, err);

	if (st == STATUS_OK)
		st = reliance_add_list(asked, "statuses", &statuses, key, err);
	return st == STATUS_OK ? reliance_add_list(asked, "claims", &claims, key, err) : st;
}

/* What it cites, then and now; who repeats it; claims that it makes. */
enum status
reliance_of_report(const struct asked *asked, struct error *err)
{
	static const struct view_column report_columns[] = { { "id", 'R' },
		                                             { "title", VIEW_TEXT } };
	static const struct view_column claim_columns[] = {
		{ "id", 'A' }, { "uuid", VIEW_TEXT }, { "property", VIEW_TEXT },
	};
	static const struct view_select repeating = {
		.sql = "SELECT r.number, r.title FROM p_report_origins o"
		       " JOIN p_reports r ON r.uuid = o.report WHERE o.origin = $1 ORDER BY r.number",
		VIEW_COLUMNS(report_columns),
	};
	static const struct view_select claims = {
		.sql = "SELECT number, uuid, property FROM p_claims WHERE by_record = $1"
		       " ORDER BY number",
		VIEW_COLUMNS(claim_columns),
		.finish = retraction_add,
	};
	struct text key = text_of(asked->uuid);
	enum status st = citations_add_by(asked->ledger, key, asked->answer, "citations", err);

	if (st == STATUS_OK)
		st = reliance_complete(asked, json_object_get(asked->answer, "citations"), NULL, err);
	if (st == STATUS_OK)
		st = reliance_add_list(asked, "repeated_by", &repeating, key, err);
	if (st == STATUS_OK)
		st = reliance_add_list(asked, "claims", &claims, key, err);
	return st == STATUS_OK ? reliance_add_notices(asked, err) : st;
}

enum status
reliance_add_depictions(const struct asked *asked, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'L' },       { "uuid", VIEW_TEXT },   { "item", 'E' },
		{ "footage", 'V' },  { "incident", 'I' },     { "confidence", VIEW_TEXT },
		{ "status_now", VIEW_TEXT }, { "reports", VIEW_INTEGER },
	};
	static const struct view_select of_exhibit = {
		.sql = DEPICTION_SELECT " WHERE d.subject = $1 ORDER BY d.number",
		VIEW_COLUMNS(columns),
		.finish = retraction_add,
	};
	static const struct view_select of_incident = {
		.sql = DEPICTION_SELECT " WHERE d.incident = $1 ORDER BY d.number",
		VIEW_COLUMNS(columns),
		.finish = retraction_add,
	};
	bool incident = asked->about->kind == 'I';

	return reliance_add_list(asked, "depictions", incident ? &of_incident : &of_exhibit,
	                         text_of(incident ? asked->uuid : asked->subject.text), err);
}

/* Claims that it is referred to in, and reports that suggest how it is to be judged. */
enum status
reliance_of_incident(const struct asked *asked, struct error *err)
{
	static const struct view_column claim_columns[] = {
		{ "id", 'A' }, { "uuid", VIEW_TEXT }, { "property", VIEW_TEXT },
	};
	static const struct view_column report_columns[] = {
		{ "report", 'R' }, { "title", VIEW_TEXT }, { "provision", VIEW_TEXT },
		{ "locator", VIEW_TEXT }, { "uuid", VIEW_TEXT },
	};
	static const struct view_select claims = {
		.sql = "SELECT number, uuid, property FROM p_claims WHERE refers_to = $1"
		       " ORDER BY number",
		VIEW_COLUMNS(claim_columns),
		.finish = retraction_add,
	};
	static const struct view_select provisions = {
		.sql = "SELECT r.number, r.title, p.provision, p.locator, p.uuid FROM p_provisions p"
		       " JOIN p_reports r ON r.uuid = p.by_report WHERE p.incident = $1 ORDER BY p.seq",
		VIEW_COLUMNS(report_columns),
		.finish = retraction_add,
	};
	enum status st = reliance_add_list(asked, "claims", &claims, text_of(asked->uuid), err);

	if (st == STATUS_OK)
		st = reliance_add_list(asked, "reports", &provisions, text_of(asked->uuid), err);
	if (st == STATUS_OK)
		st = reliance_add_depictions(asked, err);
	return st == STATUS_OK ? reliance_add_notices(asked, err) : st;
}
