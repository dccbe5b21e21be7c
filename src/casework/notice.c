/* SPDX-License-Identifier: Apache-2.0 */
/* notice.c - somebody who relied on a record was told that something changed. */
#include "casework/reliance.h"

#include "casework/judged.h"
#include "casework/subject_words.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct record_field fields[] = {
	{ "kind", FIELD_TERM, "notice-kind" },
	{ "recipient", FIELD_TEXT, NULL },
	{ "means", FIELD_TEXT, NULL },
	{ "words", FIELD_TEXT, NULL },
	{ "sent", FIELD_DATE, NULL },
};

static const struct record_form form = {
	.kind = "notice",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const beside[] = { "about", "person", "evidence", NULL };

struct telling {
	struct catalogue         *catalogue;
	const struct subject     *subject;
	const struct field_words *words;
	size_t                    count;
	json_t                   *values; /* owned */
};

/* The event of the chain that changed what one may rely on. */
static const char *
last_change_sql(struct text kind)
{
	if (text_is(kind, "report"))
		return "SELECT e.id FROM p_report_versions v JOIN events e ON e.seq = v.seq"
		       " WHERE v.report = $1 ORDER BY v.seq DESC LIMIT 1";
	if (text_is(kind, "item"))
		return "SELECT uuid FROM p_statuses WHERE subject = 'item/' || $1"
		       " ORDER BY n DESC LIMIT 1";
	if (text_is(kind, "footage"))
		return "SELECT uuid FROM p_statuses WHERE subject = 'footage/' || $1"
		       " ORDER BY n DESC LIMIT 1";
	return NULL;
}

/* Of a subject the last change; of any other record its own event. */
static enum status
event_of(struct telling *telling, const struct resolved *about, char out[UUID_TEXT_SIZE],
         struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) id = { 0 };
	struct subject subject;
	const char *sql;
	enum status st;

	uuid_write(out, &about->uuid);
	if (!resolved_subject(about, &subject))
		return STATUS_OK;
	sql = last_change_sql(subject_kind(&subject));
	if (sql == NULL)
		return fail(err, STATUS_INVALID,
		            "say which event is told of, --about: a record, or the id of an event");
	st = view_query(telling->catalogue->ledger, sql, subject_name(&subject), &row, err);
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE) {
		st = subject_id(telling->catalogue->ledger, text_of(subject.text), &id, err);
		return st == STATUS_OK ? fail(err, STATUS_INVALID,
		                              "nothing of %s changed that one could tell of",
		                              buffer_string(&id))
		                       : st;
	}
	if (st == STATUS_OK)
		snprintf(out, UUID_TEXT_SIZE, "%s", statement_text(row, 0).p);
	return st;
}

static enum status
set_about(struct telling *telling, struct error *err)
{
	const char *words = field_text(telling->words, telling->count, "about");
	struct ledger *ledger = telling->catalogue->ledger;
	struct resolved about = { 0 };
	char event[UUID_TEXT_SIZE];
	struct uuid uuid;
	int64_t seq;
	enum status st;

	if (words == NULL || *words == '\0')
		words = subject_name(telling->subject).p;
	if (uuid_read(text_of(words), &uuid) && ledger_find(ledger, &uuid, &seq, NULL) == STATUS_OK) {
		snprintf(event, sizeof event, "%s", words);
		st = STATUS_OK;
	} else {
		st = resolve(ledger, text_of(words), "EVRIFANTPC", &about, err);
		if (st == STATUS_OK)
			st = event_of(telling, &about, event, err);
	}
	if (st == STATUS_OK &&
	    json_object_set_new(telling->values, "about", json_string(event)) != 0)
		st = fail_memory(err);
	return st;
}

/* A person by code, in the member that is protected like one; or an organisation. */
static enum status
set_recipient(struct telling *telling, struct error *err)
{
	const char *words = field_text(telling->words, telling->count, "person");
	struct resolved person;
	char uuid[UUID_TEXT_SIZE];
	enum status st = STATUS_OK;

	if (words != NULL && *words != '\0') {
		st = resolve_person(telling->catalogue->ledger, text_of(words), &person, err);
		if (st != STATUS_OK)
			return st;
		uuid_write(uuid, &person.uuid);
		if (json_object_set_new(telling->values, "recipient_person",
		                        json_sprintf("person/%s", uuid)) != 0)
			return fail_memory(err);
	} else if (!value_is_said(telling->values, "recipient")) {
		st = fail(err, STATUS_INVALID, "say who was told: --recipient, or --person for a person's code");
	}
	return st;
}

static enum status
set_values(struct telling *telling, struct error *err)
{
	json_t *evidence = NULL;
	enum status st = record_fields_set(telling->catalogue, &form, telling->values,
	                                   telling->words, telling->count, err);

	if (st == STATUS_OK && !value_is_said(telling->values, "kind"))
		st = fail(err, STATUS_INVALID, "say what kind of change was told of: status-fell, report-corrected and so on");
	if (st == STATUS_OK)
		st = set_recipient(telling, err);
	if (st == STATUS_OK)
		st = set_about(telling, err);
	if (st == STATUS_OK)
		st = uuids_of_words(telling->catalogue->ledger,
		                    field_text(telling->words, telling->count, "evidence"), "X",
		                    &evidence, err);
	if (st == STATUS_OK && json_object_set_new(telling->values, "evidence", evidence) != 0)
		st = fail_memory(err);
	return st;
}

enum status
notice_give(struct catalogue *catalogue, const struct subject *subject,
            const struct field_words *words, size_t count, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	struct telling telling = { catalogue, subject, words, count, values };
	struct change *change = NULL;
	enum status st = open && values ? record_fields_check(&form, words, count, beside, err)
	                                : fail_memory(err);

	if (st == STATUS_OK)
		st = set_values(&telling, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "notify", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        change_add(change, "notice.given", subject, open, values, NULL, err),
	                        err);
}
