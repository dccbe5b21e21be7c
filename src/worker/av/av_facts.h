/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_facts.h - what is told of a container: its tags as libavformat gives
 * them, what it measures, and when its frames are shown.
 */
#ifndef VIDIMUS_WORKER_AV_FACTS_H
#define VIDIMUS_WORKER_AV_FACTS_H

#include "worker/av/av_container.h"
#include "worker/av/av_part.h"

/*
 * Tags of the container (source "container", group the format's name), of its
 * streams ("stream", "stream N"), chapters and programs, bounded as av_limits.h
 * says; and the parser's own words on each stream: codec, tag, profile, pixels.
 */
void facts_tags(const struct container *container, struct report *report);

/* The media type by what was found: "video/webm"; static, NULL for none that we can name. */
const char *facts_media_type(const struct container *container);

/* True when the container states exactly these bytes as the value of a tag of its own. */
bool facts_known(const void *container, const void *text, size_t n);

/*
 * Width, height, rotation, orientation, duration, frame rate, codecs, streams;
 * and the warning `no-video-stream` when `media_type` is a video's.
 */
void facts_measured(const struct container *container, const char *media_type,
                    struct report *report);

/*
 * Reads all packets, within AV_PACKET_LIMIT, and tells of the picture stream
 * "frames", "first_frame", "last_frame", "shortest_interval", "longest_interval",
 * (seconds; between presentation times of neighbours), "constant_frame_rate" (yes or
 * no), or only "frames_at_least" when the limit ended it; and the warnings
 * `no-frame-times`, `variable-frame-rate` and `streams-of-different-length`. The first pictures are decoded on the way
 * (av_probe.h). The container is at its
 * end afterwards.
 */
void facts_times(struct container *container, struct report *report);

#endif
