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
	return st == STATUS_OK ? claims_beside_add(ledger, &of, object, err) : st;
}
