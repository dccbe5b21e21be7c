/* SPDX-License-Identifier: Apache-2.0 */
/* leak_forms.c - encoding a text in every way that we look for. */
#include "bundle/leak_forms.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

const char *
leak_form_word(enum leak_form form)
{
	static const char *const words[LEAK_FORMS] = { "text",   "escaped", "transliterated",
		                                       "utf-16", "base64",  "hex",
		                                       "file-name" };

	return words[form];
}

enum letter_case { AS_WRITTEN, SMALL, CAPITAL };

static void
append_cased(struct buffer *out, struct text text, enum letter_case as)
{
	for (size_t i = 0; i < text.n;) {
		utf8proc_uint8_t bytes[4];
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.p + i,
		                                      (utf8proc_ssize_t)(text.n - i), &c);

		if (n <= 0)
			return;
		i += (size_t)n;
		c = as == SMALL ? utf8proc_tolower(c) : as == CAPITAL ? utf8proc_toupper(c) : c;
		n = utf8proc_encode_char(c, bytes);
		buffer_append(out, bytes, (size_t)n);
	}
}

static void
append_unit(struct buffer *out, unsigned unit, bool big)
{
	buffer_append_byte(out, (char)(big ? unit >> 8 : unit & 0xff));
	buffer_append_byte(out, (char)(big ? unit & 0xff : unit >> 8));
}

/* Calls `each` with the UTF-16 units of the text. */
static void
append_units(struct buffer *out, struct text text,
             void (*each)(struct buffer *out, unsigned unit, bool flag), bool flag)
{
	for (size_t i = 0; i < text.n;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.p + i,
		                                      (utf8proc_ssize_t)(text.n - i), &c);

		if (n <= 0)
			return;
		i += (size_t)n;
		if (c < 0x10000) {
			each(out, (unsigned)c, flag);
			continue;
		}
		each(out, 0xd800u + ((unsigned)(c - 0x10000) >> 10), flag);
		each(out, 0xdc00u + ((unsigned)(c - 0x10000) & 0x3ff), flag);
	}
}

static void
append_json_unit(struct buffer *out, unsigned unit, bool capital)
{
	if (unit >= 0x20 && unit < 0x7f)
		buffer_append_byte(out, (char)unit);
	else
		buffer_append_format(out, capital ? "\\u%04X" : "\\u%04x", unit);
}

static void
append_percent(struct buffer *out, struct text text, bool capital)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c > ' ' && c < 0x7f)
			buffer_append_byte(out, (char)c);
		else
			buffer_append_format(out, capital ? "%%%02X" : "%%%02x", c);
	}
}

static void
append_hex(struct buffer *out, struct text text, bool capital)
{
	for (size_t i = 0; i < text.n; i++)
		buffer_append_format(out, capital ? "%02X" : "%02x", (unsigned char)text.p[i]);
}

/* What stays the same in base64 whatever stands before and after, `shift` bytes into a group. */
static void
append_base64(struct buffer *out, struct text text, size_t shift, bool url)
{
	SCOPED(buffer) shifted = { 0 };
	SCOPED(buffer) letters = { 0 };
	size_t from = shift == 0 ? 0 : shift + 1, whole = (shift + text.n) * 8 / 6;

	buffer_append(&shifted, "\0\0", shift);
	buffer_append_text(&shifted, text);
	if (url)
		base64url_append(&letters, shifted.p, shifted.n);
	else
		base64_append(&letters, shifted.p, shifted.n);
	if (whole > from && letters.n >= whole)
		buffer_append(out, letters.p + from, whole - from);
}

static enum status
give(struct buffer *bytes, enum leak_form form, const struct leak_form_output *to,
     struct error *err)
{
	enum status st = buffer_check(bytes, err);

	if (st == STATUS_OK && bytes->n > 0)
		st = to->form(to->context, form, text_of_buffer(bytes), err);
	buffer_clear(bytes);
	return st;
}

static enum status
make_wide(struct text text, const struct leak_form_output *to, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	enum status st = STATUS_OK;

	for (int flag = 0; st == STATUS_OK && flag < 2; flag++) {
		append_units(&bytes, text, append_unit, flag);
		st = give(&bytes, LEAK_FORM_UTF16, to, err);
	}
	return st;
}

static enum status
make_encoded(struct text text, const struct leak_form_output *to, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	enum status st = STATUS_OK;

	for (int flag = 0; st == STATUS_OK && flag < 2; flag++) {
		append_units(&bytes, text, append_json_unit, flag);
		st = give(&bytes, LEAK_FORM_ESCAPED, to, err);
		if (st == STATUS_OK) {
			append_percent(&bytes, text, flag);
			st = give(&bytes, LEAK_FORM_ESCAPED, to, err);
		}
		if (st == STATUS_OK) {
			append_hex(&bytes, text, flag);
			st = give(&bytes, LEAK_FORM_HEX, to, err);
		}
		for (size_t shift = 0; st == STATUS_OK && shift < 3; shift++) {
			append_base64(&bytes, text, shift, flag);
			st = give(&bytes, LEAK_FORM_BASE64, to, err);
		}
	}
	return st;
}

enum status
leak_forms_make(struct text text, const struct leak_form_output *to, struct error *err)
{
	SCOPED(buffer) written = { 0 };
	enum status st = STATUS_OK;

	for (int as = AS_WRITTEN; st == STATUS_OK && as <= CAPITAL; as++) {
		buffer_clear(&written);
		append_cased(&written, text, as);
		st = buffer_check(&written, err);
		if (st == STATUS_OK && (as == AS_WRITTEN || !text_equal(text_of_buffer(&written), text)))
			st = to->form(to->context, LEAK_FORM_TEXT, text_of_buffer(&written), err);
		if (st == STATUS_OK)
			st = make_wide(text_of_buffer(&written), to, err);
		if (st == STATUS_OK && as == AS_WRITTEN)
			st = make_encoded(text_of_buffer(&written), to, err);
	}
	return st;
}
