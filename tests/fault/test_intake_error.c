/* SPDX-License-Identifier: Apache-2.0 */
/* An intake to which the disk says no fails the file it was about, never tries it again, and does the others. */
#include "fault/judge.h"

static const struct fault errors[] = {
	{ "write", "error=ENOSPC", NULL, false },    { "pwrite64", "error=ENOSPC", NULL, false },
	{ "pwrite64", "error=EIO", NULL, false },    { "pwrite64", "error=ENOSPC", NULL, true },
	{ "fsync", "error=EIO", NULL, false },       { "fsync", "error=EIO", NULL, true },
	{ "fdatasync", "error=EIO", NULL, false },   { "rename", "error=EIO", NULL, false },
	{ "linkat", "error=ENOSPC", NULL, false },   { "ftruncate", "error=EIO", NULL, false },
	{ "mkdirat", "error=ENOSPC", NULL, false },  { "mkdirat", "error=EIO", NULL, false },
	{ "write", "error=EIO", NULL, false },       { "fsync", "error=ENOSPC", NULL, false },
	{ "fdatasync", "error=ENOSPC", NULL, false }, { "rename", "error=ENOSPC", NULL, false },
	{ "linkat", "error=EIO", NULL, false },      { "ftruncate", "error=ENOSPC", NULL, false },
	/* without hard links, files in staging/ have names and are renamed */
	{ "renameat2", "error=EIO", "linkat", false },
	{ "renameat2", "error=ENOSPC", "linkat", false },
	{ NULL, NULL, NULL, false },
};

/* A disk's files and folders are synced together. */
static const struct fault errors_on_disk[] = {
	{ "syncfs", "error=EIO", NULL, false },
	{ "syncfs", "error=ENOSPC", NULL, true },
	{ "sync_file_range", "error=EIO", NULL, false },
	{ "fsync", "error=EIO", NULL, false },
	{ NULL, NULL, NULL, false },
};

static void
failed_intake_does_the_rest(void **state)
{
	(void)state;
	judge_intake(STAGE_IN_MEMORY, errors);
}

static void
failed_intake_on_a_disk_does_the_rest(void **state)
{
	(void)state;
	judge_intake(STAGE_ON_DISK, errors_on_disk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failed_intake_does_the_rest),
		cmocka_unit_test(failed_intake_on_a_disk_does_the_rest),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
