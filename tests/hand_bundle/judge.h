/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h - reads the custody part of a bundle as docs/bundle-format.md says,
 * from its files alone, and names what is wrong with it.
 */
#ifndef VIDIMUS_TESTS_BUNDLE_JUDGE_H
#define VIDIMUS_TESTS_BUNDLE_JUDGE_H

#include "base/buffer.h"

/* What a reading found. */
struct verdict {
	struct buffer faults;    /* a line each; empty: none */
	struct buffer decisions; /* a line for each member that a person withheld: its code and event type */
	size_t        events, opened, withheld;
};
void verdict_end(struct verdict *verdict);

/* Judges FOLDER, which holds custody/ and catalogue/. */
void bundle_judge(const char *folder, struct verdict *out);

#endif
