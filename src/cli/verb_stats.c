/* SPDX-License-Identifier: Apache-2.0 */
/* verb_stats.c - `vidimus stats`: how much there is. */
#include "base/json.h"
#include "cli/counted.h"
#include "cli/session.h"

#include <vidimus/view.h>

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *statistics = NULL;
	enum status status = vidimus_statistics(command->session->catalogue, &statistics, err);

	if (status == STATUS_OK)
		status = next_steps_name_key(command, command->session->here.keys,
		                             command->session->catalogue, statistics, err);
	if (status != STATUS_OK)
		return status;
	if (!command->settings.json)
		return counted_print(command, statistics, true, err);
	output_json(command->output, json_incref(statistics));
	return STATUS_OK;
}

const struct verb verb_stats = {
	.name = "stats",
	.summary = "Count what is there",
	.group = GROUP_LOOKING,
	.needs = NEEDS_READING,
	.run = run,
	.examples = (const struct verb_example[]){
		{ "stats",
		  "What there is, and what to do next." },
		{ "stats --json",
		  "The same for another program." },
		{ 0 },
	},
};
