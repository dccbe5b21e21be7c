/* SPDX-License-Identifier: Apache-2.0 */
/* processes.h - who is whose child, by proc(5). */
#ifndef VIDIMUS_TESTS_PROCESSES_H
#define VIDIMUS_TESTS_PROCESSES_H

#include <stddef.h>
#include <sys/types.h>

/* Processes whose parent is `parent`, zombies too; at most `room` into `out`. */
size_t children_of(pid_t parent, pid_t *out, size_t room);

#endif
