/* SPDX-License-Identifier: Apache-2.0 */
/* view_citation.c - citations with what they rested on then, and what that is now. */
#include "casework/view_citation.h"

#include "casework/part_words.h"
#include "casework/view_retraction.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define CITATION_SELECT                                                                           \
	"SELECT c.number, c.uuid, c.seq, c.time, k.code, k.number, e.number, v.number, r.number," \
	" iif(r.drafting, coalesce(r.draft_title, r.title), r.title), c.version, c.drafted,"      \
	" c.stance, c.part, c.locator, c.quote, c.quote_language, c.label, c.accessed,"           \
	" c.because, c.object, c.status, c.verified_as, c.version_cited,"                         \
	" coalesce(e.object, m.object), coalesce(e.status, v.status),"                            \
	" coalesce(e.verified_as, v.verified_as), coalesce(e.version, v.version)"                 \
	" FROM p_citations c LEFT JOIN p_actors k ON k.fingerprint = c.actor"                     \
	" LEFT JOIN p_items e ON e.uuid = substr(c.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(c.subject, 9)"                                 \
	" LEFT JOIN p_items m ON m.uuid = v.reference"                                            \
	" LEFT JOIN p_reports r ON r.uuid = c.report"

static const struct view_column columns[] = {
	{ "id", 'N' },
	{ "uuid", VIEW_TEXT },
	{ "seq", VIEW_INTEGER },
	{ "time", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "item", 'E' },
	{ "footage", 'V' },
	{ "report", 'R' },
	{ "report_title", VIEW_TEXT },
	{ "report_version", VIEW_INTEGER },
	{ "drafted", VIEW_BOOLEAN },
	{ "stance", VIEW_TEXT },
	{ "part", VIEW_JSON },
	{ "locator", VIEW_TEXT },
	{ "quote", VIEW_TEXT },
	{ "quote_language", VIEW_TEXT },
	{ "label", VIEW_TEXT },
	{ "accessed", VIEW_JSON },
	{ "because", VIEW_TEXT },
	{ "object", VIEW_TEXT },
	{ "status", VIEW_TEXT },
	{ "verified_as", VIEW_TEXT },
	{ "version_cited", VIEW_INTEGER },
	{ "object_now", VIEW_TEXT },
	{ "status_now", VIEW_TEXT },
	{ "verified_as_now", VIEW_TEXT },
	{ "version_now", VIEW_INTEGER },
};

/* What it rested on each time that a version was published. */
static enum status
add_pins(struct ledger *ledger, json_t *citation, struct error *err)
{
	static const struct view_column pinned[] = {
		{ "report_version", VIEW_INTEGER }, { "time", VIEW_TEXT },
		{ "seq", VIEW_INTEGER },            { "object", VIEW_TEXT },
		{ "status", VIEW_TEXT },            { "verified_as", VIEW_TEXT },
		{ "version_cited", VIEW_INTEGER },  { "locator", VIEW_TEXT },
		{ "quote", VIEW_TEXT },
	};
	static const struct view_select pins = {
		.sql = "SELECT version, time, seq, object, status, verified_as, version_cited, locator,"
		       " quote FROM p_pins WHERE citation = $1 ORDER BY seq",
		VIEW_COLUMNS(pinned),
	};

	return view_all(ledger, &pins, view_text(citation, "uuid"), citation, "pins", err);
}

/* Versions of the report that have it: pinned, made for one that was out, carried into a draft. */
static enum status
add_versions(struct ledger *ledger, json_t *citation, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *versions = json_array();
	enum status st = view_query(
		ledger,
		"SELECT version FROM p_pins WHERE citation = $1 UNION SELECT version FROM p_citations"
		" WHERE uuid = $1 AND NOT drafted UNION SELECT l.version FROM p_citations c"
		" JOIN p_reports r ON r.uuid = c.report JOIN p_report_versions l ON l.seq ="
		" (SELECT seq FROM p_report_versions WHERE report = r.uuid"
		" ORDER BY version DESC, seq DESC LIMIT 1) WHERE c.uuid = $1"
		" AND r.drafting AND c.version <= l.version AND NOT EXISTS (SELECT 1"
		" FROM p_retractions x WHERE x.record = c.uuid) ORDER BY 1",
		view_text(citation, "uuid"), &row, err);

	if (!view_set(citation, "versions", versions))
		return st == STATUS_OK ? fail_memory(err) : st;
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (!statement_is_null(row, 0) &&
		    json_array_append_new(versions, json_integer(statement_integer(row, 0))) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
complete(struct ledger *ledger, json_t *citation, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	enum status st;

	part_to_words(&words, json_object_get(citation, "part"));
	st = buffer_check(&words, err);
	if (st == STATUS_OK &&
	    !view_set(citation, "part_words",
	              words.n > 0 ? view_string(text_of_buffer(&words)) : json_null()))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = add_pins(ledger, citation, err);
	if (st == STATUS_OK)
		st = add_versions(ledger, citation, err);
	return st == STATUS_OK ? retraction_add(ledger, citation, err) : st;
}

enum status
citation_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select select = {
		.sql = CITATION_SELECT " WHERE c.uuid = $1",
		VIEW_COLUMNS(columns),
		.finish = complete,
	};
	SCOPED_JSON json_t *citation = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = citation ? view_one(ledger, &select, text_of(text), citation, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no citation %s", text);
	if (st == STATUS_OK)
		*out = json_incref(citation);
	return st;
}

enum status
citations_add_of(struct ledger *ledger, const struct subject *subject, json_t *object,
                 const char *name, struct error *err)
{
	static const struct view_select select = {
		.sql = CITATION_SELECT " WHERE c.subject = $1 ORDER BY c.number",
		VIEW_COLUMNS(columns),
		.finish = complete,
	};

	return view_all(ledger, &select, text_of(subject->text), object, name, err);
}

enum status
citations_add_by(struct ledger *ledger, struct text report, json_t *object, const char *name,
                 struct error *err)
{
	static const struct view_select select = {
		.sql = CITATION_SELECT " WHERE c.report = $1 ORDER BY c.number",
		VIEW_COLUMNS(columns),
		.finish = complete,
	};

	return view_all(ledger, &select, report, object, name, err);
}

/* Lets only the citations of one version through. */
struct version_filter {
	int64_t                   version;
	const struct view_output *to;
};

static enum status
emit_of_version(void *context, json_t *citation, struct error *err)
{
	const struct version_filter *filter = context;
	json_t *versions = json_object_get(citation, "versions"), *each;
	size_t i;

	json_array_foreach(versions, i, each) {
		if (json_integer_value(each) == filter->version)
			return filter->to->emit(filter->to->context, citation, err);
	}
	return STATUS_OK;
}

static const struct view_select *
select_of(const struct resolved *of)
{
	static const struct view_select all = {
		.sql = CITATION_SELECT " WHERE $1 IS NULL AND c.number > $2 ORDER BY c.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = complete,
	};
	static const struct view_select of_subject = {
		.sql = CITATION_SELECT " WHERE c.subject = $1 AND c.number > $2"
		                       " ORDER BY c.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = complete,
	};
	static const struct view_select of_report = {
		.sql = CITATION_SELECT " WHERE c.report = $1 AND c.number > $2"
		                       " ORDER BY c.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = complete,
	};

	return of == NULL ? &all : of->kind == 'R' ? &of_report : &of_subject;
}

enum status
citation_list(struct ledger *ledger, const struct resolved *of, int64_t version,
              const struct view_output *to, struct error *err)
{
	struct version_filter filter = { version, to };
	const struct view_output filtered = { emit_of_version, &filter };
	struct text key = { NULL, 0 };
	char uuid[UUID_TEXT_SIZE];
	struct subject subject;

	if (of != NULL && of->kind == 'R') {
		uuid_write(uuid, &of->uuid);
		key = text_of(uuid);
	} else if (of != NULL && resolved_subject(of, &subject)) {
		key = text_of(subject.text);
	} else if (of != NULL) {
		return fail(err, STATUS_INVALID,
		            "citations are of an item (E-…), of footage (V-…) or by a report (R-…)");
	}
	return view_pages(ledger, select_of(of), key, version > 0 ? &filtered : to, err);
}
