/* SPDX-License-Identifier: Apache-2.0 */
/* test_sound.c - sound of any kind comes as one channel at 11,025 a second, from its beginning to its end. */
#include "films.h"

#include "base/scoped.h"
#include "worker/av/av_sound.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static char *folder;

struct heard {
	size_t   samples;
	unsigned crossings; /* upwards through zero: the frequency times the seconds */
	int      loudest;
	uint64_t refused;
	int64_t  first;
	enum status last;
};

static void
listen_to(const char *path, struct heard *heard)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	struct parser_input input;
	SCOPED(sound) sound = { 0 };
	const int16_t *samples;
	struct error err;
	size_t n;
	int before = 0;

	*heard = (struct heard){ 0 };
	assert_ok(parser_input_open(file, &input, &err), &err);
	heard->last = sound_open(&sound, &input, "", &err);
	while (heard->last == STATUS_OK) {
		heard->last = sound_next(&sound, &samples, &n, &err);
		for (size_t i = 0; heard->last == STATUS_OK && i < n; i++) {
			heard->crossings += before < 0 && samples[i] >= 0;
			before = samples[i];
			heard->loudest = abs(before) > heard->loudest ? abs(before) : heard->loudest;
			heard->samples++;
		}
	}
	heard->refused = sound.stream.refused;
	heard->first = sound.first;
	sound_end(&sound);
	parser_input_close(&input);
}

/* Four seconds of 440 Hz, whatever the codec, the rate and the channels. */
static void
expect_tone(const char *name, const char *arguments)
{
	char *path = film_make(folder, name, arguments);
	struct heard heard;

	listen_to(path, &heard);
	assert_int_equal(heard.last, STATUS_DONE);
	assert_in_range(heard.samples, 4 * SOUND_RATE - 1200, 4 * SOUND_RATE + 1200);
	assert_in_range(heard.crossings, 4 * 440 - 50, 4 * 440 + 10);
	assert_true(heard.loudest > 1000);
	assert_int_equal(heard.refused, 0);
	free(path);
}

#define TONE "-f lavfi -i \"sine=frequency=440:duration=4:sample_rate=48000\" "

static void
test_codecs(void **state)
{
	(void)state;
	expect_tone("a.wav", TONE "-c:a pcm_s16le");
	expect_tone("b.wav", TONE "-ar 8000 -ac 1 -c:a pcm_u8");
	expect_tone("c.mp3", TONE "-ac 2 -c:a libmp3lame");
	expect_tone("d.m4a", TONE "-ac 6 -c:a aac");
	expect_tone("e.opus", TONE "-c:a libopus");
	expect_tone("f.flac", TONE "-ac 2 -sample_fmt s32 -c:a flac");
	expect_tone("g.ogg", TONE "-ac 2 -c:a libvorbis");
	expect_tone("h.mp4", "-f lavfi -i testsrc=d=4:s=64x64 " TONE "-c:v libx264 -c:a aac");
}

static void
test_no_sound(void **state)
{
	char *path = film_make(folder, "mute.mp4", "-f lavfi -i testsrc=d=1:s=64x64 -c:v libx264");
	struct heard heard;

	(void)state;
	listen_to(path, &heard);
	assert_int_equal(heard.last, STATUS_NOT_FOUND);
	free(path);
}

/* Sound that begins after the pictures says so. */
static void
test_late_sound(void **state)
{
	char *path = film_make(folder, "late.mkv",
	                       "-f lavfi -i testsrc=d=6:s=64x64 -itsoffset 1.5 " TONE
	                       "-c:v libx264 -c:a pcm_s16le");
	struct heard heard;

	(void)state;
	listen_to(path, &heard);
	assert_int_equal(heard.last, STATUS_DONE);
	assert_in_range(heard.first, 1450000, 1550000);
	free(path);
}

/* A part in the middle that is overwritten costs that part and no more. */
static void
test_damaged_sound(void **state)
{
	char *path = film_make(folder, "hurt.mp3", TONE "-c:a libmp3lame -b:a 128k");
	struct buffer bytes = { 0 };
	struct heard heard;

	(void)state;
	read_file(&bytes, path);
	for (size_t i = bytes.n / 2; i < bytes.n / 2 + 4000; i++)
		bytes.p[i] = (char)(i * 7);
	write_file(path, bytes.p, bytes.n);
	listen_to(path, &heard);
	assert_int_equal(heard.last, STATUS_DONE);
	assert_true(heard.samples > 3 * SOUND_RATE);
	assert_true(heard.samples < 5 * SOUND_RATE);
	buffer_end(&bytes);
	free(path);
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
		cmocka_unit_test(test_codecs),
		cmocka_unit_test(test_no_sound),
		cmocka_unit_test(test_late_sound),
		cmocka_unit_test(test_damaged_sound),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
