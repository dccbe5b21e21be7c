/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_hostile.c - films that are cut, flipped, immense or made to be endless:
 * the parser comes to its end, in bounded memory, and says the same twice.
 * VIDIMUS_TEST_FULL takes every file and 10,000 flips, the everyday run a sample.
 */
#include "films.h"

#include "base/scoped.h"
#include "base/text.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define MEMORY_MOST ((long)512 << 10) /* KiB */
#define SIZE_MOST   ((size_t)1 << 20) /* bytes of a file that is tried many times */

static char *folder;

static bool
is_full(void)
{
	return getenv("VIDIMUS_TEST_FULL") != NULL;
}

static void
expect_bounded_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	if (used.ru_maxrss >= MEMORY_MOST)
		fail_msg("%ld KiB in memory\n", used.ru_maxrss);
#endif
}

/* Examines twice, with one result. */
static void
try_twice(const char *bytes, size_t n, const char *type)
{
	struct parser_task task = task_examine(type);
	struct examination told, again;
	json_t *first, *second;

	parse_bytes(&av_parser, bytes, n, &task, &told, NULL);
	parse_bytes(&av_parser, bytes, n, &task, &again, NULL);
	first = examination_json(&told);
	second = examination_json(&again);
	assert_true(json_equal(first, second));
	json_decref(first);
	json_decref(second);
	examination_end(&told);
	examination_end(&again);
}

static void
try_pictures(const char *bytes, size_t n, const char *type)
{
	struct parser_task task = task_examine(type);

	task.side = 64;
	task.microseconds = 300000;
	for (int work = PARSER_THUMBNAIL; work <= PARSER_FRAME; work++) {
		struct picture picture = { 0 };
		struct examination told;

		task.work = (enum parser_work)work;
		parse_bytes(&av_parser, bytes, n, &task, &told, &picture);
		picture_end(&picture);
		examination_end(&told);
	}
}

/* The n-th trial of a file: all are examined, some twice, some asked for pictures. */
static void
try_bytes(const char *bytes, size_t n, const char *type, unsigned trial)
{
	struct parser_task task = task_examine(type);
	struct examination told;

	if (trial % 8 == 0) {
		try_twice(bytes, n, type);
	} else {
		parse_bytes(&av_parser, bytes, n, &task, &told, NULL);
		examination_end(&told);
	}
	if (trial % 4 == 0)
		try_pictures(bytes, n, type);
}

typedef void film_trial(struct buffer *film, const char *type, uint64_t *random);

/* Calls `trial` on every film and sound of the corpus that is small enough, or on every step-th. */
static void
each_film(unsigned step, film_trial *trial)
{
	SCOPED(buffer) manifest = { 0 };
	uint64_t random = 20201108;
	char *path = shared_path("corpus/MANIFEST.tsv");
	struct text rest;
	unsigned count = 0, tried = 0;

	assert_non_null(path);
	read_file(&manifest, path);
	free(path);
	rest = text_of_buffer(&manifest);
	while (rest.p) {
		struct text line = text_cut(&rest, '\n'), name = text_cut(&line, '\t'), type = { 0 };
		SCOPED(buffer) film = { 0 };
		char relative[1024], type_string[128];

		for (int i = 0; i < 4; i++)
			type = text_cut(&line, '\t');
		if ((!text_begins(type, "video/") && !text_begins(type, "audio/")) || count++ % step)
			continue;
		snprintf(relative, sizeof relative, "corpus/%.*s", (int)name.n, name.p);
		snprintf(type_string, sizeof type_string, "%.*s", (int)type.n, type.p);
		path = shared_path(relative);
		assert_non_null(path);
		read_file(&film, path);
		free(path);
		if (film.n == 0 || film.n > SIZE_MOST)
			continue;
		trial(&film, type_string, &random);
		tried++;
	}
	assert_true(tried >= 10);
	print_message("%u films\n", tried);
}

static void
truncate_film(struct buffer *film, const char *type, uint64_t *random)
{
	unsigned places = is_full() ? 20 : 5;

	(void)random;
	for (unsigned i = 1; i <= places; i++) {
		size_t n = film->n * i / (places + 1);

		if (n > 0)
			try_bytes(film->p, n, type, i);
	}
}

static void
test_truncations(void **state)
{
	(void)state;
	each_film(is_full() ? 1 : 5, truncate_film);
	expect_bounded_memory();
}

/* Flips up to 16 bits, half the time within the first 4 KiB, where headers stand. */
static void
flip_film(struct buffer *film, const char *type, uint64_t *random)
{
	unsigned trials = is_full() ? 110 : 4; /* more than 10,000 over all films */

	for (unsigned i = 0; i < trials; i++) {
		SCOPED(buffer) flipped = { 0 };
		uint32_t flips = 1 + random_below(random, 16);

		buffer_append(&flipped, film->p, film->n);
		while (flips-- > 0) {
			size_t within = random_below(random, 2) && film->n > 4096 ? 4096 : film->n;
			uint32_t at = random_below(random, (uint32_t)within);

			flipped.p[at] = (char)(flipped.p[at] ^ 1 << random_below(random, 8));
		}
		try_bytes(flipped.p, flipped.n, type, i);
	}
}

static void
test_flipped_bits(void **state)
{
	(void)state;
	each_film(is_full() ? 1 : 3, flip_film);
	expect_bounded_memory();
}

/* A small film with this many copies of its only track. */
static void
make_tracks(struct buffer *out, uint32_t count)
{
	char *path = film_make(folder, "track.mp4", "-f lavfi -i testsrc=s=64x64:d=1:r=5 -c:v libx264");
	SCOPED(buffer) film = { 0 };
	char *movie, *head, *track;
	uint32_t track_size = 0, head_size = 0;
	size_t movie_at;

	read_file(&film, path);
	free(path);
	movie = memmem(film.p, film.n, "moov", 4);
	head = memmem(film.p, film.n, "mvhd", 4);
	track = memmem(film.p, film.n, "trak", 4);
	assert_true(movie && head && track);
	for (int i = -4; i < 0; i++) {
		track_size = track_size << 8 | (unsigned char)track[i];
		head_size = head_size << 8 | (unsigned char)head[i];
	}
	movie_at = (size_t)(movie - 4 - film.p);
	buffer_append(out, film.p, movie_at);
	put_32(out, 8 + head_size + count * track_size);
	buffer_append_string(out, "moov");
	buffer_append(out, head - 4, head_size);
	while (count-- > 0)
		buffer_append(out, track - 4, track_size);
}

static void
test_ten_thousand_streams(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	SCOPED(buffer) film = { 0 };
	struct examination told;

	(void)state;
	make_tracks(&film, 10000);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "too-many-streams"));
	assert_string_equal(measured(&told, "streams"), "10000");
	examination_end(&told);
	expect_bounded_memory();
}

/* More than are told one by one, fewer than are refused. */
static void
test_two_hundred_streams(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	SCOPED(buffer) film = { 0 };
	struct examination told;

	(void)state;
	make_tracks(&film, 200);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "too-many-streams"));
	assert_string_equal(measured(&told, "streams"), "200");
	assert_string_equal(measured(&told, "video_codec"), "h264");
	assert_non_null(tag_raw(&told, "stream", "stream 63", "codec_name"));
	assert_null(tag_raw(&told, "stream", "stream 64", "codec_name"));
	examination_end(&told);
}

/* Overwrites the number of four bytes at `offset` behind a box's type. */
static void
overwrite(struct buffer *film, const char *type, size_t offset, uint32_t number)
{
	char *box = memmem(film->p, film->n, type, 4);

	assert_non_null(box);
	for (int i = 0; i < 4; i++)
		box[4 + offset + (size_t)i] = (char)(number >> (24 - 8 * i));
}

/* A time scale of one a second and the longest duration of 32 bits: 136 years. */
static void
test_durations_of_years(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	char *path = film_make(folder, "years.mp4", "-f lavfi -i testsrc=s=64x64:d=1 -c:v libx264");
	SCOPED(buffer) film = { 0 };
	struct examination told;

	(void)state;
	read_file(&film, path);
	overwrite(&film, "mvhd", 12, 1);
	overwrite(&film, "mvhd", 16, 0xfffffffe);
	overwrite(&film, "tkhd", 20, 0xfffffffe);
	overwrite(&film, "mdhd", 12, 1);
	overwrite(&film, "mdhd", 16, 0xfffffffe);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_non_null(measured(&told, "duration"));
	assert_true(strtod(measured(&told, "duration"), NULL) > 1e4);
	examination_end(&told);
	try_bytes(film.p, film.n, "video/mp4", 0);
	free(path);
}

/* Distances between frames that add up beyond 64 bits of microseconds. */
static void
test_times_beyond_reason(void **state)
{
	char *path = film_make(folder, "far.mp4", "-f lavfi -i testsrc=s=64x64:d=1 -c:v libx264 -bf 2");
	SCOPED(buffer) film = { 0 };

	(void)state;
	read_file(&film, path);
	overwrite(&film, "stts", 8, 0x7fffffff);
	overwrite(&film, "ctts", 8, 0x80000000);
	overwrite(&film, "mdhd", 12, 1);
	try_bytes(film.p, film.n, "video/mp4", 0);
	overwrite(&film, "elst", 8, 0xffffffff);
	overwrite(&film, "elst", 12, 0x7fffffff);
	try_bytes(film.p, film.n, "video/mp4", 0);
	free(path);
}

/* A picture that claims 65,535 pixels a side is described and not decoded. */
static void
test_immense_pictures(void **state)
{
	struct parser_task task = task_examine("video/x-msvideo");
	char *path = film_make(folder, "immense.avi", "-f lavfi -i testsrc=s=64x64:d=1:r=5 -c:v mjpeg");
	SCOPED(buffer) film = { 0 };
	struct examination told;
	struct picture picture = { 0 };

	(void)state;
	read_file(&film, path);
	for (char *at = film.p; (at = memmem(at, film.n - (size_t)(at - film.p), "\xff\xc0", 2)); at++)
		memset(at + 5, 0xff, 4); /* height and width of the frame's header (ITU-T T.81 B.2.2) */
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "decode-errors"));
	examination_end(&told);
	task.work = PARSER_FRAME;
	parse_bytes(&av_parser, film.p, film.n, &task, &told, &picture);
	assert_null(picture.samples);
	assert_int_equal(json_array_size(told.warnings), 1);
	examination_end(&told);
	expect_bounded_memory();
	free(path);
}

/* A film that declares more pixels than are decoded says what it says, and why there is no picture. */
static void
test_declared_too_large(void **state)
{
	struct parser_task task = task_examine("video/x-msvideo");
	char *path = film_make(folder, "raw.avi", "-f lavfi -i testsrc=s=64x64:d=1:r=5 -c:v rawvideo"
	                                          " -pix_fmt yuv420p");
	struct picture picture = { 0 };
	SCOPED(buffer) film = { 0 };
	struct examination told;
	char *head;

	(void)state;
	read_file(&film, path);
	head = memmem(film.p, film.n, "strf", 4);
	assert_non_null(head);
	memcpy(head + 12, "\xff\xff\0\0\xff\xff\0\0", 8); /* biWidth, biHeight */
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "too-large-to-decode"));
	assert_string_equal(measured(&told, "width"), "65535");
	assert_string_equal(measured(&told, "video_codec"), "rawvideo");
	examination_end(&told);
	task.work = PARSER_FRAME;
	parse_bytes(&av_parser, film.p, film.n, &task, &told, &picture);
	assert_null(picture.samples);
	assert_true(has_warning(&told, "too-large-to-decode"));
	examination_end(&told);
	free(path);
}

/* A codec that nobody here knows: all but the picture is told. */
static void
test_unknown_codec(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	char *path = film_make(folder, "codec.mp4", "-f lavfi -i testsrc=s=64x64:d=1:r=5 -c:v libx264");
	SCOPED(buffer) film = { 0 };
	struct examination told;
	char *entry;

	(void)state;
	read_file(&film, path);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_false(has_warning(&told, "not-decodable"));
	assert_false(has_warning(&told, "too-large-to-decode"));
	examination_end(&told);
	entry = memmem(film.p, film.n, "avc1", 4); /* in the file type box */
	assert_non_null(entry);
	entry = memmem(entry + 4, film.n - (size_t)(entry + 4 - film.p), "avc1", 4);
	assert_non_null(entry);
	memcpy(entry, "zzzz", 4);
	memcpy(memmem(film.p, film.n, "avcC", 4), "zzzC", 4);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "not-decodable"));
	assert_string_equal(measured(&told, "frames"), "5");
	examination_end(&told);
	free(path);
}

/* Names and values in other encodings come as their bytes, cut where they are too long. */
static void
test_words_of_any_kind(void **state)
{
	struct parser_task task = task_examine("audio/ogg");
	struct buffer arguments = { 0 };
	struct examination told;
	char *path;

	(void)state;
	buffer_append_string(&arguments, "-f lavfi -i sine=d=1 -c:a libvorbis -metadata"
	                                 " title=\"$(printf '\\317\\360\\350\\342\\345\\362')\" -metadata"
	                                 " comment=\"$(head -c 60000 /dev/zero | tr '\\0' x)\"");
	path = film_make(folder, "words.ogg", buffer_string(&arguments));
	parse_file(&av_parser, path, &task, &told, NULL);
	assert_non_null(tag_raw(&told, "stream", "stream 0", "title"));
	assert_non_null(tag_raw(&told, "stream", "stream 0", "comment"));
	assert_true(strlen(tag_raw(&told, "stream", "stream 0", "comment")) <= REPORT_VALUE_LIMIT);
	examination_end(&told);
	buffer_end(&arguments);
	free(path);
}

/* Appended to a film, so many empty boxes are too many to look at, and so many of uuid are too many to tell. */
static void
test_what_is_left_out_is_named(void **state)
{
	static const struct {
		const char *box;
		size_t      n;
		int         most, beyond;
	} cases[] = {
		{ "\0\0\0\x08" "free", 8, 1000, 200001 },
		{ "\0\0\0\x19uuid0123456789abcdef.", 25, 16, 17 },
	};
	struct parser_task task = task_examine("video/mp4");
	char *path = film_make(folder, "boxes.mp4", "-f lavfi -i testsrc=s=64x64:d=1:r=5 -c:v libx264");

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		int count = i % 2 ? cases[i / 2].beyond : cases[i / 2].most;
		SCOPED(buffer) film = { 0 };
		struct examination told;

		read_file(&film, path);
		for (int box = 0; box < count; box++)
			buffer_append(&film, cases[i / 2].box, cases[i / 2].n);
		parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
		assert_int_equal(has_warning(&told, "facts-left-out"), i % 2);
		assert_false(has_warning(&told, "trailing-data"));
		examination_end(&told);
	}
	free(path);
}

/* Puts what is in `inner` into a box, behind so many bytes of its own. */
static void
wrap(struct buffer *inner, const char *type, const char *head, size_t n)
{
	SCOPED(buffer) box = { 0 };

	put_32(&box, (uint32_t)(8 + n + inner->n));
	buffer_append(&box, type, 4);
	buffer_append(&box, head, n);
	buffer_append(&box, inner->p, inner->n);
	buffer_clear(inner);
	buffer_append(inner, box.p, box.n);
}

/* So many boxes whose types are all different, with a text of one letter each. */
static void
put_tags(struct buffer *out, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		put_32(out, 13);
		buffer_append_format(out, "\xa9%c%c%c", (int)('0' + i % 64), (int)('0' + i / 64 % 64),
		                     (int)('0' + i / 4096));
		buffer_append(out, "\0\1\0\0x", 5);
	}
}

static void
put_keys(struct buffer *out, uint32_t count)
{
	char head[8] = { 0 };

	for (uint32_t i = 0; i < count; i++) {
		put_32(out, 8 + 8);
		buffer_append_format(out, "mdta%08x", i);
	}
	for (int i = 0; i < 4; i++)
		head[4 + i] = (char)(count >> (24 - 8 * i) & 0xff);
	wrap(out, "keys", head, sizeof head);
}

#define HANDLER "\0\0\0\x20hdlr\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0"

/* Boxes around tags, innermost first, and the bytes of their own before what they hold. */
struct around {
	struct {
		const char *type, *head;
		size_t      n;
	} boxes[6];
	bool are_keys;
};

static const struct around layouts[] = {
	{ { { "meta", "\0\0\0\0", 4 } }, true },
	{ { { "udta", "", 0 } }, false },
	{ { { "udta", "", 0 }, { "mvex", "", 0 } }, false },
	{ { { "udta", "", 0 }, { "traf", "", 0 }, { "moof", "", 0 } }, false },
	{ { { "udta", "", 0 }, { "edts", "", 0 }, { "trak", "", 0 } }, false },
	{ { { "udta", "", 0 }, { "stbl", "", 0 }, { "minf", "", 0 }, { "mdia", "", 0 }, { "trak", "", 0 } }, false },
	{ { { "ilst", "", 0 }, { "meta", "\0\0\0\1" HANDLER, 36 }, { "udta", "", 0 } }, false },
	{ { { "ilst", "", 0 }, { "meta", "other...words..." HANDLER, 48 } }, false },
};

/* Tags that libavformat would compare with one another: half a million keys took it minutes, 60,000 tags 18 s. */
static void
flood(const struct around *around, uint32_t count)
{
	struct parser_task task = task_examine("video/mp4");
	SCOPED(buffer) film = { 0 };
	SCOPED(buffer) tags = { 0 };
	struct examination told;
	clock_t began = clock();

	(around->are_keys ? put_keys : put_tags)(&tags, count);
	for (size_t i = 0; i < 6 && around->boxes[i].type != NULL; i++)
		wrap(&tags, around->boxes[i].type, around->boxes[i].head, around->boxes[i].n);
	wrap(&tags, "moov", "", 0);
	buffer_append(&film, "\0\0\0\x14" "ftypisom\0\0\2\0isom", 20);
	buffer_append(&film, tags.p, tags.n);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	if (has_warning(&told, "facts-left-out") != (count > 20000))
		fail_msg("%u tags in %s in %s", count, around->boxes[0].type,
		         around->boxes[1].type ? around->boxes[1].type : "moov");
	assert_true((clock() - began) / CLOCKS_PER_SEC < 10);
	examination_end(&told);
}

/* Whoever asks for a picture of it or for its fingerprint is told of the tags, not of a picture that is too large. */
static void
test_what_has_too_many_tags_is_not_too_large(void **state)
{
	static const enum parser_work works[] = { PARSER_EXAMINE, PARSER_THUMBNAIL, PARSER_FRAME,
		                                  PARSER_FINGERPRINT };
	SCOPED(buffer) film = { 0 };
	SCOPED(buffer) tags = { 0 };

	(void)state;
	put_tags(&tags, 30000);
	wrap(&tags, "udta", "", 0);
	wrap(&tags, "moov", "", 0);
	buffer_append(&film, "\0\0\0\x14" "ftypisom\0\0\2\0isom", 20);
	buffer_append(&film, tags.p, tags.n);
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
		struct parser_task task = task_examine("video/mp4");
		struct examination told;

		task.work = works[i];
		task.side = 64;
		parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
		assert_true(has_warning(&told, "facts-left-out"));
		assert_false(has_warning(&told, "too-large-to-decode"));
		examination_end(&told);
	}
}

static void
test_a_flood_of_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
		flood(&layouts[i], 100);
		flood(&layouts[i], layouts[i].are_keys ? 500000 : 60000);
	}
}

static void
test_tags_left_out_are_named(void **state)
{
	struct parser_task task = task_examine("audio/ogg");

	(void)state;
	for (int count = 200; count <= 300; count += 100) {
		struct buffer arguments = { 0 };
		struct examination told;
		char *path;

		buffer_append_string(&arguments, "-f lavfi -i sine=d=1 -c:a libvorbis");
		for (int i = 0; i < count; i++)
			buffer_append_format(&arguments, " -metadata t%d=x", i);
		path = film_make(folder, "tags.ogg", buffer_string(&arguments));
		parse_file(&av_parser, path, &task, &told, NULL);
		assert_int_equal(has_warning(&told, "facts-left-out"), count > 256);
		examination_end(&told);
		buffer_end(&arguments);
		free(path);
	}
}

/* Formats that name other files or run far are not on the white-list. */
static void
test_formats_that_reach_out(void **state)
{
	static const char *const texts[] = {
		"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
		"ffconcat version 1.0\nfile /etc/passwd\n",
		("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
		 "m=video 5004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"),
		"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"/>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct parser_task task = task_examine("");
		struct examination told;

		parse_bytes(&av_parser, texts[i], strlen(texts[i]), &task, &told, NULL);
		assert_true(has_warning(&told, "damaged-structure"));
		assert_null(measured(&told, "duration"));
		examination_end(&told);
	}
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
		cmocka_unit_test(test_truncations),
		cmocka_unit_test(test_flipped_bits),
		cmocka_unit_test(test_ten_thousand_streams),
		cmocka_unit_test(test_two_hundred_streams),
		cmocka_unit_test(test_durations_of_years),
		cmocka_unit_test(test_times_beyond_reason),
		cmocka_unit_test(test_immense_pictures),
		cmocka_unit_test(test_declared_too_large),
		cmocka_unit_test(test_unknown_codec),
		cmocka_unit_test(test_words_of_any_kind),
		cmocka_unit_test(test_what_is_left_out_is_named),
		cmocka_unit_test(test_what_has_too_many_tags_is_not_too_large),
		cmocka_unit_test(test_a_flood_of_keys),
		cmocka_unit_test(test_tags_left_out_are_named),
		cmocka_unit_test(test_formats_that_reach_out),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
