/* SPDX-License-Identifier: Apache-2.0 */
/* verb_receive.c - `vidimus receive`: a delivery is kept and listed, without items. */
#include "cli/taking.h"

static enum status
run(struct command *command, struct error *err)
{
	return taking_run(command, false, err);
}

static const struct verb_example examples[] = {
	{ "receive --from W-3 --medium usb-stick ~/usb", "Keep a stick that a person brought." },
	{ 0 },
};

const struct verb verb_receive = {
	.name = "receive",
	.summary = "Keep and list a delivery, with a receipt, without items",
	.about = "As `vidimus intake`, but no items are made: every file is hashed, kept and listed, and a\n"
	         "receipt is given. `vidimus accession` makes items of it later.",
	.arguments = "[PATH…]",
	.argument_kind = VALUE_PATH,
	.most = ARGUMENTS_MANY,
	.options = { taking_provenance_options, taking_run_options },
	.examples = examples,
	.group = GROUP_INTAKE,
	.needs = NEEDS_KEY,
	.run = run,
};
