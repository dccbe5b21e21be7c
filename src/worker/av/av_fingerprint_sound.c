/* SPDX-License-Identifier: Apache-2.0 */
/* av_fingerprint_sound.c - the raw Chromaprint fingerprint of a file's sound. */
#include "worker/av/av_fingerprint.h"

#include "worker/av/av_sound.h"
#include "fingerprint/audio_align.h"

#include "base/scoped.h"

#include <chromaprint.h>
#include <stdio.h>

/* Of longer sound the rest is left out: an item is about an eighth of a second. */
#define SOUND_SECONDS_LIMIT 43200

static void
scoped_chromaprint_free(ChromaprintContext **context)
{
	chromaprint_free(*context);
}

/* Feeds all sound; false when Chromaprint has no memory for it. */
static bool
listen(ChromaprintContext *context, struct sound *sound, const struct patience *patience,
       bool *cut_short)
{
	const uint64_t limit = (uint64_t)SOUND_SECONDS_LIMIT * SOUND_RATE;
	const int16_t *samples;
	uint64_t heard = 0;
	size_t n;

	*cut_short = false;
	while (sound_next(sound, &samples, &n, NULL) == STATUS_OK) {
		if (heard >= limit || is_impatient(patience)) {
			*cut_short = true;
			break;
		}
		if (n > 0 && !chromaprint_feed(context, samples, (int)n))
			return false;
		heard += n;
	}
	return chromaprint_finish(context) != 0;
}

/* Long enough to be compared, and nowhere varied enough. */
static bool
says_nothing(const uint32_t *items, size_t n, double item_seconds)
{
	const struct audio_print print = { items, n, item_seconds };

	return (double)n * item_seconds >= AUDIO_LEAST_SECONDS && audio_varied_share(&print) <= 0;
}

static void
tell_items(ChromaprintContext *context, const struct sound *sound, struct report *report)
{
	uint32_t *items = NULL;
	double item_seconds = (double)chromaprint_get_item_duration(context) / SOUND_RATE;
	char seconds[48];
	int n = 0;

	if (!chromaprint_get_raw_fingerprint(context, &items, &n))
		return;
	snprintf(seconds, sizeof seconds, "%.9f", item_seconds);
	report_measured(report, "chromaprint_item_seconds", seconds);
	snprintf(seconds, sizeof seconds, "%.6f", (double)sound->first / 1e6);
	report_measured(report, "chromaprint_begins", seconds);
	report_sound(report, items, n > 0 ? (size_t)n : 0);
	if (n > 0 && says_nothing(items, (size_t)n, item_seconds))
		report_warning(report, "low-quality-fingerprint", "the sound");
	chromaprint_dealloc(items);
}

void
fingerprint_sound(const struct parser_input *input, const struct parser_task *task,
                  const struct patience *patience, struct report *report)
{
	__attribute__((cleanup(scoped_chromaprint_free))) ChromaprintContext *context = NULL;
	SCOPED(sound) sound = { 0 };
	bool cut_short;

	if (sound_open(&sound, input, task->media_type, NULL) != STATUS_OK)
		return; /* no sound is no fault */
	report_parser(report, "chromaprint", chromaprint_get_version());
	context = chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT);
	if (context == NULL || !chromaprint_start(context, SOUND_RATE, 1) ||
	    !listen(context, &sound, patience, &cut_short)) {
		report_warning(report, "fingerprint-incomplete", "the sound cannot be listened to");
		return;
	}
	tell_items(context, &sound, report);
	if (cut_short)
		report_warning(report, "fingerprint-incomplete", "not all of the sound was listened to");
}
