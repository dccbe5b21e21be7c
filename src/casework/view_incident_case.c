/* SPDX-License-Identifier: Apache-2.0 */
/* view_incident_case.c - provisions, assessments and claims of an incident. */
#include "casework/view_incident_case.h"

#include "casework/view_claim.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

static enum status
add_provisions(struct ledger *ledger, struct text uuid, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "uuid", VIEW_TEXT },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "provision", VIEW_TEXT },
		{ "label", VIEW_TEXT },
		{ "act", VIEW_TEXT },
		{ "conflict", VIEW_TEXT },
		{ "standing", VIEW_TEXT },
		{ "by_report", 'R' },
		{ "locator", VIEW_TEXT },
		{ "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT },
	};
	static const struct view_select provisions = {
		.sql = "SELECT p.seq, p.uuid, p.time, k.code, k.number, p.provision, t.label, p.act,"
		       " p.conflict, p.standing, r.number, p.locator, p.grounds, p.protected_grounds"
		       " FROM p_provisions p LEFT JOIN p_actors k ON k.fingerprint = p.actor"
		       " LEFT JOIN p_terms t ON t.vocabulary = 'legal-reference' AND t.code = p.provision"
		       " LEFT JOIN p_reports r ON r.uuid = p.by_report"
		       " WHERE p.incident = $1 ORDER BY p.seq",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_all(ledger, &provisions, uuid, incident, "provisions", err);
}

/* The last that was not taken back. */
static enum status
set_violation(json_t *incident, struct error *err)
{
	json_t *each, *counts = NULL;
	size_t i;

	json_array_foreach(json_object_get(incident, "assessments"), i, each) {
		if (counts == NULL && json_is_null(json_object_get(each, "retracted")))
			counts = each;
	}
	return json_object_set(incident, "violation", counts ? counts : json_null()) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
add_assessments(struct ledger *ledger, struct text uuid, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "uuid", VIEW_TEXT },
		{ "n", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "violation", VIEW_TEXT },
		{ "standard", VIEW_TEXT },
		{ "potential", VIEW_LIST },
		{ "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select assessments = {
		.sql = "SELECT a.seq, a.uuid, a.n, a.time, k.code, k.number, a.violation, a.standard,"
		       " a.potential, a.grounds, a.protected_grounds, a.note FROM p_assessments a"
		       " LEFT JOIN p_actors k ON k.fingerprint = a.actor"
		       " WHERE a.incident = $1 ORDER BY a.seq DESC",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	enum status st = view_all(ledger, &assessments, uuid, incident, "assessments", err);

	return st == STATUS_OK ? set_violation(incident, err) : st;
}

/* Items and footage that are said to show the incident ($1), and the members of that footage. */
#define SHOWN                                                                                \
	"WITH shown(subject) AS (SELECT d.subject FROM p_depictions d WHERE d.incident = $1" \
	" AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid)"            \
	" UNION SELECT 'item/' || m.item FROM p_depictions d JOIN p_footage_members m"       \
	" ON m.footage = substr(d.subject, 9) AND m.left_seq IS NULL"                        \
	" WHERE d.incident = $1 AND d.subject LIKE 'footage/%' AND NOT EXISTS"               \
	" (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid))"
#define OF_ITEM_OR_FOOTAGE                                                                   \
	" LEFT JOIN p_items e ON e.uuid = substr(s.subject, 6)"                              \
	" LEFT JOIN p_footage v ON v.uuid = substr(s.subject, 9)"

/* Where what shows it was posted. */
static enum status
add_postings(struct ledger *ledger, struct text uuid, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'P' },           { "uuid", VIEW_TEXT },         { "item", 'E' },
		{ "footage", 'V' },      { "channel", 'C' },            { "channel_code", VIEW_TEXT },
		{ "platform", VIEW_TEXT }, { "published", VIEW_JSON },  { "role", VIEW_TEXT },
	};
	static const struct view_select postings = {
		.sql = SHOWN " SELECT p.number, p.uuid, e.number, v.number, h.number, h.code, h.platform,"
		" p.published, p.role FROM shown s JOIN p_postings p ON p.subject = s.subject"
		OF_ITEM_OR_FOOTAGE " LEFT JOIN p_channels h ON h.uuid = p.channel"
		" ORDER BY p.number LIMIT 1000",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_all(ledger, &postings, uuid, incident, "postings", err);
}

/* Which reports cite what shows it. */
static enum status
add_citations(struct ledger *ledger, struct text uuid, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'N' },           { "uuid", VIEW_TEXT },     { "item", 'E' },
		{ "footage", 'V' },      { "report", 'R' },         { "report_text", VIEW_TEXT },
		{ "version", VIEW_INTEGER }, { "stance", VIEW_TEXT }, { "status", VIEW_TEXT },
		{ "label", VIEW_TEXT },
	};
	static const struct view_select citations = {
		.sql = SHOWN " SELECT c.number, c.uuid, e.number, v.number, r.number, coalesce(r.publisher,"
		" r.title, r.draft_publisher, r.draft_title), c.version, c.stance, c.status, c.label"
		" FROM shown s JOIN p_citations c ON c.subject = s.subject" OF_ITEM_OR_FOOTAGE
		" LEFT JOIN p_reports r ON r.uuid = c.report ORDER BY c.number LIMIT 1000",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_all(ledger, &citations, uuid, incident, "cited_by", err);
}

/* What was found of what shows it; these findings stay the items'. */
static enum status
add_findings(struct ledger *ledger, struct text uuid, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'F' },           { "uuid", VIEW_TEXT },       { "item", 'E' },
		{ "footage", 'V' },      { "question", VIEW_TEXT },   { "answer", VIEW_TEXT },
		{ "conclusion", VIEW_TEXT }, { "confidence", VIEW_TEXT }, { "actor", VIEW_ACTOR },
	};
	static const struct view_select findings = {
		.sql = SHOWN " SELECT f.number, f.uuid, e.number, v.number, f.question, f.answer,"
		" f.conclusion, f.confidence, k.code, k.number FROM shown s JOIN p_findings f"
		" ON f.subject = s.subject" OF_ITEM_OR_FOOTAGE
		" LEFT JOIN p_actors k ON k.fingerprint = f.actor ORDER BY f.number LIMIT 1000",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_all(ledger, &findings, uuid, incident, "findings", err);
}

enum status
incident_add_case(struct ledger *ledger, const struct uuid *incident, json_t *object,
                  struct error *err)
{
	struct resolved of = { .kind = 'I', .uuid = *incident };
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(uuid, incident);
	st = add_assessments(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = add_provisions(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = add_postings(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = add_citations(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = add_findings(ledger, text_of(uuid), object, err);
	return st == STATUS_OK ? claims_beside_add(ledger, &of, object, err) : st;
}
