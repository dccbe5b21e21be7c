/* SPDX-License-Identifier: Apache-2.0 */
/* judge_internal.h - what the judges share. */
#ifndef VIDIMUS_TESTS_FAULT_JUDGE_INTERNAL_H
#define VIDIMUS_TESTS_FAULT_JUDGE_INTERNAL_H

#include "fault/judge.h"

/* The tables of now/cat; owned. Without order, which of two equal files came first is left out. */
char *judge_contents(struct stage *stage, bool in_order);

/* Fails the test with the first line that differs. */
void judge_same(const char *expected, const char *got, const char *words);

#endif
