/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c - runs a command and appends "LABEL SECONDS KIB CODE" to a file: time
 * on the wall, highest RssAnon of the process (proc_pid_status(5), looked at
 * every 2 ms), exit code.
 *
 *	bench_run FILE LABEL COMMAND [ARGUMENT…]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static long
anonymous(const char *path)
{
	char text[4096] = { 0 }, *line;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = file < 0 ? -1 : read(file, text, sizeof text - 1);

	if (file >= 0)
		close(file);
	line = n > 0 ? strstr(text, "RssAnon:") : NULL;
	return line ? atol(line + strlen("RssAnon:")) : 0;
}

int
main(int argc, char **argv)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	double begun = now(), took;
	char path[64];
	long highest = 0;
	int status = 0;
	FILE *results;
	pid_t child;

	if (argc < 4) {
		fputs("usage: bench_run FILE LABEL COMMAND [ARGUMENT…]\n", stderr);
		return 2;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	snprintf(path, sizeof path, "/proc/%ld/status", (long)child);
	while (child > 0 && waitpid(child, &status, WNOHANG) == 0) {
		long seen = anonymous(path);

		highest = seen > highest ? seen : highest;
		nanosleep(&pause, NULL);
	}
	took = now() - begun;
	results = fopen(argv[1], "ae");
	if (child < 0 || results == NULL ||
	    fprintf(results, "%s %.4f %ld %d\n", argv[2], took, highest,
	            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)) < 0 ||
	    fclose(results) != 0) {
		perror("bench_run");
		return 1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
