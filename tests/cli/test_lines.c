/* SPDX-License-Identifier: Apache-2.0 */
/* test_lines.c - arguments and lists of them, from the command line, standard input and files. */
#include "cli/lines.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/parse.h"
#include "cli/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct verb id_verb = {
	.name = "ids", .summary = "Takes ids", .arguments = "ID\u2026", .most = ARGUMENTS_MANY,
	.argument_kind = VALUE_ID, .run = sample_run,
};

/* Everything that comes, each in brackets; the status that ended it. */
static enum status
collect(struct lines *lines, struct buffer *out, struct error *err)
{
	struct text entry;
	enum status status;

	while ((status = lines_next(lines, &entry, err)) == STATUS_OK) {
		buffer_append_byte(out, '[');
		buffer_append_text(out, entry);
		buffer_append_byte(out, ']');
	}
	lines_end(lines);
	return status;
}

/* Puts the bytes on standard input for the time of one collection. */
static enum status
collect_with_input(const struct verb *verb, const char **arguments, size_t count,
                   const char *input, struct buffer *out)
{
	struct command command = { .verb = verb, .arguments = arguments, .argument_count = count };
	FILE *usual = stdin;
	struct error err = { 0 };
	struct lines lines;
	enum status status;

	stdin = fmemopen((void *)(uintptr_t)input, strlen(input), "r");
	assert_non_null(stdin);
	lines_begin(&lines, &command);
	status = collect(&lines, out, &err);
	fclose(stdin);
	stdin = usual;
	return status;
}

static void
a_hyphen_is_replaced_by_the_lines_of_input(void **state)
{
	const char *arguments[] = { "E-1", "-", "E-9..E-12" };
	SCOPED(buffer) out = { 0 };

	(void)state;
	assert_int_equal(collect_with_input(&id_verb, arguments, 3, "E-2\r\n\n  E-3  \nE-4", &out),
	                 STATUS_DONE);
	assert_string_equal(buffer_string(&out), "[E-1][E-2][E-3][E-4][E-9..E-12]");
}

static void
names_of_files_keep_every_byte(void **state)
{
	const char *arguments[] = { "-" };
	SCOPED(buffer) out = { 0 };

	(void)state;
	assert_int_equal(collect_with_input(&sample_list, arguments, 1, " a \r\n\xff\n", &out),
	                 STATUS_DONE);
	assert_string_equal(buffer_string(&out), "[ a \r][\xff]");
}

static void
ids_must_be_text(void **state)
{
	const char *arguments[] = { "-" };
	SCOPED(buffer) out = { 0 };

	(void)state;
	assert_int_equal(collect_with_input(&id_verb, arguments, 1, "E-1\n\xff\n", &out),
	                 STATUS_INVALID);
}

static void
lists_end_by_line_or_by_nul(void **state)
{
	struct command command = { .verb = &sample_list };
	char *folder = folder_make(), path[512], *endless = malloc(LINE_LIMIT + 10);
	SCOPED(buffer) out = { 0 };
	struct error err = { 0 };
	struct lines lines;

	(void)state;
	snprintf(path, sizeof path, "%s/list", folder);
	write_file(path, "a\nb\0c\0", 6);
	assert_ok(lines_open(&lines, &command, path, true, &err), &err);
	assert_int_equal(collect(&lines, &out, &err), STATUS_DONE);
	assert_string_equal(buffer_string(&out), "[a\nb][c]");
	assert_ok(lines_open(&lines, &command, path, false, &err), &err);
	assert_int_equal(collect(&lines, &out, &err), STATUS_INVALID);
	memset(endless, 'x', LINE_LIMIT + 10);
	write_file(path, endless, LINE_LIMIT);
	assert_ok(lines_open(&lines, &command, path, false, &err), &err);
	assert_int_equal(collect(&lines, &out, &err), STATUS_DONE);
	write_file(path, endless, LINE_LIMIT + 1);
	assert_ok(lines_open(&lines, &command, path, false, &err), &err);
	assert_int_equal(collect(&lines, &out, &err), STATUS_LIMIT);
	assert_status(STATUS_INVALID, lines_open(&lines, &command, "/nowhere", false, &err), &err);
	free(endless);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hyphen_is_replaced_by_the_lines_of_input),
		cmocka_unit_test(names_of_files_keep_every_byte),
		cmocka_unit_test(ids_must_be_text),
		cmocka_unit_test(lists_end_by_line_or_by_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
