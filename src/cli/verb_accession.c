/* SPDX-License-Identifier: Apache-2.0 */
/* verb_accession.c - `vidimus accession`: items of what a delivery holds. */
#include "cli/grounds_options.h"
#include "cli/taking.h"

static enum status
run(struct command *command, struct error *err)
{
	return taking_accession(command, err);
}

static const struct verb_option options[] = {
	{ .name = "all", .about = "Make every file an item, whatever it is" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "accession D-1", "Make items of the evidence in a delivery." },
	{ "accession Q-12 --as E-7", "A received file is that of an exhibit that was not held." },
	{ 0 },
};

const struct verb verb_accession = {
	.name = "accession",
	.summary = "Make items of what a delivery holds",
	.about = "Every file of the delivery that is evidence and no item yet becomes one. Running it again\n"
	         "does what is left. Each is read by a locked-in parser, as in an intake.",
	.arguments = "D-…|Q-…",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.options = { options, taking_as_options, grounds_options, taking_parsing_options },
	.examples = examples,
	.group = GROUP_INTAKE,
	.needs = NEEDS_KEY,
	.run = run,
};
