/* SPDX-License-Identifier: Apache-2.0 */
/* av_pass.h - one pass over a film: of each frame that a series wants, its hash, and what it shows of bars. */
#ifndef VIDIMUS_WORKER_AV_PASS_H
#define VIDIMUS_WORKER_AV_PASS_H

#include "worker/av/av_decode.h"
#include "worker/av/av_fingerprint.h"
#include "worker/av/av_hurry.h"

#include "fingerprint/frame_series.h"
#include "fingerprint/pdq.h"
#include "fingerprint/picture_box.h"

/* What is to be hashed. */
struct pass_plan {
	bool               whole;    /* all of the pictures */
	struct picture_box inside;   /* and this part of them; width 0: none */
	struct video_box  *bars;     /* filled from what `whole` wants; NULL: not looked for; borrowed */
	bool               on_trial; /* ends early, once, when the first frames' bars tell a box */
};

/* The hashes of one part of the pictures. */
struct part_series {
	struct frame_series *series; /* owned */
	struct picture_box   box;    /* width 0: all of the picture */
	bool                 wanted; /* of the frame at hand */
};

struct pass {
	struct film        film;
	struct pass_plan   plan;
	bool               dense;     /* what the task asks for */
	struct pdq_hasher *hasher;    /* owned */
	struct part_series parts[2];  /* the whole first, then what is inside, as far as planned */
	size_t             count;     /* of parts */
	unsigned char     *rgb;       /* of a frame without luma of 8 bits; owned */
	size_t             rgb_room;
	uint32_t           width, height; /* of the first frame */
	uint32_t           other_width, other_height; /* of the first one of other sides; 0 when all are alike */
	bool               tried;     /* the trial ended it: there is a box to be hashed as well */
	double             spent_before; /* of the patience, when the pass began */
	struct hurry       hurry;
	bool               hurried;   /* from some time on only key frames were decoded */
	int64_t            hurried_from; /* microseconds from the film's start */
	bool               cut_short; /* by want of time or memory */
};

/*
 * Opens the film and goes through it, as far as it decodes and `patience`
 * allows; a dense series that would not come to the film's end in time goes on with
 * key frames alone, so that some of every part is hashed. Fails as film_open, then *pass is as { 0 }; else it is owned: pass_end.
 */
CHECKED enum status pass_run(struct pass *pass, const struct pass_plan *plan,
                             const struct parser_input *input, const struct parser_task *task,
                             const struct patience *patience, struct error *err);
void pass_end(struct pass *pass);

/* Frames a second as the file says, by which the compatible lists count; 0 when it does not. */
double pass_rate(const struct film *film);

#endif
