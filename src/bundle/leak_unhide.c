/* SPDX-License-Identifier: Apache-2.0 */
/* leak_unhide.c - runs of base64, hex digits and UTF-16 in bytes, decoded where letters come out. */
#include "bundle/leak_forms.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#define SHORTEST_RUN    6 /* letters of base64, digits of hex */
#define SHORTEST_HIDDEN 3 /* bytes of a text that is worth a look */
#define SHORTEST_PART   8 /* the same where other bytes stand beside it */
#define LONG_RUN        11 /* letters of base64 in which such a part fits */
#define HASH_LETTERS    43 /* of 32 bytes: a salt, a commitment, a hash, if it is no text from its first letter on */
#define SHORTEST_WIDE   3 /* units of UTF-16 */

/* 0 to 63 of either alphabet; -1 for what is none. */
static int
sextet(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static int
nibble(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes what is whole of the letters into `out`, which is emptied before. */
static void
decode_base64(struct buffer *out, struct text letters)
{
	uint32_t bits = 0;
	unsigned held = 0;

	buffer_clear(out);
	if (!buffer_reserve(out, letters.n))
		return;
	for (size_t i = 0; i < letters.n; i++) {
		bits = bits << 6 | (uint32_t)sextet((unsigned char)letters.p[i]);
		held += 6;
		if (held >= 8) {
			held -= 8;
			out->p[out->n++] = (char)(bits >> held & 0xff);
		}
	}
}

static void
decode_hex(struct buffer *out, struct text digits)
{
	buffer_clear(out);
	for (size_t i = 0; i + 1 < digits.n; i += 2)
		buffer_append_byte(out, (char)(nibble((unsigned char)digits.p[i]) << 4 |
		                               nibble((unsigned char)digits.p[i + 1])));
}

/* Bytes from `from` that are printable UTF-8. */
static size_t
printable(struct text bytes, size_t from)
{
	size_t at = from, bad;

	while (at < bytes.n) {
		size_t n = text_character_length(bytes.p + at, bytes.n - at, &bad);

		if (n == 0 || (unsigned char)bytes.p[at] < ' ' || bytes.p[at] == 0x7f)
			break;
		at += n;
	}
	return at - from;
}

/* Gives each printable run; they begin in the text as it stands at `at`. */
static enum status
give_printable(struct text bytes, enum leak_form form, size_t at,
               const struct leak_hidden_output *to, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t from = 0; st == STATUS_OK && from < bytes.n;) {
		size_t n = printable(bytes, from);

		if (n >= SHORTEST_PART || (n == bytes.n && n >= SHORTEST_HIDDEN))
			st = to->hidden(to->context,
			                &(struct leak_hidden){ .form = form,
			                                       .text = { bytes.p + from, n },
			                                       .at = at,
			                                       .whole = n == bytes.n },
			                err);
		from += n + 1;
	}
	return st;
}

/* Units of UTF-16 in the scripts that names are written in; ideographs only with zero doubt. */
static bool
is_plain_unit(unsigned unit)
{
	return (unit >= 0x20 && unit < 0x700 && unit != 0x7f) || (unit >= 0xe00 && unit < 0x1100) ||
	       (unit >= 0x3040 && unit < 0xa000) || (unit >= 0xac00 && unit < 0xd7b0);
}

static enum status
unhide_wide(struct text bytes, bool big, size_t phase, const struct leak_hidden_output *to,
            struct error *err)
{
	SCOPED(buffer) run = { 0 };
	size_t begin = phase, units = 0;
	enum status st = STATUS_OK;

	for (size_t i = phase; st == STATUS_OK; i += 2) {
		bool more = i + 1 < bytes.n;
		unsigned char a = more ? (unsigned char)bytes.p[i] : 0;
		unsigned char b = more ? (unsigned char)bytes.p[i + 1] : 0;
		unsigned unit = big ? (unsigned)a << 8 | b : (unsigned)b << 8 | a;
		utf8proc_uint8_t letter[4];

		if (more && is_plain_unit(unit)) {
			begin = units++ == 0 ? i : begin;
			buffer_append(&run, letter,
			              (size_t)utf8proc_encode_char((utf8proc_int32_t)unit, letter));
			continue;
		}
		if (units >= SHORTEST_WIDE)
			st = to->hidden(to->context,
			                &(struct leak_hidden){ .form = LEAK_FORM_UTF16,
			                                       .text = text_of_buffer(&run),
			                                       .at = begin,
			                                       .whole = true },
			                err);
		units = 0;
		buffer_clear(&run);
		if (!more)
			break;
	}
	return st == STATUS_OK ? buffer_check(&run, err) : st;
}

/* Do three units follow each other whose high bytes are the same, as those of a word's letters are? */
static bool
looks_wide(struct text bytes)
{
	for (size_t i = 0; i + 4 < bytes.n; i++) {
		if (bytes.p[i] == bytes.p[i + 2] && bytes.p[i] == bytes.p[i + 4])
			return true;
	}
	return false;
}

/* Could the four letters begin a text? Its first byte is then no control character and no part of a character. */
static bool
begins_as_text(const char *letters)
{
	unsigned a = (unsigned)sextet((unsigned char)letters[0]);
	unsigned b = (unsigned)sextet((unsigned char)letters[1]);
	unsigned c = (unsigned)sextet((unsigned char)letters[2]);
	unsigned first = a << 2 | b >> 4, second = (b & 15) << 4 | c >> 2;

	if (first < 0x80)
		return first >= ' ' && first != 0x7f && second >= ' ';
	return first >= 0xc2 && second >= 0x80 && second < 0xc0;
}

static enum status
unhide_base64(struct text run, size_t at, struct buffer *room,
              const struct leak_hidden_output *to, struct error *err)
{
	enum status st = STATUS_OK;

	if (run.n == HASH_LETTERS && !begins_as_text(run.p))
		return st;
	for (size_t shift = 0; st == STATUS_OK && shift < 4 && shift + SHORTEST_RUN <= run.n; shift++) {
		bool is_long = run.n - shift >= LONG_RUN;

		if (!is_long && !begins_as_text(run.p + shift))
			continue;
		decode_base64(room, (struct text){ run.p + shift, run.n - shift });
		st = buffer_check(room, err);
		if (st == STATUS_OK)
			st = give_printable(text_of_buffer(room), LEAK_FORM_BASE64, at, to, err);
		for (int k = 0; st == STATUS_OK && is_long && looks_wide(text_of_buffer(room)) && k < 2;
		     k++)
			st = unhide_wide(text_of_buffer(room), k, 0,
			                 &(struct leak_hidden_output){ to->hidden, to->context }, err);
	}
	return st;
}

static enum status
unhide_hex(struct text run, size_t at, struct buffer *room, const struct leak_hidden_output *to,
           struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t shift = 0; st == STATUS_OK && shift < 2 && shift + SHORTEST_RUN <= run.n; shift++) {
		decode_hex(room, (struct text){ run.p + shift, run.n - shift });
		st = buffer_check(room, err);
		if (st == STATUS_OK)
			st = give_printable(text_of_buffer(room), LEAK_FORM_HEX, at, to, err);
	}
	return st;
}

/* The length of the run that begins at `at`, of letters that `value_of` knows. */
static size_t
run_length(struct text bytes, size_t at, int (*value_of)(unsigned char c))
{
	size_t n = 0;

	while (at + n < bytes.n && value_of((unsigned char)bytes.p[at + n]) >= 0)
		n++;
	return n;
}

static enum status
unhide_runs(struct text bytes, int (*value_of)(unsigned char c),
            enum status (*unhide)(struct text run, size_t at, struct buffer *room,
                                  const struct leak_hidden_output *to, struct error *err),
            const struct leak_hidden_output *to, struct error *err)
{
	SCOPED(buffer) room = { 0 };
	enum status st = STATUS_OK;

	for (size_t at = 0; st == STATUS_OK && at < bytes.n;) {
		size_t n = run_length(bytes, at, value_of);

		if (n >= SHORTEST_RUN)
			st = unhide((struct text){ bytes.p + at, n }, at, &room, to, err);
		at += n + 1;
	}
	return st;
}

enum status
leak_forms_unhide(struct text bytes, bool wide, const struct leak_hidden_output *to,
                  struct error *err)
{
	enum status st = unhide_runs(bytes, sextet, unhide_base64, to, err);

	if (st == STATUS_OK)
		st = unhide_runs(bytes, nibble, unhide_hex, to, err);
	for (int k = 0; st == STATUS_OK && wide && k < 4; k++)
		st = unhide_wide(bytes, k & 1, (size_t)k >> 1, to, err);
	return st;
}
