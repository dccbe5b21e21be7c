/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame_series.h - which frames of a video are hashed, and which of the hashes
 * are kept: enough that another copy, cut anywhere, meets one of them.
 *
 * Hand-held footage changes so fast that frames a tenth of a second apart
 * differ by 50 to 110 bits (measured): two copies sampled once a second at
 * different instants never meet. So the kept series is dense, eight a second,
 * and every two seconds it has a *burst*, all frames of one eighth of a second,
 * one of which lies at an instant that the other copy's series has as well.
 */
#ifndef VIDIMUS_FINGERPRINT_FRAME_SERIES_H
#define VIDIMUS_FINGERPRINT_FRAME_SERIES_H

#include "fingerprint/hash256.h"

/* Eight slots a second; the first frame in each is hashed. */
#define FRAME_SLOT_MICROSECONDS 125000

/* Of every sixteenth slot, all frames are. */
#define FRAME_BURST_SLOTS 16

/* A frame at most this far from the one kept before is not kept (FINDINGS: near-equal neighbours) … */
#define FRAME_NEAR_EQUAL 8

/* … unless the one before is older than this, so that still scenes have times too. */
#define FRAME_LONGEST_GAP_MICROSECONDS 1000000

/* Frames that are kept: 10 hours at ten a second. Of longer videos every second slot is given up, again and again. */
#define FRAME_SERIES_LIMIT 360000

/* What chose the frames of a dense series; another number when the same film gives others. */
#define FRAME_SERIES_VERSION "dense 1"

struct frame_hash {
	int64_t        microseconds; /* presentation time */
	struct hash256 hash;
	uint32_t       number;       /* of the decoded frame, from 0 */
	uint16_t       quality;      /* 0 to 100 */
	uint16_t       burst;        /* 1: in a burst */
};

enum frame_mode {
	FRAMES_DENSE, /* as above; low qualities and near-equal neighbours are dropped */
	FRAMES_ALL,   /* vpdq-hash-video -r 0: every frame, kept as it is */
	FRAMES_EVERY  /* vpdq-hash-video -r SECONDS: every m-th frame, kept as it is */
};

struct frame_series;

/*
 * A series without frames; owned. For FRAMES_EVERY, `every` is m of
 * frame_interval; else it does not count. `limit` frames are kept at most (0:
 * FRAME_SERIES_LIMIT).
 */
CHECKED enum status frame_series_open(struct frame_series **out, enum frame_mode mode,
                                      uint32_t every, size_t limit, struct error *err);

/* NULL is allowed. */
void frame_series_close(struct frame_series *series);

/* The reference's m for one hash in `seconds`: max(1, (int)(seconds * fps)) (vpdq/cpp, hashVideoFile). */
uint32_t frame_interval(double seconds, double frames_a_second);

/*
 * Is this frame to be hashed? To be asked once for every decoded frame, in
 * order of presentation, before the work of hashing it; what it says in the
 * dense mode depends on the frames it was asked about before.
 */
bool frame_series_wants(struct frame_series *series, uint32_t number, int64_t microseconds);

/*
 * Takes the hash of the frame that was wanted last. STATUS_LIMIT in the
 * compatible modes when the limit is reached, which says that the rest is
 * missing; STATUS_MEMORY.
 */
CHECKED enum status frame_series_add(struct frame_series *series, const struct hash256 *hash,
                                     unsigned quality, struct error *err);

/* The kept frames by time; borrowed until the next call. */
const struct frame_hash *frame_series_frames(const struct frame_series *series, size_t *n);

/*
 * Chooses at most `limit` (at least 1) of a dense series' frames to search
 * with: all when they are that few, else the bursts, else every second, fourth,
 * … of these. Writes their places, ascending, to `out`; returns how many.
 */
size_t frame_series_query(const struct frame_hash *frames, size_t n, size_t limit, uint32_t *out);

#endif
