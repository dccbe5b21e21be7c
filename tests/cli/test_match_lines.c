/* SPDX-License-Identifier: Apache-2.0 */
/* test_match_lines.c - a folder of many copies does not flood who takes it in; JSON has them all. */
#include "cli/catalogue.h"


/* Eight, each of which is like each other: 28 matches. */
static const char make_copies[] =
	"mkdir $d; convert -size 256x192 -seed 7 plasma: -depth 8 $d/plasma.png; "
	"for i in $(seq 1 8); do convert $d/plasma.png -resize $((100 + 16 * i))x $d/$i.png; done; rm $d/plasma.png; ";

static size_t
match_lines(const struct run *run)
{
	size_t n = 0;

	for (const char *at = buffer_string(&run->out); (at = strstr(at, "looks or sounds like")) != NULL; at++)
		n++;
	return n;
}

static void
the_first_are_printed_and_the_rest_counted(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "d=many; %s" V "intake many", make_copies);
	assert_int_equal(match_lines(&run), 20);
	assert_out(&run, "28 matches are proposed, the first of which stand above; vidimus match list");
	expect_shell(0, &run, *state, V "match list --json | wc -l");
	assert_out(&run, "28");
}

static void
one_is_told_as_one(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "d=few; %s rm few/[3-8].png; " V "intake few", make_copies);
	assert_int_equal(match_lines(&run), 1);
	assert_out(&run, "1 match is proposed; vidimus match list shows it");
}

static void
json_has_all(void **state)
{
	SCOPED(run) run = { 0 };
	size_t matches = 0;

	expect_shell(0, &run, *state, "d=all; %s" V "intake --json all", make_copies);
	for (size_t i = 0; i < line_count(&run); i++) {
		SCOPED_JSON json_t *line = json_line(&run, i);

		matches += json_array_size(json_object_get(line, "matches"));
	}
	assert_int_equal(matches, 28);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_are_printed_and_the_rest_counted),
		TEST(one_is_told_as_one),
		TEST(json_has_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
