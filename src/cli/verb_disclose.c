/* SPDX-License-Identifier: Apache-2.0 */
/* verb_disclose.c - `vidimus disclose`: what may leave after all, or is opened of a bundle already given. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/withholding.h"

/* From now on, with the exports that are to come. */
static enum status
decide(struct command *command, struct error *err)
{
	struct vidimus_withholding words = {
		.record = command->arguments[0],
		.member = command->arguments[1],
		.policies = command_text(command, "for"),
	};

	if (words.policies == NULL)
		return fail(err, STATUS_INVALID, "say to whom it may leave: --for court");
	return withholding_run(command, &words, "Why may it leave?", err);
}

/* Of a bundle that somebody has. */
static enum status
open_later(struct command *command, struct error *err)
{
	struct vidimus_later words = {
		.bundle = command->arguments[0],
		.event = command->arguments[1],
		.member = command->arguments[2],
		.out = command_text(command, "out"),
	};
	struct buffer rooms[2] = { 0 };
	SCOPED_JSON json_t *made = NULL;
	enum status status = why_read(command, rooms, &words.because, &words.protected_because,
	                              "Why is it opened?", err);

	if (status == STATUS_OK)
		status = vidimus_disclose_later(command->session->catalogue, &words, &made, err);
	if (status == STATUS_OK && command->settings.json)
		output_json(command->output, json_incref(made));
	else if (status == STATUS_OK)
		output_format(command->output,
		              "%s opens it. It belongs into custody/later/ of %s, and cannot be called back.\n",
		              shown_string(made, "file"), shown_string(made, "bundle"));
	buffer_end(&rooms[0]);
	buffer_end(&rooms[1]);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	return command->argument_count == 3 ? open_later(command, err) : decide(command, err);
}

static const struct verb_option options[] = {
	{ .name = "for", .kind = VALUE_TEXT, .argument = "POLICIES",
	  .about = "To whom, with commas: court, defence, partner, review, self" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "DIR",
	  .about = "With a bundle: its folder, or where the file for it goes; else here" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "disclose F-3 protected_grounds --for court --because @order.txt",
	  "The next export for a court opens it, once a second person agrees." },
	{ "disclose B-2 F-3 protected_grounds --because @order.txt",
	  "A file that opens it in a bundle already given, likewise." },
	{ 0 },
};

const struct verb verb_disclose = {
	.name = "disclose", .summary = "Decide that something closed may leave after all",
	.about = "Without a bundle, a standing decision: a member of a protected class leaves only with an "
	         "export that says --unencrypted and why, and that a second person approves (`vidimus "
	         "bundle approve`). With one, what that bundle withholds is opened by one more file, "
	         "again by two people where its class is protected; then RECORD is a finding, a posting or "
	         "the like, and no item, whose events are named by their ids.",
	.arguments = "[B-…] RECORD|EVENT MEMBER", .argument_kind = VALUE_TEXT, .least = 2, .most = 3,
	.options = { options, why_options }, .examples = examples, .group = GROUP_SHARING,
	.needs = NEEDS_KEY, .run = run,
};
