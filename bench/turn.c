/* SPDX-License-Identifier: Apache-2.0 */
/* turn.c - forks, waits, and reads what the kernel counted. */
#include "turn.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds_of(struct timeval time)
{
	return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

_Noreturn static void
give_up(const char *what)
{
	perror(what);
	exit(1);
}

static void
silence(void)
{
	int nowhere = open("/dev/null", O_RDWR);

	if (nowhere < 0 || dup2(nowhere, 0) < 0 || dup2(nowhere, 1) < 0 || dup2(nowhere, 2) < 0)
		_exit(126);
}

static struct turn_cost
await(pid_t child, double begun, const char *what)
{
	struct turn_cost cost;
	struct rusage used;
	int how;

	if (child < 0 || wait4(child, &how, 0, &used) != child)
		give_up(what);
	cost.wall = seconds_now() - begun;
	cost.processor = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
	if (!WIFEXITED(how) || WEXITSTATUS(how) != 0) {
		fprintf(stderr, "%s failed\n", what);
		exit(1);
	}
	return cost;
}

struct turn_cost
turn_of_function(void (*work)(void *of), void *of)
{
	double begun = seconds_now();
	pid_t child = fork();

	if (child == 0) {
		silence();
		work(of);
		_exit(0);
	}
	return await(child, begun, "a turn");
}

struct turn_cost
turn_of_command(char *const *arguments)
{
	double begun = seconds_now();
	pid_t child = fork();

	if (child == 0) {
		silence();
		execvp(arguments[0], arguments);
		_exit(127);
	}
	return await(child, begun, arguments[0]);
}

void
turn_keep_least(struct turn_cost *least, struct turn_cost cost)
{
	if (least->wall <= 0 || cost.wall < least->wall)
		least->wall = cost.wall;
	if (least->processor <= 0 || cost.processor < least->processor)
		least->processor = cost.processor;
}
