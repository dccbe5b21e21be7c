/* SPDX-License-Identifier: Apache-2.0 */
/* apply_finding.c - findings, what others think of them, and what became of their dissent. */
#include "casework/apply.h"

#include "casework/review_note.h"
#include "casework/row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

static void
bind_finding_head(struct row *row)
{
	row_number(row);
	row_event_id(row);
	row_seq(row);
	row_subject(row);
	row_integer(row, row->record->header.n);
	row_time(row);
	row_actor(row);
}

static void
bind_answer(struct row *row)
{
	row_value(row, "question");
	row_value(row, "answer");
	row_json(row, "part");
	row_value(row, "conclusion");
	row_value(row, "protected_conclusion");
	row_json(row, "date");
	row_json(row, "place");
	row_json(row, "region");
	row_value(row, "confidence");
	row_value(row, "grounds");
	row_value(row, "protected_grounds");
}

static void
bind_basis(struct row *row)
{
	row_json(row, "methods");
	row_json(row, "tools");
	row_json(row, "sources");
	row_json(row, "private_sources");
	row_json(row, "protected_sources");
	row_json(row, "claims");
	row_json(row, "attachments");
	row_value(row, "object");
	row_json(row, "other_objects");
}

/* Only a finding of this very chain is replaced; where it was destroyed which, none is. */
static enum status
mark_replaced(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_findings SET replaced = $1 WHERE uuid = $2 AND subject = $3", record, err);
	row_number(&row);
	row_value(&row, "replaces");
	row_subject(&row);
	return row_write(&row);
}

/* A row for each record of the member, which is a list of UUIDs. */
static enum status
keep_bases(struct database *database, const struct event_record *record, const char *member,
           struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "WITH told(list, finding, subject) AS (VALUES ($1, $2, $3))"
	          " INSERT OR IGNORE INTO p_finding_bases (record, finding, subject)"
	          " SELECT each.value, finding, subject FROM told, json_each(told.list) each",
	          record, err);
	row_json(&row, member);
	row_event_id(&row);
	row_subject(&row);
	return row_write(&row);
}

enum status
apply_finding_recorded(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_findings (number, uuid, seq, subject, n, time, actor, question,"
	          " answer, part, conclusion, protected_conclusion, date, place, region, confidence,"
	          " grounds, protected_grounds, methods, tools, sources, private_sources,"
	          " protected_sources, claims, attachments, object, other_objects, person, by_expert,"
	          " discipline, instructions, opinion, replaces, replaced, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
	          " $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32,"
	          " $33, 0, $34)",
	          record, err);
	bind_finding_head(&row);
	bind_answer(&row);
	bind_basis(&row);
	row_reference(&row, "by");
	row_value(&row, "by_expert");
	row_value(&row, "discipline");
	row_value(&row, "instructions");
	row_value(&row, "opinion");
	row_value(&row, "replaces");
	row_value(&row, "note");
	st = row_write(&row);
	if (st == STATUS_OK)
		st = keep_bases(database, record, "claims", err);
	if (st == STATUS_OK)
		st = keep_bases(database, record, "attachments", err);
	return st == STATUS_OK ? mark_replaced(database, record, err) : st;
}

enum status
apply_finding_reviewed(struct database *database, const struct event_record *record,
                       struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_reviews (seq, uuid, finding, subject, n, time, actor, conclusion,"
	          " confidence, grounds, protected_grounds, protected_sources, blind, object, person,"
	          " by_expert, discipline, opinion, note, decided)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
	          " $17, $18, $19, 0)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_value(&row, "finding");
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "conclusion");
	row_value(&row, "confidence");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_json(&row, "protected_sources");
	row_value(&row, "blind");
	row_value(&row, "object");
	row_reference(&row, "by");
	row_value(&row, "by_expert");
	row_value(&row, "discipline");
	row_value(&row, "opinion");
	row_value(&row, "note");
	return row_write(&row);
}

/* The public key of the actor of that fingerprint. STATUS_DONE where there is none. */
static enum status
read_key(struct database *database, struct text fingerprint, struct public_key *out,
         struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database,
	                                    "SELECT public_key FROM p_actors WHERE fingerprint = $1"
	                                    " AND compromised IS NULL",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, fingerprint);
	st = statement_step(statement, err);
	return st == STATUS_OK && !hex_read(statement_text(statement, 0), out->bytes,
	                                    sizeof out->bytes)
	               ? STATUS_DONE
	               : st;
}

/* Does the note say, of this very chain, what the event says, member by member? */
static bool
says_the_same(const struct event_record *record, const json_t *said)
{
	static const char *const members[] = { "finding", "conclusion", "confidence", "answer",
		                               "own_conclusion", "grounds", "blind", "question",
		                               "pack", "answered" };
	struct text subject;

	if (!json_member_text(said, "subject", &subject) ||
	    !text_is(subject, record->header.subject.text))
		return false;
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (!json_equal(json_object_get(record->values, members[i]),
		                json_object_get(said, members[i])))
			return false;
	}
	return true;
}

/*
 * Whose review it is: the actor whose key signed the note. Whoever brings a
 * note in could name anybody, so it is verified here too; one that does not
 * hold, or comes after the key was declared compromised, counts as nobody's.
 */
static enum status
reviewer_of(struct database *database, const struct event_record *record, struct text *out,
            struct error *err)
{
	SCOPED_JSON json_t *said = NULL;
	struct text reviewer, note;
	struct public_key key;
	struct error ignored;
	enum status st;

	*out = text_of("");
	if (!json_member_text(record->values, "reviewer", &reviewer) ||
	    !json_member_text(record->values, "signed_note", &note))
		return STATUS_OK;
	st = read_key(database, reviewer, &key, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	if (review_note_verify(note, &key, &said, &ignored) == STATUS_OK &&
	    says_the_same(record, said))
		*out = reviewer;
	return STATUS_OK;
}

enum status
apply_review_received(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct text reviewer;
	struct row row;
	enum status st = reviewer_of(database, record, &reviewer, err);

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_reviews (seq, uuid, finding, subject, n, time, actor, conclusion,"
	          " confidence, grounds, protected_grounds, blind, answer, own_conclusion, pack,"
	          " answered, brought_by, decided) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	          " $11, $12, $13, $14, $15, $16, $17, 0)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_value(&row, "finding");
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_text(&row, reviewer);
	row_value(&row, "conclusion");
	row_value(&row, "confidence");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "blind");
	row_value(&row, "answer");
	row_value(&row, "own_conclusion");
	row_value(&row, "pack");
	row_value(&row, "answered");
	row_actor(&row);
	return row_write(&row);
}

static enum status
keep_decision(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_dissents_decided (seq, uuid, review, subject, n, time, actor,"
	          " decision, one_person, grounds, protected_grounds, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_value(&row, "review");
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "decision");
	row_value(&row, "one_person");
	row_value(&row, "grounds");
	row_value(&row, "protected_grounds");
	row_value(&row, "note");
	return row_write(&row);
}

/* Where it was destroyed which dissent is meant, that one stays open: nobody shall lose it so. */
enum status
apply_dissent_decided(struct database *database, const struct event_record *record,
                      struct error *err)
{
	enum status st = keep_decision(database, record, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "UPDATE p_reviews SET decided = $1 WHERE uuid = $2 AND subject = $3 AND decided = 0",
	          record, err);
	row_seq(&row);
	row_value(&row, "review");
	row_subject(&row);
	return row_write(&row);
}
