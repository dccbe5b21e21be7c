/* SPDX-License-Identifier: Apache-2.0 */
/* apply_finding.c - findings, what others think of them, and what became of their dissent. */
#include "casework/apply.h"

#include "casework/row.h"

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
