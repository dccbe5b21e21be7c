/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_box.h - the picture inside uniform bars and borders: letterbox and
 * pillarbox, frames of any nearly constant colour, each side for itself.
 *
 * A copy that was put into bars hashes quite differently (all of 99 letterboxed
 * photographs were beyond 31); the picture inside does not. Both hashes are
 * kept, so that a box found wrongly costs a comparison and loses nothing.
 */
#ifndef VIDIMUS_FINGERPRINT_PICTURE_BOX_H
#define VIDIMUS_FINGERPRINT_PICTURE_BOX_H

#include "fingerprint/pdq.h"

/* Pixels from the top left. */
struct picture_box {
	uint32_t left, top, width, height;
};

/* Boxes of one picture: bars may stand inside of bars. */
#define PICTURE_BOXES 3

/* A sample of a bar differs from the bar's level by at most this (of 255): noise of compression, not content. */
#define BOX_TOLERANCE 12

/* Of a line of a bar, this share may differ more: dirt, a small mark. */
#define BOX_STRAY_SHARE 0.02

/* Where a bar ends, this share must differ at once: a horizon or a skyline comes little by little. */
#define BOX_EDGE_SHARE 0.25

/* A bar narrower than this share of its side is left: it moves few bits. */
#define BOX_LEAST_BAR_SHARE 0.01

/* What is left inside must have this share of each side, and as many pixels. */
#define BOX_LEAST_INSIDE_SHARE 0.25
#define BOX_LEAST_INSIDE 32

/*
 * Finds boxes from the outermost inwards, and returns how many: 0 for a
 * picture without bars, or of one colour, or with sides below BOX_LEAST_INSIDE.
 */
size_t picture_box_find(const struct pdq_picture *picture, struct picture_box out[PICTURE_BOXES]);

/*
 * What is left of the whole, or of the innermost of `n` boxes that were found, when every uniform line
 * at its sides is taken away, whether or not it ends in an edge: where a
 * picture's own sides are as dark as the bars nobody can say where these end, but it
 * and its copy come to the same rest. False when nothing, or nearly all, is taken.
 */
bool picture_box_rest(const struct pdq_picture *picture, const struct picture_box *boxes, size_t n,
                      struct picture_box *out);

/* The part of the picture that the box names, to be hashed; borrows its samples. */
struct pdq_picture picture_box_inside(const struct pdq_picture *picture,
                                      const struct picture_box *box);

/* --- one box for a whole video --- */

/* Frames that are held; of more, an even choice, so that all of a video counts. */
#define VIDEO_BOX_FRAMES 256

/* Frames that must show content before a box is believed. */
#define VIDEO_BOX_LEAST_FRAMES 3

/* What a video's frames say about its bars. { 0 } is none yet. */
struct video_box {
	uint32_t width, height;
	size_t   n;                                /* frames that are held */
	size_t   seen;                             /* frames that said something */
	uint32_t bars[4][VIDEO_BOX_FRAMES];        /* left, top, right, bottom: how wide all bars there are */
};

/*
 * Looks at one frame, through bars within bars. One of a single colour, one too
 * dark to tell where its bars end, and one of other sides than the first say
 * nothing.
 */
void video_box_add(struct video_box *video, const struct pdq_picture *frame);

/*
 * The innermost box: each side's bars as wide as in the lower quarter of the frames.
 * Content can only make a bar look wider, when it is dark there; so a few
 * frames that know the edge outweigh many that do not, and one frame with a
 * mark in the bar does not undo it. False when there are no bars.
 */
bool video_box_find(const struct video_box *video, struct picture_box *out);

#endif
