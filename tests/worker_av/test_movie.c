/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_movie.c - what movies, Matroska and RIFF files say of themselves beyond
 * libavformat: user data, keys, times, places; and whether the file is whole.
 */
#include "films.h"

#include "base/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;

static void
examine_bytes(struct examination *told, const struct buffer *bytes)
{
	struct parser_task task = task_examine("video/mp4");

	parse_bytes(&av_parser, bytes->p, bytes->n, &task, told, NULL);
}

/* A box around what the buffer holds, which takes its place. */
static void
wrap(struct buffer *boxes, const char *type)
{
	struct buffer outer = { 0 };

	put_box(&outer, type, boxes->p ? boxes->p : "", boxes->n);
	buffer_end(boxes);
	*boxes = outer;
}

static void
put_file_type(struct buffer *out)
{
	put_box(out, "ftyp", "isom\0\0\2\0isomiso2", 16);
}

/* mvhd of version 0 with these times; 100 bytes of body, rate and volume left 0. */
static void
put_movie_head(struct buffer *out, uint32_t created, uint32_t modified)
{
	struct buffer body = { 0 };

	put_32(&body, 0);
	put_32(&body, created);
	put_32(&body, modified);
	put_32(&body, 1000);
	while (body.n < 100)
		buffer_append_byte(&body, 0);
	put_box(out, "mvhd", body.p, body.n);
	buffer_end(&body);
}

/* © and three letters, then length, language 0x55c4 (und), text. */
static void
put_international(struct buffer *out, const char *letters, const char *text, size_t n)
{
	struct buffer body = { 0 };
	char type[5] = { (char)0xa9, letters[0], letters[1], letters[2], 0 };

	buffer_append_byte(&body, (char)(n >> 8));
	buffer_append_byte(&body, (char)n);
	buffer_append(&body, "\x55\xc4", 2);
	buffer_append(&body, text, n);
	put_box(out, type, body.p, body.n);
	buffer_end(&body);
}

/* ftyp and moov with mvhd, and `inner` in it; `inner` is used up. */
static void
put_movie(struct buffer *out, struct buffer *inner)
{
	struct buffer movie = { 0 };

	put_file_type(out);
	put_movie_head(&movie, 3646801557U, 3646801558U);
	if (inner->n > 0)
		buffer_append(&movie, inner->p, inner->n);
	wrap(&movie, "moov");
	buffer_append(out, movie.p, movie.n);
	buffer_end(&movie);
	buffer_end(inner);
}

/* A movie without a track, which libavformat opens or not, tells its times and user data. */
static void
test_user_data(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer data = { 0 };
	struct examination told;

	(void)state;
	put_international(&data, "mak", "Pentax", 6);
	put_international(&data, "xyz", "+50.4501+030.5234/", 18);
	put_box(&data, "beam", "\1\2\3\0\4", 5);
	put_box(&data, "SDLN", "SEQ_PLAY", 8);
	put_box(&data, "auth", "", 0);
	wrap(&data, "udta");
	put_movie(&bytes, &data);
	put_box(&bytes, "mdat", "x", 1);
	examine_bytes(&told, &bytes);
	assert_string_equal(tag_raw(&told, "QuickTime", "mvhd", "modification_time"),
	                    "2019-07-24T08:25:58.000Z");
	assert_string_equal(tag_raw(&told, "QuickTime", "udta", "SDLN"), "SEQ_PLAY");
	assert_non_null(tag_raw(&told, "QuickTime", "udta", "beam"));
	assert_true(tag_raw(&told, "QuickTime", "udta", "\xc2\xa9mak") ||
	            tag_raw(&told, "container", NULL, "make"));
	assert_true(tag_raw(&told, "QuickTime", "udta", "\xc2\xa9xyz") ||
	            tag_raw(&told, "container", NULL, "location"));
	assert_null(tag_raw(&told, "QuickTime", "udta", "auth"));
	examination_end(&told);
}

/* Two places under two names: both are told, though libavformat keeps one of them. */
static void
test_places(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer data = { 0 }, place = { 0 };
	struct examination told;

	(void)state;
	put_32(&place, 0);                          /* version and flags */
	buffer_append(&place, "\x55\xc4", 2);       /* language */
	buffer_append(&place, "Shushi\0\0", 8);     /* name, NUL, role */
	put_32(&place, 46 * 65536 + 65536 / 4);     /* longitude 46.25 */
	put_32(&place, (uint32_t)(-(39 * 65536 + 65536 / 2))); /* latitude -39.5 */
	put_32(&place, 1000 * 65536);
	put_box(&data, "loci", place.p, place.n);
	buffer_end(&place);
	put_international(&data, "xyz", "+50.4501+030.5234/", 18);
	wrap(&data, "udta");
	put_movie(&bytes, &data);
	examine_bytes(&told, &bytes);
	assert_string_equal(tag_raw(&told, "QuickTime", "udta", "loci"),
	                    "-39.500000+046.250000+1000.000/");
	examination_end(&told);
}

/* A place whose name never ends, or whose numbers are cut off, is none. */
static void
test_places_that_are_none(void **state)
{
	static const char *const bodies[] = { "", "\0\0\0\0\x55", "\0\0\0\0\x55\xc4",
		                              "\0\0\0\0\x55\xc4name without an end",
		                              "\0\0\0\0\x55\xc4n\0\0\1\2\3\4\1\2\3\4\1\2\3" };
	static const size_t lengths[] = { 0, 5, 6, 25, 20 };

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		SCOPED(buffer) bytes = { 0 };
		struct buffer data = { 0 };
		struct examination told;

		put_box(&data, "loci", bodies[i], lengths[i]);
		wrap(&data, "udta");
		put_movie(&bytes, &data);
		examine_bytes(&told, &bytes);
		assert_null(tag_raw(&told, "QuickTime", "udta", "loci"));
		examination_end(&told);
	}
}

/* The `meta` box of QuickTime: keys by number, values of several kinds, a number without a key. */
static void
test_keys(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer meta = { 0 }, keys = { 0 }, items = { 0 }, item = { 0 }, value = { 0 };
	struct examination told;

	(void)state;
	put_box(&meta, "hdlr", "\0\0\0\0\0\0\0\0mdta\0\0\0\0\0\0\0\0\0\0\0\0\0", 25);
	put_32(&keys, 0);
	put_32(&keys, 2);
	put_box(&keys, "mdta", "com.apple.quicktime.make", 24);
	put_box(&keys, "mdta", "com.example.binary", 18);
	put_box(&meta, "keys", keys.p, keys.n);
	put_32(&value, 1);
	put_32(&value, 0);
	buffer_append_string(&value, "Kamera");
	put_box(&item, "data", value.p, value.n);
	put_box(&items, "\0\0\0\1", item.p, item.n);
	buffer_clear(&value);
	buffer_clear(&item);
	put_32(&value, 0);
	put_32(&value, 0);
	buffer_append(&value, "\1\2\3", 3);
	put_box(&item, "data", value.p, value.n);
	put_box(&items, "\0\0\0\2", item.p, item.n);
	put_box(&items, "\0\0\0\7", item.p, item.n);
	put_box(&meta, "ilst", items.p, items.n);
	wrap(&meta, "meta");
	put_movie(&bytes, &meta);
	examine_bytes(&told, &bytes);
	assert_true(tag_raw(&told, "QuickTime", "keys", "com.apple.quicktime.make") ||
	            tag_raw(&told, "container", NULL, "com.apple.quicktime.make"));
	assert_non_null(tag_raw(&told, "QuickTime", "keys", "com.example.binary"));
	assert_non_null(tag_raw(&told, "QuickTime", "keys", "????"));
	examination_end(&told);
	buffer_end(&keys);
	buffer_end(&items);
	buffer_end(&item);
	buffer_end(&value);
}

/* Text that is not UTF-8 (here Windows-1251) keeps its bytes. */
static void
test_other_encodings(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer data = { 0 };
	struct examination told;
	const json_t *tag;
	size_t i;
	bool found = false;

	(void)state;
	put_international(&data, "zzz", "\xcf\xf0\xe8\xe2\xe5\xf2", 6);
	wrap(&data, "udta");
	put_movie(&bytes, &data);
	examine_bytes(&told, &bytes);
	json_array_foreach(told.tags, i, tag) {
		const char *kept = json_string_value(json_object_get(tag, "bytes"));

		found = found || (kept && strcmp(kept, "z_Do4uXy") == 0);
	}
	assert_true(found);
	examination_end(&told);
}

/* What the file lacks, has too much of, or never had. */
static void
test_wholeness(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer none = { 0 };
	struct examination told;

	(void)state;
	put_movie(&bytes, &none);
	examine_bytes(&told, &bytes);
	assert_true(has_warning(&told, "no-media-data"));
	examination_end(&told);
	put_box(&bytes, "mdat", "0123456789", 10);
	examine_bytes(&told, &bytes);
	assert_false(has_warning(&told, "no-media-data"));
	assert_false(has_warning(&told, "truncated"));
	assert_false(has_warning(&told, "trailing-data"));
	examination_end(&told);
	bytes.n -= 4;
	examine_bytes(&told, &bytes);
	assert_true(has_warning(&told, "truncated"));
	assert_false(has_warning(&told, "trailing-data"));
	examination_end(&told);
	bytes.n += 4;
	buffer_append(&bytes, "\0\0\0\0PK\3\4 a second file", 22);
	examine_bytes(&told, &bytes);
	assert_true(has_warning(&told, "trailing-data"));
	assert_false(has_warning(&told, "truncated"));
	examination_end(&told);
}

/* A movie box that the file's end cut: libavformat gives up, our reader tells what is there. */
static void
test_cut_movie(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer data = { 0 };
	struct examination told;

	(void)state;
	put_international(&data, "mak", "Pentax", 6);
	put_international(&data, "day", "2020-11-08", 10);
	wrap(&data, "udta");
	put_movie(&bytes, &data);
	bytes.n -= 3;
	examine_bytes(&told, &bytes);
	assert_true(has_warning(&told, "truncated"));
	assert_string_equal(tag_raw(&told, "QuickTime", "mvhd", "creation_time"),
	                    "2019-07-24T08:25:57.000Z");
	assert_string_equal(tag_raw(&told, "QuickTime", "udta", "\xc2\xa9mak"), "Pentax");
	examination_end(&told);
}

/* Boxes in boxes to a depth of 100,000, and one that is longer than any file. */
static void
test_depth_and_length(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct buffer nest = { 0 };
	struct examination told;

	(void)state;
	for (uint32_t left = 100000; left > 0; left--) {
		put_32(&nest, left * 8);
		buffer_append(&nest, left % 2 ? "udta" : "meta", 4);
	}
	put_movie(&bytes, &nest);
	examine_bytes(&told, &bytes);
	examination_end(&told);
	buffer_clear(&bytes);
	put_file_type(&bytes);
	buffer_append(&bytes, "\0\0\0\1moov\xff\xff\xff\xff\xff\xff\xff\xff", 16);
	examine_bytes(&told, &bytes);
	assert_true(has_warning(&told, "truncated"));
	examination_end(&told);
}

/* The program that wrote a Matroska file, which libavformat does not hand on. */
static void
test_matroska(void **state)
{
	struct parser_task task = task_examine("video/x-matroska");
	char *path = film_make(folder, "w.mkv",
	                       "-f lavfi -i testsrc=s=64x64:d=1 -metadata"
	                       " creation_time=2020-10-14T10:00:00Z -c:v libx264");
	struct buffer bytes = { 0 };
	struct examination told;

	(void)state;
	parse_file(&av_parser, path, &task, &told, NULL);
	assert_non_null(tag_raw(&told, "Matroska", "Info", "WritingApp"));
	assert_true(strncmp(tag_raw(&told, "Matroska", "Info", "WritingApp"), "Lavf", 4) == 0);
	assert_string_equal(told.media_type, "video/x-matroska");
	assert_false(has_warning(&told, "truncated"));
	examination_end(&told);
	read_file(&bytes, path);
	parse_bytes(&av_parser, bytes.p, bytes.n - 20, &task, &told, NULL);
	assert_true(has_warning(&told, "truncated"));
	examination_end(&told);
	buffer_append_string(&bytes, "behind the segment");
	parse_bytes(&av_parser, bytes.p, bytes.n, &task, &told, NULL);
	assert_true(has_warning(&told, "trailing-data"));
	examination_end(&told);
	buffer_end(&bytes);
	free(path);
}

static void
test_riff(void **state)
{
	struct parser_task task = task_examine("video/x-msvideo");
	char *path = film_make(folder, "r.avi",
	                       "-f lavfi -i testsrc=s=64x64:d=1 -metadata title=street -c:v mjpeg");
	struct buffer bytes = { 0 };
	struct examination told;

	(void)state;
	read_file(&bytes, path);
	parse_bytes(&av_parser, bytes.p, bytes.n, &task, &told, NULL);
	assert_string_equal(tag_raw(&told, "container", "avi", "title"), "street");
	assert_false(has_warning(&told, "truncated"));
	assert_false(has_warning(&told, "trailing-data"));
	examination_end(&told);
	parse_bytes(&av_parser, bytes.p, bytes.n - 100, &task, &told, NULL);
	assert_true(has_warning(&told, "truncated"));
	examination_end(&told);
	buffer_append_string(&bytes, "behind the chunk");
	parse_bytes(&av_parser, bytes.p, bytes.n, &task, &told, NULL);
	assert_true(has_warning(&told, "trailing-data"));
	examination_end(&told);
	buffer_end(&bytes);
	free(path);
}

/* Pictures of ten seconds and sound of seven; and both of one length. */
static void
test_lengths_of_streams(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	char *unequal = film_make(folder, "unequal.mp4",
	                          "-f lavfi -i testsrc=s=64x64:d=10 -f lavfi -i sine=d=7"
	                          " -c:v libx264 -c:a aac");
	char *equal = film_make(folder, "equal.mp4",
	                        "-f lavfi -i testsrc=s=64x64:d=4 -f lavfi -i sine=d=4"
	                        " -c:v libx264 -c:a aac");
	struct examination told;

	(void)state;
	parse_file(&av_parser, unequal, &task, &told, NULL);
	assert_true(has_warning(&told, "streams-of-different-length"));
	examination_end(&told);
	parse_file(&av_parser, equal, &task, &told, NULL);
	assert_false(has_warning(&told, "streams-of-different-length"));
	assert_int_equal(json_array_size(told.warnings), 0);
	assert_string_equal(tag_raw(&told, "container", "mov", "major_brand"), "isom");
	assert_non_null(tag_raw(&told, "container", "mov", "encoder"));
	assert_string_equal(tag_raw(&told, "stream", "stream 0", "handler_name"), "VideoHandler");
	assert_non_null(tag_raw(&told, "stream", "stream 0", "user_data"));
	examination_end(&told);
	free(unequal);
	free(equal);
}

/* Chapters with titles, and a film that is only sound though its type says video. */
static void
test_chapters_and_no_pictures(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	char path[512], *film;
	struct examination told;
	static const char words[] = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\n"
				    "title=\xd0\xbf\xd0\xbb\xd0\xbe\xd1\x89\xd0\xb0\xd0\xb4\xd1\x8c\n";

	(void)state;
	snprintf(path, sizeof path, "%s/chapters.txt", folder);
	write_file(path, words, sizeof words - 1);
	snprintf(path, sizeof path, "-f lavfi -i sine=d=2 -i '%s/chapters.txt' -map_chapters 1 -c:a aac",
	         folder);
	film = film_make(folder, "chapters.mp4", path);
	parse_file(&av_parser, film, &task, &told, NULL);
	assert_string_equal(tag_raw(&told, "container", "chapter 0", "title"),
	                    "\xd0\xbf\xd0\xbb\xd0\xbe\xd1\x89\xd0\xb0\xd0\xb4\xd1\x8c");
	assert_true(has_warning(&told, "no-video-stream"));
	assert_string_equal(told.media_type, "audio/mp4");
	examination_end(&told);
	free(film);
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
		cmocka_unit_test(test_user_data),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_that_are_none),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_other_encodings),
		cmocka_unit_test(test_wholeness),
		cmocka_unit_test(test_cut_movie),
		cmocka_unit_test(test_depth_and_length),
		cmocka_unit_test(test_matroska),
		cmocka_unit_test(test_riff),
		cmocka_unit_test(test_lengths_of_streams),
		cmocka_unit_test(test_chapters_and_no_pictures),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
