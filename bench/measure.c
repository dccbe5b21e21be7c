/* SPDX-License-Identifier: Apache-2.0 */
/* measure.c - a monotonic clock and a thread that watches /proc/self/status. */
#include "measure.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct timespec  begun;
static atomic_bool      ended;
static _Atomic(int64_t) highest;
static pthread_t        watcher;

static void
look(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[128];
	long long now = 0;

	while (status != NULL && fgets(line, sizeof line, status) != NULL) {
		if (sscanf(line, "RssAnon: %lld kB", &now) == 1)
			break;
	}
	if (status != NULL)
		fclose(status);
	if (now > highest)
		highest = now;
}

static void *
watch(void *unused)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	while (!ended) {
		look();
		nanosleep(&pause, NULL);
	}
	return unused;
}

void
measure_begin(void)
{
	ended = false;
	highest = 0;
	if (pthread_create(&watcher, NULL, watch, NULL) != 0) {
		fputs("cannot begin a thread\n", stderr);
		exit(1);
	}
	clock_gettime(CLOCK_MONOTONIC, &begun);
}

struct measured
measure_end(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	look();
	ended = true;
	pthread_join(watcher, NULL);
	return (struct measured){
		(double)(now.tv_sec - begun.tv_sec) + 1e-9 * (double)(now.tv_nsec - begun.tv_nsec),
		highest,
	};
}
