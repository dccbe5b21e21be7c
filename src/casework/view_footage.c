/* SPDX-License-Identifier: Apache-2.0 */
/* view_footage.c - the same filming in several items: their statements stay theirs. */
#include "casework/view_match.h"

#include "casework/view_citation.h"
#include "casework/view_claim.h"
#include "casework/view_custody.h"
#include "casework/view_finding.h"
#include "casework/view_item_parts.h"
#include "casework/verification.h"
#include "casework/view_links.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#define FOOTAGE_COLUMNS                                                                           \
	"SELECT f.number, f.uuid, f.made, f.version, f.status, f.verified_as, f.defects,"         \
	" f.title, r.number, (SELECT count(*) FROM p_footage_members m WHERE m.footage = f.uuid"  \
	" AND m.left_seq IS NULL)"
#define FOOTAGE_MEMBERS                                                                           \
	{ "id", 'V' }, { "uuid", VIEW_TEXT }, { "made", VIEW_TEXT }, { "version", VIEW_INTEGER }, \
	{ "status", VIEW_TEXT }, { "verified_as", VIEW_TEXT }, { "defects", VIEW_LIST },          \
	{ "title", VIEW_TEXT }, { "reference", 'E' }, { "member_count", VIEW_INTEGER }
#define FOOTAGE_FROM " FROM p_footage f LEFT JOIN p_items r ON r.uuid = f.reference"

/* Leaves only the questions that are open of this item too. */
static enum status
keep_open(struct ledger *ledger, const struct uuid *item, json_t *open, struct error *err)
{
	struct subject subject = subject_of("item", item);
	SCOPED_JSON json_t *there = json_object();
	enum status st = there ? open_questions_add(ledger, &subject, there, "open", err)
	                       : fail_memory(err);

	for (size_t i = json_array_size(open); st == STATUS_OK && i-- > 0;) {
		json_t *question, *wanted = json_array_get(open, i);
		bool found = false;
		size_t k;

		json_array_foreach(json_object_get(there, "open"), k, question)
			found = found || json_equal(question, wanted);
		if (!found)
			json_array_remove(open, i);
	}
	return st;
}

/* Which required questions are open: of the footage itself, and of it and every member. */
static enum status
add_open_questions(struct ledger *ledger, json_t *footage, struct error *err)
{
	static const struct view_column columns[] = { { "uuid", VIEW_TEXT } };
	static const struct view_select members = {
		.sql = "SELECT m.item FROM p_footage_members m WHERE m.footage = $1"
		       " AND m.left_seq IS NULL AND m.item IS NOT NULL ORDER BY m.seq",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *found = json_object();
	json_t *open, *member;
	struct subject subject;
	struct uuid uuid;
	enum status st = found && json_member_uuid(footage, "uuid", &uuid) ? STATUS_OK
	                                                                   : fail_memory(err);
	size_t i;

	if (st == STATUS_OK) {
		subject = subject_of("footage", &uuid);
		st = open_questions_add(ledger, &subject, footage, "open_questions", err);
	}
	if (st == STATUS_OK)
		st = view_all(ledger, &members, view_text(footage, "uuid"), found, "members", err);
	open = json_deep_copy(json_object_get(footage, "open_questions"));
	if (st == STATUS_OK && !view_set(footage, "open_with_members", open))
		st = fail_memory(err);
	json_array_foreach(json_object_get(found, "members"), i, member) {
		if (st == STATUS_OK && json_member_uuid(member, "uuid", &uuid))
			st = keep_open(ledger, &uuid, open, err);
	}
	return st;
}

static enum status
finish_listed(struct ledger *ledger, json_t *footage, struct error *err)
{
	enum status st = add_open_questions(ledger, footage, err);

	return st == STATUS_OK ? retraction_add(ledger, footage, err) : st;
}

enum status
footage_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { FOOTAGE_MEMBERS };
	static const struct view_select page = {
		.sql = FOOTAGE_COLUMNS FOOTAGE_FROM
		" WHERE $1 IS NULL AND f.number > $2 ORDER BY f.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_listed,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

/* A member's own sensitivity and postings. */
static enum status
finish_member(struct ledger *ledger, json_t *member, struct error *err)
{
	enum status st = item_add_sensitivity(member, err);

	if (st == STATUS_OK)
		st = retraction_add(ledger, member, err);
	return st == STATUS_OK ? item_add_postings(ledger, view_text(member, "uuid"), member, err)
	                       : st;
}

static enum status
add_members(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'E' },
		{ "uuid", VIEW_TEXT },
		{ "sha256", VIEW_TEXT },
		{ "media_type", VIEW_TEXT },
		{ "bytes", VIEW_INTEGER },
		{ "status", VIEW_TEXT },
		{ "verified_as", VIEW_TEXT },
		{ "title", VIEW_TEXT },
		{ "graphic_level", VIEW_TEXT },
		{ "sound", VIEW_TEXT },
		{ "flags", VIEW_LIST },
		{ "protection_flags", VIEW_LIST },
		{ "joined", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "match", 'M' },
	};
	static const struct view_select members = {
		.sql = "SELECT i.number, m.item, i.object, i.media_type, i.bytes, i.status,"
		       " i.verified_as, i.title,"
		       " i.graphic_level, i.sound, i.flags, i.protection_flags, m.joined, k.code,"
		       " k.number, x.number FROM p_footage_members m"
		       " LEFT JOIN p_items i ON i.uuid = m.item"
		       " LEFT JOIN p_actors k ON k.fingerprint = m.actor"
		       " LEFT JOIN p_matches x ON x.link = m.link"
		       " WHERE m.footage = $1 AND m.left_seq IS NULL ORDER BY m.seq",
		VIEW_COLUMNS(columns),
		.finish = finish_member,
	};

	return view_all(ledger, &members, uuid, object, "members", err);
}

/* The postings of all members in one list, each with the item that it is of. */
static enum status
gather_postings(json_t *footage, struct error *err)
{
	SCOPED_JSON json_t *all = json_array();
	json_t *member, *posting;
	size_t i, k;

	json_array_foreach(json_object_get(footage, "members"), i, member) {
		json_array_foreach(json_object_get(member, "postings"), k, posting) {
			if (json_object_set(posting, "item", json_object_get(member, "id")) != 0 ||
			    json_array_append(all, posting) != 0)
				return fail_memory(err);
		}
		json_object_del(member, "postings");
	}
	return view_set(footage, "postings", json_incref(all)) ? STATUS_OK : fail_memory(err);
}

static enum status
fill(struct ledger *ledger, const struct uuid *uuid, json_t *footage, struct error *err)
{
	static const struct view_column columns[] = { FOOTAGE_MEMBERS, { "summary", VIEW_TEXT } };
	static const struct view_select one = {
		.sql = FOOTAGE_COLUMNS ", f.summary" FOOTAGE_FROM " WHERE f.uuid = $1",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	struct subject subject = subject_of("footage", uuid);
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = view_one(ledger, &one, text_of(text), footage, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no footage %s", text);
	if (st == STATUS_OK)
		st = add_members(ledger, text_of(text), footage, err);
	if (st == STATUS_OK)
		st = gather_postings(footage, err);
	if (st == STATUS_OK)
		st = claims_add(ledger, text_of(subject.text), footage, err);
	if (st == STATUS_OK)
		st = claims_add_of_members(ledger, text_of(text), footage, err);
	if (st == STATUS_OK)
		st = subject_add_links(ledger, &subject, footage, err);
	if (st == STATUS_OK)
		st = citations_add_of(ledger, &subject, footage, "cited_by", err);
	if (st == STATUS_OK)
		st = subject_add_judgement(ledger, &subject, footage, err);
	return st == STATUS_OK ? custody_add_chain(ledger, &subject, footage, "history", err) : st;
}

enum status
footage_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *footage = json_object();
	enum status st = footage ? fill(ledger, uuid, footage, err) : fail_memory(err);

	if (st == STATUS_OK)
		*out = json_incref(footage);
	return st;
}
