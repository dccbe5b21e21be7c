/* SPDX-License-Identifier: Apache-2.0 */
/* copying.c - progress and outcome of a catalogue's copying. */
#include "cli/copying.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/shown.h"

struct vidimus_copying
copying_begin(struct command *command)
{
	return (struct vidimus_copying){ .progress = progress_take,
		                         .context = command_progress_begin(command),
		                         .stop = interrupt_flag() };
}

static long long
number(const json_t *report, const char *name)
{
	return (long long)json_integer_value(json_object_get(report, name));
}

static void
print_damaged(struct command *command, const json_t *report, const char *name, const char *heading)
{
	json_t *list = json_object_get(report, name), *hash;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	shown_heading(command, heading);
	json_array_foreach(list, i, hash) {
		output_string(command->output, "  ");
		output_escaped(command->output, text_of(json_string_value(hash)));
		output_string(command->output, "\n");
	}
}

static void
print(struct command *command, const json_t *report, const char *done)
{
	char size[HUMAN_TEXT_SIZE];
	long long unnamed = number(report, "unnamed");

	output_format(command->output, "%s: ", done);
	output_escaped(command->output, text_of(shown_string(report, "path")));
	output_format(command->output,
	              "\n\n%lld events, verified; %lld originals, %s; %lld of them copied now, hashed and read back.\n",
	              number(report, "events"), number(report, "originals"),
	              human_size(size, (uint64_t)number(report, "bytes")), number(report, "copied"));
	if (unnamed > 0)
		output_format(command->output,
		              "%lld files in it belong to nothing any more; where they were destroyed on purpose, make a "
		              "new\nbackup in another folder and destroy this one.\n",
		              unnamed);
	output_string(command->output,
	              "Derived files are not in it: `vidimus rebuild --derived` makes them again.\n");
	print_damaged(command, report, "missing", "Originals that are missing here and so not in the copy");
	print_damaged(command, report, "altered", "Originals that are altered here and so not in the copy");
}

enum status
copying_answer(struct command *command, json_t *report, const char *done, struct error *err)
{
	long long damaged = number(report, "missing_count") + number(report, "altered_count");

	if (command->settings.json)
		output_json(command->output, json_incref(report));
	else
		print(command, report, done);
	if (damaged == 0)
		return STATUS_OK;
	return fail(err, STATUS_FALSE,
	            "%lld originals are damaged or missing and are not in the copy; all else is",
	            damaged);
}
