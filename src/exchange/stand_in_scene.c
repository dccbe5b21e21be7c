/* SPDX-License-Identifier: Apache-2.0 */
/* stand_in_scene.c - draws the frames of the stand-ins: noise on a lattice that pans, a bar, and letters. */
#include "exchange/stand_in_scene.h"

#include <string.h>

/* The filming itself is 320 by 180, whatever size a copy has. */
#define FILMED_WIDTH  320u
#define FILMED_HEIGHT 180u
#define SHOT_FRAMES   (4u * STAND_IN_RATE) /* then another shot begins */

#define GLYPH_WIDTH  5u
#define GLYPH_HEIGHT 7u
#define GLYPH_STEP   6u /* a black column behind each */

struct glyph {
	char          letter;
	unsigned char rows[GLYPH_HEIGHT]; /* bit 4 is the left column */
};

static const struct glyph glyphs[] = {
	{ '-', { 0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00 } },
	{ '0', { 0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e } },
	{ '1', { 0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e } },
	{ '2', { 0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f } },
	{ '3', { 0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e } },
	{ '4', { 0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02 } },
	{ '5', { 0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e } },
	{ '6', { 0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e } },
	{ '7', { 0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08 } },
	{ '8', { 0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e } },
	{ '9', { 0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c } },
	{ 'C', { 0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e } },
	{ 'D', { 0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e } },
	{ 'E', { 0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f } },
	{ 'H', { 0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11 } },
	{ 'I', { 0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e } },
	{ 'M', { 0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11 } },
	{ 'N', { 0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11 } },
	{ 'O', { 0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e } },
	{ 'S', { 0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e } },
	{ 'T', { 0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04 } },
	{ 'V', { 0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04 } },
	{ 'Y', { 0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04 } },
};

/* Where pixels are drawn; letters shrink with the frame. */
struct canvas {
	unsigned char *luma;
	uint32_t       width, height;
	uint32_t       dot; /* pixels a side of a glyph's point */
};

/* A lattice point's value, spread over all 32 bits. */
static uint32_t
lattice(uint32_t seed, uint32_t x, uint32_t y)
{
	uint32_t h = seed * UINT32_C(0x9e3779b1) + x * UINT32_C(0x85ebca6b) + y * UINT32_C(0xc2b2ae35);

	h = (h ^ (h >> 15)) * UINT32_C(0x2c1b3c6d);
	h = (h ^ (h >> 12)) * UINT32_C(0x297a2d39);
	return h ^ (h >> 15);
}

/* Noise between the points of a lattice with cells of `cell` pixels, 0 to 255. */
static uint32_t
noise(uint32_t seed, uint32_t cell, uint32_t x, uint32_t y)
{
	uint32_t left = x / cell, top = y / cell, dx = x % cell, dy = y % cell;
	uint32_t a = lattice(seed, left, top) >> 24, b = lattice(seed, left + 1, top) >> 24;
	uint32_t c = lattice(seed, left, top + 1) >> 24, d = lattice(seed, left + 1, top + 1) >> 24;
	uint32_t above = a * (cell - dx) + b * dx, below = c * (cell - dx) + d * dx;

	return (above * (cell - dy) + below * dy) / (cell * cell);
}

/* A point of the filming, in its own pixels. */
static unsigned char
filmed(const struct stand_in_scene *scene, uint32_t frame, uint32_t x, uint32_t y)
{
	uint32_t shot = scene->seed * 64 + frame / SHOT_FRAMES;
	uint32_t pan = frame % SHOT_FRAMES;
	uint32_t bar = frame * 6 % FILMED_WIDTH;
	uint32_t value = (noise(shot, 56, x + pan * 2, y + pan) * 3 + noise(shot + 31, 17, x + pan, y)) / 4;

	return (unsigned char)(x >= bar && x < bar + 8 ? 240 : value);
}

static void
draw_glyph(const struct canvas *canvas, const struct glyph *glyph, uint32_t left, uint32_t top)
{
	for (uint32_t y = 0; y < GLYPH_HEIGHT * canvas->dot && top + y < canvas->height; y++) {
		unsigned row = glyph->rows[y / canvas->dot];

		for (uint32_t x = 0; x < GLYPH_STEP * canvas->dot && left + x < canvas->width; x++) {
			uint32_t column = x / canvas->dot;
			bool set = column < GLYPH_WIDTH && (row >> (GLYPH_WIDTH - 1 - column) & 1);

			canvas->luma[(size_t)(top + y) * canvas->width + left + x] = set ? 255 : 0;
		}
	}
}

static void
draw_words(const struct canvas *canvas, const char *words, uint32_t top)
{
	uint32_t left = 4 * canvas->dot;

	for (; *words != '\0'; words++, left += GLYPH_STEP * canvas->dot) {
		for (size_t i = 0; i < sizeof glyphs / sizeof glyphs[0]; i++) {
			if (glyphs[i].letter == *words)
				draw_glyph(canvas, &glyphs[i], left, top);
		}
	}
}

static void
draw_number(const struct canvas *canvas, uint32_t number, uint32_t top)
{
	char digits[] = "0000";

	for (size_t i = sizeof digits - 1; i-- > 0; number /= 10)
		digits[i] = (char)('0' + number % 10);
	draw_words(canvas, digits, top);
}

/* A chequered square in the upper right corner. */
static void
draw_logo(const struct canvas *canvas, uint32_t top)
{
	for (uint32_t y = 4; y < 24 && top + y < canvas->height; y++) {
		for (uint32_t x = 4; x < 24 && x < canvas->width; x++) {
			size_t at = (size_t)(top + y) * canvas->width + canvas->width - 1 - x;

			canvas->luma[at] = (x / 5 + y / 5) % 2 ? 220 : 40;
		}
	}
}

/* What lay there is gone, and not only covered: nothing of it is in the file. */
static void
draw_mask(const struct canvas *canvas)
{
	for (uint32_t y = canvas->height / 4; y < canvas->height / 2; y++)
		memset(canvas->luma + (size_t)y * canvas->width + canvas->width / 3, 0, canvas->width / 3);
}

static void
draw_filmed(const struct stand_in_scene *scene, uint32_t frame, unsigned char *luma)
{
	uint32_t rows = scene->height - 2 * scene->bars;

	for (uint32_t y = 0; y < rows; y++) {
		for (uint32_t x = 0; x < scene->width; x++) {
			luma[(size_t)(y + scene->bars) * scene->width + x] = filmed(
				scene, frame, x * FILMED_WIDTH / scene->width, y * FILMED_HEIGHT / rows);
		}
	}
}

/* Each row from right to left; the words are written once more, to be read. */
static void
mirror(struct canvas *canvas)
{
	for (size_t y = 0; y < canvas->height; y++) {
		unsigned char *row = canvas->luma + y * canvas->width;

		for (size_t left = 0, right = canvas->width - 1; left < right; left++, right--) {
			unsigned char kept = row[left];

			row[left] = row[right];
			row[right] = kept;
		}
	}
	canvas->dot = 1;
	draw_words(canvas, "SYNTHETIC DEMO - NOT EVIDENCE", canvas->height / 2);
}

void
stand_in_draw(const struct stand_in_scene *scene, uint32_t frame, unsigned char *luma)
{
	uint32_t dot = scene->width > FILMED_WIDTH / 2 ? 2 : 1, line = (GLYPH_HEIGHT + 2) * dot;
	struct canvas canvas = { luma, scene->width, scene->height, dot };
	uint32_t end = scene->height - scene->bars;

	memset(luma, 0, (size_t)scene->width * scene->height);
	draw_filmed(scene, scene->first + frame, luma);
	if (scene->logo)
		draw_logo(&canvas, scene->bars);
	if (scene->masked)
		draw_mask(&canvas);
	draw_words(&canvas, "SYNTHETIC DEMO -", end - 2 * line);
	draw_words(&canvas, "NOT EVIDENCE", end - line);
	draw_number(&canvas, scene->first + frame, scene->bars + 2 * dot);
	if (scene->mirrored)
		mirror(&canvas);
}
