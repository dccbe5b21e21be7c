/* SPDX-License-Identifier: Apache-2.0 */
/* thumbnail.c - decode, shrink to almost nothing, turn upright. */
#include "worker/image/thumbnail.h"

#include "base/scoped.h"
#include "wire/task.h"
#include "worker/image/image_decode.h"
#include "worker/image/upright.h"

bool
image_tell_result(struct report *report, enum decode_result result)
{
	switch (result) {
	case DECODE_WHOLE:
	case DECODE_PARTLY:
		if (result == DECODE_PARTLY)
			report_warning(report, "decode-errors", "a part of the picture cannot be decoded");
		return true;
	case DECODE_TOO_LARGE:
		report_warning(report, "too-large-to-decode", NULL);
		return false;
	case DECODE_DAMAGED:
		report_warning(report, "decode-errors", "the picture cannot be decoded");
		return false;
	case DECODE_NO_DECODER:
		report_warning(report, "not-decodable", NULL);
		return false;
	}
	return false;
}

void
image_tell_decoder(struct span file, struct report *report)
{
	const char *name, *version;

	if (image_decoder_of(file, &name, &version))
		report_parser(report, name, version);
}

bool
image_decode_and_tell(struct span file, const struct decode_limits *limits,
                      struct report *report, struct pixels *out)
{
	image_tell_decoder(file, report);
	return image_tell_result(report, image_decode(file, limits, out));
}

static void
report_samples(struct report *report, const struct pixels *picture)
{
	report_picture(report, &(struct report_picture){ .width = picture->width,
	                                                 .height = picture->height,
	                                                 .channels = picture->channels,
	                                                 .samples = picture->samples });
}

static bool
shrink(const struct pixels *sharp, unsigned orientation, struct pixels *out)
{
	SCOPED(pixels) tiny = { 0 };
	uint32_t width, height;

	pixels_fit(sharp, TASK_THUMBNAIL_SIDE, &width, &height);
	return pixels_shrink(sharp, width, height, &tiny) && pixels_turn(&tiny, orientation, out);
}

void
image_thumbnail(struct span file, struct report *report)
{
	struct decode_limits limits = decode_limits_enough(4 * TASK_THUMBNAIL_SIDE);
	SCOPED(pixels) sharp = { 0 };
	SCOPED(pixels) tiny = { 0 };

	if (!image_decode_and_tell(file, &limits, report, &sharp))
		return;
	if (shrink(&sharp, upright_orientation(file), &tiny))
		report_samples(report, &tiny);
	else
		report_warning(report, "too-large-to-decode", NULL);
}

void
image_frame(struct span file, struct report *report)
{
	struct decode_limits limits = decode_limits_full();
	SCOPED(pixels) picture = { 0 };

	if (!image_decode_and_tell(file, &limits, report, &picture))
		return;
	if ((uint64_t)picture.width * picture.height > REPORT_PICTURE_LIMIT / picture.channels)
		report_warning(report, "too-large-to-decode", "too many samples to be handed over");
	else
		report_samples(report, &picture);
}
