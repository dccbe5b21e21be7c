/* SPDX-License-Identifier: Apache-2.0 */
/* patience.c - a task's seconds against the clocks of this process and of the machine. */
#include "worker/patience.h"

#include <time.h>

static double
seconds_on(clockid_t clock)
{
	struct timespec time;

	return clock_gettime(clock, &time) == 0 ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec : 0;
}

/* A limit that is used up when the fingerprint begins is one nevertheless. */
#define LEAST_SECONDS 0.001

struct patience
patience_of(const struct parser_task *task)
{
	double used = seconds_on(CLOCK_PROCESS_CPUTIME_ID), now = seconds_on(CLOCK_MONOTONIC);
	double left = task->seconds > used ? task->seconds - used : LEAST_SECONDS;

	return (struct patience){ .processor_from = used,
		                  .processor_to = task->seconds > 0 ? used + left : used,
		                  .passed_from = now,
		                  .passed_to = now + task->passing_seconds };
}

static double
share(double from, double at, double to)
{
	return to > from ? (at - from) / (to - from) : 0;
}

double
patience_spent(const struct patience *p)
{
	double processor = share(p->processor_from, seconds_on(CLOCK_PROCESS_CPUTIME_ID), p->processor_to);
	double passed = share(p->passed_from, seconds_on(CLOCK_MONOTONIC), p->passed_to);

	return processor > passed ? processor : passed;
}

bool
is_impatient(const struct patience *patience)
{
	return patience_spent(patience) >= 1;
}
