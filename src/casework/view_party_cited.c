/* SPDX-License-Identifier: Apache-2.0 */
/* view_party_cited.c - from citations over what they show to the parties that are alleged. */
#include "casework/view_party_cited.h"

#include "casework/claim_compare.h"
#include "casework/claim_question.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* What is counted; every object is owned. */
struct tally {
	struct ledger    *ledger;
	struct claim_walk walk;
	json_t           *cited;   /* subject to its status */
	json_t           *claims;  /* subject, or incident/UUID, to the list of claims on its party */
	json_t           *parties; /* key of a party to what is counted of it */
	json_t           *attributed; /* subjects of which any party is alleged */
};

static void
tally_end(struct tally *tally)
{
	claim_walk_end(&tally->walk);
	json_decref(tally->cited);
	json_decref(tally->claims);
	json_decref(tally->parties);
	json_decref(tally->attributed);
}

static enum status
read_cited(struct tally *tally, struct text report, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(tally->ledger,
	                            "SELECT DISTINCT c.subject, coalesce(e.status, v.status, 'unverified')"
	                            " FROM p_citations c LEFT JOIN p_items e"
	                            " ON e.uuid = substr(c.subject, 6) LEFT JOIN p_footage v"
	                            " ON v.uuid = substr(c.subject, 9) WHERE c.report = $1"
	                            " AND NOT EXISTS (SELECT 1 FROM p_retractions x"
	                            " WHERE x.record = c.uuid)",
	                            report, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED(buffer) subject = { 0 };

		buffer_append_text(&subject, statement_text(row, 0));
		if (buffer_check(&subject, err) != STATUS_OK)
			return STATUS_MEMORY;
		if (json_object_set_new(tally->cited, buffer_string(&subject),
		                        json_of_text(statement_text(row, 1))) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The claims on the party of one subject, read once. */
static enum status
read_claims(struct tally *tally, const char *subject, json_t **out, struct error *err)
{
	static const struct view_select select = {
		.sql = CLAIM_COLUMNS CLAIM_FROM
		" WHERE a.subject = $1 AND a.property = 'alleged-party' ORDER BY a.number",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};
	enum status st;

	*out = json_object_get(tally->claims, subject);
	if (*out != NULL)
		return STATUS_OK;
	st = view_all(tally->ledger, &select, text_of(subject), tally->claims, subject, err);
	*out = json_object_get(tally->claims, subject);
	return st;
}

/* Who says so, in the party's object. */
static enum status
find_asserter(json_t *party, const json_t *claim, json_t **out, struct error *err)
{
	json_t *by = json_object_get(party, "by");
	const char *kind = json_string_value(json_object_get(claim, "by_kind"));
	const char *id = json_string_value(json_object_get(claim, "by"));
	SCOPED(buffer) key = { 0 };

	buffer_append_format(&key, "%s/%s", kind ? kind : "", id ? id : "");
	if (buffer_check(&key, err) != STATUS_OK)
		return STATUS_MEMORY;
	*out = json_object_get(by, buffer_string(&key));
	if (*out != NULL)
		return STATUS_OK;
	*out = json_pack("{s:O,s:O,s:O,s:[],s:{},s:{}}", "by", json_object_get(claim, "by"), "by_text",
	                 json_object_get(claim, "by_text"), "by_kind",
	                 json_object_get(claim, "by_kind"), "basis", "subjects", "roots");
	return json_object_set_new(by, buffer_string(&key), *out) == 0 ? STATUS_OK
	                                                               : fail_memory(err);
}

static enum status
find_party(struct tally *tally, const json_t *claim, json_t **out, struct error *err)
{
	const json_t *named = json_object_get(claim, "party");
	SCOPED_JSON json_t *alone = json_pack("{s:{s:O,s:n}}", "party", "name",
	                                      json_object_get(named, "name"), "kind");
	SCOPED(buffer) key = { 0 };
	enum status st = alone ? claim_key(&key, CLAIM_PARTY, alone, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	*out = json_object_get(tally->parties, buffer_string(&key));
	if (*out != NULL)
		return STATUS_OK;
	*out = json_pack("{s:O,s:{},s:{},s:{}}", "party", json_object_get(named, "name"), "by",
	                 "subjects", "roots");
	return json_object_set_new(tally->parties, buffer_string(&key), *out) == 0 ? STATUS_OK
	                                                                           : fail_memory(err);
}

/* What the attribution rests on, each code once. */
static enum status
add_basis(json_t *asserter, const json_t *claim, struct error *err)
{
	json_t *list = json_object_get(asserter, "basis"), *code, *there;
	size_t i, k;

	json_array_foreach(json_object_get(json_object_get(claim, "party"), "basis"), i, code) {
		bool known = false;

		json_array_foreach(list, k, there)
			known = known || json_equal(code, there);
		if (!known && json_array_append(list, code) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
count_claim(struct tally *tally, const char *subject, json_t *status, const json_t *claim,
            struct error *err)
{
	SCOPED_JSON json_t *roots = json_object();
	json_t *party = NULL, *asserter = NULL;
	bool unrecorded;
	enum status st = roots ? find_party(tally, claim, &party, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = find_asserter(party, claim, &asserter, err);
	if (st == STATUS_OK)
		st = add_basis(asserter, claim, err);
	if (st == STATUS_OK)
		st = claim_add_roots(&tally->walk, view_text(claim, "uuid"), roots, &unrecorded, err);
	if (st == STATUS_OK)
		st = claim_roots_merge(json_object_get(party, "roots"), roots, err);
	if (st == STATUS_OK)
		st = claim_roots_merge(json_object_get(asserter, "roots"), roots, err);
	if (st == STATUS_OK &&
	    (json_object_set(json_object_get(party, "subjects"), subject, status) != 0 ||
	     json_object_set(json_object_get(asserter, "subjects"), subject, status) != 0 ||
	     json_object_set(tally->attributed, subject, status) != 0))
		st = fail_memory(err);
	return st;
}

static enum status
count_claims_of(struct tally *tally, const char *subject, json_t *status, const char *of,
                struct error *err)
{
	json_t *claims = NULL, *claim;
	enum status st = read_claims(tally, of, &claims, err);
	size_t i;

	json_array_foreach(st == STATUS_OK ? claims : NULL, i, claim) {
		if (st == STATUS_OK && claim_counts(claim) &&
		    json_is_object(json_object_get(claim, "party")))
			st = count_claim(tally, subject, status, claim, err);
	}
	return st;
}

/* The incidents that an item or footage is said to show, as incident/UUID. */
static enum status
read_incidents(struct tally *tally, const char *subject, json_t *list, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(tally->ledger,
	                            "SELECT DISTINCT 'incident/' || d.incident FROM p_depictions d"
	                            " WHERE d.subject = $1 AND d.incident IS NOT NULL AND NOT EXISTS"
	                            " (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid)",
	                            text_of(subject), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(list, json_of_text(statement_text(row, 0))) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
count_subject(struct tally *tally, const char *subject, json_t *status, struct error *err)
{
	SCOPED_JSON json_t *incidents = json_array();
	enum status st = incidents ? read_incidents(tally, subject, incidents, err) : fail_memory(err);
	json_t *incident;
	size_t i;

	if (st == STATUS_OK)
		st = count_claims_of(tally, subject, status, subject, err);
	json_array_foreach(incidents, i, incident) {
		if (st == STATUS_OK)
			st = count_claims_of(tally, subject, status, json_string_value(incident), err);
	}
	return st;
}

/* Puts counts in place of the subjects: how many, and with which status. */
static enum status
count_statuses(json_t *object, struct error *err)
{
	SCOPED_JSON json_t *subjects = json_incref(json_object_get(object, "subjects"));
	SCOPED_JSON json_t *statuses = json_object();
	const char *subject;
	json_t *status;

	json_object_foreach(subjects, subject, status) {
		const char *code = json_string_value(status);
		json_int_t before = json_integer_value(json_object_get(statuses, code ? code : ""));

		if (json_object_set_new(statuses, code ? code : "", json_integer(before + 1)) != 0)
			return fail_memory(err);
	}
	json_object_del(object, "subjects");
	return view_set(object, "cited", json_integer((json_int_t)json_object_size(subjects))) &&
	                       json_object_set(object, "statuses", statuses) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
count_sources(struct ledger *ledger, json_t *object, struct error *err)
{
	json_t *roots = json_object_get(object, "roots"), *known, *list = NULL;
	json_int_t all = 0, independent = 0;
	const char *root;
	enum status st;

	json_object_foreach(roots, root, known) {
		all++;
		independent += json_is_true(known);
	}
	if (!view_set(object, "sources",
	              json_pack("{s:I,s:I,s:I}", "least",
	                        independent ? independent : (json_int_t)1, "most",
	                        all > 0 ? all : (json_int_t)1, "unknown", all - independent)))
		return fail_memory(err);
	st = claim_roots_list(ledger, roots, &list, err);
	return st != STATUS_OK || view_set(object, "roots", list) ? st : fail_memory(err);
}

static enum status
finish_party(struct tally *tally, json_t *party, struct error *err)
{
	SCOPED_JSON json_t *by = json_incref(json_object_get(party, "by"));
	json_t *list = json_array(), *asserter;
	const char *key;
	enum status st = view_set(party, "by", list) ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = count_statuses(party, err);
	if (st == STATUS_OK)
		st = count_sources(tally->ledger, party, err);
	json_object_foreach(by, key, asserter) {
		if (st == STATUS_OK)
			st = count_statuses(asserter, err);
		if (st == STATUS_OK)
			st = count_sources(tally->ledger, asserter, err);
		if (st == STATUS_OK && json_array_append(list, asserter) != 0)
			st = fail_memory(err);
	}
	return st;
}

static enum status
make_object(struct tally *tally, struct text report, json_t **out, struct error *err)
{
	json_int_t cited = (json_int_t)json_object_size(tally->cited);
	SCOPED_JSON json_t *object = json_pack(
		"{s:s,s:n,s:n,s:I,s:I,s:[]}", "kind", "counted", "of", "of_text", "cited", cited,
		"unattributed", cited - (json_int_t)json_object_size(tally->attributed), "parties");
	json_t *id = NULL, *text = NULL, *party;
	const char *key;
	enum status st = object ? record_name(tally->ledger, "report", report, &id, &text, err)
	                        : fail_memory(err);

	if (st == STATUS_OK && (!view_set(object, "of", id) || !view_set(object, "of_text", text)))
		st = fail_memory(err);
	json_object_foreach(tally->parties, key, party) {
		if (st == STATUS_OK)
			st = finish_party(tally, party, err);
		if (st == STATUS_OK &&
		    json_array_append(json_object_get(object, "parties"), party) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}

enum status
party_counts_cited(struct ledger *ledger, const struct resolved *report,
                   const struct view_output *to, struct error *err)
{
	SCOPED(tally) tally = { ledger, { .ledger = ledger }, json_object(), json_object(),
		                json_object(), json_object() };
	SCOPED_JSON json_t *object = NULL;
	char uuid[UUID_TEXT_SIZE];
	const char *subject;
	json_t *status;
	enum status st = tally.cited && tally.claims && tally.parties && tally.attributed
	                         ? STATUS_OK
	                         : fail_memory(err);

	uuid_write(uuid, &report->uuid);
	if (st == STATUS_OK)
		st = read_cited(&tally, text_of(uuid), err);
	json_object_foreach(tally.cited, subject, status) {
		if (st == STATUS_OK)
			st = count_subject(&tally, subject, status, err);
	}
	if (st != STATUS_OK || json_object_size(tally.cited) == 0)
		return st;
	st = make_object(&tally, text_of(uuid), &object, err);
	return st == STATUS_OK ? to->emit(to->context, object, err) : st;
}
