/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_heic.c - luma of HEIC pictures by our own way through libde265: it
 * hashes as the RGB of libheif does, in all turns, and what is cut or changed
 * is left to libheif.
 */
#include "parsing/corpus.h"

#include "base/scoped.h"
#include "fingerprint/pdq.h"
#include "support/random.h"
#include "worker/image/heif_items.h"
#include "worker/image/hevc_picture.h"
#include "worker/image/image_decode.h"

#include <stdio.h>

#define TOLERANCE 10 /* vectors/fingerprints/NOTES.md: bits, where the quality is 80 or more */
#define TRUSTED   80

/* Whole and made of tiles, upright and turned by irot, of eight bits. */
static const char *const pictures[] = {
	"bigcat88__pillow_heif/tests/images/heif_other/arrow.heic",
	"sindresorhus__file-type/fixture/fixture-mif1.heic",
};

static struct span
span_of(const struct buffer *bytes)
{
	return (struct span){ (const unsigned char *)bytes->p, bytes->n };
}

static void
hash(const struct pixels *picture, struct pdq *out)
{
	const struct pdq_picture input = { .samples = picture->samples,
		                           .stride = (size_t)picture->width * picture->channels,
		                           .width = picture->width,
		                           .height = picture->height,
		                           .channels = picture->channels };
	struct pdq_hasher *hasher;
	struct error err;

	assert_ok(pdq_hasher_open(&hasher, CPU_PATH_BEST, &err), &err);
	assert_ok(pdq_hash(hasher, &input, PDQ_PHOTO, out, &err), &err);
	pdq_hasher_close(hasher);
}

static void
compare_both_ways(const char *name)
{
	const struct decode_limits luma = decode_limits_luma(), colours = decode_limits_full();
	SCOPED(pixels) grey = { 0 };
	SCOPED(pixels) rgb = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct pdq ours, theirs;

	corpus_file(&bytes, name);
	if (!decode_heic_luma(span_of(&bytes), &luma, &grey))
		fail_msg("%s is not decoded by our own way", name);
	assert_int_equal(grey.channels, 1);
	assert_int_equal(image_decode(span_of(&bytes), &colours, &rgb), DECODE_WHOLE);
	assert_int_equal(grey.width, rgb.width);
	assert_int_equal(grey.height, rgb.height);
	hash(&grey, &ours);
	hash(&rgb, &theirs);
	assert_true(theirs.quality >= TRUSTED);
	for (size_t i = 0; i < DIHEDRAL_COUNT; i++)
		if (hash256_distance(&ours.hashes[i], &theirs.hashes[i]) > TOLERANCE)
			fail_msg("%s: %s is %u bits away", name, dihedral_name((enum dihedral)i),
			         hash256_distance(&ours.hashes[i], &theirs.hashes[i]));
}

static void
luma_hashes_as_rgb_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++)
		compare_both_ways(pictures[i]);
}

static void
take_configuration(void *context, const struct box *property)
{
	struct span *configuration = context;

	if (box_is(property, "hvcC"))
		*configuration = property->body;
}

/* Whatever the bytes are: all of a picture, or nothing. */
static bool
is_decoded(const struct buffer *bytes)
{
	const struct decode_limits luma = decode_limits_luma();
	SCOPED(pixels) picture = { 0 };
	bool done = decode_heic_luma(span_of(bytes), &luma, &picture);

	assert_true(done == (picture.samples != NULL));
	return done;
}

static void
cut_pictures_are_left(void **state)
{
	SCOPED(buffer) whole = { 0 };

	(void)state;
	corpus_file(&whole, pictures[1]);
	for (size_t place = 1; place < 40; place++) {
		SCOPED(buffer) cut = { 0 };

		buffer_append(&cut, whole.p, whole.n * place / 41);
		assert_false(is_decoded(&cut));
	}
}

/* Half of them in the boxes at the beginning. */
static void
changed_bits_do_no_harm(void **state)
{
	size_t flips = corpus_in_full() ? 4000 : 80, decoded = 0;
	uint64_t random = 20261130;
	SCOPED(buffer) whole = { 0 };

	(void)state;
	corpus_file(&whole, pictures[1]);
	for (size_t i = 0; i < flips; i++) {
		uint32_t among = (uint32_t)(i % 2 && whole.n > 2048 ? 2048 : whole.n);
		size_t at = random_below(&random, among);
		char bit = (char)(1 << random_below(&random, 8));

		whole.p[at] ^= bit;
		decoded += is_decoded(&whole);
		whole.p[at] ^= bit;
	}
	assert_true(decoded > 0 && decoded < flips);
}

/* A plane is begun as large as was allowed, before decoding; what is coded says nothing of how large. */
static void
coded_sides_begin_no_plane(void **state)
{
	size_t items = 0;

	(void)state;
	for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
		SCOPED(pixels) plane = { 0 };
		SCOPED(buffer) bytes = { 0 };
		SCOPED(buffer) data = { 0 };
		const struct hevc_place place = { &plane, 0, 0 };
		struct hevc_item item = { 0 };
		struct heif heif;
		uint32_t width, height;
		char type[5];

		corpus_file(&bytes, pictures[i]);
		assert_true(heif_begin(&heif, span_of(&bytes)));
		heif_item_type(&heif, heif.primary, type);
		if (strcmp(type, "hvc1") != 0)
			continue;
		heif_properties(&heif, heif.primary, take_configuration, &item.configuration);
		assert_true(heif_item_data(&heif, heif.primary, bytes.n, &data));
		item.data = span_of(&data);
		assert_false(hevc_picture_decode(&item, HEVC_RANGE_OWN, DECODE_SIDE_LIMIT, &place, &width, &height));
		assert_null(plane.samples);
		items++;
	}
	assert_true(items > 0);
}

/* What is no single picture or grid of HEVC is none of ours. */
static void
other_formats_are_left(void **state)
{
	static const char *const others[] = {
		"bigcat88__pillow_heif/tests/images/heif/RGBA_12__128x128.heif", /* below the least side */
		"recurser__exif-orientation-examples/Landscape_6.jpg",
	};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		SCOPED(buffer) bytes = { 0 };

		corpus_file(&bytes, others[i]);
		assert_false(is_decoded(&bytes));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(luma_hashes_as_rgb_does),
		cmocka_unit_test(cut_pictures_are_left),
		cmocka_unit_test(changed_bits_do_no_harm),
		cmocka_unit_test(coded_sides_begin_no_plane),
		cmocka_unit_test(other_formats_are_left),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
