/* SPDX-License-Identifier: Apache-2.0 */
/* verb_stats.c - `vidimus stats`: how much there is. */
#include "base/json.h"
#include "cli/counted.h"
#include "cli/party_text.h"
#include "cli/session.h"

#include <vidimus/view.h>

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *statistics = NULL;
	enum status status;

	if (command_has(command, "by"))
		return party_counts_print(command, NULL, err);
	status = vidimus_statistics(command->session->catalogue, &statistics, err);
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

static const char *const groups[] = { "party", NULL };

static const struct verb_option options[] = {
	{ .name = "by", .kind = VALUE_CHOICE, .argument = "WHAT", .choices = groups,
	  .about = "party: how many show acts by each side, according to whom, independently or not" },
	{ 0 },
};

const struct verb verb_stats = {
	.name = "stats",
	.summary = "Count what is there",
	.group = GROUP_LOOKING,
	.options = { options },
	.needs = NEEDS_READING,
	.run = run,
	.examples = (const struct verb_example[]){
		{ "stats",
		  "What there is, and what to do next." },
		{ "stats --by party",
		  "Numbers by party as each source states them." },
		{ "stats --json",
		  "The same for another program." },
		{ 0 },
	},
};
