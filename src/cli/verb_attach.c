/* SPDX-License-Identifier: Apache-2.0 */
/* verb_attach.c - `vidimus attach`: a file that supports a record. */
#include "cli/fields.h"
#include "cli/linking.h"

static enum status
run(struct command *command, struct error *err)
{
	struct linking linking = { .add = vidimus_attach, .has_to = true, .id_name = "id",
		                   .says = "is supported by" };

	return linking_run(command, &linking, err);
}

static const char *const answers[] = { "yes", "no", NULL };

static const struct verb_option options[] = {
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "What it is: satellite-image, screenshot, web-page, correspondence, expert-report (vocabulary material-type)" },
	{ .name = "title", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 1022,
	  .about = "What it is called" },
	{ .name = "description", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 65534, .about = "What it shows" },
	{ .name = "protect", .kind = VALUE_CHOICE, .argument = "yes|no", .choices = answers,
	  .about = "Whether file, name, title and description would tell of somebody; else the kind decides" },
	{ .name = "url", .kind = VALUE_TEXT, .argument = "URL", .about = "Address it was captured from" },
	{ .name = "captured", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When it was captured or made (EDTF)" },
	{ .name = "channel", .kind = VALUE_TEXT, .argument = "C-…|CODE",
	  .about = "Where it was captured: address and date are for anyone only where the channel is" },
	{ .name = "http-status", .kind = VALUE_NUMBER, .argument = "N", .limit = 599,
	  .about = "Answer of the server" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "attach E-1 scene.tif --kind satellite-image --captured 2020-10-18", "To an item." },
	{ "attach P-1 page.mhtml --kind web-page --http-status 200", "A capture of a posting." },
	{ "attach F-1 opinion.pdf --kind expert-report --author w-3", "A signed opinion." },
	{ 0 },
};

const struct verb verb_attach = {
	.name = "attach", .summary = "Attach a file that supports a record",
	.about = "The file is kept in the vault as it is, and never opened by this program. A link, pipe, "
	         "folder or a file that changes meanwhile is refused. What it is attached to lists it; "
	         "`vidimus show X-…` shows it.\n\n"
	         "Opinions, testimonies, letters and the like are protected like a person unless --protect "
	         "no is said, and so is what was captured in a channel that not everyone can read; its "
	         "address and date are kept apart.",
	.arguments = "ID FILE", .argument_kind = VALUE_PATH, .least = 2, .most = 2,
	.options = { options, tool_options, fields_options }, .examples = examples,
	.group = GROUP_RECORDS, .needs = NEEDS_KEY, .run = run,
};
