/* SPDX-License-Identifier: Apache-2.0 */
/* test_line_stream.c - pieces between separators, however the blocks of a source fall. */
#include "bundle/line_stream.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A folder whose file `f` holds these bytes. */
static struct bundle_source *
open_bytes(char *folder, const void *bytes, size_t n)
{
	const struct bundle_source_options options = { 0 };
	struct bundle_source *source = NULL;
	SCOPED(buffer) path = { 0 };
	struct error err;

	buffer_append_format(&path, "%s/f", folder);
	write_file(buffer_string(&path), bytes, n);
	assert_ok(bundle_source_open(&source, folder, &options, &err), &err);
	return source;
}

/* The pieces of the bytes by line feeds are those, the last of them terminated or not. */
static void
expect_pieces(const void *bytes, size_t n, size_t limit, const char *const *pieces,
              bool terminated_last, enum status ended)
{
	char *folder = folder_make();
	struct bundle_source *source = open_bytes(folder, bytes, n);
	SCOPED(line_stream) stream = { 0 };
	struct text piece;
	struct error err = { 0 };
	bool terminated = true;
	size_t count = 0;
	enum status st;

	assert_ok(line_stream_open(&stream, source, "f", '\n', limit, &err), &err);
	while ((st = line_stream_next(&stream, &piece, &terminated, &err)) == STATUS_OK) {
		assert_non_null(pieces[count]);
		assert_int_equal(piece.n, strlen(pieces[count]));
		assert_memory_equal(piece.p, pieces[count], piece.n);
		assert_int_equal(stream.number, ++count);
		assert_true(terminated == (pieces[count] != NULL || terminated_last));
	}
	assert_int_equal(st, ended);
	assert_null(pieces[count]);
	line_stream_end(&stream);
	bundle_source_close(source);
	folder_remove(folder);
}

static void
lines_are_cut_at_separators(void **state)
{
	static const char *const lines[] = { "one", "", "three", NULL };
	static const char *const none[] = { NULL };

	(void)state;
	expect_pieces("one\n\nthree\n", 11, 100, lines, true, STATUS_DONE);
	/* what has no end is a piece too, and is told */
	expect_pieces("one\n\nthree", 10, 100, lines, false, STATUS_DONE);
	expect_pieces("", 0, 100, none, true, STATUS_DONE);
}

static void
a_line_above_the_limit_is_none(void **state)
{
	static const char *const first[] = { "12345", NULL };

	(void)state;
	expect_pieces("12345\n123456\n", 13, 5, first, true, STATUS_LIMIT);
	expect_pieces("12345\n123456", 12, 5, first, true, STATUS_LIMIT);
}

/* Lines longer than any block are joined, and those that end with one are not lost. */
static void
lines_across_blocks_are_whole(void **state)
{
	enum { LONG = 700001, SHORT = 4095, LINES = 40 };
	char *folder = folder_make(), *bytes = malloc(LONG + 2 + (SHORT + 1) * LINES);
	struct bundle_source *source;
	SCOPED(line_stream) stream = { 0 };
	struct text piece;
	struct error err = { 0 };
	bool terminated;
	size_t n = 0;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', LONG);
	n = LONG;
	bytes[n++] = '\n';
	for (int i = 0; i < LINES; i++) {
		memset(bytes + n, 'a' + i % 26, SHORT);
		n += SHORT;
		bytes[n++] = '\n';
	}
	source = open_bytes(folder, bytes, n);
	assert_ok(line_stream_open(&stream, source, "f", '\n', LONG, &err), &err);
	assert_ok(line_stream_next(&stream, &piece, &terminated, &err), &err);
	assert_int_equal(piece.n, LONG);
	assert_memory_equal(piece.p, bytes, LONG);
	for (int i = 0; i < LINES; i++) {
		assert_ok(line_stream_next(&stream, &piece, &terminated, &err), &err);
		assert_int_equal(piece.n, SHORT);
		assert_int_equal(piece.p[0], 'a' + i % 26);
		assert_memory_equal(piece.p, piece.p + 1, SHORT - 1);
	}
	assert_int_equal(line_stream_next(&stream, &piece, &terminated, &err), STATUS_DONE);
	line_stream_end(&stream);
	bundle_source_close(source);
	folder_remove(folder);
	free(bytes);
}

static void
a_file_that_is_not_there(void **state)
{
	char *folder = folder_make();
	struct bundle_source *source = open_bytes(folder, "", 0);
	struct line_stream stream = { 0 };
	struct error err;

	(void)state;
	assert_int_equal(line_stream_open(&stream, source, "g", '\n', 10, &err), STATUS_NOT_FOUND);
	line_stream_end(&stream);
	bundle_source_close(source);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_cut_at_separators),
		cmocka_unit_test(a_line_above_the_limit_is_none),
		cmocka_unit_test(lines_across_blocks_are_whole),
		cmocka_unit_test(a_file_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
