/* SPDX-License-Identifier: Apache-2.0 */
/* wrap.c - greedy line breaking by terminal columns. */
#include "cli/wrap.h"

#include "base/text.h"

#include <string.h>

void
spaces_append(struct buffer *out, size_t count)
{
	while (count-- > 0)
		buffer_append_byte(out, ' ');
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Takes the next word off `rest`; empty at the end. */
static struct text
next_word(struct text *rest)
{
	struct text word;

	while (rest->n > 0 && is_space(rest->p[0])) {
		rest->p++;
		rest->n--;
	}
	word = (struct text){ rest->p, 0 };
	while (word.n < rest->n && !is_space(word.p[word.n]))
		word.n++;
	rest->p += word.n;
	rest->n -= word.n;
	return word;
}

void
wrap_append(struct buffer *out, struct text text, size_t used, size_t indent, size_t width)
{
	bool first = true;

	for (;;) {
		struct text word = next_word(&text);
		size_t columns = text_columns(word);

		if (word.n == 0)
			return;
		if (width > 0 && !first && used + 1 + columns > width) {
			buffer_append_byte(out, '\n');
			spaces_append(out, indent);
			used = indent;
		} else if (!first) {
			buffer_append_byte(out, ' ');
			used++;
		}
		buffer_append_text(out, word);
		used += columns;
		first = false;
	}
}

void
wrap_append_paragraphs(struct buffer *out, struct text text, size_t indent, size_t width)
{
	while (text.n > 0) {
		const char *gap = memmem(text.p, text.n, "\n\n", 2);
		size_t n = gap ? (size_t)(gap - text.p) : text.n;

		spaces_append(out, indent);
		wrap_append(out, (struct text){ text.p, n }, indent, indent, width);
		buffer_append_byte(out, '\n');
		n += gap ? 2 : 0;
		text.p += n;
		text.n -= n;
		if (text.n > 0)
			buffer_append_byte(out, '\n');
	}
}
