/* SPDX-License-Identifier: Apache-2.0 */
/* block.c - labelled values under each other. */
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/wrap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2
/* Below this, wrapping is worse than long lines. */
#define VALUE_LEAST 20

void
block_begin(struct block *block, struct output *output, const struct terminal *terminal)
{
	*block = (struct block){ .output = output, .terminal = terminal };
}

void
block_end(struct block *block)
{
	buffer_end(&block->entries);
}

/* Escapes line by line, so that line ends of the value stay line ends. */
static void
append_lines(struct buffer *out, struct text value)
{
	struct text rest = value;
	bool first = true;

	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (!first)
			buffer_append_byte(out, '\n');
		text_append_escaped(out, line.p, line.n);
		first = false;
	}
}

void
block_add(struct block *block, const char *label, struct text value)
{
	size_t columns = text_columns(text_of(label));

	if (columns > block->label_width)
		block->label_width = columns;
	buffer_append(&block->entries, label, strlen(label) + 1);
	append_lines(&block->entries, value.p ? value : text_of("unknown"));
	buffer_append_byte(&block->entries, '\0');
}

void
block_add_string(struct block *block, const char *label, const char *value)
{
	block_add(block, label, text_of(value));
}

void
block_add_format(struct block *block, const char *label, const char *format, ...)
{
	SCOPED_FREE char *value = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&value, format, ap) < 0) {
		value = NULL;
		block->entries.failed = true;
	}
	va_end(ap);
	if (value != NULL)
		block_add(block, label, text_of(value));
}

static void
print_entry(const struct block *block, const char *label, const char *value)
{
	size_t indent = block->label_width + GAP, width = block->terminal->width;
	struct text rest = text_of(value);
	SCOPED(buffer) out = { 0 };

	if (width < indent + VALUE_LEAST)
		width = 0;
	buffer_append_format(&out, "%s%s%s", style_begin(block->terminal, STYLE_FAINT), label,
	                     style_end(block->terminal, STYLE_FAINT));
	spaces_append(&out, indent - text_columns(text_of(label)));
	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (width == 0)
			buffer_append_text(&out, line);
		else
			wrap_append(&out, line, indent, indent, width);
		while (out.n > 0 && out.p[out.n - 1] == ' ')
			out.n--;
		buffer_append_byte(&out, '\n');
		if (rest.p != NULL)
			spaces_append(&out, indent);
	}
	output_bytes(block->output, buffer_string(&out), out.n);
}

enum status
block_finish(struct block *block, struct error *err)
{
	enum status status = buffer_check(&block->entries, err);

	for (size_t at = 0; status == STATUS_OK && at < block->entries.n;) {
		const char *label = block->entries.p + at;
		const char *value = label + strlen(label) + 1;

		print_entry(block, label, value);
		at = (size_t)(value - block->entries.p) + strlen(value) + 1;
	}
	buffer_clear(&block->entries);
	block->label_width = 0;
	return status;
}
