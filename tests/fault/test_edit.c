/* SPDX-License-Identifier: Apache-2.0 */
/* An edit that is killed, or that the disk refuses, is there whole or not at all. */
#include "fault/judge.h"

static const struct fault faults[] = {
	{ "write", "signal=KILL", NULL, false },     { "write", "error=ENOSPC", NULL, false },
	{ "write", "error=EIO", NULL, false },       { "pwrite64", "error=EIO", NULL, false },
	{ "pwrite64", "signal=KILL", NULL, false },  { "pwrite64", "error=ENOSPC", NULL, false },
	{ "pwrite64", "error=EIO", NULL, true },     { "fsync", "signal=KILL", NULL, false },
	{ "fsync", "error=EIO", NULL, false },       { "fdatasync", "signal=KILL", NULL, false },
	{ "fsync", "error=ENOSPC", NULL, false },    { "fdatasync", "error=ENOSPC", NULL, false },
	{ "fdatasync", "error=EIO", NULL, false },   { "rename", "signal=KILL", NULL, false },
	{ "rename", "error=ENOSPC", NULL, false },   { "rename", "error=EIO", NULL, false },
	{ "ftruncate", "signal=KILL", NULL, false }, { "ftruncate", "error=EIO", NULL, false },
	{ "ftruncate", "error=ENOSPC", NULL, false },
	/* the trial of the file system */
	{ "linkat", "signal=KILL", NULL, false },    { "linkat", "error=EIO", NULL, false },
	{ "renameat2", "signal=KILL", NULL, false }, { "unlinkat", "signal=KILL", NULL, false },
	{ NULL, NULL, NULL, false },
};

static void
edit_is_whole_or_not_at_all(void **state)
{
	(void)state;
	judge_edit(faults);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(edit_is_whole_or_not_at_all) };

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
