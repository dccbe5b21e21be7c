/* SPDX-License-Identifier: Apache-2.0 */
/* animation_webp.c - frames composed by libwebp, one after the other, into a series of hashes. */
#include "worker/image/animation_webp.h"

#include "fingerprint/frame_series.h"
#include "fingerprint/pdq.h"
#include "worker/image/image_decode.h"
#include "worker/patience.h"
#include "worker/series_tell.h"

#include "base/scoped.h"

#include <stdlib.h>
#include <webp/decode.h>
#include <webp/demux.h>

/* The decoder holds two canvases of four bytes a pixel, and this process little more. */
#define ANIMATION_PIXEL_LIMIT ((uint64_t)16 << 20)

#define MICROSECONDS 1000

struct animation {
	WebPAnimDecoder     *decoder;
	struct pdq_hasher   *hasher;
	struct frame_series *series;
	struct pixels        rgb; /* the frame without its alpha */
};

/* Alpha is dropped and not blended, as with pictures. */
static void
take_colours(const unsigned char *rgba, struct pixels *out)
{
	size_t count = (size_t)out->width * out->height;

	for (size_t i = 0; i < count; i++)
		memcpy(out->samples + 3 * i, rgba + 4 * i, 3);
}

static enum status
hash_frame(struct animation *animation, const unsigned char *rgba, struct error *err)
{
	struct pixels *rgb = &animation->rgb;
	const struct pdq_picture picture = { rgb->samples, (size_t)rgb->width * 3, rgb->width,
		                             rgb->height, 3, false };
	struct pdq pdq;
	enum status st;

	take_colours(rgba, rgb);
	st = pdq_hash(animation->hasher, &picture, PDQ_FRAME, &pdq, err);
	return st == STATUS_OK ? frame_series_add(animation->series, &pdq.hashes[DIHEDRAL_NONE],
	                                          pdq.quality, err)
	                       : st;
}

/* libwebp gives the time at which a frame ends, in milliseconds. False where it was ended before the last. */
static bool
hash_frames(struct animation *animation, const struct patience *patience)
{
	int64_t shown = 0;
	uint32_t number = 0;
	unsigned char *rgba;
	int end;

	while (WebPAnimDecoderHasMoreFrames(animation->decoder)) {
		if (is_impatient(patience) || !WebPAnimDecoderGetNext(animation->decoder, &rgba, &end))
			return false;
		if (frame_series_wants(animation->series, number++, shown * MICROSECONDS) &&
		    hash_frame(animation, rgba, NULL) != STATUS_OK)
			return false;
		shown = end;
	}
	return true;
}

static enum status
open_series(struct frame_series **out, const struct parser_task *task, struct error *err)
{
	/* one a second is of films with a steady rate; this has none */
	if (task->frames == PARSER_FRAMES_ALL)
		return frame_series_open(out, FRAMES_ALL, 1, REPORT_FRAMES_LIMIT, err);
	return frame_series_open(out, FRAMES_DENSE, 0, 0, err);
}

static bool
open_animation(struct animation *animation, struct span file, const struct parser_task *task,
               const WebPBitstreamFeatures *features)
{
	const WebPData data = { file.p, file.n };
	WebPAnimDecoderOptions options;

	if (!WebPAnimDecoderOptionsInit(&options))
		return false;
	options.color_mode = MODE_RGBA;
	animation->decoder = WebPAnimDecoderNew(&data, &options);
	return animation->decoder != NULL &&
	       pixels_begin(&animation->rgb, (uint32_t)features->width, (uint32_t)features->height,
	                    3) &&
	       pdq_hasher_open(&animation->hasher, CPU_PATH_BEST, NULL) == STATUS_OK &&
	       open_series(&animation->series, task, NULL) == STATUS_OK;
}

static void
animation_end(struct animation *animation)
{
	WebPAnimDecoderDelete(animation->decoder);
	pdq_hasher_close(animation->hasher);
	frame_series_close(animation->series);
	pixels_end(&animation->rgb);
}

void
animation_webp_fingerprint(struct span file, const struct parser_task *task,
                           struct report *report)
{
	const struct patience patience = patience_of(task);
	SCOPED(animation) animation = { 0 };
	WebPBitstreamFeatures features;

	if (WebPGetFeatures(file.p, file.n, &features) != VP8_STATUS_OK || !features.has_animation)
		return;
	if ((uint64_t)features.width * (uint64_t)features.height > ANIMATION_PIXEL_LIMIT) {
		report_warning(report, "too-large-to-decode", "the frames of an animation");
		return;
	}
	/* one that is cut short has no demuxer; its first frame was hashed as a picture */
	if (!open_animation(&animation, file, task, &features)) {
		report_warning(report, "fingerprint-incomplete", "the animation cannot be opened");
		return;
	}
	if (!hash_frames(&animation, &patience))
		report_warning(report, "fingerprint-incomplete", "the animation does not decode to its end");
	series_tell(animation.series, &(struct picture_box){ 0 }, report);
}
