/* SPDX-License-Identifier: Apache-2.0 */
/* An intake that is killed at any instant keeps what it reported; the same command does the rest. */
#include "fault/judge.h"

static const struct fault kills[] = {
	{ "write", "signal=KILL", NULL, false },   { "pwrite64", "signal=KILL", NULL, false },
	{ "fsync", "signal=KILL", NULL, false },   { "fdatasync", "signal=KILL", NULL, false },
	{ "rename", "signal=KILL", NULL, false },  { "linkat", "signal=KILL", NULL, false },
	{ "mkdirat", "signal=KILL", NULL, false }, { "ftruncate", "signal=KILL", NULL, false },
	{ "unlinkat", "signal=KILL", NULL, false },
	/* without hard links, files in staging/ have names and are renamed */
	{ "renameat2", "signal=KILL", "linkat", false },
	{ "unlinkat", "signal=KILL", "linkat", false },
	{ NULL, NULL, NULL, false },
};

/* A disk's files and folders are synced together. */
static const struct fault kills_on_disk[] = {
	{ "syncfs", "signal=KILL", NULL, false },
	{ "sync_file_range", "signal=KILL", NULL, false },
	{ "fsync", "signal=KILL", NULL, false },
	{ NULL, NULL, NULL, false },
};

static void
killed_intake_goes_on(void **state)
{
	(void)state;
	judge_intake(STAGE_IN_MEMORY, kills);
}

static void
killed_intake_on_a_disk_goes_on(void **state)
{
	(void)state;
	judge_intake(STAGE_ON_DISK, kills_on_disk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_intake_goes_on),
		cmocka_unit_test(killed_intake_on_a_disk_goes_on),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
