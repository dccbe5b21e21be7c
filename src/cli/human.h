/* SPDX-License-Identifier: Apache-2.0 */
/* human.h - sizes, rates and durations as people read them; the same in every locale. */
#ifndef VIDIMUS_CLI_HUMAN_H
#define VIDIMUS_CLI_HUMAN_H

#include "base/buffer.h"

#include <vidimus/types.h>

/* Room for each of the texts below, with its NUL. */
#define HUMAN_TEXT_SIZE 32

/*
 * Bytes in powers of 1000 (SI): "999 B", "12.4 MB", "88 GB", "143 MB": one
 * decimal below 100, none where it would be 0. Returns `out`.
 */
const char *human_size(char out[HUMAN_TEXT_SIZE], uint64_t bytes);

/* The same a second: "143 MB/s". */
const char *human_rate(char out[HUMAN_TEXT_SIZE], uint64_t bytes_a_second);

/* A duration as a clock, "00:08:51"; from 100 hours on "4 d 04 h". */
const char *human_clock(char out[HUMAN_TEXT_SIZE], uint64_t seconds);

/* A duration in words: "0.4 s", "12 s", "8 min 51 s", "3 h 05 min", "2 d 04 h". */
const char *human_duration(char out[HUMAN_TEXT_SIZE], uint64_t milliseconds);

#endif
