/* SPDX-License-Identifier: Apache-2.0 */
/* person.h - somebody at a real (pseudo) terminal, who reads and types. */
#ifndef VIDIMUS_TESTS_PERSON_H
#define VIDIMUS_TESTS_PERSON_H

#include "base/buffer.h"

#include <vidimus/types.h>

#include <sys/types.h>

struct person {
	int           fd;    /* the other side of the terminal */
	pid_t         child; /* leader of the terminal's session */
	struct buffer seen;  /* everything that appeared so far */
	size_t        read;  /* how much of it was expected already */
};

/*
 * Runs `work` in a child whose standard streams and controlling terminal are a
 * new pseudo-terminal of 80 columns; what it returns is the exit code.
 */
void person_begin(struct person *person, int (*work)(void *context), void *context);

/* The same with a shell and its command (support.h), in `folder`. */
void person_shell(struct person *person, const char *folder, const char *command);

/* Waits until the words appear after those of the last call; fails the test after 20 s. */
void person_expect(struct person *person, const char *words);

/* Types bytes, "\r" for Enter, "\003" for Ctrl-C. */
void person_type(struct person *person, const char *bytes);

/* True while the terminal shows what is typed. */
bool person_sees_typing(const struct person *person);

/* Reads what is left, waits for the end; exit code, or 128 + signal. `seen` stays until person_free. */
int person_end(struct person *person);
void person_free(struct person *person);

#endif
