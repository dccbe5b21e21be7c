/* SPDX-License-Identifier: Apache-2.0 */
/* view_reliance.c - what rests on a record, then and now, and who was told or is still to be told. */
#include "casework/reliance_internal.h"

#include "casework/view_bundle.h"

#include "casework/verification.h"
#include "casework/view_citation.h"
#include "casework/view_retraction.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define NOTICE_MEMBERS                                                                            \
	{ "uuid", VIEW_TEXT }, { "time", VIEW_TEXT }, { "actor", VIEW_ACTOR },                     \
	{ "kind", VIEW_TEXT }, { "about", VIEW_TEXT }, { "recipient", VIEW_TEXT },                 \
	{ "person", 'W' }, { "person_code", VIEW_TEXT }, { "means", VIEW_TEXT }, { "sent", VIEW_JSON }
#define NOTICE_COLUMNS                                                                            \
	"n.uuid, n.time, k.code, k.number, n.kind, n.about, n.recipient, w.number, w.code,"       \
	" n.means, n.sent"
#define NOTICE_JOINS                                                                              \
	" LEFT JOIN p_actors k ON k.fingerprint = n.actor"                                        \
	" LEFT JOIN p_persons w ON w.uuid = n.recipient_person"

enum status
reliance_add_notices(const struct asked *asked, struct error *err)
{
	static const struct view_column columns[] = { NOTICE_MEMBERS };
	static const struct view_select notices = {
		.sql = "SELECT " NOTICE_COLUMNS " FROM p_notices n" NOTICE_JOINS
		       " WHERE n.subject = $1 ORDER BY n.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(asked->ledger, &notices, text_of(asked->subject.text), asked->answer,
	                "notices", err);
}

/*
 * Who of the report's side was told of a status of what it cites, and whether
 * that status is "current": decided after event `since`, on which the citation rests.
 */
static enum status
add_told(const struct asked *asked, json_t *citation, int64_t since, struct error *err)
{
	static const struct view_column columns[] = { NOTICE_MEMBERS, { "current", VIEW_BOOLEAN } };
	static const struct view_select told = {
		.sql = "WITH asked(citation, since) AS (VALUES ($1, $2))"
		       " SELECT " NOTICE_COLUMNS ", s.seq > asked.since FROM asked"
		       " JOIN p_citations c ON c.uuid = asked.citation JOIN p_notices n ON n.subject = 'report/' || c.report"
		       " JOIN p_statuses s ON s.uuid = n.about AND s.subject = c.subject" NOTICE_JOINS
		       " ORDER BY n.seq",
		VIEW_COLUMNS(columns),
	};
	SCOPED_STATEMENT row = NULL;
	json_t *list = json_array();
	enum status st = view_set(citation, "told", list)
	                         ? view_query(asked->ledger, told.sql, view_text(citation, "uuid"),
	                                      &row, err)
	                         : fail_memory(err);

	if (st == STATUS_OK)
		statement_bind_integer(row, 2, since);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		json_t *notice = json_object();

		if (json_array_append_new(list, notice) != 0)
			return fail_memory(err);
		st = view_fill(notice, &told, row, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The status that the citation last rested on, and the event that said so. */
static enum status
add_then(json_t *citation, int64_t *since, struct error *err)
{
	json_t *pins = json_object_get(citation, "pins");
	json_t *last = json_array_get(pins, json_array_size(pins) - 1);
	const json_t *from = json_array_size(pins) > 0 ? last : citation;
	const char *then = json_string_value(json_object_get(from, "status"));
	const char *now = json_string_value(json_object_get(citation, "status_now"));
	bool fell = status_rank(now) < status_rank(then);

	*since = json_integer_value(json_object_get(from, "seq"));
	if (json_object_set(citation, "status_then", json_object_get(from, "status")) != 0 ||
	    !view_set(citation, "fell", json_boolean(fell)))
		return fail_memory(err);
	return STATUS_OK;
}

static bool
was_told(const json_t *citation)
{
	json_t *notice;
	size_t i;

	json_array_foreach(json_object_get(citation, "told"), i, notice) {
		if (json_is_true(json_object_get(notice, "current")))
			return true;
	}
	return false;
}

/* Did others see it: was a version published that has it? */
static bool
was_published(const json_t *citation)
{
	return json_array_size(json_object_get(citation, "pins")) > 0 ||
	       !json_is_true(json_object_get(citation, "drafted"));
}

/* A report that rests on what fell, was not told, and does not cite it any more only if that was taken back. */
static bool
must_be_told(const json_t *citation)
{
	return was_published(citation) &&
	       json_is_true(json_object_get(citation, "fell")) &&
	       !was_told(citation) &&
	       json_is_null(json_object_get(citation, "retracted")) &&
	       json_array_size(json_object_get(citation, "versions")) > 0;
}

static enum status
tell_report(const struct asked *asked, const json_t *citation, struct error *err)
{
	json_t *entry = json_pack("{s:O,s:O,s:O,s:O,s:O,s:s}", "report",
	                          json_object_get(citation, "report"), "title",
	                          json_object_get(citation, "report_title"), "citation",
	                          json_object_get(citation, "id"), "status_then",
	                          json_object_get(citation, "status_then"), "status_now",
	                          json_object_get(citation, "status_now"), "kind", "status-fell");

	return json_array_append_new(asked->to_tell, entry) == 0 ? STATUS_OK : fail_memory(err);
}

/* All notices in one list, each with the report that it went to. */
static enum status
gather_told(const struct asked *asked, const json_t *citation, struct error *err)
{
	json_t *notice;
	size_t i;

	json_array_foreach(json_object_get(citation, "told"), i, notice) {
		SCOPED_JSON json_t *copy = json_copy(notice);

		if (copy == NULL ||
		    json_object_set(copy, "report", json_object_get(citation, "report")) != 0 ||
		    json_array_append(asked->told, copy) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

enum status
reliance_complete(const struct asked *asked, json_t *citations, const char *through,
                   struct error *err)
{
	enum status st = STATUS_OK;
	json_t *citation;
	size_t i;

	json_array_foreach(citations, i, citation) {
		int64_t since = 0;

		if (st == STATUS_OK)
			st = add_then(citation, &since, err);
		if (st == STATUS_OK)
			st = add_told(asked, citation, since, err);
		if (st == STATUS_OK &&
		    !view_set(citation, "through", through ? json_string(through) : json_null()))
			st = fail_memory(err);
		if (st == STATUS_OK)
			st = gather_told(asked, citation, err);
		if (st == STATUS_OK && must_be_told(citation))
			st = tell_report(asked, citation, err);
	}
	return st;
}

/* Reports that cite the footage rest on its members too. */
static enum status
add_through_footage(const struct asked *asked, json_t *citations, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(asked->ledger,
	                            "SELECT v.uuid, v.number FROM p_footage_members m"
	                            " JOIN p_footage v ON v.uuid = m.footage"
	                            " WHERE m.item = $1 AND m.left_seq IS NULL ORDER BY m.seq",
	                            text_of(asked->uuid), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED_JSON json_t *found = json_object();
		char id[SHORT_ID_SIZE];
		struct subject footage;
		struct uuid uuid;

		short_id_write(id, (struct short_id){ 'V', statement_integer(row, 1) });
		if (!uuid_read(statement_text(row, 0), &uuid))
			return fail(err, STATUS_UNUSABLE, "footage without a UUID: run vidimus rebuild");
		footage = subject_of("footage", &uuid);
		st = citations_add_of(asked->ledger, &footage, found, "citations", err);
		if (st == STATUS_OK)
			st = reliance_complete(asked, json_object_get(found, "citations"), id, err);
		if (st == STATUS_OK &&
		    json_array_extend(citations, json_object_get(found, "citations")) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
reliance_add_list(const struct asked *asked, const char *name, const struct view_select *select,
             struct text key, struct error *err)
{
	return view_all(asked->ledger, select, key, asked->answer, name, err);
}

const struct view_column reliance_status_columns[7] = {
	{ "finding", 'F' },          { "item", 'E' },        { "footage", 'V' },
	{ "status", VIEW_TEXT },     { "time", VIEW_TEXT },  { "status_now", VIEW_TEXT },
	{ "uuid", VIEW_TEXT },
};

static enum status
add_transfers(const struct asked *asked, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'T' },
		{ "time", VIEW_TEXT },
		{ "to_organisation", VIEW_TEXT },
		{ "to", 'W' },
		{ "to_code", VIEW_TEXT },
		{ "purpose", VIEW_TEXT },
		{ "told", VIEW_BOOLEAN },
		{ "status_then", VIEW_TEXT },
		{ "uuid", VIEW_TEXT },
	};
	static const struct view_select transfers = {
		.sql = "SELECT t.number, t.time, t.to_organisation, w.number, w.code, t.purpose,"
		       " EXISTS (SELECT 1 FROM p_notices n WHERE n.subject = 'item/' || $1"
		       " AND n.about IN (SELECT s.uuid FROM p_statuses s"
		       " WHERE s.subject = 'item/' || $1 AND s.seq > t.seq)"
		       " AND (n.recipient = t.to_organisation OR n.recipient_person = t.to_person)),"
		       " coalesce((SELECT b.status FROM p_statuses b WHERE b.subject = 'item/' || $1"
		       " AND b.seq < t.seq ORDER BY b.n DESC LIMIT 1), 'unverified'), t.uuid"
		       " FROM p_transfers t"
		       " LEFT JOIN p_persons w ON w.uuid = t.to_person WHERE t.item = $1"
		       " ORDER BY t.number",
		VIEW_COLUMNS(columns),
		.finish = retraction_add,
	};
	const char *now = json_string_value(json_object_get(asked->answer, "status"));
	enum status st = view_all(asked->ledger, &transfers, text_of(asked->uuid), asked->answer,
	                          "transfers", err);
	json_t *transfer;
	size_t i;

	json_array_foreach(json_object_get(asked->answer, "transfers"), i, transfer) {
		const char *then = json_string_value(json_object_get(transfer, "status_then"));

		if (st != STATUS_OK || json_is_true(json_object_get(transfer, "told")) ||
		    status_rank(now) >= status_rank(then))
			continue;
		if (json_array_append_new(asked->to_tell,
		                          json_pack("{s:O,s:O,s:O,s:s,s:s?,s:s}", "transfer",
		                                    json_object_get(transfer, "id"), "recipient",
		                                    json_object_get(transfer, "to_organisation"),
		                                    "person", json_object_get(transfer, "to_code"),
		                                    "status_then", then, "status_now", now,
		                                    "kind", "status-fell")) != 0)
			st = fail_memory(err);
	}
	return st;
}

/* Its status now, and the title that people know it by. */
static enum status
add_head(const struct asked *asked, struct error *err)
{
	static const struct view_column columns[] = { { "status", VIEW_TEXT },
		                                      { "verified_as", VIEW_TEXT },
		                                      { "title", VIEW_TEXT } };
	static const struct view_select item = {
		.sql = "SELECT status, verified_as, title FROM p_items WHERE uuid = $1",
		VIEW_COLUMNS(columns),
	};
	static const struct view_select footage = {
		.sql = "SELECT status, verified_as, title FROM p_footage WHERE uuid = $1",
		VIEW_COLUMNS(columns),
	};

	return view_one(asked->ledger, asked->about->kind == 'E' ? &item : &footage,
	                text_of(asked->uuid), asked->answer, err);
}

static enum status
of_exhibit(const struct asked *asked, struct error *err)
{
	static const struct view_select resting = {
		.sql = STATUS_COLUMNS " WHERE f.subject = $1 AND s.subject <> $1"
		                      " AND s.seq = (SELECT seq FROM p_statuses l"
		                      " WHERE l.subject = s.subject ORDER BY l.n DESC LIMIT 1)"
		                      " ORDER BY s.seq, f.number",
		VIEW_COLUMNS(reliance_status_columns),
	};
	enum status st = add_head(asked, err);
	json_t *citations;

	if (st == STATUS_OK)
		st = citations_add_of(asked->ledger, &asked->subject, asked->answer, "citations", err);
	citations = json_object_get(asked->answer, "citations");
	if (st == STATUS_OK)
		st = reliance_complete(asked, citations, NULL, err);
	if (st == STATUS_OK && asked->about->kind == 'E')
		st = add_through_footage(asked, citations, err);
	if (st == STATUS_OK)
		st = reliance_add_list(asked, "statuses", &resting, text_of(asked->subject.text), err);
	if (st == STATUS_OK)
		st = reliance_add_depictions(asked, err);
	if (st == STATUS_OK && asked->about->kind == 'E')
		st = add_transfers(asked, err);
	return st == STATUS_OK ? reliance_add_notices(asked, err) : st;
}

static enum status
fill(struct asked *asked, struct error *err)
{
	switch (asked->about->kind) {
	case 'E':
	case 'V':
		return of_exhibit(asked, err);
	case 'A':
		return reliance_of_claim(asked, err);
	case 'R':
		return reliance_of_report(asked, err);
	case 'I':
		return reliance_of_incident(asked, err);
	default:
		return reliance_of_finding(asked, err);
	}
}

enum status
reliance_of(struct ledger *ledger, const struct resolved *about, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *answer = json_object();
	struct asked asked = { .ledger = ledger, .about = about, .answer = answer };
	json_t *to_tell = json_array(), *told = json_array();
	enum status st;

	asked.to_tell = to_tell;
	asked.told = told;
	uuid_write(asked.uuid, &about->uuid);
	if (!view_set(answer, "id", view_short_id(about->kind, about->number)) ||
	    !view_set(answer, "to_tell", to_tell) || !view_set(answer, "told", told))
		return fail_memory(err);
	if (!resolved_subject(about, &asked.subject)) /* it stands in another's chain */
		asked.subject.text[0] = '\0';
	st = fill(&asked, err);
	if (st == STATUS_OK)
		st = bundle_add_of(ledger, text_of(asked.subject.text), answer, err);
	if (st == STATUS_OK)
		*out = json_incref(answer);
	return st;
}
