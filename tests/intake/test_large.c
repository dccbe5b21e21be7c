/* SPDX-License-Identifier: Apache-2.0 */
/* test_large.c - large files keep their holes, and memory stays small. */
#include "intake/fixture.h"

#include <fcntl.h>
#include <unistd.h>

static void
a_sparse_file_of_4_GiB_stays_sparse(void **state)
{
	struct fixture fixture;
	char hex[DIGEST_TEXT_SIZE], path[200];
	struct run run = { 0 };
	struct stat st;
	int file;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/sparse.jpg", 3, 5000);
	assert_int_equal(truncate("source/sparse.jpg", (off_t)4 << 30), 0);
	file = open("source/sparse.jpg", O_WRONLY);
	assert_int_equal(pwrite(file, "middle", 6, (off_t)2 << 30), 6);
	close(file);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 1);
	assert_int_equal(fixture.lines[0].bytes, (uint64_t)4 << 30);
	assert_non_null(strstr(fixture.lines[0].warnings, "sparse-file"));
	digest_write(hex, &fixture.lines[0].digest);
	snprintf(path, sizeof path, "catalogue/originals/%.2s/%.2s/%s", hex, hex + 2, hex);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, (off_t)4 << 30);
	assert_true(st.st_blocks < 20000); /* of 512 bytes */
	expect_shell(0, &run, fixture.folder, "openssl dgst -sha256 -r %s", path);
	assert_memory_equal(run.out.p, hex, 64);
	run_end(&run);
	fixture_end(&fixture);
}

/* Anonymous memory of this process in KiB. */
static long
anonymous_memory(void)
{
	struct buffer status = { 0 };
	const char *at;
	long kib = -1;

	read_file(&status, "/proc/self/status");
	at = strstr(buffer_string(&status), "RssAnon:");
	if (at != NULL)
		kib = strtol(at + 8, NULL, 10);
	buffer_end(&status);
	return kib;
}

static long most;

static void
note_memory(struct fixture *fixture, const struct intake_line *line)
{
	(void)line;
	if (fixture->line_count % 100 == 0 && anonymous_memory() > most)
		most = anonymous_memory();
}

static void
thousands_of_files_need_little_memory(void **state)
{
	struct fixture fixture;
	long before;

	(void)state;
	fixture_begin(&fixture);
	for (unsigned i = 0; i < 1500; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/%04u.jpg", i);
		make_picture(path, i, 20000 + i);
	}
	before = anonymous_memory();
	most = 0;
	fixture.on_line = note_memory;
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 1500);
	assert_true(most > 0);
#ifndef __SANITIZE_ADDRESS__
	assert_in_range(most - before, 0, 60000);
#endif
	print_message("%ld KiB more than before\n", most - before);
	fixture_end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sparse_file_of_4_GiB_stays_sparse),
		cmocka_unit_test(thousands_of_files_need_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
