/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spool.h - the paths of a command all together: its arguments and those of a
 * list, read to its end before the run begins, because a delivery is
 * recognised by its paths. A list is kept in memory that is no part of ours
 * (memfd_create(2)): it tells too much to lie in a temporary folder.
 */
#ifndef VIDIMUS_INTAKE_SPOOL_H
#define VIDIMUS_INTAKE_SPOOL_H

#include "intake/pipeline.h"

#define SPOOL_LIMIT ((size_t)256 << 20) /* bytes of a list */

struct spool {
	const char **paths; /* owned; what they point to is the arguments' and the list's */
	size_t       count;
	char        *list;  /* mapped */
	size_t       list_size;
};
void spool_end(struct spool *spool);

/*
 * Reads the list of a run's options. STATUS_INVALID for a path with a NUL byte
 * in a list of lines, STATUS_LIMIT for a list longer than SPOOL_LIMIT,
 * STATUS_INTERRUPTED when a signal came or the run is to stop.
 */
CHECKED enum status spool_read(struct spool *out, const struct intake_options *options,
                               struct error *err);

#endif
