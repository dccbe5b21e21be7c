/* SPDX-License-Identifier: Apache-2.0 */
/* cursor.c - small steps through a text. */
#include "media/cursor.h"

#include <string.h>

bool
cursor_end(const struct cursor *cursor)
{
	return cursor->at >= cursor->text.n;
}

char
cursor_peek(const struct cursor *cursor)
{
	return cursor_end(cursor) ? '\0' : cursor->text.p[cursor->at];
}

bool
cursor_digit(const struct cursor *cursor)
{
	char c = cursor_peek(cursor);

	return c >= '0' && c <= '9';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
cursor_letter(const struct cursor *cursor)
{
	char c = lower(cursor_peek(cursor));

	return c >= 'a' && c <= 'z';
}

size_t
cursor_digits(const struct cursor *cursor)
{
	struct cursor ahead = *cursor;

	while (cursor_digit(&ahead))
		ahead.at++;
	return ahead.at - cursor->at;
}

size_t
cursor_skip(struct cursor *cursor, char c)
{
	size_t start = cursor->at;

	while (!cursor_end(cursor) && cursor->text.p[cursor->at] == c)
		cursor->at++;
	return cursor->at - start;
}

size_t
cursor_number(struct cursor *cursor, size_t most, uint64_t *out)
{
	size_t n = 0;

	*out = 0;
	for (; n < most && cursor_digit(cursor); n++, cursor->at++)
		*out = *out * 10 + (uint64_t)(cursor_peek(cursor) - '0');
	return n;
}

bool
cursor_word(struct cursor *cursor, const char *word)
{
	size_t n = strlen(word);

	if (cursor->text.n - cursor->at < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (lower(cursor->text.p[cursor->at + i]) != lower(word[i]))
			return false;
	}
	cursor->at += n;
	return true;
}

bool
cursor_blank_clock(const struct cursor *cursor)
{
	bool blank = false;

	for (size_t i = cursor->at; i < cursor->text.n; i++) {
		if (cursor->text.p[i] != ' ' && cursor->text.p[i] != ':')
			return false;
		blank = blank || cursor->text.p[i] == ' ';
	}
	return blank;
}
