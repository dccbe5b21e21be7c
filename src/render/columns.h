/* SPDX-License-Identifier: Apache-2.0 */
/* columns.h - plain text in lines of so many columns, wide and narrow scripts alike. */
#ifndef VIDIMUS_RENDER_COLUMNS_H
#define VIDIMUS_RENDER_COLUMNS_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Cuts the next line of at most `width` columns (at least 2) off `rest`: at a
 * line end, else at a space, else inside a word. False when nothing is left.
 */
CHECKED bool columns_next(struct text *rest, size_t width, struct text *line);

/* Appends the text and as many spaces as it is narrower than `width` columns. */
void columns_append(struct buffer *out, struct text text, size_t width);

/* Appends the byte so many times. */
void columns_fill(struct buffer *out, char byte, size_t count);

/* Columns of the widest line, and of the widest word. */
size_t columns_widest_line(struct text text);
size_t columns_widest_word(struct text text);

#endif
