/* SPDX-License-Identifier: Apache-2.0 */
/* test_exif.c - EXIF that real programs write in forms of their own is read all the same. */
#include "worker_image/pictures.h"

#include "base/scoped.h"

#include <jansson.h>
#include <string.h>

#define FIRST 8 /* offset of the first directory */

/* A little-endian TIFF header and the count of its first directory. */
static void
begin_block(struct buffer *block, unsigned entries)
{
	buffer_append(block, "Exif\0\0II*\0", 10);
	put_le32(block, FIRST);
	put_le16(block, entries);
}

/* A picture whose only segment is the block. */
static void
examine_block(const struct buffer *block, struct examination *got)
{
	SCOPED(buffer) bytes = { 0 };

	put_png_head(&bytes, 1, 1);
	put_png_chunk(&bytes, "eXIf", block->p + 6, block->n - 6);
	put_png_tail(&bytes, 1, 1);
	examine_bytes(&bytes, got);
}

/* BYTE, SHORT, LONG and SLONG, as gThumb and exiv2 write it. */
static void
test_orientation_of_other_types(void **state)
{
	static const unsigned types[] = { 1, 3, 4, 9 };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) block = { 0 };

		begin_block(&block, 1);
		put_tiff_entry(&block, 0x0112, types[i], 1, 6);
		put_le32(&block, 0);
		examine_block(&block, &got);
		assert_measured(&got, "orientation", "6");
		assert_raw(&got, "EXIF", "IFD0", "Orientation", "6");
	}
}

/* A length that lies must not hide the directories that stand behind it. */
static void
test_lying_length_of_a_thumbnail(void **state)
{
	static const char date[] = "2020:11:22 18:04:11";
	const uint32_t below = FIRST + 2 + 3 * 12 + 4, value = below + 2 + 12 + 4;
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) block = { 0 };

	(void)state;
	begin_block(&block, 3);
	put_tiff_entry(&block, 0x010F, 2, 3, 'A' | 'B' << 8);
	put_tiff_entry(&block, 0x0202, 4, 1, UINT32_MAX);
	put_tiff_entry(&block, 0x8769, 4, 1, below);
	put_le32(&block, 0);
	put_le16(&block, 1);
	put_tiff_entry(&block, 0x9003, 2, sizeof date, value);
	put_le32(&block, 0);
	buffer_append(&block, date, sizeof date);
	examine_block(&block, &got);
	assert_raw(&got, "EXIF", "IFD0", "Make", "AB");
	assert_raw(&got, "EXIF", "Exif", "DateTimeOriginal", date);
}

static bool
is_told(const struct examination *got, const char *name, const char *raw)
{
	size_t i;
	json_t *tag;

	json_array_foreach(got->tags, i, tag)
		if (strcmp(json_string_value(json_object_get(tag, "tag")), name) == 0
		    && strcmp(json_string_value(json_object_get(tag, "raw")), raw) == 0)
			return true;
	return false;
}

/* Fax programs and editors leave two; both are the file's own words. */
static void
test_a_tag_twice(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) block = { 0 };

	(void)state;
	begin_block(&block, 3);
	put_tiff_entry(&block, 0x0131, 2, 2, '3');
	put_tiff_entry(&block, 0x0131, 2, 3, 'A' | 'B' << 8);
	put_tiff_entry(&block, 0x010F, 2, 2, 'M');
	put_le32(&block, 0);
	examine_block(&block, &got);
	assert_true(is_told(&got, "Software", "3"));
	assert_true(is_told(&got, "Software", "AB"));
	assert_true(is_told(&got, "Make", "M"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orientation_of_other_types),
		cmocka_unit_test(test_lying_length_of_a_thumbnail),
		cmocka_unit_test(test_a_tag_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
