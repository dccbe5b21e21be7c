/* SPDX-License-Identifier: Apache-2.0 */
/* row.c - each cell keeps its place in its own lines; a page takes as many of each as fit. */
#include "worker/render/row.h"

#include <string.h>

#define LONG_ROW ((PAGE_BOTTOM - MARGIN_TOP) / 3)

struct strand {
	PangoLayout     *layout; /* owned */
	PangoLayoutIter *line;   /* owned; NULL when all lines are drawn */
};

struct row {
	struct sheet           *sheet;
	const struct cell      *cells;
	size_t                  count;
	const struct row_style *style;
	struct strand           strands[CELLS_LIMIT];
};

static double
row_open(struct row *row)
{
	double highest = 0;

	for (size_t i = 0; i < row->count; i++) {
		const struct cell *cell = &row->cells[i];
		double height;

		row->strands[i].layout =
			sheet_layout(row->sheet, cell->words, cell->face, cell->width);
		row->strands[i].line = pango_layout_get_iter(row->strands[i].layout);
		height = layout_height(row->strands[i].layout);
		highest = height > highest ? height : highest;
	}
	return highest + 2 * row->style->padding;
}

static void
row_end(struct row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (row->strands[i].line != NULL)
			pango_layout_iter_free(row->strands[i].line);
		g_object_unref(row->strands[i].layout);
	}
}

static double
line_height(struct strand *strand)
{
	PangoRectangle box;

	pango_layout_iter_get_line_extents(strand->line, NULL, &box);
	return (double)box.height / PANGO_SCALE;
}

static void
put_line(struct sheet *sheet, struct strand *strand, double x, double y)
{
	PangoRectangle box;

	if (!sheet_is_drawing(sheet))
		return;
	pango_layout_iter_get_line_extents(strand->line, NULL, &box);
	cairo_move_to(sheet->cairo, x + (double)box.x / PANGO_SCALE,
	              y + (double)(pango_layout_iter_get_baseline(strand->line) - box.y) / PANGO_SCALE);
	pango_cairo_show_layout_line(sheet->cairo,
	                             pango_layout_iter_get_line_readonly(strand->line));
}

/* As many lines of a cell as fit below `y`, at least one on a fresh page; returns where they end. */
static double
put_strand(struct sheet *sheet, struct strand *strand, double x, double y, bool fresh)
{
	while (strand->line != NULL) {
		double height = line_height(strand);

		if (y + height > PAGE_BOTTOM && !fresh)
			return y;
		fresh = false;
		put_line(sheet, strand, x, y);
		y += height;
		if (!pango_layout_iter_next_line(strand->line)) {
			pango_layout_iter_free(strand->line);
			strand->line = NULL;
		}
	}
	return y;
}

static void
put_borders(const struct row *row, double top, double bottom)
{
	double padding = row->style->padding, x = 0;

	for (size_t i = 0; i < row->count; i++) {
		x = row->cells[i].x - padding;
		sheet_rule(row->sheet, x, top, x, bottom, 0.7);
		x += row->cells[i].width + 2 * padding;
	}
	sheet_rule(row->sheet, x, top, x, bottom, 0.7);
	sheet_rule(row->sheet, row->cells[0].x - padding, top, x, top, 0.7);
	sheet_rule(row->sheet, row->cells[0].x - padding, bottom, x, bottom, 0.7);
}

/* What of the row fits on this page; true when lines are left. */
static bool
put_band(struct row *row, bool fresh)
{
	double top = row->sheet->y, begin = top + row->style->padding, bottom = begin;
	bool more = false;

	for (size_t i = 0; i < row->count; i++) {
		double end = put_strand(row->sheet, &row->strands[i], row->cells[i].x, begin, fresh);

		bottom = end > bottom ? end : bottom;
		more = more || row->strands[i].line != NULL;
	}
	bottom += row->style->padding;
	if (row->style->ruled && (bottom > begin + row->style->padding || !more))
		put_borders(row, top, bottom);
	row->sheet->y = bottom;
	return more;
}

void
row_put(struct sheet *sheet, const struct cell *cells, size_t count, const struct row_style *style)
{
	struct row row = { .sheet = sheet, .cells = cells, .count = count, .style = style };
	double height = row_open(&row), first = 0;

	for (size_t i = 0; i < count; i++) {
		double line = line_height(&row.strands[i]);

		first = line > first ? line : first;
	}
	sheet_need(sheet, height <= LONG_ROW ? height : first + 2 * style->padding);
	for (bool fresh = false; put_band(&row, fresh) && !sheet->too_long; fresh = true)
		sheet_next_page(sheet);
	row_end(&row);
}
