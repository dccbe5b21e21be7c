/* SPDX-License-Identifier: Apache-2.0 */
/* verb_derive.c - `vidimus derive`: frames at exact times, and blurred small pictures. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/ids.h"
#include "cli/interrupt.h"
#include "cli/session.h"
#include "cli/verb_derive.h"

#include <vidimus/derive.h>
#include <vidimus/view.h>

#include <stdio.h>
#include <string.h>

#define SECOND     INT64_C(1000000) /* microseconds */
#define PARTS_MOST 3                /* hours, minutes, seconds */
#define CLOCK_SIZE 48

/* Decimals of a second: one to six digits. */
static bool
read_decimals(struct text digits, int64_t *microseconds)
{
	int64_t unit = SECOND / 10;

	if (digits.n == 0 || digits.n > 6)
		return false;
	*microseconds = 0;
	for (size_t i = 0; i < digits.n; i++, unit /= 10) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		*microseconds += (digits.p[i] - '0') * unit;
	}
	return true;
}

/* One of the parts between the colons; all but the first have two digits, below 60. */
static bool
read_part(struct text digits, bool first, int64_t *out)
{
	int64_t value = 0;

	if (digits.n == 0 || digits.n > 5 || (!first && digits.n != 2))
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		value = value * 10 + (digits.p[i] - '0');
	}
	*out = *out * 60 + value;
	return first || value < 60;
}

/* 62.345, 1:02.345, 00:01:02.345: as microseconds. */
static bool
read_time(struct text words, int64_t *out)
{
	struct text whole = text_cut(&words, '.');
	int64_t decimals = 0, seconds = 0;
	size_t parts = 0;

	if (words.p != NULL && !read_decimals(words, &decimals))
		return false;
	for (; whole.p != NULL; parts++) {
		if (parts == PARTS_MOST || !read_part(text_cut(&whole, ':'), parts == 0, &seconds))
			return false;
	}
	*out = seconds * SECOND + decimals;
	return true;
}

static enum status
check_time(struct text words, struct error *err)
{
	int64_t time;

	if (read_time(words, &time))
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "\"%.*s\" is no time: write 00:01:02.345 or 62.345",
	            (int)(words.n < 64 ? words.n : 64), words.p);
}

/* 00:01:02.345000; before the start with a minus. */
static const char *
write_clock(char out[CLOCK_SIZE], int64_t time)
{
	uint64_t all = time < 0 ? (uint64_t)-time : (uint64_t)time, seconds = all / SECOND;

	snprintf(out, CLOCK_SIZE, "%s%02llu:%02llu:%02llu.%06llu", time < 0 ? "-" : "",
	         (unsigned long long)(seconds / 3600), (unsigned long long)(seconds / 60 % 60),
	         (unsigned long long)(seconds % 60), (unsigned long long)(all % SECOND));
	return out;
}

static void
print_picture(struct command *command, const char *kind, const struct vidimus_picture *picture)
{
	char hex[DIGEST_TEXT_SIZE], size[HUMAN_TEXT_SIZE], clock[CLOCK_SIZE];

	digest_write(hex, &picture->sha256);
	if (command->settings.json) {
		output_json(command->output,
		            json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:o,s:b,s:b}", "item", picture->item,
		                      "kind", kind, "sha256", hex, "bytes",
		                      (json_int_t)picture->bytes, "width",
		                      (json_int_t)picture->width, "height",
		                      (json_int_t)picture->height, "microseconds",
		                      picture->has_time ? json_integer(picture->microseconds)
		                                        : json_null(),
		                      "counted", (int)picture->counted, "known",
		                      (int)picture->known));
		return;
	}
	output_format(command->output, "%s: %s%s%s, %u x %u, PNG, %s, SHA-256 %s%s\n", picture->item,
	              kind, picture->has_time ? " at " : "",
	              picture->has_time ? write_clock(clock, picture->microseconds) : "",
	              (unsigned)picture->width, (unsigned)picture->height,
	              human_size(size, picture->bytes), hex,
	              picture->known ? " (in the log already)" : "");
}

static enum status
answer(struct command *command, const char *kind, const char *item, enum status status,
       const struct vidimus_picture *picture, const struct error *err)
{
	if (status == STATUS_OK)
		print_picture(command, kind, picture);
	else if (status == STATUS_FALSE)
		id_failed(command, item, err);
	return status;
}

/* Who quotes a frame at a time that the film does not reach would be quoting another time. */
static enum status
warn_beyond_end(struct command *command, const char *id, int64_t asked, int64_t shown,
                struct error *err)
{
	SCOPED_JSON json_t *item = NULL;
	enum status status = vidimus_show(command->session->catalogue, id, &item, err);
	const json_t *length = json_object_get(item, "milliseconds");
	char clock[2][CLOCK_SIZE];

	if (status == STATUS_OK && json_is_integer(length) &&
	    asked / 1000 > json_integer_value(length))
		command_warn(command, "%s ends before %s: this is its last frame, at %s", id,
		             write_clock(clock[0], asked), write_clock(clock[1], shown));
	return status;
}

static enum status
derive_frame(struct command *command, const char *item, struct error *err)
{
	struct vidimus_picture picture;
	int64_t time = 0;
	enum status status;

	if (!read_time(text_of(command_text(command, "at")), &time))
		return fail(err, STATUS_FAULT, "a time that was checked is none");
	status = vidimus_frame(command->session->catalogue, command->own, item, time, &picture, err);
	status = answer(command, "frame", item, status, &picture, err);
	if (status == STATUS_OK && picture.counted)
		command_warn(command,
		             "%s does not say when its frames are shown: the time is counted from the "
		             "frame's number and the rate",
		             picture.item);
	return status == STATUS_OK && picture.has_time
	           ? warn_beyond_end(command, picture.item, time, picture.microseconds, err)
	           : status;
}

static enum status
derive_thumbnail(struct command *command, const char *item, struct error *err)
{
	struct vidimus_picture picture;
	enum status status = vidimus_thumbnail(command->session->catalogue, command->own, item,
	                                       &picture, err);

	return answer(command, "thumbnail", item, status, &picture, err);
}

static enum status
with_parsers(struct command *command,
             enum status (*visit)(struct command *command, const char *item, struct error *err),
             struct error *err)
{
	struct vidimus_parsers *parsers = NULL;
	enum status status = vidimus_parsers_open(&parsers, command_has(command, "allow-unsandboxed"),
	                                          interrupt_flag(), err);

	if (status != STATUS_OK)
		return status;
	command->own = parsers;
	status = ids_each(command, visit, err);
	command->own = NULL;
	vidimus_parsers_close(parsers);
	return status;
}

static enum status
run_frame(struct command *command, struct error *err)
{
	return with_parsers(command, derive_frame, err);
}

static enum status
run_thumbnail(struct command *command, struct error *err)
{
	return with_parsers(command, derive_thumbnail, err);
}

#define UNSANDBOXED                                                            \
	{ .name = "allow-unsandboxed",                                         \
	  .about = "Parse also where parsers cannot be locked in; it is recorded" }

static const struct verb_option frame_options[] = {
	{ .name = "at", .kind = VALUE_TEXT, .argument = "TIME", .required = true, .check = check_time,
	  .about = "From the start, 00:01:02.345 or 62.345" },
	UNSANDBOXED,
	{ 0 },
};

static const struct verb_option thumbnail_options[] = {
	UNSANDBOXED,
	{ 0 },
};

static const struct verb_example frame_examples[] = {
	{ "derive frame E-1 --at 00:01:02.345", "The last frame shown at or before that time." },
	{ 0 },
};

static const struct verb_example thumbnail_examples[] = {
	{ "derive thumbnail E-1..E-22", "A blurred picture of each." },
	{ 0 },
};

static const struct verb verb_frame = {
	.name = "frame",
	.summary = "Keep the frame shown at a time, as it is",
	.about = "The last frame at or before the time, else the first, exactly as stored: not turned, "
	         "not scaled, without loss; a time after the film's end gives its last frame, and a warning, "
	         "as does a film that says no times. "
	         "What the log keeps is its exact time, its hash, and the hash "
	         "of what it was made from. It is sharp: nothing shows it here.",
	.arguments = "ITEM…",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.options = { frame_options },
	.examples = frame_examples,
	.needs = NEEDS_KEY,
	.run = run_frame,
};

static const struct verb verb_thumbnail = {
	.name = "thumbnail",
	.summary = "Make a small picture, blurred beyond knowing",
	.about = "Sixteen pixels of the longer side survive, before the picture leaves the parser: "
	         "enough to tell one video from another, not to see what it shows. Made when asked for, "
	         "not at intake: it costs a decoding of every file.",
	.arguments = "ITEM…",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.options = { thumbnail_options },
	.examples = thumbnail_examples,
	.needs = NEEDS_KEY,
	.run = run_thumbnail,
};

static const struct verb *const verbs[] = { &verb_derive_add, &verb_derive_review, &verb_frame,
	                                    &verb_thumbnail, NULL };

const struct verb verb_derive = {
	.name = "derive",
	.summary = "What was made of items: redacted, transcripts, frames",
	.about = "The original stays as it is. What people made (add) is kept in the vault and reviewed by "
	         "somebody else. A frame or thumbnail lies in derived/ by its hash; it may be deleted, and "
	         "`vidimus rebuild --derived` makes it again.",
	.group = GROUP_LOOKING,
	.verbs = verbs,
};
