/* SPDX-License-Identifier: Apache-2.0 */
/* verb_incident.c - `vidimus incident`: what happened, as far as it is settled. */
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/incident_law.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

static enum status
run_add(struct command *command, struct error *err)
{
	return record_add(command, "The incident", vidimus_incident_add, err);
}

static enum status
run_edit(struct command *command, struct error *err)
{
	static const struct shown_as shown[] = { { "place", "place_words" },
		                                 { "region", "region_words" },
		                                 { "victims", "victims_words" },
		                                 { 0 } };

	return record_edit(command, "incident", shown, err);
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "DATE", .name = "date" },
		{ .title = "ACTS", .name = "acts", .shrinks = true },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ .title = "PART OF", .name = "part_of" },
		{ 0 },
	};

	return record_list(command, "incident", columns,
	                   "No incident is recorded. `vidimus incident add` adds one.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "incident", err);
}

static const struct verb_option title_options[] = {
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TEXT", .required = true,
	  .about = "Neutral title, one line" },
	{ .name = "part-of", .kind = VALUE_TEXT, .argument = "I-…",
	  .about = "A wider incident that it belongs to" },
	{ 0 },
};

static const struct verb_option edit_title_options[] = {
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Neutral title, one line" },
	{ 0 },
};

static const struct verb_option options[] = {
	{ .name = "summary", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Neutral summary that may be disclosed; no source, person or precise place" },
	{ .name = "internal-summary", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "What colleagues must know besides; it stays in the house" },
	{ .name = "acts", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What was done, with commas (vocabulary act-type)" },
	{ .name = "methods", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "How (vocabulary method-of-violence)" },
	{ .name = "purposes", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What for, as far as it shows (vocabulary purpose-of-violence)" },
	{ .name = "types", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "In the terms of ACLED (vocabulary incident-type)" },
	{ .name = "date", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When, as EDTF: 2020-10-16, 2020-10~, 2020-09-27/2020-11-10" },
	{ .name = "place", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Where: Name (hy); Name (az); 39.65,46.75; radius 500; precision locality; "
	           "basis geolocated" },
	{ .name = "region", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "The same for publication: Name (hy); Name (az); precision region (or country; "
	           "withheld, unknown and not-determinable without a name); nothing finer, no number" },
	{ .name = "victims", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "Groups, nobody by name: prisoner-of-war dead 2; civilian injured 1-3" },
	{ .name = "victim-persons", .kind = VALUE_TEXT, .argument = "W-…,CODE",
	  .about = "Those of them who have a record, with commas" },
	{ .name = "victim-note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "What is known of those who suffered it; protected like a person" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "incident add", "Fill a form in, in the editor." },
	{ "incident add --title 'Two captives' --date 2020-10~ --acts torture",
	  "By options." },
	{ "incident add --fields incident.json", "From a JSON object." },
	{ 0 },
};

static const struct verb_example edit_examples[] = {
	{ "incident edit I-1", "Fill a form in, in the editor, with what is there already." },
	{ "incident edit I-1 --place @place.txt --victims 'civilian dead 2'",
	  "By options; the rest stays as it is." },
	{ 0 },
};

static const struct verb verb_incident_add = {
	.name = "add", .summary = "Record an incident",
	.about = "Without options a form opens in the editor. What is contested is not settled here: "
	         "nothing that is unknown is filled in.",
	.options = { title_options, options, fields_options }, .examples = add_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_incident_edit = {
	.name = "edit", .summary = "Describe an incident anew",
	.about = "What is not named stays as it is; an empty value empties it. Earlier descriptions "
	         "stay in the log. When somebody else edited it meanwhile, the difference is shown.",
	.arguments = "I-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { edit_title_options, options, based_on_options, fields_options }, .examples = edit_examples,
	.needs = NEEDS_KEY, .run = run_edit,
};

static const struct verb verb_incident_list = {
	.name = "list", .summary = "List the incidents", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "incident list",
		  "All of them." },
		{ "incident list act:torture date:2020-10",
		  "By act and date; dates may overlap." },
		{ 0 },
	},
};

static const struct verb verb_incident_show = {
	.name = "show", .summary = "Show one incident",
	.arguments = "I-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "incident show I-1",
		  "With what is within it, and its history." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_incident_add, &verb_incident_edit,
	                                    &verb_incident_provision, &verb_incident_assess,
	                                    &verb_incident_list, &verb_incident_show, NULL };

const struct verb verb_incident = {
	.name = "incident", .summary = "What happened, as far as it is settled",
	.group = GROUP_RECORDS, .verbs = verbs, .fallback = &verb_incident_list,
};
