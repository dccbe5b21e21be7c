/* SPDX-License-Identifier: Apache-2.0 */
/* finding_text.c - findings, questions and decisions as text. */
#include "cli/finding_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

const struct shown_column finding_columns[] = {
	{ .title = "ID", .name = "id" },
	{ .title = "ITEM", .name = "item" },
	{ .title = "FOOTAGE", .name = "footage" },
	{ .title = "QUESTION", .name = "question" },
	{ .title = "ANSWER", .name = "answer" },
	{ .title = "CONFIDENCE", .name = "confidence" },
	{ .title = "BY", .name = "actor" },
	{ .title = "OF", .name = "by_code" },
	{ .title = "AGREED", .name = "agreed", .right = true },
	{ .title = "DISSENT", .name = "dissented", .right = true },
	{ .title = "CONCLUSION", .name = "conclusion", .shrinks = true },
	{ 0 },
};

static const struct shown_member finding_members[] = {
	{ .label = "Finding", .name = "id" },
	{ .label = "Item", .name = "item" },
	{ .label = "Footage", .name = "footage" },
	{ .label = "Question", .name = "question", .demanded = true },
	{ .label = "Answer", .name = "answer", .demanded = true },
	{ .label = "Part", .name = "part_words" },
	{ .label = "Conclusion", .name = "conclusion", .form = SHOWN_PROSE },
	{ .label = "Protected conclusion", .name = "protected_conclusion", .form = SHOWN_PROSE },
	{ .label = "Date", .name = "date" },
	{ .label = "Place", .name = "place_words" },
	{ .label = "Region", .name = "region_words" },
	{ .label = "Confidence", .name = "confidence" },
	{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
	{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
	{ .label = "Methods", .name = "methods" },
	{ .label = "Tools", .name = "tools" },
	{ .label = "Sources", .name = "sources" },
	{ .label = "Private sources", .name = "private_sources" },
	{ .label = "Protected sources", .name = "protected_sources" },
	{ .label = "Claims", .name = "claims" },
	{ .label = "Attachments", .name = "attachments" },
	{ .label = "Object seen", .name = "object" },
	{ .label = "Other objects seen", .name = "other_objects" },
	{ .label = "Recorded by", .name = "actor", .form = SHOWN_REFERENCE, .demanded = true },
	{ .label = "Of", .name = "by", .form = SHOWN_REFERENCE },
	{ .label = "Discipline", .name = "discipline" },
	{ .label = "Instructions", .name = "instructions", .form = SHOWN_PROSE },
	{ .label = "Signed opinion", .name = "opinion" },
	{ .label = "Time", .name = "time", .form = SHOWN_TIME },
	{ .label = "Replaces", .name = "replaces" },
	{ .label = "Replaced by", .name = "replaced_by" },
	{ .label = "Note", .name = "note", .form = SHOWN_PROSE },
	{ .label = "Version of the chain", .name = "version" },
	{ 0 },
};

static enum status
print_decision(struct command *command, const json_t *review, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Decided", .name = "decision" },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "Time", .name = "time", .form = SHOWN_TIME },
		{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
		{ 0 },
	};
	json_t *decided = json_object_get(review, "decided");
	const char *conclusion = shown_string(review, "conclusion");

	if (json_is_object(decided))
		return shown_block(command, decided, members, err);
	if (conclusion != NULL && strcmp(conclusion, "dissent") == 0)
		output_string(command->output, "It stands open until a third person decides.\n");
	return STATUS_OK;
}

static enum status
print_reviews(struct command *command, const json_t *finding, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Review", .name = "conclusion", .demanded = true },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE, .demanded = true },
		{ .label = "Of", .name = "by", .form = SHOWN_REFERENCE },
		{ .label = "Discipline", .name = "discipline" },
		{ .label = "Time", .name = "time", .form = SHOWN_TIME },
		{ .label = "Blind", .name = "blind" },
		{ .label = "Confidence", .name = "confidence" },
		{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
		{ .label = "Protected sources", .name = "protected_sources" },
		{ .label = "Note", .name = "note", .form = SHOWN_PROSE },
		{ 0 },
	};
	json_t *list = json_object_get(finding, "reviews"), *review;
	enum status status = STATUS_OK;
	size_t i;

	if (json_array_size(list) > 0)
		shown_heading(command, "Reviews");
	json_array_foreach(list, i, review) {
		if (status == STATUS_OK)
			status = shown_block(command, review, members, err);
		if (status == STATUS_OK)
			status = print_decision(command, review, err);
	}
	return status;
}

enum status
finding_print(struct command *command, const json_t *finding, struct error *err)
{
	enum status status = shown_block(command, finding, finding_members, err);

	return status == STATUS_OK ? print_reviews(command, finding, err) : status;
}

static enum status
print_decisions(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column statuses[] = {
		{ .title = "VERSION", .name = "version", .right = true },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "BEFORE", .name = "before" },
		{ .title = "STATUS", .name = "status" },
		{ .title = "GROUNDS", .name = "grounds", .shrinks = true },
		{ 0 },
	};
	static const struct shown_member value[] = {
		{ .label = "Evidential strength", .name = "strength" },
		{ .label = "Disclosure value", .name = "disclosure" },
		{ .label = "Caption", .name = "caption" },
		{ 0 },
	};
	static const struct shown_member fallen[] = {
		{ .label = "The status rests on what stands no more", .name = "status_rests_on_fallen" },
		{ 0 },
	};
	enum status status = shown_table(command, "Statuses decided", record, "statuses", statuses,
	                                 err);

	if (status == STATUS_OK)
		status = shown_block(command, record, fallen, err);

	if (status == STATUS_OK)
		shown_heading(command, "Value");
	return status == STATUS_OK ? shown_block(command, record, value, err) : status;
}

enum status
judgement_print(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column questions[] = {
		{ .title = "QUESTION", .name = "question" },
		{ .title = "REQUIRED", .name = "required" },
		{ .title = "CONCLUDED", .name = "concluded" },
		{ .title = "ANSWER", .name = "answer" },
		{ .title = "FINDINGS", .name = "findings" },
		{ .title = "PEOPLE", .name = "people" },
		{ 0 },
	};
	static const struct shown_column dissents[] = {
		{ .title = "FINDING", .name = "finding" },
		{ .title = "QUESTION", .name = "question" },
		{ .title = "BY", .name = "actor" },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ 0 },
	};
	enum status status = shown_table(command, "Questions", record, "questions", questions, err);

	if (status == STATUS_OK)
		status = shown_table(command, "Findings", record, "findings", finding_columns, err);
	if (status == STATUS_OK)
		status = shown_table(command, "Findings of members, which are theirs", record,
		                     "member_findings", finding_columns, err);
	if (status == STATUS_OK)
		status = shown_table(command, "Dissent that stands open", record, "dissents", dissents,
		                     err);
	return status == STATUS_OK ? print_decisions(command, record, err) : status;
}
