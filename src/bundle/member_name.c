/* SPDX-License-Identifier: Apache-2.0 */
/* member_name.c - the tricks of names, each by its name. */
#include "bundle/member_name.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

static bool
is_bidi(int32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

static bool
is_control(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* Tricks of single characters; NULL for none. */
static const char *
character_trick(struct text name)
{
	const unsigned char *p = (const unsigned char *)name.p;
	utf8proc_ssize_t left = (utf8proc_ssize_t)name.n, used;
	int32_t c;

	for (; left > 0; p += used, left -= used) {
		used = utf8proc_iterate(p, left, &c);
		if (used <= 0)
			return "bad-utf8";
		if (is_control(c))
			return "control-name";
		if (is_bidi(c))
			return "bidi-name";
	}
	return NULL;
}

static bool
is_separator(char c)
{
	return c == '/' || c == '\\';
}

static bool
has_drive(struct text name)
{
	return name.n >= 2 && name.p[1] == ':' &&
	       ((name.p[0] >= 'a' && name.p[0] <= 'z') || (name.p[0] >= 'A' && name.p[0] <= 'Z'));
}

/* CON, nul.txt, COM1 and their like open a device on Windows, whatever follows the dot. */
static bool
is_reserved(struct text part)
{
	static const char *const devices[] = { "con", "prn", "aux", "nul", "conin$", "conout$" };
	size_t n = 0;

	while (n < part.n && part.p[n] != '.')
		n++;
	while (n > 0 && part.p[n - 1] == ' ')
		n--;
	for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
		if (n == strlen(devices[i]) && strncasecmp(part.p, devices[i], n) == 0)
			return true;
	return n == 4 && part.p[3] >= '1' && part.p[3] <= '9' &&
	       (strncasecmp(part.p, "com", 3) == 0 || strncasecmp(part.p, "lpt", 3) == 0);
}

/* The next part of the name, cut at either slash; false at the end. */
static bool
next_part(struct text *rest, struct text *part)
{
	size_t n = 0;

	if (rest->p == NULL)
		return false;
	while (n < rest->n && !is_separator(rest->p[n]))
		n++;
	*part = (struct text){ rest->p, n };
	*rest = n < rest->n ? (struct text){ rest->p + n + 1, rest->n - n - 1 } : (struct text){ 0 };
	return true;
}

static const char *
part_trick(struct text part)
{
	if (text_is(part, ".."))
		return "zip-slip";
	if (part.n == 0 || text_is(part, "."))
		return "dot-name";
	if (part.p[part.n - 1] == '.' || part.p[part.n - 1] == ' ')
		return "trailing-dot";
	return is_reserved(part) ? "reserved-name" : NULL;
}

/* What leads to another place than below where it is unpacked. */
static const char *
place_trick(struct text name)
{
	struct text rest = name, part;

	if (is_separator(name.p[0]))
		return "absolute-name";
	if (has_drive(name))
		return "drive-name";
	while (next_part(&rest, &part))
		if (text_is(part, ".."))
			return "zip-slip";
	return NULL;
}

const char *
member_name_trick(struct text name)
{
	const char *trick;
	size_t parts = 0;
	struct text part;

	if (name.n == 0)
		return "empty-name";
	if (name.n > MEMBER_NAME_LIMIT)
		return "long-name";
	trick = character_trick(name);
	if (trick == NULL)
		trick = place_trick(name);
	if (trick != NULL)
		return trick;
	if (memchr(name.p, '\\', name.n) != NULL)
		return "backslash-name";
	if (memchr(name.p, ':', name.n) != NULL)
		return "stream-name";
	if (name.p[name.n - 1] == '/')
		name.n--;
	while (next_part(&name, &part) && trick == NULL)
		trick = ++parts > MEMBER_NAME_PARTS ? "long-name" : part_trick(part);
	return trick;
}

const char *
member_name_escape(struct text name)
{
	const char *trick;
	struct text part;

	if (name.n == 0)
		return "empty-name";
	trick = place_trick(name);
	if (trick != NULL)
		return trick;
	if (name.p[0] == '~')
		return "home-name";
	while (next_part(&name, &part))
		if (is_reserved(part))
			return "reserved-name";
	return NULL;
}

/* Maps by utf8proc; a copy of what is no UTF-8. */
static enum status
map(struct buffer *out, struct text name, int options, struct error *err)
{
	unsigned char *mapped = NULL;
	utf8proc_ssize_t n = utf8proc_map((const unsigned char *)name.p, (utf8proc_ssize_t)name.n, &mapped,
	                                  (utf8proc_option_t)options);

	if (n == UTF8PROC_ERROR_NOMEM)
		return fail_memory(err);
	if (n < 0)
		buffer_append_text(out, name);
	else
		buffer_append(out, mapped, (size_t)n);
	free(mapped);
	return buffer_check(out, err);
}

enum status
member_name_normalise(struct buffer *out, struct text name, struct error *err)
{
	return map(out, name, UTF8PROC_STABLE | UTF8PROC_COMPOSE, err);
}

static enum status
are_equal(struct text a, struct text b, int options, bool *out, struct error *err)
{
	struct buffer x = { 0 }, y = { 0 };
	enum status st = map(&x, a, options, err);

	if (st == STATUS_OK)
		st = map(&y, b, options, err);
	*out = st == STATUS_OK && text_equal(text_of_buffer(&x), text_of_buffer(&y));
	buffer_end(&x);
	buffer_end(&y);
	return st;
}

enum status
member_name_compare(struct text a, struct text b, enum member_collision *out, struct error *err)
{
	bool letters = false, folded = false;
	enum status st;

	*out = MEMBER_APART;
	if (text_equal(a, b)) {
		*out = MEMBER_SAME_BYTES;
		return STATUS_OK;
	}
	st = are_equal(a, b, UTF8PROC_STABLE | UTF8PROC_COMPOSE, &letters, err);
	if (st == STATUS_OK && !letters)
		st = are_equal(a, b, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD,
		               &folded, err);
	if (letters)
		*out = MEMBER_SAME_LETTERS;
	else if (folded)
		*out = MEMBER_SAME_FOLDED;
	return st;
}
