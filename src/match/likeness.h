/* SPDX-License-Identifier: Apache-2.0 */
/*
 * likeness.h - what two files have in common, by all that is known of how they
 * look and sound: whole pictures and what is inside of their bars, moving
 * pictures, sound. A proposal; a person decides.
 *
 * "Here" is the first of the two, the one that was asked about; "there" the
 * other. Hashes of a quality below PDQ_LEAST_QUALITY never count.
 */
#ifndef VIDIMUS_MATCH_LIKENESS_H
#define VIDIMUS_MATCH_LIKENESS_H

#include "fingerprint/verdict.h"
#include "media/fingerprints.h"

#define HERE 0
#define THERE 1

/* The nearest pair of a still picture and another, or a frame of a film. */
struct likeness_picture {
	bool              compared;
	bool              low;        /* one has nothing to be compared by; the rest is zero then */
	unsigned          distance;   /* of 256 bits */
	bool              unlike;     /* what is drawn or written in them differs, however near the hashes are */
	bool              figures;    /* unlike, as both are plain figures or patterns, and not that near */
	enum dihedral     transform;  /* what makes the picture here the one there */
	struct report_box boxes[2];   /* the parts that were compared; { 0 }: all of it */
	bool              frame;      /* one of them is a film */
	double            seconds[2]; /* then: when; 0 of the picture */
};

/* Two films: the pair of series, of whole pictures or of what is inside, that agrees for longest. */
struct likeness_film {
	bool               compared;
	struct clip_result result;
	struct report_box  boxes[2];
	double             lengths[2]; /* seconds from the first frame to the last */
	double             begins[2];  /* seconds of presentation time */
};

/* Two sounds. Times are of presentation. */
struct likeness_sound {
	bool                compared;
	bool                silent;  /* one says too little to be compared */
	struct audio_result result;
	double              lengths[2];
};

struct likeness {
	struct verdict_result   verdict;
	struct likeness_picture picture;
	struct likeness_film    film;
	struct likeness_sound   sound;
};

/*
 * Compares. `same_bytes`: the files have the same bytes; then nothing else is
 * looked at. STATUS_MEMORY.
 */
CHECKED enum status likeness_of(const struct fingerprints *here, const struct fingerprints *there,
                                bool same_bytes, struct likeness *out, struct error *err);

/* --- what is told of it; all of these only where the verdict is VERDICT_SAME or VERDICT_PARTLY --- */

/* "image", "video", "audio" or "film-and-sound": what is alike; static. */
const char *likeness_kind(const struct likeness *likeness);

/* The least distance: of 256 bits, or where only the sound is alike a share of bits. */
double likeness_distance(const struct likeness *likeness);

/* Is it at most HASH_SAME bits, or AUDIO_ERROR, away? Else it is similar only. */
bool likeness_is_same(const struct likeness *likeness);

/* How the picture here is turned to be like the one there; NULL where only the sound is alike. */
const char *likeness_transform(const struct likeness *likeness);

/* The parts of the pictures that were compared, or NULL: both whole, or only the sound. */
const struct report_box *likeness_boxes(const struct likeness *likeness);

/* A stretch that is alike, in seconds; of a frame both ends are equal. */
struct likeness_segment {
	double from[2], to[2]; /* here and there */
	double distance;       /* mean */
};

#define LIKENESS_SEGMENTS CLIP_SEGMENTS

/* By time here: of the moving pictures, where they are alike, else of the sound. Returns how many. */
size_t likeness_segments(const struct likeness *likeness,
                         struct likeness_segment out[LIKENESS_SEGMENTS]);

/* Share of the recording here that the segments cover, 0 to 1; of a still picture 1. */
double likeness_coverage(const struct likeness *likeness);

#define LIKENESS_ALGORITHMS_SIZE 256

/* What compared, with versions and thresholds, as match.proposed keeps it. */
void likeness_algorithms(char out[LIKENESS_ALGORITHMS_SIZE]);

#endif
