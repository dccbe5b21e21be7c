/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_thumbnail.c - thumbnails are small, upright and cannot be recognised;
 * a thumbnail in EXIF that shows something else is named, and only then.
 */
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "worker/image/orientation.h"
#include "worker/image/pixels.h"
#include "worker/image/thumbnail_check.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A PNG of 64 x 32 whose upper left quarter is white, with an orientation. */
static void
put_marked_picture(struct buffer *out, unsigned orientation)
{
	SCOPED(buffer) rows = { 0 };
	SCOPED(buffer) exif = { 0 };
	SCOPED(buffer) stored = { 0 };

	for (int y = 0; y < 32; y++) {
		buffer_append_byte(&rows, '\0');
		for (int x = 0; x < 64; x++)
			buffer_append_byte(&rows, y < 16 && x < 32 ? '\xff' : '\0');
	}
	buffer_append(&exif, "II*\0\x08\0\0\0\1\0", 10);
	put_tiff_entry(&exif, 0x0112, 3, 1, orientation);
	put_le32(&exif, 0);
	/* zlib without compression: one stored block, and Adler-32 */
	buffer_append(&stored, "\x78\x01\x01", 3);
	put_le16(&stored, (unsigned)rows.n);
	put_le16(&stored, (unsigned)~rows.n & 0xFFFF);
	buffer_append(&stored, rows.p, rows.n);
	{
		uint32_t a = 1, b = 0;

		for (size_t i = 0; i < rows.n; i++) {
			a = (a + (unsigned char)rows.p[i]) % 65521;
			b = (b + a) % 65521;
		}
		put_be32(&stored, b << 16 | a);
	}
	put_png_head(out, 64, 32);
	put_png_chunk(out, "eXIf", exif.p, exif.n);
	put_png_chunk(out, "IDAT", stored.p, stored.n);
	put_png_chunk(out, "IEND", NULL, 0);
}

/* Which corner is light: 0 upper left, 1 upper right, 2 lower left, 3 lower right. */
static unsigned
light_corner(const struct picture *picture)
{
	uint32_t right = picture->width - 1, bottom = picture->height - 1;
	const size_t at[4] = { 0, right, (size_t)bottom * picture->width,
		               (size_t)bottom * picture->width + right };
	unsigned lightest = 0;

	for (unsigned i = 1; i < 4; i++)
		if (picture->samples[at[i] * picture->channels]
		    > picture->samples[at[lightest] * picture->channels])
			lightest = i;
	return lightest;
}

static void
test_thumbnails_are_upright(void **state)
{
	static const unsigned corners[8] = { 0, 1, 3, 2, 0, 1, 3, 2 };

	(void)state;
	for (unsigned orientation = 1; orientation <= 8; orientation++) {
		SCOPED(examination) got = { 0 };
		SCOPED(picture) picture = { 0 };
		SCOPED(picture) whole = { 0 };
		SCOPED(examination) full = { 0 };
		SCOPED(buffer) bytes = { 0 };

		put_marked_picture(&bytes, orientation);
		picture_of_bytes(&bytes, PARSER_THUMBNAIL, 48, &got, &picture);
		assert_int_equal(json_array_size(got.warnings), 0);
		assert_int_equal(picture.width, orientation < 5 ? 16 : 8);
		assert_int_equal(picture.height, orientation < 5 ? 8 : 16);
		assert_int_equal(light_corner(&picture), corners[orientation - 1]);
		/* the frame for fingerprints stays as it is stored */
		picture_of_bytes(&bytes, PARSER_FRAME, 0, &full, &whole);
		assert_int_equal(whole.width, 64);
		assert_int_equal(light_corner(&whole), 0);
	}
}

/* So few pixels that nothing can be recognised, whatever is asked for. */
static void
test_thumbnails_have_few_pixels(void **state)
{
	static const uint32_t sides[] = { 0, 16, 320, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED(picture) picture = { 0 };
		SCOPED(buffer) seed = { 0 };

		read_seed(&seed, "jpeg/plain");
		picture_of_bytes(&seed, PARSER_THUMBNAIL, sides[i], &got, &picture);
		assert_int_equal(picture.width, TASK_THUMBNAIL_SIDE);
		assert_true(picture.height <= TASK_THUMBNAIL_SIDE);
	}
}

static void
test_orientations_compose(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= 8; i++) {
		assert_int_equal(orientation_after(1, i), i);
		assert_int_equal(orientation_after(i, 1), i);
	}
	assert_int_equal(orientation_after(6, 6), 3);
	assert_int_equal(orientation_after(6, 8), 1);
	assert_int_equal(orientation_after(2, 2), 1);
	assert_int_equal(orientation_after(0, 3), 3); /* nothing said before */
}

static void
fill(struct pixels *picture, uint32_t width, uint32_t height, unsigned seed)
{
	assert_true(pixels_begin(picture, width, height, 3));
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			unsigned u = x * 8 / width, v = y * 8 / height;

			memset(picture->samples + ((size_t)y * width + x) * 3,
			       (int)((u * u * 7 + v * 31 + u * v * seed * 13 + seed * 77) % 200 + 40), 3);
		}
}

static void
test_likeness(void **state)
{
	SCOPED(pixels) picture = { 0 };
	SCOPED(pixels) small = { 0 };
	SCOPED(pixels) turned = { 0 };
	SCOPED(pixels) barred = { 0 };
	SCOPED(pixels) other = { 0 };
	SCOPED(pixels) flat = { 0 };

	(void)state;
	fill(&picture, 300, 200, 1);
	assert_true(pixels_shrink(&picture, 150, 100, &small));
	assert_true(thumbnail_likeness(&picture, &small) > 0.95);
	assert_true(pixels_turn(&small, 6, &turned));
	assert_true(thumbnail_likeness(&picture, &turned) > 0.95);
	/* the 3 : 2 picture in a 4 : 3 thumbnail, black above and below */
	assert_true(pixels_begin(&barred, 150, 112, 3));
	memcpy(barred.samples + (size_t)6 * 150 * 3, small.samples, (size_t)150 * 100 * 3);
	assert_true(thumbnail_likeness(&picture, &barred) > 0.95);
	fill(&other, 160, 120, 5);
	assert_true(thumbnail_likeness(&picture, &other) < 0.4);
	assert_true(pixels_begin(&flat, 160, 120, 3));
	assert_true(thumbnail_likeness(&picture, &flat) >= 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thumbnails_are_upright),
		cmocka_unit_test(test_thumbnails_have_few_pixels),
		cmocka_unit_test(test_orientations_compose),
		cmocka_unit_test(test_likeness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
