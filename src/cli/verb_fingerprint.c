/* SPDX-License-Identifier: Apache-2.0 */
/* verb_fingerprint.c - `vidimus fingerprint`: what files look and sound like, without a catalogue. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/human.h"
#include "cli/interrupt.h"
#include "cli/parse.h"

#include <vidimus/fingerprint.h>

#include <string.h>

DEFINE_SCOPED_POINTER(vidimus_fingerprint, vidimus_fingerprint_close);
DEFINE_SCOPED_POINTER(vidimus_parsers, vidimus_parsers_close);

/* Each hash as the reference's photo hasher prints it; of the whole picture as it is. */
static void
print_pdq(struct command *command, const char *path, const struct vidimus_fingerprint *print)
{
	struct vidimus_picture_hash picture;

	if (!vidimus_fingerprint_picture(print, 0, &picture))
		return;
	output_format(command->output, "%s,%u,", picture.hash, picture.quality);
	output_escaped(command->output, text_of(path));
	output_string(command->output, "\n");
}

/* Each frame as vpdq-hash-video prints it. */
static void
print_vpdq(struct command *command, const char *path, const struct vidimus_fingerprint *print)
{
	struct vidimus_frame_hash frame;

	(void)path;
	for (size_t i = 0; vidimus_fingerprint_frame(print, i, &frame); i++)
		output_format(command->output, "%u,%u,%s,%.3f\n", frame.number, frame.quality,
		              frame.hash,
		              frame.reference_seconds >= 0 ? frame.reference_seconds
		                                           : frame.seconds);
}

static void
print_warnings(struct command *command, const struct vidimus_fingerprint *print)
{
	json_t *warning;
	size_t i;

	json_array_foreach(json_iterable(vidimus_fingerprint_warnings(print)), i, warning)
		output_format(command->output, "  warning: %s\n",
		              json_string_value(json_object_get(warning, "code")));
}

static size_t
count_frames(const struct vidimus_fingerprint *print)
{
	struct vidimus_frame_hash frame;
	size_t n = 0;

	while (vidimus_fingerprint_frame(print, n, &frame))
		n++;
	return n;
}

static void
print_pictures(struct command *command, const struct vidimus_fingerprint *print)
{
	struct vidimus_picture_hash picture;

	for (size_t i = 0; vidimus_fingerprint_picture(print, i, &picture); i++) {
		if (strcmp(picture.transform, "none") != 0)
			continue;
		output_format(command->output, "  PDQ %s, quality %u", picture.hash,
		              picture.quality);
		if (picture.box.width > 0)
			output_format(command->output, ", of %u x %u at %u, %u", picture.box.width,
			              picture.box.height, picture.box.x, picture.box.y);
		output_string(command->output, "\n");
	}
}

static void
print_text(struct command *command, const char *path, const struct vidimus_fingerprint *print)
{
	char size[HUMAN_TEXT_SIZE];
	size_t frames = count_frames(print), items;
	double seconds;

	output_escaped(command->output, text_of(path));
	output_format(command->output, "\n  %s, %s, SHA-256 %s\n",
	              vidimus_fingerprint_media_type(print),
	              human_size(size, vidimus_fingerprint_bytes(print)),
	              vidimus_fingerprint_sha256(print));
	print_pictures(command, print);
	if (frames > 0)
		output_format(command->output, "  vPDQ %zu frames; --format vpdq prints them\n",
		              frames);
	vidimus_fingerprint_sound(print, &items, &seconds);
	if (items > 0)
		output_format(command->output, "  Chromaprint %zu items, %.1f s\n", items, seconds);
	if (strcmp(vidimus_fingerprint_outcome(print), "complete") != 0)
		output_format(command->output, "  not fingerprinted: %s\n",
		              vidimus_fingerprint_outcome(print));
	print_warnings(command, print);
}

static json_t *
box_json(const struct vidimus_box *box)
{
	if (box->width == 0)
		return json_null();
	return json_pack("{s:I,s:I,s:I,s:I}", "x", (json_int_t)box->x, "y", (json_int_t)box->y,
	                 "width", (json_int_t)box->width, "height", (json_int_t)box->height);
}

static json_t *
pictures_json(const struct vidimus_fingerprint *print)
{
	json_t *list = json_array();
	struct vidimus_picture_hash picture;

	for (size_t i = 0; vidimus_fingerprint_picture(print, i, &picture); i++)
		json_array_append_new(list, json_pack("{s:s,s:i,s:s,s:o}", "hash", picture.hash,
		                                      "quality", (int)picture.quality, "transform",
		                                      picture.transform, "box",
		                                      box_json(&picture.box)));
	return list;
}

static json_t *
sound_json(const struct vidimus_fingerprint *print)
{
	size_t n;
	double seconds;
	const uint32_t *items = vidimus_fingerprint_sound(print, &n, &seconds);
	json_t *raw;

	if (n == 0)
		return json_null();
	raw = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(raw, json_integer(items[i]));
	return json_pack("{s:f,s:o}", "seconds", seconds, "raw", raw);
}

/* Without the closing brace; false without memory. */
static bool
print_beginning(struct command *command, const char *path,
                const struct vidimus_fingerprint *print)
{
	SCOPED_JSON json_t *object = json_pack(
		"{s:o,s:o,s:s,s:I,s:s,s:s,s:O,s:o,s:o}", "path", json_of_text_lossy(text_of(path)),
		"path_bytes",
		text_is_utf8(path, strlen(path)) ? json_null() : json_of_base64url(path, strlen(path)),
		"sha256",
		vidimus_fingerprint_sha256(print), "bytes",
		(json_int_t)vidimus_fingerprint_bytes(print), "media_type",
		vidimus_fingerprint_media_type(print), "outcome",
		vidimus_fingerprint_outcome(print), "warnings", vidimus_fingerprint_warnings(print),
		"pdq", pictures_json(print), "chromaprint", sound_json(print));
	SCOPED_FREE char *text = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);

	if (text == NULL)
		return false;
	output_bytes(command->output, text, strlen(text) - 1);
	return true;
}

/* Frames go out one by one: a long film has hundreds of thousands. */
static enum status
print_json(struct command *command, const char *path, const struct vidimus_fingerprint *print,
           struct error *err)
{
	struct vidimus_frame_hash frame;

	if (!print_beginning(command, path, print))
		return fail_memory(err);
	output_string(command->output, ",\"vpdq\":[");
	for (size_t i = 0; vidimus_fingerprint_frame(print, i, &frame); i++) {
		output_format(command->output,
		              "%s{\"frame\":%u,\"quality\":%u,\"hash\":\"%s\",\"seconds\":%.6f}",
		              i > 0 ? "," : "", frame.number, frame.quality, frame.hash,
		              frame.seconds);
		if (i % 1024 == 0)
			output_flush(command->output);
	}
	output_string(command->output, "]}\n");
	return STATUS_OK;
}

static enum status
print_one(struct command *command, const char *path, const struct vidimus_fingerprint *print,
          struct error *err)
{
	const char *format = command_text(command, "format");

	if (format != NULL && strcmp(format, "pdq") == 0)
		print_pdq(command, path, print);
	else if (format != NULL && strcmp(format, "vpdq") == 0)
		print_vpdq(command, path, print);
	else if (command->settings.json)
		return print_json(command, path, print, err);
	else
		print_text(command, path, print);
	return STATUS_OK;
}

static enum vidimus_frames
frames_asked(const struct command *command)
{
	const char *frames = command_text(command, "frames"), *format = command_text(command, "format");

	if (frames != NULL && strcmp(frames, "all") == 0)
		return VIDIMUS_FRAMES_ALL;
	if (frames != NULL && strcmp(frames, "second") == 0)
		return VIDIMUS_FRAMES_SECOND;
	if (frames == NULL && format != NULL && strcmp(format, "vpdq") == 0)
		return VIDIMUS_FRAMES_ALL;
	return VIDIMUS_FRAMES_DENSE;
}

/* A file that fails does not stop the others. */
static enum status
fingerprint_one(struct command *command, struct vidimus_parsers *parsers, const char *path,
                size_t *failed, struct error *err)
{
	SCOPED_POINTER(vidimus_fingerprint) print = NULL;
	enum status status = vidimus_fingerprint_file(parsers, path, frames_asked(command),
	                                              interrupt_flag(), &print, err);

	if (status == STATUS_OK) {
		*failed += strcmp(vidimus_fingerprint_outcome(print), "complete") != 0;
		return print_one(command, path, print, err);
	}
	if (status != STATUS_IO && status != STATUS_INVALID && status != STATUS_CHANGED)
		return status;
	++*failed;
	command_warn(command, "%s: %s", path, err->text);
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_POINTER(vidimus_parsers) parsers = NULL;
	enum status status = vidimus_parsers_open(&parsers, command_has(command, "allow-unsandboxed"),
	                                          interrupt_flag(), err);
	size_t failed = 0;

	for (size_t i = 0; status == STATUS_OK && i < command->argument_count; i++) {
		status = fingerprint_one(command, parsers, command->arguments[i], &failed, err);
		output_flush(command->output);
	}
	if (status != STATUS_OK || failed == 0)
		return status;
	if (failed < command->argument_count) {
		command_partial(command);
		return STATUS_OK;
	}
	return fail(err, STATUS_FALSE, "no file could be fingerprinted");
}

static const char *const formats[] = { "pdq", "vpdq", NULL };
static const char *const frame_choices[] = { "dense", "all", "second", NULL };

static const struct verb_option options[] = {
	{ .name = "format", .kind = VALUE_CHOICE, .argument = "FORMAT", .choices = formats,
	  .about = "pdq: hash,quality,path; vpdq: frame,quality,hash,seconds, as the references print" },
	{ .name = "frames", .kind = VALUE_CHOICE, .argument = "WHICH", .choices = frame_choices,
	  .about = "Of films: dense (enough to find any clip), all, or one a second" },
	{ .name = "allow-unsandboxed",
	  .about = "Parse the files even where they cannot be locked in" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "fingerprint clip.mp4", "What it looks and sounds like, in short." },
	{ "fingerprint --json clip.mp4", "All of it, for programs." },
	{ "fingerprint --format vpdq --frames second clip.mp4", "A list as vPDQ's reference makes it." },
	{ 0 },
};

const struct verb verb_fingerprint = {
	.name = "fingerprint",
	.summary = "What files look and sound like, without a catalogue",
	.about = "Pictures get PDQ hashes, of all turns and mirrorings and of the picture inside bars; "
	         "films a series of such hashes with their times; sound a Chromaprint fingerprint. "
	         "Files are parsed apart, locked in; nothing is kept.",
	.arguments = "FILE…",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.group = GROUP_LOOKING,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_NOTHING,
	.run = run,
};
