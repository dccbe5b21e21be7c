/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_log.h - what the libav libraries complain of, counted instead of printed.
 * libavutil's log has one receiver a process, which parses one file at a time.
 */
#ifndef VIDIMUS_WORKER_AV_LOG_H
#define VIDIMUS_WORKER_AV_LOG_H

#include "worker/av/av_limits.h"

#include <stdbool.h>
#include <stdint.h>

struct complaints {
	uint64_t errors;           /* messages of level error and worse */
	bool     too_many_streams; /* the container holds more than AV_STREAM_LIMIT */
	bool     not_listed;       /* its format is recognised and not on our white-list */
	char     first[160];       /* the first of them, printable ASCII */
};

/* Forgets what was complained of, takes over the log and bounds each allocation of the libraries. */
void complaints_begin(void);

/* What was complained of since complaints_begin. */
const struct complaints *complaints(void);

#endif
