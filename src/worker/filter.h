/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.h - the white-list of system calls of a locked-in child (seccomp(2)):
 * memory, threads of its own, reading what is open, writing its report,
 * ending. A few that libraries try in vain fail; any other kills the process.
 */
#ifndef VIDIMUS_WORKER_FILTER_H
#define VIDIMUS_WORKER_FILTER_H

#include <vidimus/types.h>

#include <linux/filter.h>

struct filter {
	struct sock_filter *steps; /* owned */
	unsigned short      count;
};

/*
 * Makes the filter once, for many children. With `reading`, files may also be
 * opened for reading and mapped: which ones, Landlock says. STATUS_REFUSED when
 * libseccomp cannot.
 */
CHECKED enum status filter_make(struct filter *out, bool reading, struct error *err);
void filter_end(struct filter *filter);

/*
 * Puts this process, which must have one thread and no_new_privs, under the
 * filter for good. False, with errno set, when the kernel refuses.
 */
CHECKED bool filter_install(const struct filter *filter);

#endif
