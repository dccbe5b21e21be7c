/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_hurry.h - from where on a film that takes too long goes on with its key
 * frames alone.
 *
 * Whether it takes too long depends on the machine; decoders differ by far too much
 * in what a pixel costs to foresee it from a file's numbers. From where on
 * depends on it as little as can be: only at six places, each twice as far into the
 * file's bytes as the one before it, is it asked. So a machine of another speed
 * mostly hurries at the same place, or at the next one.
 */
#ifndef VIDIMUS_WORKER_AV_HURRY_H
#define VIDIMUS_WORKER_AV_HURRY_H

#include <vidimus/types.h>

/* At 1/64, 1/32, 1/16, 1/8, 1/4 and 1/2 of the bytes. */
#define HURRY_PLACES 6

/* Not more of the time is spent on all frames of a film that is too slow. */
#define HURRY_AFTER 0.4

/* { 0 } at the film's begin. */
struct hurry {
	unsigned asked; /* places that are behind */
};

/*
 * To be asked before each frame: `spent` is the share of the time that is
 * gone, `at` of `size` the bytes that are read. True where the film would not end in time,
 * and until the next place more than HURRY_AFTER would be spent; and once that much is
 * spent before the first place.
 */
bool hurry_is_due(struct hurry *hurry, double spent, uint64_t at, uint64_t size);

#endif
