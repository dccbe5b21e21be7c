/* SPDX-License-Identifier: Apache-2.0 */
/* review_merge.c - whose note it is, whether it may count, and the event that seals it. */
#include "casework/review_merge.h"

#include "casework/review_note.h"
#include "casework/reviewed.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

struct merging {
	struct catalogue     *catalogue;
	struct change        *change;
	struct text           note;
	json_t               *said; /* owned */
	char                  reviewer[DIGEST_TEXT_SIZE];
	struct reviewed       finding;
	struct judged         judged;
	struct review_merged *out;
};

static const char *
said(const struct merging *merging, const char *name)
{
	const char *value = json_string_value(json_object_get(merging->said, name));

	return value ? value : "";
}

/* Does this actor's key sign it? Another key is no fault: STATUS_DONE. */
static enum status
try_actor(struct merging *merging, struct statement *row, struct error *err)
{
	struct public_key key;
	struct error ignored;

	if (!hex_read(statement_text(row, 1), key.bytes, sizeof key.bytes))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed key: run vidimus rebuild");
	if (review_note_verify(merging->note, &key, &merging->said, &ignored) != STATUS_OK)
		return STATUS_DONE;
	if (!statement_is_null(row, 3))
		return fail(err, STATUS_REFUSED,
		            "the key that signed it was declared compromised (event %lld): what it signs counts no more",
		            (long long)statement_integer(row, 3));
	snprintf(merging->reviewer, sizeof merging->reviewer, "%s", statement_text(row, 0).p);
	snprintf(merging->out->reviewer, sizeof merging->out->reviewer, "%s",
	         statement_text(row, 2).p ? statement_text(row, 2).p : "");
	return STATUS_OK;
}

static enum status
find_reviewer(struct merging *merging, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(merging->catalogue->database,
	                                    "SELECT fingerprint, public_key, code, compromised FROM p_actors"
	                                    " ORDER BY number",
	                                    &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = try_actor(merging, row, err);
		if (st == STATUS_OK)
			return st;
		if (st == STATUS_DONE)
			st = STATUS_OK;
	}
	if (st == STATUS_DONE)
		return fail(err, STATUS_FALSE,
		            "no key of an actor of this catalogue signed it: a reviewer is added first (vidimus actor add)");
	return st;
}

static enum status
check_pack(const struct merging *merging, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(merging->catalogue->database,
	                                    "SELECT 1 FROM p_bundles WHERE tag_manifest = $1"
	                                    " AND policy = 'review'",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(said(merging, "pack")));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_FALSE,
		            "the review pack that it answers to did not leave this catalogue: no pack here has the tag manifest %s",
		            said(merging, "pack"));
	return st;
}

/* Is it of this catalogue, and of the finding and question that it names? */
static enum status
check_subject(struct merging *merging, struct error *err)
{
	char origin[ORIGIN_SIZE];
	SCOPED_STATEMENT row = NULL;
	struct uuid finding;
	enum status st;

	ledger_origin(origin, &merging->catalogue->uuid);
	if (strcmp(said(merging, "catalogue"), origin) != 0)
		return fail(err, STATUS_FALSE, "it is a review for another catalogue, %s",
		            said(merging, "catalogue"));
	if (!uuid_read(text_of(said(merging, "finding")), &finding))
		return fail(err, STATUS_INVALID, "it names no finding");
	st = reviewed_read_standing(merging->catalogue->ledger, &finding, &merging->finding, err);
	if (st == STATUS_OK && strcmp(merging->finding.subject.text, said(merging, "subject")) != 0)
		st = fail(err, STATUS_FALSE, "%s is of another record than the review says",
		          merging->finding.id);
	if (st == STATUS_OK)
		st = database_statement(merging->catalogue->database,
		                        "SELECT question FROM p_findings WHERE uuid = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(merging->finding.uuid));
	st = statement_step(row, err);
	if (st == STATUS_OK && !text_is(statement_text(row, 0), said(merging, "question")))
		st = fail(err, STATUS_FALSE, "%s answers another question than the review says",
		          merging->finding.id);
	return st;
}

static enum status
refuse_own(const struct merging *merging, struct error *err)
{
	bool one = false;
	enum status st = actors_are_one(merging->catalogue->database,
	                                text_of(merging->finding.actor), text_of(merging->reviewer),
	                                &one, err);

	if (st == STATUS_OK && one)
		st = fail(err, STATUS_REFUSED,
		          "%s was recorded by %s, whose key signed the review too: another person reviews it",
		          merging->finding.id, merging->out->reviewer);
	return st;
}

/* What a note says must be what a review may say. */
static enum status
check_words(const struct merging *merging, struct error *err)
{
	bool blind = json_is_true(json_object_get(merging->said, "blind"));
	const char *conclusion = said(merging, "conclusion");

	if (blind != (*conclusion == '\0'))
		return fail(err, STATUS_INVALID,
		            blind ? "a blind answer agrees with nothing yet, and this one does"
		                  : "it neither agrees nor dissents");
	if (blind && *said(merging, "answer") == '\0')
		return fail(err, STATUS_INVALID, "a blind answer says what its author would answer");
	if (strcmp(conclusion, "dissent") == 0 && *said(merging, "grounds") == '\0')
		return fail(err, STATUS_INVALID, "a dissent says why: grounds");
	return STATUS_OK;
}

static enum status
find_already(struct merging *merging, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(merging->catalogue->database,
	                                    "SELECT 1 FROM p_reviews WHERE finding = $1 AND actor = $2"
	                                    " AND pack = $3 AND answered = $4",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(merging->finding.uuid));
	statement_bind_text(row, 2, text_of(merging->reviewer));
	statement_bind_text(row, 3, text_of(said(merging, "pack")));
	statement_bind_text(row, 4, text_of(said(merging, "answered")));
	st = statement_step(row, err);
	merging->out->already = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
make_values(const struct merging *merging, json_t **out, struct error *err)
{
	static const char *const members[] = { "finding", "conclusion", "confidence", "answer",
		                               "own_conclusion", "grounds", "blind", "question",
		                               "pack", "answered" };
	SCOPED_JSON json_t *values = json_pack("{s:O,s:s,s:o}", "based_on",
	                                       json_object_get(merging->said, "n"), "reviewer",
	                                       merging->reviewer, "signed_note",
	                                       json_of_text(merging->note));

	if (values == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (json_object_set(values, members[i], json_object_get(merging->said, members[i])) != 0)
			return fail_memory(err);
	}
	*out = json_incref(values);
	return STATUS_OK;
}

static enum status
record(struct merging *merging, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	enum status st = open ? make_values(merging, &values, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = judged_read(merging->catalogue->database, &merging->finding.subject,
		                 &merging->judged, err);
	if (st == STATUS_OK)
		st = change_add(merging->change, "review.received", &merging->finding.subject, open,
		                values, NULL, err);
	if (st != STATUS_OK || strcmp(merging->out->conclusion, "dissent") != 0)
		return st;
	merging->out->disputed = true;
	return review_dispute(merging->catalogue, merging->change, &merging->judged,
	                      merging->finding.uuid, err);
}

static enum status
merge(struct merging *merging, struct error *err)
{
	enum status st = find_reviewer(merging, err);

	if (st == STATUS_OK)
		st = check_words(merging, err);
	if (st == STATUS_OK)
		st = check_subject(merging, err);
	if (st == STATUS_OK)
		st = check_pack(merging, err);
	if (st == STATUS_OK)
		st = refuse_own(merging, err);
	if (st == STATUS_OK)
		st = find_already(merging, err);
	snprintf(merging->out->finding, sizeof merging->out->finding, "%s", merging->finding.id);
	snprintf(merging->out->conclusion, sizeof merging->out->conclusion, "%s",
	         said(merging, "conclusion"));
	return st == STATUS_OK && !merging->out->already ? record(merging, err) : st;
}

enum status
review_merge(struct catalogue *catalogue, struct text note, struct review_merged *out,
             struct error *err)
{
	struct merging merging = { .catalogue = catalogue, .note = note, .out = out };
	SCOPED_JSON json_t *said_anything = NULL;
	struct note parts;
	enum status st = note_read(note, &parts, err);

	*out = (struct review_merged){ .already = false };
	if (st == STATUS_OK)
		st = review_note_read(parts.text, &said_anything, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "review merge", &merging.change, err);
	if (st != STATUS_OK)
		return st;
	st = merge(&merging, err);
	json_decref(merging.said);
	return catalogue_finish(catalogue, merging.change, st, err);
}
