/* SPDX-License-Identifier: Apache-2.0 */
/* audio_vote.h - where items of two sounds are equal or nearly so: the hits that vote on a line. */
#ifndef VIDIMUS_FINGERPRINT_AUDIO_VOTE_H
#define VIDIMUS_FINGERPRINT_AUDIO_VOTE_H

#include "fingerprint/audio_align.h"

struct audio_hits {
	struct line_hit hits[LINE_HITS_LIMIT];
	size_t          n;
	uint32_t        voters;
};

/*
 * Finds pairs of items that agree in one half of their bits, or but for one
 * bit of it where that does not give too many; leaves items out evenly, until
 * no more than the limit are found.
 */
CHECKED enum status audio_find_hits(const struct audio_print *query,
                                    const struct audio_print *reference, struct audio_hits *out,
                                    struct error *err);

#endif
