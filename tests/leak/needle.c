/* SPDX-License-Identifier: Apache-2.0 */
/* needle.c - the forms of a value, each looked for byte by byte. */
#include "leak/needle.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static struct buffer *
add_form(struct needle *needle, const char *name)
{
	assert(needle->count < NEEDLE_FORMS);
	needle->forms[needle->count].name = name;
	return &needle->forms[needle->count++].bytes;
}

/* The letters of base64 that depend on the value alone, whatever stands before and after it. */
static void
add_base64(struct needle *needle, struct text value, bool url)
{
	static const char *const names[2][3] = {
		{ "base64", "base64 after one byte", "base64 after two bytes" },
		{ "base64url", "base64url after one byte", "base64url after two bytes" },
	};
	static const size_t first[3] = { 0, 2, 3 }; /* letters that the bytes before reach into */

	for (size_t before = 0; before < 3; before++) {
		SCOPED(buffer) padded = { 0 };
		SCOPED(buffer) letters = { 0 };
		size_t whole = (before + value.n) * 8 / 6; /* letters that no byte after reaches into */

		buffer_append(&padded, "\0\0", before);
		buffer_append_text(&padded, value);
		if (url)
			base64url_append(&letters, padded.p, padded.n);
		else
			base64_append(&letters, padded.p, padded.n);
		buffer_append(add_form(needle, names[url][before]), letters.p + first[before],
		              whole - first[before]);
	}
}

/* The code point at *i, which moves behind it. */
static unsigned
next_point(struct text value, size_t *i)
{
	unsigned char lead = (unsigned char)value.p[(*i)++];
	unsigned more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
	unsigned point = more == 0 ? lead : lead & (0x3fu >> more);

	for (; more > 0 && *i < value.n; more--)
		point = point << 6 | ((unsigned char)value.p[(*i)++] & 0x3fu);
	return point;
}

/* A unit of UTF-16 in both orders, and as JSON escapes it. */
static void
add_unit(struct buffer *little, struct buffer *big, struct buffer *escapes, unsigned unit)
{
	char low = (char)(unit & 0xff), high = (char)(unit >> 8);

	buffer_append(little, (char[]){ low, high }, 2);
	buffer_append(big, (char[]){ high, low }, 2);
	if (unit < 0x80)
		buffer_append_byte(escapes, low);
	else
		buffer_append_format(escapes, "\\u%04x", unit);
}

static void
add_utf16(struct needle *needle, struct text value)
{
	struct buffer *little = add_form(needle, "UTF-16LE"), *big = add_form(needle, "UTF-16BE");
	SCOPED(buffer) escapes = { 0 };

	for (size_t i = 0; i < value.n;) {
		unsigned point = next_point(value, &i);

		if (point >= 0x10000) {
			add_unit(little, big, &escapes, 0xd800 + ((point - 0x10000) >> 10));
			point = 0xdc00 + ((point - 0x10000) & 0x3ff);
		}
		add_unit(little, big, &escapes, point);
	}
	if (escapes.n != value.n)
		buffer_append_text(add_form(needle, "JSON escapes"), text_of_buffer(&escapes));
}

static void
add_hex(struct needle *needle, struct text value)
{
	struct buffer *lower = add_form(needle, "hex"), *upper = add_form(needle, "HEX");

	hex_append(lower, value.p, value.n);
	for (size_t i = 0; i < lower->n; i++)
		buffer_append_byte(upper, (char)toupper((unsigned char)lower->p[i]));
}

static void
add_percent(struct needle *needle, struct text value)
{
	SCOPED(buffer) out = { 0 };

	for (size_t i = 0; i < value.n; i++) {
		unsigned char byte = (unsigned char)value.p[i];

		if (isalnum(byte) || strchr("-._~", byte) != NULL)
			buffer_append_byte(&out, (char)byte);
		else
			buffer_append_format(&out, "%%%02X", byte);
	}
	if (out.n != value.n)
		buffer_append_text(add_form(needle, "% escapes"), text_of_buffer(&out));
}

static void
add_escaped(struct needle *needle, struct text value)
{
	SCOPED(buffer) out = { 0 };

	text_append_escaped(&out, value.p, value.n);
	if (out.n != value.n)
		buffer_append_text(add_form(needle, "escaped for a terminal"), text_of_buffer(&out));
}

static void
add_strings(struct needle *needle, struct text value)
{
	static const char *const around[][2] = { { ":\"", "\"" }, { "\"", "\"," }, { "\"", "\"]" } };

	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
		struct buffer *form = add_form(needle, "a string");

		buffer_append_string(form, around[i][0]);
		buffer_append_text(form, value);
		buffer_append_string(form, around[i][1]);
	}
}

void
needle_make(struct needle *needle, const char *name, struct text value, bool word)
{
	unsigned char raw[32];

	assert(value.n >= NEEDLE_LEAST);
	*needle = (struct needle){ .word = word };
	buffer_append_string(&needle->name, name);
	buffer_append_text(&needle->value, value);
	if (word)
		add_strings(needle, value);
	else
		buffer_append_text(add_form(needle, "the bytes themselves"), value);
	add_base64(needle, value, false);
	add_base64(needle, value, true);
	if (value.n == 64 && hex_read(value, raw, sizeof raw)) {
		struct text bytes = { (const char *)raw, sizeof raw };

		buffer_append_text(add_form(needle, "the bytes that the hex stands for"), bytes);
		add_base64(needle, bytes, false);
		add_base64(needle, bytes, true);
		return;
	}
	add_utf16(needle, value);
	add_hex(needle, value);
	add_percent(needle, value);
	add_escaped(needle, value);
}

void
needle_end(struct needle *needle)
{
	for (size_t i = 0; i < needle->count; i++)
		buffer_end(&needle->forms[i].bytes);
	buffer_end(&needle->name);
	buffer_end(&needle->value);
}

const char *
needle_find(const struct needle *needle, struct text haystack)
{
	for (size_t i = 0; i < needle->count; i++) {
		const struct buffer *form = &needle->forms[i].bytes;

		if (haystack.n >= form->n && memmem(haystack.p, haystack.n, form->p, form->n) != NULL)
			return needle->forms[i].name;
	}
	return NULL;
}
