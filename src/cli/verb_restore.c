/* SPDX-License-Identifier: Apache-2.0 */
/* verb_restore.c - `vidimus restore`: a catalogue made of a backup. */
#include "base/scoped.h"
#include "cli/copying.h"
#include "cli/here.h"

static enum status
run(struct command *command, struct error *err)
{
	struct vidimus_copying options = { 0 };
	SCOPED_JSON json_t *report = NULL;
	SCOPED(here) here = { 0 };
	enum status status = here_begin(&here, err);

	if (status != STATUS_OK)
		return status;
	options = copying_begin(command);
	status = vidimus_restore(command->arguments[0], command->arguments[1], &here.surroundings,
	                         &options, &report, err);
	command_progress_end(command);
	if (status == STATUS_OK)
		status = copying_answer(command, report, "The catalogue is restored", err);
	if ((status == STATUS_OK || status == STATUS_FALSE) && !command->settings.json)
		output_string(command->output,
		              "\nNext: `vidimus audit` there. Where this machine had seen more of the log than "
		              "the backup\nholds, `vidimus log resume` goes on from here; on another machine, "
		              "`vidimus init --adopt`.\n");
	return status;
}

static const struct verb_example examples[] = {
	{ "restore /media/disk/cases cases", "Make the catalogue cases of the backup." },
	{ 0 },
};

const struct verb verb_restore = {
	.name = "restore",
	.summary = "Make a catalogue of a backup",
	.about = "Copies the backup to DIR, which must not exist or be empty: the log is verified, every "
	         "original is hashed and read back. DIR is a whole catalogue then, or there is none. The "
	         "backup is only read.\n\n"
	         "Exit code 1: originals are damaged or missing in the backup; they are named, all else is "
	         "restored.",
	.arguments = "BACKUP DIR",
	.argument_kind = VALUE_PATH,
	.least = 2,
	.most = 2,
	.group = GROUP_CATALOGUE,
	.examples = examples,
	.needs = NEEDS_NOTHING,
	.run = run,
};
