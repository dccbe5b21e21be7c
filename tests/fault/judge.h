/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h - what must hold after a fault at any point of a command:
 *
 *	an audit finds no damage;
 *	everything that the command had reported is there, with the right hash;
 *	the same command, run again, ends as if nothing had happened.
 */
#ifndef VIDIMUS_TESTS_FAULT_JUDGE_H
#define VIDIMUS_TESTS_FAULT_JUDGE_H

#include "fault/sweep.h"

/* Sweeps of `init`, of an intake of the stage's sources, and of a `describe`. */
void judge_init(const struct fault *faults);
void judge_intake(enum stage_place place, const struct fault *faults);
void judge_edit(const struct fault *faults);

#endif
