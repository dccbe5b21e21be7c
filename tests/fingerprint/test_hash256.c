/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash256.c - distances, hex and turning of hashes. */
#include "fingerprint/hash256.h"

#include "support/support.h"

#include "base/text.h"

#include <string.h>

static struct hash256
hash_of(const char *hex)
{
	struct hash256 hash;

	assert_true(hash256_read(text_of(hex), &hash));
	return hash;
}

/* aaa-orig.jpg of the reference's own set. */
#define ORIGINAL "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22"
#define ROT90 "f0a10efd51c83d429053d48d0fffbc52e34e0e17ada956a9d29685211ea9e58f"

static void
the_first_digit_is_bits_255_to_252(void **state)
{
	struct hash256 hash = hash_of("8000000000000000000000000000000000000000000000000000000000000001");
	char text[HASH256_TEXT_SIZE];

	(void)state;
	assert_int_equal(hash.words[3], UINT64_C(1) << 63);
	assert_int_equal(hash.words[0], 1);
	hash = hash_of(ORIGINAL);
	hash256_write(text, &hash);
	assert_string_equal(text, ORIGINAL);
}

static void
only_64_hex_digits_are_a_hash(void **state)
{
	struct hash256 hash = { { 1, 2, 3, 4 } }, before = hash;
	char text[66] = ORIGINAL;

	(void)state;
	assert_false(hash256_read((struct text){ text, 63 }, &hash));
	text[64] = '0';
	assert_false(hash256_read((struct text){ text, 65 }, &hash));
	text[10] = 'g';
	assert_false(hash256_read((struct text){ text, 64 }, &hash));
	text[10] = '\0';
	assert_false(hash256_read((struct text){ text, 64 }, &hash));
	assert_memory_equal(&hash, &before, sizeof hash);
	text[10] = 'E';
	assert_true(hash256_read((struct text){ text, 64 }, &hash));
	assert_true(hash256_equal(&hash, &(struct hash256){ 0 }) == false);
}

static void
distance_counts_bits(void **state)
{
	struct hash256 a = hash_of(ORIGINAL), b = a, zero = { 0 };

	(void)state;
	assert_int_equal(hash256_distance(&a, &b), 0);
	assert_int_equal(hash256_distance(&a, &zero), 128);
	assert_int_equal(hash256_weight(&a), 128);
	for (unsigned k = 0; k < HASH256_BITS; k++) {
		b.words[k / 64] ^= UINT64_C(1) << k % 64;
		assert_int_equal(hash256_distance(&a, &b), k + 1);
		assert_false(hash256_equal(&a, &b));
	}
}

/* The reference's own hash of the turned picture is near, as measured; the transpose is exact. */
static void
turning_approximates_the_turned_picture(void **state)
{
	struct hash256 original = hash_of(ORIGINAL), turned = hash256_turned(&original, DIHEDRAL_ROT90);
	struct hash256 real = hash_of(ROT90);

	(void)state;
	assert_in_range(hash256_distance(&turned, &real), 0, 24);
	assert_in_range(hash256_distance(&original, &real), 80, 256);
	real = hash_of("f0a1e10271ccc0bd90530b720fff038de34ef1e8ada9a956d6967ade5ea91a50");
	turned = hash256_turned(&original, DIHEDRAL_FLIPPLUS1);
	assert_int_equal(hash256_distance(&turned, &real), 0);
}

static void
every_turn_has_one_that_undoes_it(void **state)
{
	struct hash256 original = hash_of(ORIGINAL);

	(void)state;
	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		struct hash256 there = hash256_turned(&original, (enum dihedral)d);
		struct hash256 back = hash256_turned(&there, dihedral_inverse((enum dihedral)d));

		assert_true(hash256_equal(&original, &back));
		for (int e = 0; e < d; e++)
			assert_string_not_equal(dihedral_name((enum dihedral)d),
			                        dihedral_name((enum dihedral)e));
	}
}

/* A photograph is far from any product of one row and one column; a box is one, and stays near with some bits changed. */
static void
a_product_of_row_and_column_is_told(void **state)
{
	const uint64_t column = 0x9d3c; /* which rows are turned over */
	struct hash256 hash = hash_of(ORIGINAL), box = { 0 };

	(void)state;
	assert_in_range(hash256_product_distance(&hash), 60, 128);
	for (unsigned row = 0; row < 16; row++) {
		uint64_t bits = column >> row & 1 ? 0xa5c3 : 0x5a3c;

		box.words[row / 4] |= bits << row % 4 * 16;
	}
	assert_int_equal(hash256_product_distance(&box), 0);
	box.words[0] ^= 0x1000000100000001;
	box.words[2] ^= 0x0000000100000000;
	assert_int_equal(hash256_product_distance(&box), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_digit_is_bits_255_to_252),
		cmocka_unit_test(only_64_hex_digits_are_a_hash),
		cmocka_unit_test(distance_counts_bits),
		cmocka_unit_test(turning_approximates_the_turned_picture),
		cmocka_unit_test(a_product_of_row_and_column_is_told),
		cmocka_unit_test(every_turn_has_one_that_undoes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
