/* SPDX-License-Identifier: Apache-2.0 */
/* verb_backup.c - `vidimus backup`: a second copy of the whole catalogue. */
#include "base/scoped.h"
#include "cli/copying.h"
#include "cli/session.h"

static enum status
run(struct command *command, struct error *err)
{
	struct vidimus_copying options = copying_begin(command);
	SCOPED_JSON json_t *report = NULL;
	enum status status;

	options.verify_all = command_has(command, "verify");
	status = vidimus_backup(command->session->catalogue, command->arguments[0], &options, &report,
	                        err);
	command_progress_end(command);
	return status == STATUS_OK ? copying_answer(command, report, "The backup is made", err)
	                           : status;
}

static const struct verb_option options[] = {
	{ .name = "verify",
	  .about = "Hash again what an older backup in DIR holds already, too" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "backup /media/disk/cases", "A first copy on another disk, or an older one brought up to date." },
	{ "backup /media/disk/cases --verify", "The same; what lies there already is hashed too." },
	{ 0 },
};

const struct verb verb_backup = {
	.name = "backup",
	.summary = "Copy the whole catalogue, and verify the copy",
	.about = "Copies the database as it is at this moment, and every original, each hashed while it "
	         "is copied and read back afterwards; others may go on working. DIR is new, empty, or an "
	         "older backup of this catalogue, to which only what is new is copied; at every moment it "
	         "holds a whole backup, of before or after. Originals that were destroyed on purpose since stay in "
	         "it, and are counted: then make a new one in another folder, and destroy this one.\n\n"
	         "The copy holds everything that the catalogue holds: keep it as safe, on another disk, in "
	         "another place. Keys are not in it: keep copies of those apart.\n\n"
	         "Exit code 1: originals are damaged or missing here; they are named, all else is copied.",
	.arguments = "DIR",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = 1,
	.group = GROUP_CATALOGUE,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_KEY,
	.run = run,
};
