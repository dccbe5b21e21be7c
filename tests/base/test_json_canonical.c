/* SPDX-License-Identifier: Apache-2.0 */
/* test_json_canonical.c - the published suite of RFC 8785, file by file. */
#include "base/json.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#define SUITE "vectors/custody/jcs"

/* Calls `check` with every file that the pattern names; returns how many there were. */
static size_t
each_file(const char *pattern, void (*check)(const char *path))
{
	SCOPED_FREE char *suite = shared_path(SUITE);
	char whole[4096];
	glob_t found;
	size_t n;

	snprintf(whole, sizeof whole, "%s/%s", suite, pattern);
	if (glob(whole, 0, NULL, &found) != 0)
		return 0;
	for (size_t i = 0; i < found.gl_pathc; i++)
		check(found.gl_pathv[i]);
	n = found.gl_pathc;
	globfree(&found);
	return n;
}

/* The file of the same name in another folder of the suite, with another ending. */
static void
read_sibling(struct buffer *out, const char *input, const char *folder, const char *ending)
{
	SCOPED_FREE char *suite = shared_path(SUITE);
	const char *name = strrchr(input, '/') + 1;
	char path[4096];

	snprintf(path, sizeof path, "%s/%s/%.*s%s", suite, folder, (int)(strlen(name) - 5), name,
	         ending);
	read_file(out, path);
}

static void
canonicalise(struct buffer *out, struct text json, const char *what)
{
	SCOPED_JSON json_t *value = NULL;
	struct error err;

	if (json_read(&value, json, &err) != STATUS_OK ||
	    json_canonical(out, value, &err) != STATUS_OK)
		fail_msg("%s: %s\n", what, err.text);
}

static void
check_output(const char *path)
{
	SCOPED(buffer) input = { 0 };
	SCOPED(buffer) expected = { 0 };
	SCOPED(buffer) got = { 0 };

	read_file(&input, path);
	read_sibling(&expected, path, "output", ".json");
	canonicalise(&got, text_of_buffer(&input), path);
	if (!text_equal(text_of_buffer(&got), text_of_buffer(&expected)))
		fail_msg("%s\n got %s\nnot %s\n", path, got.p, expected.p);
}

static void
check_hex(const char *path)
{
	SCOPED(buffer) input = { 0 };
	SCOPED(buffer) hex = { 0 };
	SCOPED(buffer) got = { 0 };
	size_t n = 0;

	read_file(&input, path);
	read_sibling(&hex, path, "outhex", ".txt");
	canonicalise(&got, text_of_buffer(&input), path);
	for (char *at = strtok(hex.p, " \r\n"); at; at = strtok(NULL, " \r\n"), n++) {
		if (n >= got.n || (unsigned char)got.p[n] != strtoul(at, NULL, 16))
			fail_msg("%s: byte %zu is not %s\n", path, n, at);
	}
	assert_int_equal(n, got.n);
}

/* A canonical text is its own canonical form. */
static void
check_again(const char *path)
{
	SCOPED(buffer) output = { 0 };
	SCOPED(buffer) got = { 0 };

	read_file(&output, path);
	canonicalise(&got, text_of_buffer(&output), path);
	assert_true(text_equal(text_of_buffer(&got), text_of_buffer(&output)));
}

/* Lines "bits of the double in hex,expected". */
static void
check_numbers(const char *path)
{
	SCOPED(buffer) lines = { 0 };
	struct text rest;
	size_t n = 0;

	read_file(&lines, path);
	for (rest = text_of_buffer(&lines); rest.n > 0; n++) {
		struct text expected = text_trim(text_cut(&rest, '\n'));
		struct text hex = text_cut(&expected, ',');
		SCOPED_JSON json_t *value = NULL;
		SCOPED(buffer) got = { 0 };
		struct error err;
		uint64_t bits;
		double number;

		if (hex.n == 0)
			continue;
		bits = strtoull(hex.p, NULL, 16);
		memcpy(&number, &bits, sizeof number);
		value = json_real(number);
		assert_ok(json_canonical(&got, value, &err), &err);
		if (!text_equal(text_of_buffer(&got), expected))
			fail_msg("%s line %zu: %.*s gives %s\n", path, n + 1, (int)hex.n, hex.p,
			         got.p);
	}
	assert_true(n > 100);
}

/* The numbers again, through the reader: what is written reads back to the same text. */
static void
check_numbers_read_back(const char *path)
{
	SCOPED(buffer) lines = { 0 };
	struct text rest;

	read_file(&lines, path);
	for (rest = text_of_buffer(&lines); rest.n > 0;) {
		struct text line = text_trim(text_cut(&rest, '\n'));
		SCOPED(buffer) got = { 0 };

		text_cut(&line, ',');
		if (line.n == 0)
			continue;
		canonicalise(&got, line, path);
		assert_true(text_equal(text_of_buffer(&got), line));
	}
}

static void
inputs_become_their_outputs(void **state)
{
	(void)state;
	assert_true(each_file("input/*.json", check_output) > 0);
	assert_true(each_file("input/*.json", check_hex) > 0);
}

static void
outputs_stay_as_they_are(void **state)
{
	(void)state;
	assert_true(each_file("output/*.json", check_again) > 0);
}

static void
doubles_are_written_as_ecmascript_does(void **state)
{
	(void)state;
	assert_true(each_file("es6numbers-*.txt", check_numbers) > 0);
	assert_true(each_file("es6numbers-*.txt", check_numbers_read_back) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_become_their_outputs),
		cmocka_unit_test(outputs_stay_as_they_are),
		cmocka_unit_test(doubles_are_written_as_ecmascript_does),
	};

	need_shared(SUITE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
