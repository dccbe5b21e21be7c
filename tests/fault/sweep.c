/* SPDX-License-Identifier: Apache-2.0 */
/* sweep.c - strace injects, we look. */
#include "fault/sweep.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS_MAX   20000
#define FIRST_POINTS 5
#define INJECTED   "(INJECTED)"
#define KILLED     137

/* Where a sweep begins that takes every so many: each fault another place. */
static unsigned
offset_of(const struct trial *trial, const struct fault *fault, unsigned step)
{
	char words[256];
	unsigned hash = 2166136261u;

	snprintf(words, sizeof words, "%s %s %s", trial->name, fault->system_call, fault->effect);
	for (const char *p = words; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return hash % step;
}

/* strace 6.1 delivers no signal where it lets the kernel choose the calls. */
static bool
is_kill(const struct fault *fault)
{
	return strncmp(fault->effect, "signal=", 7) == 0;
}

/* Runs the command with the fault at the point, from the start. */
static void
shoot(struct stage *stage, const struct trial *trial, const struct fault *fault, unsigned point,
      struct shot *shot)
{
	struct text rest = { 0 }, line;
	char trace[4096], refused[128] = "";

	snprintf(shot->words, sizeof shot->words, "%s, %s at %s %u%s", trial->name, fault->effect,
	         fault->system_call, point, fault->lasting ? " and later" : "");
	snprintf(trace, sizeof trace, "%s/trace", stage->root);
	if (fault->refused != NULL)
		snprintf(refused, sizeof refused, "-e inject=%s:error=EPERM", fault->refused);
	stage_reset(stage);
	run_shell(&shot->run, stage->now,
	          "ASAN_OPTIONS=detect_leaks=0 strace -f -qq -y %s -o '%s' -e trace=%s,%s"
	          " -e inject=%s:%s:when=%u%s %s %s",
	          is_kill(fault) ? "" : "--seccomp-bpf", trace, fault->system_call,
	          fault->refused ? fault->refused : fault->system_call, fault->system_call,
	          fault->effect, point, fault->lasting ? "+" : "", refused, trial->command);
	read_file(&shot->trace, trace);
	shot->fault = fault;
	shot->killed = shot->run.code == KILLED;
	shot->hit = shot->killed || shot_next_hit(shot, &rest, &line);
}

static void
shot_end(struct shot *shot)
{
	run_end(&shot->run);
	buffer_end(&shot->trace);
}

/* Every point of the first few, as some calls are rare, then every so many. */
static unsigned
next_point(const struct trial *trial, const struct fault *fault, unsigned point)
{
	unsigned step = stage_step();

	if (point < FIRST_POINTS)
		return point + 1;
	return point == FIRST_POINTS ? point + 1 + offset_of(trial, fault, step) : point + step;
}

static void
sweep_fault(struct stage *stage, const struct trial *trial, const struct fault *fault)
{
	unsigned taken = 0, point = 1;

	for (; point < POINTS_MAX; point = next_point(trial, fault, point)) {
		struct shot shot = { 0 };
		bool hit;

		shoot(stage, trial, fault, point, &shot);
		hit = shot.hit;
		if (hit)
			trial->judge(stage, trial, &shot);
		shot_end(&shot);
		if (!hit)
			break;
		taken++;
	}
	assert_true(point < POINTS_MAX);
	/* how a disk's folders are synced together depends on the disk */
	if (taken == 0 && strncmp(fault->system_call, "sync", 4) != 0)
		fail_msg("%s never calls %s: nothing was tried", trial->name, fault->system_call);
	print_message("%s: %s at %s%s%s: %u of fewer than %u points\n", trial->name, fault->effect,
	              fault->system_call, fault->lasting ? " and later" : "",
	              fault->refused ? ", without hard links" : "", taken, point);
}

void
sweep(struct stage *stage, const struct trial *trial, const struct fault *faults)
{
	for (const struct fault *fault = faults; fault->system_call != NULL; fault++)
		sweep_fault(stage, trial, fault);
}

static bool
holds(struct text line, const char *words)
{
	return memmem(line.p, line.n, words, strlen(words)) != NULL;
}

bool
shot_next_hit(const struct shot *shot, struct text *rest, struct text *line)
{
	if (rest->p == NULL)
		*rest = (struct text){ shot->trace.p, shot->trace.n };
	while (rest->n > 0) {
		*line = text_cut(rest, '\n');
		if (holds(*line, shot->fault->system_call) && holds(*line, INJECTED))
			return true;
	}
	return false;
}

void
shot_expect_words(const struct shot *shot, bool one)
{
	struct text rest = { shot->run.err.p, shot->run.err.n };
	unsigned lines = 0;

	for (; rest.n > 0; lines++) {
		struct text line = text_cut(&rest, '\n');

		if (line.n < 9 || memcmp(line.p, "vidimus: ", 9) != 0)
			lines = 100;
	}
	if (lines < 1 || lines > (one ? 1 : 2))
		fail_msg("%s: exit %d, and standard error says:\n%s", shot->words, shot->run.code,
		         buffer_string(&shot->run.err));
}
