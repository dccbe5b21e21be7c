/* SPDX-License-Identifier: Apache-2.0 */
/* test_limits.c - where a file says more than is read, that is told; just below the limit nothing is. */
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "worker/image/exif_repeated.h"
#include "worker/image/iptc.h"
#include "worker/image/tiff_walk.h"

#include <jansson.h>
#include <string.h>

static void
assert_left_out(const struct buffer *bytes, bool expected)
{
	SCOPED(examination) got = { 0 };

	examine_bytes(bytes, &got);
	if (has_warning(&got, "facts-left-out") != expected) {
		SCOPED_FREE char *words = json_dumps(got.warnings, 0);

		fail_msg("%zu bytes, expected %d: %s\n", bytes->n, expected, words);
	}
}

/* A TIFF with directories below its first. */
static void
put_subdirectories(struct buffer *out, unsigned count)
{
	buffer_append(out, "II*\0\x08\0\0\0\1\0", 10);
	put_tiff_entry(out, 330, 4, count, 26);
	put_le32(out, 0);
	for (unsigned i = 0; i < count; i++)
		put_le32(out, 8);
}

/* A chain of directories with one entry each. */
static void
put_chain(struct buffer *out, unsigned count)
{
	buffer_append(out, "II*\0\x08\0\0\0", 8);
	for (unsigned i = 1; i <= count; i++) {
		buffer_append(out, "\1\0", 2);
		put_tiff_entry(out, 256, 4, 1, 16);
		put_le32(out, i < count ? 8 + 18 * i : 0);
	}
}

static void
put_entries(struct buffer *out, unsigned count)
{
	buffer_append(out, "II*\0\x08\0\0\0", 8);
	put_le16(out, count);
	for (unsigned i = 0; i < count; i++)
		put_tiff_entry(out, 0x2000 + i, 4, 1, 16);
	put_le32(out, 0);
}

/* One tag, and so many further values of it. */
static void
put_repeated(struct buffer *out, unsigned further)
{
	buffer_append(out, "II*\0\x08\0\0\0", 8);
	put_le16(out, further + 1);
	for (unsigned i = 0; i <= further; i++)
		put_tiff_entry(out, 256, 4, 1, 16);
	put_le32(out, 0);
}

/* Strips of no bytes. */
static void
put_strips(struct buffer *out, unsigned count)
{
	buffer_append(out, "II*\0\x08\0\0\0\2\0", 10);
	put_tiff_entry(out, 273, 4, count, 38);
	put_tiff_entry(out, 279, 4, count, 38);
	put_le32(out, 0);
	for (unsigned i = 0; i < count; i++)
		put_le32(out, 0);
}

/* A HEIC with items that are EXIF, or of a kind that is not read, all at one place. */
static void
put_items(struct buffer *out, unsigned count, const char *kind)
{
	uint32_t places = 8 + 8 + 14, entries = 8 + 6 + 21 * count;

	buffer_append(out, "\0\0\0\x10" "ftypheic\0\0\0\0", 16);
	put_be32(out, 12 + 14 + entries + places);
	buffer_append(out, "meta\0\0\0\0\0\0\0\x0epitm\0\0\0\0\0\1", 22);
	put_be32(out, entries);
	buffer_append(out, "iinf\0\0\0\0", 8);
	put_be16(out, count);
	for (unsigned i = 0; i < count; i++) {
		buffer_append(out, "\0\0\0\x15infe\2\0\0\0\0\7\0\0", 16);
		buffer_append(out, kind, 5);
	}
	put_be32(out, places);
	buffer_append(out, "iloc\0\0\0\0\x44\0\0\1", 12);
	buffer_append(out, "\0\7\0\0\0\1", 6); /* item 7, this file, one extent */
	put_be32(out, 0);
	put_be32(out, 4);
}

/* A JPEG's two first bytes, then segments. */
static void
put_segments(struct buffer *out, unsigned count, void (*put)(struct buffer *out, unsigned i))
{
	SCOPED(buffer) seed = { 0 };

	read_seed(&seed, "jpeg/plain");
	buffer_append(out, seed.p, 2);
	for (unsigned i = 0; i < count; i++)
		put(out, i);
	buffer_append(out, seed.p + 2, seed.n - 2);
}

static void
put_exif_segment(struct buffer *out, unsigned i)
{
	SCOPED(buffer) body = { 0 };

	buffer_append(&body, "Exif\0\0II*\0\x08\0\0\0\1\0", 16);
	put_tiff_entry(&body, 0x0100, 4, 1, i);
	put_le32(&body, 0);
	put_jpeg_segment(out, 0xE1, body.p, body.n);
}

/* Each of a superbox of its own. */
static void
put_jumbf_segment(struct buffer *out, unsigned i)
{
	SCOPED(buffer) body = { 0 };

	buffer_append(&body, "JP", 2);
	put_be16(&body, i);
	put_be32(&body, 1);
	buffer_append(&body, "\0\0\0\x08jumb", 8);
	put_jpeg_segment(out, 0xEB, body.p, body.n);
}

/* So many datasets in image resources. */
static void
put_datasets(struct buffer *out, unsigned count)
{
	SCOPED(buffer) body = { 0 };
	SCOPED(buffer) seed = { 0 };

	buffer_append(&body, "Photoshop 3.0\0" "8BIM\x04\x04\0\0", 22);
	put_be32(&body, 6 * count);
	for (unsigned i = 0; i < count; i++)
		buffer_append(&body, "\x1c\2\x19\0\1k", 6); /* a keyword */
	read_seed(&seed, "jpeg/plain");
	buffer_append(out, seed.p, 2);
	put_jpeg_segment(out, 0xED, body.p, body.n);
	buffer_append(out, seed.p + 2, seed.n - 2);
}

static void
test_tiff(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		SCOPED(buffer) below = { 0 };
		SCOPED(buffer) chain = { 0 };
		SCOPED(buffer) entries = { 0 };
		SCOPED(buffer) strips = { 0 };
		SCOPED(buffer) repeated = { 0 };

		put_subdirectories(&below, 16 + i);
		assert_left_out(&below, i == 1);
		put_chain(&chain, TIFF_DIRECTORY_LIMIT + i);
		assert_left_out(&chain, i == 1);
		put_entries(&entries, TIFF_ENTRY_LIMIT + i);
		assert_left_out(&entries, i == 1);
		put_strips(&strips, 65536 + i);
		assert_left_out(&strips, i == 1);
		put_repeated(&repeated, EXIF_REPEATED_LIMIT + i);
		assert_left_out(&repeated, i == 1);
	}
}

static void
test_heif(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		SCOPED(buffer) exif = { 0 };
		SCOPED(buffer) others = { 0 };

		put_items(&exif, 16 + i, "Exif");
		assert_left_out(&exif, i == 1);
		put_items(&others, 4096 + i, "hvc1");
		assert_left_out(&others, i == 1);
	}
}

static void
test_jpeg(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		SCOPED(buffer) blocks = { 0 };
		SCOPED(buffer) boxes = { 0 };
		SCOPED(buffer) datasets = { 0 };

		put_segments(&blocks, CARRIER_BLOCK_LIMIT + i, put_exif_segment);
		assert_left_out(&blocks, i == 1);
		put_segments(&boxes, 8 + i, put_jumbf_segment);
		assert_left_out(&boxes, i == 1);
		put_datasets(&datasets, IPTC_DATASET_LIMIT + i);
		assert_left_out(&datasets, i == 1);
	}
}

/* What was not told is not taken for damage. */
static void
test_datasets_beyond_the_limit_are_no_damage(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	put_datasets(&bytes, 2000);
	examine_bytes(&bytes, &got);
	assert_false(has_warning(&got, "damaged-structure"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tiff),
		cmocka_unit_test(test_heif),
		cmocka_unit_test(test_jpeg),
		cmocka_unit_test(test_datasets_beyond_the_limit_are_no_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
