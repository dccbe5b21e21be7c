/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_hostile.c - pictures made to exhaust, to loop or to mislead: what they
 * say is kept as far as it goes, within the limits, and the rest is named.
 */
#include "worker_image/pictures.h"

#include "base/scoped.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define MEBIBYTE (1 << 20)
#define SECONDS_OF_WORK 10 /* of the processor, for a file that is made to take hours */

/* A sanitizer keeps what was freed for a while. */
#if defined(__SANITIZE_ADDRESS__)
#define MEMORY_ALLOWED (1024L * 1024) /* KiB */
#else
#define MEMORY_ALLOWED (128L * 1024)
#endif

static void
assert_too_large(const struct buffer *bytes, const char *width)
{
	SCOPED(examination) said = { 0 };
	SCOPED(examination) tried = { 0 };
	SCOPED(picture) picture = { 0 };

	examine_bytes(bytes, &said);
	assert_measured(&said, "width", width);
	assert_true(has_warning(&said, "too-large-to-decode"));
	picture_of_bytes(bytes, PARSER_THUMBNAIL, 160, &tried, &picture);
	assert_null(picture.samples);
	assert_true(has_warning(&tried, "too-large-to-decode"));
}

static void
test_declared_sizes_beyond_the_limits(void **state)
{
	static const char frame[] = { 8, '\xff', '\xdc', '\xff', '\xdc', 1, 1, 0x11, 0 };
	SCOPED(buffer) png = { 0 };
	SCOPED(buffer) wide = { 0 };
	SCOPED(buffer) jpeg = { 0 };
	SCOPED(buffer) gif = { 0 };

	(void)state;
	put_png_head(&png, 131072, 131072);
	put_png_tail(&png, 131072, 4);
	assert_too_large(&png, "131072");
	put_png_head(&wide, 65536, 1);
	put_png_tail(&wide, 65536, 1);
	assert_too_large(&wide, "65536");
	read_seed(&jpeg, "jpeg/plain");
	memcpy((char *)memmem(jpeg.p, jpeg.n, "\xff\xc0", 2) + 4, frame, 5);
	assert_too_large(&jpeg, "65500");
	read_seed(&gif, "decode/gif");
	memcpy(gif.p + 6, "\xff\xff\xff\xff", 4);
	assert_too_large(&gif, "65535");
}

static void
test_the_widest_is_decoded(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(picture) picture = { 0 };
	SCOPED(buffer) png = { 0 };

	(void)state;
	put_png_head(&png, 65535, 1);
	put_png_tail(&png, 65535, 1);
	picture_of_bytes(&png, PARSER_FRAME, 0, &got, &picture);
	assert_int_equal(picture.width, 65535);
	assert_int_equal(picture.height, 1);
	assert_int_equal(json_array_size(got.warnings), 0);
}

static long
peak_kibibytes(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void
test_a_bomb_of_text(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) png = { 0 };
	long before;

	(void)state;
	buffer_append(&text, "Comment\0", 9);
	put_deflated_zeros(&text, (size_t)300 * MEBIBYTE);
	put_png_head(&png, 1, 1);
	for (int i = 0; i < 400; i++) /* 120 GB; beyond 64 MB nothing is inflated any more */
		put_png_chunk(&png, "zTXt", text.p, text.n);
	put_png_tail(&png, 1, 1);
	before = peak_kibibytes();
	examine_bytes(&png, &got);
	assert_true(peak_kibibytes() - before < MEMORY_ALLOWED);
	assert_true(has_warning(&got, "damaged-structure"));
	assert_measured(&got, "width", "1");
}

static void
test_many_texts_and_segments(void **state)
{
	SCOPED(examination) png_said = { 0 };
	SCOPED(examination) jpeg_said = { 0 };
	SCOPED(buffer) seed = { 0 };
	SCOPED(buffer) png = { 0 };
	SCOPED(buffer) jpeg = { 0 };

	(void)state;
	put_png_head(&png, 1, 1);
	for (int i = 0; i < 100000; i++)
		put_png_chunk(&png, "tEXt", "a\0b", 3);
	put_png_tail(&png, 1, 1);
	examine_bytes(&png, &png_said);
	assert_true(png_said.dropped > 0 && json_array_size(png_said.tags) <= REPORT_TAG_LIMIT);
	read_seed(&seed, "jpeg/metadata");
	buffer_append(&jpeg, seed.p, 2);
	for (int i = 0; i < 10000; i++) {
		char block[32];
		int n = snprintf(block, sizeof block, "Exif%c%c%d", 0, 0, i);

		put_jpeg_segment(&jpeg, 0xE1, block, (size_t)n);
	}
	buffer_append(&jpeg, seed.p + 2, seed.n - 2);
	examine_bytes(&jpeg, &jpeg_said);
	assert_measured(&jpeg_said, "width", "16");
	assert_true(has_warning(&jpeg_said, "damaged-structure"));
}

/* Thousands of items that each mean a walk over all places, and properties over all boxes. */
static void
test_many_items_and_properties(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) body = { 0 };
	clock_t before;
	size_t at;

	(void)state;
	buffer_append(&bytes, "\0\0\0\x10" "ftypheic\0\0\0\0", 16);
	at = bytes.n;
	buffer_append(&bytes, "\0\0\0\0meta\0\0\0\0", 12);
	buffer_append(&bytes, "\0\0\0\x0epitm\0\0\0\0\0\1", 14);
	put_be32(&bytes, 8 + 6 + 4000 * 21);
	buffer_append(&bytes, "iinf\0\0\0\0", 8);
	put_be16(&bytes, 4000);
	for (int i = 0; i < 4000; i++)
		buffer_append(&bytes, "\0\0\0\x15infe\2\0\0\0\x0f\xff\0\0Exif\0", 21);
	put_be32(&bytes, 8 + 8 + 4000 * (6 + 1000 * 8));
	buffer_append(&bytes, "iloc\0\0\0\0\x44\0", 10);
	put_be16(&bytes, 4000);
	for (int i = 0; i < 4000; i++) {
		put_be32(&bytes, 1); /* item 0, data reference 1 */
		put_be16(&bytes, 1000);
		for (int j = 0; j < 2000; j++)
			put_be32(&bytes, 0);
	}
	for (int i = 0; i < 30000; i++)
		buffer_append(&body, "\0\0\0\x08free", 8);
	put_be32(&bytes, (uint32_t)(8 + 8 + body.n + 16 + 4000 * (2 + 1 + 255 * 2)));
	buffer_append(&bytes, "iprp", 4);
	put_be32(&bytes, (uint32_t)(8 + body.n));
	buffer_append(&bytes, "ipco", 4);
	buffer_append(&bytes, body.p, body.n);
	put_be32(&bytes, 16 + 4000 * (2 + 1 + 255 * 2));
	buffer_append(&bytes, "ipma\0\0\0\1", 8);
	put_be32(&bytes, 4000);
	for (int i = 0; i < 4000; i++) {
		put_be16(&bytes, 1);
		buffer_append_byte(&bytes, '\xff');
		for (int j = 0; j < 255; j++)
			put_be16(&bytes, 29999);
	}
	at = bytes.n - at;
	for (int i = 0; i < 4; i++)
		bytes.p[16 + i] = (char)(at >> (24 - 8 * i));
	before = clock();
	examine_bytes(&bytes, &got);
	assert_true((clock() - before) / CLOCKS_PER_SEC < SECONDS_OF_WORK);
	assert_string_equal(got.media_type, "image/heic");
	assert_true(has_warning(&got, "damaged-structure"));
}

/* A description of 100 MB before the entries that matter. */
static void
test_a_tag_of_a_hundred_megabytes(void **state)
{
	const size_t length = (size_t)100 * 1000 * 1000;
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) tiff = { 0 };

	(void)state;
	assert_true(buffer_reserve(&tiff, length + 64));
	buffer_append(&tiff, "II*\0\x08\0\0\0\4\0", 10);
	put_tiff_entry(&tiff, 0x0100, 4, 1, 640);
	put_tiff_entry(&tiff, 0x0101, 4, 1, 480);
	put_tiff_entry(&tiff, 0x010E, 2, (uint32_t)length, 62);
	put_tiff_entry(&tiff, 0x010F, 2, 4, 0x00796253); /* "Sby" */
	put_le32(&tiff, 0);
	memset(tiff.p + tiff.n, 'x', length);
	tiff.n += length;
	examine_bytes(&tiff, &got);
	assert_raw(&got, "EXIF", "IFD0", "Make", "Sby");
	assert_measured(&got, "width", "640");
	assert_int_equal(strlen(tag_raw(&got, "EXIF", "IFD0", "ImageDescription")),
	                 REPORT_VALUE_LIMIT);
}

static void
test_directories_that_loop(void **state)
{
	SCOPED(examination) own = { 0 };
	SCOPED(examination) many = { 0 };
	SCOPED(buffer) loop = { 0 };
	SCOPED(buffer) nested = { 0 };

	(void)state;
	buffer_append(&loop, "II*\0\x08\0\0\0\3\0", 10);
	put_tiff_entry(&loop, 0x010F, 2, 4, 0x00796253);
	put_tiff_entry(&loop, 0x8769, 4, 1, 8); /* Exif and GPS are this directory itself */
	put_tiff_entry(&loop, 0x8825, 4, 1, 8);
	put_le32(&loop, 8);
	examine_bytes(&loop, &own);
	assert_raw(&own, "EXIF", "IFD0", "Make", "Sby");
	assert_true(has_warning(&own, "damaged-structure"));
	buffer_append(&nested, "II*\0\x08\0\0\0\1\0", 10);
	put_tiff_entry(&nested, 0x014A, 4, 5000, 26);
	put_le32(&nested, 0);
	for (int i = 0; i < 5000; i++)
		put_le32(&nested, 8);
	examine_bytes(&nested, &many);
	assert_string_equal(many.media_type, "image/tiff");
}

static void
test_nested_xmp(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) png = { 0 };

	(void)state;
	buffer_append(&text, "XML:com.adobe.xmp\0\0\0\0", 22);
	for (int i = 0; i < 100000; i++)
		buffer_append_string(&text, "<a>");
	put_png_head(&png, 1, 1);
	put_png_chunk(&png, "iTXt", text.p, text.n);
	put_png_tail(&png, 1, 1);
	examine_bytes(&png, &got);
	assert_true(has_warning(&got, "facts-left-out"));
}

static void
test_texts_in_wrong_encodings(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) tiff = { 0 };

	(void)state;
	buffer_append(&tiff, "II*\0\x08\0\0\0\2\0", 10);
	put_tiff_entry(&tiff, 0x010F, 2, 4, 0x00e4ff41);           /* "A", bytes that are no UTF-8 */
	put_tiff_entry(&tiff, 0x9C9B, 1, 4, 0x0041d800);           /* UTF-16 with half a pair */
	put_le32(&tiff, 0);
	examine_bytes(&tiff, &got);
	assert_raw(&got, "EXIF", "IFD0", "Make", "A\xef\xbf\xbd\xef\xbf\xbd");
	assert_raw(&got, "EXIF", "IFD0", "XPTitle", "\xef\xbf\xbd" "A");
}

static void
test_decoding_bombs(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(picture) picture = { 0 };
	SCOPED(buffer) png = { 0 };

	(void)state;
	put_png_head(&png, 8000, 8000); /* 64 million pixels of 63 KB */
	put_png_tail(&png, 8000, 8000);
	assert_true(png.n < 128 * 1024);
	picture_of_bytes(&png, PARSER_THUMBNAIL, 160, &got, &picture);
	assert_int_equal(picture.width, TASK_THUMBNAIL_SIDE);
	assert_int_equal(picture.height, TASK_THUMBNAIL_SIDE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_declared_sizes_beyond_the_limits),
		cmocka_unit_test(test_the_widest_is_decoded),
		cmocka_unit_test(test_a_bomb_of_text),
		cmocka_unit_test(test_many_texts_and_segments),
		cmocka_unit_test(test_many_items_and_properties),
		cmocka_unit_test(test_a_tag_of_a_hundred_megabytes),
		cmocka_unit_test(test_directories_that_loop),
		cmocka_unit_test(test_nested_xmp),
		cmocka_unit_test(test_texts_in_wrong_encodings),
		cmocka_unit_test(test_decoding_bombs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
