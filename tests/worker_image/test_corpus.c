/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_corpus.c - every file of the corpus, whatever it is, is examined, made
 * a thumbnail of and decoded without a fault, in bounded time, twice the same.
 */
#include "parsing/corpus.h"
#include "parsing/parsing.h"

#include "base/scoped.h"
#include "worker/image/family.h"

#include <jansson.h>
#include <string.h>
#include <time.h>

#define SECONDS_LIMIT 10 /* corpus/malformed.tsv: no hang */

enum { PATH, BYTES };
enum { CLASS = 1, EXIFTOOL_ERROR = 4 };

/* Of processor time: how busy the machine is besides is no fault of a parser. */
static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
try_task(const struct buffer *bytes, enum parser_work work, const char *path)
{
	struct parser_task task = { .work = work, .side = 160 };
	SCOPED(examination) got = { 0 };
	SCOPED(picture) picture = { 0 };
	double start = seconds_now();

	parse_bytes(&image_parser, bytes->p, bytes->n, &task, &got, &picture);
	if (seconds_now() - start > SECONDS_LIMIT)
		fail_msg("%s took %.1f s", path, seconds_now() - start);
	if (work == PARSER_THUMBNAIL && picture.samples != NULL)
		assert_true(picture.width <= TASK_THUMBNAIL_SIDE && picture.height <= TASK_THUMBNAIL_SIDE);
	if (picture.samples == NULL && work != PARSER_EXAMINE)
		assert_true(json_array_size(got.warnings) > 0);
}

static void
try_twice(const struct buffer *bytes, const char *path)
{
	const struct parser_task task = task_examine("");
	json_t *said[2] = { NULL, NULL };

	for (size_t i = 0; i < 2; i++) {
		SCOPED(examination) got = { 0 };

		parse_bytes(&image_parser, bytes->p, bytes->n, &task, &got, NULL);
		said[i] = examination_json(&got);
	}
	if (!json_equal(said[0], said[1]))
		fail_msg("%s was told in two ways", path);
	json_decref(said[0]);
	json_decref(said[1]);
}

static void
test_every_file(void **state)
{
	SCOPED(corpus_table) table = { 0 };

	(void)state;
	corpus_table_read(&table, "MANIFEST.tsv");
	assert_true(table.count > 500);
	for (size_t i = 0; i < table.count; i++) {
		const char *path = table.rows[i].columns[PATH];
		SCOPED(buffer) bytes = { 0 };

		if (strcmp(table.rows[i].columns[BYTES], "0") == 0)
			continue; /* there is nothing to map */
		corpus_file(&bytes, path);
		try_task(&bytes, PARSER_EXAMINE, path);
		try_task(&bytes, PARSER_THUMBNAIL, path);
		if (i % 7 == 0 || corpus_in_full()) {
			try_task(&bytes, PARSER_FRAME, path);
			try_twice(&bytes, path);
		}
	}
}

/* What exiftool calls an error is at least a warning here, where it is a picture at all. */
static void
test_malformed_files_are_named(void **state)
{
	SCOPED(corpus_table) table = { 0 };

	(void)state;
	corpus_table_read(&table, "malformed.tsv");
	for (size_t i = 0; i < table.count; i++) {
		const struct corpus_row *row = &table.rows[i];
		const struct parser_task task = task_examine("");
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) bytes = { 0 };

		corpus_file(&bytes, row->columns[PATH]);
		if (bytes.n == 0 || strcmp(row->columns[CLASS], "wrong-extension") == 0
		    || row->count <= EXIFTOOL_ERROR || row->columns[EXIFTOOL_ERROR][0] == '\0')
			continue;
		parse_bytes(&image_parser, bytes.p, bytes.n, &task, &got, NULL);
		if (json_array_size(got.warnings) == 0)
			fail_msg("%s is malformed (%s), and nothing is said", row->columns[PATH],
			         row->columns[EXIFTOOL_ERROR]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_file),
		cmocka_unit_test(test_malformed_files_are_named),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
