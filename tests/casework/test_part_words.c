/* SPDX-License-Identifier: Apache-2.0 */
/* test_part_words.c - parts as people write them: read, written again alike, and refused. */
#include "casework/part_words.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static void
parts_are_written_in_one_way(void **state)
{
	static const struct {
		const char *words, *again;
	} cases[] = {
		{ "00:01:05-00:01:20", "00:01:05-00:01:20" },
		{ "1:05.250-1:20", "00:01:05.250-00:01:20" },
		{ " 1:05 – 1:20 ", "00:01:05-00:01:20" },
		{ "1:05-", "00:01:05-" },
		{ "0:00-0:00.001", "00:00:00-00:00:00.001" },
		{ "75:10-1:15:11.5", "01:15:10-01:15:11.500" },
		{ "999:59:59-", "999:59:59-" },
		{ "frame 12.480", "frame 12.480" },
		{ "frame 0", "frame 0.000" },
		{ "frame 12.480000", "frame 12.480" },
		{ "frame 1:05.123456", "frame 65.123456" },
		{ "page 3", "page 3" },
		{ "region 10,20,300x200", "region 10,20,300x200" },
		{ "region 10 , 20 , 300 x 200", "region 10,20,300x200" },
		{ "region 0,0,1x1; page 2;", "page 2; region 0,0,1x1" },
		{ "region 1,2,3x4 ; 1:05-1:06", "00:01:05-00:01:06; region 1,2,3x4" },
		{ "frame 1; region 1,2,3x4", "frame 1.000; region 1,2,3x4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED_JSON json_t *part = NULL;
		SCOPED_JSON json_t *twice = NULL;
		SCOPED(buffer) again = { 0 };
		struct error err;

		assert_ok(part_of_words(text_of(cases[i].words), &part, &err), &err);
		assert_int_equal(json_object_size(part), 5);
		part_to_words(&again, part);
		assert_string_equal(buffer_string(&again), cases[i].again);
		assert_ok(part_of_words(text_of_buffer(&again), &twice, &err), &err);
		assert_true(json_equal(part, twice));
	}
}

static void
values_are_milliseconds_microseconds_and_pixels(void **state)
{
	SCOPED_JSON json_t *range = NULL;
	SCOPED_JSON json_t *frame = NULL;
	struct error err;

	(void)state;
	assert_ok(part_of_words(text_of("1:05.25-1:00:00"), &range, &err), &err);
	assert_int_equal(json_integer_value(json_object_get(range, "from")), 65250);
	assert_int_equal(json_integer_value(json_object_get(range, "to")), 3600000);
	assert_true(json_is_null(json_object_get(range, "region")));
	assert_ok(part_of_words(text_of("frame 12.480"), &frame, &err), &err);
	assert_int_equal(json_integer_value(json_object_get(frame, "frame")), 12480000);
}

static void
nothing_said_is_the_whole(void **state)
{
	SCOPED_JSON json_t *part = NULL;
	SCOPED(buffer) words = { 0 };
	struct error err;

	(void)state;
	assert_ok(part_of_words(text_of(" ; "), &part, &err), &err);
	assert_true(json_is_null(part));
	part_to_words(&words, part);
	part_to_words(&words, NULL);
	assert_int_equal(words.n, 0);
}

static void
what_is_wrong_with_a_part_is_said(void **state)
{
	static const struct {
		const char *words, *why;
	} cases[] = {
		{ "65", "expected is a range" },
		{ "1:05", "expected is a range" },
		{ "65-80", "times are written" },
		{ "1:5-1:20", "times are written" },
		{ "1:60-2:00", "times are written" },
		{ "1:05.1234-1:20", "times are written" },
		{ "1:05.-1:20", "times are written" },
		{ "1:05-1:20-1:30", "times are written" },
		{ "-1:20", "times are written" },
		{ "1:00:00:00-", "times are written" },
		{ "1000:00:00-", "times are written" },
		{ "99999999999999999999:00-", "times are written" },
		{ "1:20-1:05", "before it has begun" },
		{ "1:05-1:05", "before it has begun" },
		{ "1:05-1:20; 2:00-2:10", "said twice" },
		{ "page 3; page 4", "said twice" },
		{ "frame", "expected is a range" },
		{ "frame 12.4801234", "named by its time" },
		{ "frame -1", "named by its time" },
		{ "page 0", "a number from 1" },
		{ "page -3", "a number from 1" },
		{ "page 03", "a number from 1" },
		{ "page 1000001", "a number from 1" },
		{ "region 10,20,300", "a region is written" },
		{ "region 10,20,0x200", "a region is written" },
		{ "region 10,20,300x200,5", "a region is written" },
		{ "region -1,0,3x4", "a region is written" },
		{ "region 10,20,18446744073709551616x200", "a region is written" },
		{ "region 900000,0,200000x1", "larger than any picture" },
		{ "page 3; 1:05-1:06", "has no times" },
		{ "frame 1; 1:05-1:06", "no range of time" },
		{ "1:05\xff-1:06", "not UTF-8" },
		{ "the last minute", "expected is a range" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED_JSON json_t *part = NULL;
		struct error err;

		assert_status(STATUS_INVALID, part_of_words(text_of(cases[i].words), &part, &err), &err);
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].words, err.text);
	}
}

static void
long_words_are_refused_unread(void **state)
{
	char words[PART_WORDS_MAX + 2];
	SCOPED_JSON json_t *part = NULL;
	struct error err;

	(void)state;
	memset(words, ';', sizeof words);
	assert_status(STATUS_INVALID,
	              part_of_words((struct text){ words, PART_WORDS_MAX + 1 }, &part, &err), &err);
	assert_non_null(strstr(err.text, "at most"));
	assert_ok(part_of_words((struct text){ words, PART_WORDS_MAX }, &part, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_written_in_one_way),
		cmocka_unit_test(values_are_milliseconds_microseconds_and_pixels),
		cmocka_unit_test(nothing_said_is_the_whole),
		cmocka_unit_test(what_is_wrong_with_a_part_is_said),
		cmocka_unit_test(long_words_are_refused_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
