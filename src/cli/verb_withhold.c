/* SPDX-License-Identifier: Apache-2.0 */
/* verb_withhold.c - `vidimus withhold`: members of events that do not leave. */
#include "base/error.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/withholding.h"

static enum status
list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "DECIDED", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "RECORD", .name = "record" },
		{ .title = "EVENT", .name = "event" },
		{ .title = "TYPE", .name = "type" },
		{ .title = "MEMBER", .name = "member" },
		{ .title = "LEAVES", .name = "opened" },
		{ .title = "CODE", .name = "code" },
		{ .title = "FOR", .name = "policies" },
		{ .title = "BECAUSE", .name = "because", .shrinks = true },
		{ 0 },
	};

	return listing_print(command, columns, vidimus_withheld, "Nothing is withheld or opened by a decision.", err);
}

static enum status
run(struct command *command, struct error *err)
{
	struct vidimus_withholding words = {
		.code = command_text(command, "code"),
		.policies = command_text(command, "for"),
	};

	if (command->argument_count == 0)
		return list(command, err);
	if (command->argument_count != 2)
		return fail(err, STATUS_INVALID, "say which record or event, and which member of it");
	if (words.code == NULL)
		return fail(err, STATUS_INVALID,
		            "say what the bundle shall tell of it: --code, a term of the vocabulary redaction-code");
	words.record = command->arguments[0];
	words.member = command->arguments[1];
	return withholding_run(command, &words, "Why does it not leave?", err);
}

static const struct verb_option options[] = {
	{ .name = "code", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What the bundle tells of it, as person, safety-place, court-order, dissent" },
	{ .name = "for", .kind = VALUE_TEXT, .argument = "POLICIES",
	  .about = "From whom, with commas: court, defence, partner, public, review, self; else from all" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "withhold F-3 grounds --code court-order --because @order.txt",
	  "One member of a finding, from everybody." },
	{ "withhold E-1 title --code person --for public --because @why.txt",
	  "In every event of an item that has it." },
	{ "withhold", "List what was decided." },
	{ 0 },
};

const struct verb verb_withhold = {
	.name = "withhold", .summary = "Decide that something does not leave with any bundle",
	.about = "What is withheld is listed in each bundle with its code; the bundle still verifies. A "
	         "dissent, a contradicted finding, a refuted status or a disclosure value is withheld "
	         "only under its own code, which every recipient reads. `vidimus disclose` takes it back.",
	.arguments = "[RECORD|EVENT MEMBER]", .argument_kind = VALUE_TEXT, .least = 0, .most = 2,
	.options = { options, why_options }, .examples = examples, .group = GROUP_SHARING,
	.needs = NEEDS_KEY, .run = run,
};
