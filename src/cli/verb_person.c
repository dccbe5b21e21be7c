/* SPDX-License-Identifier: Apache-2.0 */
/* verb_person.c - `vidimus person`: witnesses, sources, partners and experts, by codes. */
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/consent.h>

static enum status
run_add(struct command *command, struct error *err)
{
	struct vidimus_person_words words = {
		.code = command_text(command, "code"),
		.roles = command_text(command, "roles"),
		.protection_level = command_text(command, "protection-level"),
	};
	SCOPED(buffer) held_at = { 0 };
	SCOPED(buffer) note = { 0 };
	char id[VIDIMUS_ID_SIZE];
	enum status status = prose_or_null(command, "identity-held-at", &held_at,
	                                   &words.identity_held_at, err);

	if (status == STATUS_OK)
		status = prose_or_null(command, "note", &note, &words.note, err);
	if (status == STATUS_OK)
		status = vidimus_person_add(command->session->catalogue, &words, id, err);
	if (status == STATUS_OK)
		record_added(command, "The person", id);
	return status;
}

static enum status
run_edit(struct command *command, struct error *err)
{
	return record_edit(command, "person", NULL, err);
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "CODE", .name = "code" },
		{ .title = "ROLES", .name = "roles" },
		{ .title = "PROTECTION", .name = "protection_level" },
		{ .title = "ADDED", .name = "added", .form = SHOWN_TIME },
		{ 0 },
	};

	return record_list(command, "person", columns,
	                   "No person is recorded. `vidimus person add` adds one.", err);
}

static enum status
add_link(struct command *command, const struct vidimus_field *fields, size_t count,
         struct error *err)
{
	const char *person = command->arguments[0], *about = command->arguments[1];
	enum status status = vidimus_person_link(command->session->catalogue, person, about, fields,
	                                         count, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:s}", "person", person, "about", about));
	else
		output_format(command->output, "%s is linked with %s.\n", person, about);
	return STATUS_OK;
}

static enum status
run_link(struct command *command, struct error *err)
{
	return record_words(command, add_link, err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "person", err);
}

#define ABOUT_CODE "Code by which staff speak of the person; not a name, and nothing made from one"

static const struct verb_option code_options[] = {
	{ .name = "code", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = ABOUT_CODE },
	{ 0 },
};

static const struct verb_option edit_code_options[] = {
	{ .name = "code", .kind = VALUE_TEXT, .argument = "CODE", .about = ABOUT_CODE },
	{ 0 },
};

static const struct verb_option who_options[] = {
	{ .name = "roles", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What the person is to us, with commas: witness, source, recorder, partner, expert" },
	{ .name = "protection-level", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "How much harm disclosure could do: open, standard, high, extreme" },
	{ .name = "identity-held-at", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 1024, .about = "Where the identity is kept, such as a safe and an envelope" },
	{ 0 },
};

static const struct verb_option note_options[] = {
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark" },
	{ 0 },
};

static const struct verb_option edit_options[] = {
	{ .name = "discipline", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 1024, .about = "What an expert is expert in" },
	{ .name = "languages", .kind = VALUE_TEXT, .argument = "XX,…",
	  .about = "What the person speaks, as in BCP 47, with commas" },
	{ .name = "reliability", .kind = VALUE_TEXT, .argument = "GRADE",
	  .about = "Admiralty grade of the source: a to f" },
	{ .name = "grade-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Reasons for the grade" },
	{ 0 },
};

static const struct verb_example edit_examples[] = {
	{ "person edit W-1", "Fill a form in, in the editor, with what is there already." },
	{ "person edit sparrow --protection-level extreme", "By options; the rest stays as it is." },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "person add", "Fill a form in, in the editor." },
	{ "person add --code sparrow --roles source --protection-level high", "By options." },
	{ 0 },
};

static const struct verb verb_person_add = {
	.name = "add", .summary = "Record a person by a code",
	.about = "Without options a form opens in the editor.",
	.options = { code_options, who_options, note_options, fields_options }, .examples = examples, .needs = NEEDS_KEY, .has_form = true,
	.run = run_add,
};

static const struct verb verb_person_edit = {
	.name = "edit", .summary = "Describe a person anew",
	.about = "What is not named stays as it is; an empty value empties it. What was said before "
	         "stays in the log.",
	.arguments = "W-…|CODE", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { edit_code_options, who_options, edit_options, note_options,
	             based_on_options, fields_options },
	.examples = edit_examples, .needs = NEEDS_KEY, .run = run_edit,
};

static const struct verb verb_person_list = {
	.name = "list", .summary = "List the persons", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "person list",
		  "By their codes." },
		{ "person list role:witness protection:extreme",
		  "Those whose disclosure could do most harm." },
		{ 0 },
	},
};

static const struct verb verb_person_show = {
	.name = "show", .summary = "Show one person",
	.arguments = "W-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "person show sparrow",
		  "By the code." },
		{ 0 },
	},
};

static const struct verb_option link_options[] = {
	{ .name = "role", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "witness, victim, recorder, source … (vocabulary person-role)" },
	{ .name = "part", .kind = VALUE_TEXT, .argument = "PART",
	  .about = "Where in it: 00:05-00:12, frame 3.2, region 10,20,300x200; else the whole" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark" },
	{ 0 },
};

static const struct verb_example link_examples[] = {
	{ "person link W-1 E-1 --role victim --part 00:05-00:12", "Can be recognised there." },
	{ 0 },
};

static const struct verb verb_person_link = {
	.name = "link", .summary = "Say what a person has to do with a record",
	.about = "It stands in the person's chain alone, which never travels. Who can be recognised "
	         "in an item or footage must have agreed before it is given away or published.",
	.arguments = "W-…|CODE RECORD", .argument_kind = VALUE_TEXT, .least = 2, .most = 2,
	.options = { link_options, fields_options }, .examples = link_examples,
	.needs = NEEDS_KEY, .run = run_link,
};

static const struct verb *const verbs[] = { &verb_person_add,  &verb_person_edit,
	                                    &verb_person_link, &verb_person_list,
	                                    &verb_person_show, NULL };

const struct verb verb_person = {
	.name = "person", .summary = "Witnesses, sources, experts: by codes", .group = GROUP_RECORDS,
	.verbs = verbs, .fallback = &verb_person_list,
};
