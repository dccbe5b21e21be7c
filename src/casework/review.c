/* SPDX-License-Identifier: Apache-2.0 */
/* review.c - another person's word on a finding; a dissent makes the status disputed. */
#include "casework/finding.h"

#include "casework/judged.h"
#include "casework/reviewed.h"
#include "casework/status_record.h"
#include "casework/view_retraction.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct record_field fields[] = {
	{ "conclusion", FIELD_TEXT, NULL },
	{ "confidence", FIELD_TERM, "confidence" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "protected_sources", FIELD_LINES, NULL },
	{ "blind", FIELD_YES_NO, NULL },
	{ "discipline", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "review",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const named[] = { "objects", "by", "opinion", NULL };

struct reviewing {
	struct catalogue         *catalogue;
	struct change            *change;
	struct reviewed           finding;
	struct judged             judged;
	const struct field_words *words;
	size_t                    count;
	json_t                   *values; /* owned */
};

enum status
reviewed_read(struct ledger *ledger, const struct uuid *finding, struct reviewed *out,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st;

	*out = (struct reviewed){ 0 };
	uuid_write(out->uuid, finding);
	st = view_query(ledger,
	                "SELECT number, subject, actor, person, replaced FROM p_findings"
	                " WHERE uuid = $1",
	                text_of(out->uuid), &row, err);
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !subject_read(statement_text(row, 1),
	                                                           &out->subject)))
		return fail(err, STATUS_NOT_FOUND, "there is no such finding");
	if (st != STATUS_OK)
		return st;
	short_id_write(out->id, (struct short_id){ 'F', statement_integer(row, 0) });
	snprintf(out->actor, sizeof out->actor, "%s", statement_text(row, 2).p);
	if (!statement_is_null(row, 3))
		snprintf(out->person, sizeof out->person, "%s", statement_text(row, 3).p);
	out->replaced = statement_integer(row, 4);
	return STATUS_OK;
}

enum status
reviewed_read_standing(struct ledger *ledger, const struct uuid *finding, struct reviewed *out,
                       struct error *err)
{
	bool retracted = false;
	enum status st = reviewed_read(ledger, finding, out, err);

	if (st == STATUS_OK && out->replaced > 0)
		st = fail(err, STATUS_REFUSED, "%s was replaced: review F-%06lld, which took its place",
		          out->id, (long long)out->replaced);
	if (st == STATUS_OK)
		st = record_is_retracted(ledger, text_of(out->uuid), &retracted, err);
	if (st == STATUS_OK && retracted)
		st = fail(err, STATUS_REFUSED, "%s was taken back: there is nothing to review", out->id);
	return st;
}

/* One's own finding is whoever's key signed it, or whose opinion was written down. */
static enum status
refuse_own(const struct reviewing *reviewing, struct error *err)
{
	const struct reviewed *finding = &reviewing->finding;
	struct text by = view_text(reviewing->values, "by");
	bool one = false;
	enum status st;

	text_cut(&by, '/');
	if (by.p != NULL)
		return text_is(by, finding->person)
		               ? fail(err, STATUS_REFUSED,
		                      "%s is this person's own finding: another person reviews it",
		                      finding->id)
		               : STATUS_OK;
	st = actors_are_one(reviewing->catalogue->database, text_of(finding->actor),
	                    text_of(change_actor(reviewing->change)), &one, err);
	if (st == STATUS_OK && one)
		return fail(err, STATUS_REFUSED,
		            "%s was recorded by yourself, whichever of your keys signed it: another person reviews it",
		            finding->id);
	return st;
}

static enum status
check_conclusion(const json_t *values, struct error *err)
{
	struct text conclusion = view_text(values, "conclusion");

	if (!text_is(conclusion, "agree") && !text_is(conclusion, "dissent"))
		return fail(err, STATUS_INVALID, "a review says agree or dissent");
	if (text_is(conclusion, "dissent") && !value_is_said(values, "grounds") &&
	    !value_is_said(values, "protected_grounds"))
		return fail(err, STATUS_INVALID,
		            "a dissent says why: grounds, or protected grounds");
	return STATUS_OK;
}

static enum status
set_opinion(struct reviewing *reviewing, struct error *err)
{
	const char *words = field_text(reviewing->words, reviewing->count, "opinion");
	struct resolved opinion;
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	if (words == NULL || *words == '\0')
		return STATUS_OK;
	st = resolve(reviewing->catalogue->ledger, text_of(words), "X", &opinion, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &opinion.uuid);
	return json_object_set_new(reviewing->values, "opinion", json_string(uuid)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
set_values(struct reviewing *reviewing, int64_t based_on, struct error *err)
{
	struct catalogue *catalogue = reviewing->catalogue;
	bool expert;
	enum status st = judged_check_version(&reviewing->judged, false, &based_on, err);

	reviewing->values = json_pack("{s:I,s:s}", "based_on", (json_int_t)based_on, "finding",
	                              reviewing->finding.uuid);
	if (st == STATUS_OK && reviewing->values == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, reviewing->values, reviewing->words,
		                       reviewing->count, err);
	if (st == STATUS_OK)
		st = check_conclusion(reviewing->values, err);
	if (st == STATUS_OK)
		st = person_set(catalogue, field_text(reviewing->words, reviewing->count, "by"),
		                reviewing->values, &expert, err);
	if (st == STATUS_OK)
		st = set_opinion(reviewing, err);
	if (st == STATUS_OK)
		st = objects_set(catalogue->ledger, &reviewing->judged,
		                 field_text(reviewing->words, reviewing->count, "objects"),
		                 reviewing->values, err);
	json_object_del(reviewing->values, "other_objects"); /* a review names this exhibit's alone */
	return st;
}

/* As long as a dissent is open the status is disputed, whatever it was. */
enum status
review_dispute(struct catalogue *catalogue, struct change *change, const struct judged *judged,
               const char *finding, struct error *err)
{
	SCOPED_JSON json_t *decision = json_pack(
		"{s:s,s:[s],s:s}", "status", "disputed", "findings", finding, "grounds",
		"A dissent stands open: it is disputed until a third person decides.");

	if (strcmp(judged->status, "disputed") == 0)
		return STATUS_OK;
	return decision ? status_record(catalogue, change, judged, decision, err) : fail_memory(err);
}

static enum status
review(struct reviewing *reviewing, const struct uuid *finding, int64_t based_on,
       struct error *err)
{
	struct catalogue *catalogue = reviewing->catalogue;
	SCOPED_JSON json_t *open = json_object();
	enum status st = reviewed_read_standing(catalogue->ledger, finding, &reviewing->finding, err);

	if (st == STATUS_OK)
		st = judged_read(catalogue->database, &reviewing->finding.subject,
		                 &reviewing->judged, err);
	if (st == STATUS_OK)
		st = set_values(reviewing, based_on, err);
	if (st == STATUS_OK)
		st = refuse_own(reviewing, err);
	if (st == STATUS_OK)
		st = change_add(reviewing->change, "finding.reviewed", &reviewing->finding.subject,
		                open, reviewing->values, NULL, err);
	if (st == STATUS_OK && text_is(view_text(reviewing->values, "conclusion"), "dissent"))
		st = review_dispute(catalogue, reviewing->change, &reviewing->judged,
		                    reviewing->finding.uuid, err);
	return st;
}

enum status
finding_review(struct catalogue *catalogue, const struct uuid *finding,
               const struct field_words *words, size_t count, int64_t based_on,
               struct error *err)
{
	struct reviewing reviewing = { .catalogue = catalogue, .words = words, .count = count };
	enum status st = record_fields_check(&form, words, count, named, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "finding review", &reviewing.change, err);
	if (st != STATUS_OK)
		return st;
	st = review(&reviewing, finding, based_on, err);
	json_decref(reviewing.values);
	return catalogue_finish(catalogue, reviewing.change, st, err);
}
