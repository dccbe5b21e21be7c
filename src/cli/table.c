/* SPDX-License-Identifier: Apache-2.0 */
/* table.c - tables: cells wait in one buffer until the widths of their columns are known. */
#include "cli/table.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/wrap.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define ELLIPSIS "\u2026"
#define GAP      2
/* A column that shrinks keeps at least this much. */
#define SHRUNK_LEAST 12

void
cut_append(struct buffer *out, struct text safe, size_t width)
{
	size_t columns = 0, keep = 0;

	if (width == 0 || text_columns(safe) <= width) {
		buffer_append_text(out, safe);
		return;
	}
	while (keep < safe.n) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)safe.p + keep,
		                                      (utf8proc_ssize_t)(safe.n - keep), &c);
		size_t more = n > 0 && utf8proc_charwidth(c) > 0 ? (size_t)utf8proc_charwidth(c)
		                                                 : 0;

		if (columns + more + 1 > width)
			break;
		columns += more;
		keep += n > 0 ? (size_t)n : 1;
	}
	buffer_append(out, safe.p, keep);
	buffer_append_string(out, ELLIPSIS);
}

void
table_begin(struct table *table, struct output *output, const struct terminal *terminal,
            const struct column *columns)
{
	*table = (struct table){ .output = output, .terminal = terminal, .columns = columns };
	while (columns[table->column_count].title != NULL)
		table->column_count++;
	assert(table->column_count > 0 && table->column_count <= TABLE_COLUMN_LIMIT);
	table->styles = calloc(TABLE_BATCH * table->column_count, sizeof *table->styles);
	table->failed = table->styles == NULL;
}

void
table_end(struct table *table)
{
	buffer_end(&table->cells);
	free(table->styles);
	table->styles = NULL;
}

/* Takes columns from the widest that shrinks until the row fits the terminal. */
static void
shrink_to_fit(const struct table *table, size_t widths[TABLE_COLUMN_LIMIT])
{
	size_t total = 0;

	for (size_t i = 0; i < table->column_count; i++)
		total += widths[i] + (i ? GAP : 0);
	while (table->terminal->width > 0 && total > table->terminal->width) {
		size_t widest = table->column_count;

		for (size_t i = 0; i < table->column_count; i++)
			if (table->columns[i].shrinks && widths[i] > SHRUNK_LEAST &&
			    (widest == table->column_count || widths[i] > widths[widest]))
				widest = i;
		if (widest == table->column_count)
			return;
		widths[widest]--;
		total--;
	}
}

/* One cell with its padding; the last of a row is not followed by spaces. */
static void
append_cell(struct buffer *line, const struct table *table, size_t column, const char *cell,
            enum style style, size_t width)
{
	SCOPED(buffer) cut = { 0 };
	bool last = column + 1 == table->column_count;
	size_t pad, used;

	cut_append(&cut, text_of(cell), table->columns[column].shrinks ? width : 0);
	used = text_columns(text_of_buffer(&cut));
	pad = used < width ? width - used : 0;
	spaces_append(line, (column ? GAP : 0) + (table->columns[column].right ? pad : 0));
	buffer_append_string(line, style_begin(table->terminal, style));
	buffer_append_text(line, text_of_buffer(&cut));
	buffer_append_string(line, style_end(table->terminal, style));
	if (!table->columns[column].right && !last)
		spaces_append(line, pad);
}

static void
print_line(struct table *table, struct buffer *line)
{
	while (line->n > 0 && line->p[line->n - 1] == ' ')
		line->n--;
	buffer_append_byte(line, '\n');
	output_bytes(table->output, line->p, line->failed ? 0 : line->n);
	table->failed = table->failed || line->failed;
}

static void
print_headings(struct table *table, const size_t *widths)
{
	SCOPED(buffer) line = { 0 };

	for (size_t i = 0; i < table->column_count; i++)
		append_cell(&line, table, i, table->columns[i].title, STYLE_HEADING, widths[i]);
	print_line(table, &line);
	table->begun = true;
}

static void
print_rows(struct table *table)
{
	size_t widths[TABLE_COLUMN_LIMIT];
	const char *cell = buffer_string(&table->cells);

	if (table->cell_count == 0 || table->failed || table->cells.failed)
		return;
	for (size_t i = 0; i < table->column_count && !table->begun; i++)
		if (table->widths[i] < text_columns(text_of(table->columns[i].title)))
			table->widths[i] = text_columns(text_of(table->columns[i].title));
	memcpy(widths, table->widths, sizeof widths);
	shrink_to_fit(table, widths);
	if (!table->begun)
		print_headings(table, widths);
	for (size_t at = 0; at < table->cell_count; at += table->column_count) {
		SCOPED(buffer) line = { 0 };

		for (size_t i = 0; i < table->column_count; i++) {
			append_cell(&line, table, i, cell, table->styles[at + i], widths[i]);
			cell += strlen(cell) + 1;
		}
		print_line(table, &line);
	}
	buffer_clear(&table->cells);
	table->cell_count = 0;
}

void
table_cell_styled(struct table *table, struct text text, enum style style)
{
	size_t column = table->cell_count % table->column_count;
	size_t begin, columns;

	if (table->cell_count == TABLE_BATCH * table->column_count)
		print_rows(table);
	if (table->failed)
		return;
	begin = table->cells.n;
	text_append_escaped(&table->cells, text.p, text.n);
	if (table->cells.failed)
		return;
	columns = text_columns((struct text){ table->cells.p + begin, table->cells.n - begin });
	if (columns > table->widths[column])
		table->widths[column] = columns;
	buffer_append_byte(&table->cells, '\0');
	table->styles[table->cell_count++] = style;
}

void
table_cell(struct table *table, struct text text)
{
	table_cell_styled(table, text, STYLE_PLAIN);
}

void
table_cell_string(struct table *table, const char *string)
{
	table_cell(table, text_of(string));
}

void
table_cell_number(struct table *table, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
	table_cell_string(table, digits);
}

enum status
table_finish(struct table *table, struct error *err)
{
	assert(table->cell_count % table->column_count == 0);
	print_rows(table);
	if (table->failed || table->cells.failed)
		return fail_memory(err);
	return STATUS_OK;
}
