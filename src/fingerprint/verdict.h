/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict.h - what pictures, moving pictures and sound say together about two
 * files: one word, and the reasons for it. A proposal; a person decides.
 */
#ifndef VIDIMUS_FINGERPRINT_VERDICT_H
#define VIDIMUS_FINGERPRINT_VERDICT_H

#include "fingerprint/audio_align.h"
#include "fingerprint/clip_vote.h"

enum verdict {
	VERDICT_DIFFERENT, /* nothing in common was found */
	VERDICT_PARTLY,    /* something is in common: a part, only the sound, or an edited picture */
	VERDICT_SAME,      /* the same filming, throughout */
	VERDICT_IDENTICAL  /* the same bytes */
};

/* "different", "partly", "same", "identical"; static. */
const char *verdict_name(enum verdict verdict);

/* This share of both must be covered by segments to be the same throughout: titles and black ends are let off. */
#define VERDICT_WHOLE_SHARE 0.9

/* Picture and sound speak of the same moment when they are no further apart (a hit is within 1 s). */
#define VERDICT_TOGETHER_SECONDS 1.0

/* So many of the frames are alike though no time can be told: a still scene is named as such. */
#define VERDICT_ALIKE_SHARE 0.5

/* What is known of the two; parts that do not exist or were not compared stay zero. */
struct verdict_evidence {
	bool same_bytes;

	/* still pictures: the nearest pair among their hashes */
	bool          pictures;     /* both are still pictures, or one is, and the other has frames */
	bool          picture_low;  /* one has no hash of enough quality */
	bool          picture_unlike; /* near, but other things are drawn or written in them */
	bool          picture_figures; /* unlike, as plain figures and patterns are near by chance */
	unsigned      distance;     /* if not picture_low */
	enum dihedral transform;
	bool          frame;        /* one is a frame of the other */
	double        frame_seconds; /* when */

	bool          inside;       /* of pictures or frames: just one of the pair is the inside of a box */

	/* videos */
	const struct clip_result *video; /* borrowed; NULL: not both have moving pictures */
	double                    video_seconds[2];

	/* sound */
	const struct audio_result *audio; /* borrowed; NULL: not both have sound */
	double                     audio_seconds[2];
	bool                       audio_silent; /* one of them has too little varied sound */
	bool                       audio_missing; /* just one of the two has sound */
};

enum verdict_reason {
	REASON_SAME_BYTES,
	REASON_PICTURE_SAME,       /* number: distance in bits */
	REASON_PICTURE_SIMILAR,    /* number: distance in bits */
	REASON_PICTURE_DIFFERENT,  /* number: distance in bits */
	REASON_PICTURE_UNLIKE,     /* one form filled in otherwise; number: distance in bits */
	REASON_PICTURE_FIGURES,    /* plain figures or patterns; number: distance in bits */
	REASON_PICTURE_LOW,        /* too little to see to be compared */
	REASON_FRAME,              /* one is a frame of the other; number: at which second */
	REASON_TURNED,             /* one is the other turned or mirrored */
	REASON_INSIDE,             /* one stands in bars or a border */
	REASON_VIDEO_SAME,         /* number: share of the shorter that is covered, in percent */
	REASON_VIDEO_PART,         /* number: the same */
	REASON_VIDEO_DIFFERENT,
	REASON_VIDEO_STILL,        /* alike, but too still to be placed in time */
	REASON_VIDEO_FAINT,        /* alike at all times, and placed by what little moves */
	REASON_SPEED,              /* number: percent of the other's speed */
	REASON_SOUND_SAME,         /* number: share of the shorter that is covered, in percent */
	REASON_SOUND_PART,         /* number: the same */
	REASON_SOUND_DIFFERENT,
	REASON_SOUND_SILENT,       /* too quiet or uniform to be compared */
	REASON_SOUND_MISSING,      /* one has no sound */
	REASON_TOGETHER,           /* picture and sound agree on the time */
	REASON_NOTHING_TO_COMPARE  /* no kind of fingerprint that both have */
};

#define VERDICT_REASONS 12

struct verdict_result {
	enum verdict verdict;
	size_t       n;
	struct {
		enum verdict_reason reason;
		int                 number; /* where the reason has one */
	} reasons[VERDICT_REASONS];
};

/* Never fails. */
struct verdict_result verdict_of(const struct verdict_evidence *evidence);

#define VERDICT_REASON_SIZE 96

/* One reason as a sentence without a full stop: "the picture is the same (4 of 256 bits differ)". */
void verdict_reason_write(char out[VERDICT_REASON_SIZE], enum verdict_reason reason, int number);

#endif
