/* SPDX-License-Identifier: Apache-2.0 */
/* view_records.c - channels, persons and actors. */
#include "casework/view_records.h"

#include "casework/view_claim.h"
#include "casework/view_consent.h"
#include "casework/view_custody.h"
#include "casework/view_item_parts.h"
#include "casework/view_links.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#define CHANNEL_COLUMNS                                                                           \
	"SELECT number, uuid, added, code, platform, kind, visibility, native_id, handle, title,"  \
	" url"
#define CHANNEL_MEMBERS                                                                           \
	{ "id", 'C' }, { "uuid", VIEW_TEXT }, { "added", VIEW_TEXT }, { "code", VIEW_TEXT },      \
	{ "platform", VIEW_TEXT }, { "channel_kind", VIEW_TEXT }, { "visibility", VIEW_TEXT },            \
	{ "native_id", VIEW_TEXT }, { "handle", VIEW_TEXT }, { "title", VIEW_TEXT },              \
	{ "url", VIEW_TEXT }

static const struct view_column channel_columns[] = {
	CHANNEL_MEMBERS,
	{ "version", VIEW_INTEGER },
	{ "roles", VIEW_LIST },
	{ "identity_disclosure", VIEW_TEXT },
	{ "language", VIEW_TEXT },
	{ "reliability", VIEW_TEXT },
	{ "grade_grounds", VIEW_TEXT },
	{ "protected_grade_grounds", VIEW_TEXT },
	{ "note", VIEW_TEXT },
	{ "posting_count", VIEW_INTEGER },
	{ "delivery_count", VIEW_INTEGER },
};

#define PERSON_COLUMNS "SELECT number, uuid, added, code, roles, protection_level, identity_held_at"
#define PERSON_MEMBERS                                                                            \
	{ "id", 'W' }, { "uuid", VIEW_TEXT }, { "added", VIEW_TEXT }, { "code", VIEW_TEXT },      \
	{ "roles", VIEW_LIST }, { "protection_level", VIEW_TEXT },                                \
	{ "identity_held_at", VIEW_TEXT }

static const struct view_column person_columns[] = {
	PERSON_MEMBERS,
	{ "version", VIEW_INTEGER },
	{ "discipline", VIEW_TEXT },
	{ "languages", VIEW_LIST },
	{ "reliability", VIEW_TEXT },
	{ "grade_grounds", VIEW_TEXT },
	{ "note", VIEW_TEXT },
	{ "handed_over_count", VIEW_INTEGER },
	{ "collected_count", VIEW_INTEGER },
};

#define ACTOR_COLUMNS                                                                             \
	"SELECT number, uuid, added, code, name, organisation, role, public_key, fingerprint"
static const struct view_column actor_columns[] = {
	{ "id", 'K' },
	{ "uuid", VIEW_TEXT },
	{ "added", VIEW_TEXT },
	{ "code", VIEW_TEXT },
	{ "name", VIEW_TEXT },
	{ "organisation", VIEW_TEXT },
	{ "role", VIEW_TEXT },
	{ "public_key", VIEW_TEXT },
	{ "fingerprint", VIEW_TEXT },
};

static const struct text no_key = { NULL, 0 };

enum status
channel_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { CHANNEL_MEMBERS };
	static const struct view_select page = {
		.sql = CHANNEL_COLUMNS " FROM p_channels"
		       " WHERE $1 IS NULL AND number > $2 ORDER BY number LIMIT 256",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_pages(ledger, &page, no_key, to, err);
}

enum status
person_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { PERSON_MEMBERS };
	static const struct view_select page = {
		.sql = PERSON_COLUMNS " FROM p_persons"
		       " WHERE $1 IS NULL AND number > $2 ORDER BY number LIMIT 256",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_pages(ledger, &page, no_key, to, err);
}

enum status
actor_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_select page = {
		.sql = ACTOR_COLUMNS " FROM p_actors"
		       " WHERE $1 IS NULL AND number > $2 ORDER BY number LIMIT 256",
		VIEW_COLUMNS(actor_columns),
	};

	return view_pages(ledger, &page, no_key, to, err);
}

/* A record with remarks and chain; `kind` is that of its subject. */
static enum status
show_record(struct ledger *ledger, const struct view_select *select, const char *kind,
            const struct uuid *uuid, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *record = json_object();
	struct subject subject = subject_of(kind, uuid);
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = record ? view_one(ledger, select, text_of(text), record, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no %s %s", kind, text);
	if (st == STATUS_OK)
		st = claims_add(ledger, text_of(subject.text), record, err);
	if (st == STATUS_OK)
		st = subject_add_links(ledger, &subject, record, err);
	if (st == STATUS_OK)
		st = subject_add_notes(ledger, text_of(subject.text), record, err);
	if (st == STATUS_OK)
		st = custody_add_chain(ledger, &subject, record, "history", err);
	if (st == STATUS_OK)
		*out = json_incref(record);
	return st;
}

/* Every set of names, in the order in which they were recorded. */
static enum status
add_names(struct ledger *ledger, const struct uuid *uuid, json_t *channel, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER }, { "time", VIEW_TEXT },  { "actor", VIEW_ACTOR },
		{ "native_id", VIEW_TEXT }, { "handle", VIEW_TEXT }, { "title", VIEW_TEXT },
		{ "url", VIEW_TEXT },    { "since", VIEW_JSON }, { "until", VIEW_JSON },
		{ "seen", VIEW_JSON },   { "basis", VIEW_TEXT }, { "note", VIEW_TEXT },
	};
	static const struct view_select named = {
		.sql = "SELECT n.seq, n.time, k.code, k.number, n.native_id, n.handle, n.title, n.url,"
		       " n.since, n.until, n.seen, n.basis, n.note FROM p_channel_names n"
		       " LEFT JOIN p_actors k ON k.fingerprint = n.actor"
		       " WHERE n.channel = $1 ORDER BY n.seq",
		VIEW_COLUMNS(columns),
	};
	char text[UUID_TEXT_SIZE];

	uuid_write(text, uuid);
	return view_all(ledger, &named, text_of(text), channel, "names", err);
}

enum status
channel_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select channel = {
		.sql = CHANNEL_COLUMNS
		", version, roles, identity_disclosure, language, reliability, grade_grounds,"
		" protected_grade_grounds, note, (SELECT count(*) FROM p_postings p WHERE p.channel = c.uuid"
		" AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = p.uuid)),"
		" (SELECT count(*) FROM p_deliveries WHERE channel = c.uuid)"
		" FROM p_channels c WHERE uuid = $1",
		VIEW_COLUMNS(channel_columns), .finish = retraction_add,
	};

	SCOPED_JSON json_t *record = NULL;
	enum status st = show_record(ledger, &channel, "channel", uuid, &record, err);

	if (st == STATUS_OK)
		st = add_names(ledger, uuid, record, err);
	if (st == STATUS_OK)
		*out = json_incref(record);
	return st;
}

enum status
person_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select person = {
		.sql = PERSON_COLUMNS
		", version, discipline, languages, reliability, grade_grounds, note,"
		" (SELECT count(*) FROM p_deliveries WHERE from_person = w.uuid),"
		" (SELECT count(*) FROM p_deliveries WHERE collector = w.uuid)"
		" FROM p_persons w WHERE uuid = $1",
		VIEW_COLUMNS(person_columns), .finish = retraction_add,
	};
	SCOPED_JSON json_t *record = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = show_record(ledger, &person, "person", uuid, &record, err);

	uuid_write(text, uuid);
	if (st == STATUS_OK)
		st = person_add_consents(ledger, text_of(text), record, err);
	if (st == STATUS_OK)
		*out = json_incref(record);
	return st;
}

static enum status
add_certificates(struct ledger *ledger, struct text actor, json_t *record, struct error *err)
{
	static const struct view_column certificate_columns[] = {
		{ "seq", VIEW_INTEGER },    { "time", VIEW_TEXT },   { "sha256", VIEW_TEXT },
		{ "used_by", VIEW_TEXT },   { "subject", VIEW_TEXT }, { "issuer", VIEW_TEXT },
		{ "not_before", VIEW_TEXT }, { "not_after", VIEW_TEXT },
	};
	static const struct view_select certificates = {
		.sql = "SELECT seq, time, sha256, used_by, subject, issuer, not_before, not_after"
		       " FROM p_certificates WHERE actor = $1 ORDER BY seq",
		VIEW_COLUMNS(certificate_columns),
	};
	static const struct view_column compromise_columns[] = {
		{ "seq", VIEW_INTEGER },       { "time", VIEW_TEXT },  { "actor", VIEW_ACTOR },
		{ "certificate", VIEW_TEXT },  { "last_good", VIEW_INTEGER },
		{ "until", VIEW_TEXT },        { "reason", VIEW_TEXT }, { "because", VIEW_TEXT },
	};
	static const struct view_select compromises = {
		.sql = "SELECT c.seq, c.time, k.code, k.number, c.certificate, c.last_good, c.until, c.reason,"
		       " c.because FROM p_compromises c LEFT JOIN p_actors k ON k.fingerprint = c.declared_by"
		       " WHERE c.actor = $1 ORDER BY c.seq",
		VIEW_COLUMNS(compromise_columns),
	};
	enum status st = view_all(ledger, &certificates, actor, record, "certificates", err);

	return st == STATUS_OK ? view_all(ledger, &compromises, actor, record, "compromised", err) : st;
}

enum status
actor_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select actor = {
		.sql = ACTOR_COLUMNS " FROM p_actors WHERE uuid = $1",
		VIEW_COLUMNS(actor_columns),
	};
	SCOPED_JSON json_t *record = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = show_record(ledger, &actor, "actor", uuid, &record, err);

	uuid_write(text, uuid);
	if (st == STATUS_OK)
		st = add_certificates(ledger, text_of(text), record, err);
	if (st == STATUS_OK)
		*out = json_incref(record);
	return st;
}
