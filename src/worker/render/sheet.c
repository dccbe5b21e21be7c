/* SPDX-License-Identifier: Apache-2.0 */
/* sheet.c - pages of a PDF by cairo, words on them by pango. */
#include "worker/render/sheet.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <cairo-pdf.h>
#include <string.h>

#define HEADER_Y 30.0
#define FOOTER_Y (PAGE_HEIGHT - 38.0)

/* Fonts of the packages that are demanded (scripts/packages.txt); fontconfig finds others for other scripts. */
#define SANS                                                                                     \
	"Noto Sans,Noto Sans Arabic,Noto Naskh Arabic,Noto Sans Armenian,Noto Sans Georgian,"    \
	"Noto Sans Hebrew,Noto Sans Ethiopic,Noto Sans CJK SC,DejaVu Sans"

static const char *const face_names[FACES] = {
	[FACE_TEXT] = SANS " 9.5",
	[FACE_SMALL] = SANS " 8",
	[FACE_BOLD] = SANS " Bold 9.5",
	[FACE_SMALL_BOLD] = SANS " Bold 8",
	[FACE_HASH] = "DejaVu Sans Mono 9",
	[FACE_TITLE] = SANS " Bold 17",
	[FACE_HEADING] = SANS " Bold 12.5",
	[FACE_SUBHEADING] = SANS " Bold 10.5",
};

static cairo_status_t
take(void *context, const unsigned char *bytes, unsigned n)
{
	struct buffer *out = context;

	buffer_append(out, bytes, n);
	return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void
set_metadata(struct sheet *sheet, cairo_pdf_metadata_t what, struct text words)
{
	SCOPED_FREE char *copy = strndup(words.p, words.n);

	if (copy != NULL)
		cairo_pdf_surface_set_metadata(sheet->surface, what, copy);
}

/* Dates are the document's, so that the same document gives the same bytes. */
static void
describe(struct sheet *sheet)
{
	struct text date = sheet->prepared.n > 19 ? (struct text){ sheet->prepared.p, 19 }
	                                          : text_of("1970-01-01T00:00:00");
	SCOPED(buffer) zoned = { 0 };

	buffer_append_text(&zoned, date);
	buffer_append_byte(&zoned, 'Z');
	set_metadata(sheet, CAIRO_PDF_METADATA_TITLE, sheet->title);
	set_metadata(sheet, CAIRO_PDF_METADATA_CREATOR, text_of("vidimus " VIDIMUS_VERSION));
	set_metadata(sheet, CAIRO_PDF_METADATA_CREATE_DATE, text_of_buffer(&zoned));
}

enum status
sheet_open(struct sheet *sheet, struct error *err)
{
	sheet->surface = cairo_pdf_surface_create_for_stream(take, &sheet->out, PAGE_WIDTH, PAGE_HEIGHT);
	sheet->cairo = cairo_create(sheet->surface);
	if (cairo_status(sheet->cairo) != CAIRO_STATUS_SUCCESS)
		return fail(err, STATUS_FAULT, "%s",
		            cairo_status_to_string(cairo_status(sheet->cairo)));
	cairo_pdf_surface_restrict_to_version(sheet->surface, CAIRO_PDF_VERSION_1_5);
	describe(sheet);
	for (int i = 0; i < FACES; i++)
		sheet->faces[i] = pango_font_description_from_string(face_names[i]);
	return STATUS_OK;
}

void
sheet_end(struct sheet *sheet)
{
	for (int i = 0; i < FACES; i++) {
		if (sheet->faces[i] != NULL)
			pango_font_description_free(sheet->faces[i]);
	}
	if (sheet->cairo != NULL)
		cairo_destroy(sheet->cairo);
	if (sheet->surface != NULL)
		cairo_surface_destroy(sheet->surface);
	buffer_end(&sheet->out);
}

bool
sheet_is_drawing(const struct sheet *sheet)
{
	return sheet->pages > 0;
}

/* A hyphen at the end of a line would be read as a letter of a hash, a name or an address. */
static void
keep_letters(PangoLayout *layout)
{
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
}

PangoLayout *
sheet_layout(struct sheet *sheet, struct text words, enum face face, double width)
{
	PangoLayout *layout = pango_cairo_create_layout(sheet->cairo);
	SCOPED_FREE char *language = strndup(sheet->language.p, sheet->language.n);

	/* rounded advances tear words of joined scripts apart for who reads the text out of the PDF */
	pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
	if (language != NULL)
		pango_context_set_language(pango_layout_get_context(layout),
		                           pango_language_from_string(language));
	pango_layout_set_font_description(layout, sheet->faces[face]);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_width(layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
	pango_layout_set_text(layout, words.p, (int)words.n);
	keep_letters(layout);
	return layout;
}

double
layout_height(PangoLayout *layout)
{
	int height;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

double
layout_width(PangoLayout *layout)
{
	int width;

	pango_layout_get_size(layout, &width, NULL);
	return (double)width / PANGO_SCALE;
}

void
sheet_rule(struct sheet *sheet, double x1, double y1, double x2, double y2, double grey)
{
	if (!sheet_is_drawing(sheet))
		return;
	cairo_save(sheet->cairo);
	cairo_set_source_rgb(sheet->cairo, grey, grey, grey);
	cairo_set_line_width(sheet->cairo, 0.5);
	cairo_move_to(sheet->cairo, x1, y1);
	cairo_line_to(sheet->cairo, x2, y2);
	cairo_stroke(sheet->cairo);
	cairo_restore(sheet->cairo);
}

/* One line at a place; what is wider ends with an ellipsis. */
static void
put_at(struct sheet *sheet, struct text words, double y, PangoAlignment align)
{
	PangoLayout *layout = sheet_layout(sheet, words, FACE_SMALL, TEXT_WIDTH);

	pango_layout_set_single_paragraph_mode(layout, TRUE);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_alignment(layout, align);
	cairo_move_to(sheet->cairo, MARGIN_LEFT, y);
	pango_cairo_show_layout(sheet->cairo, layout);
	g_object_unref(layout);
}

static void
put_margins(struct sheet *sheet)
{
	SCOPED(buffer) number = { 0 };

	if (!sheet_is_drawing(sheet))
		return;
	put_at(sheet, sheet->title, HEADER_Y, PANGO_ALIGN_LEFT);
	put_at(sheet, sheet->running, HEADER_Y + 11, PANGO_ALIGN_LEFT);
	sheet_rule(sheet, MARGIN_LEFT, HEADER_Y + 25, PAGE_WIDTH - MARGIN_LEFT, HEADER_Y + 25, 0.5);
	sheet_rule(sheet, MARGIN_LEFT, FOOTER_Y - 4, PAGE_WIDTH - MARGIN_LEFT, FOOTER_Y - 4, 0.5);
	put_at(sheet, sheet->prepared, FOOTER_Y, PANGO_ALIGN_LEFT);
	buffer_append_format(&number, "page %u of %u", sheet->page, sheet->pages);
	put_at(sheet, text_of_buffer(&number), FOOTER_Y, PANGO_ALIGN_RIGHT);
}

void
sheet_begin(struct sheet *sheet, bool drawing)
{
	sheet->pages = drawing ? sheet->page : 0;
	sheet->page = 1;
	sheet->y = MARGIN_TOP;
	put_margins(sheet);
}

void
sheet_finish(struct sheet *sheet)
{
	if (sheet_is_drawing(sheet)) {
		cairo_show_page(sheet->cairo);
		cairo_surface_finish(sheet->surface);
	}
}

void
sheet_next_page(struct sheet *sheet)
{
	if (sheet->page >= PAGES_LIMIT) {
		sheet->too_long = true;
		sheet->y = MARGIN_TOP;
		return;
	}
	if (sheet_is_drawing(sheet))
		cairo_show_page(sheet->cairo);
	sheet->page++;
	sheet->y = MARGIN_TOP;
	put_margins(sheet);
	if (sheet->on_page != NULL)
		sheet->on_page(sheet, sheet->context);
}

void
sheet_need(struct sheet *sheet, double height)
{
	if (sheet->y + height > PAGE_BOTTOM && sheet->y > MARGIN_TOP)
		sheet_next_page(sheet);
}

void
sheet_words(struct sheet *sheet, struct text words, enum face face, double x, double width)
{
	PangoLayout *layout = sheet_layout(sheet, words, face, width);
	PangoLayoutIter *line = pango_layout_get_iter(layout);

	do {
		PangoRectangle box;
		double height, baseline;

		pango_layout_iter_get_line_extents(line, NULL, &box);
		height = (double)box.height / PANGO_SCALE;
		baseline = (double)(pango_layout_iter_get_baseline(line) - box.y) / PANGO_SCALE;
		sheet_need(sheet, height);
		if (sheet_is_drawing(sheet)) {
			cairo_move_to(sheet->cairo, x + (double)box.x / PANGO_SCALE,
			              sheet->y + baseline);
			pango_cairo_show_layout_line(sheet->cairo,
			                             pango_layout_iter_get_line_readonly(line));
		}
		sheet->y += height;
	} while (pango_layout_iter_next_line(line));
	pango_layout_iter_free(line);
	g_object_unref(layout);
}
