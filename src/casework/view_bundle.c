/* SPDX-License-Identifier: Apache-2.0 */
/* view_bundle.c - bundles as rows of a list, and one with all that is known of it. */
#include "casework/view_bundle.h"

#include "casework/resolve.h"
#include "casework/view_row.h"
#include "casework/withholding.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define BUNDLE_COLUMNS                                                                            \
	"SELECT b.number, b.begun, k.code, k.number, b.policy, b.recipient, w.number, w.code,"    \
	" coalesce((SELECT json_array_length(r.exhibits) FROM p_received_bundles r"                \
	" WHERE r.uuid = b.uuid), (SELECT count(*) FROM p_bundle_exhibits x"                      \
	" WHERE x.bundle = b.uuid)), b.form, CASE WHEN EXISTS (SELECT 1 FROM p_received_bundles r" \
	" WHERE r.uuid = b.uuid) THEN 'received' WHEN b.sealed IS NOT NULL THEN 'sealed' WHEN b.abandoned IS NOT NULL THEN"         \
	" 'abandoned' WHEN b.begun IS NOT NULL THEN 'begun' ELSE 'asked' END"
#define BUNDLE_FROM                                                                               \
	" FROM p_bundles b LEFT JOIN p_actors k ON k.fingerprint = b.actor"                       \
	" LEFT JOIN p_persons w ON w.uuid = b.recipient_person"
#define BUNDLE_MEMBERS                                                                            \
	{ "bundle", 'B' }, { "begun", VIEW_TEXT }, { "actor", VIEW_ACTOR }, { "policy", VIEW_TEXT }, \
	{ "recipient", VIEW_TEXT }, { "recipient_person", 'W' },                                  \
	{ "recipient_person_code", VIEW_TEXT }, { "exhibits", VIEW_INTEGER },                     \
	{ "form", VIEW_TEXT }, { "state", VIEW_TEXT }

enum status
bundle_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { BUNDLE_MEMBERS };
	static const struct view_select page = {
		.sql = BUNDLE_COLUMNS BUNDLE_FROM " WHERE $1 IS NULL AND b.number > $2 AND NOT EXISTS"
		" (SELECT 1 FROM p_received_bundles r WHERE r.uuid = b.uuid)"
		" ORDER BY b.number LIMIT 256",
		VIEW_COLUMNS(columns),
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

static enum status
add_items(struct ledger *ledger, struct text uuid, json_t *bundle, struct error *err)
{
	static const struct view_column columns[] = { { "exhibit", VIEW_TEXT }, { "item", 'E' } };
	static const struct view_select all = {
		.sql = "SELECT x.exhibit, e.number FROM p_bundle_exhibits x LEFT JOIN p_items e"
		       " ON e.uuid = x.item WHERE x.bundle = $1 ORDER BY x.position",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &all, uuid, bundle, "items", err);
}

static enum status
add_repeats(struct ledger *ledger, struct text uuid, json_t *bundle, struct error *err)
{
	static const struct view_column columns[] = { { "time", VIEW_TEXT }, { "actor", VIEW_ACTOR },
		                                      { "form", VIEW_TEXT } };
	static const struct view_select all = {
		.sql = "SELECT r.time, k.code, k.number, r.form FROM p_bundle_repeats r"
		       " LEFT JOIN p_actors k ON k.fingerprint = r.actor WHERE r.bundle = $1"
		       " ORDER BY r.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &all, uuid, bundle, "repeated", err);
}

enum status
bundle_show(struct ledger *ledger, struct text bundle, json_t **out, struct error *err)
{
	static const struct view_column columns[] = {
		BUNDLE_MEMBERS,
		{ "uuid", VIEW_TEXT },
		{ "purpose", VIEW_TEXT },
		{ "terms", VIEW_TEXT },
		{ "expires", VIEW_JSON },
		{ "no_onward", VIEW_BOOLEAN },
		{ "decisions", VIEW_INTEGER },
		{ "log_size", VIEW_INTEGER },
		{ "sealed", VIEW_TEXT },
		{ "files", VIEW_TEXT },
		{ "tag_manifest", VIEW_TEXT },
		{ "seal", VIEW_TEXT },
		{ "leaf", VIEW_TEXT },
		{ "root", VIEW_TEXT },
		{ "bytes", VIEW_INTEGER },
		{ "originals", VIEW_INTEGER },
		{ "derivatives", VIEW_INTEGER },
		{ "accepted_finds", VIEW_INTEGER },
		{ "abandoned", VIEW_TEXT },
		{ "outcome", VIEW_TEXT },
	};
	static const struct view_select one = {
		.sql = BUNDLE_COLUMNS
		", b.uuid, b.purpose, b.terms, b.expires, b.no_onward, b.decisions, b.size, b.sealed,"
		" b.files, b.tag_manifest, b.seal, b.leaf, b.root, b.bytes, b.originals,"
		" b.derivatives, b.accepted_finds, b.abandoned, b.outcome" BUNDLE_FROM
		" WHERE b.uuid = $1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *object = json_object();
	struct resolved resolved;
	char uuid[UUID_TEXT_SIZE];
	enum status st = object ? resolve(ledger, bundle, "B", &resolved, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &resolved.uuid);
	st = view_one(ledger, &one, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = add_items(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = add_repeats(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		st = bundle_add_disclosures(ledger, text_of(uuid), object, err);
	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}

enum status
bundle_add_of(struct ledger *ledger, struct text subject, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "bundle", 'B' }, { "exhibit", VIEW_TEXT }, { "policy", VIEW_TEXT },
		{ "recipient", VIEW_TEXT }, { "begun", VIEW_TEXT },
	};
	static const struct view_select of_item = {
		.sql = "SELECT b.number, x.exhibit, b.policy, b.recipient, b.begun FROM"
		       " p_bundle_exhibits x JOIN p_bundles b ON b.uuid = x.bundle WHERE x.item = $1"
		       " AND b.sealed IS NOT NULL ORDER BY b.number",
		VIEW_COLUMNS(columns),
	};
	static const struct view_select of_footage = {
		.sql = "SELECT DISTINCT b.number, x.exhibit, b.policy, b.recipient, b.begun FROM"
		       " p_footage_members m JOIN p_bundle_exhibits x ON x.item = m.item"
		       " JOIN p_bundles b ON b.uuid = x.bundle WHERE m.footage = $1"
		       " AND m.left_seq IS NULL AND b.sealed IS NOT NULL ORDER BY b.number",
		VIEW_COLUMNS(columns),
	};
	struct text name = subject, kind = text_cut(&name, '/');

	if (text_is(kind, "item"))
		return view_all(ledger, &of_item, name, object, "bundles", err);
	if (text_is(kind, "footage"))
		return view_all(ledger, &of_footage, name, object, "bundles", err);
	return view_set(object, "bundles", json_array()) ? STATUS_OK : fail_memory(err);
}
