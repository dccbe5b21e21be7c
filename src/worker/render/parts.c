/* SPDX-License-Identifier: Apache-2.0 */
/* parts.c - headings, paragraphs, gaps, values, hashes, pictures, lines to sign on. */
#include "worker/render/parts.h"

#include "worker/render/row.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"

#include <cairo-pdf.h>
#include <string.h>

#define LABEL_WIDTH 172.0
#define VALUE_X     (MARGIN_LEFT + LABEL_WIDTH + 8)
#define VALUE_WIDTH (TEXT_WIDTH - LABEL_WIDTH - 8)

/* Pixels of a picture's side; ours are thumbnails. */
#define PICTURE_SIDE_LIMIT 8192
#define PICTURE_HEIGHT     260.0

struct text
member_text(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_string(value) ? (struct text){ json_string_value(value),
		                                      json_string_length(value) }
	                             : text_of("");
}

static void
put_heading(struct sheet *sheet, const json_t *part)
{
	static const enum face faces[] = { FACE_TITLE, FACE_HEADING, FACE_SUBHEADING };
	json_int_t level = json_integer_value(json_object_get(part, "level"));

	level = level < 1 ? 1 : level > 3 ? 3 : level;
	if (level == 1 && sheet->y > MARGIN_TOP)
		sheet_next_page(sheet); /* a new exhibit, say */
	sheet->y += sheet->y > MARGIN_TOP ? 10 : 0;
	sheet_need(sheet, 110); /* no heading alone at the end of a page, nor with those of a table */
	sheet_words(sheet, member_text(part, "text"), faces[level - 1], MARGIN_LEFT, TEXT_WIDTH);
	sheet->y += 4;
}

static void
put_paragraph(struct sheet *sheet, const json_t *part)
{
	sheet_words(sheet, member_text(part, "text"), FACE_TEXT, MARGIN_LEFT, TEXT_WIDTH);
	sheet->y += 6;
}

/* A word beside it rather than a colour, which a copier loses. */
static void
put_gap(struct sheet *sheet, const json_t *part)
{
	static const struct row_style style = { 1.5, false };
	const struct cell cells[] = {
		{ text_of("GAP"), FACE_BOLD, MARGIN_LEFT + 2, 30 },
		{ member_text(part, "text"), FACE_TEXT, MARGIN_LEFT + 36, TEXT_WIDTH - 36 },
	};

	row_put(sheet, cells, 2, &style);
}

static void
put_labelled(struct sheet *sheet, const json_t *part, struct text value, enum face face)
{
	static const struct row_style style = { 1.0, false };
	const struct cell cells[] = {
		{ member_text(part, "label"), FACE_TEXT, MARGIN_LEFT, LABEL_WIDTH },
		{ value, face, VALUE_X, VALUE_WIDTH },
	};

	row_put(sheet, cells, 2, &style);
}

static struct text
known(const json_t *part, struct text value)
{
	return json_is_string(json_object_get(part, "text")) ? value : text_of("not known");
}

static void
put_value(struct sheet *sheet, const json_t *part)
{
	put_labelled(sheet, part, known(part, member_text(part, "text")), FACE_TEXT);
}

static void
put_hash(struct sheet *sheet, const json_t *part)
{
	SCOPED(buffer) lines = { 0 };
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(part, "groups"), i, line) {
		buffer_append_string(&lines, i > 0 ? "\n" : "");
		buffer_append_string(&lines, json_is_string(line) ? json_string_value(line) : "");
	}
	put_labelled(sheet, part, known(part, text_of(buffer_string(&lines))), FACE_HASH);
}

struct source {
	struct text bytes;
};

static cairo_status_t
give(void *context, unsigned char *out, unsigned n)
{
	struct source *source = context;

	if (n > source->bytes.n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, source->bytes.p, n);
	source->bytes.p += n;
	source->bytes.n -= n;
	return CAIRO_STATUS_SUCCESS;
}

/* The sides that a PNG declares, read before anything is decoded. */
static bool
has_modest_sides(struct text png)
{
	const unsigned char *p = (const unsigned char *)png.p;
	uint32_t width, height;

	if (png.n < 24 || memcmp(p, "\x89PNG\r\n\x1a\n", 8) != 0)
		return false;
	width = (uint32_t)p[16] << 24 | (uint32_t)p[17] << 16 | (uint32_t)p[18] << 8 | p[19];
	height = (uint32_t)p[20] << 24 | (uint32_t)p[21] << 16 | (uint32_t)p[22] << 8 | p[23];
	return width > 0 && height > 0 && width <= PICTURE_SIDE_LIMIT && height <= PICTURE_SIDE_LIMIT;
}

static void
put_surface(struct sheet *sheet, cairo_surface_t *picture)
{
	double width = cairo_image_surface_get_width(picture);
	double height = cairo_image_surface_get_height(picture);
	double scale = width > TEXT_WIDTH ? TEXT_WIDTH / width : 1.0;

	scale = height * scale > PICTURE_HEIGHT ? PICTURE_HEIGHT / height : scale;
	sheet_need(sheet, height * scale + 30);
	if (sheet_is_drawing(sheet)) {
		cairo_save(sheet->cairo);
		cairo_translate(sheet->cairo, MARGIN_LEFT, sheet->y);
		cairo_scale(sheet->cairo, scale, scale);
		cairo_set_source_surface(sheet->cairo, picture, 0, 0);
		cairo_paint(sheet->cairo);
		cairo_restore(sheet->cairo);
	}
	sheet->y += height * scale + 4;
}

static void
put_picture(struct sheet *sheet, const json_t *part)
{
	SCOPED(buffer) png = { 0 };
	struct source source;
	cairo_surface_t *picture;

	if (base64_read(&png, member_text(part, "png")) && has_modest_sides(text_of_buffer(&png))) {
		source.bytes = text_of_buffer(&png);
		picture = cairo_image_surface_create_from_png_stream(give, &source);
		if (cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS)
			put_surface(sheet, picture);
		cairo_surface_destroy(picture);
	}
	put_paragraph(sheet, part);
}

static void
put_signature(struct sheet *sheet, const json_t *part)
{
	sheet_need(sheet, 60);
	sheet->y += 34;
	sheet_rule(sheet, MARGIN_LEFT, sheet->y, MARGIN_LEFT + 260, sheet->y, 0);
	sheet->y += 2;
	sheet_words(sheet, member_text(part, "label"), FACE_SMALL, MARGIN_LEFT, TEXT_WIDTH);
	sheet->y += 4;
}

static const struct {
	const char *kind;
	void (*put)(struct sheet *sheet, const json_t *part);
} kinds[] = {
	{ "heading", put_heading }, { "paragraph", put_paragraph }, { "gap", put_gap },
	{ "value", put_value },     { "hash", put_hash },           { "table", grid_put },
	{ "picture", put_picture }, { "signature", put_signature },
};

void
parts_put(struct sheet *sheet, const json_t *document)
{
	json_t *part;
	size_t i;

	json_array_foreach(json_object_get(document, "parts"), i, part) {
		struct text kind = member_text(part, "kind");

		for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && !sheet->too_long; k++) {
			if (text_is(kind, kinds[k].kind))
				kinds[k].put(sheet, part);
		}
	}
}
