/* SPDX-License-Identifier: Apache-2.0 */
/* verb_working_copy.c - `vidimus working-copy`: labelled copies to work with, logged. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/ids.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/session.h"

#include <vidimus/copy.h>

#include <string.h>

/* How far the present copy is. */
struct copying {
	struct progress *progress;
	const char      *item;
	uint64_t         bytes;
};

static void
take_progress(void *context, uint64_t bytes)
{
	struct copying *copying = context;

	copying->bytes += bytes;
	progress_update(copying->progress, &(struct progress_state){ .bytes = copying->bytes,
	                                                              .doing = "copying",
	                                                              .name = text_of(copying->item) });
}

static void
print_copy(struct command *command, const char *item, const char *folder,
           const struct vidimus_copy *copy)
{
	SCOPED(buffer) path = { 0 };
	char hex[DIGEST_TEXT_SIZE], size[HUMAN_TEXT_SIZE];

	digest_write(hex, &copy->sha256);
	buffer_append_format(&path, "%s%s%s", folder,
	                     folder[strlen(folder) - 1] == '/' ? "" : "/", copy->name);
	if (command->settings.json) {
		output_json(command->output,
		            json_pack("{s:s,s:o,s:s,s:s,s:s,s:I}", "item", item, "path",
		                      json_of_name(path.p, path.n), "name", copy->name, "label",
		                      copy->label, "sha256", hex, "bytes",
		                      (json_int_t)copy->bytes));
		return;
	}
	output_format(command->output, "%s is copied, %s, SHA-256 %s: ", item,
	              human_size(size, copy->bytes), hex);
	output_escaped(command->output, text_of_buffer(&path));
	output_string(command->output, "\n");
}

static enum status
copy_one(struct command *command, const char *item, struct error *err)
{
	const char *folder = command_text(command, "out");
	struct copying copying = { .item = item, .progress = command_progress_begin(command) };
	const struct vidimus_copy_options options = { .progress = take_progress,
		                                      .context = &copying,
		                                      .stop = interrupt_flag() };
	struct vidimus_copy copy;
	enum status status = vidimus_working_copy(command->session->catalogue, item, folder,
	                                          &options, &copy, err);

	command_progress_end(command);
	if (status == STATUS_FALSE)
		id_failed(command, item, err);
	if (status != STATUS_OK)
		return status;
	print_copy(command, item, folder, &copy);
	output_flush(command->output);
	if (!copy.mode_kept)
		command_warn(command,
		             "the file system of %s keeps no permissions: whoever has it reads the copy",
		             folder);
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	return ids_each(command, copy_one, err);
}

static const struct verb_option options[] = {
	{ .name = "out", .kind = VALUE_PATH, .argument = "DIR", .required = true,
	  .about = "Folder for the copies, outside of the catalogue; it must exist" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "working-copy E-1 --out ~/work", "E-000001-WORKING-COPY.mp4, and a label in words beside it." },
	{ "working-copy --json E-1..E-22 --out /media/stick", "A line each, for another program." },
	{ 0 },
};

const struct verb verb_working_copy = {
	.name = "working-copy",
	.summary = "Make labelled copies to work with",
	.about = "The copy has the bytes of the original, a name that says what it is, and beside it a "
	         "label in words: exhibit, hash, date, by whom, and what to mind. It is hashed again "
	         "after it was written, and it is in the log, with the folder, before it appears. "
	         "Nothing is ever replaced.\n\n"
	         "To look at something, `vidimus view` needs no copy.",
	.arguments = "ITEM…",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.group = GROUP_LOOKING,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_KEY,
	.run = run,
};
