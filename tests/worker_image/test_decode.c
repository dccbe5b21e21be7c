/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_decode.c - decoded pictures hash as the reference's own decoder's do,
 * keep to their limits, and our decoders of GIF and BMP give exact pixels.
 */
#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"
#include "fingerprint/pdq.h"
#include "worker/image/image_decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE     10 /* vectors/fingerprints/NOTES.md: bits, where the quality is 80 or more */
#define TRUSTED       80
#define TSV_COLUMNS   5

static struct span
span_of(const struct buffer *bytes)
{
	return (struct span){ (const unsigned char *)bytes->p, bytes->n };
}

static void
decode_shared(const char *name, struct decode_limits limits, struct pixels *out)
{
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) bytes = { 0 };
	char relative[512];

	snprintf(relative, sizeof relative, "vectors/fingerprints/images/%s", name);
	path = shared_path(relative);
	assert_non_null(path);
	read_file(&bytes, path);
	if (image_decode(span_of(&bytes), &limits, out) != DECODE_WHOLE)
		fail_msg("%s cannot be decoded", name);
}

static void
check_row(struct pdq_hasher *hasher, char *line, unsigned *compared)
{
	char *columns[TSV_COLUMNS];
	SCOPED(pixels) picture = { 0 };
	struct pdq_picture input;
	struct hash256 expected;
	struct error err;
	struct pdq got;

	for (size_t i = 0; i < TSV_COLUMNS; i++)
		columns[i] = strsep(&line, "\t");
	if (columns[4] == NULL)
		return;
	decode_shared(columns[0], decode_limits_full(), &picture);
	assert_int_equal(picture.width, atoi(columns[1]));
	assert_int_equal(picture.height, atoi(columns[2]));
	input = (struct pdq_picture){ .samples = picture.samples,
		                      .stride = (size_t)picture.width * picture.channels,
		                      .width = picture.width,
		                      .height = picture.height,
		                      .channels = picture.channels };
	assert_ok(pdq_hash(hasher, &input, PDQ_PHOTO, &got, &err), &err);
	assert_true(hash256_read(text_of(columns[4]), &expected));
	if (atoi(columns[3]) < TRUSTED)
		return;
	if (hash256_distance(&got.hashes[0], &expected) > TOLERANCE)
		fail_msg("%s differs by %u bits", columns[0], hash256_distance(&got.hashes[0], &expected));
	++*compared;
}

static void
test_pictures_hash_as_the_references_do(void **state)
{
	SCOPED_FREE char *path = shared_path("vectors/fingerprints/images-expected.tsv");
	struct pdq_hasher *hasher = NULL;
	SCOPED(buffer) table = { 0 };
	unsigned compared = 0;
	char *rest, *line;
	struct error err;

	(void)state;
	assert_non_null(path);
	read_file(&table, path);
	assert_ok(pdq_hasher_open(&hasher, CPU_PATH_PORTABLE, &err), &err);
	rest = table.p;
	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n")) != NULL)
		check_row(hasher, line, &compared);
	pdq_hasher_close(hasher);
	assert_true(compared >= 30);
}

/* What decoding for a hash gives of one file: how many channels. */
static unsigned
channels_for_a_hash(const char *name)
{
	SCOPED(pixels) picture = { 0 };

	decode_shared(name, decode_limits_luma(), &picture);
	return picture.channels;
}

static void
test_luma_alone_is_decoded_of_jpegs_that_are_not_tiny(void **state)
{
	const struct decode_limits limits = decode_limits_luma(), colours = decode_limits_full();

	(void)state;
	assert_int_equal(channels_for_a_hash("bridge-mods/aaa-orig.jpg"), 1);
	assert_true(decode_limits_want_luma(&limits, DECODE_LUMA_FROM, DECODE_LUMA_FROM));
	assert_false(decode_limits_want_luma(&limits, DECODE_LUMA_FROM, DECODE_LUMA_FROM - 1));
	assert_false(decode_limits_want_luma(&colours, 4000, 3000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pictures_hash_as_the_references_do),
		cmocka_unit_test(test_luma_alone_is_decoded_of_jpegs_that_are_not_tiny),
	};

	need_shared("vectors/fingerprints/images-expected.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
