/* SPDX-License-Identifier: Apache-2.0 */
/* apply_claim.c - claims, what they rest on, and what is suggested of incidents. */
#include "casework/apply.h"

#include "casework/row.h"

#include "base/encoding.h"
#include "base/text.h"

#include <string.h>

/* Who asserts it: the kind, and the member that names the record. */
static const struct {
	const char *kind, *member;
} asserters[] = {
	{ "person", "by" },
	{ "report", "by_report" },
	{ "channel", "public_by_channel" },
	{ "channel", "private_by_channel" },
	{ "file", "by_file" },
};
#define ASSERTERS (sizeof asserters / sizeof asserters[0])

/* Where nobody is named it is the actor, unless who was named was destroyed. */
static void
row_asserter(struct row *row)
{
	const json_t *values = row->record->values;
	bool destroyed = false;

	for (size_t i = 0; i < ASSERTERS; i++) {
		const json_t *value = json_object_get(values, asserters[i].member);

		destroyed = destroyed || value == NULL;
		if (json_is_string(value) || json_is_true(value)) {
			row_string(row, asserters[i].kind);
			row_reference(row, asserters[i].member);
			return;
		}
	}
	row_string(row, destroyed ? NULL : "actor");
	row_null(row);
}

/* The value, in the members that all may see or in that of a person. */
static void
row_claimed(struct row *row)
{
	const json_t *values = row->record->values;
	const json_t *protected = json_object_get(values, "protected");
	bool is_protected = json_is_object(protected);
	const json_t *from = is_protected ? protected : values;

	row_part_text(row, from, "value");
	row_part_json(row, from, "date");
	row_part_json(row, from, "place");
	row_json(row, "region");
	row_part_json(row, from, "party");
	row_integer(row, is_protected);
	row_part_json(row, from, "basis");
}

static const char *
raw_member(const struct row *row)
{
	static const char *const members[] = { "private_raw", "protected_raw", "file_raw" };

	for (size_t i = 0; i < 3; i++) {
		if (json_is_string(json_object_get(row->record->values, members[i])))
			return members[i];
	}
	return "raw";
}

static enum status
insert_claim(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_claims (number, uuid, seq, subject, time, actor, about, part,"
	          " property, stance, refers_to, by_kind, by_record, by_version, file_tag, raw,"
	          " language, value, date, place, region, party, protected, basis, made,"
	          " reliability, credibility, grounds, protected_grounds, note, traced,"
	          " independence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	          " $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29,"
	          " $30, 0, $31)",
	          record, err);
	row_number(&row);
	row_event_id(&row);
	row_seq(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "about");
	row_json(&row, "part");
	row_value(&row, "property");
	row_value(&row, "stance");
	row_value(&row, "repeats");
	row_asserter(&row);
	row_value(&row, "by_report_version");
	row_value(&row, "file_tag");
	row_value(&row, raw_member(&row));
	row_value(&row, row_either(&row, "language", "protected_language"));
	row_claimed(&row);
	row_json(&row, row_either(&row, "made", row_either(&row, "private_made", "protected_made")));
	row_value(&row, "reliability");
	row_value(&row, "credibility");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "note");
	row_value(&row, "independence");
	return row_write(&row);
}

/* One source of the claim; a report is told by its subject, a claim by its id. */
static enum status
insert_source(struct database *database, const struct event_record *record, struct text claim,
              const char *kind, struct text source, const char *how, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_claim_sources (claim, kind, source, how)"
	          " SELECT uuid, $1, $2, $3 FROM p_claims WHERE uuid = $4 AND subject = $5",
	          record, err);
	row_string(&row, kind);
	row_text(&row, source);
	row_string(&row, how);
	row_text(&row, claim);
	row_subject(&row);
	return row_write(&row);
}

static enum status
insert_sources(struct database *database, const struct event_record *record, struct text claim,
               struct error *err)
{
	static const struct {
		const char *member, *kind;
	} lists[] = { { "derived_from", "claim" }, { "derived_from_reports", "report" } };
	enum status st = STATUS_OK;
	json_t *entry;
	size_t k;

	for (size_t i = 0; i < 2; i++) {
		json_array_foreach(json_object_get(record->values, lists[i].member), k, entry) {
			struct text source = text_of(json_string_value(entry));

			if (i == 1)
				text_cut(&source, '/');
			if (st == STATUS_OK && source.p != NULL)
				st = insert_source(database, record, claim, lists[i].kind, source,
				                   "derived", err);
		}
	}
	return st;
}

enum status
apply_claim_made(struct database *database, const struct event_record *record, struct error *err)
{
	const char *stance = json_string_value(json_object_get(record->values, "stance"));
	char claim[UUID_TEXT_SIZE];
	struct text repeated;
	enum status st = insert_claim(database, record, err);

	uuid_write(claim, &record->header.id);
	if (st == STATUS_OK)
		st = insert_sources(database, record, text_of(claim), err);
	if (st == STATUS_OK && stance != NULL && strcmp(stance, "repeats") == 0 &&
	    json_member_text(record->values, "repeats", &repeated))
		st = insert_source(database, record, text_of(claim), "claim", repeated, "repeats",
		                   err);
	return st;
}

/* What was found out takes the place of what was said before; what is repeated stays so. */
static enum status
remove_sources(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "DELETE FROM p_claim_sources WHERE claim = (SELECT uuid FROM p_claims"
	          " WHERE uuid = $1 AND subject = $2) AND how = 'derived'",
	          record, err);
	row_value(&row, "claim");
	row_subject(&row);
	return row_write(&row);
}

/* Only a claim of this very chain is traced; where it was destroyed which, none is. */
enum status
apply_claim_traced(struct database *database, const struct event_record *record, struct error *err)
{
	struct text claim;
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "UPDATE p_claims SET traced = $1, independence = $2, trace_grounds = $3,"
	          " protected_trace_grounds = $4 WHERE uuid = $5 AND subject = $6",
	          record, err);
	row_integer(&row, record->header.n);
	row_value(&row, "independence");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "claim");
	row_subject(&row);
	st = row_write(&row);
	if (st == STATUS_OK)
		st = remove_sources(database, record, err);
	if (st == STATUS_OK && json_member_text(record->values, "claim", &claim))
		st = insert_sources(database, record, claim, err);
	return st;
}

enum status
apply_provision_suggested(struct database *database, const struct event_record *record,
                          struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_provisions (seq, incident, uuid, time, actor, provision, conflict,"
	          " standing, act, by_report, locator, grounds, protected_grounds)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_event_id(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "provision");
	row_value(&row, "conflict");
	row_value(&row, "standing");
	row_value(&row, "act");
	row_reference(&row, "by_report");
	row_value(&row, "locator");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	return row_write(&row);
}

enum status
apply_violation_assessed(struct database *database, const struct event_record *record,
                         struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_assessments (seq, incident, uuid, n, time, actor, violation,"
	          " standard, potential, grounds, protected_grounds, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_event_id(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "violation");
	row_value(&row, "standard");
	row_json(&row, "potential");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "note");
	return row_write(&row);
}
