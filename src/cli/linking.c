/* SPDX-License-Identifier: Apache-2.0 */
/* linking.c - one id after the other, linked in the same words. */
#include "cli/linking.h"

#include "base/error.h"
#include "cli/ids.h"
#include "cli/session.h"

const struct verb_option tool_options[] = {
	{ .name = "tool", .kind = VALUE_TEXT, .argument = "NAME", .about = "Program or device that was used" },
	{ .name = "tool-version", .kind = VALUE_TEXT, .argument = "TEXT", .about = "Its version" },
	{ .name = "tool-settings", .kind = VALUE_TEXT, .argument = "TEXT", .about = "How it was set" },
	{ .name = "author", .kind = VALUE_TEXT, .argument = "PERSON",
	  .about = "Who made it: W-1 or a person's code" },
	{ .name = "language", .kind = VALUE_TEXT, .argument = "XX", .about = "Its language, as in BCP 47" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 65534,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static enum status
link_one(struct command *command, const char *of, struct error *err)
{
	const struct linking *linking = command->own;
	char id[VIDIMUS_LINK_SIZE] = "";
	enum status status = linking->add(command->session->catalogue, of, linking->to,
	                                  linking->words.fields, linking->words.count, id, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:s,s:s?}", linking->id_name, id, "of", of, "to",
		                      linking->to));
	else
		output_format(command->output, "%s: %s %s%s%s.\n", id, of, linking->says,
		              linking->to ? " " : "", linking->to ? linking->to : "");
	return STATUS_OK;
}

enum status
linking_run(struct command *command, struct linking *linking, struct error *err)
{
	enum status status = record_words_take(command, &linking->words, err);

	if (linking->has_to)
		linking->to = command->arguments[--command->argument_count];
	command->own = linking;
	if (status == STATUS_OK)
		status = ids_each(command, link_one, err);
	command->own = NULL;
	record_words_end(&linking->words);
	return status;
}
