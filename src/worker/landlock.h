/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landlock.h - a process gives up every right to files, TCP ports, and, where
 * the kernel can, to abstract sockets and signals outside (landlock(7)).
 */
#ifndef VIDIMUS_WORKER_LANDLOCK_H
#define VIDIMUS_WORKER_LANDLOCK_H

#include <vidimus/types.h>

/* The version of Landlock that this kernel offers, or 0. */
int landlock_abi(void);

/*
 * Leaves this thread and all that it starts without any right that version
 * `abi` knows; needs no_new_privs. False, with errno set, when the kernel refuses.
 */
CHECKED bool landlock_give_up(int abi);

#endif
