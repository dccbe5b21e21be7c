/* SPDX-License-Identifier: Apache-2.0 */
/* verb_relate.c - `vidimus relate`: what records have to do with each other. */
#include "cli/fields.h"
#include "cli/grounds_options.h"
#include "cli/linking.h"
#include "cli/part_option.h"

static enum status
run(struct command *command, struct error *err)
{
	struct linking linking = { .add = vidimus_relate, .has_to = true, .id_name = "link",
		                   .says = "is related to" };

	return linking_run(command, &linking, err);
}

static const struct verb_option options[] = {
	{ .name = "relation", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "What the first is to the second: part-of, precedes, continues, same-event (vocabulary relation)" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "relate E-23 E-1 --relation illustrates-format-of", "A stand-in for an exhibit that is not held." },
	{ "relate I-2 I-1 --relation part-of", "One incident within another." },
	{ 0 },
};

const struct verb verb_relate = {
	.name = "relate", .summary = "Relate items, footage, incidents, channels, reports",
	.about = "Both sides say it: what is part of another is encompassed by it. A relation that leads "
	         "back to itself is refused. It answers with the link, which `vidimus unlink` takes; "
	         "persons are never among them. --part is of the first.",
	.arguments = "ID… ID", .argument_kind = VALUE_TEXT, .least = 2, .most = ARGUMENTS_MANY,
	.options = { options, part_options, grounds_options, fields_options }, .examples = examples,
	.group = GROUP_RECORDS, .needs = NEEDS_KEY, .run = run,
};
