/* SPDX-License-Identifier: Apache-2.0 */
/* av_fingerprint.c - what a film looks like, told. */
#include "worker/av/av_fingerprint.h"

#include "worker/av/av_pass.h"
#include "worker/av/av_say.h"
#include "worker/av/av_warn.h"
#include "worker/series_tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the compatible lists count seconds by. */
static void
tell_rate(const struct film *film, struct report *report)
{
	char rate[32];

	snprintf(rate, sizeof rate, "%.9g", pass_rate(film));
	report_measured(report, "frame_rate", rate);
}

/* Black, white, even: none of its frames is kept. */
static bool
shows_nothing(const struct pass *pass)
{
	size_t kept;

	frame_series_frames(pass->parts[0].series, &kept);
	return kept == 0 && pass->film.frames > 0;
}

/* What of the film did not decode as it should, or not at all. */
static void
warn_of_damage(const struct pass *pass, struct report *report)
{
	const struct stream *stream = &pass->film.stream;
	const struct error none = { .text = "no picture of it decodes" };
	char detail[128];

	if (pass->film.frames == 0 && !pass->cut_short)
		warn_no_picture(report, STATUS_DONE, &none);
	if (stream->refused == 0 && pass->film.damaged == 0)
		return;
	snprintf(detail, sizeof detail,
	         "of %" PRIu64 " packets %" PRIu64 " were refused; %" PRIu64
	         " pictures decoded, %" PRIu64 " damaged",
	         stream->packets, stream->refused, pass->film.frames, pass->film.damaged);
	report_warning(report, "decode-errors", detail);
}

static void
warn_of_sides(const struct pass *pass, struct report *report)
{
	char detail[96];

	if (pass->other_width == 0)
		return;
	snprintf(detail, sizeof detail, "%" PRIu32 " x %" PRIu32 ", later %" PRIu32 " x %" PRIu32,
	         pass->width, pass->height, pass->other_width, pass->other_height);
	report_warning(report, "changing-resolution", detail);
}

static void
warn_of_hurry(const struct pass *pass, struct report *report)
{
	char detail[64];

	snprintf(detail, sizeof detail, "from %.1f s on only key frames",
	         (double)pass->hurried_from / 1e6);
	report_warning(report, "fingerprint-incomplete", detail);
}

static void
tell_whole(const struct pass *pass, const struct parser_task *task, struct report *report)
{
	series_tell(pass->parts[0].series, &pass->parts[0].box, report);
	if (shows_nothing(pass))
		report_warning(report, "low-quality-fingerprint", "the frames");
	if (!pass->hurried && !pass->cut_short)
		say_measured(report, "frames", (int64_t)pass->film.frames);
	if (task->frames != PARSER_FRAMES_DENSE)
		tell_rate(&pass->film, report);
	warn_of_damage(pass, report);
	warn_of_sides(pass, report);
	if (pass->cut_short)
		report_warning(report, "fingerprint-incomplete", NULL);
	else if (pass->hurried)
		warn_of_hurry(pass, report);
}

static bool
is_same_box(const struct picture_box *a, const struct picture_box *b)
{
	return a->left == b->left && a->top == b->top && a->width == b->width &&
	       a->height == b->height;
}

/*
 * All of the pictures, and with them what is inside the bars of the first
 * frames, where these show some: so that a film in bars is decoded once.
 */
static enum status
hash_whole(struct pass *pass, struct video_box *bars, const struct parser_input *input,
           const struct parser_task *task, const struct patience *patience, struct error *err)
{
	struct pass_plan plan = { .whole = true, .bars = bars, .on_trial = bars != NULL };
	enum status st = pass_run(pass, &plan, input, task, patience, err);

	if (st != STATUS_OK || !pass->tried)
		return st;
	pass_end(pass);
	plan.on_trial = false;
	if (!video_box_find(bars, &plan.inside))
		plan.inside.width = 0;
	*bars = (struct video_box){ 0 };
	return pass_run(pass, &plan, input, task, patience, err);
}

/* What is inside the bars that all of the film stands in; once more decoded only if its first frames told another box. */
static void
tell_inside(struct pass *pass, const struct picture_box *inside, const struct parser_input *input,
            const struct parser_task *task, const struct patience *patience,
            struct report *report)
{
	const struct pass_plan plan = { .inside = *inside };
	struct error err = { 0 };
	enum status st;

	if (pass->count > 1 && is_same_box(&pass->parts[1].box, inside)) {
		series_tell(pass->parts[1].series, &pass->parts[1].box, report);
		return;
	}
	pass_end(pass);
	st = is_impatient(patience) ? fail(&err, STATUS_LIMIT, "what is inside its bars")
	                            : pass_run(pass, &plan, input, task, patience, &err);
	if (st == STATUS_OK)
		series_tell(pass->parts[0].series, &pass->parts[0].box, report);
	if (st != STATUS_OK || pass->cut_short)
		report_warning(report, "fingerprint-incomplete", err.text);
	else if (pass->hurried)
		warn_of_hurry(pass, report);
}

void
fingerprint_film(const struct parser_input *input, const struct parser_task *task,
                 const struct patience *patience, struct report *report)
{
	bool dense = task->frames == PARSER_FRAMES_DENSE;
	SCOPED_FREE struct video_box *bars = dense ? calloc(1, sizeof *bars) : NULL;
	SCOPED(pass) pass = { 0 };
	struct picture_box inside;
	struct error error = { 0 };
	enum status st = hash_whole(&pass, bars, input, task, patience, &error);

	if (st != STATUS_OK) {
		if (st != STATUS_NOT_FOUND || strncmp(task->media_type, "audio/", 6) != 0)
			warn_no_picture(report, st, &error);
		return;
	}
	tell_whole(&pass, task, report);
	if (bars != NULL && video_box_find(bars, &inside))
		tell_inside(&pass, &inside, input, task, patience, report);
}

void
fingerprint(const struct parser_input *input, const struct parser_task *task,
            struct report *report)
{
	const struct patience patience = patience_of(task);

	/* sound takes little: of long films there is all of it, and as many pictures as can be */
	fingerprint_sound(input, task, &patience, report);
	report_flush(report);
	fingerprint_film(input, task, &patience, report);
}
