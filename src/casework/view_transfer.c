/* SPDX-License-Identifier: Apache-2.0 */
/* view_transfer.c - transfers as objects; who has what a consent covers, and what to write to them. */
#include "casework/view_consent.h"

#include "casework/place_words.h"
#include "casework/view_consent_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define TRANSFER_COLUMNS                                                                          \
	"SELECT t.number, t.uuid, e.number, t.time, k.code, k.number, t.to_organisation,"         \
	" w.number, w.code, t.object, t.form, t.audience, t.purpose, t.terms, t.expires,"         \
	" t.no_onward, t.means, t.condition, t.handed_over"
#define TRANSFER_FROM                                                                             \
	" FROM p_transfers t LEFT JOIN p_items e ON e.uuid = t.item"                              \
	" LEFT JOIN p_actors k ON k.fingerprint = t.actor"                                        \
	" LEFT JOIN p_persons w ON w.uuid = t.to_person"
#define TRANSFER_MEMBERS                                                                          \
	{ "id", 'T' }, { "uuid", VIEW_TEXT }, { "item", 'E' }, { "time", VIEW_TEXT },             \
	{ "actor", VIEW_ACTOR }, { "to_organisation", VIEW_TEXT }, { "to_person", 'W' },          \
	{ "to_person_code", VIEW_TEXT }, { "sha256", VIEW_TEXT }, { "form", VIEW_TEXT },          \
	{ "audience", VIEW_TEXT }, { "purpose", VIEW_TEXT }, { "terms", VIEW_TEXT },              \
	{ "expires", VIEW_JSON }, { "no_onward", VIEW_BOOLEAN }, { "means", VIEW_TEXT },          \
	{ "condition", VIEW_TEXT }, { "handed_over", VIEW_JSON }

/* Receipts that the recipient signed, in the order in which they came. */
static enum status
add_receipts(struct ledger *ledger, json_t *transfer, struct error *err)
{
	static const struct view_column columns[] = {
		{ "time", VIEW_TEXT },     { "actor", VIEW_ACTOR }, { "receiver", VIEW_TEXT },
		{ "received", VIEW_TEXT }, { "tag_manifest", VIEW_TEXT }, { "key", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select receipts = {
		.sql = "SELECT r.time, k.code, k.number, r.receiver, r.received, r.tag_manifest, r.key,"
		       " r.note FROM p_transfer_receipts r LEFT JOIN p_actors k"
		       " ON k.fingerprint = r.actor WHERE r.transfer = $1 ORDER BY r.seq",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_all(ledger, &receipts, view_text(transfer, "uuid"), transfer,
	                          "receipts", err);

	return st == STATUS_OK ? retraction_add(ledger, transfer, err) : st;
}

enum status
transfer_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { TRANSFER_MEMBERS };
	static const struct view_select page = {
		.sql = TRANSFER_COLUMNS TRANSFER_FROM
		" WHERE $1 IS NULL AND t.number > $2 ORDER BY t.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = add_receipts,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

static enum status
finish_transfer(struct ledger *ledger, json_t *transfer, struct error *err)
{
	SCOPED(buffer) words = { 0 };

	place_to_words(&words, json_object_get(transfer, "place"));
	if (!view_set(transfer, "place_words",
	              words.n ? json_string(buffer_string(&words)) : json_null()))
		return fail_memory(err);
	return add_receipts(ledger, transfer, err);
}

enum status
item_add_transfers(struct ledger *ledger, struct text uuid, json_t *item, struct error *err)
{
	static const struct view_column columns[] = { TRANSFER_MEMBERS, { "place", VIEW_JSON },
		                                      { "receipt", VIEW_TEXT } };
	static const struct view_select all = {
		.sql = TRANSFER_COLUMNS ", t.place, t.receipt" TRANSFER_FROM " WHERE t.item = $1 ORDER BY t.number",
		VIEW_COLUMNS(columns),
		.finish = finish_transfer,
	};

	return view_all(ledger, &all, uuid, item, "transfers", err);
}

enum status
transfer_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_column columns[] = {
		TRANSFER_MEMBERS,
		{ "place", VIEW_JSON },
		{ "receipt", VIEW_TEXT },
		{ "because", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = TRANSFER_COLUMNS ", t.place, t.receipt, t.because" TRANSFER_FROM
		" WHERE t.uuid = $1",
		VIEW_COLUMNS(columns),
		.finish = finish_transfer,
	};
	SCOPED_JSON json_t *transfer = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = transfer ? view_one(ledger, &select, text_of(text), transfer, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no transfer %s", text);
	if (st == STATUS_OK)
		*out = json_incref(transfer);
	return st;
}

/* Every item that the consent $1 covers, by whatever it names. */
#define COVERED                                                                                   \
	"WITH i(item) AS ("                                                                       \
	" SELECT substr(v.subject, 6) FROM p_covers v WHERE v.record = $1"                        \
	" AND substr(v.subject, 1, 5) = 'item/'"                                                  \
	" UNION SELECT m.item FROM p_covers v JOIN p_footage_members m"                           \
	" ON m.footage = substr(v.subject, 9) AND m.left_seq IS NULL WHERE v.record = $1"         \
	" AND substr(v.subject, 1, 8) = 'footage/'"                                               \
	" UNION SELECT a.item FROM p_covers v JOIN p_acquisitions a"                              \
	" ON a.delivery = substr(v.subject, 10) WHERE v.record = $1"                              \
	" AND substr(v.subject, 1, 9) = 'delivery/'"                                              \
	" UNION SELECT a.item FROM p_consents c JOIN p_deliveries d"                              \
	" ON d.from_person = substr(c.subject, 8) JOIN p_acquisitions a ON a.delivery = d.uuid"   \
	" WHERE c.uuid = $1 AND c.everything = 1"                                                 \
	" UNION SELECT substr(l.about, 6) FROM p_consents c JOIN p_person_links l"                \
	" ON l.person = substr(c.subject, 8) WHERE c.uuid = $1 AND c.everything = 1"              \
	" AND substr(l.about, 1, 5) = 'item/') "

/* Taken for the day; dates of the log are in UTC. */
static int
day(struct text time)
{
	return time.n < 10 ? (int)time.n : 10;
}

/* Words to the one who has it. Nobody is named: what was agreed, and by whom, is not theirs to know. */
static void
draft_notice(struct buffer *out, const json_t *holder)
{
	struct text time = view_text(holder, "time"), id = view_text(holder, "id"),
		    sha256 = view_text(holder, "sha256"), to = view_text(holder, "to");

	buffer_append_format(out, "To: %.*s\n\n", to.p ? (int)to.n : 7, to.p ? to.p : "unknown");
	buffer_append_format(out,
	                     "On %.*s we gave you the file with the SHA-256\n%.*s\n(our transfer %.*s).",
	                     day(time), time.p, sha256.p ? (int)sha256.n : 7,
	                     sha256.p ? sha256.p : "unknown", (int)id.n, id.p);
	buffer_append_string(
		out, " A consent on which its use rested was\nwithdrawn. Please\n\n"
		     "- do not use, publish or pass it on any further;\n"
		     "- tell us to whom you passed it, and in what you used it;\n"
		     "- delete your copies, unless a law or court forbids it, and confirm that in writing.\n");
}

static enum status
finish_holder(struct ledger *ledger, json_t *holder, struct error *err)
{
	struct text organisation = view_text(holder, "to_organisation"),
		    code = view_text(holder, "to_person_code");
	SCOPED(buffer) notice = { 0 };
	enum status st;

	if (!view_set(holder, "to", view_string(organisation.p ? organisation : code)))
		return fail_memory(err);
	json_object_del(holder, "to_organisation");
	json_object_del(holder, "to_person_code");
	if (text_is(view_text(holder, "kind"), "transfer"))
		draft_notice(&notice, holder);
	st = buffer_check(&notice, err);
	if (st == STATUS_OK && !view_set(holder, "notice",
	                                 notice.n ? json_of_text(text_of_buffer(&notice))
	                                          : json_null()))
		st = fail_memory(err);
	return st == STATUS_OK ? retraction_add(ledger, holder, err) : st;
}

static const struct view_column holder_columns[] = {
	{ "kind", VIEW_TEXT },      { "id", 'T' },
	{ "uuid", VIEW_TEXT },      { "item", 'E' },
	{ "sha256", VIEW_TEXT },    { "time", VIEW_TEXT },
	{ "terms", VIEW_TEXT },     { "expires", VIEW_JSON },
	{ "no_onward", VIEW_BOOLEAN }, { "to_organisation", VIEW_TEXT },
	{ "to_person_code", VIEW_TEXT },
};

static const struct view_select holder_transfers = {
	.sql = COVERED "SELECT 'transfer', t.number, t.uuid, e.number, t.object, t.time, t.terms,"
		       " t.expires, t.no_onward, t.to_organisation, w.code FROM i JOIN p_transfers t"
		       " ON t.item = i.item LEFT JOIN p_items e ON e.uuid = t.item"
		       " LEFT JOIN p_persons w ON w.uuid = t.to_person ORDER BY t.number",
	VIEW_COLUMNS(holder_columns),
	.finish = finish_holder,
};

static const struct view_select holder_copies = {
	.sql = COVERED "SELECT 'copy', NULL, NULL, e.number, c.object, c.time, NULL, NULL, NULL,"
		       " c.folder, NULL FROM i JOIN p_copies c ON c.item = i.item"
		       " LEFT JOIN p_items e ON e.uuid = c.item ORDER BY c.seq",
	VIEW_COLUMNS(holder_columns),
	.finish = finish_holder,
};

/* Bundles that carry it: those that were begun may have left. */
static enum status
finish_bundle(struct ledger *ledger, json_t *holder, struct error *err)
{
	struct text bundle = view_text(holder, "bundle"), policy = view_text(holder, "policy"),
		    recipient = view_text(holder, "recipient");
	SCOPED(buffer) to = { 0 };
	enum status st;

	(void)ledger;
	buffer_append_text(&to, bundle.p ? bundle : text_of("a bundle"));
	if (policy.p != NULL)
		buffer_append_format(&to, ", for %.*s", (int)policy.n, policy.p);
	if (recipient.p != NULL)
		buffer_append_format(&to, ", %.*s", (int)recipient.n, recipient.p);
	st = buffer_check(&to, err);
	json_object_del(holder, "policy");
	json_object_del(holder, "recipient");
	if (st == STATUS_OK && (!view_set(holder, "to", json_of_text_lossy(text_of_buffer(&to))) ||
	                        !view_set(holder, "notice", json_null())))
		st = fail_memory(err);
	return st;
}

static const struct view_column bundle_columns[] = {
	{ "kind", VIEW_TEXT }, { "bundle", 'B' },      { "uuid", VIEW_TEXT },   { "item", 'E' },
	{ "time", VIEW_TEXT }, { "policy", VIEW_TEXT }, { "recipient", VIEW_TEXT },
};

static const struct view_select holder_bundles = {
	.sql = COVERED "SELECT 'bundle', b.number, b.uuid, e.number, b.begun, b.policy, b.recipient"
		       " FROM i JOIN p_bundle_exhibits x ON x.item = i.item JOIN p_bundles b"
		       " ON b.uuid = x.bundle LEFT JOIN p_items e ON e.uuid = x.item"
		       " WHERE b.abandoned IS NULL ORDER BY b.number, x.position",
	VIEW_COLUMNS(bundle_columns),
	.finish = finish_bundle,
};

/* Reports that cite what it covers, an item in footage too: "R-000001, version 1,2". */
static enum status
finish_citation(struct ledger *ledger, json_t *holder, struct error *err)
{
	struct text report = view_text(holder, "report"), versions = view_text(holder, "versions");
	SCOPED(buffer) to = { 0 };
	enum status st;

	buffer_append_text(&to, report.p ? report : text_of("a report"));
	if (versions.p != NULL)
		buffer_append_format(&to, ", version %.*s", (int)versions.n, versions.p);
	st = buffer_check(&to, err);
	if (st == STATUS_OK && (!view_set(holder, "to", json_of_text_lossy(text_of_buffer(&to))) ||
	                        !view_set(holder, "notice", json_null())))
		st = fail_memory(err);
	return st == STATUS_OK ? retraction_add(ledger, holder, err) : st;
}

static const struct view_column citation_columns[] = {
	{ "kind", VIEW_TEXT },   { "id", 'N' },        { "uuid", VIEW_TEXT }, { "item", 'E' },
	{ "footage", 'V' },      { "sha256", VIEW_TEXT }, { "time", VIEW_TEXT }, { "report", 'R' },
	{ "versions", VIEW_TEXT },
};

static const struct view_select holder_citations = {
	.sql = COVERED ", s(subject) AS (SELECT 'item/' || item FROM i UNION SELECT v.subject"
		       " FROM p_covers v WHERE v.record = $1 AND substr(v.subject, 1, 8) = 'footage/'"
		       " UNION SELECT 'footage/' || g.footage FROM i JOIN p_groupings g"
		       " ON g.item = i.item AND g.left_seq IS NULL)"
		       " SELECT 'citation', n.number, n.uuid, e.number, f.number, n.object, n.time,"
		       " r.number, coalesce((SELECT group_concat(DISTINCT p.version) FROM p_pins p"
		       " WHERE p.citation = n.uuid), CAST(n.version AS TEXT)) FROM s"
		       " JOIN p_citations n ON n.subject = s.subject"
		       " LEFT JOIN p_items e ON e.uuid = substr(n.subject, 6)"
		       " LEFT JOIN p_footage f ON f.uuid = substr(n.subject, 9)"
		       " LEFT JOIN p_reports r ON r.uuid = n.report ORDER BY n.number",
	VIEW_COLUMNS(citation_columns),
	.finish = finish_citation,
};

/* Adds what the query finds to the holders. */
static enum status
add_more(struct ledger *ledger, const struct view_select *select, struct text uuid,
         json_t *consent, struct error *err)
{
	SCOPED_JSON json_t *more = json_object();
	enum status st = more ? view_all(ledger, select, uuid, more, "more", err) : fail_memory(err);

	if (st == STATUS_OK && json_array_extend(json_object_get(consent, "holders"),
	                                         json_object_get(more, "more")) != 0)
		st = fail_memory(err);
	return st;
}

enum status
consent_add_holders(struct ledger *ledger, struct text uuid, json_t *consent, struct error *err)
{
	enum status st = view_all(ledger, &holder_transfers, uuid, consent, "holders", err);

	if (st == STATUS_OK)
		st = add_more(ledger, &holder_copies, uuid, consent, err);
	if (st == STATUS_OK)
		st = add_more(ledger, &holder_bundles, uuid, consent, err);
	return st == STATUS_OK ? add_more(ledger, &holder_citations, uuid, consent, err) : st;
}
