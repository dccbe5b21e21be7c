/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fence.h - what a player may not do, whatever a hostile file makes of it: by
 * Landlock (landlock(7)) it writes, makes, removes and truncates no file
 * anywhere but the devices of screen and sound, opens and takes no TCP
 * connection, and signals nobody outside. It can still read what the person
 * can read, and speak to the sockets of the desktop.
 */
#ifndef VIDIMUS_CLI_FENCE_H
#define VIDIMUS_CLI_FENCE_H

#include <stdbool.h>

/* Can this kernel do so? */
bool fence_is_there(void);

/*
 * Fences the calling process in, for good, with what it runs later. `tcp_port`
 * may be connected to all the same; 0: none. False when that failed.
 */
bool fence_apply(unsigned tcp_port);

#endif
