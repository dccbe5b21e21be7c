/* SPDX-License-Identifier: Apache-2.0 */
/* cursor.h - a place in a text that is read from left to right, never beyond its end. */
#ifndef VIDIMUS_MEDIA_CURSOR_H
#define VIDIMUS_MEDIA_CURSOR_H

#include <vidimus/types.h>

struct cursor {
	struct text text;
	size_t      at;
};

bool cursor_end(const struct cursor *cursor);

/* The next character, '\0' at the end (a zero byte of the text looks the same). */
char cursor_peek(const struct cursor *cursor);

bool cursor_digit(const struct cursor *cursor);
bool cursor_letter(const struct cursor *cursor); /* of ASCII */

/* How many digits come next. */
size_t cursor_digits(const struct cursor *cursor);

/* Goes past every `c`; how many there were. */
size_t cursor_skip(struct cursor *cursor, char c);

/* Goes past at most `most` (up to 18) digits; how many, and their number. */
size_t cursor_number(struct cursor *cursor, size_t most, uint64_t *out);

/* Goes past the word if it comes next, letters of either case alike. */
bool cursor_word(struct cursor *cursor, const char *word);

/* Whether nothing but blanks and colons is left, and at least one blank: a clock that nobody set. */
bool cursor_blank_clock(const struct cursor *cursor);

#endif
