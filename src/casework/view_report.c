/* SPDX-License-Identifier: Apache-2.0 */
/* view_report.c - reports as they are listed and shown. */
#include "casework/view_report.h"

#include "casework/view_citation.h"
#include "casework/view_claim.h"
#include "casework/view_custody.h"
#include "casework/view_item_parts.h"
#include "casework/view_links.h"
#include "casework/view_retraction.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

/* What it is called at present: the draft's words while its latest version is one. */
#define REPORT_NOW(column) "iif(r.drafting, coalesce(r.draft_" column ", r." column "), r." column ")"
#define REPORT_LATEST                                                                             \
	" LEFT JOIN p_report_versions l ON l.seq = (SELECT seq FROM p_report_versions"            \
	" WHERE report = r.uuid ORDER BY version DESC, seq DESC LIMIT 1)"

/* The ids in a list of objects, in their place. */
static enum status
ids_of(json_t *object, const char *name, struct error *err)
{
	json_t *list = json_object_get(object, name), *each;
	size_t i;

	json_array_foreach(list, i, each) {
		json_t *id = json_object_get(each, "id");

		if (json_array_set(list, i, id) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
add_origins(struct ledger *ledger, json_t *report, struct error *err)
{
	static const struct view_column columns[] = { { "id", 'R' } };
	static const struct view_select origins = {
		.sql = "SELECT r.number FROM p_report_origins o JOIN p_reports r ON r.uuid = o.origin"
		       " WHERE o.report = $1 ORDER BY r.number",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_all(ledger, &origins, view_text(report, "uuid"), report,
	                          "derived_from", err);

	return st == STATUS_OK ? ids_of(report, "derived_from", err) : st;
}

static enum status
finish_listed(struct ledger *ledger, json_t *report, struct error *err)
{
	enum status st = add_origins(ledger, report, err);

	return st == STATUS_OK ? retraction_add(ledger, report, err) : st;
}

enum status
report_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'R' },
		{ "uuid", VIEW_TEXT },
		{ "registered", VIEW_TEXT },
		{ "own", VIEW_BOOLEAN },
		{ "latest", VIEW_INTEGER },
		{ "state", VIEW_TEXT },
		{ "published", VIEW_JSON },
		{ "title", VIEW_TEXT },
		{ "publisher", VIEW_TEXT },
		{ "url", VIEW_TEXT },
		{ "kind", VIEW_TEXT },
		{ "language", VIEW_TEXT },
		{ "retrieved", VIEW_JSON },
		{ "reliability", VIEW_TEXT },
		{ "citations", VIEW_INTEGER },
	};
	static const struct view_select page = {
		.sql = "SELECT r.number, r.uuid, r.registered, r.own, l.version, l.state,"
		       " l.published, " REPORT_NOW("title") ", " REPORT_NOW("publisher") ","
		       " " REPORT_NOW("url") ", r.kind, r.language, r.retrieved, r.reliability,"
		       " (SELECT count(*) FROM p_citations c WHERE c.report = r.uuid AND NOT EXISTS"
		       " (SELECT 1 FROM p_retractions x WHERE x.record = c.uuid))"
		       " FROM p_reports r" REPORT_LATEST
		       " WHERE $1 IS NULL AND r.number > $2 ORDER BY r.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_listed,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

/* Who repeats it. */
static enum status
add_repeated_by(struct ledger *ledger, struct text uuid, json_t *report, struct error *err)
{
	static const struct view_column columns[] = { { "id", 'R' } };
	static const struct view_select repeaters = {
		.sql = "SELECT r.number FROM p_report_origins o JOIN p_reports r ON r.uuid = o.report"
		       " WHERE o.origin = $1 ORDER BY r.number",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_all(ledger, &repeaters, uuid, report, "repeated_by", err);

	return st == STATUS_OK ? ids_of(report, "repeated_by", err) : st;
}

static enum status
add_versions(struct ledger *ledger, struct text uuid, json_t *report, struct error *err)
{
	static const struct view_column columns[] = {
		{ "version", VIEW_INTEGER },
		{ "state", VIEW_TEXT },
		{ "seq", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "document", VIEW_TEXT },
		{ "bytes", VIEW_INTEGER },
		{ "media_type", VIEW_TEXT },
		{ "name", VIEW_TEXT },
		{ "name_bytes", VIEW_BYTES },
		{ "published", VIEW_JSON },
		{ "url", VIEW_TEXT },
		{ "citations", VIEW_INTEGER },
		{ "overridden", VIEW_LIST },
		{ "because", VIEW_TEXT },
		{ "corrects", VIEW_INTEGER },
		{ "correction", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select versions = {
		.sql = "SELECT s.version, s.state, s.seq, s.time, k.code, k.number, s.document,"
		       " s.bytes, s.media_type, s.name, s.name_bytes, s.published, s.url,"
		       " s.citations, s.overridden, s.because, s.corrects, s.correction, s.note"
		       " FROM p_report_versions s LEFT JOIN p_actors k ON k.fingerprint = s.actor"
		       " WHERE s.report = $1 ORDER BY s.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &versions, uuid, report, "versions", err);
}

static enum status
fill(struct ledger *ledger, const struct subject *subject, json_t *report, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'R' },
		{ "uuid", VIEW_TEXT },
		{ "registered", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "version", VIEW_INTEGER },
		{ "own", VIEW_BOOLEAN },
		{ "latest", VIEW_INTEGER },
		{ "state", VIEW_TEXT },
		{ "published", VIEW_JSON },
		{ "title", VIEW_TEXT },
		{ "authors", VIEW_TEXT },
		{ "publisher", VIEW_TEXT },
		{ "url", VIEW_TEXT },
		{ "published_title", VIEW_TEXT },
		{ "published_authors", VIEW_TEXT },
		{ "published_publisher", VIEW_TEXT },
		{ "published_url", VIEW_TEXT },
		{ "kind", VIEW_TEXT },
		{ "language", VIEW_TEXT },
		{ "retrieved", VIEW_JSON },
		{ "accessed", VIEW_JSON },
		{ "reliability", VIEW_TEXT },
		{ "grade_grounds", VIEW_TEXT },
		{ "protected_grade_grounds", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT r.number, r.uuid, r.registered, k.code, k.number, r.version, r.own,"
		       " l.version, l.state, l.published, " REPORT_NOW("title") ","
		       " " REPORT_NOW("authors") ", " REPORT_NOW("publisher") ","
		       " " REPORT_NOW("url") ", r.title, r.authors, r.publisher, r.url, r.kind,"
		       " r.language, r.retrieved, r.accessed, r.reliability, r.grade_grounds,"
		       " r.protected_grade_grounds, r.note FROM p_reports r"
		       " LEFT JOIN p_actors k ON k.fingerprint = r.actor" REPORT_LATEST
		       " WHERE r.uuid = $1",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_one(ledger, &select, subject_name(subject), report, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no %s", subject->text);
	if (st == STATUS_OK)
		st = retraction_add(ledger, report, err);
	if (st == STATUS_OK)
		st = add_origins(ledger, report, err);
	if (st == STATUS_OK)
		st = add_repeated_by(ledger, subject_name(subject), report, err);
	if (st == STATUS_OK)
		st = add_versions(ledger, subject_name(subject), report, err);
	return st == STATUS_OK ? citations_add_by(ledger, subject_name(subject), report, "citations",
	                                          err)
	                       : st;
}

enum status
report_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *report = json_object();
	struct subject subject = subject_of("report", uuid);
	enum status st = report ? fill(ledger, &subject, report, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = claims_add(ledger, text_of(subject.text), report, err);
	if (st == STATUS_OK)
		st = subject_add_links(ledger, &subject, report, err);
	if (st == STATUS_OK)
		st = subject_add_notes(ledger, text_of(subject.text), report, err);
	if (st == STATUS_OK)
		st = custody_add_chain(ledger, &subject, report, "history", err);
	if (st == STATUS_OK)
		*out = json_incref(report);
	return st;
}

enum status
documents_add(struct ledger *ledger, struct text sha256, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "report", 'R' },
		{ "version", VIEW_INTEGER },
		{ "state", VIEW_TEXT },
		{ "time", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT r.number, s.version, s.state, s.time FROM p_report_versions s"
		       " JOIN p_reports r ON r.uuid = s.report WHERE s.document = $1 ORDER BY s.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &select, sha256, object, "documents", err);
}
