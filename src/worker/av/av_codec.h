/* SPDX-License-Identifier: Apache-2.0 */
/* av_codec.h - a white-listed decoder for a stream, on one thread and with bounded pictures. */
#ifndef VIDIMUS_WORKER_AV_CODEC_H
#define VIDIMUS_WORKER_AV_CODEC_H

#include "worker/av/av_container.h"

#include <libavcodec/avcodec.h>

/*
 * Opens a decoder (owned: avcodec_free_context). STATUS_NOT_FOUND when we have
 * none or it declines the stream, STATUS_LIMIT for pictures above
 * AV_PIXEL_LIMIT, STATUS_MEMORY.
 */
CHECKED enum status codec_open(AVCodecContext **out, const AVStream *stream, struct error *err);

/* Opens and ends each decoder of the white-list once, so that their tables stand before any fork. */
void codec_warm(void);

#endif
