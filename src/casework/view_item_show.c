/* SPDX-License-Identifier: Apache-2.0 */
/* view_item_show.c - one item with all that is known of it, and files by their hash. */
#include "casework/view_item.h"

#include "casework/view_citation.h"
#include "casework/view_claim.h"
#include "casework/view_consent.h"
#include "casework/view_custody.h"
#include "casework/view_finding.h"
#include "casework/view_item_parts.h"
#include "casework/view_links.h"
#include "casework/view_match.h"
#include "casework/view_metadata.h"
#include "casework/view_received.h"
#include "casework/view_report.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

static const struct view_column item_columns[] = {
	{ "id", 'E' },
	{ "uuid", VIEW_TEXT },
	{ "held", VIEW_BOOLEAN },
	{ "sha256", VIEW_TEXT },
	{ "bytes", VIEW_INTEGER },
	{ "media_type", VIEW_TEXT },
	{ "status", VIEW_TEXT },
	{ "verified_as", VIEW_TEXT },
	{ "defects", VIEW_LIST },
	{ "version", VIEW_INTEGER },
	{ "described", VIEW_BOOLEAN },
	{ "title", VIEW_TEXT },
	{ "summary", VIEW_TEXT },
	{ "graphic_level", VIEW_TEXT },
	{ "sound", VIEW_TEXT },
	{ "flags", VIEW_LIST },
	{ "protection_flags", VIEW_LIST },
	{ "content_tags", VIEW_LIST },
	{ "warnings", VIEW_LIST },
	{ "accessioned", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "delivery", 'D' },
	{ "digests", VIEW_JSON },
	EXAMINED_COLUMNS,
};

static const struct view_select item_select = {
	.sql = "SELECT i.number, i.uuid, i.held, i.object, i.bytes, i.media_type, i.status, i.verified_as,"
	       " i.defects, i.version, i.described, i.title, i.summary, i.graphic_level, i.sound,"
	       " i.flags, i.protection_flags, i.content_tags, i.warnings, i.accessioned, k.code, k.number, d.number, o.digests,"
	       EXAMINED_SQL " FROM p_items i LEFT JOIN p_actors k ON k.fingerprint = i.actor"
	       " LEFT JOIN p_deliveries d ON d.uuid = i.delivery"
	       " LEFT JOIN p_objects o ON o.sha256 = i.object" EXAMINED_JOIN " WHERE i.uuid = $1",
	VIEW_COLUMNS(item_columns),
};

/* `received`: when the first acquisition was. */
static enum status
add_received(json_t *item, struct error *err)
{
	json_t *first = json_array_get(json_object_get(item, "acquisitions"), 0);
	json_t *received = json_object_get(first, "received");

	if (!view_set(item, "received", received ? json_incref(received) : json_null()))
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
add_records(struct ledger *ledger, struct text uuid, json_t *item, struct error *err)
{
	SCOPED(buffer) subject = { 0 };
	enum status st = item_subject(&subject, uuid, err);

	if (st == STATUS_OK)
		st = item_add_acquisitions(ledger, uuid, item, err);
	if (st == STATUS_OK)
		st = item_add_postings(ledger, uuid, item, err);
	if (st == STATUS_OK)
		st = claims_add(ledger, text_of_buffer(&subject), item, err);
	if (st == STATUS_OK)
		st = subject_add_notes(ledger, text_of_buffer(&subject), item, err);
	if (st == STATUS_OK)
		st = object_add_repairs(ledger, view_text(item, "sha256"), item, err);
	if (st == STATUS_OK)
		st = item_add_derived(ledger, uuid, item, err);
	if (st == STATUS_OK)
		st = item_add_copies(ledger, uuid, item, err);
	if (st == STATUS_OK)
		st = item_add_matches(ledger, uuid, item, err);
	if (st == STATUS_OK)
		st = item_add_limits(ledger, uuid, item, err);
	return st;
}

static enum status
fill_item(struct ledger *ledger, const struct uuid *uuid, json_t *item, struct error *err)
{
	struct subject subject = subject_of("item", uuid);
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = view_one(ledger, &item_select, text_of(text), item, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no item %s", text);
	if (st == STATUS_OK)
		st = item_add_sensitivity(item, err);
	if (st == STATUS_OK)
		st = item_merge_warnings(item, err);
	if (st == STATUS_OK)
		st = item_explain_warnings(ledger, item, err);
	if (st == STATUS_OK)
		st = item_add_metadata(ledger, text_of(text), item, err);
	if (st == STATUS_OK)
		st = add_records(ledger, text_of(text), item, err);
	if (st == STATUS_OK)
		st = add_received(item, err);
	if (st == STATUS_OK)
		st = item_add_noted(ledger, text_of(text), item, err);
	if (st == STATUS_OK)
		st = retraction_add(ledger, item, err);
	if (st == STATUS_OK)
		st = subject_add_links(ledger, &subject, item, err);
	if (st == STATUS_OK)
		st = citations_add_of(ledger, &subject, item, "cited_by", err);
	if (st == STATUS_OK)
		st = subject_add_judgement(ledger, &subject, item, err);
	if (st == STATUS_OK)
		st = received_add(ledger, &subject, item, err);
	return st == STATUS_OK ? custody_add_chain(ledger, &subject, item, "custody", err) : st;
}

enum status
item_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *item = json_object();
	enum status st = item ? fill_item(ledger, uuid, item, err) : fail_memory(err);

	if (st == STATUS_OK)
		*out = json_incref(item);
	return st;
}

static enum status
add_object_row(struct ledger *ledger, struct text hash, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "bytes", VIEW_INTEGER },
		{ "media_type", VIEW_TEXT },
		{ "digests", VIEW_JSON },
		{ "item", 'E' },
	};
	static const struct view_select row = {
		.sql = "SELECT o.bytes, o.media_type, o.digests, i.number FROM p_objects o"
		       " LEFT JOIN p_items i ON i.uuid = o.item WHERE o.sha256 = $1",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_one(ledger, &row, hash, object, err);
	bool held = st == STATUS_OK;

	if (st == STATUS_NOT_FOUND) {
		st = STATUS_OK;
		for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
			if (!view_set(object, columns[i].name, json_null()))
				return fail_memory(err);
		}
	}
	if (st == STATUS_OK && !view_set(object, "held", json_boolean(held)))
		st = fail_memory(err);
	return st;
}

enum status
object_show(struct ledger *ledger, const struct digest *digest, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *object = json_object();
	char text[DIGEST_TEXT_SIZE];
	enum status st;

	digest_write(text, digest);
	if (object == NULL || !view_set(object, "sha256", json_string(text)))
		return fail_memory(err);
	st = add_object_row(ledger, text_of(text), object, err);
	if (st == STATUS_OK)
		st = object_add_acquisitions(ledger, text_of(text), object, err);
	if (st == STATUS_OK)
		st = object_add_repairs(ledger, text_of(text), object, err);
	if (st == STATUS_OK)
		st = documents_add(ledger, text_of(text), object, err);
	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}
