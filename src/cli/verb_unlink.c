/* SPDX-License-Identifier: Apache-2.0 */
/* verb_unlink.c - `vidimus unlink`: a link that once held is taken away. */
#include "cli/grounds_options.h"
#include "cli/record_edit.h"
#include "cli/taking_back.h"

static enum status
run(struct command *command, struct error *err)
{
	struct taking_back taking = { .take = vidimus_unlink, .done = "unlinked" };

	return taking_back_run(command, &taking, err);
}

static const struct verb_example examples[] = {
	{ "unlink L-2 --because @why.txt", "The video does not show that incident after all." },
	{ 0 },
};

const struct verb verb_unlink = {
	.name = "unlink", .summary = "Take a link away: a depiction, citation or relation",
	.about = "That it stood there stays. A relation is named by its link, the UUID that `vidimus show` "
	         "gives, and is removed on both sides.",
	.arguments = "L-…|N-…|LINK…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { taking_back_options, grounds_options, based_on_options }, .examples = examples,
	.group = GROUP_RECORDS, .needs = NEEDS_KEY, .run = run,
};
