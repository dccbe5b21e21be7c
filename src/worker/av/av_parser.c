/* SPDX-License-Identifier: Apache-2.0 */
/* av_parser.c - warms the libraries, and does what a task asks. */
#include "worker/av/av_parser.h"

#include "worker/av/av_codec.h"
#include "worker/av/av_decode.h"
#include "worker/av/av_examine.h"
#include "worker/av/av_fingerprint.h"
#include "worker/av/av_found.h"
#include "worker/av/av_log.h"
#include "worker/av/av_picture.h"

#include <libswscale/swscale.h>
#include <stdio.h>
#include <time.h>

/* A GIF of one pixel: what is decoded once before any fork. */
static const unsigned char tiny[] = {
	'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c,
	0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b,
};

static enum status
decode_tiny(struct film *film)
{
	const struct parser_input input = { -1, sizeof tiny, tiny };
	unsigned char pixel[3 + FILM_SPARE];
	struct film_frame frame;
	enum status st = film_open(film, &input, "image/gif", NULL);

	if (st == STATUS_OK)
		st = film_next(film, &frame, NULL);
	if (st == STATUS_OK)
		st = film_frame_rgb(film, &frame, 1, 1, pixel, NULL);
	return st == STATUS_OK ? film_frame_faithful(&frame, pixel, NULL) : st;
}

static void
warm(void)
{
	SCOPED(film) film = { 0 };

	tzset(); /* gmtime_r, which libavutil calls, reads the zone once */
	complaints_begin();
	codec_warm();
	if (decode_tiny(&film) != STATUS_OK)
		fprintf(stderr, "%s: cannot decode a picture of its own\n", av_parser.name);
}

static void
tell_library(struct report *report, const char *name, unsigned version)
{
	char number[32];

	snprintf(number, sizeof number, "%u.%u.%u", AV_VERSION_MAJOR(version),
	         AV_VERSION_MINOR(version), AV_VERSION_MICRO(version));
	report_parser(report, name, number);
}

static void
run(const struct parser_input *input, const struct parser_task *task, struct report *report)
{
	complaints_begin();
	tell_library(report, "libavformat", avformat_version());
	tell_library(report, "libavcodec", avcodec_version());
	switch (task->work) {
	case PARSER_EXAMINE:
		if (task->then_fingerprint)
			found_begin(input);
		examine(input, task, report);
		break;
	case PARSER_THUMBNAIL:
		tell_library(report, "libswscale", swscale_version());
		picture_thumbnail(input, task, report);
		break;
	case PARSER_FRAME:
		tell_library(report, "libswscale", swscale_version());
		picture_frame(input, task, report);
		break;
	case PARSER_FINGERPRINT:
		found_go_on(input);
		fingerprint(input, task, report);
		found_end();
		break;
	}
}

const struct parser av_parser = { "vidimus-worker-av", warm, run };
