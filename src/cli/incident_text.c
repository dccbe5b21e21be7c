/* SPDX-License-Identifier: Apache-2.0 */
/* incident_text.c - an incident and what hangs on it. */
#include "cli/incident_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/claims_text.h"
#include "cli/link_text.h"
#include "cli/record_text.h"
#include "cli/shown.h"

static const struct shown_member members[] = {
	{ .label = "Incident", .name = "id" },
	{ .label = "Title", .name = "title", .demanded = true },
	{ .label = "Summary", .name = "summary", .form = SHOWN_PROSE },
	{ .label = "For colleagues", .name = "internal_summary", .form = SHOWN_PROSE },
	{ .label = "Acts", .name = "acts" },
	{ .label = "Methods", .name = "methods" },
	{ .label = "Purposes", .name = "purposes" },
	{ .label = "Types", .name = "types" },
	{ .label = "Date", .name = "date", .demanded = true },
	{ .label = "Place", .name = "place_words", .demanded = true },
	{ .label = "Region, for publication", .name = "region_words" },
	{ .label = "Victims", .name = "victims_words", .demanded = true },
	{ .label = "Persons", .name = "victim_persons" },
	{ .label = "Of the victims", .name = "victim_note", .form = SHOWN_PROSE },
	{ .label = "Part of", .name = "part_of" },
	{ .label = "Recorded", .name = "opened", .form = SHOWN_TIME },
	{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
	{ .label = "UUID", .name = "uuid" },
	{ .label = "Version", .name = "version" },
	{ 0 },
};

static enum status
print_violation(struct command *command, const json_t *incident, struct error *err)
{
	static const struct shown_member assessment[] = {
		{ .label = "Violation", .name = "violation", .demanded = true },
		{ .label = "Standard", .name = "standard", .demanded = true },
		{ .label = "It may amount to", .name = "potential" },
		{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
		{ .label = "Note", .name = "note", .form = SHOWN_PROSE },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "When", .name = "time", .form = SHOWN_TIME },
		{ 0 },
	};
	const json_t *violation = json_object_get(incident, "violation");

	if (!json_is_object(violation))
		return STATUS_OK;
	shown_heading(command, "Assessed, as far as we hold; no court's finding");
	return shown_block(command, violation, assessment, err);
}

static enum status
print_provisions(struct command *command, const json_t *incident, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "PROVISION", .name = "provision" },
		{ .title = "LABEL", .name = "label", .shrinks = true },
		{ .title = "ACT", .name = "act" },
		{ .title = "CONFLICT", .name = "conflict" },
		{ .title = "STANDING", .name = "standing" },
		{ .title = "REPORT", .name = "by_report" },
		{ .title = "BY", .name = "actor" },
		{ .title = "TAKEN BACK", .name = "taken_back" },
		{ 0 },
	};
	json_t *each;
	size_t i;

	json_array_foreach(json_object_get(incident, "provisions"), i, each) {
		json_t *how = json_object_get(json_object_get(each, "retracted"), "how");

		if (json_object_set(each, "taken_back", how ? how : json_null()) != 0)
			return fail(err, STATUS_MEMORY, "out of memory");
	}
	return shown_table(command, "Provisions: suggestions, never findings", incident, "provisions",
	                   columns, err);
}

/* Where what shows it was posted, who cites it, what was found. */
static enum status
print_shown(struct command *command, const json_t *incident, struct error *err)
{
	static const struct shown_column postings[] = {
		{ .title = "POSTING", .name = "id" },       { .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },  { .title = "CHANNEL", .name = "channel" },
		{ .title = "CODE", .name = "channel_code" }, { .title = "PLATFORM", .name = "platform" },
		{ .title = "PUBLISHED", .name = "published" }, { 0 },
	};
	static const struct shown_column citations[] = {
		{ .title = "CITATION", .name = "id" },      { .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },  { .title = "REPORT", .name = "report" },
		{ .title = "BY", .name = "report_text", .shrinks = true },
		{ .title = "VERSION", .name = "version", .right = true },
		{ .title = "STATUS THEN", .name = "status" }, { 0 },
	};
	static const struct shown_column findings[] = {
		{ .title = "FINDING", .name = "id" },       { .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },  { .title = "QUESTION", .name = "question" },
		{ .title = "ANSWER", .name = "answer" },    { .title = "CONFIDENCE", .name = "confidence" },
		{ .title = "CONCLUSION", .name = "conclusion", .shrinks = true },
		{ .title = "BY", .name = "actor" },         { 0 },
	};
	enum status status = shown_table(command, "Posted", incident, "postings", postings, err);

	if (status == STATUS_OK)
		status = shown_table(command, "Cited", incident, "cited_by", citations, err);
	return status == STATUS_OK ? shown_table(command, "Found of what shows it", incident, "findings",
	                                         findings, err)
	                           : status;
}

static enum status
print_parts(struct command *command, const json_t *incident, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "DATE", .name = "date" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};

	return shown_table(command, "Incidents within it", incident, "parts", columns, err);
}

enum status
incident_print(struct command *command, const json_t *incident, struct error *err)
{
	static enum status (*const parts[])(struct command *, const json_t *, struct error *) = {
		print_parts, links_print, print_shown, print_violation, print_provisions, claims_print,
		notes_print,
	};
	enum status status = shown_block(command, incident, members, err);

	for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof parts[0]; i++)
		status = parts[i](command, incident, err);
	return status == STATUS_OK ? actions_print(command, "History", incident, "history", err)
	                           : status;
}
