/* SPDX-License-Identifier: Apache-2.0 */
/* custody_options.c - to whom, in which case, by whom. */
#include "cli/custody_options.h"

/* Policies that carry events, under which courts and lawyers receive; a partner gets bundles. */
static const char *const audiences[] = { "court", "defence", NULL };

const struct verb_option custody_options[] = {
	{ .name = "for", .kind = VALUE_CHOICE, .argument = "AUDIENCE", .choices = audiences,
	  .about = "For handing over: without values of protected classes" },
	{ .name = "case", .kind = VALUE_TEXT, .argument = "NUMBER", .about = "Case or situation, as the court calls it" },
	{ .name = "prepared-by", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Who prepares this and will sign; it may be disclosed" },
	{ 0 },
};

void
custody_options_read(const struct command *command, struct vidimus_custody_settings *out)
{
	out->audience = command_text(command, "for");
	out->case_number = command_text(command, "case");
	out->prepared_by = command_text(command, "prepared-by");
}
