/* SPDX-License-Identifier: Apache-2.0 */
/* av_fingerprint.h - what a film looks and sounds like: hashes of its frames with their times, and Chromaprint. */
#ifndef VIDIMUS_WORKER_AV_FINGERPRINT_H
#define VIDIMUS_WORKER_AV_FINGERPRINT_H

#include "worker/parser.h"
#include "worker/patience.h"

/*
 * PARSER_FINGERPRINT: the sound, raw, as `chromaprint_item_seconds` apart. Then the
 * frames that the task names, each hashed by PDQ at its own size from its luma
 * where that has 8 bits, else from RGB, turned as the display matrix says; where
 * all of the film stands in bars, a second series of what is inside of them.
 * Warnings `no-video-stream` but of sounds, `not-decodable`, `too-large-to-decode`,
 * `decode-errors`, `changing-resolution`, `fingerprint-incomplete`; `low-quality-fingerprint`
 * where no frame shows enough, or the sound is so quiet or uniform throughout, to be compared.
 */
void fingerprint(const struct parser_input *input, const struct parser_task *task,
                 struct report *report);

/* The two parts of it. */
void fingerprint_film(const struct parser_input *input, const struct parser_task *task,
                      const struct patience *patience, struct report *report);
void fingerprint_sound(const struct parser_input *input, const struct parser_task *task,
                       const struct patience *patience, struct report *report);

#endif
