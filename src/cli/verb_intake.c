/* SPDX-License-Identifier: Apache-2.0 */
/* verb_intake.c - `vidimus intake`: a delivery and its items at once. */
#include "cli/grounds_options.h"
#include "cli/taking.h"

static enum status
run(struct command *command, struct error *err)
{
	return taking_run(command, true, err);
}

static const struct verb_example examples[] = {
	{ "intake ~/usb", "Take a folder in, with everything in it." },
	{ "intake --channel tg-7 --published 2020-11-22 video.mp4",
	  "Say where a video was published, and when as claimed." },
	{ "intake --as E-7 video.mp4", "The file of an exhibit that was recorded and not held." },
	{ "intake --dry-run ~/usb", "Say what would happen." },
	{ 0 },
};

const struct verb verb_intake = {
	.name = "intake",
	.summary = "Take files and folders in, and make items of evidence",
	.about = "Reads each file once, hashes it, copies it into the vault and records it; the line of a\n"
	         "file is printed when that is durable. Folders are taken with everything in them,\n"
	         "hidden files too; links are reported and never followed.\n"
	         "\n"
	         "A file of a known picture, video, sound or document kind becomes an item, and so does one\n"
	         "whose name promises that; all others are kept as components of the delivery. What is said of\n"
	         "the origin applies to the whole run; what is not said is unknown.\n"
	         "\n"
	         "Each item is read by a parser of its own, locked in before it sees the first byte: what the\n"
	         "file says of itself is recorded with it. Where parsers cannot be locked in, nothing is taken in\n"
	         "(exit code 5), unless --allow-unsandboxed is given.\n"
	         "\n"
	         "At last the new items are compared with all others: what looks or sounds alike is proposed\n"
	         "as a match, which a person decides on (`vidimus match`).\n"
	         "\n"
	         "With --as the file becomes that of an exhibit that was recorded without it. Refused (exit\n"
	         "code 5) when other bytes are held of it, or when the file is another exhibit already.\n"
	         "\n"
	         "An interrupted run, or one in which files could not be kept for want of space, is continued\n"
	         "by the same command. A run in which nothing is new writes nothing. Exit code 3: some files\n"
	         "failed, the others are done.",
	.arguments = "[PATH…]",
	.argument_kind = VALUE_PATH,
	.most = ARGUMENTS_MANY,
	.options = { taking_as_options, grounds_options, taking_provenance_options, taking_run_options,
	             taking_parsing_options },
	.examples = examples,
	.group = GROUP_INTAKE,
	.needs = NEEDS_KEY,
	.run = run,
};
