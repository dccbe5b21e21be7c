/* SPDX-License-Identifier: Apache-2.0 */
/* pixels.h - decoded pixels, 8 bits a sample, and the few things that are done to them. */
#ifndef VIDIMUS_WORKER_IMAGE_PIXELS_H
#define VIDIMUS_WORKER_IMAGE_PIXELS_H

#include <vidimus/types.h>

struct pixels {
	uint32_t       width, height;
	uint32_t       channels; /* 1 grey, 3 RGB */
	unsigned char *samples;  /* rows from the top without padding; owned */
};
void pixels_end(struct pixels *picture);

/* Allocates it, all black. False without memory or when a side is 0; then it is empty. */
CHECKED bool pixels_begin(struct pixels *picture, uint32_t width, uint32_t height,
                           uint32_t channels);

/* The same, but its samples are not set. */
CHECKED bool pixels_room(struct pixels *picture, uint32_t width, uint32_t height,
                         uint32_t channels);

/*
 * Makes `out` of width x height by averaging the pixels that each new one
 * covers, at least one. `out` must be empty.
 */
CHECKED bool pixels_shrink(const struct pixels *picture, uint32_t width, uint32_t height,
                            struct pixels *out);

/* Makes `out` upright, given how `picture` is stored (1 to 8). */
CHECKED bool pixels_turn(const struct pixels *picture, unsigned orientation, struct pixels *out);

/* Makes `out` of one channel (ITU-R BT.601 luma). */
CHECKED bool pixels_grey(const struct pixels *picture, struct pixels *out);

/* Sides of the picture scaled so that the longer is `side`, each at least 1. */
void pixels_fit(const struct pixels *picture, uint32_t side, uint32_t *width, uint32_t *height);

#endif
