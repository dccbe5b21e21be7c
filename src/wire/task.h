/* SPDX-License-Identifier: Apache-2.0 */
/* task.h - what is asked of a parser, and how much it may use. */
#ifndef VIDIMUS_WIRE_TASK_H
#define VIDIMUS_WIRE_TASK_H

#include <vidimus/types.h>

enum parser_work {
	PARSER_EXAMINE,     /* all that the file says of itself, and what can be measured */
	PARSER_THUMBNAIL,   /* one small picture, blurred before it is reported */
	PARSER_FRAME,       /* the picture at `microseconds`, as it is */
	PARSER_FINGERPRINT  /* what it looks and sounds like, to be recognised again */
};

/* Which frames of a film are hashed (fingerprint/frame_series.h). */
enum parser_frames {
	PARSER_FRAMES_DENSE,     /* enough to find any clip of it */
	PARSER_FRAMES_ALL,       /* every one, as vPDQ's reference with -r 0 */
	PARSER_FRAMES_ONE_SECOND /* one a second, as with -r 1 */
};

/* Longest side in pixels of a thumbnail as a parser sends it: nothing in so few can be recognised. */
#define TASK_THUMBNAIL_SIDE 16

struct parser_task {
	enum parser_work work;
	int64_t          microseconds; /* PARSER_FRAME: presentation time; the last frame at or before it */
	uint32_t         side;         /* PARSER_THUMBNAIL: longest side in pixels to which the main program enlarges it */
	enum parser_frames frames;     /* PARSER_FINGERPRINT */
	bool             then_fingerprint; /* PARSER_EXAMINE: goes on to PARSER_FINGERPRINT, in a second report */
	uint32_t         seconds;      /* fingerprints: of processor time, after which what there is is told; 0: no limit */
	uint32_t         passing_seconds; /* likewise, by the clock, from the fingerprint's beginning */
	char             media_type[128]; /* as the signature told; "" when it told nothing */
};

/* What the child that parses may use; 0 is no limit of ours. */
struct parser_limits {
	uint64_t address_space; /* bytes, RLIMIT_AS */
	uint64_t data;          /* bytes, RLIMIT_DATA */
	uint64_t cpu_seconds;   /* then SIGXCPU, a second later SIGKILL */
	uint64_t wall_seconds;  /* kept by the main program */
};

#endif
