/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_mutations.c - pictures of the corpus cut at twenty places and with
 * single bits changed are read without a fault; a truncation of a format that
 * can tell is named.
 */
#include "parsing/corpus.h"
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "support/random.h"
#include "worker/image/family.h"
#include "worker/image/image_decode.h"

#include <stdlib.h>
#include <string.h>

#define PLACES        20
#define SAMPLE_SIZE   150000 /* bytes of the largest picture taken; above lies one of 50 million pixels */
#define FILES_SAMPLE  12
#define FILES_IN_FULL 60
#define FLIPS_SAMPLE  400
#define FLIPS_IN_FULL 10000

enum { PATH, BYTES, TYPE = 4 };

static struct buffer pictures[FILES_IN_FULL];
static size_t picture_count;

/* Pictures spread over the corpus, so that each kind is among them. */
static int
choose_pictures(void **state)
{
	size_t wanted = corpus_in_full() ? FILES_IN_FULL : FILES_SAMPLE, candidates = 0, seen = 0;
	SCOPED(corpus_table) table = { 0 };

	(void)state;
	corpus_table_read(&table, "MANIFEST.tsv");
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < table.count; i++) {
			const char *const *columns = table.rows[i].columns;
			long bytes = atol(columns[BYTES]);

			if (strncmp(columns[TYPE], "image/", 6) != 0 || bytes == 0 || bytes > SAMPLE_SIZE)
				continue;
			if (pass == 0)
				candidates++;
			else if (seen++ % (candidates / wanted) == 0 && picture_count < wanted)
				corpus_file(&pictures[picture_count++], columns[PATH]);
		}
	assert_int_equal(picture_count, wanted);
	return 0;
}

static int
drop_pictures(void **state)
{
	(void)state;
	while (picture_count > 0)
		buffer_end(&pictures[--picture_count]);
	return 0;
}

/* All three works; that there is a report to the end is what parse_bytes demands. */
static void
try_bytes(const struct buffer *bytes)
{
	const struct decode_limits luma = decode_limits_luma();
	SCOPED(pixels) hashed = { 0 };
	SCOPED(examination) said = { 0 };
	SCOPED(examination) shown = { 0 };
	SCOPED(picture) picture = { 0 };

	examine_bytes(bytes, &said);
	picture_of_bytes(bytes, PARSER_THUMBNAIL, 64, &shown, &picture);
	(void)!image_decode((struct span){ (const unsigned char *)bytes->p, bytes->n }, &luma, &hashed);
}

static void
test_cut_pictures(void **state)
{
	(void)state;
	for (size_t i = 0; i < picture_count; i++)
		for (size_t place = 1; place <= PLACES; place++) {
			SCOPED(buffer) cut = { 0 };

			buffer_append(&cut, pictures[i].p, pictures[i].n * place / (PLACES + 1) + 1);
			try_bytes(&cut);
		}
}

static void
test_changed_bits(void **state)
{
	size_t flips = corpus_in_full() ? FLIPS_IN_FULL : FLIPS_SAMPLE;
	uint64_t random = 20201122;

	(void)state;
	for (size_t i = 0; i < flips; i++) {
		const struct buffer *from = &pictures[i % picture_count];
		SCOPED(buffer) changed = { 0 };
		/* half of them among the first bytes, where the structure is */
		uint32_t among = (uint32_t)(i % 2 && from->n > 4096 ? 4096 : from->n);

		buffer_append_text(&changed, (struct text){ from->p, from->n });
		changed.p[random_below(&random, among)] ^= (char)(1 << random_below(&random, 8));
		try_bytes(&changed);
	}
}

static void
test_a_cut_seed_is_named(void **state)
{
	static const char *const seeds[] = { "jpeg/metadata", "png/texts", "decode/gif",
		                             "decode/webp", "boxes/heif", "boxes/jp2", "tiff/lzw" };

	(void)state;
	for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
		SCOPED(examination) whole = { 0 };
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) bytes = { 0 };

		read_seed(&bytes, seeds[i]);
		examine_bytes(&bytes, &whole);
		assert_false(has_warning(&whole, "truncated"));
		bytes.n -= bytes.n / 3;
		examine_bytes(&bytes, &got);
		if (!has_warning(&got, "truncated"))
			fail_msg("%s is cut, and nothing is said", seeds[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_pictures),
		cmocka_unit_test(test_changed_bits),
		cmocka_unit_test(test_a_cut_seed_is_named),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, choose_pictures, drop_pictures);
}
