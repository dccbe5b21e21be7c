/* SPDX-License-Identifier: Apache-2.0 */
/* `vidimus init` to which the disk says no leaves a catalogue or none, says so in one line, and can be said again. */
#include "fault/judge.h"

static const struct fault errors[] = {
	{ "write", "error=ENOSPC", NULL, false },    { "pwrite64", "error=ENOSPC", NULL, false },
	{ "pwrite64", "error=EIO", NULL, false },    { "pwrite64", "error=ENOSPC", NULL, true },
	{ "fsync", "error=EIO", NULL, false },       { "fdatasync", "error=EIO", NULL, false },
	{ "rename", "error=EIO", NULL, false },      { "renameat2", "error=ENOSPC", NULL, false },
	{ "linkat", "error=ENOSPC", NULL, false },   { "ftruncate", "error=EIO", NULL, false },
	{ "write", "error=EIO", NULL, false },       { "fsync", "error=ENOSPC", NULL, false },
	{ "fdatasync", "error=ENOSPC", NULL, false }, { "rename", "error=ENOSPC", NULL, false },
	{ "renameat2", "error=EIO", NULL, false },   { "linkat", "error=EIO", NULL, false },
	{ "ftruncate", "error=ENOSPC", NULL, false },
	{ "mkdir", "error=ENOSPC", NULL, false },    { "mkdirat", "error=ENOSPC", NULL, false },
	{ NULL, NULL, NULL, false },
};

static void
failed_init_can_be_repeated(void **state)
{
	(void)state;
	judge_init(errors);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(failed_init_can_be_repeated) };

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
