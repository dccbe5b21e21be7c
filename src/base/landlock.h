/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landlock.h - a process gives up rights to files, TCP ports and, where the
 * kernel can, to abstract sockets and signals outside (landlock(7)), for good
 * and with all that it starts. Rights that the kernel's version does not know
 * yet are left out.
 */
#ifndef VIDIMUS_BASE_LANDLOCK_H
#define VIDIMUS_BASE_LANDLOCK_H

#include <vidimus/types.h>

/* How much is given up unless it is allowed. */
enum landlock_extent {
	LANDLOCK_ALL,    /* whatever the version knows */
	LANDLOCK_WRITING /* writing, making, removing, moving, truncating files; TCP; signals */
};

/* The version of Landlock that this kernel offers, or 0. */
int landlock_abi(void);

/* Rules for version `abi` that allow nothing yet: an owned descriptor, or -1 with errno. */
int landlock_begin(int abi, enum landlock_extent extent);

/* Allows to write the file, or the files below the folder, at `path`; one that is not there needs no rule. */
void landlock_allow_writing(int rules, const char *path);

/* Allows to read the files below the folder at `path`, and to list it; one that is not there needs no rule. */
void landlock_allow_reading(int rules, const char *path);

/* Allows to connect to a TCP port. False when that failed, as before version 4, whose rules hold no ports. */
CHECKED bool landlock_allow_connecting(int rules, unsigned port);

/* Puts the rules in force for this thread; it needs no_new_privs. False, with errno, when the kernel refuses. */
CHECKED bool landlock_enforce(int rules);

#endif
