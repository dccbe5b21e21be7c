/* SPDX-License-Identifier: Apache-2.0 */
/* hash256.c - distances, hex and turning of 256-bit hashes. */
#include "fingerprint/hash256.h"

#include "fingerprint/popcount.h"

/* Frequency f of a mirrored axis changes its sign when f is odd, that is, at even i or j. */
#define EVEN_COLUMNS UINT64_C(0x5555555555555555)
#define EVEN_ROWS UINT64_C(0x0000ffff0000ffff)
#define UNEQUAL_PARITY UINT64_C(0x5555aaaa5555aaaa) /* i + j odd */

const char *
dihedral_name(enum dihedral dihedral)
{
	static const char *const names[DIHEDRAL_COUNT] = {
		[DIHEDRAL_NONE] = "none",
		[DIHEDRAL_ROT90] = "rot90",
		[DIHEDRAL_ROT180] = "rot180",
		[DIHEDRAL_ROT270] = "rot270",
		[DIHEDRAL_FLIPX] = "flipx",
		[DIHEDRAL_FLIPY] = "flipy",
		[DIHEDRAL_FLIPPLUS1] = "flipplus1",
		[DIHEDRAL_FLIPMINUS1] = "flipminus1",
	};

	return names[dihedral];
}

enum dihedral
dihedral_inverse(enum dihedral dihedral)
{
	if (dihedral == DIHEDRAL_ROT90)
		return DIHEDRAL_ROT270;
	return dihedral == DIHEDRAL_ROT270 ? DIHEDRAL_ROT90 : dihedral;
}

unsigned
hash256_distance(const struct hash256 *a, const struct hash256 *b)
{
	unsigned distance = 0;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		distance += popcount64(a->words[i] ^ b->words[i]);
	return distance;
}

bool
hash256_equal(const struct hash256 *a, const struct hash256 *b)
{
	uint64_t different = 0;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		different |= a->words[i] ^ b->words[i];
	return different == 0;
}

unsigned
hash256_weight(const struct hash256 *hash)
{
	unsigned weight = 0;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		weight += popcount64(hash->words[i]);
	return weight;
}

#define ROWS 16

static unsigned
row_of(const struct hash256 *hash, unsigned row)
{
	return (unsigned)(hash->words[row / 4] >> row % 4 * ROWS) & 0xffff;
}

unsigned
hash256_product_distance(const struct hash256 *hash)
{
	unsigned least = HASH256_BITS;

	for (unsigned tried = 0; tried < ROWS; tried++) {
		unsigned sum = 0;

		for (unsigned row = 0; row < ROWS; row++) {
			unsigned bits = (unsigned)__builtin_popcount(row_of(hash, tried) ^ row_of(hash, row));

			sum += bits < ROWS - bits ? bits : ROWS - bits;
		}
		least = sum < least ? sum : least;
	}
	return least;
}

void
hash256_write(char out[HASH256_TEXT_SIZE], const struct hash256 *hash)
{
	static const char digits[] = "0123456789abcdef";
	char *p = out;

	for (size_t i = HASH256_WORDS; i-- > 0;) {
		for (int shift = 60; shift >= 0; shift -= 4)
			*p++ = digits[hash->words[i] >> shift & 15];
	}
	*p = '\0';
}

void
hash256_to_bytes(unsigned char out[HASH256_SIZE], const struct hash256 *hash)
{
	for (size_t i = 0; i < HASH256_SIZE; i++)
		out[i] = (unsigned char)(hash->words[HASH256_WORDS - 1 - i / 8] >> (56 - i % 8 * 8));
}

struct hash256
hash256_of_bytes(const unsigned char bytes[HASH256_SIZE])
{
	struct hash256 hash = { { 0 } };

	for (size_t i = 0; i < HASH256_SIZE; i++)
		hash.words[HASH256_WORDS - 1 - i / 8] |= (uint64_t)bytes[i] << (56 - i % 8 * 8);
	return hash;
}

static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
hash256_read(struct text text, struct hash256 *out)
{
	struct hash256 hash = { 0 };

	if (text.n != HASH256_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		int value = digit_value(text.p[i]);
		uint64_t *word = &hash.words[HASH256_WORDS - 1 - i / 16];

		if (value < 0)
			return false;
		*word = *word << 4 | (uint64_t)value;
	}
	*out = hash;
	return true;
}

static struct hash256
masked(const struct hash256 *hash, uint64_t mask)
{
	struct hash256 out;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		out.words[i] = hash->words[i] ^ mask;
	return out;
}

static struct hash256
transposed(const struct hash256 *hash)
{
	struct hash256 out = { 0 };

	for (unsigned k = 0; k < HASH256_BITS; k++) {
		unsigned to = (k & 15) << 4 | k >> 4;

		out.words[to >> 6] |= (hash->words[k >> 6] >> (k & 63) & 1) << (to & 63);
	}
	return out;
}

struct hash256
hash256_turned(const struct hash256 *hash, enum dihedral dihedral)
{
	static const struct {
		uint64_t mask;
		bool     transpose;
	} rules[DIHEDRAL_COUNT] = {
		[DIHEDRAL_NONE] = { 0, false },
		[DIHEDRAL_ROT90] = { EVEN_COLUMNS, true },
		[DIHEDRAL_ROT180] = { UNEQUAL_PARITY, false },
		[DIHEDRAL_ROT270] = { EVEN_ROWS, true },
		[DIHEDRAL_FLIPX] = { EVEN_ROWS, false },
		[DIHEDRAL_FLIPY] = { EVEN_COLUMNS, false },
		[DIHEDRAL_FLIPPLUS1] = { 0, true },
		[DIHEDRAL_FLIPMINUS1] = { UNEQUAL_PARITY, true },
	};
	struct hash256 out = masked(hash, rules[dihedral].mask);

	return rules[dihedral].transpose ? transposed(&out) : out;
}
