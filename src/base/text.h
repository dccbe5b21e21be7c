/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - views of UTF-8, checked at the border, and how foreign bytes are
 * shown without harm.
 */
#ifndef VIDIMUS_BASE_TEXT_H
#define VIDIMUS_BASE_TEXT_H

#include "base/buffer.h"

#include <vidimus/types.h>

/* A view of a NUL-ended string; NULL gives an empty view whose p is NULL. */
struct text text_of(const char *string);

/* A view of the buffer's bytes, until the buffer changes. */
struct text text_of_buffer(const struct buffer *buffer);

bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *string);
bool text_begins(struct text a, const char *prefix);
bool text_ends(struct text a, const char *suffix);

/* Takes the prefix off the front of the view; false, and nothing is taken, when it does not begin so. */
bool text_skip(struct text *rest, const char *prefix);

/* The view without white space (space, tab, CR, LF) at both ends. */
struct text text_trim(struct text a);

/*
 * Cuts the part before the first `separator` off `rest` and returns it; the
 * last part is the whole rest, after which rest->p is NULL.
 */
struct text text_cut(struct text *rest, char separator);

/*
 * Decimal digits only, no sign, no leading zero but "0" itself. False when
 * it is not such a number or exceeds `limit`.
 */
CHECKED bool text_number(struct text a, uint64_t limit, uint64_t *out);

/*
 * Bytes of the well-formed UTF-8 character at `text`, of which n > 0 bytes may be
 * read, or 0: then *bad is the length of the maximal ill-formed part
 * (Unicode 15, table 3-7), at least 1. *bad counts for nothing otherwise.
 */
size_t text_character_length(const char *text, size_t n, size_t *bad);

/* The text's length, or the most bytes of it up to `limit` that end with a whole character. */
size_t text_whole(struct text a, size_t limit);

/* True when the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(const char *p, size_t n);

/* Appends `n` bytes with U+FFFD for each maximal ill-formed part (Unicode 15, 3.9). */
void text_append_lossy(struct buffer *out, const char *p, size_t n);

/*
 * Appends text made safe for a terminal: C0 and C1 controls, DEL, bidirectional
 * controls, line separators and ill-formed bytes become visible escapes
 * (\n, \t, \x1b, \u202e); nothing else changes.
 */
void text_append_escaped(struct buffer *out, const char *p, size_t n);

/* The same into a fixed array of `size` bytes, NUL-ended, cut at a whole character. */
void text_escape_into(char *out, size_t size, const char *p, size_t n);

/* Is there a digit or another number in it, of any script? What is no UTF-8 is passed over. */
bool text_has_number(struct text a);

/* Columns that a terminal needs for the text, which must be well-formed. */
size_t text_columns(struct text a);

/*
 * Puts the text in Unicode normalisation form NFKC with case folded, for
 * comparing what people type; never for what is stored.
 */
CHECKED enum status text_fold(struct buffer *out, struct text a, struct error *err);

#endif
