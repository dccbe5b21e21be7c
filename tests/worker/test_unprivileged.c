/* SPDX-License-Identifier: Apache-2.0 */
/* test_unprivileged.c - the same attacks again as an ordinary user, when the suite runs as root. */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define AS_NOBODY "TMPDIR=/tmp setpriv --reuid=65534 --regid=65534 --clear-groups "

static void
run_as_nobody(const char *program)
{
	char *folder = folder_make();
	struct run run = { 0 };

	expect_shell(0, &run, folder, AS_NOBODY "%s/%s 2>&1", VIDIMUS_TEST_PROGRAMS, program);
	print_message("%s", buffer_string(&run.out));
	run_end(&run);
	folder_remove(folder);
}

static void
test_attacks(void **state)
{
	(void)state;
	run_as_nobody("test_worker_attacks");
}

static void
test_lifetime(void **state)
{
	(void)state;
	run_as_nobody("test_worker_lifetime");
}

static void
test_incomplete(void **state)
{
	(void)state;
	run_as_nobody("test_worker_incomplete");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attacks),
		cmocka_unit_test(test_lifetime),
		cmocka_unit_test(test_incomplete),
	};

	if (geteuid() != 0) {
		print_message("SKIPPED: this is an ordinary user already\n");
		return SKIPPED_EXIT;
	}
	if (system(AS_NOBODY "test -x " VIDIMUS_TEST_PROGRAMS "/test_worker_attacks") != 0) {
		print_message("SKIPPED: an ordinary user cannot run the tests where they lie\n");
		return SKIPPED_EXIT;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
