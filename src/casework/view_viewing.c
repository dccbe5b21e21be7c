/* SPDX-License-Identifier: Apache-2.0 */
/* view_viewing.c - what was made from an item: pictures that can be made again, and copies that left. */
#include "casework/view_item_parts.h"

enum status
item_add_derived(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "kind", VIEW_TEXT },
		{ "object", VIEW_TEXT },
		{ "sha256", VIEW_TEXT },
		{ "bytes", VIEW_INTEGER },
		{ "media_type", VIEW_TEXT },
		{ "width", VIEW_INTEGER },
		{ "height", VIEW_INTEGER },
		{ "microseconds", VIEW_INTEGER },
		{ "asked", VIEW_INTEGER },
	};
	static const struct view_select derived = {
		.sql = "SELECT d.seq, d.time, k.code, k.number, d.kind, d.object, d.result, d.bytes,"
		       " d.media_type, d.width, d.height, d.microseconds, d.asked FROM p_derived d"
		       " LEFT JOIN p_actors k ON k.fingerprint = d.actor"
		       " WHERE d.item = $1 ORDER BY d.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &derived, uuid, object, "derived", err);
}

enum status
item_add_copies(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "sha256", VIEW_TEXT },
		{ "bytes", VIEW_INTEGER },
		{ "form", VIEW_TEXT },
		{ "label", VIEW_TEXT },
		{ "folder", VIEW_TEXT },
		{ "folder_bytes", VIEW_BYTES },
		{ "host", VIEW_TEXT },
		{ "login", VIEW_TEXT },
	};
	static const struct view_select copies = {
		.sql = "SELECT c.seq, c.time, k.code, k.number, c.object, c.bytes, c.form, c.label,"
		       " c.folder, c.folder_bytes, c.host, c.login FROM p_copies c"
		       " LEFT JOIN p_actors k ON k.fingerprint = c.actor"
		       " WHERE c.item = $1 ORDER BY c.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &copies, uuid, object, "copies", err);
}
