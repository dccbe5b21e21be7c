/* SPDX-License-Identifier: Apache-2.0 */
/* verb_tidy.c - `vidimus tidy`: removes what killed processes left in staging/ and derived/. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/audit.h>

/* What was told so far. */
struct tidied {
	struct command *command;
	uint64_t        removed, bytes, kept, failed;
};

static const char *
word_of(struct tidied *tidied, const json_t *leftover)
{
	bool dry_run = command_has(tidied->command, "dry-run");

	if (json_is_string(json_object_get(leftover, "error"))) {
		tidied->failed++;
		return "failed";
	}
	if (!json_is_true(json_object_get(leftover, "ours"))) {
		tidied->kept++;
		return "foreign";
	}
	tidied->removed++;
	tidied->bytes += (uint64_t)json_integer_value(json_object_get(leftover, "bytes"));
	return dry_run ? "leftover" : "removed";
}

static enum status
tell(void *context, json_t *leftover, struct error *err)
{
	struct tidied *tidied = context;
	struct output *output = tidied->command->output;
	const char *word = word_of(tidied, leftover);
	const char *name = shown_string(json_object_get(leftover, "name"), "text");
	const char *error = shown_string(leftover, "error");

	(void)err;
	if (tidied->command->settings.json) {
		output_json(output, json_incref(leftover));
		return STATUS_OK;
	}
	output_format(output, "%-9s ", word);
	output_escaped(output, text_of(name ? name : ""));
	if (error != NULL) {
		output_string(output, ": ");
		output_escaped(output, text_of(error));
	}
	output_string(output, "\n");
	return STATUS_OK;
}

static void
sum_up(const struct tidied *tidied)
{
	char size[HUMAN_TEXT_SIZE];
	bool dry_run = command_has(tidied->command, "dry-run");

	if (tidied->command->settings.json)
		return;
	if (tidied->removed + tidied->kept + tidied->failed == 0)
		output_string(tidied->command->output, "Nothing was left over.\n");
	else
		output_format(tidied->command->output,
		              "%llu %s, %s; %llu not ours and kept; %llu failed\n",
		              (unsigned long long)tidied->removed,
		              dry_run ? "would be removed" : "removed",
		              human_size(size, tidied->bytes), (unsigned long long)tidied->kept,
		              (unsigned long long)tidied->failed);
}

static enum status
run(struct command *command, struct error *err)
{
	struct tidied tidied = { .command = command };
	const struct vidimus_output to = { tell, &tidied };
	enum status status = vidimus_tidy(command->session->catalogue,
	                                  command_has(command, "dry-run"), &to, err);

	if (status != STATUS_OK)
		return status;
	sum_up(&tidied);
	if (tidied.failed > 0)
		command_partial(command);
	return STATUS_OK;
}

static const struct verb_option options[] = {
	{ .name = "dry-run", .letter = 'n', .about = "Only tell" },
	{ 0 },
};

const struct verb verb_tidy = {
	.name = "tidy",
	.summary = "Remove what interrupted work left behind",
	.about = "Only unfinished files in staging/ and derived/ are removed, and originals only to finish "
	         "an approved destruction. What is not ours in staging/ is named and kept.",
	.group = GROUP_UPKEEP,
	.options = { options },
	.needs = NEEDS_WRITING,
	.run = run,
	.examples = (const struct verb_example[]){
		{ "tidy",
		  "Remove what interrupted commands left in staging/." },
		{ 0 },
	},
};
