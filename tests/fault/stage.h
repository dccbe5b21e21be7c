/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage.h - a place where the same command can be tried again and again from
 * the same start.
 *
 *	ROOT/start/   home/ and whatever else a trial begins with
 *	ROOT/now/     a copy of it, always under this name: a catalogue knows where it lies
 *	ROOT/in/      sources; never copied, so that their times stay
 */
#ifndef VIDIMUS_TESTS_FAULT_STAGE_H
#define VIDIMUS_TESTS_FAULT_STAGE_H

#include "support/support.h"

struct stage {
	char *root;  /* owned; removed at the end */
	char *start; /* owned */
	char *now;   /* owned */
};

/*
 * Makes the folders. In memory, where the machine has room for that, syncs cost
 * nothing: what is shown here is the death of a process, not of a disk. On a
 * disk a vault may sync in other ways. With `catalogue`, the start is a
 * catalogue `cat` whose key `ana` has no passphrase.
 */
enum stage_place { STAGE_IN_MEMORY, STAGE_ON_DISK };
void stage_make(struct stage *stage, enum stage_place place, bool catalogue);
void stage_drop(struct stage *stage);

/* Writes the sources of an intake into in/: STAGE_FILES files, of which STAGE_OBJECTS differ. */
#define STAGE_FILES   12
#define STAGE_OBJECTS 11
void stage_sources(struct stage *stage);

/* now/ is what start/ is; the other way round. */
void stage_reset(struct stage *stage);
void stage_keep(struct stage *stage);

/* Is every fault point to be taken (VIDIMUS_TEST_FULL), and else every how many? */
unsigned stage_step(void);

/*
 * `vidimus audit` of now/cat, by nobody, so that it is not recorded. Fails the
 * test unless nothing is damaged; leftovers and unreferenced files are none.
 */
void stage_audit(struct stage *stage, const char *after);

/* For main(): without strace says so loudly and exits with SKIPPED_EXIT. */
void stage_need_strace(void);

#endif
