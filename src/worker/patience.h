/* SPDX-License-Identifier: Apache-2.0 */
/* patience.h - when a fingerprint has to end, so that what there is of it is told. */
#ifndef VIDIMUS_WORKER_PATIENCE_H
#define VIDIMUS_WORKER_PATIENCE_H

#include "wire/task.h"

#include <stdbool.h>

/* How long a fingerprint may take, so that it is told before the process is killed. */
struct patience {
	double processor_from, processor_to; /* seconds of this process's processor time; alike: no limit */
	double passed_from, passed_to;       /* on the monotonic clock, by which a loaded machine kills; alike: no limit */
};

/* Begins now, with the task's limits. */
struct patience patience_of(const struct parser_task *task);

/* The share that is spent, 0 to 1 and above; 0 where nothing is limited. */
double patience_spent(const struct patience *patience);
bool is_impatient(const struct patience *patience);

#endif
