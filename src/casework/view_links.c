/* SPDX-License-Identifier: Apache-2.0 */
/* view_links.c - what hangs on a record, as objects. */
#include "casework/view_links.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

enum status
item_add_noted(struct ledger *ledger, struct text uuid, json_t *item, struct error *err)
{
	static const struct view_column columns[] = {
		{ "described_as", VIEW_TEXT }, { "told_sha256", VIEW_TEXT },
		{ "kind", VIEW_TEXT },         { "availability", VIEW_TEXT },
		{ "wanted", VIEW_BOOLEAN },    { "because", VIEW_TEXT },
		{ "filled", VIEW_TEXT },       { "filled_by", VIEW_ACTOR },
		{ "grounds", VIEW_TEXT },      { "protected_grounds", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT n.described_as, n.told_object, n.kind, n.availability, n.wanted,"
		       " n.because, n.filled, k.code, k.number, n.grounds, n.protected_grounds"
		       " FROM p_noted n LEFT JOIN p_actors k ON k.fingerprint = n.filled_actor"
		       " WHERE n.item = $1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *noted = json_object();
	enum status st = noted ? view_one(ledger, &select, uuid, noted, err) : fail_memory(err);

	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return view_set(item, "noted", st == STATUS_OK ? json_incref(noted) : json_null())
	               ? STATUS_OK
	               : fail_memory(err);
}
