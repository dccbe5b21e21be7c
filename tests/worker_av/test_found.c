/* SPDX-License-Identifier: Apache-2.0 */
/* test_found.c - a film that is opened again is what it was at first, and nothing of another one is believed of it. */
#include "films.h"

#include "base/scoped.h"
#include "worker/av/av_found.h"
#include "worker/av/av_stream.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static char *folder;

/* What one opening tells of the pictures. */
struct told {
	int        best_film, best_sound, width, height, pixels, delay;
	AVRational rate;
	int64_t    start, duration;
	uint64_t   frames, times; /* a sum that hangs on their order */
};

static struct told
decode(const struct parser_input *input)
{
	SCOPED(stream) stream = { 0 };
	struct told told = { 0 };
	struct error err;
	int64_t time;

	assert_ok(stream_open(&stream, AVMEDIA_TYPE_VIDEO, input, "", &err), &err);
	told = (struct told){ .best_film = stream.container.best_film,
		              .best_sound = stream.container.best_sound,
		              .width = stream.stream->codecpar->width,
		              .height = stream.stream->codecpar->height,
		              .pixels = stream.stream->codecpar->format,
		              .delay = stream.stream->codecpar->video_delay,
		              .rate = stream.stream->avg_frame_rate,
		              .start = container_start(&stream.container),
		              .duration = stream.container.format->duration };
	while (stream_next(&stream, &err) == STATUS_OK) {
		assert_true(stream_time(&stream, &time));
		told.times = told.times * 31 + (uint64_t)time;
		told.frames++;
	}
	return told;
}

static void
assert_same(const struct told *a, const struct told *b)
{
	assert_int_equal(a->best_film, b->best_film);
	assert_int_equal(a->best_sound, b->best_sound);
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	assert_int_equal(a->pixels, b->pixels);
	assert_int_equal(a->delay, b->delay);
	assert_int_equal(av_cmp_q(a->rate, b->rate), 0);
	assert_true(a->start == b->start && a->duration == b->duration);
	assert_int_equal(a->frames, b->frames);
	assert_int_equal(a->times, b->times);
}

static void
open_input(const char *path, struct parser_input *input)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(file >= 0);
	assert_int_equal(parser_input_open(file, input, NULL), STATUS_OK);
	close(file);
}

static void
expect_same_again(const char *name, const char *arguments)
{
	char *path = film_make(folder, name, arguments);
	struct parser_input input;
	struct told first, kept, again;

	open_input(path, &input);
	found_end();
	first = decode(&input);
	found_begin(&input);
	kept = decode(&input);
	again = decode(&input);
	found_go_on(&input);
	assert_same(&first, &kept);
	assert_same(&first, &again);
	again = decode(&input);
	assert_same(&first, &again);
	found_end();
	parser_input_close(&input);
	free(path);
}

static void
test_films(void **state)
{
	(void)state;
	expect_same_again("b.mp4", NUMBERED_FRAMES(3) " -f lavfi -i sine -shortest -c:v libx264 -bf 3");
	expect_same_again("p.mov", NUMBERED_FRAMES(1) " -c:v mjpeg");
	expect_same_again("v.mkv", NUMBERED_FRAMES(2) " -c:v libx264 -bf 2 -r 24000/1001");
	expect_same_again("w.webm", NUMBERED_FRAMES(1) " -c:v libvpx -b:v 1M");
	expect_same_again("t.ts", NUMBERED_FRAMES(2) " -c:v libx264 -bf 2 -f mpegts");
	expect_same_again("a.avi", NUMBERED_FRAMES(1) " -c:v mpeg4");
}

/* The choice among streams hangs on how many frames were seen, which only the first opening sees. */
static void
test_many_streams(void **state)
{
	(void)state;
	expect_same_again("two.mp4", NUMBERED_FRAMES(1)
	                  " -f lavfi -i testsrc=s=128x96:r=5:d=1 -map 0 -map 1 -c:v libx264");
}

static void
test_another_film(void **state)
{
	char *one = film_make(folder, "one.mp4", NUMBERED_FRAMES(1) " -c:v libx264");
	char *other = film_make(folder, "other.mp4",
	                        "-f lavfi -i testsrc=s=128x96:r=5:d=2 -c:v libx264");
	struct parser_input first, second;
	struct told told, again;

	(void)state;
	open_input(one, &first);
	open_input(other, &second);
	found_end();
	told = decode(&second);
	found_begin(&first);
	again = decode(&first);
	assert_int_equal(again.width, 64);
	again = decode(&second);
	assert_same(&told, &again);
	found_go_on(&second);
	again = decode(&second);
	assert_same(&told, &again);
	found_end();
	parser_input_close(&first);
	parser_input_close(&second);
	free(one);
	free(other);
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
		cmocka_unit_test(test_films),
		cmocka_unit_test(test_many_streams),
		cmocka_unit_test(test_another_film),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
