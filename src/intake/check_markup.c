/* SPDX-License-Identifier: Apache-2.0 */
/* check_markup.c - text that tells what it is: XML, HTML, SVG, JSON. */
#include "intake/head.h"

#include "base/text.h"

#include <strings.h>

#define TEXT_LOOK 512 /* bytes of a JSON text that must hold no control characters */

static bool
is_space(unsigned byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* After a UTF-8 byte order mark and white space. */
static size_t
text_start(const struct head *head)
{
	size_t at = head_holds(head, 0, text_of("\xef\xbb\xbf")) ? 3 : 0;

	while (at < head->n && is_space(head->p[at]))
		at++;
	return at;
}

/* Past the next occurrence of `end`, or to the end of the head. */
static size_t
past(const struct head *head, size_t at, const char *end)
{
	const unsigned char *found = NULL;
	size_t n = strlen(end);

	if (at < head->n)
		found = memmem(head->p + at, head->n - at, end, n);
	return found == NULL ? head->n : (size_t)(found - head->p) + n;
}

/* Past declarations, comments and space; at the < of an element or document type. */
static size_t
skip_prolog(const struct head *head)
{
	size_t at = text_start(head);

	while (at < head->n) {
		if (is_space(head->p[at]))
			at++;
		else if (head_holds(head, at, text_of("<?")))
			at = past(head, at, "?>");
		else if (head_holds(head, at, text_of("<!--")))
			at = past(head, at, "-->");
		else
			break;
	}
	return at;
}

static bool
ends_name(unsigned byte)
{
	return is_space(byte) || byte == '>' || byte == '/' || byte == '[';
}

/* The name at `at` in any case, with or without a prefix, ended as names are. */
static bool
name_is(const struct head *head, size_t at, struct text value)
{
	size_t colon = at;

	while (colon < head->n && colon < at + 16 && !ends_name(head->p[colon]) &&
	       head->p[colon] != ':')
		colon++;
	if (head_byte(head, colon) == ':')
		at = colon + 1;
	return head_has(head, at, value.n + 1) &&
	       strncasecmp((const char *)head->p + at, value.p, value.n) == 0 &&
	       ends_name(head->p[at + value.n]);
}

bool
check_root(const struct head *head, struct text value)
{
	static const char doctype[] = "<!doctype";
	size_t at = skip_prolog(head), n = sizeof doctype - 1;

	if (head_byte(head, at) != '<')
		return false;
	if (!head_has(head, at, n) || strncasecmp((const char *)head->p + at, doctype, n) != 0)
		return name_is(head, at + 1, value);
	at += n;
	while (at < head->n && is_space(head->p[at]))
		at++;
	return name_is(head, at, value);
}

/* What may stand after the first bracket; bare numbers would make log lines JSON. */
static bool
begins_json(const struct head *head, size_t at)
{
	unsigned open = head_byte(head, at), next;

	if (open != '{' && open != '[')
		return false;
	at++;
	while (at < head->n && is_space(head->p[at]))
		at++;
	next = head_byte(head, at);
	if (open == '{')
		return next == '"' || next == '}';
	return next == '{' || next == '[' || next == '"' || next == ']';
}

bool
check_text(const struct head *head, struct text value)
{
	if (!text_is(value, "json") || !begins_json(head, text_start(head)))
		return false;
	for (size_t i = 0; i < head->n && i < TEXT_LOOK; i++)
		if (head->p[i] < 0x20 && !is_space(head->p[i]))
			return false;
	return true;
}
