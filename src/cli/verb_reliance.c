/* SPDX-License-Identifier: Apache-2.0 */
/* verb_reliance.c - `vidimus reliance` and `notify`: what rests on a record, and who was told of a change. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/fields.h"
#include "cli/ids.h"
#include "cli/record_edit.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/reliance.h>

#include <string.h>

/* Each who rests on what changed and was not told. */
static enum status
print_to_tell(struct command *command, const json_t *answer, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "REPORT", .name = "report" },
		{ .title = "TRANSFER", .name = "transfer" },
		{ .title = "TO", .name = "recipient" },
		{ .title = "PERSON", .name = "person" },
		{ .title = "THEN", .name = "status_then" },
		{ .title = "NOW", .name = "status_now" },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};

	return shown_table(command, "Not told yet", answer, "to_tell", columns, err);
}

static enum status
print_resting(struct command *command, const json_t *answer, struct error *err)
{
	static const struct shown_column statuses[] = {
		{ .title = "FINDING", .name = "finding" }, { .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" }, { .title = "STATUS", .name = "status" },
		{ .title = "DECIDED", .name = "time", .form = SHOWN_TIME },
		{ .title = "NOW", .name = "status_now" },  { 0 },
	};
	static const struct shown_column findings[] = {
		{ .title = "FINDING", .name = "id" },     { .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" }, { .title = "QUESTION", .name = "question" },
		{ .title = "ANSWER", .name = "answer" },  { .title = "STATUS NOW", .name = "status_now" },
		{ 0 },
	};
	static const struct shown_column claims[] = {
		{ .title = "CLAIM", .name = "id" }, { .title = "PROPERTY", .name = "property" },
		{ .title = "HOW", .name = "how" },  { 0 },
	};
	static const struct shown_column reports[] = {
		{ .title = "REPORT", .name = "report" },       { .title = "PROVISION", .name = "provision" },
		{ .title = "LOCATOR", .name = "locator" },     { .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};
	static const struct shown_column repeating[] = {
		{ .title = "REPORT", .name = "id" }, { .title = "TITLE", .name = "title", .shrinks = true }, { 0 },
	};
	static const struct shown_column depictions[] = {
		{ .title = "DEPICTION", .name = "id" },   { .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" }, { .title = "INCIDENT", .name = "incident" },
		{ .title = "CONFIDENCE", .name = "confidence" }, { .title = "STATUS NOW", .name = "status_now" },
		{ .title = "REPORTS", .name = "reports", .right = true }, { 0 },
	};
	enum status status = shown_table(command, "Statuses that rest on it", answer, "statuses", statuses, err);

	if (status == STATUS_OK)
		status = shown_table(command, "Findings that rest on it", answer, "findings", findings, err);
	if (status == STATUS_OK)
		status = shown_table(command, "Depictions", answer, "depictions", depictions, err);
	if (status == STATUS_OK)
		status = shown_table(command, "Claims", answer, "claims", claims, err);
	if (status == STATUS_OK)
		status = shown_table(command, "Reports that suggest provisions", answer, "reports", reports, err);
	return status == STATUS_OK ? shown_table(command, "Reports that repeat it", answer, "repeated_by",
	                                         repeating, err)
	                           : status;
}

static enum status
print_given(struct command *command, const json_t *answer, struct error *err)
{
	static const struct shown_column transfers[] = {
		{ .title = "TRANSFER", .name = "id" },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "TO", .name = "to_organisation" },
		{ .title = "PERSON", .name = "to_code" },
		{ .title = "TOLD", .name = "told" },
		{ 0 },
	};
	static const struct shown_column notices[] = {
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "KIND", .name = "kind" },
		{ .title = "TO", .name = "recipient" },
		{ .title = "PERSON", .name = "person_code" },
		{ .title = "BY", .name = "actor" },
		{ 0 },
	};
	static const struct shown_column told[] = {
		{ .title = "REPORT", .name = "report" },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "KIND", .name = "kind" },
		{ .title = "TO", .name = "recipient" },
		{ .title = "PERSON", .name = "person_code" },
		{ .title = "BY", .name = "actor" },
		{ 0 },
	};
	enum status status = shown_table(command, "Given to", answer, "transfers", transfers, err);

	if (status == STATUS_OK)
		status = shown_table(command, "Told, of the reports", answer, "told", told, err);
	return status == STATUS_OK ? shown_table(command, "Told", answer, "notices", notices, err)
	                           : status;
}

/* "partly-verified (1), unverified (2)" where versions rested on different ones. */
static enum status
set_then(json_t *citation, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	const json_t *pins = json_object_get(citation, "pins");
	const char *then = shown_string(citation, "status_then");
	bool differ = false;
	json_t *pin;
	size_t i;

	json_array_foreach(pins, i, pin) {
		const char *status = shown_string(pin, "status");

		differ = differ || (then && status && strcmp(status, then) != 0);
		buffer_append_format(&words, "%s%s (%lld)", i > 0 ? ", " : "", status ? status : "unknown",
		                     (long long)json_integer_value(json_object_get(pin, "report_version")));
	}
	if (differ && json_object_set_new(citation, "status_then", json_string(buffer_string(&words))) != 0)
		return fail_memory(err);
	return buffer_check(&words, err);
}

static enum status
print_citations(struct command *command, const json_t *answer, struct error *err)
{
	static const struct shown_column citations[] = {
		{ .title = "REPORT", .name = "report" },
		{ .title = "VERSIONS", .name = "versions" },
		{ .title = "CITES", .name = "item" },
		{ .title = "THROUGH", .name = "through" },
		{ .title = "AS", .name = "id" },
		{ .title = "THEN", .name = "status_then" },
		{ .title = "NOW", .name = "status_now" },
		{ .title = "FELL", .name = "fell" },
		{ .title = "LOCATOR", .name = "locator", .shrinks = true },
		{ .title = "TITLE", .name = "report_title", .shrinks = true },
		{ 0 },
	};
	json_t *citation;
	size_t i;

	json_array_foreach(json_object_get(answer, "citations"), i, citation) {
		enum status status = set_then(citation, err);

		if (status != STATUS_OK)
			return status;
	}
	return shown_table(command, "Citations", answer, "citations", citations, err);
}

static enum status
print(struct command *command, const json_t *answer, struct error *err)
{
	static const struct shown_member head[] = {
		{ .label = "Record", .name = "id" },
		{ .label = "Title", .name = "title" },
		{ .label = "Status", .name = "status" },
		{ .label = "Verified as", .name = "verified_as" },
		{ 0 },
	};
	enum status status = shown_block(command, answer, head, err);

	if (status == STATUS_OK)
		status = print_to_tell(command, answer, err);
	if (status == STATUS_OK)
		status = print_citations(command, answer, err);
	if (status == STATUS_OK)
		status = print_resting(command, answer, err);
	return status == STATUS_OK ? print_given(command, answer, err) : status;
}

static enum status
show_one(struct command *command, const char *id, struct error *err)
{
	SCOPED_JSON json_t *answer = NULL;
	enum status status = vidimus_reliance(command->session->catalogue, id, &answer, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		output_json(command->output, json_incref(answer));
		return STATUS_OK;
	}
	if (command->output->printed > 0)
		output_string(command->output, "\n");
	return print(command, answer, err);
}

static enum status
run_reliance(struct command *command, struct error *err)
{
	return ids_each(command, show_one, err);
}

static enum status
run_notify(struct command *command, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	const char *id = command->arguments[0];
	enum status status = record_words_take(command, &words, err);

	if (status == STATUS_OK)
		status = vidimus_notify(command->session->catalogue, id, words.fields, words.count, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:b}", "id", id, "recorded", 1));
	else
		output_format(command->output, "It is recorded with %s who was told.\n", id);
	return STATUS_OK;
}

static const struct verb_option notify_options[] = {
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "status-fell, report-corrected, dissent, consent-withdrawn and so on (vocabulary notice-kind)" },
	{ .name = "recipient", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Organisation that was told" },
	{ .name = "person", .kind = VALUE_TEXT, .argument = "W-…|CODE", .about = "Or the person, by code" },
	{ .name = "about", .kind = VALUE_TEXT, .argument = "ID",
	  .about = "The record that changed, E-1 say; without it the one that is named first" },
	{ .name = "means", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .about = "How" },
	{ .name = "words", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .about = "What was written" },
	{ .name = "sent", .kind = VALUE_TEXT, .argument = "DATE", .about = "When, as EDTF" },
	{ .name = "evidence", .kind = VALUE_TEXT, .argument = "X-…,X-…", .about = "Attachments that show it" },
	{ 0 },
};

static const struct verb_example reliance_examples[] = {
	{ "reliance E-1", "Which reports rely on it, with its status then and now, and who was told." },
	{ "reliance R-1 --json", "What a report rests on." },
	{ 0 },
};

static const struct verb_example notify_examples[] = {
	{ "notify R-1 --about E-1 --kind status-fell --recipient @who", "The publisher of R-1 was told what became of E-1." },
	{ "notify E-1 --kind dissent --person partner-2", "A person, by code." },
	{ 0 },
};

const struct verb verb_reliance = {
	.name = "reliance", .summary = "What rests on a record, and who was told of changes",
	.about = "Of items, footage, claims, findings, incidents and reports: citations in every version with the status "
	         "then and now, statuses, findings and claims that rest on it, transfers, and notices. What fell and whose "
	         "reader was not told stands first.",
	.arguments = "ID…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.group = GROUP_LOOKING, .examples = reliance_examples, .needs = NEEDS_READING, .run = run_reliance,
};

const struct verb verb_notify = {
	.name = "notify", .summary = "Record that somebody was told of a change",
	.about = "Nothing is sent: it is recorded that it was. A person is named by code, and stands protected.",
	.arguments = "E-…|V-…|I-…|R-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.group = GROUP_JUDGING, .options = { notify_options, fields_options }, .examples = notify_examples,
	.needs = NEEDS_KEY, .run = run_notify,
};
