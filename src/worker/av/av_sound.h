/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_sound.h - the sound of a film or sound file as one channel of 16 bits at
 * 11,025 a second, which is what Chromaprint listens to: pulled piece by piece,
 * what does not decode passed over and counted.
 */
#ifndef VIDIMUS_WORKER_AV_SOUND_H
#define VIDIMUS_WORKER_AV_SOUND_H

#include "worker/av/av_stream.h"

#define SOUND_RATE 11025

struct SwrContext;

struct sound {
	struct stream      stream;
	struct SwrContext *resampler;
	int                rate, format; /* that the resampler was made for */
	AVChannelLayout    layout;
	int16_t           *samples;      /* of the last piece; owned */
	int                room;
	int64_t            first;        /* microseconds from the file's start to the first sample */
	bool               begun;
};

/* Opens the sound stream; fails, and borrows, as stream_open. */
CHECKED enum status sound_open(struct sound *sound, const struct parser_input *input,
                               const char *media_type, struct error *err);
void sound_end(struct sound *sound);

/*
 * The next samples, borrowed until the next call; *n may be 0. STATUS_DONE after
 * the last. `sound->first` is known from the first piece on.
 */
CHECKED enum status sound_next(struct sound *sound, const int16_t **samples, size_t *n,
                               struct error *err);

#endif
