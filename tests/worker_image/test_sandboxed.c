/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sandboxed.c - the real program, locked in, tells of every file of the
 * corpus what the parser tells in process: no library needs what the sandbox
 * refuses, for metadata, thumbnails and whole pictures.
 */
#include "parsing/corpus.h"
#include "parsing/parsing.h"

#include "base/scoped.h"
#include "media/enlarge.h"
#include "media/worker.h"
#include "worker/image/family.h"

#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATH, BYTES };

static struct worker *worker;
static char *folder;

/* Under both names, so that this family alone is tried. */
static void
link_program(void)
{
	static const char *const names[] = { "vidimus-worker-image", "vidimus-worker-av" };
	SCOPED_FREE char *program = strdup(VIDIMUS_PROGRAM);
	SCOPED(buffer) target = { 0 };

	buffer_append_format(&target, "%s/%s", dirname(program), names[0]);
	for (size_t i = 0; i < 2; i++) {
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s/%s", folder, names[i]);
		assert_int_equal(symlink(buffer_string(&target), buffer_string(&name)), 0);
	}
}

static int
open_worker(void **state)
{
	struct worker_settings settings = { 0 };
	struct error err;

	(void)state;
	folder = folder_make();
	link_program();
	settings.folder = folder;
	assert_ok(worker_open(&worker, &settings, &err), &err);
	return 0;
}

static int
close_worker(void **state)
{
	(void)state;
	worker_close(worker);
	folder_remove(folder);
	return 0;
}

static int
file_of(const struct buffer *bytes)
{
	int made = memfd_create("file", MFD_CLOEXEC), opened;
	char path[64];

	assert_true(made >= 0 && write(made, bytes->p, bytes->n) == (ssize_t)bytes->n);
	snprintf(path, sizeof path, "/proc/self/fd/%d", made);
	opened = open(path, O_RDONLY | O_CLOEXEC);
	close(made);
	assert_true(opened >= 0);
	return opened;
}

static void
examine_apart(const struct buffer *bytes, struct parser_task task, struct examination *out,
              struct picture *picture)
{
	SCOPED_FD file = file_of(bytes);
	struct error err;

	/* the family is chosen by the type that the signature told; here it is asked whatever the file is */
	strcpy(task.media_type, "image/jpeg");
	if (task.work == PARSER_EXAMINE)
		assert_ok(worker_examine(worker, file, bytes->n, &task, NULL, out, &err), &err);
	else
		assert_ok(worker_picture(worker, file, bytes->n, &task, NULL, picture, out, &err), &err);
}

static void
compare(const struct buffer *bytes, const char *path, enum parser_work work)
{
	const struct parser_task task = { .work = work, .side = 96 };
	SCOPED(examination) inside = { 0 };
	SCOPED(examination) apart = { 0 };
	SCOPED(picture) here = { 0 };
	SCOPED(picture) there = { 0 };
	struct error err;
	json_t *a, *b;

	parse_bytes(&image_parser, bytes->p, bytes->n, &task, &inside, &here);
	examine_apart(bytes, task, &apart, &there);
	if (apart.outcome != EXAMINATION_COMPLETE)
		fail_msg("%s: %s, signal %d, exit %d", path, examination_outcome_name(apart.outcome),
		         apart.signal, apart.exit_code);
	if (work != PARSER_EXAMINE && has_warning(&apart, "too-large-to-decode")) {
		assert_null(there.samples); /* in process there is no limit of memory */
		return;
	}
	a = examination_json(&inside);
	b = examination_json(&apart);
	if (!json_equal(a, b))
		fail_msg("%s is told otherwise by the program", path);
	json_decref(a);
	json_decref(b);
	if (work == PARSER_THUMBNAIL) /* which the main program enlarges */
		assert_ok(picture_enlarge(&here, task.side, &err), &err);
	assert_int_equal(here.width, there.width);
	assert_int_equal(here.height, there.height);
	if (here.samples != NULL)
		assert_memory_equal(here.samples, there.samples,
		                    (size_t)here.width * here.height * here.channels);
}

static void
test_the_program_tells_the_same(void **state)
{
	SCOPED(corpus_table) table = { 0 };

	(void)state;
	corpus_table_read(&table, "MANIFEST.tsv");
	for (size_t i = 0; i < table.count; i++) {
		const char *path = table.rows[i].columns[PATH];
		SCOPED(buffer) bytes = { 0 };

		if (strcmp(table.rows[i].columns[BYTES], "0") == 0)
			continue;
		corpus_file(&bytes, path);
		compare(&bytes, path, PARSER_EXAMINE);
		if (i % 3 == 0 || corpus_in_full())
			compare(&bytes, path, PARSER_THUMBNAIL);
		if (i % 7 == 0 || corpus_in_full())
			compare(&bytes, path, PARSER_FRAME);
	}
}

/* One child for both, which decodes a photograph with a thumbnail once, against a child for each. */
static void
compare_both(const struct buffer *bytes, const char *path)
{
	const struct parser_task task = { .work = PARSER_EXAMINE, .media_type = "image/jpeg" };
	SCOPED_FD file = file_of(bytes);
	SCOPED(examination) examined = { 0 };
	SCOPED(examination) alone = { 0 };
	SCOPED(examination) hashed = { 0 };
	SCOPED(examination) hashed_alone = { 0 };
	SCOPED(fingerprints) both = { 0 };
	SCOPED(fingerprints) single = { 0 };
	struct error err;

	assert_ok(worker_examine_and_fingerprint(worker, file, bytes->n, &task, &examined, &both,
	                                         &hashed, &err), &err);
	assert_ok(worker_examine(worker, file, bytes->n, &task, NULL, &alone, &err), &err);
	assert_ok(worker_fingerprint(worker, file, bytes->n, &task, NULL, &single, &hashed_alone,
	                             &err), &err);
	if (!json_equal(examined.warnings, alone.warnings) || !json_equal(examined.tags, alone.tags))
		fail_msg("%s is told otherwise when its fingerprints follow", path);
	assert_true(json_equal(hashed.warnings, hashed_alone.warnings));
	assert_int_equal(both.picture_count, single.picture_count);
	assert_memory_equal(both.pictures, single.pictures,
	                    both.picture_count * sizeof both.pictures[0]);
}

static void
test_both_by_one_child_tell_the_same(void **state)
{
	SCOPED(corpus_table) table = { 0 };
	size_t compared = 0;

	(void)state;
	corpus_table_read(&table, "MANIFEST.tsv");
	for (size_t i = 0; i < table.count; i++) {
		const char *path = table.rows[i].columns[PATH];
		SCOPED(buffer) bytes = { 0 };

		if (strstr(path, ".jp") == NULL || strcmp(table.rows[i].columns[BYTES], "0") == 0 ||
		    (compared++ % 2 != 0 && !corpus_in_full()))
			continue;
		corpus_file(&bytes, path);
		compare_both(&bytes, path);
	}
	assert_true(compared > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_program_tells_the_same, open_worker,
		                                close_worker),
		cmocka_unit_test_setup_teardown(test_both_by_one_child_tell_the_same, open_worker,
		                                close_worker),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
