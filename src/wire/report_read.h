/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_read.h - reads a report as something that an enemy may have written:
 * each frame is whole, in order, within the limits of report.h, its names are
 * UTF-8 without control characters, its codes are of their alphabet; else the
 * report is refused and no further fact of it is told.
 */
#ifndef VIDIMUS_WIRE_REPORT_READ_H
#define VIDIMUS_WIRE_REPORT_READ_H

#include "wire/frame.h"
#include "wire/report.h"

/* One fact; every text is borrowed until the taker returns. */
struct report_fact {
	enum frame_kind   kind;     /* FRAME_BEGIN is not told */
	struct text       name;     /* of a parser, a measure; a warning's code; the media type */
	struct text       value;    /* version, measure, a warning's detail (p is NULL for none), a tag's raw value */
	struct text       source, group, tag; /* of a tag; the group may be empty */
	enum report_form  form;     /* of a tag */
	uint64_t          length;   /* of a tag: bytes of the value in the file; more than value.n when cut */
	struct report_picture picture;
	struct report_hashes  hashes;  /* of FRAME_HASHES; of FRAME_SERIES its box */
	struct text       batch;    /* of FRAME_FRAMES and FRAME_SOUND, for report_frame_take and report_number_take */
	uint64_t          dropped;  /* of FRAME_END */
};

/* Takes the next frame, or number of sound, off a batch; false when there is none. */
CHECKED bool report_frame_take(struct text *batch, struct report_frame *out);
CHECKED bool report_number_take(struct text *batch, uint32_t *out);

/* Takes one fact; another status than OK ends the reading and is returned. */
struct report_taker {
	enum status (*take)(void *context, const struct report_fact *fact, struct error *err);
	void *context;
};

/* A report being read; { .taker = …, .pictures = … } is one at its beginning. */
struct report_reader {
	struct report_taker taker;
	size_t              pictures; /* how many were asked for; more are refused */
	bool                fingerprints; /* were asked for; else they are refused */
	struct report_reader *then; /* takes a second report that follows at once, borrowed; NULL: none may */
	/* Private. */
	struct frame_reader frames;
	bool                begun, ended;
	size_t              facts; /* bytes of facts so far */
	size_t              bytes; /* of whole frames so far */
	size_t              film_frames, numbers; /* of the last series, of sound */
	size_t              counts[128]; /* by kind */
};
void report_reader_end(struct report_reader *reader);

/*
 * Reads further bytes and tells the facts that are whole. STATUS_INVALID when
 * they are no report, STATUS_MEMORY, or the taker's status; then nothing more
 * is read.
 */
CHECKED enum status report_reader_feed(struct report_reader *reader, const void *bytes, size_t n,
                                       struct error *err);

/* True when the report has come to its end, whole, whatever becomes of one that follows. */
bool report_reader_complete(const struct report_reader *reader);

/* Bytes of the report's own frames so far. */
uint64_t report_reader_bytes(const struct report_reader *reader);

/* True when the bytes so far stop within a frame. */
bool report_reader_torn(const struct report_reader *reader);

#endif
