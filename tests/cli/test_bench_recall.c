/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bench_recall.c - the benchmark of recall in small: what it prints, a mirrored
 * picture found again, look-alikes told apart from what was asked.
 */
#include "catalogue.h"

#include <string.h>

/* Two bases, two edits of each, and two screenshots that look alike. */
static void
run_bench(const char *folder, struct run *run)
{
	expect_shell(0, run, folder,
	             "mkdir bases && convert -seed 3 -size 300x200 plasma:fractal bases/one.jpg && "
	             "convert -seed 9 -size 300x200 plasma:fractal bases/two.jpg && "
	             VIDIMUS_SOURCE "/bench/edits/lookalikes likes 2 chat && "
	             "RECALL_EDITS='mirror letterbox12' " VIDIMUS_SOURCE "/bench/recall '"
	             VIDIMUS_WORKERS "' bases work likes 2>progress");
}

static bool
has_line(const struct run *run, const char *line)
{
	return strstr(buffer_string(&run->out), line) != NULL;
}

static void
edits_of_pictures_are_found_and_counted(void **state)
{
	SCOPED(run) run = { 0 };

	run_bench(*state, &run);
	assert_true(has_line(&run, "letterbox12     2 1.000\n"));
	assert_true(has_line(&run, "mirror          2 1.000\n"));
	assert_true(has_line(&run, "distractors: 0 false pairs of 6, 0.00 a million\n"));
	assert_true(has_line(&run, "image: macro average 1.000 of 2 edits; precision 1.0000; 0 false pairs of 12, 0.00 a million; "));
	assert_true(has_line(&run, "mirror          2 0.000\n")); /* plain PDQ */
	assert_true(has_line(&run, "plain PDQ: macro average 0.000 of 2 edits\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(edits_of_pictures_are_found_and_counted,
		                                begin_folder, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
