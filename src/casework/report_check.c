/* SPDX-License-Identifier: Apache-2.0 */
/* report_check.c - asks every question of every citation of a report's latest version. */
#include "casework/report_check_internal.h"

#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static report_question *const questions[] = {
	check_held, check_status, check_refuted, check_taken_back, check_dissent, check_gate, check_persons, check_claims, check_changes,
};

const char *
cited_id(const json_t *citation)
{
	const char *item = json_string_value(json_object_get(citation, "item"));
	const char *footage = json_string_value(json_object_get(citation, "footage"));

	return item ? item : footage ? footage : "what is cited";
}

bool
cited_for(const json_t *citation, const char *stance)
{
	const char *said = json_string_value(json_object_get(citation, "stance"));

	return said != NULL && strcmp(said, stance) == 0;
}

/* {"status","verified_as","object","version"} of then, or of now. */
static json_t *
state_of(const json_t *citation, bool now)
{
	static const char *const names[][2] = { { "status", "status_now" },
		                                { "verified_as", "verified_as_now" },
		                                { "object", "object_now" },
		                                { "version", "version_now" } };
	json_t *state = json_object();

	for (size_t i = 0; state != NULL && i < sizeof names / sizeof names[0]; i++) {
		if (json_object_set(state, names[i][0], json_object_get(citation, names[i][now])) != 0) {
			json_decref(state);
			return NULL;
		}
	}
	return state;
}

enum status
finding_add(struct report_check *check, const json_t *citation, const char *code, bool change,
            struct error *err, const char *format, ...)
{
	char text[1024];
	json_t *finding;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	finding = json_pack("{s:s,s:O,s:O,s:O,s:o,s:o,s:o}", "code", code, "citation",
	                    json_object_get(citation, "citation"), "item",
	                    json_object_get(citation, "item"), "footage",
	                    json_object_get(citation, "footage"), "text",
	                    json_of_text_lossy(text_of(text)), "then",
	                    change ? state_of(citation, false) : json_null(), "now",
	                    change ? state_of(citation, true) : json_null());
	return json_array_append_new(check->findings, finding) == 0 ? STATUS_OK : fail_memory(err);
}

/* Of the latest version: pinned, or carried over, and not taken back. */
static enum status
read_citations(struct ledger *ledger, struct text report, json_t *out, struct error *err)
{
	static const struct view_column columns[] = {
		{ "citation", 'N' },          { "uuid", VIEW_TEXT },
		{ "subject", VIEW_TEXT },     { "item", 'E' },
		{ "footage", 'V' },           { "stance", VIEW_TEXT },
		{ "seq", VIEW_INTEGER },      { "object", VIEW_TEXT },
		{ "status", VIEW_TEXT },      { "verified_as", VIEW_TEXT },
		{ "version", VIEW_INTEGER },  { "object_now", VIEW_TEXT },
		{ "status_now", VIEW_TEXT },  { "verified_as_now", VIEW_TEXT },
		{ "version_now", VIEW_INTEGER }, { "taken_back", VIEW_BOOLEAN },
	};
	static const struct view_select select = {
		.sql = "SELECT c.number, c.uuid, c.subject, e.number, v.number, c.stance,"
		       " coalesce(p.seq, c.seq), iif(p.seq, p.object, c.object),"
		       " iif(p.seq, p.status, c.status), iif(p.seq, p.verified_as, c.verified_as),"
		       " coalesce(p.version_cited, c.version_cited), coalesce(e.object, m.object),"
		       " coalesce(e.status, v.status), coalesce(e.verified_as, v.verified_as),"
		       " coalesce(e.version, v.version), EXISTS (SELECT 1 FROM p_retractions y"
		       " WHERE y.record = coalesce(e.uuid, v.uuid)) FROM p_citations c"
		       " LEFT JOIN p_pins p ON p.seq = (SELECT max(seq) FROM p_pins"
		       " WHERE citation = c.uuid)"
		       " LEFT JOIN p_items e ON e.uuid = substr(c.subject, 6)"
		       " LEFT JOIN p_footage v ON v.uuid = substr(c.subject, 9)"
		       " LEFT JOIN p_items m ON m.uuid = v.reference"
		       " WHERE c.report = $1 AND NOT EXISTS (SELECT 1 FROM p_retractions x"
		       " WHERE x.record = c.uuid) ORDER BY c.number",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &select, report, out, "citations", err);
}

static enum status
ask_all(struct report_check *check, const json_t *citations, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *each;
	size_t i;

	json_array_foreach(citations, i, each) {
		for (size_t k = 0; st == STATUS_OK && k < sizeof questions / sizeof questions[0]; k++)
			st = questions[k](check, each, err);
	}
	return st;
}

/* Of how many citations something was found; each counts once. */
static json_int_t
count_of(const json_t *findings, const char *code)
{
	const json_t *last = NULL, *each;
	json_int_t count = 0;
	size_t i;

	json_array_foreach(findings, i, each) {
		if (strcmp(json_string_value(json_object_get(each, "code")), code) != 0)
			continue;
		count += last == NULL || !json_equal(last, json_object_get(each, "citation"));
		last = json_object_get(each, "citation");
	}
	return count;
}

/* Codes in the order of the vocabulary, with how many citations each concerns. */
static enum status
count_all(const struct report_check *check, json_t *out, struct error *err)
{
	static const struct view_column columns[] = { { "code", VIEW_TEXT }, { "label", VIEW_TEXT } };
	static const struct view_select terms = {
		.sql = "SELECT code, label FROM p_terms WHERE vocabulary = $1 ORDER BY position",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_all(check->ledger, &terms, text_of("report-check"), out, "counts", err);
	json_t *counts = json_object_get(out, "counts");

	for (size_t i = json_array_size(counts); st == STATUS_OK && i-- > 0;) {
		json_t *term = json_array_get(counts, i);
		const char *code = json_string_value(json_object_get(term, "code"));
		json_int_t count = code ? count_of(check->findings, code) : 0;

		if (count == 0 ? json_array_remove(counts, i) != 0
		               : !view_set(term, "citations", json_integer(count)))
			st = fail_memory(err);
	}
	return st;
}

static enum status
read_report(struct ledger *ledger, struct text report, json_t *out, struct error *err)
{
	static const struct view_column columns[] = { { "id", 'R' }, { "latest", VIEW_INTEGER },
		                                      { "state", VIEW_TEXT } };
	static const struct view_select select = {
		.sql = "SELECT r.number, l.version, l.state FROM p_reports r LEFT JOIN"
		       " p_report_versions l ON l.seq = (SELECT seq FROM p_report_versions"
		       " WHERE report = r.uuid ORDER BY version DESC, seq DESC LIMIT 1) WHERE r.uuid = $1",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_one(ledger, &select, report, out, err);

	return st == STATUS_NOT_FOUND ? fail(err, st, "there is no such report") : st;
}

static enum status
run_check(struct report_check *check, struct text report, json_t *out, struct error *err)
{
	SCOPED_JSON json_t *read = json_object();
	const json_t *citations;
	enum status st = read ? read_report(check->ledger, report, out, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = read_citations(check->ledger, report, read, err);
	citations = json_object_get(read, "citations");
	if (st == STATUS_OK)
		st = ask_all(check, citations, err);
	if (st == STATUS_OK)
		st = check_report_claims(check, json_string_value(json_object_get(out, "id")), err);
	if (st == STATUS_OK &&
	    (!view_set(out, "citations", json_integer((json_int_t)json_array_size(citations))) ||
	     !view_set(out, "ok", json_boolean(json_array_size(check->findings) == 0))))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = count_all(check, out, err);
	if (st == STATUS_OK && !view_set(out, "findings", json_incref(check->findings)))
		st = fail_memory(err);
	return st;
}

enum status
report_check(struct ledger *ledger, const struct uuid *report, struct instant now, json_t **out,
             struct error *err)
{
	SCOPED_JSON json_t *result = json_object(), *findings = json_array();
	struct report_check check = { ledger, now, findings };
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, report);
	st = result && findings ? run_check(&check, text_of(text), result, err) : fail_memory(err);
	if (st == STATUS_OK)
		*out = json_incref(result);
	return st;
}
