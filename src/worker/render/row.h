/* SPDX-License-Identifier: Apache-2.0 */
/* row.h - texts side by side, each in its column, that go on over pages together. */
#ifndef VIDIMUS_WORKER_RENDER_ROW_H
#define VIDIMUS_WORKER_RENDER_ROW_H

#include "worker/render/sheet.h"

#define CELLS_LIMIT 12

struct cell {
	struct text words;
	enum face   face;
	double      x, width; /* of the text, without padding */
};

struct row_style {
	double padding; /* around each text */
	bool   ruled;   /* lines around the cells, as in a table */
};

/* Draws the row; it begins a new page rather than be broken unless it is longer than a third of one. */
void row_put(struct sheet *sheet, const struct cell *cells, size_t count,
             const struct row_style *style);

#endif
