/* SPDX-License-Identifier: Apache-2.0 */
/* verb_compare.c - `vidimus compare`: what two items or files have in common by how they look and sound. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/looked_at.h"
#include "cli/match_text.h"
#include "cli/shown.h"

#include <vidimus/similar.h>

#include <string.h>

/* "a.mp4 and E-1: partly" and why. */
static void
print_text(struct command *command, const json_t *answer)
{
	const char *const *files = command->arguments;
	const char *verdict = shown_string(answer, "verdict");
	json_t *reason;
	size_t i;

	output_escaped(command->output, text_of(files[0]));
	output_string(command->output, " and ");
	output_escaped(command->output, text_of(files[1]));
	output_format(command->output, ": %s\n", verdict ? verdict : "could not be compared");
	json_array_foreach(json_object_get(answer, "reasons"), i, reason)
		output_format(command->output, "  %s\n", json_string_value(reason));
	for (i = 0; i < 3; i++) {
		static const char *const parts[] = { "image", "video", "audio" };
		json_t *part = json_object_get(answer, parts[i]);
		json_t *segments = json_object_get(part, "segments");

		if (json_array_size(segments) == 0)
			continue;
		if (i > 0)
			output_format(command->output, "  %s:\n", i == 1 ? "pictures" : "sound");
		segments_print(command, segments, files[0], files[1]);
	}
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED(looked_at) looked_at = { 0 };
	SCOPED_POINTER(vidimus_fingerprint) a = NULL;
	SCOPED_POINTER(vidimus_fingerprint) b = NULL;
	SCOPED_JSON json_t *answer = NULL;
	const char *verdict;
	enum status status = looked_at_read(&looked_at, command, command->arguments[0], &a, err);

	if (status == STATUS_OK)
		status = looked_at_read(&looked_at, command, command->arguments[1], &b, err);
	if (status == STATUS_OK)
		status = vidimus_compare(a, b, &answer, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_incref(answer));
	else
		print_text(command, answer);
	verdict = shown_string(answer, "verdict");
	if (verdict == NULL)
		command_partial(command);
	else if (strcmp(verdict, "different") == 0)
		return fail(err, STATUS_FALSE, "nothing in common was found");
	return STATUS_OK;
}

static bool
both_are_files(const struct command *command)
{
	return looked_at_is_file(command->arguments[0]) && looked_at_is_file(command->arguments[1]);
}

static const struct verb_option options[] = {
	{ .name = "allow-unsandboxed",
	  .about = "Parse the files even where they cannot be locked in" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "compare original.mp4 from-telegram.mp4", "Two files, without a catalogue." },
	{ "compare E-3 ./clip.mp4", "Is the clip a part of what is held?" },
	{ 0 },
};

const struct verb verb_compare = {
	.name = "compare",
	.summary = "What two items or files have in common",
	.about = "Tells whether two look or sound alike, why, and which part of one is which part of the\n"
	         "other: identical (the same bytes), same (the same filming throughout, however it was\n"
	         "re-encoded, turned, mirrored or put into bars), partly (a part of it, only the sound, a\n"
	         "picture that was changed), or different, for which the exit code is 1. It is a\n"
	         "proposal; a person decides. Where the kept fingerprints of one are missing or damaged,\n"
	         "there is no verdict: the exit code is 3.\n"
	         "\n"
	         "Takes items (E-1, UUID, SHA-256), whose fingerprints are kept, and files, which are parsed\n"
	         "apart, locked in; nothing is kept of these. Two files need no catalogue. A file whose name\n"
	         "looks like an id is written ./E-1.",
	.arguments = "ITEM|FILE ITEM|FILE",
	.argument_kind = VALUE_PATH,
	.least = 2,
	.most = 2,
	.group = GROUP_LOOKING,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_READING,
	.alone = both_are_files,
	.run = run,
};
