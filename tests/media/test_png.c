/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_png.c - pictures as PNG files, to the byte. The expected hashes were
 * made by a program that puts the same chunks together with zlib's own CRC-32
 * and Adler-32, and lets zlib read the stream back.
 */
#include "media/png.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "crypto/digest.h"

#include <stdlib.h>

static enum status
take(void *context, const void *bytes, size_t n, struct error *err)
{
	(void)err;
	buffer_append(context, bytes, n);
	return STATUS_OK;
}

/* Sample i is (7 i + i / 251) modulo 256. */
static void
make_picture(struct picture *picture, uint32_t width, uint32_t height, uint32_t channels)
{
	size_t n = (size_t)width * height * channels;

	*picture = (struct picture){ .width = width, .height = height, .channels = channels };
	picture->samples = malloc(n);
	assert_non_null(picture->samples);
	for (size_t i = 0; i < n; i++)
		picture->samples[i] = (unsigned char)(i * 7 + i / 251);
}

static void
has_the_expected_bytes(void **state)
{
	static const struct {
		uint32_t    width, height, channels;
		size_t      bytes;
		const char *sha256;
	} expected[] = {
		{ 1, 1, 3, 72, "3d22b69d3860ba13621a850d42add9f229fcdff010b43854f9e9773ccfca3d3d" },
		{ 5, 3, 1, 86, "f5eedaf2d74663abae0042902b030ba5f8a5b12dc271ba2b8d9ea253349f2634" },
		{ 300, 200, 3, 180302,
		  "84da1ee6dd1dcdc11c4bd10c468d1bade93d2e740200178835706eafc3baedd5" },
		/* a stream of exactly one block, of exactly two, and one that ends in a block of three bytes */
		{ 65534, 1, 1, 65603,
		  "262e96aa1050409e7b965fc2610a22962f126fe2d332ab34c5b7ca29973cf96e" },
		{ 65534, 2, 1, 131155,
		  "d003e1a224a694ed730b53071402cddd01ef3655eb0636418b459d5d824ef596" },
		{ 21845, 3, 1, 65623,
		  "e9cfd81f82719205c456d0d98913a2511e152f13359531cf9944f1af9cc6f573" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		struct buffer out = { 0 };
		const struct png_sink sink = { take, &out };
		struct picture picture;
		struct digest digest;
		char hex[DIGEST_TEXT_SIZE];
		struct error err;

		make_picture(&picture, expected[i].width, expected[i].height, expected[i].channels);
		assert_ok(png_write(&picture, &sink, &err), &err);
		assert_int_equal(out.n, expected[i].bytes);
		assert_ok(digest_of(out.p, out.n, &digest, &err), &err);
		digest_write(hex, &digest);
		assert_string_equal(hex, expected[i].sha256);
		picture_end(&picture);
		buffer_end(&out);
	}
}

static void
other_forms_are_refused(void **state)
{
	static const uint32_t forms[][3] = {
		{ 0, 1, 3 }, { 1, 0, 3 }, { 1, 1, 0 }, { 1, 1, 2 }, { 1, 1, 4 }, { 0x80000000u, 1, 1 },
	};
	struct buffer out = { 0 };
	const struct png_sink sink = { take, &out };
	unsigned char sample[4] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct picture picture = { .width = forms[i][0],
			                   .height = forms[i][1],
			                   .channels = forms[i][2],
			                   .samples = sample };

		assert_status(STATUS_INVALID, png_write(&picture, &sink, NULL), NULL);
	}
	assert_int_equal(out.n, 0);
}

static enum status
take_little(void *context, const void *bytes, size_t n, struct error *err)
{
	size_t *left = context;

	(void)bytes;
	if (n > *left)
		return fail(err, STATUS_IO, "full");
	*left -= n;
	return STATUS_OK;
}

static void
a_failing_sink_ends_it(void **state)
{
	struct picture picture;

	(void)state;
	make_picture(&picture, 200, 200, 3);
	for (size_t room = 0; room < 120000; room += 997) {
		size_t left = room;

		assert_status(STATUS_IO,
		              png_write(&picture, &(struct png_sink){ take_little, &left }, NULL),
		              NULL);
	}
	picture_end(&picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_expected_bytes),
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(a_failing_sink_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
