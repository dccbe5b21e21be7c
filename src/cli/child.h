/* SPDX-License-Identifier: Apache-2.0 */
/* child.h - waiting for a program that a person works with: an editor, a player. */
#ifndef VIDIMUS_CLI_CHILD_H
#define VIDIMUS_CLI_CHILD_H

#include <sys/types.h>

/*
 * Waits for its end and returns its state (waitpid(2)). When we are asked to
 * stop, it is told to end (SIGTERM), once; where `patience` is not 0, it is
 * killed so many milliseconds after that.
 */
int child_wait(pid_t child, unsigned patience);

#endif
