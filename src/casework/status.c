/* SPDX-License-Identifier: Apache-2.0 */
/* status.c - deciding a status: what it rests on, why, and the event. */
#include "casework/verification.h"

#include "casework/status_record.h"
#include "casework/view_row.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "status", FIELD_TERM, "verification-status" },
	{ "verified_as", FIELD_TITLE, NULL },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "because", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "status",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const named_fields[] = { "findings", NULL };

/* Copies the ids of the open dissents. */
static enum status
set_dissents(struct catalogue *catalogue, const struct judged *judged, json_t *values,
             struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *ids = json_array();
	json_t *dissent;
	enum status st = open && ids ? open_dissents_add(catalogue->ledger, &judged->subject, open,
	                                                 "dissents", err)
	                             : fail_memory(err);
	size_t i;

	json_array_foreach(json_object_get(open, "dissents"), i, dissent) {
		if (st == STATUS_OK && json_array_append(ids, json_object_get(dissent, "uuid")) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK && json_array_size(ids) > 0 && json_object_set(values, "dissents", ids) != 0)
		st = fail_memory(err);
	return st;
}

enum status
status_record(struct catalogue *catalogue, struct change *change, const struct judged *judged,
              const json_t *decision, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(),
			   *values = json_pack("{s:I}", "based_on", (json_int_t)judged->version);
	enum status st = STATUS_OK;

	if (open == NULL || values == NULL ||
	    json_object_update(values, json_iterable(decision)) != 0 ||
	    (*judged->status != '\0' &&
	     json_object_set_new(values, "before", json_string(judged->status)) != 0))
		return fail_memory(err);
	st = set_dissents(catalogue, judged, values, err);
	return st == STATUS_OK ? change_add(change, "status.decided", &judged->subject, open, values,
	                                    NULL, err)
	                       : st;
}

/* Is the finding one of the chain (1), one of a present member of the footage (2), or neither? */
static enum status
place_finding(struct catalogue *catalogue, const struct judged *judged, const char *uuid, int *out,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char id[SHORT_ID_SIZE] = "";
	enum status st = view_query(
		catalogue->ledger,
		"SELECT CASE WHEN f.subject = $1 THEN 1 WHEN EXISTS (SELECT 1 FROM p_footage_members m"
		" WHERE m.footage = $2 AND m.left_seq IS NULL AND f.subject = 'item/' || m.item)"
		" THEN 2 ELSE 0 END, f.number, f.replaced, EXISTS (SELECT 1 FROM p_retractions x"
		" WHERE x.record = f.uuid) FROM p_findings f WHERE f.uuid = $3",
		text_of(judged->subject.text), &row, err);

	if (st == STATUS_OK) {
		statement_bind_text(row, 2, subject_name(&judged->subject));
		statement_bind_text(row, 3, text_of(uuid));
		st = statement_step(row, err);
	}
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no finding %s", uuid);
	if (st != STATUS_OK)
		return st;
	*out = (int)statement_integer(row, 0);
	short_id_write(id, (struct short_id){ 'F', statement_integer(row, 1) });
	if (*out == 0)
		return fail(err, STATUS_INVALID, "%s is no finding of %s or of a member of it", id,
		            judged->id);
	if (statement_integer(row, 2) > 0)
		return fail(err, STATUS_REFUSED, "%s was replaced by F-%06lld: nothing rests on it any more",
		            id, (long long)statement_integer(row, 2));
	if (statement_integer(row, 3) != 0)
		return fail(err, STATUS_REFUSED, "%s was taken back: nothing rests on it any more", id);
	return STATUS_OK;
}

static enum status
set_named(struct catalogue *catalogue, const struct judged *judged, const json_t *named,
          json_t *decision, struct error *err)
{
	SCOPED_JSON json_t *own = json_array(), *members = json_array();
	enum status st = own && members ? STATUS_OK : fail_memory(err);
	json_t *uuid;
	size_t i;

	json_array_foreach(named, i, uuid) {
		int place = 0;

		if (st == STATUS_OK)
			st = place_finding(catalogue, judged, json_string_value(uuid), &place, err);
		if (st == STATUS_OK && json_array_append(place == 1 ? own : members, uuid) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK &&
	    (json_object_set(decision, "findings", json_array_size(own) ? own : json_null()) != 0 ||
	     json_object_set(decision, "member_findings",
	                     json_array_size(members) ? members : json_null()) != 0))
		st = fail_memory(err);
	return st;
}

enum status
status_findings_set(struct catalogue *catalogue, const struct judged *judged, const json_t *named,
                    json_t *decision, struct error *err)
{
	SCOPED_JSON json_t *all = json_array();
	SCOPED_STATEMENT row = NULL;
	enum status st;

	if (named != NULL)
		return set_named(catalogue, judged, named, decision, err);
	st = view_query(catalogue->ledger,
	                "SELECT f.uuid FROM p_findings f WHERE f.subject = $1 AND f.replaced = 0"
	                " AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = f.uuid)"
	                " ORDER BY f.number",
	                text_of(judged->subject.text), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(all, json_of_text(statement_text(row, 0))) != 0)
			return fail_memory(err);
	}
	if (st != STATUS_DONE)
		return st;
	return json_object_set(decision, "findings", json_array_size(all) ? all : json_null()) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
check_reason(const struct judged *judged, const json_t *decision, struct error *err)
{
	const char *status = json_string_value(json_object_get(decision, "status"));

	if (value_is_said(decision, "verified_as") && status_rank(status) < status_rank("partly-verified"))
		return fail(err, STATUS_INVALID,
		            "only what is verified, or partly, is verified as something");
	if (status_rank(status) < status_rank(judged->status) && !value_is_said(decision, "because"))
		return fail(err, STATUS_INVALID,
		            "the status of %s falls from %s to %s: say why, --because", judged->id,
		            judged->status, status);
	if (!value_is_said(decision, "grounds") && !value_is_said(decision, "protected_grounds") &&
	    !value_is_said(decision, "because"))
		return fail(err, STATUS_INVALID,
		            "a status is a decision with a reason: --grounds, --protected-grounds or --because");
	return STATUS_OK;
}

static enum status
decide(struct catalogue *catalogue, struct change *change, struct judged *judged,
       const struct field_words *words, size_t count, int64_t based_on, struct error *err)
{
	SCOPED_JSON json_t *named = NULL, *decision = NULL;
	bool one_person = false;
	enum status st = judged_check_version(judged, true, &based_on, err);

	decision = json_pack("{s:I}", "based_on", (json_int_t)based_on);
	if (st == STATUS_OK && decision == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, decision, words, count, err);
	if (st == STATUS_OK)
		st = uuids_of_words(catalogue->ledger, field_text(words, count, "findings"), "F",
		                    &named, err);
	if (st == STATUS_OK && !value_is_said(decision, "status"))
		st = fail(err, STATUS_INVALID, "say which status");
	if (st == STATUS_OK)
		st = status_findings_set(catalogue, judged, json_is_array(named) ? named : NULL,
		                         decision, err);
	if (st == STATUS_OK)
		st = status_check(catalogue, change, judged,
		                  json_string_value(json_object_get(decision, "status")),
		                  json_string_value(json_object_get(decision, "verified_as")),
		                  json_is_array(named) ? named : NULL, &one_person, err);
	if (st == STATUS_OK)
		st = check_reason(judged, decision, err);
	if (st == STATUS_OK &&
	    json_object_set_new(decision, "one_person", json_boolean(one_person)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? status_record(catalogue, change, judged, decision, err) : st;
}

enum status
status_decide(struct catalogue *catalogue, const struct subject *subject,
              const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
              struct error *err)
{
	struct change *change = NULL;
	struct judged judged;
	enum status st = record_fields_check(&form, words, count, named_fields, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "status", &change, err);
	if (st != STATUS_OK)
		return st;
	st = judged_read(catalogue->database, subject, &judged, err);
	if (st == STATUS_OK)
		st = decide(catalogue, change, &judged, words, count, based_on, err);
	if (st == STATUS_OK)
		*version = judged.version + 1;
	return catalogue_finish(catalogue, change, st, err);
}
