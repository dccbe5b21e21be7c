/* SPDX-License-Identifier: Apache-2.0 */
/* comparable.c - whether there is enough to see and to hear in a file to compare it, through the public library. */
#include "api/api_internal.h"

#include "fingerprint/audio_align.h"
#include "fingerprint/pdq.h"

#include <vidimus/similar.h>

const char *
vidimus_fingerprint_missing(const struct vidimus_fingerprint *fingerprint)
{
	return fingerprint->missing[0] == '\0' ? NULL : fingerprint->missing;
}

static bool
can_be_seen(const struct fingerprints *prints)
{
	for (size_t i = 0; i < prints->picture_count; i++) {
		if (prints->pictures[i].quality >= PDQ_LEAST_QUALITY)
			return true;
	}
	for (size_t i = 0; i < prints->film_count; i++) {
		for (size_t k = 0; k < prints->films[i].n; k++) {
			if (prints->films[i].frames[k].quality >= PDQ_LEAST_QUALITY)
				return true;
		}
	}
	return false;
}

static bool
can_be_heard(const struct fingerprints *prints)
{
	const struct audio_print print = { prints->sound, prints->sound_count,
		                           prints->sound_nanoseconds / 1e9 };

	return audio_varied_share(&print) > 0;
}

enum vidimus_comparable
vidimus_fingerprint_comparable(const struct vidimus_fingerprint *fingerprint)
{
	const struct fingerprints *prints = &fingerprint->prints;
	bool pictures = prints->picture_count + prints->film_count > 0, sound = prints->sound_count > 0;
	bool seen = can_be_seen(prints), heard = sound && can_be_heard(prints);

	if (!pictures && !sound)
		return VIDIMUS_NOT_COMPARABLE;
	if (!seen && !heard)
		return VIDIMUS_TOO_PLAIN;
	if (pictures && !seen)
		return VIDIMUS_COMPARABLE_SOUND;
	return sound && !heard ? VIDIMUS_COMPARABLE_PICTURES : VIDIMUS_COMPARABLE;
}
