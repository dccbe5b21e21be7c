/* SPDX-License-Identifier: Apache-2.0 */
/* picture_box.c - where uniform bars end. */
#include "fingerprint/picture_box.h"

#include "fingerprint/luma.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLES 512 /* of a line; of longer ones, evenly spread */
#define PAIR_SLACK 4   /* lines that two bars of a pair may differ by, for odd sums */
#define PAIR_SHARE 0.8 /* of one bar of a pair, where the other has no edge */
#define TIGHT_PASSES 8
#define EDGE_BEFORE 4 /* lines across a sharp edge, which scaling may have blurred */
#define EDGE_AFTER 2
#define EDGE_LINES 16 /* after a bar's last clean line: two blocks of JPEG, one of subsampled colour */

enum side {
	SIDE_LEFT,
	SIDE_TOP,
	SIDE_RIGHT,
	SIDE_BOTTOM
};
#define SIDES 4

/* The lines from one side of a box inwards. */
struct lines {
	const struct pdq_picture *picture;
	struct picture_box        box;
	enum side                 side;
	uint32_t                  count;  /* lines from this side to the other */
	uint32_t                  length; /* pixels of a line */
};

static struct lines
lines_of(const struct pdq_picture *picture, const struct picture_box *box, enum side side)
{
	bool columns = side == SIDE_LEFT || side == SIDE_RIGHT;

	return (struct lines){ picture, *box, side, columns ? box->width : box->height,
		               columns ? box->height : box->width };
}

/* The first pixel of line `line` from the side, and how many bytes lie from one pixel to the next. */
static const unsigned char *
line_begin(const struct lines *lines, uint32_t line, size_t *step)
{
	const struct pdq_picture *picture = lines->picture;
	const struct picture_box *box = &lines->box;
	bool columns = lines->side == SIDE_LEFT || lines->side == SIDE_RIGHT;
	uint32_t x = box->left, y = box->top;

	if (lines->side == SIDE_LEFT)
		x += line;
	else if (lines->side == SIDE_RIGHT)
		x += box->width - 1 - line;
	else if (lines->side == SIDE_TOP)
		y += line;
	else
		y += box->height - 1 - line;
	*step = columns ? picture->stride : picture->channels;
	return picture->samples + y * picture->stride + (size_t)x * picture->channels;
}

static unsigned char
luma_of(const unsigned char *p)
{
	return (unsigned char)(luma_parts(p[0], p[1], p[2]) / LUMA_WHOLE);
}

/* Fills `out` with samples of line `line` from the side; returns how many. */
static size_t
sample_line(const struct lines *lines, uint32_t line, unsigned char out[SAMPLES])
{
	size_t step, length = lines->length, n = length < SAMPLES ? length : SAMPLES;
	const unsigned char *begin = line_begin(lines, line, &step);

	if (n < SAMPLES)
		length = SAMPLES; /* each pixel once */
	if (lines->picture->channels == 1) {
		for (size_t i = 0; i < n; i++)
			out[i] = begin[i * length / SAMPLES * step];
	} else {
		for (size_t i = 0; i < n; i++)
			out[i] = luma_of(begin + i * length / SAMPLES * step);
	}
	return n;
}

static unsigned
median_of(const unsigned char *samples, size_t n)
{
	size_t histogram[256] = { 0 }, below = 0;
	unsigned level = 0;

	for (size_t i = 0; i < n; i++)
		histogram[samples[i]]++;
	while (below + histogram[level] <= n / 2)
		below += histogram[level++];
	return level;
}

/* The share of a line that is not of the bar's level. */
static double
strange_share(const struct lines *lines, uint32_t line, unsigned level)
{
	unsigned char samples[SAMPLES];
	size_t n = sample_line(lines, line, samples), strange = 0;

	for (size_t i = 0; i < n; i++)
		strange += abs((int)samples[i] - (int)level) > BOX_TOLERANCE;
	return (double)strange / (double)n;
}

/*
 * From the first line that is not clean, the line where content begins: the
 * first that differs half as much as the most that lines nearby do. Lines
 * before it are the bar too, with what compression left of the edge in them.
 * 0 when nothing nearby differs enough to be an edge.
 */
static uint32_t
edge_from(const struct lines *lines, uint32_t first, unsigned level)
{
	double shares[EDGE_LINES], most = 0;
	uint32_t n = lines->count - first < EDGE_LINES ? lines->count - first : EDGE_LINES, i = 0;

	for (uint32_t k = 0; k < n; k++) {
		shares[k] = strange_share(lines, first + k, level);
		most = shares[k] > most ? shares[k] : most;
	}
	if (most < BOX_EDGE_SHARE)
		return 0;
	while (shares[i] < most / 2)
		i++;
	return first + i;
}

/* Do lines shortly before and after differ in many places? In a slope of light they do not. */
static bool
is_sharp(const struct lines *lines, uint32_t edge)
{
	unsigned char before[SAMPLES], after[SAMPLES];
	uint32_t from = edge > EDGE_BEFORE ? edge - EDGE_BEFORE : 0;
	uint32_t to = edge + EDGE_AFTER < lines->count ? edge + EDGE_AFTER : lines->count - 1;
	size_t n = sample_line(lines, from, before), different = 0;

	(void)sample_line(lines, to, after);
	for (size_t i = 0; i < n; i++)
		different += abs((int)before[i] - (int)after[i]) > BOX_TOLERANCE;
	return (double)different >= BOX_EDGE_SHARE * (double)n;
}

/* What one side looks like from outside. */
struct bar {
	unsigned level; /* of the outermost line */
	uint32_t clean; /* lines of that level before the first other one */
	uint32_t width; /* lines of the bar, 0 when it is none */
};

/* Its level, and its clean lines. */
static struct bar
uniform_lines(const struct lines *lines)
{
	unsigned char samples[SAMPLES];
	struct bar bar = { .level = median_of(samples, sample_line(lines, 0, samples)) };

	while (bar.clean < lines->count &&
	       strange_share(lines, bar.clean, bar.level) <= BOX_STRAY_SHARE)
		bar.clean++;
	return bar;
}

static struct bar
look_from(const struct pdq_picture *picture, const struct picture_box *box, enum side side)
{
	struct lines lines = lines_of(picture, box, side);
	struct bar bar = uniform_lines(&lines);
	uint32_t edge;

	if (bar.clean == 0 || bar.clean == lines.count)
		return bar;
	edge = edge_from(&lines, bar.clean, bar.level);
	if (edge >= BOX_LEAST_BAR_SHARE * lines.count && is_sharp(&lines, edge))
		bar.width = edge;
	return bar;
}

/*
 * Bars mostly come in pairs. Where the picture is as dark as the bar no edge is
 * seen on one side; if it could be as wide as the other one, it is. The other one may
 * have taken a margin of the picture too: then all clean lines are the bar.
 */
static void
pair_up(struct bar *a, const struct bar *b)
{
	if (a->width > 0 || b->width == 0 || abs((int)a->level - (int)b->level) > BOX_TOLERANCE)
		return;
	if (a->clean + PAIR_SLACK >= b->width)
		a->width = b->width;
	else if (a->clean >= PAIR_SHARE * b->width)
		a->width = a->clean;
}

static void
measure_bars(const struct pdq_picture *picture, const struct picture_box *box, uint32_t bars[SIDES])
{
	struct bar seen[SIDES];

	for (int side = 0; side < SIDES; side++)
		seen[side] = look_from(picture, box, (enum side)side);
	for (int side = 0; side < SIDES; side++)
		pair_up(&seen[side], &seen[(side + 2) % SIDES]);
	for (int side = 0; side < SIDES; side++)
		bars[side] = seen[side].width;
}

static bool
is_large_enough(const struct picture_box *inside, const struct pdq_picture *picture)
{
	return inside->width >= BOX_LEAST_INSIDE && inside->height >= BOX_LEAST_INSIDE &&
	       inside->width >= BOX_LEAST_INSIDE_SHARE * picture->width &&
	       inside->height >= BOX_LEAST_INSIDE_SHARE * picture->height;
}

/* What bars of these widths leave of the box; false when they leave too little, or nothing is cut off. */
static bool
cut_off(const struct pdq_picture *picture, const uint32_t bars[SIDES], struct picture_box *box)
{
	uint64_t across = (uint64_t)bars[SIDE_LEFT] + bars[SIDE_RIGHT];
	uint64_t down = (uint64_t)bars[SIDE_TOP] + bars[SIDE_BOTTOM];
	struct picture_box inside;

	if (across + down == 0 || across >= box->width || down >= box->height)
		return false;
	inside = (struct picture_box){ box->left + bars[SIDE_LEFT], box->top + bars[SIDE_TOP],
		                       box->width - (uint32_t)across, box->height - (uint32_t)down };
	if (!is_large_enough(&inside, picture))
		return false;
	*box = inside;
	return true;
}

/* Without the uniform lines at its sides, until each side has content. */
static struct picture_box
tightened(const struct pdq_picture *picture, struct picture_box box)
{
	for (int pass = 0; pass < TIGHT_PASSES; pass++) {
		uint32_t bars[SIDES];

		for (int side = 0; side < SIDES; side++) {
			struct lines lines = lines_of(picture, &box, (enum side)side);

			bars[side] = uniform_lines(&lines).clean;
		}
		if (!cut_off(picture, bars, &box))
			break;
	}
	return box;
}

/* By so much that it hashes otherwise? */
static bool
is_smaller(const struct picture_box *a, const struct picture_box *b)
{
	return a->width <= b->width * (1 - BOX_LEAST_BAR_SHARE) ||
	       a->height <= b->height * (1 - BOX_LEAST_BAR_SHARE);
}

static bool
is_large(const struct pdq_picture *picture)
{
	return picture->width >= BOX_LEAST_INSIDE && picture->height >= BOX_LEAST_INSIDE;
}

size_t
picture_box_find(const struct pdq_picture *picture, struct picture_box out[PICTURE_BOXES])
{
	struct picture_box box = { 0, 0, picture->width, picture->height };
	size_t n = 0;

	while (n < PICTURE_BOXES && is_large(picture)) {
		uint32_t bars[SIDES];

		measure_bars(picture, &box, bars);
		if (!cut_off(picture, bars, &box))
			break;
		out[n++] = box;
	}
	return n;
}

bool
picture_box_rest(const struct pdq_picture *picture, const struct picture_box *boxes, size_t n,
                 struct picture_box *out)
{
	const struct picture_box whole = { 0, 0, picture->width, picture->height };
	const struct picture_box *innermost = n > 0 ? &boxes[n - 1] : &whole;
	struct picture_box rest;

	if (!is_large(picture))
		return false;
	rest = tightened(picture, *innermost);
	if (!is_smaller(&rest, innermost))
		return false;
	*out = rest;
	return true;
}

struct pdq_picture
picture_box_inside(const struct pdq_picture *picture, const struct picture_box *box)
{
	struct pdq_picture inside = *picture;

	inside.samples += box->top * picture->stride + (size_t)box->left * picture->channels;
	inside.width = box->width;
	inside.height = box->height;
	return inside;
}

/* --- videos --- */

/* Not of one colour: some line through the middle has content. */
static bool
shows_something(const struct pdq_picture *frame)
{
	const struct picture_box whole = { 0, 0, frame->width, frame->height };

	for (uint32_t part = 1; part < 8; part++) {
		struct lines lines = lines_of(frame, &whole, SIDE_TOP);
		unsigned char samples[SAMPLES];
		uint32_t line = (uint32_t)((uint64_t)frame->height * part / 8);
		unsigned level = median_of(samples, sample_line(&lines, line, samples));

		if (strange_share(&lines, line, level) >= BOX_EDGE_SHARE)
			return true;
	}
	return false;
}

/*
 * How wide the bars are from each side to the innermost box. False when they
 * leave too little: a frame that is mostly dark does not say where they end.
 */
static bool
measure_all_bars(const struct pdq_picture *frame, uint32_t widths[SIDES])
{
	struct picture_box box = { 0, 0, frame->width, frame->height };

	for (size_t level = 0; level < PICTURE_BOXES; level++) {
		uint32_t bars[SIDES], sum = 0;

		measure_bars(frame, &box, bars);
		for (int side = 0; side < SIDES; side++)
			sum |= bars[side];
		if (sum == 0)
			break;
		if (!cut_off(frame, bars, &box)) {
			if (level == 0)
				return false;
			break;
		}
	}
	widths[SIDE_LEFT] = box.left;
	widths[SIDE_TOP] = box.top;
	widths[SIDE_RIGHT] = frame->width - box.width - box.left;
	widths[SIDE_BOTTOM] = frame->height - box.height - box.top;
	return true;
}

/*
 * Where the next frame's widths go: as many frames as there is room for, and
 * then each of all seen so far is held with the same chance (J. S. Vitter,
 * "Random Sampling with a Reservoir", 1985), by numbers that are the same
 * every time. VIDEO_BOX_FRAMES: nowhere.
 */
static size_t
place_for(struct video_box *video)
{
	uint64_t seen = video->seen++, chance = (seen + 1) * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	if (video->n < VIDEO_BOX_FRAMES)
		return video->n++;
	chance %= seen + 1;
	return chance < VIDEO_BOX_FRAMES ? (size_t)chance : VIDEO_BOX_FRAMES;
}

void
video_box_add(struct video_box *video, const struct pdq_picture *frame)
{
	uint32_t widths[SIDES];
	size_t place;

	if (video->n == 0) {
		video->width = frame->width;
		video->height = frame->height;
	}
	if (frame->width != video->width || frame->height != video->height ||
	    frame->width < BOX_LEAST_INSIDE || frame->height < BOX_LEAST_INSIDE ||
	    !shows_something(frame) || !measure_all_bars(frame, widths))
		return;
	place = place_for(video);
	for (int side = 0; place < VIDEO_BOX_FRAMES && side < SIDES; side++)
		video->bars[side][place] = widths[side];
}

static int
compare_widths(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

bool
video_box_find(const struct video_box *video, struct picture_box *out)
{
	struct picture_box box = { 0, 0, video->width, video->height };
	const struct pdq_picture frame = { .width = video->width, .height = video->height };
	uint32_t bars[SIDES];

	if (video->n < VIDEO_BOX_LEAST_FRAMES)
		return false;
	for (int side = 0; side < SIDES; side++) {
		uint32_t sorted[VIDEO_BOX_FRAMES];

		memcpy(sorted, video->bars[side], video->n * sizeof *sorted);
		qsort(sorted, video->n, sizeof *sorted, compare_widths);
		bars[side] = sorted[video->n / 4];
	}
	if (!cut_off(&frame, bars, &box))
		return false;
	*out = box;
	return true;
}
