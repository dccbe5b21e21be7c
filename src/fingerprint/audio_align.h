/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audio_align.h - is this sound, or a part of it, a part of that one? By raw
 * Chromaprint fingerprints (acoustid.org/chromaprint, algorithm 1: items of 32
 * bits, about eight a second) that agree on one time offset and one speed.
 */
#ifndef VIDIMUS_FINGERPRINT_AUDIO_ALIGN_H
#define VIDIMUS_FINGERPRINT_AUDIO_ALIGN_H

#include "fingerprint/line_vote.h"

/* Differing bits of all bits, at most, over at least so many seconds (FINDINGS: unrelated sound has 0.42 at its best). */
#define AUDIO_ERROR 0.25
#define AUDIO_LEAST_SECONDS 5.0
#define AUDIO_LONG_ERROR 0.30
#define AUDIO_LONG_SECONDS 15.0

/* Items that are compared together: five seconds. */
#define AUDIO_WINDOW 40

/*
 * How much a window must differ from itself one, two and three seconds later,
 * in the mean: silence, hum, tones (0), white noise (0.14 to 0.18), rain and
 * wind (0.22 to 0.31) agree with others of their kind everywhere. Speech,
 * streets and music had 0.345 at the least, at 24 kbit/s (measured).
 */
#define AUDIO_LEAST_CHANGE 0.33

#define AUDIO_SEGMENTS 8

/* Raw items; borrowed. */
struct audio_print {
	const uint32_t *items;
	size_t          n;
	double          item_seconds; /* chromaprint_get_item_duration_ms / 1000 */
};

struct audio_segment {
	double query_from, query_to; /* seconds */
	double reference_from, reference_to;
	double slope; /* seconds of the reference a second of the query */
	double error; /* differing bits of all */
};

struct audio_result {
	struct audio_segment segments[AUDIO_SEGMENTS]; /* by query time */
	size_t               n;
};

/*
 * Aligns two prints. Too short, silent or unrelated: STATUS_OK and no segment.
 * STATUS_INVALID when they have different or no item durations; STATUS_MEMORY.
 */
CHECKED enum status audio_align(const struct audio_print *query,
                                const struct audio_print *reference, struct audio_result *out,
                                struct error *err);

/* How many of a print's windows are varied enough to be compared, 0 to 1; 0 is silence. */
double audio_varied_share(const struct audio_print *print);

#endif
