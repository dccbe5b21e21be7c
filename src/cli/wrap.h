/* SPDX-License-Identifier: Apache-2.0 */
/* wrap.h - breaking text into lines at spaces. */
#ifndef VIDIMUS_CLI_WRAP_H
#define VIDIMUS_CLI_WRAP_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Appends the words of one paragraph, which must be well-formed UTF-8, so that
 * no line passes `width` columns (0: one line). `used` columns of the current
 * line are taken already; further lines begin with `indent` spaces. A word
 * longer than a line stands alone. Ends without a line end.
 */
void wrap_append(struct buffer *out, struct text text, size_t used, size_t indent, size_t width);

/* The same for text in which an empty line divides paragraphs and other line ends are spaces. */
void wrap_append_paragraphs(struct buffer *out, struct text text, size_t indent, size_t width);

/* Appends `count` spaces. */
void spaces_append(struct buffer *out, size_t count);

#endif
