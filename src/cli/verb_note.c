/* SPDX-License-Identifier: Apache-2.0 */
/* verb_note.c - `vidimus note`: a remark for colleagues. */
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/parse.h"
#include "cli/prose.h"
#include "cli/session.h"

#include <vidimus/record.h>

/* `note E-1 -` and `note E-1 @FILE` are the same as with --text. */
static enum status
take_second_argument(struct command *command, struct error *err)
{
	const struct verb_option *text = verb_option_find(command->verb, "text");

	if (command->argument_count < 2)
		return STATUS_OK;
	command->argument_count = 1;
	return command_add_value(command, text, command->arguments[1], err);
}

static enum status
run(struct command *command, struct error *err)
{
	const char *id = command->arguments[0];
	SCOPED(buffer) text = { 0 };
	enum status status = take_second_argument(command, err);

	if (status == STATUS_OK)
		status = prose_demand(&text, command, "text", "A remark for colleagues.", err);
	if (status == STATUS_OK && text.n == 0)
		status = fail(err, STATUS_INVALID, "the note is empty; nothing is done");
	if (status == STATUS_OK)
		status = vidimus_note_add(command->session->catalogue, id, text_of_buffer(&text), err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s}", "subject", id));
	else
		output_format(command->output, "The note on %s is kept.\n", id);
	return STATUS_OK;
}

static const struct verb_option options[] = {
	{ .name = "text", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "The remark: - for standard input, @FILE, or @ for the editor" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "note E-1", "Write it in the editor." },
	{ "note E-1 @remark.txt", "Take it from a file." },
	{ 0 },
};

const struct verb verb_note = {
	.name = "note",
	.summary = "Add a remark to an item, delivery, channel or record",
	.about = "Notes stay in the house: no policy lets them leave unless somebody decides so by "
	         "name. They are never changed; a later note corrects an earlier one. Without a text "
	         "the editor opens.",
	.arguments = "ID [-|@FILE]",
	.argument_kind = VALUE_TEXT,
	.least = 1,
	.most = 2,
	.group = GROUP_RECORDS,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_KEY,
	.run = run,
};
