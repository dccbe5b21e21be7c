/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.h - pages of A4 that are filled from top to bottom, each with its
 * running header and "page x of y". Everything is laid out twice, first
 * without drawing, so that y is known. Lengths are points, 1/72 inch.
 */
#ifndef VIDIMUS_WORKER_RENDER_SHEET_H
#define VIDIMUS_WORKER_RENDER_SHEET_H

#include "base/buffer.h"

#include <vidimus/types.h>

#include <pango/pangocairo.h>

#define PAGE_WIDTH   595.28
#define PAGE_HEIGHT  841.89
#define MARGIN_LEFT  50.0
#define MARGIN_TOP   66.0
#define MARGIN_BELOW 54.0
#define TEXT_WIDTH   (PAGE_WIDTH - 2 * MARGIN_LEFT)
#define PAGE_BOTTOM  (PAGE_HEIGHT - MARGIN_BELOW)

/* No document has more pages; a report of that length is read as JSON. */
#define PAGES_LIMIT 20000U

enum face { FACE_TEXT, FACE_SMALL, FACE_BOLD, FACE_SMALL_BOLD, FACE_HASH, FACE_TITLE, FACE_HEADING, FACE_SUBHEADING, FACES };

struct sheet {
	cairo_surface_t      *surface; /* owned */
	cairo_t              *cairo;   /* owned */
	PangoFontDescription *faces[FACES]; /* owned */
	struct text           title, running, prepared, language; /* borrowed */
	double                y;       /* from the top of the page */
	unsigned              page, pages; /* from 1; pages 0 while they are counted */
	bool                  too_long;    /* PAGES_LIMIT */
	struct buffer         out;     /* the PDF */
	void (*on_page)(struct sheet *sheet, void *context); /* draws what is repeated on each new page; may be NULL */
	void *context;
};

/* The texts are set by the caller before. STATUS_MEMORY, STATUS_FAULT. */
CHECKED enum status sheet_open(struct sheet *sheet, struct error *err);
void sheet_end(struct sheet *sheet);

/* Begins at the first page: to count pages, then to draw them. */
void sheet_begin(struct sheet *sheet, bool drawing);
/* Ends the last page. */
void sheet_finish(struct sheet *sheet);

bool sheet_is_drawing(const struct sheet *sheet);
void sheet_next_page(struct sheet *sheet);

/* A new page unless so much room is left. */
void sheet_need(struct sheet *sheet, double height);

/* A layout of the words, `width` wide (negative: in one line), each paragraph in its own direction; unref it. */
PangoLayout *sheet_layout(struct sheet *sheet, struct text words, enum face face, double width);
double layout_height(PangoLayout *layout);
double layout_width(PangoLayout *layout);

/* The words line by line, going on over pages. */
void sheet_words(struct sheet *sheet, struct text words, enum face face, double x, double width);

/* A straight line of grey 0 (black) to 1, when drawing. */
void sheet_rule(struct sheet *sheet, double x1, double y1, double x2, double y2, double grey);

#endif
