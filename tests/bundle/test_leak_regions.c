/* SPDX-License-Identifier: Apache-2.0 */
/* test_leak_regions.c - which bytes of a media file are read for words, and which hold its samples. */
#include "bundle/leak_regions.h"

#include "support/support.h"

#include "base/buffer.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A letter a byte of what lies in regions, '.' for the others; longer files end with their size. */
static enum status
mark(void *context, uint64_t at, uint64_t size, struct error *err)
{
	struct buffer *seen = context;

	(void)err;
	assert_true(at + size <= seen->n);
	memset(seen->p + at, 'x', (size_t)size);
	return STATUS_OK;
}

static void
look(const struct buffer *file, struct buffer *seen)
{
	const struct leak_region_output to = { .region = mark, .context = seen };
	struct error err;
	int fd = memfd_create("regions", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, file->p, file->n), (ssize_t)file->n);
	buffer_clear(seen);
	for (size_t i = 0; i < file->n; i++)
		buffer_append_byte(seen, '.');
	assert_ok(leak_regions_find(fd, file->n, &to, &err), &err);
	close(fd);
}

/* SOI, APP0 with "name", a scan of `n` bytes with stuffing and a restart, another scan, EOI. */
static void
append_jpeg(struct buffer *out, size_t n)
{
	static const char head[] = "\xff\xd8\xff\xe0\x00\x06name\xff\xda\x00\x04..";

	buffer_append(out, head, sizeof head - 1);
	for (size_t i = 0; i < n; i++)
		buffer_append_byte(out, 'p');
	buffer_append(out, "\xff\x00\xff\xd3pp\xff\xfe\x00\x04mm\xff\xda\x00\x02pp\xff\xd9", 20);
}

static void
scans_of_a_photograph_are_passed_over(void **state)
{
	SCOPED(buffer) file = { 0 };
	SCOPED(buffer) seen = { 0 };

	(void)state;
	append_jpeg(&file, 40000);
	look(&file, &seen);
	assert_memory_equal(seen.p, "xxxxxxxxxx......", 16);
	assert_null(memchr(seen.p + 10, 'x', 40000 + 6));
	/* the comment between two scans is read, and the end is */
	assert_string_equal(seen.p + seen.n - 20, "......xxxxxx......xx");
}

static void
what_follows_a_photograph_is_read(void **state)
{
	SCOPED(buffer) file = { 0 };
	SCOPED(buffer) seen = { 0 };
	size_t first;

	(void)state;
	append_jpeg(&file, 500);
	first = file.n;
	append_jpeg(&file, 300); /* as preview pictures of cameras lie */
	buffer_append_string(&file, "by somebody");
	look(&file, &seen);
	assert_memory_equal(seen.p + first, "xxxxxxxxxx......", 16);
	assert_null(memchr(seen.p + first + 10, 'x', 300 + 6));
	assert_string_equal(seen.p + seen.n - 13, "xxxxxxxxxxxxx");
}

/* Whatever cannot be understood to its end is read, up to the edges. */
static void
a_photograph_that_is_cut_off_is_read(void **state)
{
	SCOPED(buffer) file = { 0 };
	SCOPED(buffer) seen = { 0 };

	(void)state;
	append_jpeg(&file, 5000);
	file.n -= 2;
	look(&file, &seen);
	assert_null(memchr(seen.p, '.', seen.n));
}

static void
of_other_files_both_edges_are_read(void **state)
{
	SCOPED(buffer) file = { 0 };
	SCOPED(buffer) seen = { 0 };

	(void)state;
	assert_true(buffer_reserve(&file, 3 * LEAK_REGION_EDGE));
	memset(file.p, 'o', 3 * LEAK_REGION_EDGE);
	file.n = 3 * LEAK_REGION_EDGE;
	look(&file, &seen);
	for (size_t i = 0; i < seen.n; i++) {
		bool middle = i >= LEAK_REGION_EDGE && i < 2 * LEAK_REGION_EDGE;

		if ((seen.p[i] == '.') != middle)
			fail_msg("byte %zu is %sread\n", i, middle ? "" : "not ");
	}
	file.n = LEAK_REGION_EDGE + 3;
	look(&file, &seen);
	assert_null(memchr(seen.p, '.', seen.n));
	file.n = 0;
	look(&file, &seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scans_of_a_photograph_are_passed_over),
		cmocka_unit_test(what_follows_a_photograph_is_read),
		cmocka_unit_test(a_photograph_that_is_cut_off_is_read),
		cmocka_unit_test(of_other_files_both_edges_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
