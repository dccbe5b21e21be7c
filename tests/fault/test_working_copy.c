/* SPDX-License-Identifier: Apache-2.0 */
/* A working copy that is killed, or that the disk refuses, is there whole and in the log, or not there. */
#include "fault/sweep.h"

#include "base/text.h"

#include <string.h>

#define COPY  "$VIDIMUS -C cat working-copy E-1 --out out"
#define NAME  "out/E-000001-WORKING-COPY.jpg"
#define LABEL "out/E-000001-WORKING-COPY.txt"

static const struct fault faults[] = {
	{ "write", "signal=KILL", NULL, false },    { "write", "error=ENOSPC", NULL, false },
	{ "pwrite64", "signal=KILL", NULL, false }, { "pwrite64", "error=ENOSPC", NULL, true },
	{ "fsync", "signal=KILL", NULL, false },    { "fsync", "error=EIO", NULL, false },
	{ "linkat", "signal=KILL", NULL, false },   { "linkat", "error=ENOSPC", NULL, false },
	{ "openat", "signal=KILL", NULL, false },   { NULL, NULL, NULL, false },
};

/* A copy is the original to the byte, and no label stands without one. */
static void
expect_whole(struct stage *stage, const struct shot *shot)
{
	struct run run = { 0 };

	run_shell(&run, stage->now,
	          "if [ -e " NAME " ]; then cmp -s " NAME " ../in/photo-1.jpg || echo differs; "
	          "$VIDIMUS -C cat log show --json | grep -q copy.made || echo unlogged; fi; "
	          "[ -e " NAME " ] || [ ! -e " LABEL " ] || echo label; "
	          "if [ -e " LABEL " ]; then tail -n 1 " LABEL " | grep -q alone || echo half; fi; "
	          "ls -A out | grep -v -e '-WORKING-COPY[.]' ; true");
	if (run.out.n > 0 || run.err.n > 0)
		fail_msg("after %s: %s%s", shot->words, buffer_string(&run.out),
		         buffer_string(&run.err));
	run_end(&run);
}

static void
judge(struct stage *stage, const struct trial *trial, const struct shot *shot)
{
	struct run run = { 0 };

	(void)trial;
	stage_audit(stage, shot->words);
	expect_whole(stage, shot);
	if (!shot->killed && shot->run.code != 0)
		shot_expect_words(shot, true);
	if (shot->run.code == 0)
		expect_shell(0, &run, stage->now, "test -s " NAME " && test -s " LABEL);
	expect_shell(0, &run, stage->now, "rm -f out/E-*; " COPY);
	stage_audit(stage, shot->words);
	run_end(&run);
}

static void
a_copy_is_whole_and_logged_or_not_there(void **state)
{
	const struct trial trial = { .name = "working-copy", .command = COPY, .judge = judge };
	struct run run = { 0 };
	struct stage stage;

	(void)state;
	stage_make(&stage, STAGE_IN_MEMORY, true);
	stage_sources(&stage);
	expect_shell(0, &run, stage.now, "mkdir out && $VIDIMUS -C cat intake ../in/photo-1.jpg");
	stage_keep(&stage);
	sweep(&stage, &trial, faults);
	run_end(&run);
	stage_drop(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_whole_and_logged_or_not_there),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
