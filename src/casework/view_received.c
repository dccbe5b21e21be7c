/* SPDX-License-Identifier: Apache-2.0 */
/* view_received.c - what others say, from the rows that name their log. */
#include "casework/view_received.h"

#include "casework/event_summary.h"
#include "casework/view_custody.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

/* Their sentence, by our table; an event of a type that we do not know has none. */
static enum status
finish_event(struct ledger *ledger, json_t *event, struct error *err)
{
	struct text type = view_text(event, "type");
	struct event_record record = { .open = json_object_get(event, "open"),
		                       .values = json_object_get(event, "opened") };
	SCOPED(buffer) summary = { 0 };
	enum status st = STATUS_OK;

	record.header.type = type.p;
	if (type.p != NULL && schema_find(ledger_schemas(ledger), type, 1) != NULL)
		st = event_summary(&record, &summary, err);
	if (st == STATUS_OK && !view_set(event, "summary",
	                                 summary.n ? json_of_text_lossy(text_of_buffer(&summary))
	                                           : json_null()))
		st = fail_memory(err);
	json_object_del(event, "open");
	return st;
}

static const struct view_column event_columns[] = {
	{ "origin", VIEW_TEXT }, { "bundle", 'B' },     { "subject", VIEW_TEXT },
	{ "n", VIEW_INTEGER },   { "seq", VIEW_INTEGER }, { "time", VIEW_TEXT },
	{ "actor", VIEW_TEXT },  { "type", VIEW_TEXT },  { "open", VIEW_JSON },
	{ "opened", VIEW_JSON },
};

/* The same event again has more of it open: the last time counts. */
#define LAST_TIME                                                                                  \
	" AND NOT EXISTS (SELECT 1 FROM p_received_events l WHERE l.origin = e.origin"            \
	" AND l.foreign_subject = e.foreign_subject AND l.foreign_n = e.foreign_n"                \
	" AND l.seq > e.seq)"

static const struct view_select events = {
	.sql = "SELECT e.origin, b.number, e.foreign_subject, e.foreign_n, e.foreign_seq,"
	       " e.foreign_time, e.foreign_actor, e.type, e.open, e.opened FROM p_received_events e"
	       " LEFT JOIN p_received_bundles b ON b.uuid = e.bundle WHERE e.subject = $1"
	       LAST_TIME " ORDER BY e.seq",
	VIEW_COLUMNS(event_columns),
	.finish = finish_event,
};

static const struct view_column alias_columns[] = { { "alias", VIEW_TEXT }, { "origin", VIEW_TEXT } };

/* Of an item its own names alone, not those of records in its chain. */
static const struct view_select aliases = {
	.sql = "SELECT alias, origin FROM p_aliases WHERE subject = $1"
	       " AND (substr(alias, 2, 1) <> '-' OR substr(alias, 1, 2) IN ('E-', 'B-'))"
	       " ORDER BY seq, alias",
	VIEW_COLUMNS(alias_columns),
};

static const struct view_column contradiction_columns[] = {
	{ "origin", VIEW_TEXT }, { "subject", VIEW_TEXT }, { "n", VIEW_INTEGER },
	{ "held", VIEW_TEXT },   { "leaf", VIEW_TEXT },    { "time", VIEW_TEXT },
	{ "tag_manifest", VIEW_TEXT }, { "signer", VIEW_TEXT },
};

static const struct view_select contradictions = {
	.sql = "SELECT origin, foreign_subject, foreign_n, held_leaf, leaf, time, tag_manifest,"
	       " signer FROM p_contradictions WHERE subject = $1 ORDER BY seq",
	VIEW_COLUMNS(contradiction_columns),
};

enum status
received_add(struct ledger *ledger, const struct subject *subject, json_t *object,
             struct error *err)
{
	json_t *theirs = json_object();
	enum status st = view_set(object, "theirs", theirs) ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = view_all(ledger, &aliases, text_of(subject->text), theirs, "aliases", err);
	if (st == STATUS_OK)
		st = view_all(ledger, &events, text_of(subject->text), theirs, "events", err);
	if (st == STATUS_OK)
		st = view_all(ledger, &contradictions, text_of(subject->text), theirs,
		              "contradictions", err);
	return st;
}

/* Members that a reader looks for first, beside the whole. */
static enum status
finish_claim(struct ledger *ledger, json_t *claim, struct error *err)
{
	static const char *const members[] = { "property", "stance", "value" };
	json_t *opened = json_object_get(claim, "claim");

	(void)ledger;
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		json_t *value = json_object_get(opened, members[i]);

		if (!view_set(claim, members[i], value ? json_incref(value) : json_null()))
			return fail_memory(err);
	}
	return view_set(claim, "theirs", json_true()) ? STATUS_OK : fail_memory(err);
}

enum status
received_claims(struct ledger *ledger, const struct subject *subject, const char *property,
                const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = {
		{ "origin", VIEW_TEXT }, { "bundle", 'B' },       { "subject", VIEW_TEXT },
		{ "n", VIEW_INTEGER },   { "time", VIEW_TEXT },   { "actor", VIEW_TEXT },
		{ "claim", VIEW_JSON },
	};
	static const struct view_select claims = {
		.sql = "SELECT e.origin, b.number, e.foreign_subject, e.foreign_n, e.foreign_time,"
		       " e.foreign_actor, e.opened FROM p_received_events e"
		       " LEFT JOIN p_received_bundles b ON b.uuid = e.bundle"
		       " WHERE e.subject = $1 AND e.type = 'claim.made'" LAST_TIME
		       " ORDER BY e.seq",
		VIEW_COLUMNS(columns),
		.finish = finish_claim,
	};
	SCOPED_JSON json_t *all = json_object();
	enum status st = all ? view_all(ledger, &claims, text_of(subject->text), all, "claims", err)
	                     : fail_memory(err);
	json_t *claim;
	size_t i;

	json_array_foreach(json_object_get(all, "claims"), i, claim) {
		if (st == STATUS_OK &&
		    (property == NULL || text_is(view_text(claim, "property"), property)))
			st = to->emit(to->context, claim, err);
	}
	return st;
}

static const struct view_column bundle_columns[] = {
	{ "id", 'B' },                  { "uuid", VIEW_TEXT },      { "origin", VIEW_TEXT },
	{ "foreign_bundle", VIEW_TEXT }, { "foreign_id", VIEW_TEXT }, { "tag_manifest", VIEW_TEXT },
	{ "checkpoint", VIEW_TEXT },    { "time", VIEW_TEXT },          { "actor", VIEW_ACTOR },    { "signer", VIEW_TEXT },
	{ "certificate", VIEW_TEXT },   { "identified", VIEW_BOOLEAN }, { "layers", VIEW_JSON },
	{ "policy", VIEW_TEXT },        { "recipient", VIEW_TEXT }, { "purpose", VIEW_TEXT },
	{ "terms", VIEW_TEXT },         { "expires", VIEW_JSON },   { "no_onward", VIEW_BOOLEAN },
	{ "events", VIEW_INTEGER },     { "exhibits", VIEW_LIST },  { "because", VIEW_TEXT },
};

static const struct view_select received = {
	.sql = "SELECT b.number, b.uuid, b.origin, b.foreign_bundle, b.foreign_id, b.tag_manifest,"
	       " b.checkpoint, b.time, k.code, k.number, b.signer, b.certificate, b.identified,"
	       " b.layers, b.policy, b.recipient, b.purpose, b.terms, b.expires, b.no_onward,"
	       " b.events, b.exhibits, b.because FROM p_received_bundles b LEFT JOIN p_actors k"
	       " ON k.fingerprint = b.actor WHERE b.uuid = $1",
	VIEW_COLUMNS(bundle_columns),
};

enum status
received_bundle_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                     struct error *err)
{
	SCOPED_JSON json_t *bundle = json_object();
	struct subject subject = subject_of("bundle", uuid);
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = bundle ? view_one(ledger, &received, text_of(text), bundle, err) : fail_memory(err);
	if (st == STATUS_OK)
		st = received_add(ledger, &subject, bundle, err);
	if (st == STATUS_OK)
		st = custody_add_chain(ledger, &subject, bundle, "history", err);
	if (st == STATUS_OK)
		*out = json_incref(bundle);
	return st;
}
