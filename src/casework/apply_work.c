/* SPDX-License-Identifier: Apache-2.0 */
/* apply_work.c - where the work on records stands, and who was told that something changed. */
#include "casework/apply.h"

#include "casework/row.h"

#include "base/text.h"

/* What is new is ordinary until somebody says otherwise. */
#define ORDINARY_RANK 2

/* Of the priorities, in their order; what is unknown or local is ordinary. */
static int64_t
rank_of(struct text priority)
{
	static const struct {
		const char *priority;
		int64_t     rank;
	} ranks[] = { { "urgent", 0 }, { "high", 1 }, { "low", 3 }, { "rejected", 4 } };

	for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
		if (text_is(priority, ranks[i].priority))
			return ranks[i].rank;
	}
	return ORDINARY_RANK;
}

/* Waits it for somebody? Where it was destroyed how it stands, it does. */
static bool
is_to_do(struct text state, struct text priority)
{
	return !text_is(state, "done") && !text_is(state, "frozen") &&
	       !text_is(state, "out-of-scope") && !text_is(priority, "rejected");
}

enum status
apply_work_begun(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_work (subject, kind, number, seq, time, actor, state, priority, rank,"
	          " to_do) VALUES ($1, $2, $3, $4, $5, $6, 'new', 'normal', $7, 1)",
	          record, err);
	row_subject(&row);
	row_text(&row, subject_kind(&record->header.subject));
	row_number(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_integer(&row, ORDINARY_RANK);
	return row_write(&row);
}

/* The record that is meant; false where that was destroyed. */
static bool
moved_subject(const struct event_record *record, struct subject *out)
{
	static const char *const members[] = { "item", "footage", "incident", "report" };
	struct text text;

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (json_member_text(record->values, members[i], &text) && subject_read(text, out))
			return true;
	}
	return false;
}

/* Incidents and reports have no row before they are moved. */
static enum status
begin_moved(struct database *database, const struct event_record *record,
            const struct subject *subject, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_work (subject, kind, number, seq, time, actor, rank, to_do)"
	          " VALUES ($1, $2, coalesce((SELECT number FROM p_items WHERE uuid = $3),"
	          " (SELECT number FROM p_footage WHERE uuid = $3),"
	          " (SELECT number FROM p_incidents WHERE uuid = $3),"
	          " (SELECT number FROM p_reports WHERE uuid = $3), 0), $4, $5, $6, 0, 0)",
	          record, err);
	row_string(&row, subject->text);
	row_text(&row, subject_kind(subject));
	row_text(&row, subject_name(subject));
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	return row_write(&row);
}

static enum status
move(struct database *database, const struct event_record *record, const struct subject *subject,
     struct error *err)
{
	struct text state = { NULL, 0 }, priority = { NULL, 0 };
	struct row row;

	if (!json_member_text(record->values, "state", &state))
		state.p = NULL;
	if (!json_member_text(record->values, "priority", &priority))
		priority.p = NULL;
	row_begin(&row, database,
	          "UPDATE p_work SET seq = $1, time = $2, actor = $3, state = $4, priority = $5,"
	          " rank = $6, to_do = $7, assigned = $8, because = $9 WHERE subject = $10",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "state");
	row_value(&row, "priority");
	row_integer(&row, rank_of(priority));
	row_integer(&row, is_to_do(state, priority));
	row_reference(&row, "actor");
	row_value(&row, "because");
	row_string(&row, subject->text);
	return row_write(&row);
}

static enum status
drop_tags(struct database *database, const struct event_record *record,
          const struct subject *subject, struct error *err)
{
	struct row row;

	row_begin(&row, database, "DELETE FROM p_work_tags WHERE subject = $1", record, err);
	row_string(&row, subject->text);
	return row_write(&row);
}

static enum status
keep_tags(struct database *database, const struct event_record *record,
          const struct subject *subject, struct error *err)
{
	json_t *tags = json_object_get(record->values, "tags"), *tag;
	enum status st = drop_tags(database, record, subject, err);
	size_t i;

	json_array_foreach(tags, i, tag) {
		struct row row;

		if (st != STATUS_OK)
			break;
		row_begin(&row, database,
		          "INSERT OR IGNORE INTO p_work_tags (subject, tag, kind, number)"
		          " SELECT subject, $1, kind, number FROM p_work WHERE subject = $2",
		          record, err);
		row_string(&row, json_string_value(tag));
		row_string(&row, subject->text);
		st = row_write(&row);
	}
	return st;
}

enum status
apply_work_moved(struct database *database, const struct event_record *record, struct error *err)
{
	struct subject subject;
	enum status st;

	if (!moved_subject(record, &subject))
		return STATUS_OK;
	st = begin_moved(database, record, &subject, err);
	if (st == STATUS_OK)
		st = move(database, record, &subject, err);
	return st == STATUS_OK ? keep_tags(database, record, &subject, err) : st;
}

enum status
apply_notice_given(struct database *database, const struct event_record *record,
                   struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_notices (seq, uuid, subject, n, time, actor, about, kind, recipient,"
	          " recipient_person, means, words, sent, evidence)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "about");
	row_value(&row, "kind");
	row_value(&row, "recipient");
	row_reference(&row, "recipient_person");
	row_value(&row, "means");
	row_value(&row, "words");
	row_json(&row, "sent");
	row_json(&row, "evidence");
	return row_write(&row);
}
