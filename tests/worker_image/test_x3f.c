/* SPDX-License-Identifier: Apache-2.0 */
/* test_x3f.c - Sigma's raw files, whose previews hold the EXIF and whose directory stands at the end. */
#include "worker_image/pictures.h"

#include "base/scoped.h"

#include <string.h>

#define HEADER 44 /* bytes before the first section */

/* A header, one image section with the seed's JPEG in that form, and a directory that names it so often. */
static void
put_file(struct buffer *out, uint32_t format, uint32_t sections)
{
	static const char zeros[20];
	SCOPED(buffer) jpeg = { 0 };
	uint32_t directory;

	read_seed(&jpeg, "jpeg/metadata");
	buffer_append(out, "FOVb\0\0\x02\0", 8);
	buffer_append(out, zeros, 20);
	put_le32(out, 2640);
	put_le32(out, 1760);
	buffer_append(out, zeros, HEADER - 36);
	buffer_append(out, "SECi\0\0\x02\0", 8);
	put_le32(out, 2);
	put_le32(out, format);
	buffer_append(out, zeros, 12);
	buffer_append(out, jpeg.p, jpeg.n);
	directory = (uint32_t)out->n;
	buffer_append(out, "SECd\0\0\x02\0", 8);
	put_le32(out, sections);
	for (uint32_t i = 0; i < sections; i++) {
		put_le32(out, HEADER);
		put_le32(out, directory - HEADER);
		buffer_append_string(out, "IMA2");
	}
	put_le32(out, directory);
}

static void
test_previews(void **state)
{
	SCOPED(examination) jpeg = { 0 };
	SCOPED(examination) other = { 0 };
	SCOPED(buffer) with_jpeg = { 0 };
	SCOPED(buffer) with_other = { 0 };

	(void)state;
	put_file(&with_jpeg, 18, 1);
	examine_bytes(&with_jpeg, &jpeg);
	assert_string_equal(jpeg.media_type, "image/x-x3f");
	assert_measured(&jpeg, "width", "2640");
	assert_measured(&jpeg, "height", "1760");
	assert_measured(&jpeg, "orientation", "6");
	assert_raw(&jpeg, "EXIF", "IFD0", "Make", "Maker");
	assert_raw(&jpeg, "EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11");
	assert_false(has_warning(&jpeg, "truncated"));
	put_file(&with_other, 11, 1);
	examine_bytes(&with_other, &other);
	assert_measured(&other, "width", "2640");
	assert_null(tag_raw(&other, "EXIF", "IFD0", "Make"));
}

static void
test_cuts(void **state)
{
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	put_file(&bytes, 18, 1);
	for (size_t n = 4; n < bytes.n; n++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) cut = { 0 };

		buffer_append(&cut, bytes.p, n);
		examine_bytes(&cut, &got);
		assert_string_equal(got.media_type, "image/x-x3f");
		assert_true(has_warning(&got, "truncated"));
	}
}

/* Of a form that is not read, so that nothing else is too much. */
static void
test_sections_left_out_are_named(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) bytes = { 0 };

		put_file(&bytes, 11, 64 + i);
		examine_bytes(&bytes, &got);
		assert_int_equal(has_warning(&got, "facts-left-out"), i == 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_previews),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_sections_left_out_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
