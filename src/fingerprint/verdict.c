/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.c - evidence weighed: picture first, sound beside it, reasons for both. */
#include "fingerprint/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A speed nearer to 1 than this is the same speed: what is drawn through hits is not exact. */
#define SPEED_TOLERANCE 0.02

const char *
verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_DIFFERENT] = "different",
		[VERDICT_PARTLY] = "partly",
		[VERDICT_SAME] = "same",
		[VERDICT_IDENTICAL] = "identical",
	};

	return names[verdict];
}

static void
say(struct verdict_result *result, enum verdict_reason reason, int number)
{
	if (result->n == VERDICT_REASONS)
		return;
	result->reasons[result->n].reason = reason;
	result->reasons[result->n++].number = number;
}

/* --- coverage --- */

struct span {
	double from, to;
};

static int
compare_spans(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	return (a->from > b->from) - (a->from < b->from);
}

/* Seconds in any of n spans; overlaps count once. */
static double
covered(struct span *spans, size_t n)
{
	double sum = 0, end = -INFINITY;

	qsort(spans, n, sizeof *spans, compare_spans);
	for (size_t i = 0; i < n; i++) {
		double from = fmax(spans[i].from, end);

		if (spans[i].to > from)
			sum += spans[i].to - from;
		end = fmax(end, spans[i].to);
	}
	return sum;
}

static double
share_of(double seconds, double whole)
{
	return whole > 0 ? fmin(1, seconds / whole) : 0;
}

/* The lesser and the greater share that two sets of spans cover of their recordings. */
struct shares {
	double least, most;
};

static struct shares
shares_of(struct span *a, struct span *b, size_t n, const double seconds[2])
{
	double first = share_of(covered(a, n), seconds[0]);
	double second = share_of(covered(b, n), seconds[1]);

	return (struct shares){ fmin(first, second), fmax(first, second) };
}

static struct shares
video_shares(const struct clip_result *video, const double seconds[2])
{
	struct span a[CLIP_SEGMENTS], b[CLIP_SEGMENTS];

	for (size_t i = 0; i < video->n; i++) {
		a[i] = (struct span){ video->segments[i].query_from, video->segments[i].query_to };
		b[i] = (struct span){ video->segments[i].reference_from,
			              video->segments[i].reference_to };
	}
	return shares_of(a, b, video->n, seconds);
}

static struct shares
audio_shares(const struct audio_result *audio, const double seconds[2])
{
	struct span a[AUDIO_SEGMENTS], b[AUDIO_SEGMENTS];

	for (size_t i = 0; i < audio->n; i++) {
		a[i] = (struct span){ audio->segments[i].query_from, audio->segments[i].query_to };
		b[i] = (struct span){ audio->segments[i].reference_from,
			              audio->segments[i].reference_to };
	}
	return shares_of(a, b, audio->n, seconds);
}

/* --- what each says --- */

static enum verdict
judge_picture(const struct verdict_evidence *e, struct verdict_result *result)
{
	if (e->picture_low) {
		say(result, REASON_PICTURE_LOW, 0);
		return VERDICT_DIFFERENT;
	}
	if (e->picture_unlike) {
		say(result, e->picture_figures ? REASON_PICTURE_FIGURES : REASON_PICTURE_UNLIKE,
		    (int)e->distance);
		return VERDICT_DIFFERENT;
	}
	if (e->distance > HASH_SIMILAR) {
		say(result, REASON_PICTURE_DIFFERENT, (int)e->distance);
		return VERDICT_DIFFERENT;
	}
	say(result, e->distance <= HASH_SAME ? REASON_PICTURE_SAME : REASON_PICTURE_SIMILAR,
	    (int)e->distance);
	if (e->transform != DIHEDRAL_NONE)
		say(result, REASON_TURNED, 0);
	if (e->inside)
		say(result, REASON_INSIDE, 0);
	if (e->frame)
		say(result, REASON_FRAME, (int)e->frame_seconds);
	return e->distance <= HASH_SAME && !e->frame ? VERDICT_SAME : VERDICT_PARTLY;
}

static enum verdict
judge_video(const struct verdict_evidence *e, struct verdict_result *result)
{
	struct shares shares = video_shares(e->video, e->video_seconds);
	bool whole = shares.least >= VERDICT_WHOLE_SHARE;
	const struct clip_segment *first = &e->video->segments[0];

	if (e->video->n == 0) {
		bool still = e->video->alike >= VERDICT_ALIKE_SHARE;

		say(result, still ? REASON_VIDEO_STILL : REASON_VIDEO_DIFFERENT, 0);
		return VERDICT_DIFFERENT;
	}
	say(result, whole ? REASON_VIDEO_SAME : REASON_VIDEO_PART, (int)lround(100 * shares.most));
	if (e->video->still)
		say(result, REASON_VIDEO_FAINT, 0);
	if (first->transform != DIHEDRAL_NONE)
		say(result, REASON_TURNED, 0);
	if (e->inside)
		say(result, REASON_INSIDE, 0);
	if (fabs(first->slope - 1) > SPEED_TOLERANCE)
		say(result, REASON_SPEED, (int)lround(100 * first->slope));
	return whole ? VERDICT_SAME : VERDICT_PARTLY;
}

static enum verdict
judge_sound(const struct verdict_evidence *e, struct verdict_result *result)
{
	struct shares shares = audio_shares(e->audio, e->audio_seconds);
	bool whole = shares.least >= VERDICT_WHOLE_SHARE;

	if (e->audio->n == 0) {
		say(result, e->audio_silent ? REASON_SOUND_SILENT : REASON_SOUND_DIFFERENT, 0);
		return VERDICT_DIFFERENT;
	}
	say(result, whole ? REASON_SOUND_SAME : REASON_SOUND_PART, (int)lround(100 * shares.most));
	return whole ? VERDICT_SAME : VERDICT_PARTLY;
}

/* Is there a moment that a segment of pictures and one of sound place alike? */
static bool
agree_on_time(const struct clip_result *video, const struct audio_result *audio)
{
	for (size_t v = 0; v < video->n; v++) {
		for (size_t a = 0; a < audio->n; a++) {
			const struct clip_segment *seen = &video->segments[v];
			const struct audio_segment *heard = &audio->segments[a];
			double at = fmax(seen->query_from, heard->query_from);
			double by_picture = seen->reference_from + seen->slope * (at - seen->query_from);
			double by_sound = heard->reference_from + heard->slope * (at - heard->query_from);

			if (at <= fmin(seen->query_to, heard->query_to) &&
			    fabs(by_picture - by_sound) <= VERDICT_TOGETHER_SECONDS)
				return true;
		}
	}
	return false;
}

/*
 * Moving pictures and sound together. Sound that is there on both sides, says
 * something and is another takes from "same": somebody changed it, or the
 * pictures. Sound that is missing or silent takes nothing.
 */
static enum verdict
judge_film(const struct verdict_evidence *e, struct verdict_result *result)
{
	enum verdict seen = e->video ? judge_video(e, result) : VERDICT_DIFFERENT;
	enum verdict heard = e->audio ? judge_sound(e, result) : VERDICT_DIFFERENT;

	if (e->audio_missing)
		say(result, REASON_SOUND_MISSING, 0);
	if (e->video && e->audio && agree_on_time(e->video, e->audio))
		say(result, REASON_TOGETHER, 0);
	if (!e->video)
		return heard;
	if (seen == VERDICT_DIFFERENT)
		return heard == VERDICT_DIFFERENT ? VERDICT_DIFFERENT : VERDICT_PARTLY;
	if (seen == VERDICT_SAME && e->audio && heard == VERDICT_DIFFERENT && !e->audio_silent)
		return VERDICT_PARTLY;
	return seen;
}

struct verdict_result
verdict_of(const struct verdict_evidence *evidence)
{
	struct verdict_result result = { .verdict = VERDICT_DIFFERENT };

	if (evidence->same_bytes) {
		say(&result, REASON_SAME_BYTES, 0);
		result.verdict = VERDICT_IDENTICAL;
		return result;
	}
	if (!evidence->pictures && evidence->video == NULL && evidence->audio == NULL)
		say(&result, REASON_NOTHING_TO_COMPARE, 0);
	else if (evidence->pictures)
		result.verdict = judge_picture(evidence, &result);
	else
		result.verdict = judge_film(evidence, &result);
	return result;
}

void
verdict_reason_write(char out[VERDICT_REASON_SIZE], enum verdict_reason reason, int number)
{
	static const struct {
		const char *before, *after; /* the number stands between */
	} words[] = {
		[REASON_SAME_BYTES] = { "the bytes are the same", NULL },
		[REASON_PICTURE_SAME] = { "the picture is the same (", " of 256 bits differ)" },
		[REASON_PICTURE_SIMILAR] = { "the picture is similar (", " of 256 bits differ)" },
		[REASON_PICTURE_DIFFERENT] = { "the pictures differ (", " of 256 bits)" },
		[REASON_PICTURE_UNLIKE] = { "the pictures look alike (", " of 256 bits differ), but not in what is written or drawn" },
		[REASON_PICTURE_FIGURES] = { "the pictures differ (", " of 256 bits); plain figures and patterns are as near by chance" },
		[REASON_PICTURE_LOW] = { "there is too little to see in a picture to compare it", NULL },
		[REASON_FRAME] = { "one is a frame of the other, at second ", "" },
		[REASON_TURNED] = { "one is turned or mirrored", NULL },
		[REASON_INSIDE] = { "one stands in bars or a border", NULL },
		[REASON_VIDEO_SAME] = { "the moving pictures are the same (", " % of the shorter)" },
		[REASON_VIDEO_PART] = { "parts of the moving pictures are the same (", " % of the shorter)" },
		[REASON_VIDEO_DIFFERENT] = { "the moving pictures have nothing in common", NULL },
		[REASON_VIDEO_STILL] = { "the scenes look alike, but nothing that moves in them tells a common time", NULL },
		[REASON_VIDEO_FAINT] = { "the scene hardly changes; what little moves in it tells the time", NULL },
		[REASON_SPEED] = { "one runs at ", " % of the other's speed" },
		[REASON_SOUND_SAME] = { "the sound is the same (", " % of the shorter)" },
		[REASON_SOUND_PART] = { "parts of the sound are the same (", " % of the shorter)" },
		[REASON_SOUND_DIFFERENT] = { "the sounds have nothing in common", NULL },
		[REASON_SOUND_SILENT] = { "a sound is too quiet or uniform to be compared", NULL },
		[REASON_SOUND_MISSING] = { "one has no sound", NULL },
		[REASON_TOGETHER] = { "picture and sound agree on the time", NULL },
		[REASON_NOTHING_TO_COMPARE] = { "they have no kind of fingerprint in common, and the bytes differ", NULL },
	};

	if (words[reason].after == NULL)
		snprintf(out, VERDICT_REASON_SIZE, "%s", words[reason].before);
	else
		snprintf(out, VERDICT_REASON_SIZE, "%s%d%s", words[reason].before, number,
		         words[reason].after);
}
