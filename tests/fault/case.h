/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case.h - bad input and faults one by one: what the program says of each,
 * which exit code it ends with, and that nothing half-done stays.
 */
#ifndef VIDIMUS_TESTS_FAULT_CASE_H
#define VIDIMUS_TESTS_FAULT_CASE_H

#include "fault/stage.h"

/* In a command below now/: the program on the catalogue `cat`. */
#define ON_CAT "$VIDIMUS -C cat "

/* cmocka's set-up and tear-down: a stage in memory with a catalogue in *state. */
int case_begin(void **state);
int case_end(void **state);
#define CASE(name) cmocka_unit_test_setup_teardown(name, case_begin, case_end)

/* What the lines of an intake or receive with --json said in all. */
struct case_counts {
	int added, known, components, failed;
};

/* Fails unless there is a summary with these counts, and as many lines. */
void case_expect_counts(const struct run *run, struct case_counts expected);

/*
 * Fails unless the path failed with this code, in one line that names the file
 * and holds the words, which say what to do.
 */
void case_expect_failed(const struct run *run, const char *path, const char *code,
                        const char *words);

/* Fails unless the file came in, as this outcome. */
void case_expect_outcome(const struct run *run, const char *path, const char *outcome);

/*
 * Fails unless standard error is one line of ours that names the catalogue
 * now/NAME and holds the words.
 */
void case_expect_refused(const struct stage *stage, const struct run *run, const char *name,
                         const char *words);

/* Runs a command in now/ that must be refused with the code, as above. */
void case_refuse(struct stage *stage, int code, const char *name, const char *words,
                 const char *command);

/* Fails unless an audit of now/cat finds nothing, staging/ is empty and no draft lies about. */
void case_expect_sound(struct stage *stage, const char *after);

/* Every file of now/NAME and of the home folder with its hash, to be compared; owned. */
char *case_bytes(struct stage *stage, const char *name);
void case_expect_bytes(struct stage *stage, const char *name, char *before);

/*
 * What stands before a command to run it as somebody who owns nothing: root
 * may read everything. "" for others than root. Gives now/ to them.
 */
const char *case_become_nobody(struct stage *stage);

/* True when mounts can be made in a name space of one's own (`unshare -m`); else says SKIPPED loudly. */
bool case_can_mount(const char *what);

/* Shell words that begin such a name space and in it run what follows up to the end. */
#define IN_MOUNTS "unshare -m sh -ec 'mount --make-rprivate /; "

#endif
