/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sweep.h - one command, with a fault in its first call of some system call,
 * then in its second, and so on until there is no such call.
 *
 * strace counts calls a thread, so which of several threads meets a fault may
 * differ from run to run; the main thread, which makes everything durable,
 * meets each of its own.
 */
#ifndef VIDIMUS_TESTS_FAULT_SWEEP_H
#define VIDIMUS_TESTS_FAULT_SWEEP_H

#include "fault/stage.h"

struct fault {
	const char *system_call; /* as strace names it */
	const char *effect;      /* "signal=KILL", "error=EIO" */
	const char *refused;     /* a call that the file system does not offer (EPERM), or NULL */
	bool        lasting;     /* every later call fails too */
};

/* What one point left behind. */
struct shot {
	const struct fault *fault;
	char          words[160]; /* "intake, error=EIO at fsync 3", for messages */
	struct run    run;
	struct buffer trace; /* lines of the system call, with the path of each descriptor */
	bool          hit;   /* the fault happened */
	bool          killed;
};

struct trial {
	const char *name;
	const char *command; /* of a shell in now/, after `strace …` */
	/* Looks at what a point left, in now/; fails the test when that is wrong. */
	void (*judge)(struct stage *stage, const struct trial *trial, const struct shot *shot);
	/* What the judge compares with: all tables, and the same whatever came first. */
	const char *clean, *clean_unordered;
};

/* Takes the points of all faults (the last has system_call NULL) and says how many there were. */
void sweep(struct stage *stage, const struct trial *trial, const struct fault *faults);

/* The next traced line in which the fault happened, borrowed; *rest is { 0 } at first. */
bool shot_next_hit(const struct shot *shot, struct text *rest, struct text *line);

/* Fails the test unless standard error is lines of ours: one, or at most a note and the failure. */
void shot_expect_words(const struct shot *shot, bool one);

#endif
