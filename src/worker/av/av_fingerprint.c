/* SPDX-License-Identifier: Apache-2.0 */
/* av_fingerprint.c - frames of a film, one after the other, into a series of hashes. */
#include "av_fingerprint.h"

#include "av_decode.h"
#include "av_say.h"
#include "av_warn.h"

#include "fingerprint/frame_series.h"
#include "fingerprint/pdq.h"
#include "fingerprint/picture_box.h"

#include <libavutil/pixdesc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

DEFINE_SCOPED_POINTER(pdq_hasher, pdq_hasher_close);
DEFINE_SCOPED_POINTER(frame_series, frame_series_close);

/* One pass over a film. */
struct pass {
	struct film               *film;
	struct pdq_hasher         *hasher;
	struct frame_series       *series;
	struct video_box          *bars;   /* that the frames show; NULL: not looked for */
	const struct picture_box  *inside; /* only this part is hashed; NULL: all of it */
	unsigned char             *rgb;    /* of a frame without luma of 8 bits; owned by the caller */
	size_t                     rgb_room;
	bool                       cut_short;
};

bool
fingerprint_late(const struct parser_task *task)
{
	struct timespec used;

	return task->seconds > 0 && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0 &&
	       used.tv_sec >= (time_t)task->seconds;
}

/* Full range only where the file says so, as players take it. */
static bool
is_limited(const AVFrame *picture)
{
	const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(picture->format);

	return picture->color_range != AVCOL_RANGE_JPEG && format && format->nb_components >= 3;
}

/* The frame's pixels for hashing: its luma in place, else RGB made in the pass's memory. */
static enum status
samples_of(struct pass *pass, const struct film_frame *frame, struct pdq_picture *out,
           struct error *err)
{
	size_t size = (size_t)frame->width * frame->height * 3 + FILM_SPARE;
	int stride;

	*out = (struct pdq_picture){ .width = frame->width, .height = frame->height };
	if (film_frame_luma(frame, &out->samples, &stride)) {
		out->channels = 1;
		out->stride = (size_t)stride;
		out->limited = is_limited(frame->picture);
		return STATUS_OK;
	}
	if (size > pass->rgb_room) {
		free(pass->rgb);
		pass->rgb_room = 0;
		pass->rgb = malloc(size);
		if (pass->rgb == NULL)
			return fail_memory(err);
		pass->rgb_room = size;
	}
	out->samples = pass->rgb;
	out->channels = 3;
	out->stride = (size_t)frame->width * 3;
	return film_frame_rgb(pass->film, frame, frame->width, frame->height, pass->rgb, err);
}

/* Which of the eight hashes is that of the picture as it is shown. */
static enum dihedral
shown_as(const struct turn *turn)
{
	static const enum dihedral by_orientation[] = {
		[1] = DIHEDRAL_NONE,      [2] = DIHEDRAL_FLIPY,  [3] = DIHEDRAL_ROT180,
		[4] = DIHEDRAL_FLIPX,     [5] = DIHEDRAL_FLIPPLUS1, [6] = DIHEDRAL_ROT270,
		[7] = DIHEDRAL_FLIPMINUS1, [8] = DIHEDRAL_ROT90,
	};

	return turn->orientation >= 1 && turn->orientation <= 8 ? by_orientation[turn->orientation]
	                                                        : DIHEDRAL_NONE;
}

static bool
lies_in(const struct picture_box *box, const struct pdq_picture *picture)
{
	return (uint64_t)box->left + box->width <= picture->width &&
	       (uint64_t)box->top + box->height <= picture->height;
}

static enum status
hash_frame(struct pass *pass, const struct film_frame *frame, struct error *err)
{
	struct pdq_picture picture;
	struct pdq pdq;
	enum status st = samples_of(pass, frame, &picture, err);

	if (st != STATUS_OK)
		return st;
	if (pass->bars != NULL)
		video_box_add(pass->bars, &picture);
	if (pass->inside != NULL && lies_in(pass->inside, &picture))
		picture = picture_box_inside(&picture, pass->inside);
	st = pdq_hash(pass->hasher, &picture, PDQ_FRAME, &pdq, err);
	return st == STATUS_OK ? frame_series_add(pass->series,
	                                          &pdq.hashes[shown_as(&pass->film->turn)],
	                                          pdq.quality, err)
	                       : st;
}

/* Frames without a time of their own count at the film's rate. */
static int64_t
time_of(const struct film *film, const struct film_frame *frame)
{
	AVRational rate = film->stream.stream->avg_frame_rate;

	if (frame->timed || rate.num <= 0 || rate.den <= 0)
		return frame->microseconds > 0 ? frame->microseconds : 0;
	return av_rescale((int64_t)frame->number, (int64_t)AV_TIME_BASE * rate.den, rate.num);
}

/* All frames; what cannot be hashed ends the pass, and what there is stays. */
static enum status
run_pass(struct pass *pass, const struct parser_task *task, struct error *err)
{
	struct film_frame frame;
	enum status st;

	while ((st = film_next(pass->film, &frame, err)) == STATUS_OK) {
		if (frame.number > UINT32_MAX || fingerprint_late(task)) {
			pass->cut_short = true;
			return STATUS_OK;
		}
		if (!frame_series_wants(pass->series, (uint32_t)frame.number,
		                        time_of(pass->film, &frame)))
			continue;
		st = hash_frame(pass, &frame, err);
		if (st != STATUS_OK)
			break;
	}
	pass->cut_short = st != STATUS_DONE;
	return STATUS_OK;
}

static void
tell_series(struct report *report, const struct pass *pass)
{
	struct report_box box = { 0 };
	const struct frame_hash *frames;
	size_t n;

	frames = frame_series_frames(pass->series, &n);
	if (pass->inside != NULL)
		box = (struct report_box){ pass->inside->left, pass->inside->top,
			                   pass->inside->width, pass->inside->height };
	report_series(report, &box);
	for (size_t i = 0; i < n; i++) {
		struct report_frame frame = { .microseconds = frames[i].microseconds,
			                      .number = frames[i].number,
			                      .quality = frames[i].quality,
			                      .burst = frames[i].burst != 0 };

		hash256_to_bytes(frame.hash, &frames[i].hash);
		report_frames(report, &frame, 1);
	}
}

static double
rate_of(const struct film *film)
{
	AVRational rate = film->stream.stream->avg_frame_rate;

	if (rate.num <= 0 || rate.den <= 0)
		rate = film->stream.stream->r_frame_rate;
	return rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
}

static enum status
open_series(struct frame_series **out, const struct film *film, const struct parser_task *task,
            struct error *err)
{
	switch (task->frames) {
	case PARSER_FRAMES_ALL:
		return frame_series_open(out, FRAMES_ALL, 1, REPORT_FRAMES_LIMIT, err);
	case PARSER_FRAMES_ONE_SECOND:
		return frame_series_open(out, FRAMES_EVERY, frame_interval(1, rate_of(film)),
		                         REPORT_FRAMES_LIMIT, err);
	default:
		return frame_series_open(out, FRAMES_DENSE, 0, 0, err);
	}
}

/* What the compatible lists count seconds by. */
static void
tell_rate(const struct film *film, struct report *report)
{
	char rate[32];

	snprintf(rate, sizeof rate, "%.9g", rate_of(film));
	report_measured(report, "frame_rate", rate);
}

/* Hashes the whole film once; with `inside`, only that part of its pictures. */
/* Black, white, even: none of its frames is kept. */
static bool
shows_nothing(const struct pass *pass)
{
	size_t kept;

	frame_series_frames(pass->series, &kept);
	return kept == 0 && pass->film->frames > 0;
}

static enum status
hash_film(const struct parser_input *input, const struct parser_task *task,
          const struct picture_box *inside, struct video_box *bars, struct report *report,
          struct error *err)
{
	SCOPED(film) film = { 0 };
	SCOPED_POINTER(pdq_hasher) hasher = NULL;
	SCOPED_POINTER(frame_series) series = NULL;
	struct pass pass = { .film = &film, .bars = bars, .inside = inside };
	enum status st = film_open(&film, input, task->media_type, err);

	if (st == STATUS_OK)
		st = pdq_hasher_open(&hasher, CPU_PATH_BEST, err);
	if (st == STATUS_OK)
		st = open_series(&series, &film, task, err);
	if (st != STATUS_OK)
		return st;
	pass.hasher = hasher;
	pass.series = series;
	st = run_pass(&pass, task, err);
	free(pass.rgb);
	tell_series(report, &pass);
	if (inside == NULL && shows_nothing(&pass))
		report_warning(report, "low-quality-fingerprint", "the frames");
	if (inside == NULL)
		say_measured(report, "frames", (int64_t)film.frames);
	if (task->frames != PARSER_FRAMES_DENSE)
		tell_rate(&film, report);
	if (pass.cut_short)
		report_warning(report, "fingerprint-incomplete", NULL);
	return st;
}

void
fingerprint_film(const struct parser_input *input, const struct parser_task *task,
                 struct report *report)
{
	bool dense = task->frames == PARSER_FRAMES_DENSE;
	SCOPED_FREE struct video_box *bars = dense ? calloc(1, sizeof *bars) : NULL;
	struct picture_box inside;
	struct error error = { 0 };
	enum status st = hash_film(input, task, NULL, bars, report, &error);

	if (st != STATUS_OK) {
		if (st != STATUS_NOT_FOUND || strncmp(task->media_type, "audio/", 6) != 0)
			warn_no_picture(report, st, &error);
		return;
	}
	if (bars != NULL && video_box_find(bars, &inside) && !fingerprint_late(task) &&
	    hash_film(input, task, &inside, NULL, report, &error) != STATUS_OK)
		report_warning(report, "fingerprint-incomplete", error.text);
}

void
fingerprint(const struct parser_input *input, const struct parser_task *task,
            struct report *report)
{
	fingerprint_film(input, task, report);
	report_flush(report);
	fingerprint_sound(input, task, report);
}
