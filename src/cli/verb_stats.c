/* SPDX-License-Identifier: Apache-2.0 */
/* verb_stats.c - `vidimus stats`: how much there is. */
#include "base/json.h"
#include "base/scoped.h"
#include "cli/counted.h"
#include "cli/party_text.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/view.h>

#include <string.h>

static enum status
run_all(struct command *command, struct error *err)
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

static enum status
print_by(struct command *command, const json_t *counted, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "NUMBER", .name = "number", .right = true },
		{ .title = "OF", .name = "key" },
		{ .title = "CODE", .name = "code" },
		{ 0 },
	};
	json_t *unknown = json_object_get(counted, "unknown");
	json_int_t number = json_integer_value(json_object_get(unknown, "number"));
	SCOPED(buffer) heading = { 0 };

	/* what is not known comes first */
	output_format(command->output, "%lld %s %s.\n", (long long)number,
	              shown_string(counted, "of"), shown_string(unknown, "text"));
	buffer_append_format(&heading, "%s by %s", shown_string(counted, "of"),
	                     shown_string(counted, "by"));
	return shown_table(command, buffer_string(&heading), counted, "rows", columns, err);
}

static enum status
run_by(struct command *command, const char *by, struct error *err)
{
	SCOPED_JSON json_t *counted = NULL;
	enum status status;

	if (strcmp(by, "party") == 0)
		return party_counts_print(command, NULL, err);
	status = vidimus_statistics_by(command->session->catalogue, by, &counted, err);
	if (status != STATUS_OK || !command->settings.json)
		return status == STATUS_OK ? print_by(command, counted, err) : status;
	output_json(command->output, json_incref(counted));
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	if (command_has(command, "by"))
		return run_by(command, command_text(command, "by"), err);
	return run_all(command, err);
}

static const struct verb_option options[] = {
	{ .name = "by", .kind = VALUE_TEXT, .argument = "WHAT",
	  .about = "status, type, graphic (items); channel, month (postings); act (incidents); "
	           "party (what is said, according to whom)" },
	{ 0 },
};

const struct verb verb_stats = {
	.name = "stats",
	.summary = "Count what is there",
	.about = "With --by the numbers of one thing, and first of how many it is not known.",
	.options = { options },
	.group = GROUP_LOOKING,
	.needs = NEEDS_READING,
	.run = run,
	.examples = (const struct verb_example[]){
		{ "stats",
		  "What there is, and what to do next." },
		{ "stats --by channel",
		  "How many postings each channel has." },
		{ "stats --by party",
		  "Numbers by party as each source states them." },
		{ "stats --json",
		  "The same for another program." },
		{ 0 },
	},
};
