/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain_pdq.h - PDQ as its description reads, step by step and over whole
 * pictures: what our own is measured against, and the oracle of its tests.
 */
#ifndef VIDIMUS_BENCH_PLAIN_PDQ_H
#define VIDIMUS_BENCH_PLAIN_PDQ_H

#include "fingerprint/pdq.h"

/* As pdq_hash, for pictures that it takes. False when memory ran out. */
bool plain_pdq(const struct pdq_picture *picture, enum pdq_mode mode, struct pdq *out);

#endif
