/* SPDX-License-Identifier: Apache-2.0 */
/* av_thumbnail.c - a blurred picture to tell a film by. */
#include "worker/av/av_picture.h"

#include "worker/av/av_decode.h"
#include "worker/av/av_warn.h"

#include <string.h>

#define BLUR_SIDE    TASK_THUMBNAIL_SIDE
#define FRAMES_TRIED 250  /* about ten seconds */
#define PIXELS_TRIED ((uint64_t)250 * 1920 * 1080) /* of all of them, so that large films take no longer */

/* The picture when nothing but its colours and masses is left of it. */
struct blur {
	uint32_t      width, height;
	int64_t       microseconds; /* of the frame that it was */
	unsigned char samples[3 * BLUR_SIDE * BLUR_SIDE + FILM_SPARE];
};

static struct blur
blur_size(uint32_t width, uint32_t height)
{
	uint32_t longest = width > height ? width : height;
	struct blur blur = { 0 };

	blur.width = (uint32_t)(((uint64_t)width * BLUR_SIDE + longest / 2) / longest);
	blur.height = (uint32_t)(((uint64_t)height * BLUR_SIDE + longest / 2) / longest);
	blur.width += blur.width == 0;
	blur.height += blur.height == 0;
	return blur;
}

/*
 * How much there is to see: the spread of brightness, nothing for what is
 * nearly black or white all over.
 */
static unsigned
interest_of(const struct blur *blur)
{
	uint32_t n = blur->width * blur->height;
	uint64_t sum = 0, squares = 0;

	for (uint32_t i = 0; i < n; i++) {
		const unsigned char *p = blur->samples + 3 * (size_t)i;
		uint64_t grey = (2 * (uint64_t)p[0] + 5 * (uint64_t)p[1] + p[2]) / 8;

		sum += grey;
		squares += grey * grey;
	}
	if (sum < 24 * (uint64_t)n || sum > 240 * (uint64_t)n)
		return 0;
	return (unsigned)((squares * n - sum * sum) / ((uint64_t)n * n));
}

/*
 * The first frame with something to see, else the most interesting of those
 * tried, else the first.
 */
static enum status
choose(struct film *film, struct blur *best, struct error *err)
{
	const unsigned enough = 400; /* a spread of 20 of 256 */
	unsigned best_interest = 0;
	uint64_t pixels = 0;
	bool any = false;

	for (int tried = 0; tried < FRAMES_TRIED && pixels < PIXELS_TRIED; tried++) {
		struct film_frame frame;
		struct blur blur;
		enum status st = film_next(film, &frame, err);

		if (st == STATUS_DONE && any)
			return STATUS_OK;
		if (st != STATUS_OK)
			return any ? STATUS_OK : st;
		pixels += (uint64_t)frame.width * frame.height;
		blur = blur_size(frame.width, frame.height);
		blur.microseconds = frame.microseconds;
		st = film_frame_rgb(film, &frame, blur.width, blur.height, blur.samples, err);
		if (st != STATUS_OK)
			return any ? STATUS_OK : st;
		if (!any || interest_of(&blur) > best_interest) {
			*best = blur;
			best_interest = interest_of(&blur);
			any = true;
		}
		if (best_interest >= enough)
			break;
	}
	return STATUS_OK;
}

static void
turn_blur(struct blur *blur, int orientation)
{
	struct blur turned = *blur;

	turn_apply(orientation, blur->samples, blur->width, blur->height, turned.samples);
	if (orientation >= 5) {
		turned.width = blur->height;
		turned.height = blur->width;
	}
	*blur = turned;
}

static enum status
tell_thumbnail(struct film *film, struct report *report, struct error *err)
{
	struct blur blur = { 0 };
	enum status st = choose(film, &blur, err);

	if (st != STATUS_OK)
		return st;
	turn_blur(&blur, film->turn.orientation);
	report_picture(report, &(struct report_picture){ .width = blur.width,
	                                                 .height = blur.height,
	                                                 .channels = 3,
	                                                 .microseconds = blur.microseconds,
	                                                 .samples = blur.samples });
	return STATUS_OK;
}

void
picture_thumbnail(const struct parser_input *input, const struct parser_task *task,
                  struct report *report)
{
	SCOPED(film) film = { 0 };
	struct error err = { 0 };
	enum status st = film_open(&film, input, task->media_type, &err);

	if (st == STATUS_OK)
		st = tell_thumbnail(&film, report, &err);
	if (st != STATUS_OK)
		warn_no_picture(report, st, &err);
}
