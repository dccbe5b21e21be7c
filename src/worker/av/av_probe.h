/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_probe.h - whether a stream of pictures decodes: its first packets are
 * tried while the container is read for other reasons.
 */
#ifndef VIDIMUS_WORKER_AV_PROBE_H
#define VIDIMUS_WORKER_AV_PROBE_H

#include "worker/av/av_codec.h"

struct probe {
	AVCodecContext *decoder; /* NULL when there is none, or no longer */
	AVFrame        *frame;
	const AVStream *stream;
	uint64_t        packets; /* of the stream, seen */
	unsigned        tried, frames, refused, damaged;
};

/* Begins; tells `too-large-to-decode` or `not-decodable` where the stream cannot be tried. */
void probe_begin(struct probe *probe, const AVStream *stream, struct report *report);

/* Tries a packet of the stream, unless enough were tried. What lies between the pictures is told. */
void probe_packet(struct probe *probe, const AVPacket *packet, struct report *report);

/* Ends; tells `decode-errors` when something did not decode. */
void probe_end(struct probe *probe, struct report *report);

#endif
