/* SPDX-License-Identifier: Apache-2.0 */
/* test_segment.c - segments written, found again, damaged and refused. */
#include "match/segment.h"

#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

DEFINE_SCOPED_POINTER(segment, segment_close);
DEFINE_SCOPED_POINTER(segment_writer, segment_writer_close);

#define COUNT 9001 /* more than is written at once */

static char                      *folder;
static char                       path[512];
static uint64_t                   seed = 5;
static struct hash256             hashes[COUNT];
static const struct segment_cover cover = { SEGMENT_FRAMES, 17, 4711 };

static int
make_folder(void **state)
{
	char name[SEGMENT_NAME_SIZE];

	(void)state;
	folder = folder_make();
	segment_name(name, cover.kind, cover.last_seq);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t w = 0; w < HASH256_WORDS; w++)
			hashes[i].words[w] = random_next(&seed);
	}
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static struct segment_label
label_of(size_t i)
{
	return (struct segment_label){ i / 10 + 1, (uint32_t)i * 100, i % 2, 50 + i % 50 };
}

static void
write_segment(size_t count)
{
	SCOPED_POINTER(segment_writer) writer = NULL;
	struct error err;

	assert_ok(segment_writer_open(&writer, folder, &cover, count, &err), &err);
	for (size_t i = 0; i < count; i++) {
		struct segment_label label = label_of(i);

		assert_ok(segment_writer_add(writer, &hashes[i], &label, &err), &err);
	}
	assert_ok(segment_writer_finish(writer, &err), &err);
}

static size_t
files_in_folder(void)
{
	DIR *dir = opendir(folder);
	size_t n = 0;

	assert_non_null(dir);
	for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
		n += strstr(entry->d_name, ".segment") != NULL;
	closedir(dir);
	return n;
}

static bool
keep_last(void *context, const struct hash_found *found)
{
	struct hash_found *kept = context;

	*kept = *found;
	return true;
}

static void
what_was_written_is_found(void **state)
{
	SCOPED_POINTER(segment) segment = NULL;
	struct error err;

	(void)state;
	write_segment(COUNT);
	assert_int_equal(files_in_folder(), 1);
	assert_ok(segment_open(&segment, path, SEGMENT_CHECK_ALL, &err), &err);
	assert_int_equal(segment_count(segment), COUNT);
	assert_int_equal(segment_cover(segment).kind, SEGMENT_FRAMES);
	assert_int_equal(segment_cover(segment).first_seq, 17);
	assert_int_equal(segment_cover(segment).last_seq, 4711);
	for (size_t i = 0; i < COUNT; i += 501) {
		struct segment_label label = label_of(i);
		struct hash256 query = hashes[i];
		struct hash_found found = { .distance = 999 };

		query.words[i % 4] ^= UINT64_C(0x0101010101010101);
		assert_ok(segment_search(segment, &query, keep_last, &found, &err), &err);
		assert_int_equal(found.index, i);
		assert_int_equal(found.distance, 8);
		assert_memory_equal(segment_label(segment, i), &label, sizeof label);
		assert_memory_equal(segment_hash(segment, i), &hashes[i], sizeof hashes[i]);
		found.distance = 999;
		assert_true(segment_scan(segment, 0, segment_count(segment), &query, 1, HASH_SIMILAR, keep_last, &found));
		assert_int_equal(found.index, i);
	}
}

static void
an_empty_segment_is_a_segment(void **state)
{
	SCOPED_POINTER(segment) segment = NULL;
	struct hash_found found = { .distance = 999 };
	struct error err;

	(void)state;
	write_segment(0);
	assert_ok(segment_open(&segment, path, SEGMENT_CHECK_ALL, &err), &err);
	assert_int_equal(segment_count(segment), 0);
	assert_ok(segment_search(segment, &hashes[0], keep_last, &found, &err), &err);
	assert_int_equal(found.distance, 999);
}

static enum status
open_status(enum segment_check check)
{
	SCOPED_POINTER(segment) segment = NULL;

	return segment_open(&segment, path, check, NULL);
}

/* Any byte of it changed, any length of it lost. */
static void
damage_is_refused(void **state)
{
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	write_segment(COUNT);
	read_file(&bytes, path);
	for (size_t at = 0; at < bytes.n; at += at < 144 ? 1 : 1 + bytes.n / 40) {
		if (at >= 144 && at < 4096)
			at = 4096;
		bytes.p[at] ^= 16;
		write_file(path, bytes.p, bytes.n);
		assert_int_equal(open_status(SEGMENT_CHECK_ALL), STATUS_FALSE);
		assert_int_equal(open_status(SEGMENT_CHECK_HEADER), at < 4096 ? STATUS_FALSE : STATUS_OK);
		bytes.p[at] ^= 16;
	}
	for (size_t n = 0; n < bytes.n; n += 1 + n / 2) {
		write_file(path, bytes.p, n);
		assert_int_equal(open_status(SEGMENT_CHECK_HEADER), STATUS_FALSE);
	}
	buffer_append_byte(&bytes, 0);
	write_file(path, bytes.p, bytes.n);
	assert_int_equal(open_status(SEGMENT_CHECK_HEADER), STATUS_FALSE);
	remove(path);
	assert_int_equal(open_status(SEGMENT_CHECK_HEADER), STATUS_NOT_FOUND);
}

/* Opened without the digest of all, tables full of nonsense are found out or miss, and no more. */
static void
damaged_tables_are_told_or_miss(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	size_t told = 0;

	(void)state;
	write_segment(COUNT);
	read_file(&bytes, path);
	for (int round = 0; round < 20; round++) {
		SCOPED_POINTER(segment) segment = NULL;
		struct hash_found found;
		struct error err;

		for (size_t i = 0; i < 200000; i++)
			bytes.p[4096 + COUNT * 48 + random_below(&seed, (uint32_t)bytes.n - 4096 - COUNT * 48)] =
				(char)random_next(&seed);
		write_file(path, bytes.p, bytes.n);
		assert_ok(segment_open(&segment, path, SEGMENT_CHECK_HEADER, &err), &err);
		told += segment_search(segment, &hashes[round], keep_last, &found, &err) == STATUS_FALSE;
	}
	assert_in_range(told, 1, 20);
}

static void
an_unfinished_segment_leaves_nothing(void **state)
{
	struct segment_label label = label_of(0);
	struct error err;

	(void)state;
	remove(path);
	for (size_t added = 0; added < 3; added++) {
		SCOPED_POINTER(segment_writer) writer = NULL;

		assert_ok(segment_writer_open(&writer, folder, &cover, 2, &err), &err);
		for (size_t i = 0; i < added; i++)
			assert_ok(segment_writer_add(writer, &hashes[i], &label, &err), &err);
		if (added < 2)
			assert_status(STATUS_INVALID, segment_writer_finish(writer, &err), &err);
		else
			assert_status(STATUS_INVALID,
			              segment_writer_add(writer, &hashes[2], &label, &err), &err);
	}
	assert_int_equal(files_in_folder(), 0);
}

static void
two_writers_do_not_mix(void **state)
{
	SCOPED_POINTER(segment_writer) first = NULL;
	SCOPED_POINTER(segment_writer) second = NULL;
	struct error err;

	(void)state;
	assert_ok(segment_writer_open(&first, folder, &cover, 0, &err), &err);
	assert_status(STATUS_BUSY, segment_writer_open(&second, folder, &cover, 0, &err), &err);
	assert_ok(segment_writer_finish(first, &err), &err);
	assert_int_equal(open_status(SEGMENT_CHECK_ALL), STATUS_OK);
}

static void
what_a_killed_writer_left_is_written_over(void **state)
{
	char draft[600];

	(void)state;
	snprintf(draft, sizeof draft, "%s.new", path);
	write_file(draft, "half a segment", 14);
	write_segment(10);
	assert_int_equal(open_status(SEGMENT_CHECK_ALL), STATUS_OK);
	assert_int_equal(files_in_folder(), 1);
}

/* No room for it: told at once, and nothing is left; an older segment of that name stays. */
static void
a_full_disk_is_told_and_leaves_the_old_one(void **state)
{
	const struct rlimit small = { 8192, RLIM_INFINITY };
	SCOPED_POINTER(segment_writer) writer = NULL;
	struct rlimit before;
	struct error err;
	enum status st;

	(void)state;
	write_segment(10);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	st = segment_writer_open(&writer, folder, &cover, COUNT, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_status(STATUS_IO, st, &err);
	assert_int_equal(files_in_folder(), 1);
	assert_int_equal(open_status(SEGMENT_CHECK_ALL), STATUS_OK);
}

static void
names_are_read_strictly(void **state)
{
	static const char *const wrong[] = {
		"frames-4711.segment", "frames-00000000000000004711.segment.new", "frames-",
		"photos-00000000000000004711.segment", "frames-0000000000000000471x.segment",
		"frames-99999999999999999999.segment", "", "pictures00000000000000004711.segment",
	};
	char name[SEGMENT_NAME_SIZE];
	enum segment_kind kind;
	uint64_t seq;

	(void)state;
	segment_name(name, SEGMENT_PICTURES, UINT64_MAX);
	assert_string_equal(name, "pictures-18446744073709551615.segment");
	assert_true(segment_name_read(name, &kind, &seq));
	assert_int_equal(kind, SEGMENT_PICTURES);
	assert_true(seq == UINT64_MAX);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(segment_name_read(wrong[i], &kind, &seq));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_found),
		cmocka_unit_test(an_empty_segment_is_a_segment),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(damaged_tables_are_told_or_miss),
		cmocka_unit_test(an_unfinished_segment_leaves_nothing),
		cmocka_unit_test(two_writers_do_not_mix),
		cmocka_unit_test(what_a_killed_writer_left_is_written_over),
		cmocka_unit_test(a_full_disk_is_told_and_leaves_the_old_one),
		cmocka_unit_test(names_are_read_strictly),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
