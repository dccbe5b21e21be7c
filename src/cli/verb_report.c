/* SPDX-License-Identifier: Apache-2.0 */
/* verb_report.c - `vidimus report`: documents that cite evidence, in versions. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/report_publishing.h"
#include "cli/session.h"

#include <vidimus/report.h>

#include <string.h>

/* A draft tells what is not public yet: its words stand in no shell's history. */
static enum status
refuse_draft_in_arguments(const struct command *command, struct error *err)
{
	static const char *const names[] = { "title", "authors", "publisher", "url" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct option_value *value = command_value(command, names[i]);

		if (value != NULL && !value->literal && value->text[0] != '\0' &&
		    value->text[0] != '@' && strcmp(value->text, "-") != 0)
			return fail(err, STATUS_INVALID,
			            "what a draft is called never stands in an argument: give --%s @FILE, or - for standard input",
			            names[i]);
	}
	return STATUS_OK;
}

static enum status
run_add(struct command *command, struct error *err)
{
	const char *own = command_text(command, "own");
	enum status status = own != NULL && strcmp(own, "yes") == 0
	                             ? refuse_draft_in_arguments(command, err)
	                             : STATUS_OK;

	if (status != STATUS_OK)
		return status;
	return record_add(command, "The report", vidimus_report_add, err);
}

static enum status
run_edit(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	enum status status = record_read(command, "report", command->arguments[0], &report, err);
	const char *state = status == STATUS_OK ? shown_string(report, "state") : NULL;

	if (status == STATUS_OK && state != NULL && strcmp(state, "draft") == 0)
		status = refuse_draft_in_arguments(command, err);
	if (status != STATUS_OK)
		return status;
	return record_edit(command, "report", NULL, err);
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "VERSION", .name = "latest", .right = true },
		{ .title = "STATE", .name = "state" },
		{ .title = "PUBLISHED", .name = "published" },
		{ .title = "PUBLISHER", .name = "publisher", .shrinks = true },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ .title = "REPEATS", .name = "derived_from", .shrinks = true },
		{ .title = "CITES", .name = "citations", .right = true },
		{ 0 },
	};

	return record_list(command, "report", columns,
	                   "No report is recorded. `vidimus report add` adds one.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "report", err);
}

static enum status
run_citations(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "CITATION", .name = "id" },
		{ .title = "REPORT", .name = "report" },
		{ .title = "VERSIONS", .name = "versions" },
		{ .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },
		{ .title = "STANCE", .name = "stance" },
		{ .title = "PART", .name = "part_words" },
		{ .title = "WHERE", .name = "locator", .shrinks = true },
		{ .title = "STATUS THEN", .name = "status" },
		{ .title = "NOW", .name = "status_now" },
		{ 0 },
	};
	const char *of = command->argument_count > 0 ? command->arguments[0] : NULL;
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_citations(command->session->catalogue, of,
	                           (int64_t)command_number(command, "in-version", 0), &to, err);
	status = listing_finish(&listing, status, "Nothing is cited.", err);
	listing_end(&listing);
	return status;
}

static const char *const yes_no[] = { "no", "yes", NULL };

static const struct verb_option add_options[] = {
	{ .name = "own", .kind = VALUE_CHOICE, .argument = "CODE", .choices = yes_no,
	  .required = true, .about = "We write it: it begins as a draft; no: it is published by others" },
	{ .name = "published", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When others published it, as EDTF: 2020-12-10, 2020-12, 2020-12-10/2020-12-11" },
	{ .name = "document", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "The document, which is kept in the vault" },
	{ 0 },
};

static const struct verb_option options[] = {
	{ .name = "title", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 2046,
	  .about = "Its title; a draft's words never stand in an argument" },
	{ .name = "authors", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 4094,
	  .about = "Authors as printed" },
	{ .name = "publisher", .kind = VALUE_PROSE, .argument = "TEXT", .limit = 1022,
	  .about = "Who publishes it" },
	{ .name = "url", .kind = VALUE_PROSE, .argument = "URL", .limit = 8190, .about = "Its address" },
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "press-release, news-article, report and so on (vocabulary material-type)" },
	{ .name = "language", .kind = VALUE_TEXT, .argument = "XX", .about = "As in BCP 47" },
	{ .name = "derived-from", .kind = VALUE_TEXT, .argument = "R-…,R-…",
	  .about = "Reports that it repeats" },
	{ .name = "retrieved", .kind = VALUE_CHOICE, .argument = "CODE", .choices = yes_no,
	  .about = "We have read it ourselves; no: it is known from others only" },
	{ .name = "accessed", .kind = VALUE_TEXT, .argument = "DATE", .about = "When it was read" },
	{ .name = "reliability", .kind = VALUE_TEXT, .argument = "a-f",
	  .about = "Admiralty grade of the source (vocabulary source-reliability)" },
	{ .name = "grade-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Reasons for the grade that a court may read" },
	{ .name = "protected-grade-grounds", .kind = VALUE_PROSE, .argument = "TEXT",
	  .is_private = true, .limit = 16382,
	  .about = "Reasons that rest on somebody who could be endangered" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option citations_options[] = {
	{ .name = "in-version", .kind = VALUE_NUMBER, .argument = "N",
	  .about = "Only what that version of the report cites" },
	{ 0 },
};

static const struct verb_example citations_examples[] = {
	{ "report citations R-1 --in-version 1", "What the first version cited." },
	{ "report citations E-7", "Which reports cite an item, in which versions." },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "report add", "Fill a form in, in the editor." },
	{ "report add --own no --publisher Times --published 2020-12",
	  "What others published." },
	{ "report add --own yes --title @title.txt --document draft.pdf",
	  "One's own, as a draft." },
	{ 0 },
};

static const struct verb_example edit_examples[] = {
	{ "report edit R-1", "Fill a form in, in the editor, with what is there already." },
	{ "report edit R-2 --retrieved yes --accessed 2026-11-30 --reliability b",
	  "By options; the rest stays as it is." },
	{ 0 },
};

static const struct verb verb_report_add = {
	.name = "add", .summary = "Record a report, one's own or others'",
	.about = "Without options a form opens in the editor. What is said of a draft is protected, and "
	         "is not published until somebody says so: `vidimus report publish`. What others "
	         "published needs no document.",
	.options = { add_options, options, fields_options }, .examples = add_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_report_edit = {
	.name = "edit", .summary = "Describe a report anew",
	.about = "What is not named stays as it is; an empty value empties it. While the latest version "
	         "is a draft, title, authors, publisher and address are the draft's, and what was "
	         "published stays beside them. When somebody else edited it meanwhile, the difference "
	         "is shown.",
	.arguments = "R-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options, based_on_options, fields_options }, .examples = edit_examples,
	.needs = NEEDS_KEY, .run = run_edit,
};

static const struct verb verb_report_list = {
	.name = "list", .summary = "List the reports", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "report list",
		  "All of them." },
		{ "report list title:\"press release\"",
		  "By words of the title." },
		{ 0 },
	},
};

static const struct verb verb_report_show = {
	.name = "show", .summary = "Show one report, its versions and what it cites",
	.arguments = "R-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "report show R-1",
		  "Its versions, and what it cites." },
		{ 0 },
	},
};

static const struct verb verb_report_citations = {
	.name = "citations", .summary = "List what reports cite",
	.about = "Of one report, of one item or footage, or all; those of a version are the ones that "
	         "were pinned when it was published, and those recorded of it since.",
	.arguments = "[R-…|E-…|V-…]", .argument_kind = VALUE_TEXT, .least = 0, .most = 1,
	.options = { citations_options }, .examples = citations_examples,
	.needs = NEEDS_READING, .run = run_citations,
};

static const struct verb *const verbs[] = { &verb_report_add,     &verb_report_edit,
	                                    &verb_report_draft,   &verb_report_check,
	                                    &verb_report_publish, &verb_report_correct, &verb_report_amend,
	                                    &verb_report_list,    &verb_report_show,
	                                    &verb_report_citations, NULL };

const struct verb verb_report = {
	.name = "report", .summary = "Documents that cite evidence, in versions",
	.group = GROUP_RECORDS, .verbs = verbs, .fallback = &verb_report_list,
};
