/* SPDX-License-Identifier: Apache-2.0 */
/* canonical_scan.c - strings eight bytes at a time, integers, and escapes undone. */
#include "base/canonical_scan.h"

#include "base/canonical_reader.h"
#include "base/json.h"
#include "base/text.h"

#include <endian.h>
#include <string.h>

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/*
 * The high bit of each byte that is a control character, a quote, a backslash
 * or not ASCII. Bytes above such a one may be marked wrongly by the borrow,
 * so only the lowest mark counts.
 */
static inline uint64_t
marks(uint64_t word)
{
	uint64_t quote = word ^ EACH_BYTE('"'), backslash = word ^ EACH_BYTE('\\');
	uint64_t found = word - EACH_BYTE(0x20);

	found |= quote - EACH_BYTE(1);
	found |= backslash - EACH_BYTE(1);
	return (found | word) & EACH_BYTE(0x80);
}

/* The first byte from p that is not plain, or `end`. */
static inline const char *
skip_plain(const char *p, const char *end)
{
	while (end - p >= 8) {
		uint64_t word, found;

		memcpy(&word, p, sizeof word);
		found = marks(le64toh(word));
		if (found != 0)
			return p + (__builtin_ctzll(found) >> 3);
		p += 8;
	}
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' &&
	       *p != '\\')
		p++;
	return p;
}

static int
lower_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char named_letters[] = "btnfr\"\\";
static const char named_bytes[] = "\b\t\n\f\r\"\\";

/* The long form, which only a control character without a letter of its own has. */
static const char *
scan_long_escape(const char **at, const char *end)
{
	const char *p = *at;
	int low;

	if (end - p < 6 || p[2] != '0' || p[3] != '0' || (p[4] != '0' && p[4] != '1'))
		return "an escape that need not be";
	low = lower_hex(p[5]);
	if (low < 0)
		return "an escape that is not lower-case hex";
	if (p[4] == '0' && low == 0)
		return "U+0000";
	if (p[4] == '0' && strchr(named_bytes, low) != NULL)
		return "an escape that has a shorter form";
	*at = p + 6;
	return NULL;
}

static const char *
scan_escape(const char **at, const char *end)
{
	const char *p = *at;

	if (end - p < 2)
		return "a string that does not end";
	if (p[1] == 'u')
		return scan_long_escape(at, end);
	if (p[1] == '\0' || strchr(named_letters, p[1]) == NULL)
		return "an unknown escape, or one that need not be";
	*at = p + 2;
	return NULL;
}

/* As many well-formed characters beyond ASCII as follow each other. */
static const char *
scan_characters(const char **at, const char *end)
{
	const char *p = *at;
	size_t length, bad;

	while (p < end && (unsigned char)*p >= 0x80) {
		length = text_character_length(p, (size_t)(end - p), &bad);
		if (length == 0) {
			*at = p;
			return "bytes that are not UTF-8";
		}
		p += length;
	}
	*at = p;
	return NULL;
}

const char *
canonical_scan_string(const char **at, const char *end, bool *escaped)
{
	const char *fault = NULL;

	*escaped = false;
	while (fault == NULL) {
		unsigned char c;

		*at = skip_plain(*at, end);
		if (*at == end)
			return "a string that does not end";
		c = (unsigned char)**at;
		if (c == '"') {
			(*at)++;
			return NULL;
		}
		if (c < 0x20)
			return "a control character that is not escaped";
		if (c == '\\') {
			*escaped = true;
			fault = scan_escape(at, end);
		} else {
			fault = scan_characters(at, end);
		}
	}
	return fault;
}

const char *
canonical_scan_integer(const char **at, const char *end, int64_t *out)
{
	const char *p = *at;
	bool negative = p < end && *p == '-';
	const char *digits = p + negative;
	int64_t value = 0;

	for (p = digits; p < end && *p >= '0' && *p <= '9'; p++) {
		if (p - digits >= 16)
			return "a number of 2^53 or more";
		value = value * 10 + (*p - '0');
	}
	if (p == digits)
		return "neither a value nor a number";
	if (*digits == '0' && (p - digits > 1 || negative))
		return "a number with a zero that need not be";
	if (value > JSON_INTEGER_LIMIT)
		return "a number of 2^53 or more";
	if (p < end && (*p == '.' || *p == 'e' || *p == 'E'))
		return "a number with a fraction or exponent";
	*out = negative ? -value : value;
	*at = p;
	return NULL;
}

/* The byte that the escape at p stands for; *length is how long it is. It was scanned before. */
static unsigned char
escaped_byte(const char *p, size_t *length)
{
	const char *letter = p[1] == 'u' ? NULL : strchr(named_letters, p[1]);

	if (letter != NULL) {
		*length = 2;
		return (unsigned char)named_bytes[letter - named_letters];
	}
	*length = 6;
	return (unsigned char)((p[4] - '0') << 4 | lower_hex(p[5]));
}

/* Takes the next byte that scanned text means off its front, escapes undone. */
static unsigned char
take_byte(struct text *raw)
{
	unsigned char byte = (unsigned char)raw->p[0];
	size_t length = 1;

	if (byte == '\\')
		byte = escaped_byte(raw->p, &length);
	raw->p += length;
	raw->n -= length;
	return byte;
}

int
canonical_compare_keys(struct text a, struct text b)
{
	while (a.n > 0 && b.n > 0) {
		char one = (char)take_byte(&a), other = (char)take_byte(&b);

		if (one != other)
			return json_key_compare((struct text){ &one, 1 }, (struct text){ &other, 1 });
	}
	return (a.n > 0) - (b.n > 0);
}

void
canonical_unescape(struct buffer *out, struct text raw)
{
	while (raw.n > 0) {
		const char *escape = memchr(raw.p, '\\', raw.n);
		size_t plain = escape ? (size_t)(escape - raw.p) : raw.n;

		buffer_append(out, raw.p, plain);
		raw.p += plain;
		raw.n -= plain;
		if (raw.n > 0)
			buffer_append_byte(out, (char)take_byte(&raw));
	}
}
