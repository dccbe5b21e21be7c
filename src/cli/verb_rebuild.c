/* SPDX-License-Identifier: Apache-2.0 */
/* verb_rebuild.c - `vidimus rebuild`: makes the tables again from the log. */
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/session.h"

#include <vidimus/log.h>

static bool
step(void *context, int64_t done, int64_t total)
{
	progress_update(context, &(struct progress_state){ .files = (uint64_t)done,
	                                                   .files_total = (uint64_t)total,
	                                                   .doing = "replaying the log" });
	return !interrupt_asked(NULL);
}

static enum status
run(struct command *command, struct error *err)
{
	const struct vidimus_log_progress progress = { step, command_progress_begin(command) };
	enum status status = vidimus_rebuild(command->session->catalogue, &progress, err);

	command_progress_end(command);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:b}", "rebuilt", true));
	else
		output_string(command->output, "The tables are made again from the log.\n");
	return STATUS_OK;
}

const struct verb verb_rebuild = {
	.name = "rebuild",
	.summary = "Make the tables again from the log",
	.about = "What the commands show is made from the signed log and can be made again from it. "
	         "While that goes on, other commands wait; when it is interrupted they ask for it to be "
	         "run again.",
	.group = GROUP_UPKEEP,
	.needs = NEEDS_REBUILDING,
	.run = run,
};
