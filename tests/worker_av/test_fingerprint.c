/* SPDX-License-Identifier: Apache-2.0 */
/* test_fingerprint.c - films and sound through our decoders: the reference's hashes, clips, bars, silence. */
#include "films.h"

#include "base/scoped.h"
#include "base/text.h"
#include "fingerprint/audio_align.h"
#include "fingerprint/clip_vote.h"
#include "fingerprint/pdq.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VIDEOS VIDIMUS_SHARED "/vectors/fingerprints/videos/"

struct parsed {
	struct examination  examination;
	struct fingerprints prints;
};

static void
parsed_end(struct parsed *parsed)
{
	examination_end(&parsed->examination);
	fingerprints_end(&parsed->prints);
}

static void
fingerprint_as(const char *path, enum parser_frames frames, struct parsed *out)
{
	struct parser_task task = { .work = PARSER_FINGERPRINT, .frames = frames };

	parse_fingerprints(&av_parser, path, &task, &out->examination, &out->prints);
}

static double
decimal_of(struct text text)
{
	char copy[64];

	snprintf(copy, sizeof copy, "%.*s", (int)text.n, text.p);
	return strtod(copy, NULL);
}

/* One line: frame, quality, pdq, seconds, … (NOTES: what is exact and what is tolerated). */
static void
check_frame(struct text line, const struct frame_hash *frame, const char *name)
{
	double number = decimal_of(text_cut(&line, '\t'));
	double quality = decimal_of(text_cut(&line, '\t'));
	struct hash256 expected;

	assert_true(hash256_read(text_cut(&line, '\t'), &expected));
	assert_true(frame->number == (uint32_t)number);
	if (quality >= 50 && fabs(quality - frame->quality) > 1)
		fail_msg("%s: frame %u has quality %u, not %g\n", name, frame->number,
		         frame->quality, quality);
	if (quality >= 80 && hash256_distance(&expected, &frame->hash) > 10)
		fail_msg("%s: frame %u is %u bits away\n", name, frame->number,
		         hash256_distance(&expected, &frame->hash));
}

static void
check_table(const char *name, enum parser_frames frames)
{
	SCOPED(buffer) table = { 0 };
	SCOPED(buffer) path = { 0 };
	SCOPED(parsed) parsed = { 0 };
	struct text rest, line;
	size_t n = 0;

	buffer_append_format(&path, VIDEOS "%s", name);
	read_file(&table, buffer_string(&path));
	buffer_clear(&path);
	buffer_append_format(&path, VIDEOS "%.*s.mp4", (int)strcspn(name, "."), name);
	fingerprint_as(buffer_string(&path), frames, &parsed);
	assert_int_equal(parsed.prints.film_count, 1);
	rest = text_of_buffer(&table);
	text_cut(&rest, '\n');
	while ((line = text_cut(&rest, '\n')).n > 0) {
		assert_true(n < parsed.prints.films[0].n);
		check_frame(line, &parsed.prints.films[0].frames[n++], name);
	}
	assert_int_equal(n, parsed.prints.films[0].n);
}

static void
frames_hash_as_the_reference_hashes_them(void **state)
{
	DIR *folder = opendir(VIDEOS);
	const struct dirent *entry;
	size_t tables = 0;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		size_t n = strlen(entry->d_name);

		if (n > 7 && strcmp(entry->d_name + n - 7, ".r1.tsv") == 0)
			check_table(entry->d_name, PARSER_FRAMES_ONE_SECOND);
		else if (n > 4 && strcmp(entry->d_name + n - 4, ".tsv") == 0)
			check_table(entry->d_name, PARSER_FRAMES_ALL);
		else
			continue;
		tables++;
	}
	closedir(folder);
	printf("%zu tables compared\n", tables);
	assert_true(tables > 3);
}

/* Something that moves and sounds all the time, and never the same way twice. */
#define LIVELY                                                                                    \
	"-f lavfi -i \"mandelbrot=s=320x240:r=25:end_scale=0.02:end_pts=1200\" -f lavfi -i "      \
	"\"anoisesrc=d=40:c=brown:seed=3,tremolo=f=1.7,aphaser=speed=0.7\" -t 24 "

static void
a_clip_in_bars_is_found_in_the_film(void **state)
{
	char *folder = folder_make(), command[900];
	char *film = film_make(folder, "film.mp4", LIVELY "-c:v libx264 -preset ultrafast -c:a aac");
	SCOPED(parsed) whole = { 0 };
	SCOPED(parsed) clip = { 0 };
	struct clip_result result;
	struct error err;
	char *cut;

	(void)state;
	snprintf(command, sizeof command,
	         "-ss 7.3 -t 8 -i \"%s\" -vf \"pad=iw:ih*13/10:0:(oh-ih)/2:black\" "
	         "-c:v libx264 -preset ultrafast -crf 30",
	         film);
	cut = film_make(folder, "cut.mp4", command);
	fingerprint_as(film, PARSER_FRAMES_DENSE, &whole);
	fingerprint_as(cut, PARSER_FRAMES_DENSE, &clip);
	assert_int_equal(whole.prints.film_count, 1);
	assert_int_equal(clip.prints.film_count, 2);
	assert_true(clip.prints.films[1].box.height > 0);
	assert_ok(clip_compare(clip.prints.films[1].frames, clip.prints.films[1].n,
	                       whole.prints.films[0].frames, whole.prints.films[0].n, &result, &err),
	          &err);
	assert_true(result.n >= 1);
	assert_true(fabs(result.segments[0].reference_from - result.segments[0].query_from - 7.3) < 1);
	free(cut);
	free(film);
	folder_remove(folder);
}

/* The first frames stand in other bars than the rest: these do not count, and the first ones cost a pass more. */
static void
bars_of_the_beginning_are_not_taken_for_those_of_the_film(void **state)
{
	char *folder = folder_make();
	char *film = film_make(folder, "film.mp4",
	                       LIVELY "-an -vf \"drawbox=h=60:c=black:t=fill,drawbox=y=180:h=60:c=black:t=fill,"
	                              "drawbox=h=90:c=black:t=fill:enable='lt(t,3)',"
	                              "drawbox=y=150:h=90:c=black:t=fill:enable='lt(t,3)'\" "
	                              "-c:v libx264 -preset ultrafast");
	SCOPED(parsed) parsed = { 0 };
	const struct film_series *films;

	(void)state;
	fingerprint_as(film, PARSER_FRAMES_DENSE, &parsed);
	films = parsed.prints.films;
	assert_int_equal(parsed.prints.film_count, 2);
	assert_int_equal(films[0].box.width, 0);
	assert_true(abs((int)films[1].box.y - 60) <= 2 && abs((int)films[1].box.height - 120) <= 4);
	assert_true(films[1].n > 100);
	assert_true(films[1].frames[0].microseconds == films[0].frames[0].microseconds);
	assert_false(has_warning(&parsed.examination, "fingerprint-incomplete"));
	free(film);
	folder_remove(folder);
}

/* A film of a quarter of an hour, for which the seconds that are given are not enough. */
static void
fingerprint_in_seconds(const char *folder, enum parser_frames frames, struct parsed *out)
{
	char *film = film_make(folder, "film.mp4", LIVELY "-an -c:v libx264 -preset ultrafast -crf 40");
	struct parser_task task = { .work = PARSER_FINGERPRINT, .frames = frames };
	char command[700], *longer;

	snprintf(command, sizeof command, "-stream_loop 39 -i \"%s\" -c copy", film);
	longer = film_make(folder, "longer.mp4", command);
	task.seconds = (uint32_t)(clock() / CLOCKS_PER_SEC) + 4;
	parse_fingerprints(&av_parser, longer, &task, &out->examination, &out->prints);
	assert_true(has_warning(&out->examination, "fingerprint-incomplete"));
	assert_int_equal(out->prints.film_count, 1);
	free(longer);
	free(film);
}

static void
what_was_hashed_in_time_is_told(void **state)
{
	char *folder = folder_make();
	SCOPED(parsed) parsed = { 0 };

	(void)state;
	fingerprint_in_seconds(folder, PARSER_FRAMES_ALL, &parsed);
	assert_in_range(parsed.prints.films[0].n, 1, 40 * 24 * 25 - 1);
	folder_remove(folder);
}

static void
a_slow_film_is_hashed_by_its_key_frames_to_its_end(void **state)
{
	char *folder = folder_make();
	SCOPED(parsed) parsed = { 0 };
	const struct film_series *film;

	(void)state;
	fingerprint_in_seconds(folder, PARSER_FRAMES_DENSE, &parsed);
	film = &parsed.prints.films[0];
	assert_in_range(film->n, 100, 40 * 24 * 11);
	assert_true(film->frames[film->n - 1].microseconds > INT64_C(930) * 1000000);
	folder_remove(folder);
}

static void
sound_has_items_and_silence_has_nothing_to_say(void **state)
{
	char *folder = folder_make();
	char *loud = film_make(folder, "loud.wav", "-f lavfi -i \"anoisesrc=d=20:c=pink:seed=5,"
	                                           "tremolo=f=2.3\"");
	char *silent = film_make(folder, "silent.wav", "-f lavfi -i anullsrc=d=20");
	SCOPED(parsed) heard = { 0 };
	SCOPED(parsed) nothing = { 0 };
	struct audio_print print = { .item_seconds = 0.1238 };
	const struct parser_task task = { .work = PARSER_FINGERPRINT, .media_type = "audio/x-wav" };

	(void)state;
	parse_fingerprints(&av_parser, loud, &task, &heard.examination, &heard.prints);
	parse_fingerprints(&av_parser, silent, &task, &nothing.examination, &nothing.prints);
	assert_true(heard.prints.sound_count > 100);
	assert_true(fabs(strtod(measured(&heard.examination, "chromaprint_item_seconds"), NULL) -
	                 0.1238) < 0.001);
	assert_false(has_warning(&heard.examination, "no-video-stream")); /* nobody misses one */
	assert_true(has_warning(&nothing.examination, "low-quality-fingerprint"));
	print.items = nothing.prints.sound;
	print.n = nothing.prints.sound_count;
	assert_true(print.n == 0 || audio_varied_share(&print) == 0);
	free(loud);
	free(silent);
	folder_remove(folder);
}

static void
a_turned_film_hashes_as_it_is_shown(void **state)
{
	static const int32_t quarter[4] = { 0, 65536, -65536, 0 };
	char *folder = folder_make(), command[700];
	char *plain = film_make(folder, "plain.mp4",
	                        LIVELY "-an -t 3 -c:v libx264 -preset ultrafast -qp 0");
	char *turned;
	SCOPED(parsed) shown = { 0 };
	SCOPED(parsed) stored = { 0 };

	(void)state;
	snprintf(command, sizeof command, "-i \"%s\" -vf transpose=cclock -c:v libx264 -preset "
	                                  "ultrafast -qp 0", plain);
	turned = film_make(folder, "turned.mp4", command);
	film_turn_by_matrix(turned, quarter); /* a quarter turn clockwise undoes it */
	fingerprint_as(plain, PARSER_FRAMES_DENSE, &shown);
	fingerprint_as(turned, PARSER_FRAMES_DENSE, &stored);
	assert_true(stored.prints.films[0].n > 0);
	assert_true(hash256_distance(&shown.prints.films[0].frames[0].hash,
	                             &stored.prints.films[0].frames[0].hash) <= 8);
	free(turned);
	free(plain);
	folder_remove(folder);
}

static void
black_films_have_no_quality(void **state)
{
	char *folder = folder_make();
	char *black = film_make(folder, "black.mp4",
	                        "-f lavfi -i color=black:s=320x240:d=5 -c:v libx264");
	SCOPED(parsed) parsed = { 0 };
	SCOPED(parsed) dense = { 0 };

	(void)state;
	fingerprint_as(black, PARSER_FRAMES_DENSE, &dense);
	assert_true(dense.prints.film_count == 0 || dense.prints.films[0].n == 0);
	assert_true(has_warning(&dense.examination, "low-quality-fingerprint"));
	fingerprint_as(black, PARSER_FRAMES_ALL, &parsed);
	assert_true(parsed.prints.films[0].n > 0);
	for (size_t i = 0; i < parsed.prints.films[0].n; i++)
		assert_true(parsed.prints.films[0].frames[i].quality < PDQ_LEAST_QUALITY);
	free(black);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_hash_as_the_reference_hashes_them),
		cmocka_unit_test(a_clip_in_bars_is_found_in_the_film),
		cmocka_unit_test(bars_of_the_beginning_are_not_taken_for_those_of_the_film),
		cmocka_unit_test(what_was_hashed_in_time_is_told),
		cmocka_unit_test(a_slow_film_is_hashed_by_its_key_frames_to_its_end),
		cmocka_unit_test(sound_has_items_and_silence_has_nothing_to_say),
		cmocka_unit_test(a_turned_film_hashes_as_it_is_shown),
		cmocka_unit_test(black_films_have_no_quality),
	};

	need_shared("vectors/fingerprints/videos");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
