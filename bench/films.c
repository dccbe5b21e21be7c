/* SPDX-License-Identifier: Apache-2.0 */
/*
 * films.c - what fingerprinting a film costs beside decoding it by
 * `ffmpeg -threads 1 -i FILE -map 0:v -f null -`: one thread each, in turns.
 *
 *	bench_films ROUNDS FILE…
 *
 * Prints for each file, and for all together, the processor time of each way
 * (least of the rounds) and its ratio to ffmpeg's; then the same of the time that passed.
 */
#include "turn.h"

#include "base/scoped.h"
#include "worker/av/av_fingerprint.h"
#include "worker/av/av_parser.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
parse_both(const struct parser_input *input, const struct parser_task *task,
           const struct patience *patience, struct report *report)
{
	fingerprint_film(input, task, patience, report);
	fingerprint_sound(input, task, patience, report);
}

/* One way of working on a file; `parse` NULL: by ffmpeg. */
static const struct way {
	const char        *name;
	void (*parse)(const struct parser_input *input, const struct parser_task *task,
	              const struct patience *patience, struct report *report);
	enum parser_frames frames;
	const char        *aim;
} ways[] = {
	{ "ffmpeg", NULL, PARSER_FRAMES_DENSE, "" },
	{ "pictures, one a second", fingerprint_film, PARSER_FRAMES_ONE_SECOND, " (aim 1.1)" },
	{ "pictures, dense", fingerprint_film, PARSER_FRAMES_DENSE, " (aim 1.5)" },
	{ "pictures, all", fingerprint_film, PARSER_FRAMES_ALL, "" },
	{ "pictures and sound, dense", parse_both, PARSER_FRAMES_DENSE, "" },
};
#define WAYS (sizeof ways / sizeof *ways)

struct work {
	const struct way *way;
	char             *path;
};

static void
parse(void *of)
{
	const struct work *work = of;
	const struct parser_task task = { .work = PARSER_FINGERPRINT, .frames = work->way->frames };
	SCOPED_FD file = open(work->path, O_RDONLY | O_CLOEXEC);
	const struct patience patience = patience_of(&task);
	struct report *report = report_open(STDOUT_FILENO);
	struct parser_input input;

	if (file < 0 || report == NULL || parser_input_open(file, &input, NULL) != STATUS_OK)
		_exit(1);
	work->way->parse(&input, &task, &patience, report);
	report_end(report);
	report_close(report);
	parser_input_close(&input);
}

static struct turn_cost
take_turn(const struct way *way, char *path)
{
	char *ffmpeg[] = { "ffmpeg", "-nostdin", "-threads", "1", "-i", path, "-map", "0:v",
		           "-f", "null", "-", NULL };
	struct work work = { way, path };

	return way->parse ? turn_of_function(parse, &work) : turn_of_command(ffmpeg);
}

static void
print(const char *what, const struct turn_cost costs[WAYS])
{
	printf("%s\n", what);
	for (size_t w = 0; w < WAYS; w++)
		printf("  %-26s %8.3f s, %5.2f times ffmpeg's%s; passed %8.3f s, %5.2f\n",
		       ways[w].name, costs[w].processor, costs[w].processor / costs[0].processor,
		       ways[w].aim, costs[w].wall, costs[w].wall / costs[0].wall);
	fflush(stdout);
}

static void
measure(char *path, long rounds, struct turn_cost sum[WAYS])
{
	struct turn_cost least[WAYS] = { { 0 } };

	for (long round = 0; round < rounds; round++)
		for (size_t w = 0; w < WAYS; w++)
			turn_keep_least(&least[w], take_turn(&ways[w], path));
	for (size_t w = 0; w < WAYS; w++) {
		sum[w].processor += least[w].processor;
		sum[w].wall += least[w].wall;
	}
	print(path, least);
}

/* What a start of ffmpeg costs, which is in its times, and no decoding. */
static void
print_start(long rounds)
{
	char *version[] = { "ffmpeg", "-version", NULL };
	struct turn_cost least = { 0 };

	for (long round = 0; round < rounds; round++)
		turn_keep_least(&least, turn_of_command(version));
	printf("of ffmpeg's time %.3f s a file are its start\n", least.processor);
}

int
main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[1]) : 0;
	struct turn_cost sum[WAYS] = { { 0 } };

	if (rounds < 1) {
		fputs("usage: bench_films ROUNDS FILE...\n", stderr);
		return 2;
	}
	av_parser.warm();
	for (int i = 2; i < argc; i++)
		measure(argv[i], rounds, sum);
	print("all of them", sum);
	print_start(rounds);
	return 0;
}
