/* SPDX-License-Identifier: Apache-2.0 */
/* av_pass.c - frames of a film, one after the other, into series of hashes. */
#include "worker/av/av_pass.h"

#include "base/error.h"

#include <libavutil/pixdesc.h>
#include <stdlib.h>

/* Frames that must have told of bars before a box is tried. */
#define TRIAL_FRAMES 16

void
pass_end(struct pass *pass)
{
	for (size_t i = 0; i < pass->count; i++)
		frame_series_close(pass->parts[i].series);
	pdq_hasher_close(pass->hasher);
	free(pass->rgb);
	film_end(&pass->film);
	*pass = (struct pass){ 0 };
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
	return film_frame_rgb(&pass->film, frame, frame->width, frame->height, pass->rgb, err);
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

/* Hashes one part of a frame. */
static enum status
hash_part(struct pass *pass, const struct part_series *part, struct pdq_picture picture,
          struct error *err)
{
	struct pdq pdq;
	enum status st;

	if (part->box.width > 0 && lies_in(&part->box, &picture))
		picture = picture_box_inside(&picture, &part->box);
	st = pdq_hash(pass->hasher, &picture, PDQ_FRAME, &pdq, err);
	return st == STATUS_OK ? frame_series_add(part->series,
	                                          &pdq.hashes[shown_as(&pass->film.turn)],
	                                          pdq.quality, err)
	                       : st;
}

static enum status
hash_frame(struct pass *pass, const struct film_frame *frame, struct error *err)
{
	struct pdq_picture picture;
	enum status st = samples_of(pass, frame, &picture, err);

	if (st == STATUS_OK && pass->plan.bars != NULL && pass->parts[0].wanted)
		video_box_add(pass->plan.bars, &picture);
	for (size_t i = 0; st == STATUS_OK && i < pass->count; i++)
		if (pass->parts[i].wanted)
			st = hash_part(pass, &pass->parts[i], picture, err);
	return st;
}

/* Asks each series, as each counts for itself. */
static bool
is_wanted(struct pass *pass, const struct film_frame *frame, int64_t time)
{
	bool wanted = false;

	for (size_t i = 0; i < pass->count; i++) {
		struct part_series *part = &pass->parts[i];

		part->wanted = frame_series_wants(part->series, (uint32_t)frame->number, time);
		wanted = wanted || part->wanted;
	}
	return wanted;
}

/* Asked for once, early, so that little is decoded twice: is there a box to be tried? */
static bool
ends_trial(struct pass *pass)
{
	struct picture_box box;

	if (!pass->plan.on_trial || pass->plan.bars->n < TRIAL_FRAMES)
		return false;
	pass->plan.on_trial = false;
	return video_box_find(pass->plan.bars, &box);
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

/* Sides may change from one frame to the next; that they do is kept once. */
static void
note_sides(struct pass *pass, const struct film_frame *frame)
{
	if (pass->width == 0) {
		pass->width = frame->width;
		pass->height = frame->height;
	}
	if (pass->other_width == 0 && (frame->width != pass->width || frame->height != pass->height)) {
		pass->other_width = frame->width;
		pass->other_height = frame->height;
	}
}

/* Judged by bytes, as a file may be wrong about how long it is. */
static void
hurry_if_slow(struct pass *pass, const struct film_frame *frame, const struct patience *patience)
{
	const struct av_bytes *bytes = &pass->film.stream.container.bytes;
	double spent;

	if (!pass->dense || pass->hurried)
		return;
	spent = (patience_spent(patience) - pass->spent_before) / (1 - pass->spent_before);
	if (!hurry_is_due(&pass->hurry, spent, bytes->at, bytes->input->size))
		return;
	pass->hurried = true;
	pass->hurried_from = frame->microseconds;
	pass->film.stream.keys_only = true;
}

/* What cannot be hashed ends it, and what there is stays. */
static void
go_through(struct pass *pass, const struct patience *patience)
{
	struct film_frame frame;
	struct error err;
	enum status st;

	while ((st = film_next(&pass->film, &frame, &err)) == STATUS_OK) {
		if (frame.number > UINT32_MAX || is_impatient(patience))
			break;
		note_sides(pass, &frame);
		hurry_if_slow(pass, &frame, patience);
		if (!is_wanted(pass, &frame, time_of(&pass->film, &frame)))
			continue;
		st = hash_frame(pass, &frame, &err);
		if (st != STATUS_OK)
			break;
		pass->tried = ends_trial(pass);
		if (pass->tried)
			return;
	}
	pass->cut_short = st != STATUS_DONE;
}

double
pass_rate(const struct film *film)
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
		return frame_series_open(out, FRAMES_EVERY, frame_interval(1, pass_rate(film)),
		                         REPORT_FRAMES_LIMIT, err);
	default:
		return frame_series_open(out, FRAMES_DENSE, 0, 0, err);
	}
}

static enum status
add_part(struct pass *pass, const struct picture_box *box, const struct parser_task *task,
         struct error *err)
{
	struct part_series *part = &pass->parts[pass->count];
	enum status st = open_series(&part->series, &pass->film, task, err);

	if (st != STATUS_OK)
		return st;
	part->box = *box;
	pass->count++;
	return STATUS_OK;
}

enum status
pass_run(struct pass *pass, const struct pass_plan *plan, const struct parser_input *input,
         const struct parser_task *task, const struct patience *patience, struct error *err)
{
	enum status st;

	*pass = (struct pass){ .plan = *plan,
		               .dense = task->frames == PARSER_FRAMES_DENSE,
		               .spent_before = patience_spent(patience) };
	st = film_open(&pass->film, input, task->media_type, err);
	if (st == STATUS_OK)
		st = pdq_hasher_open(&pass->hasher, CPU_PATH_BEST, err);
	if (st == STATUS_OK && plan->whole)
		st = add_part(pass, &(struct picture_box){ 0 }, task, err);
	if (st == STATUS_OK && plan->inside.width > 0)
		st = add_part(pass, &plan->inside, task, err);
	if (st == STATUS_OK)
		go_through(pass, patience);
	else
		pass_end(pass);
	return st;
}
