/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.h - what a child gives up before it reads the first byte of a file,
 * in this order: descriptors, resources, being looked at, privileges, files
 * (Landlock), system calls (seccomp).
 */
#ifndef VIDIMUS_WORKER_SANDBOX_H
#define VIDIMUS_WORKER_SANDBOX_H

#include "wire/task.h"
#include "worker/filter.h"

#include <vidimus/types.h>

struct sandbox {
	struct filter filter;
	int           landlock_abi; /* 0: this kernel has none */
	const char *const *readable; /* folders whose files may be read, borrowed, NULL-ended; NULL: none */
	bool          complete;     /* tried, and every part holds */
};

/*
 * Prepares and tries the sandbox in children of their own. STATUS_REFUSED with
 * the reason when a part of it does not hold; `out` may then still be used for
 * a lock-in that may be partial.
 */
CHECKED enum status sandbox_prepare(struct sandbox *out, struct error *err);

/* The same for a process that must read files below these folders (fonts); the list is borrowed until sandbox_end. */
CHECKED enum status sandbox_prepare_reading(struct sandbox *out, const char *const *readable,
                                            struct error *err);
void sandbox_end(struct sandbox *sandbox);

/* Limits what this process may use. STATUS_REFUSED when the system does not let it. */
CHECKED enum status sandbox_limit(const struct parser_limits *limits, struct error *err);

/*
 * Locks this process in for good. STATUS_REFUSED with the reason when a part
 * could not be had; the parts after it are not tried.
 */
CHECKED enum status sandbox_lock_in(const struct sandbox *sandbox, struct error *err);

/* Gives up every right to ports and to files but the readable ones by Landlock; needs no_new_privs. False, with errno, when the kernel refuses. */
CHECKED bool sandbox_give_up_files(const struct sandbox *sandbox);

/* Locks in as far as it goes. */
void sandbox_lock_in_partly(const struct sandbox *sandbox);

#endif
