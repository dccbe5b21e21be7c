/* SPDX-License-Identifier: Apache-2.0 */
/* av_picture.c - exact frames, decoded from the key frame before them. */
#include "worker/av/av_picture.h"

#include "worker/av/av_decode.h"
#include "worker/av/av_warn.h"

#include <stdlib.h>

#define STEP_BACK_FIRST ((int64_t)2 * AV_TIME_BASE)
#define STEPS_BACK      8

/* The last frame at or before a time: kept by reference, one at a time. */
struct candidate {
	AVFrame          *picture; /* owned */
	struct film_frame frame;
	bool              any;
	bool              early;   /* its time is at or before the one asked for */
};

static enum status
keep(struct candidate *candidate, const struct film_frame *frame)
{
	av_frame_unref(candidate->picture);
	if (av_frame_ref(candidate->picture, frame->picture) < 0)
		return STATUS_MEMORY;
	candidate->frame = *frame;
	candidate->frame.picture = candidate->picture;
	candidate->any = true;
	return STATUS_OK;
}

/*
 * Decodes forward from where the film stands until a frame is later than
 * `time`, or to the end. Frames without a time of their own count from the film's
 * start only: `from_start`.
 */
static enum status
decode_up_to(struct film *film, int64_t time, bool from_start, struct candidate *candidate,
             struct error *err)
{
	struct film_frame frame;
	enum status st;

	while ((st = film_next(film, &frame, err)) == STATUS_OK) {
		bool early = frame.microseconds <= time;

		if (!frame.timed && !from_start)
			continue;
		if (!early && candidate->any) /* later ones follow, or none is so early: the first stands */
			return STATUS_OK;
		if (early && candidate->early && frame.microseconds < candidate->frame.microseconds)
			continue;
		st = keep(candidate, &frame);
		if (st != STATUS_OK)
			return st;
		candidate->early = early;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/*
 * A seek may land late: its index is made of decoding times, and pictures right
 * after an open key frame do not decode. So the landing counts only when its
 * first frame is early enough; else it goes further back, at last to the start.
 */
static enum status
find_frame(struct film *film, const struct parser_input *input, const struct parser_task *task,
           struct candidate *candidate, struct error *err)
{
	int64_t back = 0;
	enum status st;

	for (int step = 0; step < STEPS_BACK && task->microseconds > back; step++) {
		if (film_seek(film, task->microseconds - back, err) != STATUS_OK)
			break;
		st = decode_up_to(film, task->microseconds, false, candidate, err);
		if (st != STATUS_OK || candidate->early)
			return st;
		av_frame_unref(candidate->picture);
		candidate->any = false;
		back = back ? back * 4 : STEP_BACK_FIRST;
	}
	film_end(film);
	st = film_open(film, input, task->media_type, err);
	if (st == STATUS_OK)
		st = decode_up_to(film, task->microseconds, true, candidate, err);
	return st;
}

static enum status
tell_frame(const struct candidate *candidate, struct report *report, struct error *err)
{
	const struct film_frame *frame = &candidate->frame;
	struct report_picture picture = { .width = frame->width,
		                          .height = frame->height,
		                          .channels = 3,
		                          .microseconds = frame->microseconds };
	SCOPED_FREE unsigned char *samples = NULL;
	uint64_t size = (uint64_t)frame->width * frame->height * 3;
	enum status st;

	if (size > REPORT_PICTURE_LIMIT)
		return fail(err, STATUS_LIMIT, "a picture of %u x %u pixels", frame->width,
		            frame->height);
	samples = malloc(size + FILM_SPARE);
	if (!samples)
		return fail_memory(err);
	st = film_frame_faithful(frame, samples, err);
	if (st != STATUS_OK)
		return st;
	picture.samples = samples;
	report_picture(report, &picture);
	if (!frame->timed)
		report_warning(report, "no-frame-times", NULL);
	return STATUS_OK;
}

void
picture_frame(const struct parser_input *input, const struct parser_task *task,
              struct report *report)
{
	struct candidate candidate = { .picture = av_frame_alloc() };
	SCOPED(film) film = { 0 };
	struct error err = { 0 };
	enum status st;

	st = candidate.picture ? film_open(&film, input, task->media_type, &err) : STATUS_MEMORY;
	if (st == STATUS_OK)
		st = find_frame(&film, input, task, &candidate, &err);
	if (st == STATUS_OK && !candidate.any)
		st = fail(&err, STATUS_DONE, "no picture of it decodes");
	if (st == STATUS_OK)
		st = tell_frame(&candidate, report, &err);
	if (st != STATUS_OK)
		warn_no_picture(report, st, &err);
	av_frame_free(&candidate.picture);
}
