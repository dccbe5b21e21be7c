/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_limits.h - how far one film is followed. All are counts, none is a time:
 * so the same file gives the same facts on any machine.
 */
#ifndef VIDIMUS_WORKER_AV_LIMITS_H
#define VIDIMUS_WORKER_AV_LIMITS_H

#include <stdint.h>

#define AV_STREAM_LIMIT      1000               /* streams that a container may open with */
#define AV_STREAM_TOLD       64                 /* streams whose tags are told */
#define AV_CHAPTER_TOLD      128                /* chapters that are told */
#define AV_PROGRAM_TOLD      32                 /* programs that are told */
#define AV_TAGS_TOLD         256                /* tags of one container, stream, chapter or program */
#define AV_PACKET_LIMIT      1000000            /* packets of one pass over the times */
#define AV_PASS_BYTES_LIMIT  ((uint64_t)1 << 30) /* bytes of packets of that pass */
#define AV_PROBE_FRAMES      4                  /* pictures decoded to see whether they decode */
#define AV_PROBE_PACKETS     64                 /* packets given to that decoder */
#define AV_ALLOCATION_LIMIT  ((size_t)384 << 20) /* bytes of one allocation by the libraries */

/* A gap between frames that is named: as long by itself, and as many times the average. */
#define AV_GAP_MICROSECONDS  500000
#define AV_GAP_TIMES_AVERAGE 4

/* Largest picture that is decoded: a little above 8192 x 4320, the largest that cameras make. */
#define AV_PIXEL_LIMIT       ((int64_t)8192 * 4608)

#endif
