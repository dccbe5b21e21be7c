/* SPDX-License-Identifier: Apache-2.0 */
/* av_decode.c - opens a film's picture stream, hands out frame by frame. */
#include "worker/av/av_decode.h"

#include "base/error.h"

#include <libswscale/swscale.h>

struct turn
film_turn(const AVStream *stream)
{
	size_t size = 0;
	const uint8_t *matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);

	if (!matrix || size < 9 * sizeof(int32_t))
		return (struct turn){ 0 };
	return turn_of_matrix((const int32_t *)(const void *)matrix);
}

enum status
film_open(struct film *film, const struct parser_input *input, const char *media_type,
          struct error *err)
{
	enum status st;

	*film = (struct film){ 0 };
	st = stream_open(&film->stream, AVMEDIA_TYPE_VIDEO, input, media_type, err);
	if (st == STATUS_OK)
		film->turn = film_turn(film->stream.stream);
	return st;
}

void
film_end(struct film *film)
{
	sws_freeContext(film->scaler);
	stream_end(&film->stream);
	*film = (struct film){ 0 };
}

/* Bare streams of pictures have no times; players count frames then, and so do we. */
static int64_t
counted_time(const AVStream *stream, uint64_t number)
{
	AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;

	if (rate.num <= 0 || rate.den <= 0 || number > INT32_MAX)
		return 0;
	return av_rescale_q((int64_t)number, av_inv_q(rate), AV_TIME_BASE_Q);
}

enum status
film_next(struct film *film, struct film_frame *frame, struct error *err)
{
	enum status st = stream_next(&film->stream, err);
	const AVFrame *picture = film->stream.frame;

	if (st == STATUS_MEMORY)
		return fail(err, STATUS_LIMIT, "a picture of %d x %d pixels does not fit the memory",
		            film->stream.decoder->width, film->stream.decoder->height);
	if (st != STATUS_OK)
		return st;
	*frame = (struct film_frame){ .number = film->frames++,
		                      .width = (uint32_t)picture->width,
		                      .height = (uint32_t)picture->height,
		                      .picture = picture };
	frame->timed = stream_time(&film->stream, &frame->microseconds);
	if (!frame->timed)
		frame->microseconds = counted_time(film->stream.stream, frame->number);
	film->damaged += picture->decode_error_flags != 0 ||
	                 (picture->flags & AV_FRAME_FLAG_CORRUPT) != 0;
	return STATUS_OK;
}

enum status
film_seek(struct film *film, int64_t microseconds, struct error *err)
{
	film->frames = 0;
	return stream_seek(&film->stream, microseconds, err);
}
