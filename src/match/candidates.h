/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candidates.h - which of all items may be like the one asked about: those with
 * the most near hashes, and those whose sound agrees in the most places. What
 * they really have in common, likeness.h says.
 */
#ifndef VIDIMUS_MATCH_CANDIDATES_H
#define VIDIMUS_MATCH_CANDIDATES_H

#include "match/index.h"
#include "match/tally.h"
#include "media/fingerprints.h"

#include <stdatomic.h>

/* A hash that is near to more items than this tells nothing: a slate, a test card. */
#define CANDIDATES_TOO_COMMON 5000

/*
 * Of a run of pictures' hashes so many are looked at, counted once for each hash that is asked with (300 ms);
 * beyond it the tables are asked, which find what is the same.
 */
#define CANDIDATES_LOOKED_AT ((size_t)1 << 25)

/* A film of so few frames, some 15 s, is asked with by all of them, a longer one by its bursts. */
#define CANDIDATES_ALL_FRAMES 128

/* Sound is asked with by the minute, of a longer one an even choice of so many. */
#define CANDIDATES_SOUND_ITEMS 484
#define CANDIDATES_SOUND_CHUNKS 60

/* So many items of a minute must agree in one half, within 2 to 4 s of one offset: chance gives that rarely. */
#define CANDIDATES_SOUND_VOTES 6

struct candidates_question {
	const struct fingerprints *prints;
	bool                       similar; /* also still pictures up to HASH_SIMILAR away, by looking at them */
	const atomic_bool         *stop;    /* NULL: never */
};

/*
 * Votes for items by what is seen: of still pictures by each hashed part, in
 * eight turns, among pictures and frames; of films by the bursts of their
 * frames, or all of few, in eight turns, among frames, and by each frame, as it is, among
 * pictures. STATUS_INTERRUPTED, STATUS_MEMORY, and what reading the index says.
 */
CHECKED enum status candidates_seen(struct index *index, const struct candidates_question *question,
                                    struct tally *out, struct error *err);

/* Votes by what is heard: items of sound that agree in one half on an offset, by minutes. */
CHECKED enum status candidates_heard(struct index *index, const struct candidates_question *question,
                                     struct tally *out, struct error *err);

#endif
