/* SPDX-License-Identifier: Apache-2.0 */
/* verb_disclose.c - `vidimus disclose`: what may leave after all. */
#include "base/error.h"
#include "cli/withholding.h"

static enum status
run(struct command *command, struct error *err)
{
	struct vidimus_withholding words = {
		.record = command->arguments[0],
		.member = command->arguments[1],
		.policies = command_text(command, "for"),
	};

	return withholding_run(command, &words, "Why may it leave?", err);
}

static const struct verb_option options[] = {
	{ .name = "for", .kind = VALUE_TEXT, .argument = "POLICIES", .required = true,
	  .about = "To whom, with commas: court, defence, partner, review, self" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "disclose F-3 protected_grounds --for court --because @order.txt",
	  "The next export for a court opens it, once a second person agrees." },
	{ 0 },
};

const struct verb verb_disclose = {
	.name = "disclose", .summary = "Decide that something closed may leave after all",
	.about = "A standing decision. A member of a protected class leaves only with an export that says "
	         "--unencrypted and why, and that a second person approves (`vidimus bundle approve`).",
	.arguments = "RECORD|EVENT MEMBER", .argument_kind = VALUE_TEXT, .least = 2, .most = 2,
	.options = { options, why_options }, .examples = examples, .group = GROUP_SHARING,
	.needs = NEEDS_KEY, .run = run,
};
