/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stand_in_scene.h - what the stand-ins of the worked example show: a grey
 * pattern that moves, a bar, the words SYNTHETIC DEMO - NOT EVIDENCE and the
 * number of the frame. Nothing in it was filmed; the same words give the same
 * pixels on every machine (whole numbers only).
 */
#ifndef VIDIMUS_EXCHANGE_STAND_IN_SCENE_H
#define VIDIMUS_EXCHANGE_STAND_IN_SCENE_H

#include <vidimus/types.h>

/* Frames a second, of every stand-in. */
#define STAND_IN_RATE 10u

/* A film, or a cut of one, as it was re-published. */
struct stand_in_scene {
	uint32_t seed;          /* which filming */
	uint32_t width, height; /* pixels of a frame; 320 by 180 is that of the filming */
	uint32_t first;         /* frame of the filming that it begins with */
	uint32_t frames;
	uint32_t bars;          /* rows of black above and below */
	bool     mirrored;
	bool     logo;          /* a mark in a corner */
	bool     masked;        /* a black field in the middle, as redaction makes it */
};

/* Draws a frame (from 0) into width * height bytes, rows from the top, 0 black. */
void stand_in_draw(const struct stand_in_scene *scene, uint32_t frame, unsigned char *luma);

#endif
