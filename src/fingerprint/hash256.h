/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash256.h - a perceptual hash of 256 bits, how far two of them are apart,
 * how it is written, and what it becomes when the picture is turned.
 *
 * Bit k = 16 * i + j stands for vertical frequency i + 1 and horizontal
 * frequency j + 1 of PDQ's transform (facebook/ThreatExchange, pdq/). In memory
 * it is bit k % 64 of word k / 64; as text, bit 255 comes first.
 */
#ifndef VIDIMUS_FINGERPRINT_HASH256_H
#define VIDIMUS_FINGERPRINT_HASH256_H

#include <vidimus/types.h>

#define HASH256_BITS 256
#define HASH256_WORDS 4
#define HASH256_TEXT_SIZE 65 /* 64 hex digits and a NUL */

struct hash256 {
	uint64_t words[HASH256_WORDS];
};

/* The eight ways a picture can be turned and mirrored, in the order in which the reference prints them. */
enum dihedral {
	DIHEDRAL_NONE,
	DIHEDRAL_ROT90,     /* a quarter turn counter-clockwise */
	DIHEDRAL_ROT180,
	DIHEDRAL_ROT270,
	DIHEDRAL_FLIPX,     /* top and bottom exchanged */
	DIHEDRAL_FLIPY,     /* left and right exchanged */
	DIHEDRAL_FLIPPLUS1, /* rows become columns */
	DIHEDRAL_FLIPMINUS1 /* mirrored at the other diagonal */
};
#define DIHEDRAL_COUNT 8

/* "none", "rot90", "rot180", "rot270", "flipx", "flipy", "flipplus1", "flipminus1"; static. */
const char *dihedral_name(enum dihedral dihedral);

/* The way that undoes it. */
enum dihedral dihedral_inverse(enum dihedral dihedral);

/* Bits in which the two differ, 0 to 256. */
unsigned hash256_distance(const struct hash256 *a, const struct hash256 *b);

bool hash256_equal(const struct hash256 *a, const struct hash256 *b);

/* Bits that are set. */
unsigned hash256_weight(const struct hash256 *hash);

/*
 * How many bits keep the 16 x 16 signs of a picture's hash from being the product of
 * one row and one column of signs, with each of its rows tried as that row; 0 to 128.
 * A box, bars or stripes are such a product: 31 signs tell all 256.
 */
unsigned hash256_product_distance(const struct hash256 *hash);

/* 64 lower-case hex digits, bit 255 first, and a NUL. */
void hash256_write(char out[HASH256_TEXT_SIZE], const struct hash256 *hash);

/* The same as 32 bytes, bit 255 first, and back. */
#define HASH256_SIZE 32
void hash256_to_bytes(unsigned char out[HASH256_SIZE], const struct hash256 *hash);
struct hash256 hash256_of_bytes(const unsigned char bytes[HASH256_SIZE]);

/* Reads exactly 64 hex digits of either case, as lists of others have them. */
CHECKED bool hash256_read(struct text text, struct hash256 *out);

/*
 * What the hash would be about, were the picture turned: for hash lists that
 * come without pixels. The median of the turned picture is not known, so it
 * differs from the hash of the turned pixels by 7 bits in the mean and 24 at
 * most (measured on 99 photographs); FLIPPLUS1 and NONE are exact.
 */
struct hash256 hash256_turned(const struct hash256 *hash, enum dihedral dihedral);

#endif
