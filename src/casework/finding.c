/* SPDX-License-Identifier: Apache-2.0 */
/* finding.c - the answer to a verification question by one person. */
#include "casework/finding.h"

#include "casework/judged.h"
#include "casework/part_fits.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "question", FIELD_TERM, "verification-question" },
	{ "answer", FIELD_TERM, "answer-status" },
	{ "part", FIELD_PART, NULL },
	{ "conclusion", FIELD_TEXT, NULL },
	{ "protected_conclusion", FIELD_TEXT, NULL },
	{ "date", FIELD_DATE, NULL },
	{ "place", FIELD_PLACE, NULL },
	{ "region", FIELD_REGION, NULL },
	{ "confidence", FIELD_TERM, "confidence" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "methods", FIELD_TERMS, "verification-method" },
	{ "tools", FIELD_LINES, NULL },
	{ "sources", FIELD_LINES, NULL },
	{ "private_sources", FIELD_LINES, NULL },
	{ "protected_sources", FIELD_LINES, NULL },
	{ "discipline", FIELD_TEXT, NULL },
	{ "instructions", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "finding",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* What names records, and is resolved here. */
static const char *const named[] = { "claims", "attachments", "objects",
	                             "by",     "opinion",     "replaces", NULL };

/* A finding that is being recorded. */
struct recording {
	struct catalogue         *catalogue;
	struct change            *change;
	struct judged             judged;
	const struct field_words *words;
	size_t                    count;
	json_t                   *values; /* owned */
	bool                      expert;
};

static const char *
word(const struct recording *recording, const char *name)
{
	return field_text(recording->words, recording->count, name);
}

static enum status
demand(const json_t *values, const char *const *names, const char *what, struct error *err)
{
	for (size_t i = 0; names[i] != NULL; i++) {
		if (value_is_said(values, names[i]))
			return STATUS_OK;
	}
	return fail(err, STATUS_INVALID, "%s", what);
}

/* What says nothing of its answer is one, if it has a conclusion. */
static enum status
set_answer(json_t *values, struct error *err)
{
	if (value_is_said(values, "answer"))
		return STATUS_OK;
	if (!value_is_said(values, "conclusion") && !value_is_said(values, "protected_conclusion"))
		return fail(err, STATUS_INVALID,
		            "a finding has a conclusion, or an answer: not-determinable, not-applicable and so on");
	return json_object_set_new(values, "answer", json_string("answered")) == 0 ? STATUS_OK
	                                                                          : fail_memory(err);
}

/* An answer has a conclusion and a confidence; whatever else is said has its reason. */
static enum status
check_answer(const json_t *values, struct error *err)
{
	static const char *const conclusions[] = { "conclusion", "protected_conclusion", NULL };
	static const char *const reasons[] = { "grounds", "protected_grounds", NULL };
	static const char *const sure[] = { "confidence", NULL };
	struct text answer = view_text(values, "answer");
	enum status st = STATUS_OK;

	if (text_is(answer, "answered") || text_is(answer, "partly-answered")) {
		st = demand(values, conclusions, "a question that is answered has a conclusion", err);
		if (st == STATUS_OK)
			st = demand(values, sure,
			            "a conclusion has a confidence: low, moderate or high", err);
	} else if (!text_is(answer, "open") && !text_is(answer, "in-progress")) {
		st = demand(values, reasons,
		            "say why: an answer that is none has grounds, or protected grounds", err);
	}
	return st;
}

static enum status
check_expert(const struct recording *recording, struct error *err)
{
	static const char *const asked[] = { "instructions", NULL };
	static const char *const seen[] = { "object", "other_objects", NULL };
	enum status st = STATUS_OK;

	if (recording->expert)
		st = demand(recording->values, asked,
		            "an expert's finding says what the expert was asked: instructions", err);
	if (st == STATUS_OK && recording->expert)
		st = demand(recording->values, seen,
		            "an expert's finding names the exact objects that were seen: hashes, ids of items, or held",
		            err);
	return st;
}

/* Only the same person replaces a finding, in the same chain, and once. */
static enum status
check_replaced(const struct recording *recording, const char *uuid, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct text subject = text_of(recording->judged.subject.text), person;
	bool one = false;
	enum status st = view_query(recording->catalogue->ledger,
	                            "SELECT subject, actor, person, replaced, question FROM p_findings"
	                            " WHERE uuid = $1",
	                            text_of(uuid), &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no finding %s", uuid);
	if (st == STATUS_OK)
		st = actors_are_one(recording->catalogue->database, statement_text(row, 1),
		                    text_of(change_actor(recording->change)), &one, err);
	if (st != STATUS_OK)
		return st;
	person = view_text(recording->values, "by");
	text_cut(&person, '/');
	if (!text_equal(statement_text(row, 0), subject))
		return fail(err, STATUS_INVALID, "the finding to be replaced is not one of %s",
		            recording->judged.id);
	if (!one || !text_equal(statement_text(row, 2), person))
		return fail(err, STATUS_REFUSED,
		            "only one's own finding is replaced: another's is reviewed, `vidimus finding review`");
	if (statement_integer(row, 3) > 0)
		return fail(err, STATUS_REFUSED, "it was replaced already, by F-%06lld",
		            (long long)statement_integer(row, 3));
	if (!text_equal(statement_text(row, 4), view_text(recording->values, "question")))
		return fail(err, STATUS_INVALID, "it answers another question");
	return STATUS_OK;
}

/* A member that is one UUID. */
static enum status
set_one(struct recording *recording, const char *name, const char *kinds, struct error *err)
{
	const char *words = word(recording, name);
	struct resolved resolved;
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	if (words == NULL || *words == '\0')
		return STATUS_OK;
	st = resolve(recording->catalogue->ledger, text_of(words), kinds, &resolved, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &resolved.uuid);
	return json_object_set_new(recording->values, name, json_string(uuid)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
set_list(struct recording *recording, const char *name, const char *kinds, struct error *err)
{
	json_t *list = NULL;
	enum status st = uuids_of_words(recording->catalogue->ledger, word(recording, name), kinds,
	                                &list, err);

	if (st == STATUS_OK && json_object_set_new(recording->values, name, list) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
set_named(struct recording *recording, struct error *err)
{
	const char *replaced;
	enum status st = set_list(recording, "claims", "A", err);

	if (st == STATUS_OK)
		st = set_list(recording, "attachments", "X", err);
	if (st == STATUS_OK)
		st = objects_set(recording->catalogue->ledger, &recording->judged,
		                 word(recording, "objects"), recording->values, err);
	if (st == STATUS_OK)
		st = person_set(recording->catalogue, word(recording, "by"), recording->values,
		                &recording->expert, err);
	if (st == STATUS_OK)
		st = set_one(recording, "opinion", "X", err);
	if (st == STATUS_OK)
		st = set_one(recording, "replaces", "F", err);
	replaced = json_string_value(json_object_get(recording->values, "replaces"));
	return st == STATUS_OK && replaced ? check_replaced(recording, replaced, err) : st;
}

static enum status
set_values(struct recording *recording, int64_t based_on, struct error *err)
{
	static const char *const question[] = { "question", NULL };
	struct catalogue *catalogue = recording->catalogue;
	enum status st = judged_check_version(&recording->judged, false, &based_on, err);

	recording->values = json_pack("{s:I}", "based_on", (json_int_t)based_on);
	if (st == STATUS_OK && recording->values == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, recording->values, recording->words,
		                       recording->count, err);
	if (st == STATUS_OK)
		st = demand(recording->values, question,
		            "say which question is answered: provenance, date, place and so on", err);
	if (st == STATUS_OK)
		st = set_answer(recording->values, err);
	if (st == STATUS_OK)
		st = check_answer(recording->values, err);
	if (st == STATUS_OK)
		st = set_named(recording, err);
	return st == STATUS_OK ? check_expert(recording, err) : st;
}

static enum status
record(struct recording *recording, const struct subject *subject, int64_t based_on,
       int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	enum status st = judged_read(recording->catalogue->database, subject, &recording->judged,
	                             err);

	if (st == STATUS_OK)
		st = set_values(recording, based_on, err);
	if (st == STATUS_OK)
		st = part_fits(recording->catalogue, subject, json_object_get(recording->values, "part"),
		               err);
	if (st == STATUS_OK)
		st = catalogue_next_id(recording->catalogue, 'F', &open, number, err);
	return st == STATUS_OK ? change_add(recording->change, "finding.recorded", subject, open,
	                                    recording->values, NULL, err)
	                       : st;
}

enum status
finding_record(struct catalogue *catalogue, const struct subject *subject,
            const struct field_words *words, size_t count, int64_t based_on, int64_t *number,
            struct error *err)
{
	struct recording recording = { .catalogue = catalogue, .words = words, .count = count };
	enum status st = record_fields_check(&form, words, count, named, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "finding add", &recording.change, err);
	if (st != STATUS_OK)
		return st;
	st = record(&recording, subject, based_on, number, err);
	json_decref(recording.values);
	return catalogue_finish(catalogue, recording.change, st, err);
}
