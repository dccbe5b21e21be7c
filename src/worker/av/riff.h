/* SPDX-License-Identifier: Apache-2.0 */
/*
 * riff.h - the chunks of AVI and WAVE files as far as libavformat leaves them
 * out: whether the file is whole, XMP packets (chunk _PMX), C2PA manifests
 * (chunk C2PA; C2PA 2.2, A.3.8).
 */
#ifndef VIDIMUS_WORKER_AV_RIFF_H
#define VIDIMUS_WORKER_AV_RIFF_H

#include "worker/av/av_part.h"

/* Tells what is found; nothing for what is no RIFF file. At most 200,000 chunks are looked at. */
void riff_tell(const struct parser_input *input, struct report *report);

#endif
