/* SPDX-License-Identifier: Apache-2.0 */
/* task.h - what is asked of a parser, and how much it may use. */
#ifndef VIDIMUS_WIRE_TASK_H
#define VIDIMUS_WIRE_TASK_H

#include <vidimus/types.h>

enum parser_work {
	PARSER_EXAMINE,     /* all that the file says of itself, and what can be measured */
	PARSER_THUMBNAIL,   /* one small picture, blurred before it is reported */
	PARSER_FRAME        /* the picture at `microseconds`, as it is */
};

struct parser_task {
	enum parser_work work;
	int64_t          microseconds; /* PARSER_FRAME: presentation time; the last frame at or before it */
	uint32_t         side;         /* PARSER_THUMBNAIL: longest side in pixels */
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
