/* SPDX-License-Identifier: Apache-2.0 */
/* document_text.c - a document as plain text: nothing is cut, cells are broken into lines. */
#include "render/document.h"

#include "render/columns.h"
#include "render/document_internal.h"

#include "base/text.h"

#include <string.h>

#define COLUMNS_LEAST 40
#define UNBROKEN      ((size_t)1 << 30)
#define LABEL_COLUMNS 32
#define BETWEEN       2 /* columns between those of a table */

/* No column of a table is made narrower while another has more. */
#define NARROW 6

struct page {
	struct buffer *out;
	size_t         width;
};

static void
put_line(struct page *page, size_t indent, struct text line)
{
	columns_fill(page->out, ' ', line.n > 0 ? indent : 0);
	buffer_append_text(page->out, line);
	buffer_append_byte(page->out, '\n');
}

/* Lines of a text; the first stands after what is printed already, `indent` columns wide. */
static void
put_after(struct page *page, size_t indent, struct text words)
{
	struct text line;
	bool first = true;

	while (columns_next(&words, page->width - indent, &line)) {
		put_line(page, first ? 0 : indent, line);
		first = false;
	}
	if (first)
		buffer_append_byte(page->out, '\n');
}

static void
put_heading(struct page *page, const json_t *part)
{
	static const char under[] = { '=', '-', '\0' };
	struct text words = document_part_text(part, "text");
	json_int_t level = json_integer_value(json_object_get(part, "level"));
	size_t columns = columns_widest_line(words);

	buffer_append_byte(page->out, '\n');
	put_after(page, 0, words);
	if (level < 3)
		columns_fill(page->out, under[level - 1],
		             columns < page->width ? columns : page->width);
	buffer_append_string(page->out, level < 3 ? "\n" : "");
}

static void
put_paragraph(struct page *page, const json_t *part)
{
	put_after(page, 0, document_part_text(part, "text"));
	buffer_append_byte(page->out, '\n');
}

static void
put_gap(struct page *page, const json_t *part)
{
	buffer_append_string(page->out, "  GAP  ");
	put_after(page, 7, document_part_text(part, "text"));
}

/* The label; where it is too wide, the value begins on a line of its own. */
static void
put_label(struct page *page, struct text label)
{
	columns_append(page->out, label, LABEL_COLUMNS - 1);
	if (text_columns(label) >= LABEL_COLUMNS) {
		buffer_append_byte(page->out, '\n');
		columns_fill(page->out, ' ', LABEL_COLUMNS - 1);
	}
	buffer_append_byte(page->out, ' ');
}

static void
put_value(struct page *page, const json_t *part)
{
	bool known = json_is_string(json_object_get(part, "text"));

	put_label(page, document_part_text(part, "label"));
	put_after(page, LABEL_COLUMNS, known ? document_part_text(part, "text") : text_of(NOT_KNOWN));
}

/* As one word, to be compared by a machine, and in groups, to be read aloud. */
static void
put_hash(struct page *page, const json_t *part)
{
	json_t *group;
	size_t i;

	put_label(page, document_part_text(part, "label"));
	if (!json_is_string(json_object_get(part, "text"))) {
		buffer_append_string(page->out, NOT_KNOWN "\n");
		return;
	}
	buffer_append_text(page->out, document_part_text(part, "text"));
	buffer_append_byte(page->out, '\n');
	json_array_foreach(json_object_get(part, "groups"), i, group)
		put_line(page, LABEL_COLUMNS, text_of(json_string_value(group)));
}

static struct text
cell_text(const json_t *row, size_t column)
{
	const json_t *cell = json_array_get(row, column);

	return json_is_string(cell) ? (struct text){ json_string_value(cell),
		                                     json_string_length(cell) }
	                            : text_of("-");
}

/* What a table's columns need for their lines, and for their widest words. */
struct widths {
	size_t lines[DOCUMENT_COLUMN_LIMIT], words[DOCUMENT_COLUMN_LIMIT];
	size_t count;
};

static void
widen(struct widths *widths, const json_t *row)
{
	for (size_t k = 0; k < widths->count; k++) {
		size_t line = columns_widest_line(cell_text(row, k));
		size_t word = columns_widest_word(cell_text(row, k));

		widths->lines[k] = line > widths->lines[k] ? line : widths->lines[k];
		widths->words[k] = word > widths->words[k] ? word : widths->words[k];
	}
}

/* The column that is made narrower: the widest that still holds its words, else the widest. */
static size_t
find_widest(const struct widths *widths, const size_t *now)
{
	size_t widest = 0, spared = widths->count;

	for (size_t k = 0; k < widths->count; k++) {
		widest = now[k] > now[widest] ? k : widest;
		if (now[k] > widths->words[k] && (spared == widths->count || now[k] > now[spared]))
			spared = k;
	}
	return spared < widths->count ? spared : widest;
}

/* Widths as wide as needed, then one column after the other narrower until all fit. */
static void
measure(const struct page *page, const json_t *table, size_t *out, size_t count)
{
	struct widths widths = { .count = count };
	size_t i, total = BETWEEN * (count - 1);
	json_t *row;

	widen(&widths, json_object_get(table, "headings"));
	json_array_foreach(json_object_get(table, "rows"), i, row)
		widen(&widths, row);
	for (i = 0; i < count; i++) {
		out[i] = widths.lines[i] < page->width ? widths.lines[i] : page->width;
		total += out[i];
	}
	for (; total > page->width; total--) {
		size_t widest = find_widest(&widths, out);

		if (out[widest] <= NARROW)
			return;
		out[widest]--;
	}
}

static void
put_row(struct page *page, const json_t *row, const size_t *widths, size_t count)
{
	struct text rest[DOCUMENT_COLUMN_LIMIT], line;
	bool more = true;

	for (size_t k = 0; k < count; k++)
		rest[k] = cell_text(row, k);
	while (more) {
		size_t begin = page->out->n;

		more = false;
		for (size_t k = 0; k < count; k++) {
			if (!columns_next(&rest[k], widths[k] > 2 ? widths[k] : 2, &line))
				line = text_of("");
			columns_append(page->out, line, widths[k] + (k + 1 < count ? BETWEEN : 0));
			more = more || rest[k].n > 0;
		}
		while (page->out->n > begin && page->out->p[page->out->n - 1] == ' ')
			page->out->p[--page->out->n] = '\0';
		buffer_append_byte(page->out, '\n');
	}
}

static void
put_table(struct page *page, const json_t *part)
{
	json_t *headings = json_object_get(part, "headings"), *row;
	size_t widths[DOCUMENT_COLUMN_LIMIT], count = json_array_size(headings), i;

	measure(page, part, widths, count);
	put_row(page, headings, widths, count);
	for (size_t k = 0; k < count; k++) {
		columns_fill(page->out, '-', widths[k]);
		columns_fill(page->out, ' ', k + 1 < count ? BETWEEN : 0);
	}
	buffer_append_byte(page->out, '\n');
	json_array_foreach(json_object_get(part, "rows"), i, row)
		put_row(page, row, widths, count);
	buffer_append_byte(page->out, '\n');
}

static void
put_picture(struct page *page, const json_t *part)
{
	buffer_append_string(page->out, "[picture, not shown as text] ");
	put_after(page, 0, document_part_text(part, "text"));
}

static void
put_signature(struct page *page, const json_t *part)
{
	buffer_append_byte(page->out, '\n');
	put_label(page, document_part_text(part, "label"));
	columns_fill(page->out, '_', page->width - LABEL_COLUMNS < 40 ? page->width - LABEL_COLUMNS : 40);
	buffer_append_byte(page->out, '\n');
}

static const struct {
	const char *kind;
	void (*put)(struct page *page, const json_t *part);
} kinds[] = {
	{ "heading", put_heading }, { "paragraph", put_paragraph }, { "gap", put_gap },
	{ "value", put_value },     { "hash", put_hash },           { "table", put_table },
	{ "picture", put_picture }, { "signature", put_signature },
};

static void
put_part(struct page *page, const json_t *part)
{
	struct text kind = document_part_text(part, "kind");

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (text_is(kind, kinds[i].kind))
			kinds[i].put(page, part);
	}
}

enum status
document_text(const struct document *document, unsigned columns, struct buffer *out,
              struct error *err)
{
	struct page page = { out, columns == 0 ? UNBROKEN : columns > COLUMNS_LEAST ? columns : COLUMNS_LEAST };
	struct text running = document_part_text(document->root, "running");
	enum status status = document_check(document, err);
	json_t *part;
	size_t i;

	if (status != STATUS_OK)
		return status;
	put_after(&page, 0, document_part_text(document->root, "title"));
	if (running.n > 0)
		put_after(&page, 0, running);
	json_array_foreach(document->parts, i, part)
		put_part(&page, part);
	if (running.n > 0)
		put_after(&page, 0, running);
	return buffer_check(out, err);
}
