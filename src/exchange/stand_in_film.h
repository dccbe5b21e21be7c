/* SPDX-License-Identifier: Apache-2.0 */
/* stand_in_film.h - a stand-in as a film: AVI with grey frames as they are, and a tone. */
#ifndef VIDIMUS_EXCHANGE_STAND_IN_FILM_H
#define VIDIMUS_EXCHANGE_STAND_IN_FILM_H

#include "base/buffer.h"
#include "exchange/stand_in_scene.h"

/*
 * Appends the whole file: RIFF AVI (Microsoft, AVI RIFF File Reference) with
 * one stream of uncompressed 8-bit luma (Y800) and one of PCM, 8 bit, 8 kHz,
 * mono, interleaved frame by frame. STATUS_MEMORY.
 */
CHECKED enum status stand_in_film(const struct stand_in_scene *scene, struct buffer *out,
                                  struct error *err);

/* Appends the sound alone: RIFF WAVE, as long as the film. */
CHECKED enum status stand_in_sound(const struct stand_in_scene *scene, struct buffer *out,
                                   struct error *err);

#endif
