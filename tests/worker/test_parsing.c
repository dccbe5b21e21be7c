/* SPDX-License-Identifier: Apache-2.0 */
/* test_parsing.c - a parser run in process gets its file and is read back. */
#include "parsing/parsing.h"

#include "base/error.h"
#include "base/scoped.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int warmed;

static void
warm(void)
{
	warmed++;
}

static void
echo(const struct parser_input *input, const struct parser_task *task, struct report *report)
{
	const struct report_tag tag = { "test", "", "bytes", REPORT_TEXT,
		                        { (const char *)input->bytes, (size_t)input->size } };

	report_media_type(report, task->media_type);
	report_tag(report, &tag);
	report_measured(report, "width", "1");
	report_warning(report, "stripped", NULL);
}

static const struct parser parser = { "echo", warm, echo };

static void
test_bytes(void **state)
{
	const struct parser_task task = task_examine("image/png");

	(void)state;
	for (int i = 0; i < 2; i++) {
		SCOPED(examination) got = { 0 };

		parse_bytes(&parser, "hello", 5, &task, &got, NULL);
		assert_string_equal(tag_raw(&got, "test", NULL, "bytes"), "hello");
		assert_null(tag_raw(&got, "test", "x", "bytes"));
		assert_string_equal(measured(&got, "width"), "1");
		assert_true(has_warning(&got, "stripped"));
		assert_string_equal(got.media_type, "image/png");
	}
	assert_int_equal(warmed, 1);
}

static void
test_what_is_no_file_is_refused(void **state)
{
	SCOPED_FD empty = memfd_create("empty", 0);
	SCOPED_FD folder = open("/", O_RDONLY | O_DIRECTORY);
	struct parser_input input;
	struct error err;

	(void)state;
	assert_status(STATUS_INVALID, parser_input_open(empty, &input, &err), &err);
	assert_status(STATUS_INVALID, parser_input_open(folder, &input, &err), &err);
	assert_status(STATUS_IO, parser_input_open(-1, &input, &err), &err);
}

static void
test_a_file_too_long_to_map_is_read_by_its_descriptor(void **state)
{
	SCOPED_FD file = memfd_create("long", 0);
	struct parser_input input;
	struct error err;

	(void)state;
	assert_int_equal(ftruncate(file, (off_t)PARSER_MAP_LIMIT + 1), 0);
	assert_ok(parser_input_open(file, &input, &err), &err);
	assert_null(input.bytes);
	assert_int_equal(input.size, PARSER_MAP_LIMIT + 1);
	parser_input_close(&input);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_what_is_no_file_is_refused),
		cmocka_unit_test(test_a_file_too_long_to_map_is_read_by_its_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
