/* SPDX-License-Identifier: Apache-2.0 */
/* av_thumbnail.c - a blurred picture to tell a film by. */
#include "worker/av/av_picture.h"

#include "worker/av/av_decode.h"
#include "worker/av/av_warn.h"

#include <libswscale/swscale.h>
#include <string.h>

#define BLUR_SIDE    16   /* pixels of the longest side that survive */
#define FRAMES_TRIED 250  /* about ten seconds */
#define PIXELS_TRIED ((uint64_t)250 * 1920 * 1080) /* of all of them, so that large films take no longer */
#define SIDE_LEAST   16
#define SIDE_MOST    1024

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

	blur.width = (uint32_t)((uint64_t)width * BLUR_SIDE / longest);
	blur.height = (uint32_t)((uint64_t)height * BLUR_SIDE / longest);
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
enlarge(const struct blur *blur, const struct report_picture *size, unsigned char *out,
        struct error *err)
{
	const uint8_t *from[4] = { blur->samples, NULL, NULL, NULL };
	uint8_t *to[4] = { out, NULL, NULL, NULL };
	int from_stride[4] = { (int)(3 * blur->width), 0, 0, 0 };
	int to_stride[4] = { (int)(3 * size->width), 0, 0, 0 };
	struct SwsContext *scaler =
		sws_getContext((int)blur->width, (int)blur->height, AV_PIX_FMT_RGB24,
	                       (int)size->width, (int)size->height, AV_PIX_FMT_RGB24, SWS_GAUSS, NULL,
	                       NULL, NULL);
	int rows;

	if (!scaler)
		return fail_memory(err);
	rows = sws_scale(scaler, from, from_stride, 0, (int)blur->height, to, to_stride);
	sws_freeContext(scaler);
	return rows < 0 ? fail(err, STATUS_INVALID, "its pixels cannot be converted") : STATUS_OK;
}

/* The shape of the film's frames, turned, so that its longest side is `side`. */
static struct report_picture
thumbnail_size(const struct film *film, uint32_t side)
{
	uint64_t width = (uint64_t)film->stream.decoder->width, height = (uint64_t)film->stream.decoder->height;
	uint64_t longest;
	struct report_picture picture = { .channels = 3 };

	if (film->turn.orientation >= 5) {
		uint64_t other = width;

		width = height;
		height = other;
	}
	side = side < SIDE_LEAST ? SIDE_LEAST : side > SIDE_MOST ? SIDE_MOST : side;
	longest = width > height ? width : height;
	if (longest == 0)
		longest = width = height = 1;
	picture.width = (uint32_t)(width * side / longest);
	picture.height = (uint32_t)(height * side / longest);
	picture.width += picture.width == 0;
	picture.height += picture.height == 0;
	return picture;
}

static enum status
tell_thumbnail(struct film *film, uint32_t side, struct report *report, struct error *err)
{
	struct report_picture picture;
	SCOPED_FREE unsigned char *samples = NULL;
	struct blur blur = { 0 };
	enum status st = choose(film, &blur, err);

	if (st != STATUS_OK)
		return st;
	turn_blur(&blur, film->turn.orientation);
	picture = thumbnail_size(film, side);
	samples = malloc(3 * (size_t)picture.width * picture.height + FILM_SPARE);
	if (!samples)
		return fail_memory(err);
	st = enlarge(&blur, &picture, samples, err);
	if (st != STATUS_OK)
		return st;
	picture.microseconds = blur.microseconds;
	picture.samples = samples;
	report_picture(report, &picture);
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
		st = tell_thumbnail(&film, task->side, report, &err);
	if (st != STATUS_OK)
		warn_no_picture(report, st, &err);
}
