/* SPDX-License-Identifier: Apache-2.0 */
/* verb_hold.c - `vidimus hold`: what must not be destroyed. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/consent.h>

static enum status
run_add(struct command *command, struct error *err)
{
	return record_add(command, "The hold", vidimus_hold_add, err);
}

static enum status
run_edit(struct command *command, struct error *err)
{
	return record_add_to(command, "The hold that stands in its place", vidimus_hold_edit, err);
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "KIND", .name = "kind" },
		{ .title = "COVERS", .name = "covers", .shrinks = true },
		{ .title = "UNTIL", .name = "until" },
		{ .title = "STATE", .name = "state" },
		{ 0 },
	};

	return record_list(command, "hold", columns,
	                   "No hold is recorded. `vidimus hold add` places one.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "hold", err);
}

static enum status
lift(struct command *command, const struct vidimus_field *fields, size_t count,
     struct error *err)
{
	const char *id = command->arguments[0];
	enum status status = vidimus_hold_lift(command->session->catalogue, id, fields, count, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:b}", "id", id, "lifted", 1));
	else
		output_format(command->output, "%s is lifted.\n", id);
	return STATUS_OK;
}

static enum status
run_lift(struct command *command, struct error *err)
{
	return record_words(command, lift, err);
}

static const struct verb_option options[] = {
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "court-order, investigation, litigation, ethical, other (vocabulary hold-kind)" },
	{ .name = "covers", .kind = VALUE_TEXT, .argument = "IDS",
	  .about = "E-1..E-3,V-1,I-2,C-1,D-1,R-1,W-1: each with all that belongs to it" },
	{ .name = "authority", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 4096, .about = "By whose authority" },
	{ .name = "from", .kind = VALUE_TEXT, .argument = "DATE", .about = "From when on, as EDTF" },
	{ .name = "until", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "Until when, as EDTF; else until it is lifted" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark" },
	{ 0 },
};

static const struct verb_option lift_options[] = {
	{ .name = "authority", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 4096, .about = "By whose authority" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why it ends" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "hold add", "Fill a form in, in the editor." },
	{ "hold add --kind litigation --covers I-1,E-7..E-9", "By options." },
	{ 0 },
};

static const struct verb_example lift_examples[] = {
	{ "hold lift H-1 --because @reason.txt", "The hold and its end stay in the log." },
	{ 0 },
};

static const struct verb verb_hold_add = {
	.name = "add", .summary = "Place a hold",
	.about = "Nothing that it covers is destroyed until it is lifted or over. A hold on an "
	         "incident, channel, delivery, report or person covers what shows it, was published "
	         "there, came in it, is cited in it or came from them.",
	.options = { options, fields_options }, .examples = add_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_hold_edit = {
	.name = "edit", .summary = "Place a hold anew, in place of another",
	.about = "What is not named stays as it was; it may cover more, never less.",
	.arguments = "H-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options, fields_options },
	.needs = NEEDS_KEY, .has_form = true, .run = run_edit,
	.examples = (const struct verb_example[]){
		{ "hold edit H-1",
		  "Fill a form in, in the editor, with what is there already." },
		{ 0 },
	},
};

static const struct verb verb_hold_list = {
	.name = "list", .summary = "List the holds", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "hold list",
		  "All of them." },
		{ 0 },
	},
};

static const struct verb verb_hold_show = {
	.name = "show", .summary = "Show one hold",
	.arguments = "H-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "hold show H-1",
		  "What it covers, by which authority." },
		{ 0 },
	},
};

static const struct verb verb_hold_lift = {
	.name = "lift", .summary = "End a hold",
	.arguments = "H-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { lift_options, fields_options }, .examples = lift_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_lift,
};

static const struct verb *const verbs[] = { &verb_hold_add,  &verb_hold_edit, &verb_hold_list,
	                                    &verb_hold_show, &verb_hold_lift, NULL };

const struct verb verb_hold = {
	.name = "hold", .summary = "What must not be destroyed", .group = GROUP_RECORDS,
	.verbs = verbs, .fallback = &verb_hold_list,
};
