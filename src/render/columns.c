/* SPDX-License-Identifier: Apache-2.0 */
/* columns.c - lines by the columns that each character takes. */
#include "render/columns.h"

#include "base/text.h"

/* The first character of a text that is not empty. */
static struct text
first_character(struct text text)
{
	size_t bad = 1, n = text_character_length(text.p, text.n, &bad);

	return (struct text){ text.p, n > 0 ? n : bad };
}

static void
skip(struct text *text, size_t n)
{
	text->p += n;
	text->n -= n;
}

/* Bytes of `text` that fit, and whether they end at a line end or at the end of it all. */
static size_t
fitting(struct text text, size_t width, bool *whole)
{
	size_t used = 0, n = 0;

	while (n < text.n && text.p[n] != '\n') {
		struct text one = first_character((struct text){ text.p + n, text.n - n });

		used += text_columns(one);
		if (used > width) {
			*whole = false;
			return n > 0 ? n : one.n;
		}
		n += one.n;
	}
	*whole = true;
	return n;
}

bool
columns_next(struct text *rest, size_t width, struct text *line)
{
	bool whole;
	size_t n, cut;

	if (rest->p == NULL || rest->n == 0)
		return false;
	n = fitting(*rest, width, &whole);
	*line = (struct text){ rest->p, n };
	if (whole) {
		skip(rest, n < rest->n ? n + 1 : n);
		return true;
	}
	for (cut = n; cut > 0 && rest->p[cut] != ' '; cut--)
		;
	if (cut > 0) { /* a space that ends the line, and is not its first byte */
		line->n = cut;
		skip(rest, cut + 1);
		return true;
	}
	skip(rest, n);
	return true;
}

void
columns_fill(struct buffer *out, char byte, size_t count)
{
	while (count-- > 0)
		buffer_append_byte(out, byte);
}

void
columns_append(struct buffer *out, struct text text, size_t width)
{
	size_t used = text_columns(text);

	buffer_append_text(out, text);
	columns_fill(out, ' ', width > used ? width - used : 0);
}

/* The widest part between two of the separators. */
static size_t
widest(struct text text, char first, char second)
{
	size_t most = 0;

	while (text.n > 0) {
		size_t n = 0, used;

		while (n < text.n && text.p[n] != first && text.p[n] != second)
			n++;
		used = text_columns((struct text){ text.p, n });
		most = used > most ? used : most;
		skip(&text, n < text.n ? n + 1 : n);
	}
	return most;
}

size_t
columns_widest_line(struct text text)
{
	return widest(text, '\n', '\n');
}

size_t
columns_widest_word(struct text text)
{
	return widest(text, '\n', ' ');
}
