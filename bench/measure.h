/* SPDX-License-Identifier: Apache-2.0 */
/* measure.h - time passed and memory taken, for one thing after the other. */
#ifndef VIDIMUS_BENCH_MEASURE_H
#define VIDIMUS_BENCH_MEASURE_H

#include <stdint.h>

/* Begins a measurement; a thread looks at this process's RssAnon every 5 ms until it ends. */
void measure_begin(void);

struct measured {
	double  seconds;
	int64_t anonymous; /* highest RssAnon seen, KiB (proc_pid_status(5)) */
};

/* Ends it. */
struct measured measure_end(void);

#endif
