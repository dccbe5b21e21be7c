/* SPDX-License-Identifier: Apache-2.0 */
/* text.c - views of UTF-8, and foreign bytes shown without harm. */
#include "base/text.h"

#include "base/error.h"

#include <string.h>
#include <utf8proc.h>

struct text
text_of(const char *string)
{
	return (struct text){ string, string ? strlen(string) : 0 };
}

struct text
text_of_buffer(const struct buffer *buffer)
{
	return (struct text){ buffer->p, buffer->n };
}

bool
text_equal(struct text a, struct text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
text_is(struct text a, const char *string)
{
	return text_equal(a, text_of(string));
}

bool
text_begins(struct text a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && memcmp(a.p, prefix, n) == 0;
}

bool
text_skip(struct text *rest, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!text_begins(*rest, prefix))
		return false;
	rest->p += n;
	rest->n -= n;
	return true;
}

bool
text_ends(struct text a, const char *suffix)
{
	size_t n = strlen(suffix);

	return a.n >= n && memcmp(a.p + a.n - n, suffix, n) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text
text_trim(struct text a)
{
	while (a.n > 0 && is_blank(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n > 0 && is_blank(a.p[a.n - 1]))
		a.n--;
	return a;
}

struct text
text_cut(struct text *rest, char separator)
{
	struct text part = *rest;
	const char *end = rest->n ? memchr(rest->p, separator, rest->n) : NULL;

	if (end == NULL) {
		*rest = (struct text){ NULL, 0 };
		return part;
	}
	part.n = (size_t)(end - rest->p);
	rest->p = end + 1;
	rest->n -= part.n + 1;
	return part;
}

bool
text_number(struct text a, uint64_t limit, uint64_t *out)
{
	uint64_t value = 0;

	if (a.n == 0 || (a.n > 1 && a.p[0] == '0'))
		return false;
	for (size_t i = 0; i < a.n; i++) {
		unsigned digit = (unsigned char)a.p[i] - (unsigned)'0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > limit)
		return false;
	*out = value;
	return true;
}

size_t
text_character_length(const char *text, size_t n, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	*bad = 1;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (p[0] == 0xe0)
		low = 0xa0;
	if (p[0] == 0xed)
		high = 0x9f;
	if (p[0] == 0xf0)
		low = 0x90;
	if (p[0] == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < length; i++) {
		if (i >= n || p[i] < low || p[i] > high) {
			*bad = i;
			return 0;
		}
		low = 0x80;
		high = 0xbf;
	}
	return length;
}

size_t
text_whole(struct text a, size_t limit)
{
	size_t n = limit;

	if (a.n <= limit)
		return a.n;
	while (n > 0 && ((unsigned char)a.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

bool
text_is_utf8(const char *p, size_t n)
{
	size_t bad, length, i = 0;
	uint64_t eight;

	/* most text is ASCII, at least at its beginning */
	for (; n - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, p + i, sizeof eight);
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	for (; i < n; i += length) {
		length = text_character_length(p + i, n - i, &bad);
		if (length == 0)
			return false;
	}
	return true;
}

void
text_append_lossy(struct buffer *out, const char *p, size_t n)
{
	size_t bad, length;

	for (size_t i = 0; i < n; i += length ? length : bad) {
		length = text_character_length(p + i, n - i, &bad);
		if (length > 0)
			buffer_append(out, p + i, length);
		else
			buffer_append_string(out, "\xef\xbf\xbd");
	}
}

/* Characters that move the cursor, colour, reorder or break a line. */
static bool
is_harmful(utf8proc_int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       (c >= 0xe0000 && c <= 0xe0fff);
}

static void
append_code_point_escape(struct buffer *out, utf8proc_int32_t c)
{
	if (c == '\n')
		buffer_append_string(out, "\\n");
	else if (c == '\t')
		buffer_append_string(out, "\\t");
	else if (c == '\r')
		buffer_append_string(out, "\\r");
	else if (c < 0x80)
		buffer_append_format(out, "\\x%02x", (unsigned)c);
	else
		buffer_append_format(out, c > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)c);
}

void
text_append_escaped(struct buffer *out, const char *p, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)p;
	size_t bad, length;

	for (size_t i = 0; i < n; i += length ? length : bad) {
		utf8proc_int32_t c = 0;

		length = text_character_length(p + i, n - i, &bad);
		if (length == 0) {
			for (size_t k = 0; k < bad; k++)
				buffer_append_format(out, "\\x%02x", bytes[i + k]);
			continue;
		}
		utf8proc_iterate(bytes + i, (utf8proc_ssize_t)length, &c);
		if (is_harmful(c))
			append_code_point_escape(out, c);
		else
			buffer_append(out, p + i, length);
	}
}

void
text_escape_into(char *out, size_t size, const char *p, size_t n)
{
	struct buffer safe = { 0 };
	size_t keep;

	if (size == 0)
		return;
	text_append_escaped(&safe, p, n);
	keep = safe.n < size ? safe.n : size - 1;
	while (keep > 0 && keep < safe.n && ((unsigned char)safe.p[keep] & 0xc0) == 0x80)
		keep--;
	if (keep > 0)
		memcpy(out, safe.p, keep);
	out[keep] = '\0';
	buffer_end(&safe);
}

bool
text_has_number(struct text a)
{
	for (size_t i = 0; i < a.n;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t length =
			utf8proc_iterate((const utf8proc_uint8_t *)a.p + i,
		                         (utf8proc_ssize_t)(a.n - i), &c);
		utf8proc_category_t category;

		if (length <= 0) {
			i++;
			continue;
		}
		category = utf8proc_category(c);
		if (category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL ||
		    category == UTF8PROC_CATEGORY_NO)
			return true;
		i += (size_t)length;
	}
	return false;
}

size_t
text_columns(struct text a)
{
	size_t columns = 0;

	for (size_t i = 0; i < a.n;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t length =
			utf8proc_iterate((const utf8proc_uint8_t *)a.p + i,
		                         (utf8proc_ssize_t)(a.n - i), &c);

		if (length <= 0) {
			i++;
			continue;
		}
		if (utf8proc_charwidth(c) > 0)
			columns += (size_t)utf8proc_charwidth(c);
		i += (size_t)length;
	}
	return columns;
}

enum status
text_fold(struct buffer *out, struct text a, struct error *err)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n;

	n = utf8proc_map((const utf8proc_uint8_t *)a.p, (utf8proc_ssize_t)a.n, &folded,
	                 UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
	if (n == UTF8PROC_ERROR_NOMEM)
		return fail_memory(err);
	if (n < 0)
		return fail(err, STATUS_INVALID, "not UTF-8 text: %s", utf8proc_errmsg(n));
	buffer_append(out, folded, (size_t)n);
	free(folded);
	return buffer_check(out, err);
}
