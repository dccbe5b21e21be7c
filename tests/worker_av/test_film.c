/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_film.c - films pulled frame by frame: every frame of the reference
 * videos at its time, its luma as it is, and what damage costs.
 */
#include "films.h"

#include "base/scoped.h"
#include "worker/av/av_decode.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;

struct seen {
	uint64_t frames, damaged, refused, packets;
	int64_t  last;       /* time of the last frame */
	unsigned backwards;  /* frames that are earlier than the one before */
	unsigned sizes;      /* changes of width */
	bool     luma;       /* of every frame */
	enum status end;
};

static void
watch_bytes(const struct parser_input *input, struct seen *seen)
{
	SCOPED(film) film = { 0 };
	struct film_frame frame;
	struct error err;
	uint32_t width = 0;

	*seen = (struct seen){ .luma = true };
	seen->end = film_open(&film, input, "", &err);
	while (seen->end == STATUS_OK && (seen->end = film_next(&film, &frame, &err)) == STATUS_OK) {
		const unsigned char *luma;
		int stride;

		assert_int_equal(frame.number, seen->frames++);
		seen->backwards += frame.microseconds < seen->last;
		seen->last = frame.microseconds;
		seen->sizes += width != 0 && width != frame.width;
		width = frame.width;
		seen->luma = seen->luma && film_frame_luma(&frame, &luma, &stride);
	}
	seen->damaged = film.damaged;
	seen->refused = film.stream.refused;
	seen->packets = film.stream.packets;
}

static void
watch(const char *path, struct seen *seen)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	struct parser_input input;
	struct error err;

	assert_true(file >= 0);
	assert_ok(parser_input_open(file, &input, &err), &err);
	watch_bytes(&input, seen);
	parser_input_close(&input);
}

/* As many frames as the reference's table has lines, the last of them at the same second. */
static void
expect_reference(const char *name)
{
	char relative[128], *video, *table;
	SCOPED(buffer) lines = { 0 };
	uint64_t frames = 0;
	struct seen seen;

	snprintf(relative, sizeof relative, "vectors/fingerprints/videos/%s.mp4", name);
	video = shared_path(relative);
	snprintf(relative, sizeof relative, "vectors/fingerprints/videos/%s.tsv", name);
	table = shared_path(relative);
	assert_true(video && table);
	read_file(&lines, table);
	for (size_t i = 0; i < lines.n; i++)
		frames += lines.p[i] == '\n' && i + 1 < lines.n && lines.p[i + 1] >= '0' &&
		          lines.p[i + 1] <= '9';
	watch(video, &seen);
	assert_int_equal(seen.end, STATUS_DONE);
	assert_int_equal(seen.frames, frames);
	assert_int_equal(seen.backwards, 0);
	assert_true(seen.luma);
	free(video);
	free(table);
}

static void
test_reference_videos(void **state)
{
	(void)state;
	expect_reference("doorknob-hd-no-bar");
	expect_reference("pattern-sd-grey-bar");
	expect_reference("test-padded-dimensions");
}

/* Luma is the plane that the decoder made: the bars of the frame's number, limited range. */
static void
test_luma(void **state)
{
	char *path = film_make(folder, "luma.mp4", NUMBERED_FRAMES(1) " -c:v libx264 -crf 1");
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	SCOPED(film) film = { 0 };
	struct parser_input input;
	struct film_frame frame;
	const unsigned char *luma;
	unsigned char small[3 * 8 + FILM_SPARE];
	struct error err;
	int stride;

	(void)state;
	assert_ok(parser_input_open(file, &input, &err), &err);
	assert_ok(film_open(&film, &input, "", &err), &err);
	for (unsigned n = 0; n < 6; n++)
		assert_ok(film_next(&film, &frame, &err), &err);
	assert_int_equal(frame.number, 5);
	assert_true(film_frame_luma(&frame, &luma, &stride));
	for (unsigned bar = 0; bar < 8; bar++)
		assert_in_range(luma[32 * stride + (int)bar * 8 + 4], 5u >> bar & 1 ? 215 : 25,
		                5u >> bar & 1 ? 225 : 35);
	assert_ok(film_frame_rgb(&film, &frame, 8, 1, small, &err), &err);
	assert_true(small[0] > 200 && small[3] < 60 && small[6] > 200);
	film_end(&film);
	parser_input_close(&input);
	free(path);
}

/* RGB and pixels of more than 8 bits have no luma of 8 bits. */
static void
test_no_luma(void **state)
{
	char *deep = film_make(folder, "deep.mkv", "-f lavfi -i testsrc=s=64x64:d=1:r=5 -c:v ffv1"
	                                           " -pix_fmt yuv420p10le");
	char *palette = film_make(folder, "palette.gif", "-f lavfi -i testsrc=s=64x64:d=1:r=5");
	struct seen seen;

	(void)state;
	watch(deep, &seen);
	assert_int_equal(seen.frames, 5);
	assert_false(seen.luma);
	watch(palette, &seen);
	assert_int_equal(seen.frames, 5);
	assert_false(seen.luma);
	free(deep);
	free(palette);
}

/* A film whose pictures become larger on the way. */
static void
test_changing_resolution(void **state)
{
	char *small = film_make(folder, "s.ts", "-f lavfi -i testsrc=s=64x64:d=1 -c:v libx264");
	char *large = film_make(folder, "l.ts", "-f lavfi -i testsrc=s=128x96:d=1 -c:v libx264");
	SCOPED(buffer) film = { 0 }, rest = { 0 };
	struct seen seen;

	(void)state;
	read_file(&film, small);
	read_file(&rest, large);
	buffer_append_text(&film, (struct text){ rest.p, rest.n });
	watch_bytes(&(struct parser_input){ -1, film.n, (const unsigned char *)film.p }, &seen);
	assert_int_equal(seen.end, STATUS_DONE);
	assert_int_equal(seen.sizes, 1);
	assert_in_range(seen.frames, 48, 50);
	free(small);
	free(large);
}

/* Rubbish in the middle: the frames around it come, and it is counted. */
static void
test_damage(void **state)
{
	char *path = film_make(folder, "hurt.avi", "-f lavfi -i testsrc=s=128x96:d=4 -c:v mjpeg");
	SCOPED(buffer) film = { 0 };
	struct seen seen;

	(void)state;
	read_file(&film, path);
	memset(film.p + film.n / 2, 0xff, 6000);
	watch_bytes(&(struct parser_input){ -1, film.n, (const unsigned char *)film.p }, &seen);
	assert_int_equal(seen.end, STATUS_DONE);
	assert_true(seen.frames >= 90);
	assert_true(seen.refused + seen.damaged > 0 || seen.frames < 100);
	free(path);
}

/* Cut in the middle of its first group: what is there comes. */
static void
test_cut(void **state)
{
	char *path = film_make(folder, "cut.ts", "-f lavfi -i testsrc=s=128x96:d=4 -c:v libx264 -g 300");
	SCOPED(buffer) film = { 0 };
	struct seen seen;

	(void)state;
	read_file(&film, path);
	watch_bytes(&(struct parser_input){ -1, film.n / 2, (const unsigned char *)film.p }, &seen);
	assert_int_equal(seen.end, STATUS_DONE);
	assert_in_range(seen.frames, 20, 90);
	free(path);
}

static void
test_what_is_no_film(void **state)
{
	char *sound = film_make(folder, "sound.mp3", "-f lavfi -i sine=d=1");
	struct seen seen;

	(void)state;
	watch(sound, &seen);
	assert_int_equal(seen.end, STATUS_NOT_FOUND);
	watch_bytes(&(struct parser_input){ -1, 5, (const unsigned char *)"hello" }, &seen);
	assert_int_equal(seen.end, STATUS_INVALID);
	free(sound);
}

static int
make_folder(void **state)
{
	(void)state;
	folder = folder_make();
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reference_videos), cmocka_unit_test(test_luma),
		cmocka_unit_test(test_no_luma),          cmocka_unit_test(test_changing_resolution),
		cmocka_unit_test(test_damage),           cmocka_unit_test(test_cut),
		cmocka_unit_test(test_what_is_no_film),
	};

	need_shared("vectors/fingerprints/videos");
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
