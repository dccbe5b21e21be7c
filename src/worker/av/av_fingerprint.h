/* SPDX-License-Identifier: Apache-2.0 */
/* av_fingerprint.h - what a film looks and sounds like: hashes of its frames with their times, and Chromaprint. */
#ifndef VIDIMUS_WORKER_AV_FINGERPRINT_H
#define VIDIMUS_WORKER_AV_FINGERPRINT_H

#include "worker/parser.h"

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

/* How long a fingerprint may take, so that it is told before the process is killed. */
struct patience {
	double processor_from, processor_to; /* seconds of this process's processor time; alike: no limit */
	double passed_from, passed_to;       /* on the monotonic clock, by which a loaded machine kills; alike: no limit */
};

/* Begins now, with the task's limits. */
struct patience patience_of(const struct parser_task *task);

/* The share that is spent, 0 to 1 and above; 0 where nothing is limited. */
double patience_spent(const struct patience *patience);
bool is_impatient(const struct patience *patience);

/* The two parts of it. */
void fingerprint_film(const struct parser_input *input, const struct parser_task *task,
                      const struct patience *patience, struct report *report);
void fingerprint_sound(const struct parser_input *input, const struct parser_task *task,
                       const struct patience *patience, struct report *report);

#endif
