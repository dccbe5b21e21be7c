/* SPDX-License-Identifier: Apache-2.0 */
/* frames.h - the reference's hashes of all frames of a video, for tests that need no decoder. */
#ifndef VIDIMUS_TESTS_FRAMES_H
#define VIDIMUS_TESTS_FRAMES_H

#include "support/support.h"

#include "fingerprint/frame_series.h"

#define FRAMES_MOST 2000

struct frames {
	struct frame_hash frames[FRAMES_MOST];
	size_t            n;
};

/* Columns frame, quality, pdq, seconds of vectors/fingerprints/videos/NAME.tsv. */
void frames_read(struct frames *out, const char *name);

/* What a dense series keeps of these frames. */
void frames_dense(struct frames *out, const struct frames *all);

/* The frames from `from` to below `to`, their times from 0 on. */
void frames_cut(struct frames *out, const struct frames *all, size_t from, size_t to);

#endif
