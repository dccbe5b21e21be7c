/* SPDX-License-Identifier: Apache-2.0 */
/* test_human.c - sizes, rates, durations and the nearest word. */
#include "cli/human.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/nearest.h"
#include "cli/wrap.h"

#include <string.h>

static void
size_is(uint64_t bytes, const char *expected)
{
	char out[HUMAN_TEXT_SIZE];

	assert_string_equal(human_size(out, bytes), expected);
}

static void
sizes_round_and_keep_three_figures(void **state)
{
	(void)state;
	size_is(0, "0 B");
	size_is(999, "999 B");
	size_is(1000, "1 kB");
	size_is(1049, "1 kB");
	size_is(1050, "1.1 kB");
	size_is(12400000, "12.4 MB");
	size_is(88000000000, "88 GB");
	size_is(99949, "99.9 kB");
	size_is(99950, "100 kB");
	size_is(142600000, "143 MB");
	size_is(999499, "999 kB");
	size_is(999500, "1 MB");
	size_is(999999999, "1 GB");
	size_is(UINT64_MAX, "18.4 EB");
}

static void
durations_read_well(void **state)
{
	char out[HUMAN_TEXT_SIZE];

	(void)state;
	assert_string_equal(human_clock(out, 531), "00:08:51");
	assert_string_equal(human_clock(out, 99 * 3600 + 3599), "99:59:59");
	assert_string_equal(human_clock(out, 100 * 3600), "4 d 04 h");
	assert_string_equal(human_duration(out, 430), "0.4 s");
	assert_string_equal(human_duration(out, 12900), "12 s");
	assert_string_equal(human_duration(out, 531000), "8 min 51 s");
	assert_string_equal(human_duration(out, 11100000), "3 h 05 min");
	assert_string_equal(human_duration(out, 187200000), "2 d 04 h");
	assert_string_equal(human_duration(out, 0), "0 s");
	assert_string_equal(human_rate(out, 143000000), "143 MB/s");
}

static const char *
nearest_to(const char *word)
{
	static const char *const candidates[] = { "list", "log", "intake", "channel", "checkpoint",
		                                  "a-name-that-is-much-longer-than-fifty-bytes-x" };
	struct nearest nearest;

	nearest_begin(&nearest, word);
	for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
		nearest_try(&nearest, candidates[i]);
	return nearest.found;
}

static void
near_words_are_found_and_far_ones_not(void **state)
{
	char endless[300];

	(void)state;
	memset(endless, 'l', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	assert_string_equal(nearest_to("lits"), "list");
	assert_string_equal(nearest_to("lg"), "log");
	assert_string_equal(nearest_to("intkae"), "intake");
	assert_string_equal(nearest_to("chanels"), "channel");
	assert_string_equal(nearest_to("check"), "checkpoint");
	assert_null(nearest_to("x"));
	assert_null(nearest_to(""));
	assert_null(nearest_to("wxyz"));
	assert_null(nearest_to(endless));
}

static void
lines_break_at_spaces_and_by_columns(void **state)
{
	SCOPED(buffer) out = { 0 };

	(void)state;
	wrap_append(&out, text_of("one two three"), 2, 4, 10);
	assert_string_equal(buffer_string(&out), "one two\n    three");
	buffer_clear(&out);
	/* wide characters take two columns, Armenian ones one */
	wrap_append(&out, text_of("\u6f22\u5b57 \u6f22\u5b57 \u0561\u0562"), 0, 0, 9);
	assert_string_equal(buffer_string(&out), "\u6f22\u5b57 \u6f22\u5b57\n\u0561\u0562");
	buffer_clear(&out);
	wrap_append(&out, text_of("averyveryverylongword b"), 0, 1, 5);
	assert_string_equal(buffer_string(&out), "averyveryverylongword\n b");
	buffer_clear(&out);
	wrap_append_paragraphs(&out, text_of("a\nb\n\nc"), 2, 20);
	assert_string_equal(buffer_string(&out), "  a b\n\n  c\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_round_and_keep_three_figures),
		cmocka_unit_test(durations_read_well),
		cmocka_unit_test(near_words_are_found_and_far_ones_not),
		cmocka_unit_test(lines_break_at_spaces_and_by_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
