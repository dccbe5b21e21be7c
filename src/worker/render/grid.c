/* SPDX-License-Identifier: Apache-2.0 */
/* grid.c - the widths of a table's columns, its rows, and its headings on each page. */
#include "worker/render/parts.h"

#include "worker/render/row.h"

#include "base/scoped.h"
#include "base/text.h"

#include <math.h>

#define PADDING 3.0

/* As many rows as are measured: those after them are broken into the same columns. */
#define MEASURED_ROWS 300

struct grid {
	struct cell headings[CELLS_LIMIT];
	double      widths[CELLS_LIMIT]; /* of the texts */
	double      words[CELLS_LIMIT];  /* the widest word of each column */
	size_t      count;
};

static const struct row_style ruled = { PADDING, true };

static struct text
cell_words(const json_t *row, size_t column)
{
	const json_t *cell = json_array_get(row, column);

	return json_is_string(cell) ? (struct text){ json_string_value(cell),
		                                     json_string_length(cell) }
	                            : text_of("-");
}

static void
widen(struct sheet *sheet, struct grid *grid, const json_t *row, enum face face)
{
	for (size_t k = 0; k < grid->count; k++) {
		PangoLayout *layout = sheet_layout(sheet, cell_words(row, k), face, -1);

		grid->widths[k] = fmax(grid->widths[k], ceil(layout_width(layout)) + 1);
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
		pango_layout_set_width(layout, 0);
		grid->words[k] = fmax(grid->words[k], ceil(layout_width(layout)) + 1);
		g_object_unref(layout);
	}
}

/* Words that do not fit side by side: the longest are broken, point by point, the others stay whole. */
static double
break_longest(struct grid *grid, double held, double room)
{
	for (; held > room; held--) {
		size_t longest = 0;

		for (size_t k = 1; k < grid->count; k++)
			longest = grid->words[k] > grid->words[longest] ? k : longest;
		grid->words[longest]--;
	}
	return held;
}

/*
 * As wide as all texts if they fit; else every column holds its widest word (a
 * third of the page at most), and what is left goes to those that want more,
 * by how much they want.
 */
static void
share(struct grid *grid)
{
	double room = TEXT_WIDTH - 2 * PADDING * (double)grid->count;
	double wanted = 0, held = 0;

	for (size_t k = 0; k < grid->count; k++) {
		grid->words[k] = fmin(grid->words[k], room / 3);
		wanted += grid->widths[k];
		held += grid->words[k];
	}
	if (wanted <= room)
		return;
	held = break_longest(grid, held, room);
	for (size_t k = 0; k < grid->count; k++)
		grid->widths[k] = grid->words[k] +
		                  (room - held) * (grid->widths[k] - grid->words[k]) / (wanted - held);
}

static void
fill_row(const struct grid *grid, const json_t *row, enum face face, struct cell *cells)
{
	double x = MARGIN_LEFT + PADDING;

	for (size_t k = 0; k < grid->count; k++) {
		cells[k] = (struct cell){ cell_words(row, k), face, x, grid->widths[k] };
		x += grid->widths[k] + 2 * PADDING;
	}
}

static void
repeat_headings(struct sheet *sheet, void *context)
{
	const struct grid *grid = context;

	sheet->on_page = NULL; /* headings longer than a page would never end */
	row_put(sheet, grid->headings, grid->count, &ruled);
	sheet->on_page = repeat_headings;
}

static void
measure(struct sheet *sheet, struct grid *grid, const json_t *headings, const json_t *rows)
{
	json_t *row;
	size_t i;

	widen(sheet, grid, headings, FACE_SMALL_BOLD);
	json_array_foreach(rows, i, row) {
		if (i == MEASURED_ROWS)
			break;
		widen(sheet, grid, row, FACE_SMALL);
	}
	share(grid);
}

void
grid_put(struct sheet *sheet, const json_t *table)
{
	const json_t *headings = json_object_get(table, "headings");
	const json_t *rows = json_object_get(table, "rows");
	struct grid grid = { .count = json_array_size(headings) };
	struct cell cells[CELLS_LIMIT];
	json_t *row;
	size_t i;

	if (grid.count == 0 || grid.count > CELLS_LIMIT)
		return;
	measure(sheet, &grid, headings, rows);
	fill_row(&grid, headings, FACE_SMALL_BOLD, grid.headings);
	sheet->y += 4;
	sheet_need(sheet, 60);
	row_put(sheet, grid.headings, grid.count, &ruled);
	sheet->on_page = repeat_headings;
	sheet->context = &grid;
	json_array_foreach(rows, i, row) {
		fill_row(&grid, row, FACE_SMALL, cells);
		row_put(sheet, cells, grid.count, &ruled);
	}
	sheet->on_page = NULL;
	sheet->y += 8;
}
