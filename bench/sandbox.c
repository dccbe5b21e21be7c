/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.c - what parsing apart costs: each file examined in this process, and
 * by a fresh, locked-in child of the fork server beside it.
 *
 *	bench_sandbox_image [-f] ROUNDS TYPE FILE…
 *
 * TYPE is the media type that a signature would tell of all of them; with -f they
 * are fingerprinted too, as an intake has it done. Prints milliseconds a file, the
 * median of the rounds.
 */
#include "base/error.h"
#include "base/scoped.h"
#include "media/worker.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

extern const struct parser BENCH_PARSER;

struct files {
	char      **paths;
	int         count;
	const char *type;
	bool        fingerprint;
};

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

_Noreturn static void
give_up(const char *what, const char *path)
{
	fprintf(stderr, "%s: %s\n", what, path);
	exit(1);
}

static struct parser_task
task_of(const struct files *files)
{
	struct parser_task task = { .work = PARSER_EXAMINE, .then_fingerprint = files->fingerprint };

	snprintf(task.media_type, sizeof task.media_type, "%s", files->type);
	return task;
}

static void
examine_here(const struct files *files, const char *path)
{
	const struct parser_task task = task_of(files);
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	SCOPED_FD report = memfd_create("report", MFD_CLOEXEC);
	struct parser_input input;

	if (file < 0 || report < 0 || parser_input_open(file, &input, NULL) != STATUS_OK ||
	    !parser_run(&BENCH_PARSER, &input, &task, report))
		give_up("cannot parse", path);
	parser_input_close(&input);
}

static void
examine_apart(struct worker *worker, const struct files *files, const char *path)
{
	const struct parser_task task = task_of(files);
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	SCOPED(examination) got = { 0 };
	SCOPED(examination) second = { 0 };
	SCOPED(fingerprints) fingerprints = { 0 };
	struct error err;
	off_t size = file >= 0 ? lseek(file, 0, SEEK_END) : 0;
	enum status st;

	if (size <= 0)
		give_up("cannot open", path);
	if (files->fingerprint)
		st = worker_examine_and_fingerprint(worker, file, (uint64_t)size, &task, &got,
		                                    &fingerprints, &second, &err);
	else
		st = worker_examine(worker, file, (uint64_t)size, &task, NULL, &got, &err);
	if (st != STATUS_OK)
		give_up(err.text, path);
}

/* Milliseconds a file of one round. */
static double
time_round(struct worker *worker, const struct files *files)
{
	double began = seconds_now();

	for (int i = 0; i < files->count; i++) {
		if (worker != NULL)
			examine_apart(worker, files, files->paths[i]);
		else
			examine_here(files, files->paths[i]);
	}
	return (seconds_now() - began) * 1000 / files->count;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median_of(struct worker *worker, const struct files *files, int rounds)
{
	SCOPED_FREE double *times = calloc((size_t)rounds, sizeof *times);

	if (times == NULL)
		give_up("out of memory", "");
	time_round(worker, files); /* warm */
	for (int i = 0; i < rounds; i++)
		times[i] = time_round(worker, files);
	qsort(times, (size_t)rounds, sizeof *times, compare);
	return times[rounds / 2];
}

int
main(int argc, char **argv)
{
	const struct worker_settings settings = { .folder = BENCH_WORKERS };
	bool fingerprint = argc > 1 && strcmp(argv[1], "-f") == 0;
	char **words = argv + fingerprint;
	int count = argc - fingerprint, rounds = count > 1 ? atoi(words[1]) : 0;
	struct files files = { words + 3, count - 3, count > 2 ? words[2] : "", fingerprint };
	struct worker *worker;
	struct error err;
	double here, apart;

	if (count < 4 || rounds < 1) {
		fprintf(stderr, "usage: %s [-f] ROUNDS TYPE FILE…\n", argv[0]);
		return 2;
	}
	BENCH_PARSER.warm();
	here = median_of(NULL, &files, rounds);
	if (worker_open(&worker, &settings, &err) != STATUS_OK)
		give_up(err.text, "");
	apart = median_of(worker, &files, rounds);
	worker_close(worker);
	printf("%s, %d files: %.2f ms in process, %.2f ms sandboxed, %.2f ms more\n", files.type,
	       files.count, here, apart, apart - here);
	return 0;
}
