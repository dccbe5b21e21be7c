/* SPDX-License-Identifier: Apache-2.0 */
/* view_custody_bundles.c - the sealed bundles that an item left in. */
#include "casework/view_custody_parts.h"

enum status
custody_add_bundles(struct ledger *ledger, struct text uuid, json_t *report, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'B' },
		{ "exhibit", VIEW_TEXT },
		{ "begun", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "policy", VIEW_TEXT },
		{ "recipient", VIEW_TEXT },
		{ "recipient_person", 'W' },
		{ "purpose", VIEW_TEXT },
		{ "terms", VIEW_TEXT },
		{ "no_onward", VIEW_BOOLEAN },
		{ "sealed", VIEW_TEXT },
		{ "abandoned", VIEW_TEXT },
		{ "tag_manifest", VIEW_TEXT },
		{ "accepted_finds", VIEW_INTEGER },
		{ "decisions", VIEW_INTEGER },
		{ "approvals", VIEW_INTEGER },
	};
	static const struct view_select all = {
		.sql = "SELECT b.number, x.exhibit, b.begun, k.code, k.number, b.policy, b.recipient, w.number,"
		       " b.purpose, b.terms, b.no_onward, b.sealed, b.abandoned, b.tag_manifest, b.accepted_finds,"
		       " b.decisions, (SELECT count(*) FROM p_bundle_requests r JOIN p_bundle_approvals a"
		       " ON a.request = r.uuid WHERE r.bundle = b.uuid)"
		       " FROM p_bundle_exhibits x JOIN p_bundles b ON b.uuid = x.bundle"
		       " LEFT JOIN p_actors k ON k.fingerprint = b.actor"
		       " LEFT JOIN p_persons w ON w.uuid = b.recipient_person"
		       " WHERE x.item = $1 AND b.begun_seq IS NOT NULL ORDER BY b.number",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &all, uuid, report, "bundles", err);
}
