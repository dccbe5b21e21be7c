/* SPDX-License-Identifier: Apache-2.0 */
/* verb_retract.c - `vidimus retract`: what is taken back stays readable, struck out. */
#include "cli/grounds_options.h"
#include "cli/record_edit.h"
#include "cli/taking_back.h"

static enum status
run(struct command *command, struct error *err)
{
	struct taking_back taking = { .take = vidimus_retract, .done = "retracted" };

	taking.words.entered_in_error = command_has(command, "entered-in-error");
	taking.words.instead = command_text(command, "instead");
	return taking_back_run(command, &taking, err);
}

static const struct verb_option options[] = {
	{ .name = "entered-in-error",
	  .about = "It should never have been recorded; else it no longer holds" },
	{ .name = "instead", .kind = VALUE_TEXT, .argument = "ID",
	  .about = "A record of the same kind that takes its place" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "retract P-3 --entered-in-error --because @why.txt", "A posting of another video." },
	{ "retract E-7 --instead E-9 --because -", "One exhibit was recorded twice." },
	{ 0 },
};

const struct verb verb_retract = {
	.name = "retract", .summary = "Take a record back; it stays readable, struck out",
	.about = "Of any record: an item, incident, channel, person, report, or what was recorded of one "
	         "(P-, L-, X-, G-, N- …); a note or observation by its UUID. Lists and records go on showing "
	         "it, marked; counts and decisions leave it out. It is not put back: record it anew.",
	.arguments = "ID…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { options, taking_back_options, grounds_options, based_on_options }, .examples = examples,
	.group = GROUP_RECORDS, .needs = NEEDS_KEY, .run = run,
};
