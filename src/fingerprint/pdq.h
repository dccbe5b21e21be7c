/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdq.h - the perceptual hash PDQ of a still picture or of a video's frame:
 * bit for bit what the reference (facebook/ThreatExchange, pdq/cpp and vpdq/cpp
 * at baefb4ed) makes of the same samples.
 *
 * Nothing of the file's own words is used here: whoever decodes decides about
 * colour profiles, alpha and orientation.
 */
#ifndef VIDIMUS_FINGERPRINT_PDQ_H
#define VIDIMUS_FINGERPRINT_PDQ_H

#include "fingerprint/cpu.h"
#include "fingerprint/hash256.h"
#include "fingerprint/picture_detail.h"

/* Sides below it are too small: hash zero, quality 0 (pdqhashing.cpp, MIN_HASHABLE_DIM). */
#define PDQ_LEAST_SIDE 5

/* The longest side that is taken; formats end at 65535 or sooner. */
#define PDQ_LONGEST_SIDE 65535

/* Hashes of a lower quality are never compared ("discard at or below 49", README of the reference). */
#define PDQ_LEAST_QUALITY 50

/* What hashes were made with; another number when the same pixels give other bits. */
#define PDQ_VERSION "pdq 1"
#define PDQ_AREA_VERSION "pdq-area 1"

enum pdq_mode {
	PDQ_PHOTO, /* with a side above 512, first made 512 x 512 by nearest neighbours, as pdq-photo-hasher */
	PDQ_FRAME, /* as large as it is, as vpdq-hash-video */
	/*
	 * Ours, not the reference's: each of the 64 x 64 is the mean of its part of the
	 * picture, in whole numbers. A mirrored, turned or resized copy has the same means,
	 * where PDQ_PHOTO takes other pixels of fine texture.
	 */
	PDQ_AREA
};

/* Samples of 8 bits, rows from the top; borrowed. */
struct pdq_picture {
	const unsigned char *samples;
	size_t               stride;   /* bytes from one row to the next, at least width * channels */
	uint32_t             width, height; /* 1 to PDQ_LONGEST_SIDE */
	unsigned             channels; /* 1: luma or grey; 3: R, G, B */
	bool                 limited;  /* luma of 16 to 235 (ITU-R BT.601): quality is scaled by 255/219 */
};

struct pdq {
	struct hash256 hashes[DIHEDRAL_COUNT]; /* by enum dihedral; [0] is the picture as it is */
	unsigned       quality;                /* 0 to 100 */
	struct picture_detail detail;          /* by areas, where there is enough of it; else none */
};

/* The memory and tables for hashing, for one thread at a time; grown to the largest picture seen. */
struct pdq_hasher;

/* Owned by the caller. */
CHECKED enum status pdq_hasher_open(struct pdq_hasher **out, enum cpu_path path,
                                    struct error *err);

/* Ends it; NULL is allowed. */
void pdq_hasher_close(struct pdq_hasher *hasher);

/*
 * Hashes one picture. Memory is asked for only when none so wide or so high
 * was hashed before. STATUS_INVALID for sides, strides or channels outside of
 * what struct pdq_picture says, else STATUS_MEMORY.
 */
CHECKED enum status pdq_hash(struct pdq_hasher *hasher, const struct pdq_picture *picture,
                             enum pdq_mode mode, struct pdq *out, struct error *err);

#endif
