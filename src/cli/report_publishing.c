/* SPDX-License-Identifier: Apache-2.0 */
/* report_publishing.c - `vidimus report draft|check|publish|correct|amend`: versions on their way out. */
#include "cli/report_publishing.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/report_text.h"
#include "cli/session.h"

#include <vidimus/report.h>

/* Makes or amends a version and answers; its number stands in JSON as `member`, in text between `before` and `after`. */
static enum status
make_and_tell(struct command *command,
                 enum status (*make)(struct vidimus_catalogue *catalogue, const char *report,
                                     const struct vidimus_field *fields, size_t count,
                                     int64_t based_on, struct vidimus_report_version *out,
                                     struct error *err),
                 const char *member, const char *before, const char *after, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	struct vidimus_report_version made;
	enum status status = record_words_take(command, &words, err);

	if (status == STATUS_OK)
		status = make(command->session->catalogue, command->arguments[0], words.fields, words.count,
		              (int64_t)command_number(command, "based-on", 0), &made, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:I,s:I}", "id", made.id, member,
		                      (json_int_t)made.version, "version", (json_int_t)made.chain));
	else
		output_format(command->output, "%s %lld of %s %s.\n", before,
		              (long long)made.version, made.id, after);
	return STATUS_OK;
}

static enum status
run_draft(struct command *command, struct error *err)
{
	return make_and_tell(command, vidimus_report_draft, "latest", "Version", "is a draft", err);
}

static enum status
run_amend(struct command *command, struct error *err)
{
	return make_and_tell(command, vidimus_report_amend, "amended",
	                        "What is known of version", "is recorded", err);
}

static enum status
publish(struct command *command, bool correct, struct error *err)
{
	SCOPED(record_words) words = { 0 };
	struct vidimus_report_version made;
	struct vidimus_publication publication = {
		.as_drafted = command_has(command, "as-drafted"),
		.correct = correct,
		.based_on = (int64_t)command_number(command, "based-on", 0),
	};
	enum status status = record_words_take(command, &words, err);

	publication.fields = words.fields;
	publication.count = words.count;
	if (status == STATUS_OK)
		status = vidimus_report_publish(command->session->catalogue, command->arguments[0],
		                                &publication, &made, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:I,s:I,s:I}", "id", made.id, "latest",
		                      (json_int_t)made.version, "version", (json_int_t)made.chain,
		                      "citations", (json_int_t)made.citations));
	else
		output_format(command->output, "Version %lld of %s is published; citations pinned: %lld.\n",
		              (long long)made.version, made.id, (long long)made.citations);
	return STATUS_OK;
}

static enum status
run_publish(struct command *command, struct error *err)
{
	return publish(command, false, err);
}

static enum status
run_correct(struct command *command, struct error *err)
{
	return publish(command, true, err);
}

static enum status
run_check(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *checked = NULL;
	enum status status = vidimus_report_check(command->session->catalogue,
	                                          command->arguments[0], &checked, err);

	return status == STATUS_OK ? report_check_print(command, checked, err) : status;
}

static const struct verb_option draft_options[] = {
	{ .name = "document", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "The document, which is kept in the vault" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option publish_options[] = {
	{ .name = "title", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 2046,
	  .about = "Title as printed" },
	{ .name = "authors", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 4094,
	  .about = "Authors as printed" },
	{ .name = "publisher", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 1022,
	  .about = "Who publishes it" },
	{ .name = "url", .kind = VALUE_PROSE, .argument = "URL", .limit = 8190,
	  .about = "Where it is published" },
	{ .name = "published", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When it was published, as EDTF" },
	{ .name = "document", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "The document as published, which is kept in the vault" },
	{ .name = "override", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "Publish in spite of these findings (vocabulary report-check)" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Why, for colleagues; demanded by --override" },
	{ 0 },
};

static const struct verb_option amend_options[] = {
	{ .name = "published", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When it was published, as EDTF" },
	{ .name = "url", .kind = VALUE_PROSE, .argument = "URL", .limit = 8190,
	  .about = "Where it is published" },
	{ .name = "document", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "The document as published, which is kept in the vault" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Why, for colleagues" },
	{ 0 },
};

static const struct verb_option correction_options[] = {
	{ .name = "correction", .kind = VALUE_PROSE, .argument = "TEXT", .required = true,
	  .about = "What is corrected, in the words that are published" },
	{ 0 },
};

/* No field: it says what becomes of the draft's. */
static const struct verb_option drafted_options[] = {
	{ .name = "as-drafted",
	  .about = "What the draft says is published where nothing else is said: title, authors, "
	           "publisher, address, document, places and quotes of its citations" },
	{ 0 },
};

static const struct verb_example draft_examples[] = {
	{ "report draft R-1 --document draft-2.pdf",
	  "The draft has another document; after a publication the next version begins." },
	{ 0 },
};

static const struct verb_example publish_examples[] = {
	{ "report publish R-1 --as-drafted --published 2020-12-10", "As it was drafted." },
	{ "report publish R-1 --title @title --override not-held --because @why",
	  "In spite of what is not held." },
	{ 0 },
};

static const struct verb_example amend_examples[] = {
	{ "report amend R-2 --published 2020-12-10 --document page.pdf", "What was found since." },
	{ 0 },
};

static const struct verb_example correct_examples[] = {
	{ "report correct R-1 --correction @correction.txt", "What is corrected, from a file." },
	{ "report correct R-1 --fields correction.json", "From a JSON object, for programs." },
	{ 0 },
};

const struct verb verb_report_draft = {
	.name = "draft", .summary = "Draft a version of one's own report",
	.about = "The present draft again, with another document; or, where the latest version is "
	         "published, the next one.",
	.arguments = "R-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { draft_options, based_on_options, fields_options }, .examples = draft_examples,
	.needs = NEEDS_KEY, .run = run_draft,
};

const struct verb verb_report_check = {
	.name = "check", .summary = "Tell what would embarrass a report",
	.about = "Of each thing that the latest version cites: is it held, verified, undisputed; may it "
	         "be used; can somebody be recognised; do sources disagree, or repeat each other; has "
	         "it changed since it was cited? The exit code is 1 when there is anything to tell.",
	.arguments = "R-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.needs = NEEDS_READING, .run = run_check,
	.examples = (const struct verb_example[]){
		{ "report check R-1",
		  "What would embarrass it." },
		{ 0 },
	},
};

const struct verb verb_report_publish = {
	.name = "publish", .summary = "Publish the draft of a report",
	.about = "Every citation is pinned to the bytes, the status and the version that it rests on "
	         "now. What `report check` finds is refused (exit code 5), unless it is named by "
	         "--override. Of the draft's words none is published by itself.",
	.arguments = "R-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { publish_options, drafted_options, based_on_options, fields_options },
	.examples = publish_examples, .needs = NEEDS_KEY, .run = run_publish,
};

const struct verb verb_report_correct = {
	.name = "correct", .summary = "Publish a correction of a report",
	.about = "A further version takes the place of the published one: the draft that follows it, or "
	         "the same anew. Citations are carried over, but for those that were unlinked or "
	         "retracted, and pinned anew; what each version cited stays known.",
	.arguments = "R-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { correction_options, publish_options, drafted_options, based_on_options,
	             fields_options },
	.examples = correct_examples, .needs = NEEDS_KEY, .run = run_correct,
};

const struct verb verb_report_amend = {
	.name = "amend", .summary = "Record more of a published version",
	.about = "Its date, its address or its document, where they became known later, or were wrong. "
	         "What was said before stays in the log; nothing is pinned anew.",
	.arguments = "R-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { amend_options, based_on_options, fields_options }, .examples = amend_examples,
	.needs = NEEDS_KEY, .run = run_amend,
};
