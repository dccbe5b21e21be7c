/* SPDX-License-Identifier: Apache-2.0 */
/* log_resume.c - `vidimus log resume`: the log goes on after a restore that lost its last events. */
#include "cli/log_resume.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/prose.h"
#include "cli/session.h"

#include <vidimus/backup.h>

#define NOTE_MAX ((size_t)64 << 10)

static void
answer(struct command *command, json_t *made)
{
	if (command->settings.json) {
		output_json(command->output, json_incref(made));
		return;
	}
	output_format(command->output,
	              "The log goes on from its first %lld events; %lld were known once, and the last of them are "
	              "lost.\nFrom here on it signs as %s. Tell those who have seen the lost ones: "
	              "witnesses,\nand whoever was given a bundle since.\n",
	              (long long)json_integer_value(json_object_get(made, "kept")),
	              (long long)json_integer_value(json_object_get(made, "lost_size")),
	              json_string_value(json_object_get(made, "origin")));
}

static enum status
run(struct command *command, struct error *err)
{
	const char *lost = command_text(command, "lost");
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) because = { 0 };
	SCOPED_JSON json_t *made = NULL;
	enum status status = STATUS_OK;

	if (lost != NULL)
		status = read_named(&note, lost, NOTE_MAX, err);
	if (status == STATUS_OK)
		status = prose_demand(&because, command, "because",
		                      "What happened, and what is lost? For colleagues.", err);
	if (status == STATUS_OK)
		status = vidimus_log_resume(command->session->catalogue,
		                            lost != NULL ? text_of_buffer(&note) : (struct text){ NULL, 0 },
		                            buffer_string(&because), &made, err);
	if (status == STATUS_OK)
		answer(command, made);
	return status;
}

static const struct verb_option options[] = {
	{ .name = "lost", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "The last known checkpoint of the log that was lost; else the one that this login "
	           "remembers" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "What happened, for colleagues" },
	{ 0 },
};

const struct verb verb_log_resume = {
	.name = "resume",
	.summary = "Go on with a log that lost its last events",
	.about = "After a restore of a backup that is older than what this machine, or somebody outside, had "
	         "seen, the catalogue is refused as rolled back. A keeper who knows that the rest is lost says "
	         "so here, in the log, for everybody to see; nothing makes it unsaid. The log goes on from "
	         "what is there, under another origin, so that it contradicts nothing it signed before.",
	.options = { options },
	.needs = NEEDS_RESUMING,
	.run = run,
	.examples = (const struct verb_example[]){
		{ "log resume --because @what-happened.txt", "On the machine that wrote it." },
		{ "log resume --lost checkpoint.txt --because -", "By a checkpoint that somebody else kept." },
		{ 0 },
	},
};
