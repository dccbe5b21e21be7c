/* SPDX-License-Identifier: Apache-2.0 */
/* verb_rebuild.c - `vidimus rebuild`: makes the tables again from the log. */
#include "base/error.h"
#include "base/json.h"
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

/* Tables that are made of a damaged log show a damaged log. */
static enum status
check_log(struct command *command, const struct vidimus_log_progress *progress, struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	enum status status = vidimus_log_verify(command->session->catalogue, progress, &report, err);

	if (status == STATUS_OK && !json_is_true(json_object_get(report, "ok")))
		return fail(err, STATUS_FALSE,
		            "the tables are made, but the log they are made from does not verify: run `vidimus log verify`");
	return status;
}

static void
print_outcome(struct command *command, int64_t mended)
{
	output_string(command->output, "The tables are made again from the log.\n");
	if (mended > 0)
		output_format(command->output,
		              "What was damaged of the stored hash tree, %lld of its hashes, was made again from the events; they give the root that was signed last.\n",
		              (long long)mended);
}

static enum status
run(struct command *command, struct error *err)
{
	const struct vidimus_log_progress progress = { step, command_progress_begin(command) };
	int64_t mended = 0;
	enum status status = vidimus_rebuild(command->session->catalogue, &progress, &mended, err);

	if (status == STATUS_OK)
		status = check_log(command, &progress, err);
	command_progress_end(command);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:b, s:I}", "rebuilt", true, "mended_nodes",
		                                       (json_int_t)mended));
	else
		print_outcome(command, mended);
	return STATUS_OK;
}

const struct verb verb_rebuild = {
	.name = "rebuild",
	.summary = "Make the tables again from the log",
	.about = "What the commands show is made from the signed log and can be made again from it, as "
	         "can the stored hash tree, which is mended first if the events give the root that was "
	         "signed last. "
	         "While that goes on, other commands wait; when it is interrupted they ask for it to be "
	         "run again.",
	.group = GROUP_UPKEEP,
	.needs = NEEDS_REBUILDING,
	.run = run,
};
