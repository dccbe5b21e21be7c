/* SPDX-License-Identifier: Apache-2.0 */
/* verb_depict.c - `vidimus depict`: an item or footage shows an incident. */
#include "cli/fields.h"
#include "cli/grounds_options.h"
#include "cli/linking.h"
#include "cli/part_option.h"

static enum status
run(struct command *command, struct error *err)
{
	struct linking linking = { .add = vidimus_depict, .has_to = true, .id_name = "id",
		                   .says = "shows" };

	return linking_run(command, &linking, err);
}

static const char *const confidences[] = { "low", "moderate", "high", NULL };

static const struct verb_option options[] = {
	{ .name = "acts", .kind = VALUE_TEXT, .argument = "CODES",
	  .about = "What is seen of it, with commas (vocabulary act-type)" },
	{ .name = "seen", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "What is seen, neutrally; may be disclosed: no person, source or precise place" },
	{ .name = "protected-seen", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 65534, .about = "What else is seen, that would tell of somebody" },
	{ .name = "when", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Whether it shows the incident itself, what came before or after (vocabulary temporal-relation)" },
	{ .name = "confidence", .kind = VALUE_CHOICE, .argument = "LEVEL", .choices = confidences,
	  .about = "How sure" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "depict E-1 I-1 --part 1:05-1:20 --acts torture --confidence moderate", "A stretch of a film." },
	{ "depict E-1..E-22 I-1 --when incident", "Many at once." },
	{ 0 },
};

const struct verb verb_depict = {
	.name = "depict", .summary = "Record that items or footage show an incident",
	.about = "It stands in `show` of the item (depicts) and of the incident (shown by), until `vidimus "
	         "unlink` takes it away. The same part shows the same incident once.",
	.arguments = "E-…|V-… … I-…", .argument_kind = VALUE_TEXT, .least = 2, .most = ARGUMENTS_MANY,
	.options = { part_options, options, grounds_options, fields_options, query_options },
	.examples = examples,
	.group = GROUP_RECORDS, .needs = NEEDS_KEY, .run = run,
};
