/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_decode.h - the pictures of a film, one after the other: one is held at a
 * time, what does not decode is passed over and counted, and nothing aborts.
 *
 *	SCOPED(film) film = { 0 };
 *	st = film_open(&film, input, media_type, err);
 *	while (st == STATUS_OK && (st = film_next(&film, &frame, err)) == STATUS_OK)
 *		... frame is borrowed until the next call ...
 */
#ifndef VIDIMUS_WORKER_AV_DECODE_H
#define VIDIMUS_WORKER_AV_DECODE_H

#include "worker/av/av_stream.h"
#include "worker/av/av_turn.h"

struct SwsContext;

struct film {
	struct stream      stream;
	struct SwsContext *scaler;  /* of film_frame_rgb */
	struct turn        turn;    /* of its display matrix; frames come as stored */
	uint64_t           frames;  /* decoded since the start or the last seek */
	uint64_t           damaged; /* of all, those that were decoded with errors in them */
};

struct film_frame {
	uint64_t       number;       /* frames decoded before it since the start or the last seek */
	int64_t        microseconds; /* presentation time from the file's start, rounded to nearest */
	bool           timed;        /* false: the file gives none; microseconds is number by frame rate */
	uint32_t       width, height; /* pixels as stored; may change between frames */
	const AVFrame *picture;
};

/* Opens the film's picture stream; fails, and borrows, as stream_open. */
CHECKED enum status film_open(struct film *film, const struct parser_input *input,
                              const char *media_type, struct error *err);
void film_end(struct film *film);

/* The turn that a stream's display matrix states; not stated where it has none. */
struct turn film_turn(const AVStream *stream);

/*
 * The next frame in presentation order, borrowed until the next call on the film.
 * STATUS_DONE after the last; STATUS_LIMIT when a picture is above the limit or
 * does not fit the memory.
 */
CHECKED enum status film_next(struct film *film, struct film_frame *frame, struct error *err);

/*
 * Goes back to a key frame whose time is at or before `microseconds`, to the
 * first frame where there is none; the landing may be late nevertheless, which the
 * next frame's time shows. Fails as stream_seek.
 */
CHECKED enum status film_seek(struct film *film, int64_t microseconds, struct error *err);

/*
 * Borrows the frame's luma: 8 bits a sample in rows `stride` bytes apart, of the
 * range that the file uses (mostly 16-235). False for what is not YUV or grey of 8 bits.
 */
bool film_frame_luma(const struct film_frame *frame, const unsigned char **luma, int *stride);

/* Bytes after the pixels that conversions may write over: swscale works in blocks. */
#define FILM_SPARE 64

/*
 * Scales to `width` x `height` RGB of 8 bits (`out` holds 3 bytes a pixel, and
 * FILM_SPARE more) by averaging areas, and BT.601 whatever the file says: what vPDQ's reference does.
 * At the frame's own size no pixel is mixed with another.
 */
CHECKED enum status film_frame_rgb(struct film *film, const struct film_frame *frame,
                                   uint32_t width, uint32_t height, unsigned char *out,
                                   struct error *err);

/* The frame at its own size in RGB, with the matrix and range that the file states; `out` likewise. */
CHECKED enum status film_frame_faithful(const struct film_frame *frame, unsigned char *out,
                                        struct error *err);

#endif
