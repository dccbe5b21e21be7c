/* SPDX-License-Identifier: Apache-2.0 */
/* test_cr3.c - Canon's third raw format, whose EXIF directories lie in boxes apart. */
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "worker/image/carrier.h"

#include <string.h>

static void
put_box(struct buffer *out, const char *type, const struct buffer *body)
{
	put_be32(out, (uint32_t)body->n + 8);
	buffer_append_string(out, type);
	buffer_append(out, body->p, body->n);
}

/* A TIFF of one directory with one text, in a box. */
static void
put_text_directory(struct buffer *out, const char *type, unsigned tag, const char *text)
{
	SCOPED(buffer) tiff = { 0 };

	buffer_append(&tiff, "II*\0\x08\0\0\0\x01\0", 10);
	put_tiff_entry(&tiff, tag, 2, (uint32_t)strlen(text) + 1, 26);
	put_le32(&tiff, 0);
	buffer_append(&tiff, text, strlen(text) + 1);
	put_box(out, type, &tiff);
}

/* The same with a latitude and its reference. */
static void
put_position(struct buffer *out)
{
	SCOPED(buffer) tiff = { 0 };

	buffer_append(&tiff, "II*\0\x08\0\0\0\x02\0", 10);
	put_tiff_entry(&tiff, 1, 2, 2, 'N');
	put_tiff_entry(&tiff, 2, 5, 3, 38);
	put_le32(&tiff, 0);
	for (uint32_t i = 40; i < 43; i++) {
		put_le32(&tiff, i);
		put_le32(&tiff, 1);
	}
	put_box(out, "CMT4", &tiff);
}

static void
put_track(struct buffer *out, unsigned width, unsigned height)
{
	static const char *const around[] = { "stbl", "minf", "mdia", "trak" };
	static const char zeros[24];
	SCOPED(buffer) entry = { 0 };
	SCOPED(buffer) body = { 0 };

	buffer_append(&entry, zeros, sizeof zeros);
	put_be16(&entry, width);
	put_be16(&entry, height);
	put_be32(&body, 0);
	put_be32(&body, 1);
	put_box(&body, "CRAW", &entry);
	buffer_clear(&entry);
	put_box(&entry, "stsd", &body);
	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
		buffer_clear(&body);
		put_box(&body, around[i], &entry);
		buffer_clear(&entry);
		buffer_append(&entry, body.p, body.n);
	}
	buffer_append(out, entry.p, entry.n);
}

static void
put_file(struct buffer *out)
{
	SCOPED(buffer) made = { 0 };
	SCOPED(buffer) boxes = { 0 };
	SCOPED(buffer) movie = { 0 };

	buffer_append(out, "\0\0\0\x18" "ftypcrx \0\0\0\1crx isom", 24);
	buffer_append(&boxes, "\x85\xC0\xB6\x87\x82\x0F\x11\xE0\x81\x11\xF4\xCE\x46\x2B\x6A\x48", 16);
	put_text_directory(&boxes, "CMT1", 0x010F, "Canon");
	put_text_directory(&boxes, "CMT2", 0x9003, "2020:11:22 18:04:11");
	put_position(&boxes);
	put_box(&movie, "uuid", &boxes);
	put_be32(&made, 0);
	put_be32(&made, 3688912800u); /* 2020-11-22T18:00:00Z, from 1904 */
	put_be32(&made, 0);
	put_be32(&made, 0);
	put_box(&movie, "mvhd", &made);
	put_track(&movie, 1620, 1080);
	put_track(&movie, 6000, 4000);
	put_track(&movie, 300, 200);
	put_box(out, "moov", &movie);
}

static void
test_directories(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	put_file(&bytes);
	examine_bytes(&bytes, &got);
	assert_string_equal(got.media_type, "image/x-canon-cr3");
	assert_raw(&got, "EXIF", "IFD0", "Make", "Canon");
	assert_raw(&got, "EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11");
	assert_raw(&got, "EXIF", "GPS", "GPSLatitude", "40/1 41/1 42/1");
	assert_raw(&got, "EXIF", "GPS", "GPSLatitudeRef", "N");
	assert_raw(&got, "container", "CR3", "creation_time", "2020-11-22T18:00:00.000Z");
	assert_measured(&got, "width", "6000");
	assert_measured(&got, "height", "4000");
	assert_false(has_warning(&got, "damaged-structure"));
	assert_true(has_warning(&got, "not-decodable"));
}

static void
test_cuts(void **state)
{
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	put_file(&bytes);
	for (size_t n = 24; n < bytes.n; n++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) cut = { 0 };

		buffer_append(&cut, bytes.p, n);
		examine_bytes(&cut, &got);
		assert_string_equal(got.media_type, "image/x-canon-cr3");
	}
}

static void
assert_left_out(const struct buffer *movie, bool expected)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) bytes = { 0 };

	buffer_append(&bytes, "\0\0\0\x18" "ftypcrx \0\0\0\1crx isom", 24);
	put_box(&bytes, "moov", movie);
	examine_bytes(&bytes, &got);
	assert_string_equal(got.media_type, "image/x-canon-cr3");
	assert_int_equal(has_warning(&got, "facts-left-out"), expected);
}

static void
test_tracks_left_out_are_named(void **state)
{
	SCOPED(buffer) movie = { 0 };

	(void)state;
	for (unsigned i = 0; i < 16; i++)
		put_track(&movie, 300, 200);
	assert_left_out(&movie, false);
	put_track(&movie, 6000, 4000);
	assert_left_out(&movie, true);
}

/* A directory of Exif or GPS, to which more is put than is joined with the first. */
static void
test_directories_left_out_are_named(void **state)
{
	static const char *const types[] = { "CMT2", "CMT4" };
	static const char zeros[4096];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		SCOPED(buffer) tiff = { 0 };
		SCOPED(buffer) boxes = { 0 };
		SCOPED(buffer) movie = { 0 };

		buffer_append(&tiff, "II*\0\x08\0\0\0\0\0\0\0\0\0", 14);
		while (tiff.n <= CARRIER_JOINED_LIMIT)
			buffer_append(&tiff, zeros, sizeof zeros);
		buffer_append(&boxes, "\x85\xC0\xB6\x87\x82\x0F\x11\xE0\x81\x11\xF4\xCE\x46\x2B\x6A\x48", 16);
		put_box(&boxes, types[i], &tiff);
		put_box(&movie, "uuid", &boxes);
		assert_left_out(&movie, true);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directories),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_tracks_left_out_are_named),
		cmocka_unit_test(test_directories_left_out_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
