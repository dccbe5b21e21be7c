/* SPDX-License-Identifier: Apache-2.0 */
/* `vidimus init` that is killed at any instant leaves a catalogue or none, and can be said again. */
#include "fault/judge.h"

static const struct fault kills[] = {
	{ "write", "signal=KILL", NULL, false },     { "pwrite64", "signal=KILL", NULL, false },
	{ "fsync", "signal=KILL", NULL, false },     { "fdatasync", "signal=KILL", NULL, false },
	{ "rename", "signal=KILL", NULL, false },    { "renameat2", "signal=KILL", NULL, false },
	{ "linkat", "signal=KILL", NULL, false },    { "ftruncate", "signal=KILL", NULL, false },
	{ "mkdir", "signal=KILL", NULL, false },     { "mkdirat", "signal=KILL", NULL, false },
	{ "unlink", "signal=KILL", NULL, false },    { "unlinkat", "signal=KILL", NULL, false },
	{ NULL, NULL, NULL, false },
};

static void
killed_init_can_be_repeated(void **state)
{
	(void)state;
	judge_init(kills);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(killed_init_can_be_repeated) };

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
