/* SPDX-License-Identifier: Apache-2.0 */
/* verb_examine.c - `vidimus examine`: items parsed apart, again or for the first time. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/ids.h"
#include "cli/lines.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/taking.h"
#include "cli/taking_lines.h"
#include "cli/unread_text.h"

#include <vidimus/examine.h>

#include <stdlib.h>
#include <string.h>

/* The numbers of the items that are named. */
struct chosen {
	int64_t *items; /* owned */
	size_t   count, room;
};

static void
chosen_end(struct chosen *chosen)
{
	free(chosen->items);
}

static enum status
choose(struct command *command, const char *id, struct error *err)
{
	struct chosen *chosen = command->own;
	int64_t number = 0;
	enum status status = vidimus_item_number(command->session->catalogue, id, &number, err);

	if (status != STATUS_OK)
		return status;
	if (chosen->count == chosen->room) {
		size_t room = chosen->room ? chosen->room * 2 : 64;
		int64_t *items = realloc(chosen->items, room * sizeof *items);

		if (items == NULL)
			return fail_memory(err);
		chosen->items = items;
		chosen->room = room;
	}
	chosen->items[chosen->count++] = number;
	return STATUS_OK;
}

static void
print_json(struct taking_lines *lines, const struct vidimus_examine_line *line)
{
	char digest[DIGEST_TEXT_SIZE];
	json_t *object;

	digest_write(digest, &line->sha256);
	object = json_pack("{s:s,s:s,s:s?,s:s?,s:o,s:o}", "item", line->item, "sha256", digest,
	                   "outcome", line->outcome, "media_type", line->media_type,
	                   "fingerprints", taking_fingerprints(&line->fingerprints), "warnings",
	                   taking_warnings(lines, line->warnings, line->warning_count));
	json_object_set_new(object, "error",
	                    line->error_code ? json_pack("{s:s,s:s?}", "code", line->error_code,
	                                                 "text", line->error_text)
	                                     : json_null());
	output_json(lines->command->output, object);
}

static void
print_text(struct taking_lines *lines, const struct vidimus_examine_line *line)
{
	struct output *output = lines->command->output;

	output_format(output, "%-8s  %-9s  %s", line->item, line->outcome ? line->outcome : "failed",
	              line->media_type ? line->media_type : "-");
	for (size_t i = 0; i < line->warning_count; i++)
		output_format(output, "%s%s", i ? ", " : "  ! ", line->warnings[i]);
	output_string(output, "\n");
	if (line->error_text != NULL) {
		output_string(output, "          ");
		output_escaped(output, text_of(line->error_text));
		output_string(output, "\n");
	}
}

static void
take_line(void *context, const struct vidimus_examine_line *line)
{
	struct taking_lines *lines = context;

	if (lines->command->settings.json)
		print_json(lines, line);
	else
		print_text(lines, line);
	output_flush(lines->command->output);
}

static void
take_progress(void *context, const struct vidimus_intake_progress *from)
{
	struct taking_lines *lines = context;

	progress_update(lines->progress, &(struct progress_state){ .files = from->files,
	                                                           .files_total = from->files_total,
	                                                           .doing = from->matching ? "matching" : "examining" });
}

static void
print_summary(struct command *command, const struct vidimus_examine_summary *summary)
{
	if (command->settings.json) {
		json_t *sums = json_pack("{s:I,s:I,s:I,s:f,s:b}", "examined",
		                         (json_int_t)summary->examined, "unfinished",
		                         (json_int_t)summary->unfinished, "failed",
		                         (json_int_t)summary->failed, "seconds", summary->seconds,
		                         "interrupted", summary->interrupted);

		unread_add_json(sums, &summary->matching.unread);
		output_json(command->output, json_pack("{s:o}", "summary", sums));
		return;
	}
	if (summary->examined + summary->failed == 0 && !summary->interrupted) {
		output_string(command->output, "Nothing is left to examine.\n");
		return;
	}
	output_format(command->output, "\n%s: %llu examined, %llu failed; in %.1f s\n",
	              summary->interrupted ? "Stopped" : "Done", (unsigned long long)summary->examined, (unsigned long long)summary->failed,
	              summary->seconds);
	if (summary->unfinished > 0)
		output_format(command->output,
		              "Of %llu the parser did not come to the end; that is recorded, and the files are as they were.\n",
		              (unsigned long long)summary->unfinished);
}

static enum status
examine(struct command *command, const struct chosen *chosen,
        enum vidimus_examine_choice choice, struct error *err)
{
	struct vidimus_examine_options options = {
		.choice = choice,
		.items = chosen->items,
		.item_count = chosen->count,
		.allow_unsandboxed = command_has(command, "allow-unsandboxed"),
		.line = take_line,
		.progress = take_progress,
		.matches = taking_matches,
		.stop = interrupt_flag(),
	};
	struct vidimus_examine_summary summary;
	struct taking_lines lines;
	enum status status = taking_lines_begin(&lines, command, false, err);

	if (status != STATUS_OK)
		return status;
	options.context = &lines;
	lines.progress = command_progress_begin(command);
	status = vidimus_examine(command->session->catalogue, &options, &summary, err);
	command_progress_end(command);
	if (status == STATUS_OK)
		taking_lines_matching(&lines, &summary.matching);
	taking_lines_end(&lines);
	if (status != STATUS_OK)
		return status;
	print_summary(command, &summary);
	if (summary.failed > 0 || summary.interrupted)
		command_partial(command);
	if (summary.interrupted)
		command_warn(command,
		             "stopped as asked; what was reported is recorded, and --missing or --again does the rest");
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	bool missing = command_has(command, "missing"), again = command_has(command, "again");
	SCOPED(chosen) chosen = { 0 };
	enum status status = STATUS_OK;

	if (lines_are_given(command) + missing + again != 1)
		return fail(err, STATUS_INVALID,
		            "name the items to examine, or give --missing or --again alone, which choose the items themselves");
	command->own = &chosen;
	if (lines_are_given(command))
		status = ids_each(command, choose, err);
	command->own = NULL;
	if (status != STATUS_OK)
		return status;
	return examine(command, &chosen,
	               missing ? VIDIMUS_EXAMINE_MISSING
	               : again ? VIDIMUS_EXAMINE_AGAIN
	                       : VIDIMUS_EXAMINE_GIVEN,
	               err);
}

static const struct verb_option options[] = {
	{ .name = "missing", .about = "Examine every item that never was" },
	{ .name = "again", .about = "Examine every item that this version of the program has not" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "examine E-1..E-22", "Read what these files say of themselves once more." },
	{ "examine --missing", "Do what an interrupted intake left." },
	{ "examine --again", "After an update: what new parsers read." },
	{ 0 },
};

const struct verb verb_examine = {
	.name = "examine",
	.summary = "Read again what files say of themselves",
	.about = "Hands each item's file to a parser that is locked in before it sees the first byte, and\n"
	         "records what it told: media type, measures, tags, warnings, or how the file ended it.\n"
	         "Earlier examinations stay in the log; the latest complete one counts.\n"
	         "\n"
	         "An interrupted run is continued by the same command. Where parsers cannot be locked in,\n"
	         "nothing is examined (exit code 5), unless --allow-unsandboxed is given. Exit code 3: some\n"
	         "items could not be examined, the others are done.",
	.arguments = "[ITEM…]",
	.argument_kind = VALUE_ID,
	.most = ARGUMENTS_MANY,
	.options = { options, taking_parsing_options },
	.examples = examples,
	.group = GROUP_INTAKE,
	.needs = NEEDS_KEY,
	.run = run,
};
