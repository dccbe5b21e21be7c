/* SPDX-License-Identifier: Apache-2.0 */
/* encoding.c - hex, base64, base64url and UUIDs, read strictly. */
#include "base/encoding.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64url_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
hex_write(char *out, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex_digits[p[i] >> 4];
		out[2 * i + 1] = hex_digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

void
hex_append(struct buffer *out, const void *bytes, size_t n)
{
	if (n > SIZE_MAX / 4 || !buffer_reserve(out, 2 * n)) {
		out->failed = true;
		return;
	}
	hex_write(out->p + out->n, bytes, n);
	out->n += 2 * n;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool
hex_read(struct text hex, void *out, size_t n)
{
	unsigned char *p = out;

	if (hex.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(hex.p[2 * i]), low = hex_value(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		p[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

void
digest_write(char out[DIGEST_TEXT_SIZE], const struct digest *digest)
{
	hex_write(out, digest->bytes, sizeof digest->bytes);
}

bool
digest_read(struct text hex, struct digest *out)
{
	return hex_read(hex, out->bytes, sizeof out->bytes);
}

bool
digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* Writes the letters of n bytes; returns how many. */
static size_t
write_letters(char *out, const void *bytes, size_t n, const char *letters, bool padded)
{
	const unsigned char *p = bytes;
	size_t k = 0;

	for (size_t i = 0; i < n; i += 3) {
		size_t have = n - i < 3 ? n - i : 3;
		unsigned long group = (unsigned long)p[i] << 16;

		if (have > 1)
			group |= (unsigned long)p[i + 1] << 8;
		if (have > 2)
			group |= p[i + 2];
		for (size_t j = 0; j < 4; j++) {
			if (j <= have)
				out[k++] = letters[group >> (18 - 6 * j) & 63];
			else if (padded)
				out[k++] = '=';
		}
	}
	out[k] = '\0';
	return k;
}

static void
append_letters(struct buffer *out, const void *bytes, size_t n, const char *letters, bool padded)
{
	if (n > SIZE_MAX / 4 || !buffer_reserve(out, (n + 2) / 3 * 4)) {
		out->failed = true;
		return;
	}
	out->n += write_letters(out->p + out->n, bytes, n, letters, padded);
}

void
base64_append(struct buffer *out, const void *bytes, size_t n)
{
	append_letters(out, bytes, n, base64_letters, true);
}

void
base64url_append(struct buffer *out, const void *bytes, size_t n)
{
	append_letters(out, bytes, n, base64url_letters, false);
}

void
base64url_write(char *out, const void *bytes, size_t n)
{
	write_letters(out, bytes, n, base64url_letters, false);
}

/* What the letters of both alphabets stand for, by their ASCII code; -1 for all others. */
static const signed char letter_values[128] = {
	-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
	-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
	-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1,
	-1,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, -1,
	-1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
};

/* Value of a letter, or -1. The two alphabets differ in the last two letters. */
static inline int
letter_value(char c, const char *letters)
{
	unsigned char code = (unsigned char)c;

	if (code < 128 && letter_values[code] >= 0)
		return letter_values[code];
	if (c == letters[62])
		return 62;
	return c == letters[63] ? 63 : -1;
}

/* Reads letters without padding; a rest of one letter or set unused bits is refused. */
static bool
read_letters(struct buffer *out, struct text text, const char *letters)
{
	unsigned long group = 0;
	unsigned bits = 0;
	char *next;

	if (text.n % 4 == 1 || !buffer_reserve(out, text.n / 4 * 3 + 2))
		return false;
	next = out->p + out->n;
	for (size_t i = 0; i < text.n; i++) {
		int value = letter_value(text.p[i], letters);

		if (value < 0) {
			out->p[out->n] = '\0';
			return false;
		}
		group = (group << 6 | (unsigned long)value) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*next++ = (char)(group >> bits & 0xff);
		}
	}
	out->n = (size_t)(next - out->p);
	*next = '\0';
	return (group & ((1UL << bits) - 1)) == 0;
}

bool
base64_read(struct buffer *out, struct text text)
{
	if (text.n % 4 != 0)
		return false;
	if (text.n > 0 && text.p[text.n - 1] == '=')
		text.n--;
	if (text.n > 0 && text.n % 4 == 3 && text.p[text.n - 1] == '=')
		text.n--;
	return read_letters(out, text, base64_letters);
}

bool
base64url_read(struct buffer *out, struct text text)
{
	return read_letters(out, text, base64url_letters);
}

void
uuid_write(char out[UUID_TEXT_SIZE], const struct uuid *uuid)
{
	size_t k = 0;

	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[k++] = '-';
		out[k++] = hex_digits[uuid->bytes[i] >> 4];
		out[k++] = hex_digits[uuid->bytes[i] & 15];
	}
	out[k] = '\0';
}

bool
uuid_read(struct text text, struct uuid *out)
{
	size_t k = 0;

	if (text.n != UUID_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0; i < 16; i++) {
		if ((i == 4 || i == 6 || i == 8 || i == 10) && text.p[k++] != '-')
			return false;
		if (!hex_read((struct text){ text.p + k, 2 }, &out->bytes[i], 1))
			return false;
		k += 2;
	}
	return true;
}

bool
uuid_equal(const struct uuid *a, const struct uuid *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
