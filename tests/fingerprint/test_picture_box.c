/* SPDX-License-Identifier: Apache-2.0 */
/* test_picture_box.c - bars found to the pixel, and no bars found where there are none. */
#include "fingerprint/picture_box.h"

#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed = 77;

/* A picture of our own making. */
struct canvas {
	unsigned char     *samples;
	struct pdq_picture picture;
};

static void
canvas_end(struct canvas *canvas)
{
	free(canvas->samples);
}

static struct canvas
canvas_of(uint32_t width, uint32_t height, unsigned channels)
{
	struct canvas canvas = { .samples = calloc((size_t)width * height, channels) };

	assert_non_null(canvas.samples);
	canvas.picture = (struct pdq_picture){ canvas.samples, (size_t)width * channels, width, height,
		                               channels, false };
	return canvas;
}

static void
paint(struct canvas *canvas, uint32_t x, uint32_t y, const unsigned char colour[3])
{
	unsigned channels = canvas->picture.channels;

	memcpy(canvas->samples + y * canvas->picture.stride + (size_t)x * channels, colour, channels);
}

/* Smooth content, between `dark` and 255, in a box; some noise everywhere in it. */
static void
paint_content(struct canvas *canvas, const struct picture_box *box, unsigned dark)
{
	for (uint32_t y = 0; y < box->height; y++) {
		for (uint32_t x = 0; x < box->width; x++) {
			unsigned v = dark + (x * 7 + y * 5 + x * y / 64) % (256 - dark) * 3 / 4 +
			             random_below(&seed, 8);
			unsigned char colour[3] = { (unsigned char)v, (unsigned char)(v * 7 / 8),
				                    (unsigned char)(v / 2) };

			paint(canvas, box->left + x, box->top + y, colour);
		}
	}
}

/* A uniform ground, with the noise that compression leaves. */
static void
paint_ground(struct canvas *canvas, unsigned char r, unsigned char g, unsigned char b)
{
	for (uint32_t y = 0; y < canvas->picture.height; y++) {
		for (uint32_t x = 0; x < canvas->picture.width; x++) {
			unsigned noise = random_below(&seed, 5);
			unsigned char colour[3] = { (unsigned char)(r + noise), (unsigned char)(g + noise),
				                    (unsigned char)(b + noise) };

			paint(canvas, x, y, colour);
		}
	}
}

static void
assert_box(const struct picture_box *expected, const struct picture_box *got)
{
	if (memcmp(expected, got, sizeof *got) != 0)
		fail_msg("%u,%u %ux%u where %u,%u %ux%u was expected\n", got->left, got->top, got->width,
		         got->height, expected->left, expected->top, expected->width, expected->height);
}

static void
bars_of_any_colour_are_found_to_the_pixel(void **state)
{
	static const struct picture_box boxes[] = {
		{ 0, 60, 640, 360 }, { 100, 0, 440, 480 }, { 32, 24, 576, 432 }, { 0, 0, 640, 300 },
		{ 0, 100, 640, 380 }, { 200, 0, 440, 480 }, { 10, 6, 600, 400 },
	};
	static const unsigned char grounds[][3] = {
		{ 0, 0, 0 }, { 250, 250, 250 }, { 30, 30, 30 }, { 10, 60, 200 }, { 128, 128, 128 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
		for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++) {
			SCOPED(canvas) canvas = canvas_of(640, 480, g % 2 ? 3 : 1);
			struct picture_box found[PICTURE_BOXES];

			paint_ground(&canvas, grounds[g][0], grounds[g][1], grounds[g][2]);
			paint_content(&canvas, &boxes[i], g == 0 ? 40 : 0);
			assert_int_equal(picture_box_find(&canvas.picture, found), 1);
			assert_box(&boxes[i], &found[0]);
		}
	}
}

/* What is inside hashes as if the bars had never been. */
static void
the_inside_hashes_as_the_original(void **state)
{
	const struct picture_box box = { 0, 90, 500, 300 }, whole = { 0, 0, 500, 300 };
	SCOPED(canvas) original = canvas_of(500, 300, 3);
	SCOPED(canvas) barred = canvas_of(500, 480, 3);
	struct picture_box found[PICTURE_BOXES];
	struct pdq_hasher *hasher = NULL;
	struct pdq_picture inside;
	struct pdq a, b, c;

	(void)state;
	paint_content(&original, &whole, 0);
	for (uint32_t y = 0; y < 300; y++)
		memcpy(barred.samples + (y + box.top) * barred.picture.stride,
		       original.samples + y * original.picture.stride, original.picture.stride);
	assert_int_equal(picture_box_find(&barred.picture, found), 1);
	inside = picture_box_inside(&barred.picture, &found[0]);
	assert_int_equal(pdq_hasher_open(&hasher, CPU_PATH_BEST, NULL), STATUS_OK);
	assert_int_equal(pdq_hash(hasher, &original.picture, PDQ_PHOTO, &a, NULL), STATUS_OK);
	assert_int_equal(pdq_hash(hasher, &inside, PDQ_PHOTO, &b, NULL), STATUS_OK);
	assert_int_equal(pdq_hash(hasher, &barred.picture, PDQ_PHOTO, &c, NULL), STATUS_OK);
	pdq_hasher_close(hasher);
	assert_int_equal(hash256_distance(&a.hashes[0], &b.hashes[0]), 0);
	assert_in_range(hash256_distance(&a.hashes[0], &c.hashes[0]), 32, 256);
}

/* A window in a border as light as its own margins: one side shows an edge, within the margin; the other none. */
static void
a_side_without_an_edge_has_all_its_clean_lines_as_bar(void **state)
{
	const struct picture_box window = { 60, 60, 520, 360 }, content = { 68, 60, 492, 360 };
	SCOPED(canvas) canvas = canvas_of(640, 480, 1);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	paint_ground(&canvas, 220, 220, 220);
	paint_content(&canvas, &content, 0);
	/* the left margin fades into the picture */
	for (uint32_t y = window.top; y < window.top + window.height; y++) {
		for (uint32_t x = window.left; x < window.left + 40; x++) {
			unsigned char v = (unsigned char)(222 - (x - window.left) * 2 -
			                                  (y % 8 == 0 ? (x - window.left) * 2 : 0));
			const unsigned char colour[3] = { v, v, v };

			paint(&canvas, x, y, colour);
		}
	}
	assert_true(picture_box_find(&canvas.picture, found) >= 1);
	assert_in_range(found[0].left, 56, 72);
	assert_int_equal(found[0].width + found[0].left, content.left + content.width);
}

static void
bars_inside_of_bars_are_found_one_by_one(void **state)
{
	const struct picture_box outer = { 80, 60, 640, 480 }, inner = { 80, 120, 640, 360 };
	SCOPED(canvas) canvas = canvas_of(800, 600, 3);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	paint_ground(&canvas, 200, 200, 200);
	for (uint32_t y = outer.top; y < outer.top + outer.height; y++)
		memset(canvas.samples + y * canvas.picture.stride + (size_t)outer.left * 3, 0,
		       (size_t)outer.width * 3);
	paint_content(&canvas, &inner, 40);
	assert_int_equal(picture_box_find(&canvas.picture, found), 2);
	assert_box(&outer, &found[0]);
	assert_box(&inner, &found[1]);
}

/* What JPEG leaves beside an edge: lines of the bar that are not clean any more. */
static void
ringing_beside_the_edge_belongs_to_the_bar(void **state)
{
	const struct picture_box box = { 0, 80, 640, 320 };
	SCOPED(canvas) canvas = canvas_of(640, 480, 1);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	paint_ground(&canvas, 16, 16, 16);
	paint_content(&canvas, &box, 60);
	for (uint32_t y = 73; y < 80; y++) {
		for (uint32_t x = 0; x < 640; x += 8)
			canvas.samples[y * 640 + x] = 45;
	}
	assert_int_equal(picture_box_find(&canvas.picture, found), 1);
	assert_box(&box, &found[0]);
}

static void
pictures_without_bars_have_no_box(void **state)
{
	const struct picture_box whole = { 0, 0, 320, 240 };
	SCOPED(canvas) canvas = canvas_of(320, 240, 1);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	/* one colour, then a slope, then content */
	paint_ground(&canvas, 90, 90, 90);
	assert_int_equal(picture_box_find(&canvas.picture, found), 0);
	assert_false(picture_box_rest(&canvas.picture, NULL, 0, found));
	for (uint32_t y = 0; y < 240; y++)
		memset(canvas.samples + (size_t)y * 320, (int)(255 - y), 320);
	assert_int_equal(picture_box_find(&canvas.picture, found), 0);
	paint_content(&canvas, &whole, 0);
	assert_int_equal(picture_box_find(&canvas.picture, found), 0);
}

/* Content on black that fades out at its sides, as in a night scene: no edge anywhere. */
static void
paint_glow(struct canvas *canvas, uint32_t left, uint32_t top)
{
	for (uint32_t y = 0; y < 300; y++) {
		for (uint32_t x = 0; x < 400; x++) {
			uint32_t aside = x < 200 ? x : 399 - x, down = y < 150 ? y : 299 - y;
			uint32_t v = aside * down / 30 * (200 + (x * 7 + y * 3) % 55) / 255;
			unsigned char colour[3] = { (unsigned char)(v < 255 ? v : 255), 0, 0 };

			paint(canvas, left + x, top + y, colour);
		}
	}
}

/* Where no bar can be told from the picture's own dark sides, it and its copy in bars come to the same rest. */
static void
dark_sides_leave_the_same_rest_with_bars_and_without(void **state)
{
	SCOPED(canvas) plain = canvas_of(400, 300, 1);
	SCOPED(canvas) letterboxed = canvas_of(400, 400, 1);
	SCOPED(canvas) pillarboxed = canvas_of(600, 300, 1);
	struct picture_box rest[3], none;

	(void)state;
	paint_glow(&plain, 0, 0);
	paint_glow(&letterboxed, 0, 50);
	paint_glow(&pillarboxed, 100, 0);
	assert_true(picture_box_rest(&plain.picture, NULL, 0, &rest[0]));
	assert_true(picture_box_rest(&letterboxed.picture, NULL, 0, &rest[1]));
	assert_true(picture_box_rest(&pillarboxed.picture, NULL, 0, &rest[2]));
	assert_in_range(rest[0].width, 300, 399);
	assert_false(picture_box_rest(&letterboxed.picture, &rest[1], 1, &none));
	for (int i = 1; i < 3; i++) {
		uint32_t left = rest[0].left + (i == 2 ? 100 : 0);
		uint32_t top = rest[0].top + (i == 1 ? 50 : 0);

		assert_in_range(rest[i].left, left - 4, left + 4);
		assert_in_range(rest[i].top, top - 4, top + 4);
		assert_in_range(rest[i].width, rest[0].width - 8, rest[0].width + 8);
		assert_in_range(rest[i].height, rest[0].height - 8, rest[0].height + 8);
	}
}

/* A white sky above hills: content comes little by little, so it is no bar. */
static void
a_sky_above_hills_is_no_bar(void **state)
{
	SCOPED(canvas) canvas = canvas_of(640, 480, 1);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	for (uint32_t y = 0; y < 480; y++) {
		for (uint32_t x = 0; x < 640; x++) {
			uint32_t hill = 120 + (x < 320 ? 320 - x : x - 320) / 2;
			unsigned v = y < hill ? 254 : (x * 3 + y * 5) % 200;

			canvas.samples[(size_t)y * 640 + x] = (unsigned char)v;
		}
	}
	assert_int_equal(picture_box_find(&canvas.picture, found), 0);
}

/* Black at its lower edge, a night scene in bars looks as if the lower bar went on and on. */
static void
a_bar_that_merges_with_a_dark_picture_is_as_wide_as_its_opposite(void **state)
{
	const struct picture_box box = { 0, 60, 640, 360 }, lit = { 0, 60, 640, 250 };
	SCOPED(canvas) canvas = canvas_of(640, 480, 1);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	paint_content(&canvas, &lit, 60);
	for (uint32_t i = 0; i < 80; i++) /* a few lights, more and more further up */
		memset(canvas.samples + (419 - 3 * i / 2) * 640 + i, 200, i);
	assert_int_equal(picture_box_find(&canvas.picture, found), 1);
	assert_box(&box, &found[0]);
}

/* Less than a quarter of a side left is a picture in a picture, not bars. */
static void
too_little_inside_is_no_box(void **state)
{
	const struct picture_box box = { 300, 200, 140, 120 };
	SCOPED(canvas) canvas = canvas_of(640, 480, 1);
	struct picture_box found[PICTURE_BOXES];

	(void)state;
	paint_content(&canvas, &box, 60);
	assert_int_equal(picture_box_find(&canvas.picture, found), 0);
}

static void
any_size_is_looked_at_safely(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		uint32_t width = 1 + random_below(&seed, 90), height = 1 + random_below(&seed, 90);
		SCOPED(canvas) canvas = canvas_of(width, height, i % 2 ? 1 : 3);
		struct picture_box found[PICTURE_BOXES + 1];
		struct video_box video = { 0 };
		size_t n;

		for (size_t k = 0; k < (size_t)width * height * canvas.picture.channels; k++)
			canvas.samples[k] = k / canvas.picture.stride % 50 < 30 ? 0 : (unsigned char)k;
		n = picture_box_find(&canvas.picture, found);
		n += picture_box_rest(&canvas.picture, found, n, &found[n]);
		for (size_t b = 0; b < n; b++)
			assert_true(found[b].left + found[b].width <= width &&
			            found[b].top + found[b].height <= height && found[b].width > 0);
		for (int k = 0; k < 4; k++)
			video_box_add(&video, &canvas.picture);
		if (video_box_find(&video, found))
			assert_true(found[0].left + found[0].width <= width &&
			            found[0].top + found[0].height <= height);
	}
}

/* --- videos --- */

static void
add_frame(struct video_box *video, const struct picture_box *box, unsigned kind)
{
	SCOPED(canvas) canvas = canvas_of(320, 240, 1);
	struct picture_box part = *box;

	paint_ground(&canvas, 16, 16, 16);
	if (kind == 1) { /* dark above: the bar looks wider */
		part.top += 40;
		part.height -= 40;
	}
	if (kind != 2) /* else all black */
		paint_content(&canvas, &part, 50);
	if (kind == 3) /* a mark in the bar */
		memset(canvas.samples + 10 * 320 + 20, 240, 60);
	video_box_add(video, &canvas.picture);
}

static void
a_video_has_one_box(void **state)
{
	const struct picture_box box = { 0, 40, 320, 160 };
	struct picture_box found;

	(void)state;
	for (int round = 0; round < 3; round++) {
		static struct video_box video;

		video = (struct video_box){ 0 };
		for (unsigned i = 0; i < 120; i++)
			add_frame(&video, &box, i % 20 == 7 ? 3 : round == 0 ? 0 : i % 3 < 2 ? (unsigned)round : 0);
		assert_true(video_box_find(&video, &found));
		assert_box(&box, &found);
	}
}

/* An end of a quarter of the length without bars must not outvote what came before. */
static void
all_of_a_long_video_counts(void **state)
{
	const struct picture_box whole = { 0, 0, 320, 240 }, box = { 0, 40, 320, 160 };
	SCOPED(canvas) barred = canvas_of(320, 240, 1);
	SCOPED(canvas) bare = canvas_of(320, 240, 1);
	static struct video_box video;
	struct picture_box found;

	(void)state;
	paint_content(&barred, &box, 50);
	paint_content(&bare, &whole, 50);
	for (unsigned i = 0; i < 2000; i++)
		video_box_add(&video, i < 1600 ? &barred.picture : &bare.picture);
	assert_int_equal(video.seen, 2000);
	assert_int_equal(video.n, VIDEO_BOX_FRAMES);
	assert_true(video_box_find(&video, &found));
	assert_box(&box, &found);
}

/* A grey border round a video that has black bars of its own: what is inside is the same as without the border. */
static void
a_videos_box_is_inside_of_all_its_bars(void **state)
{
	const struct picture_box outer = { 40, 30, 320, 240 }, inner = { 40, 60, 320, 180 };
	static struct video_box video;
	struct picture_box found;

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		SCOPED(canvas) canvas = canvas_of(400, 300, 1);

		paint_ground(&canvas, 128, 128, 128);
		for (uint32_t y = outer.top; y < outer.top + outer.height; y++)
			memset(canvas.samples + (size_t)y * 400 + outer.left, 16, outer.width);
		paint_content(&canvas, &inner, 60);
		video_box_add(&video, &canvas.picture);
	}
	assert_true(video_box_find(&video, &found));
	assert_box(&inner, &found);
}

static void
a_video_without_bars_or_without_light_has_none(void **state)
{
	const struct picture_box whole = { 0, 0, 320, 240 }, box = { 0, 40, 320, 160 };
	static struct video_box video, dark, few;
	struct picture_box found;

	(void)state;
	for (unsigned i = 0; i < 50; i++) {
		add_frame(&video, &whole, i % 2); /* every second frame is dark above */
		add_frame(&dark, &box, 2);
	}
	assert_false(video_box_find(&video, &found));
	assert_int_equal(dark.n, 0);
	assert_false(video_box_find(&dark, &found));
	add_frame(&few, &box, 0);
	add_frame(&few, &box, 0);
	assert_false(video_box_find(&few, &found));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_of_any_colour_are_found_to_the_pixel),
		cmocka_unit_test(the_inside_hashes_as_the_original),
		cmocka_unit_test(a_side_without_an_edge_has_all_its_clean_lines_as_bar),
		cmocka_unit_test(bars_inside_of_bars_are_found_one_by_one),
		cmocka_unit_test(ringing_beside_the_edge_belongs_to_the_bar),
		cmocka_unit_test(pictures_without_bars_have_no_box),
		cmocka_unit_test(dark_sides_leave_the_same_rest_with_bars_and_without),
		cmocka_unit_test(a_sky_above_hills_is_no_bar),
		cmocka_unit_test(a_bar_that_merges_with_a_dark_picture_is_as_wide_as_its_opposite),
		cmocka_unit_test(too_little_inside_is_no_box),
		cmocka_unit_test(any_size_is_looked_at_safely),
		cmocka_unit_test(a_video_has_one_box),
		cmocka_unit_test(all_of_a_long_video_counts),
		cmocka_unit_test(a_videos_box_is_inside_of_all_its_bars),
		cmocka_unit_test(a_video_without_bars_or_without_light_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
