/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h - the frames in which a locked-in parser tells its facts: one byte
 * of kind, the payload's length in four bytes, lowest first, the payload.
 *
 * What writes them has read a hostile file and may be in the hands of whoever
 * made it. The reader therefore believes no length before it is checked
 * against the kind, keeps no more than one frame, and after the first fault
 * reads nothing any more.
 */
#ifndef VIDIMUS_WIRE_FRAME_H
#define VIDIMUS_WIRE_FRAME_H

#include "base/buffer.h"

#include <vidimus/types.h>

enum frame_kind {
	FRAME_BEGIN = 'B',      /* the first: the version of this format */
	FRAME_PARSER = 'P',     /* name, version */
	FRAME_MEDIA_TYPE = 'M', /* media type */
	FRAME_MEASURED = 'N',   /* name, value */
	FRAME_WARNING = 'W',    /* code, whether there is a detail, detail */
	FRAME_TAG = 'T',        /* form, length of the raw value in the file, source, group, tag, raw */
	FRAME_PICTURE = 'I',    /* width, height, channels, microseconds, samples */
	FRAME_HASHES = 'H',     /* box, quality, eight hashes and three details of 32 bytes */
	FRAME_SERIES = 'S',     /* box: a series of a film's frames begins */
	FRAME_FRAMES = 'F',     /* of the series begun last: microseconds, number, quality, burst, hash, each */
	FRAME_SOUND = 'A',      /* further numbers of a sound's fingerprint, 4 bytes each */
	FRAME_MEMBER = 'X',     /* of an archive: kind, whether its size is told, size, name */
	FRAME_BYTES = 'D',      /* of the member begun last: further bytes */
	FRAME_END = 'E'         /* the last: how many facts were dropped */
};

#define FRAME_VERSION   1
#define FRAME_HEAD_SIZE 5

/* Largest payload in bytes of that kind; 0 for a kind that does not exist. */
size_t frame_limit(unsigned char kind);

/* One frame; the payload is borrowed. */
struct frame {
	enum frame_kind kind;
	struct text     payload;
};

void frame_head_write(unsigned char out[FRAME_HEAD_SIZE], enum frame_kind kind, size_t size);

/* Cuts a stream of bytes into frames; { 0 } is one at the stream's beginning. */
struct frame_reader {
	struct buffer held;   /* of the frame that is not whole yet */
	bool          failed; /* nothing is read any more */
};
void frame_reader_end(struct frame_reader *reader);

/* Takes a frame, whose bytes last until it returns; any other status than OK ends the reading. */
struct frame_taker {
	enum status (*take)(void *context, const struct frame *frame, struct error *err);
	void *context;
};

/*
 * Hands on each frame that is complete with these bytes. STATUS_INVALID for an
 * unknown kind or a length beyond the kind's limit, STATUS_MEMORY, or what
 * `take` returned; every later call fails with STATUS_INVALID.
 */
CHECKED enum status frame_reader_feed(struct frame_reader *reader, const void *bytes, size_t n,
                                      const struct frame_taker *taker, struct error *err);

/* True when no frame has begun that is not whole. */
bool frame_reader_between(const struct frame_reader *reader);

/* Payloads are fields without names: numbers lowest byte first, texts with a length of 4 bytes. */
void frame_put_number(struct buffer *out, uint64_t number, size_t bytes);
void frame_put_text(struct buffer *out, struct text text);

/* Each takes a field off the front of `rest`; false when it is not there or exceeds its limit. */
CHECKED bool frame_take_number(struct text *rest, size_t bytes, uint64_t *out);
CHECKED bool frame_take_text(struct text *rest, size_t limit, struct text *out);

/* True for 1 to `limit` bytes of UTF-8 without control characters (C0, DEL, C1). */
bool frame_is_name(struct text name, size_t limit);

#endif
